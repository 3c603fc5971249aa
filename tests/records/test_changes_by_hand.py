"""Duty days, courses and absences that are planned, noted, corrected and removed by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from sqlmodel import Session, select

from tracker.database import Database
from tracker.messages import InputError
from tracker.records import absence_changes, duty_changes, training_changes
from tracker.records.absences import Absence, AbsenceKind
from tracker.records.duty_days import DutyDay, DutyState, Shift
from tracker.records.held_fields import held_of
from tracker.records.training_records import TrainingRecord
from tracker.testing import Office

TODAY = date(2026, 11, 23)
TOMORROW = date(2026, 11, 24)
YESTERDAY = date(2026, 11, 20)


@dataclass
class Desk:
    """Three officials in a writing session."""

    session: Session
    one: int
    two: int
    three: int

    def away(self, official: int, first: date, last: date | None = None) -> Absence:
        """Record an absence."""
        absence = Absence(official_id=official, starts_on=first, ends_on=last, kind=AbsenceKind.STUDY)
        self.session.add(absence)
        self.session.flush()
        return absence

    def plan(self, official: int, on: date, shift: Shift = Shift.DAY, because: str = "") -> DutyDay:
        """Plan one duty day."""
        return duty_changes.plan(self.session, [(official, on)], shift, because or "so", TODAY)[0]

    def note(self, duty_day: DutyDay, state: DutyState, substitute: int | None = None, because: str = "") -> None:
        """Note what became of a duty day, as somebody who is no official."""
        values = {"state": state, "substitute_id": substitute}
        duty_changes.note(self.session, duty_day, values, because, TODAY, None)


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """A desk with three officials."""
    with database.writing("test") as session:
        office = Office(session)
        numbers = [office.official(code, name).id or 0 for code, name in (("A", "An"), ("B", "Bình"), ("C", "Chi"))]
        yield Desk(session, *numbers)


def test_a_planned_day_is_held_against_imports(desk: Desk) -> None:
    duty_day = desk.plan(desk.one, TOMORROW)
    held = held_of(desk.session, "tracker_duty_day", duty_day.id or 0)
    assert set(held) == {"official_id", "on", "shift", "state", "substitute_id"}


def test_pairs_take_turns_day_by_day() -> None:
    days = [date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 26)]
    turns = duty_changes.in_turn([[1, 2], [3]], days)
    assert turns == [(1, days[0]), (2, days[0]), (3, days[1]), (1, days[2]), (2, days[2])]


def test_nobody_is_planned_twice_for_the_same_part_of_a_day(desk: Desk) -> None:
    desk.plan(desk.one, TOMORROW, Shift.MORNING)
    desk.plan(desk.one, TOMORROW, Shift.AFTERNOON)
    with pytest.raises(InputError, match="An is on duty on 24/11/2026 already"):
        desk.plan(desk.one, TOMORROW, Shift.DAY)


def test_planning_somebody_who_is_absent_needs_a_reason(desk: Desk) -> None:
    desk.away(desk.one, TOMORROW)
    with pytest.raises(InputError, match="Recorded as absent: An on 24/11/2026"):
        duty_changes.plan(desk.session, [(desk.one, TOMORROW)], Shift.DAY, " ", TODAY)
    assert desk.plan(desk.one, TOMORROW, because="comes for the day").state is DutyState.PLANNED


def test_planning_a_day_that_has_passed_needs_a_reason(desk: Desk) -> None:
    with pytest.raises(InputError, match="20/11/2026 has passed"):
        duty_changes.plan(desk.session, [(desk.one, YESTERDAY)], Shift.DAY, "", TODAY)


def test_planning_no_working_day_is_refused(desk: Desk) -> None:
    with pytest.raises(InputError, match="no working day"):
        duty_changes.plan(desk.session, [], Shift.DAY, "", TODAY)


def test_a_planned_day_moves_to_somebody_who_is_free(desk: Desk) -> None:
    duty_day = desk.plan(desk.one, TOMORROW)
    desk.plan(desk.two, TOMORROW)
    with pytest.raises(InputError, match="Bình is on duty"):
        duty_changes.move(desk.session, duty_day, {"official_id": desk.two}, "", TODAY)
    duty_changes.move(desk.session, duty_day, {"official_id": desk.three}, "", TODAY)
    assert duty_day.official_id == desk.three


def test_a_noted_day_is_neither_moved_nor_removed(desk: Desk) -> None:
    duty_day = desk.plan(desk.one, TODAY)
    desk.note(duty_day, DutyState.SERVED)
    with pytest.raises(InputError, match="is noted already"):
        duty_changes.move(desk.session, duty_day, {"official_id": desk.two}, "so", TODAY)
    with pytest.raises(InputError, match="is noted already"):
        duty_changes.remove(desk.session, duty_day, "so", TODAY)


def test_a_removed_day_leaves_nothing_held(desk: Desk) -> None:
    duty_day = desk.plan(desk.one, TOMORROW)
    number = duty_day.id or 0
    duty_changes.remove(desk.session, duty_day, "", TODAY)
    assert held_of(desk.session, "tracker_duty_day", number) == {}
    assert desk.session.get(DutyDay, number) is None


def test_a_first_note_needs_no_reason_and_a_correction_does(desk: Desk) -> None:
    duty_day = desk.plan(desk.one, YESTERDAY)
    desk.note(duty_day, DutyState.ABSENT)
    with pytest.raises(InputError, match="say why"):
        desk.note(duty_day, DutyState.SERVED)
    desk.note(duty_day, DutyState.SERVED, because="signed the register")
    assert duty_day.state is DutyState.SERVED


def test_a_day_to_come_can_only_be_planned(desk: Desk) -> None:
    with pytest.raises(InputError, match="yet to come"):
        desk.note(desk.plan(desk.one, TOMORROW), DutyState.SERVED)


def test_a_substitute_is_present_and_free(desk: Desk) -> None:
    duty_day = desk.plan(desk.one, TODAY)
    desk.plan(desk.two, TODAY, Shift.MORNING)
    desk.away(desk.three, TODAY)
    assert duty_changes.possible_substitutes(desk.session, duty_day, [desk.one, desk.two, desk.three]) == set()
    with pytest.raises(InputError, match="Bình is on duty on 23/11/2026 already"):
        desk.note(duty_day, DutyState.SERVED, desk.two)
    with pytest.raises(InputError, match="Chi is absent on 23/11/2026"):
        desk.note(duty_day, DutyState.SERVED, desk.three)
    assert duty_day.state is DutyState.PLANNED


def test_a_substitute_serves_once_a_shift(desk: Desk) -> None:
    first, second = desk.plan(desk.one, TODAY), desk.plan(desk.two, TODAY)
    desk.note(first, DutyState.SERVED, desk.three)
    with pytest.raises(InputError, match="Chi is on duty"):
        desk.note(second, DutyState.SERVED, desk.three)
    assert first.substitute_id == desk.three


def test_all_of_a_day_served_but_who_is_absent_and_who_notes_it(desk: Desk) -> None:
    days = [desk.plan(official, TODAY) for official in (desk.one, desk.two, desk.three)]
    desk.away(desk.two, YESTERDAY, TODAY)
    noted = duty_changes.all_served(desk.session, days, TODAY, desk.three)
    assert noted == [days[0]]
    assert [day.state for day in days] == [DutyState.SERVED, DutyState.PLANNED, DutyState.PLANNED]


def test_nobody_notes_his_own_duty_day(desk: Desk) -> None:
    duty_day = desk.plan(desk.one, TODAY)
    with pytest.raises(InputError, match="your own record"):
        duty_changes.note(desk.session, duty_day, {"state": DutyState.SERVED}, "", TODAY, desk.one)


COURSE = {"title": "Tiếp công dân", "starts_on": date(2026, 9, 7), "ends_on": date(2026, 9, 8), "hours_hundredths": 850}


def test_a_course_is_added_for_several_officials_or_for_none(desk: Desk) -> None:
    training_changes.add_course(desk.session, [desk.one], COURSE, "", TODAY, None)
    with pytest.raises(InputError, match="have the course from this day already: An"):
        training_changes.add_course(desk.session, [desk.two, desk.one], COURSE, "", TODAY, None)
    training_changes.add_course(desk.session, [desk.two, desk.three], COURSE, "", TODAY, None)
    records = desk.session.exec(select(TrainingRecord)).all()
    assert {(one.official_id, one.hours_hundredths) for one in records} == {
        (desk.one, 850),
        (desk.two, 850),
        (desk.three, 850),
    }


def test_a_course_is_corrected_and_removed_with_a_reason_and_by_somebody_else(desk: Desk) -> None:
    (record,) = training_changes.add_course(desk.session, [desk.one], COURSE, "", TODAY, None)
    assert isinstance(record, TrainingRecord)
    with pytest.raises(InputError, match="your own record"):
        training_changes.correct_course(desk.session, record, {"hours_hundredths": 900}, "so", TODAY, desk.one)
    with pytest.raises(InputError, match="say why"):
        training_changes.remove_course(desk.session, record, " ", None)
    training_changes.correct_course(desk.session, record, {"hours_hundredths": 900}, "the certificate", TODAY, None)
    held = held_of(desk.session, "tracker_training_record", record.id or 0)
    assert (record.hours_hundredths, held["hours_hundredths"].because) == (900, "the certificate")
    training_changes.remove_course(desk.session, record, "another person", None)
    assert desk.session.exec(select(TrainingRecord)).all() == []


def leave_of(official: int, first: date, last: date | None) -> dict[str, object]:
    return {"official_id": official, "kind": AbsenceKind.LEAVE, "starts_on": first, "ends_on": last}


def test_absences_of_one_official_do_not_overlap(desk: Desk) -> None:
    desk.away(desk.one, date(2026, 11, 2), date(2026, 11, 6))
    with pytest.raises(InputError, match="An is absent from 02/11/2026 to 06/11/2026 already"):
        absence_changes.add_absence(desk.session, leave_of(desk.one, date(2026, 11, 6), None), "", TODAY, None)
    absence_changes.add_absence(desk.session, leave_of(desk.two, date(2026, 11, 6), None), "", TODAY, None)
    absence_changes.add_absence(desk.session, leave_of(desk.one, date(2026, 11, 7), None), "", TODAY, None)
    assert len(desk.session.exec(select(Absence)).all()) == 3


def test_an_open_absence_ends_once(desk: Desk) -> None:
    absence = desk.away(desk.one, date(2026, 11, 2))
    with pytest.raises(InputError, match="before it begins"):
        absence_changes.end_absence(desk.session, absence, date(2026, 11, 1), TODAY, None)
    absence_changes.end_absence(desk.session, absence, date(2026, 11, 20), TODAY, None)
    assert absence.ends_on == date(2026, 11, 20)
    assert "ends_on" in held_of(desk.session, "tracker_absence", absence.id or 0)
    with pytest.raises(InputError, match="ends on 20/11/2026 already"):
        absence_changes.end_absence(desk.session, absence, TODAY, TODAY, None)


def test_an_absence_is_corrected_and_removed_by_somebody_else_with_a_reason(desk: Desk) -> None:
    absence = desk.away(desk.one, date(2026, 11, 2), date(2026, 11, 6))
    desk.away(desk.one, date(2026, 11, 9), date(2026, 11, 10))
    with pytest.raises(InputError, match="09/11/2026 to 10/11/2026"):
        absence_changes.correct_absence(desk.session, absence, {"ends_on": date(2026, 11, 9)}, "so", TODAY, None)
    with pytest.raises(InputError, match="your own record"):
        absence_changes.remove_absence(desk.session, absence, "so", desk.one)
    absence_changes.correct_absence(desk.session, absence, {"kind": AbsenceKind.SICK}, "a certificate", TODAY, None)
    assert absence.kind is AbsenceKind.SICK
    absence_changes.remove_absence(desk.session, absence, "was there", None)
    assert [one.starts_on for one in desk.session.exec(select(Absence))] == [date(2026, 11, 9)]
