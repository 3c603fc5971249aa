"""Whoever leaves the service before a course begins has no seat in it, on both databases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import select

from plugins.training.answers import approve, refuse
from plugins.training.audiences import Audience
from plugins.training.waiting_answers import waiting_for
from tests.conftest import FilledBy
from tests.plugins_system.test_training_reminders import run, told
from tests.plugins_system.training_school import FIRST, TODAY, School, fill_school, why
from tracker.records.postings import Posting
from tracker.testing.office import Office

LONG_BEFORE = date(2026, 8, 10)
GONE = "Phạm Thị 1 leaves the service before the course begins and has no place any more: Land law on 20/08/2026"


@pytest.fixture
def school(filled_by: FilledBy) -> School:
    """A commune whose session of two places on 20 and 21 August is full, with one who waits."""
    school = School(filled_by(fill_school))
    with school.writing():
        school.held(2)
        school.nominates("CB01", "CB02", "CB03")
    return school


def leaves(school: School, code: str, last: date | None) -> Posting:
    """Let somebody serve to that day."""
    posting = school.session.exec(select(Posting).where(Posting.official_id == school.official(code))).one()
    posting.valid_to = last
    school.session.flush()
    return posting


def moves_to_the_unit_of(school: School, code: str, other: str, on: date) -> None:
    """Let somebody move on that day to where somebody else is posted."""
    old = leaves(school, code, on - timedelta(days=1))
    place = school.session.exec(select(Posting).where(Posting.official_id == school.official(other))).one()
    values = old.model_dump(exclude={"id", "unit_id", "valid_from", "valid_to"})
    school.session.add(Posting(unit_id=place.unit_id, valid_from=on, **values))
    school.session.flush()


def test_who_leaves_before_the_course_begins_has_no_seat_and_the_next_has_it(school: School) -> None:
    with school.writing():
        leaves(school, "CB01", FIRST - timedelta(days=1))
        assert (school.seated(), school.waiting()) == (["CB02", "CB03"], [])
        assert school.on_the_sheet() == ["CB02", "CB03"]


def test_who_serves_to_the_first_day_keeps_the_seat(school: School) -> None:
    with school.writing():
        leaves(school, "CB01", FIRST)
        assert (school.seated(), school.waiting()) == (["CB01", "CB02"], ["CB03"])


def test_who_moved_up_because_somebody_leaves_is_told_once_and_so_is_the_organiser(school: School) -> None:
    assert run(school, LONG_BEFORE) == "0 reminders."
    with school.writing():
        leaves(school, "CB01", date(2026, 8, 14))
    assert run(school, LONG_BEFORE) == "2 reminders."
    assert run(school, LONG_BEFORE) == "0 reminders."
    assert told(school, "CB03")[0] == "You have a place now: Land law on 20/08/2026"
    assert told(school, "admin") == [GONE]
    assert "You have a place now: Land law on 20/08/2026" not in told(school, "CB02")


def test_nobody_moves_up_because_somebody_leaves_who_waited(school: School) -> None:
    with school.writing():
        leaves(school, "CB03", date(2026, 8, 14))
        school.nominates("CB04")
    run(school, LONG_BEFORE)
    assert told(school, "CB04") == ["You are on the waiting list as number 1: Land law on 20/08/2026"]


def test_a_result_stays_though_the_posting_is_corrected_to_an_earlier_end(school: School) -> None:
    with school.writing(today=date(2026, 8, 24)):
        school.finishes("CB01")
        leaves(school, "CB01", date(2026, 8, 14))
        assert school.on_the_sheet() == ["CB01", "CB02"]


def test_the_registration_of_who_leaves_waits_for_no_answer_and_an_answer_to_it_disturbs_nobody(
    school: School,
) -> None:
    with school.writing():
        school.registers("CB05")
        leaves(school, "CB05", date(2026, 8, 14))
        assert waiting_for(school.session, school.viewer("leader")) == []
        approve(school.session, [school.registration("CB05")], school.viewer("leader"))
        refuse(school.session, [school.registration("CB05")], "Leaves", school.viewer("leader"))
        assert (school.seated(), school.waiting()) == (["CB01", "CB02"], ["CB03"])


def test_who_leaves_and_comes_back_can_be_registered_again(school: School) -> None:
    with school.writing():
        leaves(school, "CB01", date(2026, 8, 14))
        assert "is not for Phạm Thị 1" in why(lambda: school.nominates("CB01"))
        leaves(school, "CB01", None)
        assert school.seated() == ["CB01", "CB02"]


def test_the_organiser_is_told_of_somebody_for_whom_the_course_is_not_in_the_new_position(filled_by: FilledBy) -> None:
    school = School(filled_by(fill_school))
    with school.writing():
        division = Office(school.session).division("tax", "Tax division")
        place = leaves(school, "CB01", None)
        assert division.id is not None
        place.unit_id = division.id
        school.session.flush()
        school.held(2, course=school.course(Audience(frozenset({division.id}))))
        school.nominates("CB01")
    assert run(school, TODAY) == "0 reminders."
    with school.writing():
        moves_to_the_unit_of(school, "CB01", "CB02", date(2026, 8, 15))
        assert school.seated() == ["CB01"]
    assert run(school, TODAY) == "1 reminder."
    assert told(school, "admin") == [
        "Phạm Thị 1 has moved, and Land law on 20/08/2026 is not for the new position. The place stays until the "
        "registration is withdrawn."
    ]
