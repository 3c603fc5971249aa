"""Why a total moved: the official's own record, what holds for everybody, a rival's record, or nothing but time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session, select

from tests.scoring.july_files import finish_files
from tests.slow.offices import reward_rules
from tracker.audit import AuditEntry
from tracker.database import Database
from tracker.fingerprint import store_fingerprint
from tracker.periods import parse_period
from tracker.records.officials import Official
from tracker.records.postings import Posting, RankingGroup
from tracker.records.training_records import TrainingRecord
from tracker.records.units import Unit, UnitKind
from tracker.scoring.basis import load_basis
from tracker.scoring.runs import score
from tracker.scoring.scorecards import ScoreChange
from tracker.scoring.storing import store_cards
from tracker.staleness import mark_everything_stale
from tracker.testing import Office

QUARTER = parse_period("2026-Q3")
AT = datetime(2026, 10, 1, 2, tzinfo=UTC)
EVENING, MORNING = date(2026, 9, 10), date(2026, 9, 11)


def store(session: Session, as_of: date) -> dict[str, ScoreChange]:
    """Score and store the quarter as of a day; returns what moved, by official's code."""
    basis = load_basis(session, reward_rules(), QUARTER, as_of)
    codes = {official.id: official.code for official in session.exec(select(Official)).all()}
    return {codes[change.official_id]: change for change in store_cards(session, basis, score(session, basis), AT)}


def study(session: Session, official: Official, on: date = EVENING) -> None:
    assert official.id is not None
    course = TrainingRecord(official_id=official.id, title="Land law", starts_on=on, ends_on=on, hours_hundredths=800)
    session.add(course)
    session.flush()


def subject_of(session: Session, change: ScoreChange) -> str:
    """Return which table's record is blamed."""
    return session.exec(select(AuditEntry).where(AuditEntry.position == change.audit_position)).one().subject


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    """An office of five specialists: A has a file that becomes overdue on 11 September."""
    with database.writing("test") as session:
        store_fingerprint(session, reward_rules().fingerprint)
        office = Office(session)
        for code in "ABCDE":
            finish_files(office, office.official(code), early=10)
        office.file(_official(session, "A"), date(2026, 9, 1), EVENING)
        yield office


def _official(session: Session, code: str) -> Official:
    return session.exec(select(Official).where(Official.code == code)).one()


def test_a_file_that_becomes_overdue_overnight_is_not_blamed_on_somebody_elses_training(office: Office) -> None:
    session = office.session
    assert store(session, EVENING) == {}
    study(session, _official(session, "B"))
    changes = store(session, MORNING)
    a, b = changes["A"], changes["B"]
    assert a.after_hundredths < a.before_hundredths
    assert a.audit_position is None
    assert subject_of(session, b) == "tracker_training_record"
    assert {changes[code].audit_position for code in changes.keys() - {"A", "B"}} <= {None}


def test_a_total_that_only_time_moved_names_no_entry(office: Office) -> None:
    store(office.session, EVENING)
    changes = store(office.session, MORNING)
    assert "A" in changes
    assert {change.audit_position for change in changes.values()} == {None}


def test_an_own_record_is_named_though_a_rivals_came_later(office: Office) -> None:
    session = office.session
    store(session, EVENING)
    study(session, _official(session, "A"))
    study(session, _official(session, "B"), date(2026, 9, 9))
    changes = store(session, EVENING)
    assert set(changes) == {"A", "B"}
    assert changes["A"].audit_position < changes["B"].audit_position


def test_a_rivals_record_is_named_where_it_moves_the_median_of_the_group(office: Office) -> None:
    session = office.session
    finish_files(office, _official(session, "E"), early=10)
    finish_files(office, _official(session, "D"), early=10)
    store(session, EVENING)
    for _ in range(40):  # C becomes the median
        office.file(_official(session, "C"), date(2026, 8, 3), date(2026, 8, 3), finished_on=date(2026, 8, 3))
    changes = store(session, EVENING)
    assert "A" in changes
    assert changes["A"].after_hundredths < changes["A"].before_hundredths
    assert subject_of(session, changes["A"]) == "tracker_handled_file"


def test_a_record_in_another_commune_moves_nobody_here(office: Office) -> None:
    session = office.session
    other = Unit(code="other", name="Other commune", kind=UnitKind.COMMUNE)
    session.add(other)
    session.flush()
    office.unit = other
    stranger = office.official("STRANGER")
    store(session, EVENING)
    study(session, stranger)
    assert {code: one.audit_position for code, one in store(session, MORNING).items() if code != "STRANGER"} == {
        "A": None
    }


def test_who_leaves_the_group_is_named_where_the_median_moves(office: Office) -> None:
    session = office.session
    for code in "DE":
        finish_files(office, _official(session, code), early=20)
    store(session, EVENING)
    gone = session.exec(select(Posting).where(Posting.official_id == _official(session, "A").id)).one()
    gone.ranking_group = RankingGroup.LEADER
    session.flush()
    changes = store(session, EVENING)
    assert subject_of(session, changes["B"]) == "tracker_posting"
    assert changes["B"].audit_position == changes["A"].audit_position


def test_what_touches_everybody_is_named_for_everybody_who_moved(office: Office) -> None:
    session = office.session
    store(session, EVENING)
    study(session, _official(session, "B"))
    mark_everything_stale(session, session.info["last_audit_position"] + 1)
    changes = store(session, MORNING)
    assert {changes["A"].audit_position, changes["B"].audit_position} == {session.info["last_audit_position"] + 1}
