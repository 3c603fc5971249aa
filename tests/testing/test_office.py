"""Records in a line each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from tracker.database import Database
from tracker.records.absences import AbsenceKind
from tracker.records.duty_days import DutyState
from tracker.records.handled_files import HandledFile, Timeliness
from tracker.records.officials import Official
from tracker.testing import Office, make_app

MONDAY = date(2026, 7, 6)
Make = Callable[[Office, Official], HandledFile]


@pytest.mark.parametrize(
    ("make", "timeliness"),
    [
        (lambda office, who: office.early_file(who, MONDAY), Timeliness.EARLY),
        (lambda office, who: office.on_time_file(who, MONDAY), Timeliness.ON_TIME),
        (lambda office, who: office.overdue_file(who, MONDAY), Timeliness.LATE),
        (lambda office, who: office.file(who, MONDAY, finished_on=MONDAY), Timeliness.NO_DEADLINE),
        (lambda office, who: office.open_file(who, MONDAY), None),
    ],
)
def test_a_file_has_the_outcome_that_its_name_says(database: Database, make: Make, timeliness: object) -> None:
    with database.writing("test") as session:
        office = Office(session)
        assert make(office, office.official()).timeliness == timeliness


def test_a_file_is_as_early_or_late_as_asked_for(database: Database) -> None:
    with database.writing("test") as session:
        office = Office(session)
        official = office.official()
        early, late = office.early_file(official, MONDAY, 3), office.overdue_file(official, MONDAY, 2)
    assert (early.deadline_on, late.deadline_on) == (date(2026, 7, 13), date(2026, 7, 13))
    assert (early.finished_on, late.finished_on) == (date(2026, 7, 8), date(2026, 7, 15))


def test_an_open_file_becomes_overdue_a_paused_or_withdrawn_one_does_not(database: Database) -> None:
    with database.writing("test") as session:
        office = Office(session)
        official = office.official()
        made = (office.open_file, office.paused_file, office.withdrawn_file)
        assert [make(official, MONDAY).overdue_on for make in made] == [date(2026, 7, 14), None, None]


def test_an_official_works_at_the_unit_that_the_office_names(database: Database) -> None:
    with database.writing("test") as session:
        office = Office(session)
        office.unit = office.division()
        file = office.open_file(office.official(), MONDAY)
        assert (file.unit_id, office.unit.parent_id) == (office.unit.id, office.commune.id)


def test_the_office_is_the_same_when_it_is_opened_again() -> None:
    with make_app() as app:
        with app.office() as office:
            office.open_file(office.official("CB09"), MONDAY)
        with app.office() as office:
            again = office.open_file(office.official_with("CB09"), MONDAY)
            assert (again.code, again.unit_id) == ("H23.14-000002", office.unit.id)


def test_duty_courses_and_absences_take_a_line(database: Database) -> None:
    with database.writing("test") as session:
        office = Office(session)
        one, other = office.official("A"), office.official("B")
        assert office.duty_day(one, MONDAY).state is DutyState.SERVED
        assert office.duty_day(one, date(2026, 7, 7), substitute=other).substitute_id == other.id
        assert office.training_record(one, MONDAY, hours=12).hours_hundredths == 1200
        away = office.absence(one, MONDAY, kind=AbsenceKind.STUDY)
        assert (away.ends_on, away.kind) == (MONDAY, AbsenceKind.STUDY)
