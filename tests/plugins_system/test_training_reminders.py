"""Who is reminded of what, and how often, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from plugins.training.audiences import Audience
from plugins.training.jobs import remind
from plugins.training.kinds import Asks
from plugins.training.models import Course, CourseSession
from plugins.training.registrations import withdraw
from plugins.training.requirements import add_requirement
from plugins.training.sessions import Sitting, cancel_session
from plugins.training.settings import Training
from tests.conftest import FilledBy
from tests.plugins_system.training_school import FIRST, SECOND, TWO_DAYS, School, fill_school
from tracker.contributions import JobContext
from tracker.messages import SOURCE_LANGUAGE, translate
from tracker.periods import period_of
from tracker.testing.office import Office

DEADLINE = FIRST - timedelta(days=1)
LONG_BEFORE = date(2026, 8, 10)
PEOPLE = ("CB01", "CB02", "CB03", "CB04", "CB05", "CB06")


@pytest.fixture
def school(filled_by: FilledBy) -> School:
    """A commune with a session of two places on 20 and 21 August, for which people register until the day before."""
    school = School(filled_by(fill_school))
    with school.writing():
        school.held(2, place="Hall")
    return school


def run(school: School, today: date, **settings: object) -> str:
    """Run the job on a day, and return what it says."""
    moment = datetime.combine(today, time(7), UTC)
    context = JobContext(
        moment, moment, today, Training.model_validate(settings), period_of(today, "quarter"), school.database.reading
    )
    done = remind(context)
    with school.writing():
        return translate(done(school.session), SOURCE_LANGUAGE)


def told(school: School, name: str) -> list[str]:
    with school.writing():
        return school.told(name)


def test_before_the_deadline_those_whom_the_course_is_for_are_told_once(school: School) -> None:
    assert run(school, LONG_BEFORE) == "0 reminders."
    assert run(school, DEADLINE - timedelta(days=3)) == "6 reminders."
    assert run(school, DEADLINE) == "0 reminders."
    assert told(school, "CB01") == ["Register until 19/08/2026: Land law, from 20/08/2026"]
    assert told(school, "leader") == []


def test_who_asked_for_it_or_is_not_meant_is_not_told_of_the_deadline(school: School) -> None:
    with school.writing():
        office = Office(school.session)
        office.unit = office.division()
        official = office.official("L01", "Vũ Văn Đất")
        assert official.id is not None
        for_the_desk = school.course(Audience(units=frozenset({office.unit.id or 0})), title="Cadastre")
        school.held(5, [Sitting(FIRST, time(8), time(11))], for_the_desk)
        school.registers("CB01", "CB02")
        withdraw(school.session, school.registration("CB02"), "no time", school.viewer("CB02"))
    run(school, DEADLINE)
    assert [len([one for one in told(school, code) if one.startswith("Register until")]) for code in PEOPLE] == [
        *(0, 0),
        *(1, 1, 1, 1),
    ]


def test_who_stands_in_another_queue_of_the_course_is_not_told_of_this_one(school: School) -> None:
    with school.writing():
        course = school.session.get_one(Course, school.the_session().course_id)
        school.held(2, [Sitting(date(2026, 8, 24), time(8), time(11))], course, register_until=DEADLINE)
        school.nominates("CB01")
    run(school, DEADLINE)
    deadlines = [[one for one in told(school, code) if one.startswith("Register")] for code in ("CB01", "CB02")]
    assert [len(one) for one in deadlines] == [0, 2]


def test_nobody_is_told_of_a_session_that_is_full_or_cancelled(school: School) -> None:
    with school.writing():
        school.nominates("CB01", "CB02")
        school.held(2, TWO_DAYS, school.course(title="Off"))
        cancelled = school.session.get_one(CourseSession, 2)
        cancel_session(school.session, cancelled, "no teacher", school.viewer("admin"))
    run(school, DEADLINE)
    assert told(school, "CB03") == []


def test_before_the_course_those_who_have_a_place_are_told(school: School) -> None:
    with school.writing():
        school.nominates("CB01", "CB02", "CB03")
    run(school, FIRST - timedelta(days=3))
    assert [one for one in told(school, "CB01") if one.startswith("Begins")] == []
    run(school, FIRST - timedelta(days=2))
    run(school, FIRST)
    begins = [[one for one in told(school, code) if one.startswith("Begins")] for code in ("CB01", "CB02", "CB03")]
    assert begins == [["Begins on 20/08/2026: Land law, at Hall"]] * 2 + [[]]


def test_before_the_deadline_leaders_are_told_of_what_waits_for_them(school: School) -> None:
    with school.writing():
        school.registers("CB01", "CB02", "CB03")
        school.approved("CB02")
    run(school, LONG_BEFORE)
    assert [one for one in told(school, "leader") if "wait" in one] == []
    run(school, DEADLINE)
    run(school, DEADLINE)
    waiting = [one for one in told(school, "leader") if "wait" in one]
    assert waiting == ["2 registrations wait for your answer: Land law, from 20/08/2026"]


def test_after_the_course_its_organiser_is_told_of_missing_results(school: School) -> None:
    with school.writing():
        school.nominates("CB01", "CB02")
    run(school, SECOND)
    assert told(school, "admin") == []
    with school.writing(SECOND):
        school.finishes("CB01")
    run(school, SECOND + timedelta(days=1))
    assert told(school, "admin") == ["Results of 1 person are missing: Land law, over since 21/08/2026"]


def test_after_the_course_nobody_is_told_where_all_results_are_there(school: School) -> None:
    with school.writing():
        school.nominates("CB01")
    with school.writing(SECOND):
        school.finishes("CB01")
    run(school, SECOND + timedelta(days=1))
    assert told(school, "admin") == []


def test_results_of_a_course_that_nobody_organises_any_more_are_asked_of_administrators(school: School) -> None:
    with school.writing():
        school.nominates("CB01")
        school.the_session().organised_by = None
    run(school, SECOND + timedelta(days=1))
    assert len(told(school, "admin")) == 1


def test_who_has_to_renew_a_certificate_is_told_in_time(school: School) -> None:
    with school.writing():
        values = {"asks": Asks.CERTIFICATE, "certificate": "Tin học", "every_years": 1}
        add_requirement(school.session, values)
        office = Office(school.session)
        office.training_record(office.official_with("CB01"), date(2025, 12, 1), title="Tin học")
    run(school, LONG_BEFORE)
    assert told(school, "CB01") == []
    run(school, date(2026, 10, 15))
    assert "To be renewed by 01/12/2026: Tin học" in told(school, "CB01")


def test_a_commune_that_wants_no_reminders_gets_none(school: School) -> None:
    with school.writing():
        school.registers("CB01")
        before = school.told("leader")
    assert run(school, DEADLINE, deadline_days=0, course_days=0) == "0 reminders."
    assert told(school, "leader") == before
