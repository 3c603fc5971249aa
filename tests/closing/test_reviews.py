"""The review of a period: who has looked, who is reminded, what is said, and that closing ends it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlmodel import select

from tests.closing.commune import QUARTER, Commune, filled
from tests.conftest import NOW
from tracker.accounts.accounts import Account, add_account
from tracker.accounts.grants import give_role
from tracker.accounts.permissions import Role
from tracker.closing.closing import close_period, reopen_period, why_not_now
from tracker.closing.comments import comment, comments_of
from tracker.closing.contests import open_contests, open_contests_by_official
from tracker.closing.looking import confirm_seen, reviews_not_looked_at, who_has_not_looked
from tracker.closing.reviews import PeriodReview, PeriodState, open_review, review_of, state_of
from tracker.closing.telling import tell_to_look
from tracker.contributions import JobContext
from tracker.database import Database
from tracker.jobs.reviews import remind_of_reviews
from tracker.messages import InputError
from tracker.notice_settings import NoticeSettings
from tracker.notices import Notice
from tracker.periods import parse_period
from tracker.records.corrections import Claim, contest
from tracker.records.delay_causes import DelayCause
from tracker.records.officials import official_by_code
from tracker.records.units import Unit
from tracker.scoring.looking import score_and_store

TODAY, UNTIL = date(2026, 11, 23), date(2026, 11, 30)


@pytest.fixture
def commune(database: Database) -> Commune:
    """A commune whose third quarter is scored; CB00, CB01 and CB02 can sign in, CB03 has no account."""
    commune = filled(database)
    with database.writing("admin") as session:
        top = session.exec(select(Unit).where(Unit.code == "commune")).one()
        for code in ("CB00", "CB01", "CB02"):
            account = add_account(session, f"account.{code.lower()}", official_by_code(session, code).id)
            account.must_change_password = False
            give_role(session, account, Role.STAFF, None, date(2024, 1, 1))
        chairman = add_account(session, "chairman")
        give_role(session, chairman, Role.LEADER, top.id, date(2024, 1, 1))
    score_and_store(commune, "job", QUARTER, QUARTER.end)
    return commune


def review(commune: Commune, until: date = UNTIL) -> None:
    with commune.database.writing("chairman", "review") as session:
        open_review(session, QUARTER, until, commune.today, "quarter")


def look(commune: Commune, *officials: int) -> None:
    with commune.database.writing("somebody") as session:
        for one in officials:
            confirm_seen(session, QUARTER, one)


def not_looked(commune: Commune) -> list[str]:
    with commune.database.reading() as session:
        running = review_of(session, QUARTER)
        assert running is not None
        return [one.code for one in who_has_not_looked(session, running, commune.today)]


def refused(work: Callable[[], object]) -> str:
    with pytest.raises(InputError) as caught:
        work()
    return str(caught.value)


def remind(commune: Commune, today: date) -> set[str]:
    """Let the job run on a day; returns who was told something."""
    context = JobContext(NOW, NOW, today, NoticeSettings(), QUARTER, commune.database.reading)
    end = remind_of_reviews(context)
    with commune.database.writing("job") as session:
        before = len(session.exec(select(Notice)).all())
        end(session)
        told = session.exec(select(Notice).order_by(Notice.id)).all()[before:]
        return {session.get_one(Account, one.account_id).name for one in told}


def test_a_period_goes_from_open_through_review_to_closed(commune: Commune) -> None:
    def state() -> PeriodState:
        with commune.database.reading() as session:
            return state_of(session, QUARTER)

    assert state() is PeriodState.OPEN
    review(commune, TODAY)
    assert state() is PeriodState.IN_REVIEW
    commune.today = TODAY + timedelta(days=1)
    commune.close()
    assert state() is PeriodState.CLOSED
    with commune.database.writing("admin", "a whole list was missing") as session:
        reopen_period(session, QUARTER)
    assert state() is PeriodState.OPEN


def test_who_has_not_looked_is_named_in_the_order_of_names(commune: Commune) -> None:
    review(commune)
    assert not_looked(commune) == ["CB00", "CB01", "CB02", "CB03"]
    look(commune, 2)
    assert not_looked(commune) == ["CB00", "CB02", "CB03"]


def test_looking_twice_is_noted_once(commune: Commune) -> None:
    review(commune)
    look(commune, 1)
    look(commune, 1)
    assert not_looked(commune) == ["CB01", "CB02", "CB03"]


def test_who_has_no_scorecard_has_nothing_to_confirm(commune: Commune) -> None:
    review(commune)
    assert "no scorecard of yours" in refused(lambda: look(commune, 99))


def test_a_review_after_opening_again_is_looked_at_anew(commune: Commune) -> None:
    review(commune, TODAY)
    look(commune, 1, 2, 3)
    commune.close()
    with commune.database.writing("admin", "a whole list was missing") as session:
        reopen_period(session, QUARTER)
    score_and_store(commune, "job", QUARTER, QUARTER.end)
    review(commune)
    assert not_looked(commune) == ["CB00", "CB01", "CB02", "CB03"]
    with commune.database.reading() as session:
        assert len(session.exec(select(PeriodReview)).all()) == 2


def test_a_closed_period_is_not_reviewed(commune: Commune) -> None:
    commune.close()
    assert "is closed, so it is not reviewed any more" in refused(lambda: review(commune))


def test_a_last_day_far_away_is_a_slip_of_the_pen(commune: Commune) -> None:
    assert "92 days at most" in refused(lambda: review(commune, date(2062, 11, 30)))


def test_closing_waits_for_those_who_can_still_look(commune: Commune) -> None:
    review(commune)
    assert "3 have not looked yet" in refused(commune.close)
    look(commune, 1, 2, 3)
    commune.close()


def test_closing_waits_no_longer_than_the_last_day(commune: Commune) -> None:
    review(commune)
    commune.today = UNTIL
    with commune.database.reading() as session:
        assert why_not_now(commune, session, QUARTER) is not None
    commune.today = UNTIL + timedelta(days=1)
    with commune.database.reading() as session:
        assert why_not_now(commune, session, QUARTER) is None
    commune.close()


def test_comments_stay_when_the_period_is_closed_and_none_is_added(commune: Commune) -> None:
    review(commune, TODAY)

    def say(text: str) -> None:
        with commune.database.writing("account.cb00") as session:
            comment(session, QUARTER, 1, text)

    say("  One file was not mine.  ")
    assert "Write what you want to say" in refused(lambda: say(" "))
    look(commune, 1, 2, 3)
    commune.close()
    assert "not in review" in refused(lambda: say("Too late"))
    with commune.database.reading() as session:
        assert [(one.account, one.text) for one in comments_of(session, QUARTER, 1)] == [
            ("account.cb00", "One file was not mine.")
        ]


def test_everybody_with_a_scorecard_is_told_when_a_review_opens(commune: Commune) -> None:
    with commune.database.writing("chairman") as session:
        opened = open_review(session, QUARTER, UNTIL, TODAY, "quarter")
        assert tell_to_look(session, opened, TODAY) == 3
        assert tell_to_look(session, opened, TODAY) == 0


def test_only_those_who_have_not_looked_are_reminded_and_only_in_the_last_working_days(commune: Commune) -> None:
    review(commune)
    look(commune, 1)
    assert remind(commune, date(2026, 11, 25)) == set()
    late = {"account.cb01", "account.cb02"}
    assert remind(commune, date(2026, 11, 26)) == late
    assert remind(commune, date(2026, 11, 26)) == set()
    assert remind(commune, date(2026, 11, 28)) == set()  # a Saturday
    assert remind(commune, UNTIL) == late


def test_who_may_close_is_told_once_that_the_review_is_over(commune: Commune) -> None:
    review(commune)
    assert remind(commune, date(2026, 12, 1)) == {"chairman"}
    assert remind(commune, date(2026, 12, 2)) == set()


def test_a_review_that_waits_for_a_look_is_found_for_the_official(commune: Commune) -> None:
    review(commune)
    with commune.database.reading() as session:
        assert [one.period for one in reviews_not_looked_at(session, 1)] == ["2026-Q3"]
    look(commune, 1)
    with commune.database.reading() as session:
        assert reviews_not_looked_at(session, 1) == []


def test_open_contests_are_counted_by_official(commune: Commune) -> None:
    with commune.database.writing("somebody") as session:
        contest(session, "tracker_handled_file", 1, Claim({"finished_on": None}, "not finished", 1, TODAY))
        session.add(DelayCause(file_id=40, cause="the network", said_by_id=4, said_on=TODAY))
    with commune.database.reading() as session:
        assert open_contests(session) == (1, 1)
        assert open_contests_by_official(session) == {1: 1, 4: 1}


def test_another_quarter_in_review_does_not_hold_up_this_one(commune: Commune) -> None:
    score_and_store(commune, "job", parse_period("2026-Q2"), date(2026, 6, 30))
    with commune.database.writing("chairman", "review") as session:
        open_review(session, parse_period("2026-Q2"), UNTIL, TODAY, "quarter")
        close_period(commune, session, QUARTER)
