"""A day declared off or worked changes every file that it touches."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import Session, select

from tracker.database import Database
from tracker.deadlines import PausePolicy
from tracker.messages import InputError
from tracker.records.calendar_changes import change_working_time, remove_override, set_override
from tracker.records.handled_files import HandledFile
from tracker.records.working_time import WorkingTime
from tracker.staleness import StaleMark
from tracker.testing import Office

WEEKEND = (5, 6)
RECEIVED, FRIDAY, MONDAY = date(2026, 7, 9), date(2026, 7, 10), date(2026, 7, 13)


def deadline(session: Session) -> date | None:
    session.expire_all()
    return session.exec(select(HandledFile.deadline_on)).one()


def test_a_day_declared_off_moves_the_deadline_and_taking_it_back_moves_it_again(database: Database) -> None:
    with database.writing("test") as session:
        office = Office(session)
        office.file(office.official(), RECEIVED, procedure_id=office.procedure(amount=1).id)
        assert deadline(session) == FRIDAY
        assert set_override(session, FRIDAY, False, "Công văn 1/VP", WEEKEND) == 1
        assert deadline(session) == MONDAY
        assert session.exec(select(StaleMark).where(StaleMark.official_id == None)).first() is not None  # noqa: E711
        assert remove_override(session, FRIDAY, WEEKEND) == 1
        assert deadline(session) == FRIDAY


def test_a_day_needs_the_document_that_declares_it(database: Database) -> None:
    with database.writing("test") as session, pytest.raises(InputError, match="document"):
        set_override(session, FRIDAY, False, " ", WEEKEND)


def test_an_override_that_does_not_exist_cannot_be_taken_back(database: Database) -> None:
    with database.writing("test") as session, pytest.raises(InputError, match="no override"):
        remove_override(session, FRIDAY, WEEKEND)


def test_the_rule_on_pauses_changes_the_files_received_from_its_day_on(database: Database) -> None:
    with database.writing("test") as session:
        office = Office(session)
        official = office.official()
        for received in (date(2026, 6, 1), date(2026, 7, 6)):
            due = date(received.year, received.month, received.day + 4)
            office.file(official, received, due, paused_days=1, resumed_on=due)
        restart = WorkingTime(pause_policy=PausePolicy.RESTART)
        assert change_working_time(session, restart, date(2026, 7, 1), "Quyết định 2/QĐ-UBND") == 1
