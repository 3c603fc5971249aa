"""The catalogue and its sessions: what cannot be, what stays for its history, and for whom a course is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

import pytest
from sqlmodel import col, select

from plugins.training.audiences import EVERYBODY, Audience, audience_of, is_for, those_of
from plugins.training.catalogue import change_course, offer_again, remove_course, stop_offering
from plugins.training.models import Course, CourseAudience, CourseSession
from plugins.training.sessions import Sitting, change_session, is_open, open_session, sittings_of
from tests.conftest import FilledBy
from tests.plugins_system.training_school import FIRST, SECOND, TODAY, TWO_DAYS, School, fill_school, why
from tracker.audit import AuditEntry
from tracker.records.officials import Official
from tracker.records.postings import OfficialKind, RankingGroup
from tracker.testing.office import Office


@pytest.fixture
def school(filled_by: FilledBy) -> School:
    """A commune without courses."""
    return School(filled_by(fill_school))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"title": "  "}, "A course needs a title"),
        ({"hours_hundredths": -100}, "lesson periods lie between 0 and 2000"),
        ({"hours_hundredths": 200_100}, "lesson periods lie between 0 and 2000"),
        ({"code": " KNS-01 "}, "The code KNS-01 is that of the course Digital skills already"),
    ],
)
def test_a_course_that_cannot_be_is_refused_and_named(school: School, values: dict[str, object], said: str) -> None:
    with school.writing():
        school.course(title="Digital skills", code="KNS-01")
        assert said in why(lambda: school.course(**values))
        assert len(school.session.exec(select(Course)).all()) == 1


def test_two_courses_without_a_code_are_two_courses(school: School) -> None:
    with school.writing():
        assert [school.course(code=" ").code, school.course(code="").code] == [None, None]


def test_a_course_keeps_its_own_code_when_it_is_changed_and_is_found_without_diacritics(school: School) -> None:
    with school.writing():
        course = school.course(title="Luật đất đai", code="LDD")
        change_course(school.session, course, {"title": "Luật Đất đai 2024", "code": "LDD"})
        assert (course.code, course.search_text) == ("LDD", "ldd luat dat dai 2024")
        assert why(lambda: change_course(school.session, course, {"title": ""})).startswith("A course needs a title")
        assert course.title == "Luật Đất đai 2024"


def test_a_course_that_is_used_cannot_be_removed_but_is_offered_no_longer(school: School) -> None:
    with school.writing():
        held = school.held()
        course = school.session.get_one(Course, held.course_id)
        assert "Stop offering it" in why(lambda: remove_course(school.session, course))
        stop_offering(school.session, course)
        assert "no longer offered" in why(lambda: school.held(course=course))
        offer_again(school.session, course)
        school.held(course=course)


def test_a_course_entered_by_mistake_goes_with_its_audience(school: School) -> None:
    with school.writing():
        remove_course(school.session, school.course(Audience(ranking_groups=frozenset({RankingGroup.DESK}))))
        assert school.session.exec(select(CourseAudience)).all() == []
        removed = select(AuditEntry.subject).where(AuditEntry.action == "removed")
        assert set(school.session.exec(removed)) == {"training_course", "training_audience"}


@pytest.mark.parametrize(
    ("sittings", "values", "said"),
    [
        ((), {}, "needs at least one day"),
        ([Sitting(FIRST, time(11), time(8))], {}, "On 20/08/2026 it would end at 08:00, before it begins at 11:00"),
        ([Sitting(FIRST, time(8), time(11)), Sitting(FIRST, time(10), time(12))], {}, "Two sittings on 20/08/2026"),
        (TWO_DAYS, {"places": 0}, "at least one place"),
        (TWO_DAYS, {"register_until": SECOND}, "would end on 21/08/2026, after the course begins on 20/08/2026"),
    ],
)
def test_a_session_that_cannot_be_is_refused(
    school: School, sittings: Sequence[Sitting], values: dict[str, object], said: str
) -> None:
    with school.writing():
        course, admin = school.course(), school.viewer("admin")
        assert said in why(lambda: open_session(school.session, course, values, sittings, admin))


def test_changed_days_keep_those_that_stay_and_move_its_beginning_and_end(school: School) -> None:
    with school.writing():
        held = school.held()
        assert held.id is not None
        kept = sittings_of(school.session, [held.id])[held.id][1].id
        third = date(2026, 8, 24)
        sittings = [Sitting(third, time(8), time(9)), Sitting(SECOND, time(7, 30), time(12), "Hall 2")]
        change_session(school.session, held, {"places": 2}, sittings, school.viewer("admin"))
        days = sittings_of(school.session, [held.id])[held.id]
        assert [(day.on, day.ends_at, day.place) for day in days] == [
            (SECOND, time(12), "Hall 2"),
            (third, time(9), ""),
        ]
        assert (held.starts_on, held.ends_on, days[0].id) == (SECOND, third, kept)


def test_a_session_is_open_until_its_last_day_of_registration(school: School) -> None:
    with school.writing():
        course = school.course()
        days = {
            "said": school.held(course=course, register_until=date(2026, 8, 10)).id,
            "not said": school.held(course=course).id,
        }

        def open_on(day: date) -> set[str]:
            found = set(school.session.exec(select(CourseSession.id).where(is_open(day))))
            return {name for name, id in days.items() if id in found}

        assert open_on(date(2026, 8, 10)) == {"said", "not said"}
        assert open_on(date(2026, 8, 11)) == open_on(date(2026, 8, 19)) == {"not said"}
        assert open_on(FIRST) == set()


def test_a_course_for_a_unit_is_for_all_below_it_and_others_are_by_group_or_kind(school: School) -> None:
    with school.writing():
        office = Office(school.session)
        desk = office.unit
        office.unit = office.division("land", "Land division")
        team = office.division("survey", "Survey team", office.unit)
        land_id = office.unit.id
        land = office.official("DD01", "Lê Văn Đất")
        office.unit = team
        below = office.official("DD02", "Lê Văn Đo", group=RankingGroup.DESK)
        office.unit = desk
        assert land_id is not None
        by_unit = Audience(units=frozenset({land_id}))
        by_group = Audience(ranking_groups=frozenset({RankingGroup.DESK}))
        by_kind = Audience(kinds=frozenset({OfficialKind.PUBLIC_EMPLOYEE}))
        assert fitting(school, by_unit) == {land.id, below.id}
        assert fitting(school, by_group) == {below.id}
        assert team.id is not None
        assert fitting(school, Audience(units=frozenset({land_id, team.id}))) == {land.id, below.id}
        assert fitting(school, by_kind) == set()
        assert len(fitting(school, EVERYBODY)) == 8
        either = Audience(frozenset({land_id}), frozenset({RankingGroup.DESK}), frozenset({OfficialKind.CIVIL_SERVANT}))
        assert len(fitting(school, either)) == 8


def fitting(school: School, audience: Audience) -> set[int | None]:
    """Return for whom a course with this audience is, asked from both sides."""
    course = school.course(audience)
    assert course.id is not None
    assert audience_of(school.session, course.id) == audience
    those = those_of(school.session, course.id, TODAY)
    everybody = [id for id in school.session.exec(select(Official.id)) if id is not None]
    from_the_official = {
        id
        for id in everybody
        if school.session.exec(select(Course.id).where(col(Course.id) == course.id, is_for(id, TODAY))).first()
    }
    assert those == from_the_official
    return set(those)
