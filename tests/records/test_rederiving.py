"""When the calendar or a published term changes, every file follows."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session, select

from tests.stored_files import file_by_code
from tracker.audit import head
from tracker.database import Database
from tracker.records.file_changes import decide_cause, hand_over, say_cause
from tracker.records.handled_files import HandledFile
from tracker.records.procedures import ProcedureTerm
from tracker.records.rederiving import rederive_all
from tracker.staleness import StaleMark
from tracker.testing import Office
from tracker.workdays import HolidayOverride, refresh_calendar

MONDAY, WEDNESDAY = date(2026, 7, 6), date(2026, 7, 8)


def declare_off(session: Session, on: date) -> int:
    """Declare a day off; returns how many files changed."""
    session.add(HolidayOverride(on=on, is_working=False))
    session.flush()
    assert refresh_calendar(session)
    return rederive_all(session, head(session).position)


def fill(session: Session) -> None:
    office = Office(session)
    official, other, procedure = office.official("A"), office.official("B"), office.procedure(5)
    office.file(official, MONDAY, code="published", procedure_id=procedure.id)
    office.file(official, MONDAY, date(2026, 7, 13), code="appointed", finished_on=date(2026, 7, 7))
    office.file(official, date(2026, 8, 3), date(2026, 8, 10), code="another month", finished_on=date(2026, 8, 4))
    passed = office.file(official, MONDAY, code="passed on", procedure_id=procedure.id)
    hand_over(session, passed, other.id, date(2026, 7, 14))
    said = say_cause(session, passed, "flood", official.id, date(2026, 7, 20))
    decide_cause(session, said, True, "lead", None, date(2026, 7, 21))


def test_a_new_holiday_moves_published_deadlines_and_days_saved_and_is_counted(database: Database) -> None:
    with database.writing("test") as session:
        fill(session)
        assert declare_off(session, WEDNESDAY) == 3
        published, appointed = file_by_code(session, "published"), file_by_code(session, "appointed")
        assert published.deadline_on == date(2026, 7, 14)
        assert (appointed.deadline_on, appointed.allowed_days, appointed.saved_days) == (date(2026, 7, 13), 4, 3)
        assert file_by_code(session, "another month").saved_days == 4


def test_hand_overs_and_causes_stand_when_deadlines_move(database: Database) -> None:
    with database.writing("test") as session:
        fill(session)
        before = file_by_code(session, "passed on")
        first, second = before.overdue_holder_id, before.handler_id
        declare_off(session, WEDNESDAY)
        passed = file_by_code(session, "passed on")
    assert passed.deadline_on == date(2026, 7, 14)
    assert (passed.overdue_holder_id, passed.excused_on) == (second, date(2026, 7, 21))
    assert first != second


def test_what_was_derived_once_is_not_derived_otherwise_again(database: Database) -> None:
    with database.writing("test") as session:
        fill(session)
        assert rederive_all(session, head(session).position) == 0
        declare_off(session, WEDNESDAY)
        assert rederive_all(session, head(session).position) == 0


def test_every_score_is_marked_stale_because_of_the_entry_that_changed_the_calendar(database: Database) -> None:
    with database.writing("test") as session:
        fill(session)
        for mark in session.exec(select(StaleMark)):
            session.delete(mark)
        session.flush()
        declare_off(session, date(2026, 3, 4))  # touches no file, yet everybody was present a day less
        marks = session.exec(select(StaleMark)).all()
        assert [(mark.official_id, mark.month) for mark in marks] == [(None, None)]
        assert marks[0].audit_position == head(session).position


def test_a_changed_term_changes_the_weight_of_its_files_only(database: Database) -> None:
    with database.writing("test") as session:
        fill(session)
        term = session.exec(select(ProcedureTerm)).one()
        term.weight_hundredths = 300
        session.flush()
        assert rederive_all(session, head(session).position) == 2
        weights = dict(session.exec(select(HandledFile.code, HandledFile.weight_hundredths)).all())
    assert weights == {"published": 300, "passed on": 300, "appointed": 100, "another month": 100}
