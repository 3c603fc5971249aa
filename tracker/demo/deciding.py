"""What the demo's leaders decided: quarters closed and rewarded, and the last one in review with a proposal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import compress

from sqlmodel import Session, col, select

from tracker.accounts.accounts import Account
from tracker.accounts.viewers import Viewer
from tracker.closing.closing import close_period
from tracker.closing.comments import comment
from tracker.closing.looking import confirm_seen
from tracker.closing.reviews import open_review
from tracker.closing.telling import tell_to_look
from tracker.database import RecordSession
from tracker.decisions.answers import PaperAbove, note_answers, waits_above
from tracker.decisions.checking import checks_of
from tracker.decisions.checks import Check, Topic
from tracker.decisions.choosing import propose
from tracker.decisions.council import Vote, ask_council, say, vote
from tracker.decisions.decisions import Decision, items_of
from tracker.decisions.issuing import Paper, issue, publish
from tracker.demo.accounts import LEADER
from tracker.demo.standing import standing_at
from tracker.installation import Tracker
from tracker.periods import MONTHS, Period, period_of
from tracker.records.officials import Official
from tracker.rewards.candidates import Candidates, candidates_of
from tracker.rewards.forms import DecidingDays, offered_forms
from tracker.scoring.scorecards import Scorecard

COMMENTS = "staff"
COUNCIL = ("unit-leader", "staff", "admin")
CLOSED_AFTER, ISSUED_AFTER = timedelta(days=15), timedelta(days=20)
ABOVE = "118/QĐ-UBND"
"""The number of the decision of the level above."""
REVIEW_LASTS = timedelta(days=5)
QUARTERS_REWARDED = 4
NUMBERS_A_DAY = 2
"""So many decisions the clerk numbers a day, from the first of January on."""
AGREED = "Đồng ý, kết quả thể hiện rõ trong kỳ."
SAID = "Đề nghị xem lại hồ sơ trả ngày cuối kỳ, phần mềm ghi chậm một ngày."
ANSWERED = "Đã đối chiếu, hồ sơ tính đúng hạn, điểm giữ nguyên."


def close_quarters(tracker: Tracker, since: date) -> None:
    """Close the quarters since that day but the last that is over, and reward those of a year."""
    *earlier, _last = _quarters_over(since, tracker.today)
    for number, quarter in enumerate(earlier):
        with (
            standing_at(tracker, _afternoon(quarter.end + CLOSED_AFTER)) as (then, _clock),
            then.database.writing(LEADER) as session,
        ):
            close_period(then, session, quarter)
        if number >= len(earlier) - QUARTERS_REWARDED:
            with standing_at(tracker, _afternoon(quarter.end + ISSUED_AFTER)) as (then, _clock):
                _reward(then, quarter)
                if quarter.end.month == MONTHS["year"]:
                    _propose_above(then, period_of(quarter.end, "year"))


def review_last_quarter(tracker: Tracker, since: date) -> None:
    """Open the review of the last quarter that is over, in which a decision is proposed."""
    *_earlier, last = _quarters_over(since, tracker.today)
    _review(tracker, last)


def _afternoon(day: date) -> datetime:
    """Return three in the afternoon of that day."""
    return datetime.combine(day, time(8), UTC)


def _quarters_over(since: date, today: date) -> Iterator[Period]:
    quarter = period_of(since, "quarter")
    while quarter.end < today:
        yield quarter
        quarter = period_of(quarter.end + timedelta(days=1), "quarter")


def _reward(then: Tracker, quarter: Period) -> None:
    by_name = _viewers(then)
    leader = by_name[LEADER]
    assert leader.official_id is not None
    with then.database.writing(LEADER) as session:
        candidates = _candidates(then, session, quarter)
        if candidates is None or not candidates.proposed:
            return
        decided = propose(session, candidates, candidates.proposed, {}, leader)
        _advise(session, decided, by_name)
        number = NUMBERS_A_DAY * then.today.timetuple().tm_yday
        paper = Paper(f"{number:02}/QĐ-UBND", then.today, leader.official_id)
        checks = _checks(then, session, decided, candidates)
        issue(session, decided, paper, candidates.offered, checks, leader, f"/decisions/{decided.id}")
        publish(session, decided)


def _propose_above(then: Tracker, year: Period) -> None:
    """Propose to the level above whom the first form of the year proposes that the commune cannot grant itself.

    The first of them is granted by it, the others wait for its answer.
    """
    by_name = _viewers(then)
    leader = by_name[LEADER]
    assert leader.official_id is not None
    days = DecidingDays(year.end, then.today, then.today)
    with then.database.writing(LEADER) as session:
        offered = offered_forms(session, then.plugins, days, "year")
        of_officials = (one.form.authority == "proposes" and one.form.recipients == "officials" for one in offered)
        lists = (candidates_of(session, year, one, "quarter") for one in compress(offered, of_officials))
        candidates = next((one for one in lists if one.proposed - {leader.official_id}), None)
        if candidates is None or leader.official_id in candidates.proposed:
            return
        decided = propose(session, candidates, candidates.proposed, {}, leader)
        _advise(session, decided, by_name)
        number, page = NUMBERS_A_DAY * then.today.timetuple().tm_yday, f"/decisions/{decided.id}"
        paper = Paper(f"{number:02}/TTr-UBND", then.today, leader.official_id)
        issue(session, decided, paper, candidates.offered, _checks(then, session, decided, candidates), leader, page)
        first = waits_above(session, decided)[0].recipient_id
        note_answers(session, decided, PaperAbove(ABOVE, then.today), {first: True}, leader, page)


def _checks(then: Tracker, session: Session, decided: Decision, candidates: Candidates) -> list[Check]:
    """Return what was looked at; what the story's officials contest today they had not contested then."""
    bases = candidates.offered.form.legal_bases
    looked_at = checks_of(session, then.plugins, decided, candidates, bases, then.today)
    return [one for one in looked_at if one.topic is not Topic.CONTESTS]


def _candidates(then: Tracker, session: Session, quarter: Period) -> Candidates | None:
    """Return the candidates by the first form, None where no plugin offers one."""
    forms = offered_forms(session, then.plugins, DecidingDays(quarter.end, then.today, then.today))
    return candidates_of(session, quarter, forms[0], "quarter") if forms else None


def _advise(session: RecordSession, decided: Decision, by_name: dict[str, Viewer]) -> None:
    """Ask the council; each member votes on everybody but himself."""
    council = [by_name[name] for name in COUNCIL]
    page = f"/decisions/{decided.id}"
    ask_council(session, decided, [one.account_id for one in council], by_name[LEADER], page)
    for member in council:
        for item in items_of(session, decided):
            if item.official_id != member.official_id:
                vote(session, decided, item, Vote.FOR, member)
    say(session, decided, AGREED, council[0])


def _review(tracker: Tracker, quarter: Period) -> None:
    """Open the review of a quarter; half of its officials have looked, one has commented, a proposal is laid open."""
    by_name = _viewers(tracker)
    with tracker.database.writing(LEADER) as session:
        review = open_review(session, quarter, tracker.today + REVIEW_LASTS, tracker.today, "quarter")
        tell_to_look(session, review, tracker.today)
    for number, (official, name) in enumerate(_with_card(tracker, quarter)):
        with tracker.database.writing(name) as session:
            if number % 2:
                confirm_seen(session, quarter, official)
            if name == COMMENTS:
                comment(session, quarter, official, SAID)
    with tracker.database.writing(LEADER) as session:
        candidates = _candidates(tracker, session, quarter)
        commented = by_name[COMMENTS].official_id
        assert commented is not None
        comment(session, quarter, commented, ANSWERED)
        if candidates is not None and candidates.proposed:
            decided = propose(session, candidates, candidates.proposed, {}, by_name[LEADER])
            _advise(session, decided, by_name)


def _with_card(tracker: Tracker, quarter: Period) -> list[tuple[int, str]]:
    """Return the officials with a card of the quarter, by name, and what the audit log calls each."""
    with tracker.database.reading() as session:
        wanted = (
            select(Official.id, Official.code, Account.name).join(Scorecard).where(Scorecard.period == quarter.name)
        )
        wanted = wanted.outerjoin(Account, col(Account.official_id) == col(Official.id))
        rows = session.exec(wanted.order_by(col(Official.code)))
        return [(who, account or code) for who, code, account in rows if who is not None]


def _viewers(tracker: Tracker) -> dict[str, Viewer]:
    with tracker.database.reading() as session:
        accounts = session.exec(select(Account)).all()
    return {one.name: Viewer(one.id or 0, one.name, one.official_id, tracker.today) for one in accounts}
