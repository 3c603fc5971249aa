"""What a session clashes with: duty, absences and other courses of the same hours, and nothing else."""

from __future__ import annotations

from datetime import date, time

import pytest

from plugins.training.clashes import clashes_of
from plugins.training.registrations import register, withdraw
from plugins.training.sessions import Sitting, cancel_session
from tests.conftest import FilledBy
from tests.plugins_system.training_school import FIRST, SECOND, School, fill_school
from tracker.messages import SOURCE_LANGUAGE, translate
from tracker.records.absences import AbsenceKind
from tracker.records.duty_days import DutyDay, DutyState, Shift
from tracker.testing.office import Office

MORNING, AFTERNOON = (time(7, 30), time(11, 30)), (time(13, 30), time(17))
DAY_BETWEEN = date(2026, 8, 22)


@pytest.fixture
def school(filled_by: FilledBy) -> School:
    """A commune with a session on the mornings of 20 and 21 August."""
    school = School(filled_by(fill_school))
    with school.writing():
        school.held(5, [Sitting(FIRST, *MORNING), Sitting(SECOND, *MORNING)])
    return school


def clashes(school: School, code: str = "CB01") -> list[str]:
    official = school.official(code)
    found = clashes_of(school.session, school.the_session(), [official]).get(official, [])
    return [translate(one.what, SOURCE_LANGUAGE) for one in found]


@pytest.mark.parametrize(
    ("shift", "said"),
    [
        (Shift.DAY, ["On duty on 21/08/2026"]),
        (Shift.MORNING, ["On duty in the morning of 21/08/2026"]),
        (Shift.AFTERNOON, []),
    ],
)
def test_a_duty_day_clashes_in_its_shift(school: School, shift: Shift, said: list[str]) -> None:
    with school.writing():
        school.session.add(DutyDay(official_id=school.official("CB01"), on=SECOND, shift=shift))
        assert clashes(school) == said


def test_a_duty_day_that_was_given_away_clashes_for_the_substitute(school: School) -> None:
    with school.writing():
        office = Office(school.session)
        first, second = office.official_with("CB01"), office.official_with("CB02")
        office.duty_day(first, FIRST, DutyState.PLANNED, substitute=second)
        office.duty_day(first, SECOND, DutyState.ABSENT)
        office.duty_day(first, DAY_BETWEEN, DutyState.PLANNED)
        assert (clashes(school), clashes(school, "CB02")) == ([], ["On duty on 20/08/2026"])


def test_an_absence_says_its_days_of_the_session_and_never_its_kind(school: School) -> None:
    with school.writing():
        office = Office(school.session)
        office.absence(office.official_with("CB01"), date(2026, 8, 18), SECOND, AbsenceKind.MATERNITY)
        office.absence(office.official_with("CB02"), SECOND, date(2026, 8, 30), AbsenceKind.SICK)
        office.absence(office.official_with("CB03"), DAY_BETWEEN)
        assert clashes(school) == ["Away from 20/08/2026 to 21/08/2026"]
        assert clashes(school, "CB02") == ["Away on 21/08/2026"]
        assert clashes(school, "CB03") == []


def test_an_absence_without_an_end_lasts(school: School) -> None:
    with school.writing():
        office = Office(school.session)
        office.absence(office.official_with("CB01"), date(2026, 8, 1)).ends_on = None
        school.session.flush()
        assert clashes(school) == ["Away from 20/08/2026 to 21/08/2026"]


def test_another_course_clashes_where_its_hours_overlap(school: School) -> None:
    with school.writing():
        course = school.course(title="Digital skills")
        overlaps = [Sitting(FIRST, time(10), time(12)), Sitting(SECOND, *AFTERNOON), Sitting(DAY_BETWEEN, *MORNING)]
        held = school.held(5, overlaps, course)
        register(school.session, held, school.official("CB01"), school.viewer("CB01"))
        assert clashes(school) == ["Digital skills on 20/08/2026 from 10:00 to 12:00"]
        assert clashes(school, "CB02") == []


def test_a_session_does_not_clash_with_itself_nor_with_what_one_left_or_what_is_cancelled(school: School) -> None:
    with school.writing():
        school.registers("CB01", "CB02")
        same_hours = [Sitting(FIRST, *MORNING)]
        left, gone = school.held(5, same_hours), school.held(5, same_hours)
        register(school.session, left, school.official("CB01"), school.viewer("CB01"))
        withdraw(school.session, school.registration("CB01", left), "", school.viewer("CB01"))
        register(school.session, gone, school.official("CB02"), school.viewer("CB02"))
        cancel_session(school.session, gone, "No teacher", school.viewer("admin"))
        assert (clashes(school), clashes(school, "CB02")) == ([], [])
