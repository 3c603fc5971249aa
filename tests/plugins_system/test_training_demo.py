"""What the demo shows of training registration, on both databases."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import col, select

from plugins.training.demo import add_demo
from plugins.training.demo_courses import PAST_TITLE
from plugins.training.gaps import gaps
from plugins.training.kinds import Approval, Result
from plugins.training.models import Course, CourseSession, Registration
from plugins.training.plan_progress import plan_of_year
from plugins.training.reminders import results_missing
from plugins.training.seats import seats_of
from tests.conftest import FilledBy
from tests.plugins_system.training_school import School, open_school
from tracker.accounts.accounts import add_account
from tracker.api import ContentGroup, RankingGroup
from tracker.audit import verify
from tracker.database import Database
from tracker.records.officials import Official
from tracker.records.postings import Posting
from tracker.records.training_records import TrainingRecord
from tracker.records.units import UnitKind
from tracker.testing.office import Office

TODAY = date(2026, 11, 23)
GROUPS = {**dict.fromkeys(range(1, 6), "leader"), **dict.fromkeys(range(6, 12), "desk")}


def fill_demo(database: Database) -> None:
    """Make a commune with the people of the demo, two of whom have taken a course, and add what the demo shows."""
    school = open_school(database)
    with school.writing(TODAY):
        office = Office(school.session)
        for number in range(7, 21):
            group = RankingGroup(GROUPS.get(number, "specialist" if number < 17 else "organisation"))
            office.official(f"CB{number:02d}", f"Vũ Văn {number}", group)
        for code in ("MC", "MTTQ"):
            office.division(code, code).kind = UnitKind.DIVISION
        for code in ("CB17", "CB18"):
            office.training_record(office.official_with(code), date(2026, 10, 5), 10, title=PAST_TITLE)
        for posting in school.session.exec(select(Posting).join(Official).where(col(Official.code) < "CB07")):
            posting.ranking_group = RankingGroup.DESK
        add_account(school.session, "organiser", office.official_with("CB16").id)
        add_demo(school.session, TODAY)


@pytest.fixture
def demo(filled_by: FilledBy) -> School:
    """The commune with what the demo shows."""
    return School(filled_by(fill_demo))


def test_the_demo_has_a_catalogue_of_all_content_groups(demo: School) -> None:
    with demo.writing() as school:
        courses = school.session.exec(select(Course)).all()
        assert len(courses) == 8
        assert {one.content_group for one in courses} - {None} == set(ContentGroup)
        begins = {one.starts_on > TODAY for one in school.session.exec(select(CourseSession))}
        assert begins == {True, False}


def test_the_demo_has_a_waiting_list_and_answers_that_wait(demo: School) -> None:
    with demo.writing() as school:
        held = school.session.exec(select(CourseSession.id)).all()
        assert max(one.waiting for one in seats_of(school.session, [id for id in held if id]).values()) == 2
        pending = select(Registration).where(Registration.approval == Approval.PENDING)
        assert len(school.session.exec(pending).all()) == 7


def test_the_demo_adds_no_training_record_but_names_those_that_there_are(demo: School) -> None:
    with demo.writing() as school:
        assert len(school.session.exec(select(TrainingRecord)).all()) == 2
        passed = school.session.exec(select(Registration).where(Registration.result == Result.PASSED)).all()
        assert len({one.record_id for one in passed} - {None}) == 2


def test_the_demo_has_results_to_note_a_plan_and_gaps(demo: School) -> None:
    with demo.writing() as school:
        assert len(list(results_missing(school.session, TODAY))) == 1
        assert plan_of_year(school.session, 2026, TODAY) != []
        assert plan_of_year(school.session, 2027, TODAY) != []
        assert gaps(school.session, TODAY) != []
    with demo.database.reading() as session:
        assert verify(session) is None
