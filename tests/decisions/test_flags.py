"""Flags: corrections behind an issued decision that would have changed whom the form proposed, and only those."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Session, col, select

from plugins.commendations.settings import Commendations
from tests.closing.commune import QUARTER
from tests.plugins_system.conftest import PluginFolder
from tests.scoring.july_files import finish_files
from tests.slow.offices import in_random_offices
from tests.test_staleness import CHANGES
from tracker.accounts.accounts import add_account
from tracker.accounts.grants import give_role
from tracker.accounts.permissions import Role
from tracker.accounts.viewers import Viewer
from tracker.award_forms import Judged
from tracker.closing.closing import close_period
from tracker.config import Config
from tracker.contributions import JobContext
from tracker.database import Database, RecordSession
from tracker.decisions.choosing import propose
from tracker.decisions.decisions import Decision, DecisionState
from tracker.decisions.flags import flags_of
from tracker.decisions.issuing import Paper, issue, revoke
from tracker.fingerprint import store_fingerprint
from tracker.jobs.stale_scores import score_what_is_stale
from tracker.messages import InputError, translate
from tracker.migrate import upgrade
from tracker.notices import Notice
from tracker.periods import Period, parse_period
from tracker.plugins import Plugins
from tracker.records.file_changes import correct_file
from tracker.records.handled_files import HandledFile
from tracker.records.officials import Official
from tracker.records.postings import Posting, RankingGroup
from tracker.rewards.candidates import Candidates, candidates_among, candidates_of
from tracker.rewards.forms import DecidingDays, Offered, offered_forms
from tracker.rewards.judging import Recipient
from tracker.rewards.people import people_of, recomputed_people_of
from tracker.scoring.adjustments import KEY, NoSettings
from tracker.scoring.closed_cards import closed_cards
from tracker.scoring.closings import closed_periods, closing_of
from tracker.scoring.freshness import stale_closings
from tracker.scoring.looking import score_if_stale
from tracker.scoring.recomputing import frozen_basis, recompute_closed
from tracker.scoring.runs import score
from tracker.settings import change_settings
from tracker.testing import Office

TODAY = date(2026, 11, 23)
ALWAYS = date(2020, 1, 1)
QUARTERS = [parse_period(f"2026-Q{number}") for number in (1, 2, 3)]
LAST = parse_period("2026-Q4")


@cache
def rules_and_forms() -> Plugins:
    """The plugins with the first rules and with the commendation."""
    return Plugins(["reward_rules", "commendations"])


@dataclass
class Commune:
    """The installation: whose leaders sign is the test's business."""

    database: Database
    today: date = TODAY
    config: Config = field(default_factory=Config)
    plugins: Plugins = field(default_factory=rules_and_forms)


def offer(session: Session, period: Period, on: date) -> Offered:
    """Return the commendation."""
    days = DecidingDays(period.end, on, on)
    (one,) = [one for one in offered_forms(session, rules_and_forms(), days) if one.form.key.endswith("quarterly")]
    return one


def decide(session: RecordSession, period: Period, signer: int, on: date = TODAY) -> Decision:
    """Issue the proposal of the form for a period, as it is."""
    offered, viewer = offer(session, period, on), Viewer(0, "secretary", None, on)
    candidates = candidates_of(session, period, offered, "quarter")
    decided = propose(session, candidates, candidates.proposed, {}, viewer)
    issue(session, decided, Paper(f"{period.name}/QĐ", on, signer), offered, [], viewer, "/")
    return decided


@pytest.fixture
def commune(database: Database) -> Commune:
    """A commune with four specialists, a chairman who signs and leads it with his deputy, and two places."""
    upgrade(database, rules_and_forms().owners)
    commune = Commune(database)
    with database.writing("clerk") as session:
        store_fingerprint(session, commune.plugins.fingerprint)
        office = Office(session)
        for number in range(4):
            finish_files(office, office.official(f"CB0{number}", f"Phạm Thị Hà {number}"), 10 - number, number)
        office.unit = office.commune
        for code in ("chairman", "deputy"):
            official = office.official(code, f"Lê {code}", RankingGroup.LEADER)
            account = add_account(session, code, official.id)
            give_role(session, account, Role.LEADER, office.commune.id, ALWAYS)
        values = {"least_points": "20", "least_on_time": "0", "quota": "50"}
        change_settings(session, "commendations", Commendations.model_validate(values), ALWAYS, "a resolution")
        close_period(commune, session, QUARTER)
    return commune


def decided_on_quarter(commune: Commune) -> int:
    """Issue the decision on the quarter; returns its id."""
    with commune.database.writing("secretary") as session:
        chairman = session.exec(select(Official).where(Official.code == "chairman")).one().id or 0
        return decide(session, QUARTER, chairman).id or 0


def correct(commune: Commune, code: str, how_late: int, only: int | None = None) -> None:
    """Move when the files of somebody were finished to so many days after they were due, then score what follows."""
    with commune.database.writing("clerk", "as on paper") as session:
        who = session.exec(select(Official).where(Official.code == code)).one()
        files = session.exec(select(HandledFile).where(HandledFile.handler_id == who.id).order_by(col(HandledFile.id)))
        for file in files.all()[:only]:
            assert file.due_on is not None
            finished = {"finished_on": file.due_on + timedelta(days=how_late)}
            correct_file(session, file, finished, because="as on paper", today=TODAY)
    look(commune)


def look(commune: Commune) -> None:
    """Look at the present quarter, which recomputes what is stale."""
    with commune.database.reading() as session:
        score_if_stale(commune, session, "clerk", LAST)


def flagged(commune: Commune, id: int, plugins: Plugins | None = None) -> list[str]:
    """Return what is flagged on the decision."""
    with commune.database.reading() as session:
        found = flags_of(session, plugins or commune.plugins, session.get_one(Decision, id), "quarter")
    assert all(one.full_name in translate(one.told, "en") for one in found)
    return [translate(one.told, "en") for one in found]


def notices(commune: Commune) -> list[tuple[str, str | None]]:
    """Return what leaders are told of flags, and where."""
    with commune.database.reading() as session:
        found = session.exec(select(Notice).where(col(Notice.key).startswith("flagged:")).order_by(col(Notice.id)))
        return [(translate(one.message, "en"), one.page) for one in found]


@contextmanager
def counted_statements(database: Database) -> Iterator[list[str]]:
    """Collect the statements that are sent meanwhile."""
    sent: list[str] = []

    def note(_connection: sa.Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def test_what_is_decided_is_not_flagged_while_nothing_is_corrected(commune: Commune) -> None:
    id = decided_on_quarter(commune)
    look(commune)
    assert flagged(commune, id) == []
    assert notices(commune) == []


def test_a_correction_that_changes_who_is_proposed_is_flagged_by_name_and_leaders_are_told_once(
    commune: Commune,
) -> None:
    id = decided_on_quarter(commune)
    correct(commune, "CB00", how_late=1)
    first, second = flagged(commune, id)
    assert first.startswith("By today's records Phạm Thị Hà 0 would not have been proposed: ")
    assert first.endswith("missed: At least 20% of the points within reach.")
    assert second.startswith("By today's records Phạm Thị Hà 2 would have been proposed: ")
    assert second.endswith("place 2.")
    told = ("Corrections to Q3 2026 would have changed who was proposed for decision 2026-Q3/QĐ.", f"/decisions/{id}")
    assert notices(commune) == [told, told]
    correct(commune, "CB01", how_late=1)
    assert len(flagged(commune, id)) == 4
    assert notices(commune) == [told, told]


def test_the_job_of_the_night_recomputes_what_was_corrected_and_tells_of_it(commune: Commune) -> None:
    id = decided_on_quarter(commune)
    look(commune)
    with commune.database.writing("clerk", "as on paper") as session:
        who = session.exec(select(Official).where(Official.code == "CB00")).one()
        for file in session.exec(select(HandledFile).where(HandledFile.handler_id == who.id)).all():
            assert file.due_on is not None
            finished = {"finished_on": file.due_on + timedelta(days=1)}
            correct_file(session, file, finished, because="as on paper", today=TODAY)
    now = commune.database.clock()
    store = score_what_is_stale(commune, JobContext(now, now, TODAY, NoSettings(), LAST, commune.database.reading))
    with commune.database.writing("tracker") as session:
        store(session)
    assert len(flagged(commune, id)) == 2
    assert len(notices(commune)) == 2


def test_a_flag_goes_when_the_records_are_as_they_were(commune: Commune) -> None:
    id = decided_on_quarter(commune)
    correct(commune, "CB00", how_late=1)
    assert flagged(commune, id)
    correct(commune, "CB00", how_late=-1)
    assert flagged(commune, id) == []


def test_a_correction_that_moves_points_and_nobody_past_the_cut_is_not_flagged(commune: Commune) -> None:
    id = decided_on_quarter(commune)
    correct(commune, "CB03", how_late=1)
    assert (flagged(commune, id), notices(commune)) == ([], [])


def test_a_tie_that_comes_about_is_told_as_one(commune: Commune) -> None:
    id = decided_on_quarter(commune)
    correct(commune, "CB02", how_late=1, only=0)
    with commune.database.writing("clerk", "as on paper") as session:
        who = session.exec(select(Official).where(Official.code == "CB02")).one()
        late = select(HandledFile).where(HandledFile.handler_id == who.id, col(HandledFile.overdue_on).is_not(None))
        file = session.exec(late.order_by(col(HandledFile.id))).first()
        assert file is not None
        assert file.due_on is not None
        correct_file(
            session, file, {"finished_on": file.due_on - timedelta(days=1)}, because="as on paper", today=TODAY
        )
    look(commune)
    (told,) = flagged(commune, id)
    assert "Phạm Thị Hà 1 would not have been proposed" in told
    assert told.endswith("tied for the last place.")


def test_who_was_not_in_service_at_all_is_told_to_have_no_points(commune: Commune) -> None:
    id = decided_on_quarter(commune)
    with commune.database.writing("clerk", "as on paper") as session:
        who = session.exec(select(Official).where(Official.code == "CB00")).one()
        other = session.exec(select(Official).where(Official.code == "CB03")).one()
        for file in session.exec(select(HandledFile).where(HandledFile.handler_id == who.id)).all():
            correct_file(session, file, {"handler_id": other.id}, because="as on paper", today=TODAY)
        posting = session.exec(select(Posting).where(Posting.official_id == who.id)).one()
        posting.valid_to = QUARTER.start - timedelta(days=1)
    look(commune)
    assert "By today's records Phạm Thị Hà 0 would have no points, and would not have been proposed." in flagged(
        commune, id
    )


def test_a_draft_and_what_is_revoked_are_not_flagged(commune: Commune) -> None:
    id = decided_on_quarter(commune)
    correct(commune, "CB00", how_late=1)
    with commune.database.writing("secretary") as session:
        decided, viewer = session.get_one(Decision, id), Viewer(0, "secretary", None, TODAY)
        signer = decided.signer_id or 0
        revoke(session, decided, Paper("9/QĐ", TODAY, signer), "a wrong file", viewer, "/")
        assert decided.state is DecisionState.REVOKED
    assert flagged(commune, id) == []


def test_the_form_is_judged_as_it_was_on_the_days_of_the_decision(commune: Commune) -> None:
    id = decided_on_quarter(commune)
    correct(commune, "CB03", how_late=1)
    with commune.database.writing("admin") as session:
        stricter = Commendations.model_validate({"least_points": "100"})
        change_settings(session, "commendations", stricter, TODAY + timedelta(days=1), "from tomorrow")
    assert flagged(commune, id) == []


def test_nothing_is_said_where_the_form_is_gone(commune: Commune) -> None:
    id = decided_on_quarter(commune)
    correct(commune, "CB00", how_late=1)
    assert flagged(commune, id, Plugins(["reward_rules"])) == []


def test_a_form_that_fails_says_so_and_points_are_recomputed_all_the_same(commune: Commune, tmp_path: Path) -> None:
    id, folder = decided_on_quarter(commune), PluginFolder(tmp_path)
    name = folder.add("broken")
    source = "from tracker.api import hookimpl\n\n\n@hookimpl\ndef award_forms(on):\n    return 1 / 0\n"
    (folder.path / name / "__init__.py").write_text(source, encoding="utf-8")
    plugins = folder.load(name)
    with pytest.raises(InputError, match=name):
        flagged(commune, id, plugins)
    with commune.database.writing("admin") as session:
        store_fingerprint(session, plugins.fingerprint)
    commune.plugins = plugins
    correct(commune, "CB00", how_late=1)
    assert notices(commune) == []


def test_flags_take_few_statements(commune: Commune) -> None:
    id = decided_on_quarter(commune)
    correct(commune, "CB00", how_late=1)
    with commune.database.reading() as session:
        decided = session.get_one(Decision, id)
        with counted_statements(commune.database) as sent:
            assert flags_of(session, commune.plugins, decided, "quarter")
    own = [one for one in sent if "commendations_" not in one and "tracker_dated_settings" not in one]
    assert len(own) <= 18, "\n".join(own)


def test_over_random_corrections_a_flag_appears_where_who_is_proposed_differs(database: Database) -> None:
    upgrade(database, rules_and_forms().owners)
    commune = Commune(database, today=date(2026, 12, 31))
    seen = {True: 0, False: 0}

    def check(session: RecordSession, chance: random.Random) -> None:
        store_fingerprint(session, commune.plugins.fingerprint)
        change_settings(session, "commendations", some_settings(chance), ALWAYS, "tried")
        signer = a_signer(session)
        issued: list[tuple[Decision, frozenset[int]]] = []
        for period in QUARTERS:
            close_period(commune, session, period)
            assert judged(recomputed_people_of(session, period, offer(session, period, commune.today).form)) == judged(
                people_of(session, period, offer(session, period, commune.today).form)
            )
            try:
                decided = decide(session, period, signer, commune.today)
            except InputError:  # Nobody is proposed.
                continue
            before = candidates_of(session, period, offer(session, period, commune.today), "quarter").proposed
            issued.append((decided, before))
            for change in chance.sample(CHANGES, 5):
                change(session, chance)
                for one, then in issued:
                    seen[is_flagged_rightly(session, one, then)] += 1

    in_random_offices(database, check, sqlite=8, postgresql=3)
    assert seen[True]
    assert seen[False]


def is_flagged_rightly(session: RecordSession, decided: Decision, then: frozenset[int]) -> bool:
    """See that just those are flagged whom scoring afresh would, or would not, propose; returns whether any is."""
    for period in stale_closings(session, closed_periods(session)):
        recompute_closed(session, rules_and_forms(), period)
    flags = flags_of(session, rules_and_forms(), decided, "quarter")
    found = {one.recipient_id: translate(one.told, "en") for one in flags}
    now = proposed_afresh(session, decided).proposed
    assert found.keys() == now ^ then, (decided.period, then, now)
    assert all(("would have been" in told) is (who in now) for who, told in found.items())
    return bool(found)


def proposed_afresh(session: Session, decided: Decision) -> Candidates:
    """Return the candidates by cards scored anew, with what adjusts earlier periods on the closed ones."""
    period = decided.about
    assert period is not None
    assert decided.decided_on is not None
    offered, closing = offer(session, period, decided.decided_on), closing_of(session, period)
    assert closing is not None
    adjusted = {
        card.official_id: sum(one.points.value or 0 for one in card.lines if one.rule.key.startswith(KEY))
        for card in closed_cards(session, period)
    }
    people = []
    for card in score(session, frozen_basis(session, rules_and_forms(), closing).basis):
        who, more = card.official_id, adjusted.get(card.official_id, 0)
        total = card.total if not more else (card.total or Decimal(0)) + more
        official, posting = session.get_one(Official, who), card.posting
        group, unit_id = (posting.ranking_group, posting.unit_id) if posting else (None, None)
        one = Judged(who, official.code, group, unit_id, total, card.reachable, None, 0, card.measures)
        people.append(Recipient(one, official.full_name, official.name_order, None))
    return candidates_among(session, period, offered, people, is_preliminary=False)


def judged(people: list[Recipient]) -> dict[int, Recipient]:
    """Return what everybody is judged by."""
    return {one.id: one for one in people}


def some_settings(chance: random.Random) -> Commendations:
    """Return a commendation that some meet and some miss."""
    return Commendations.model_validate(
        {
            "least_points": chance.choice(["0", "20", "40"]),
            "least_on_time": chance.choice(["0", "40"]),
            "quota": chance.choice(["30", "50", "100"]),
            "rounds_up": True,
            "excluded_groups": chance.choice([[], ["leader"]]),
        }
    )


def a_signer(session: RecordSession) -> int:
    """Add somebody who leads a commune and has no records."""
    official = Official(id=99, code="SIGNER", full_name="Lê Văn Ký")
    session.add(official)
    session.flush()
    give_role(session, add_account(session, "signer", official.id), Role.LEADER, 1, ALWAYS)
    return official.id or 0
