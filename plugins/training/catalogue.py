"""The catalogue of courses."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlmodel import col, select

from plugins.training.audiences import EVERYBODY, Audience, set_audience
from plugins.training.models import Course, CourseSession
from plugins.training.standards import PlanItem
from tracker.api import InputError, RecordSession, sentences

_ = sentences("training")
Values = Mapping[str, object]
MOST_HOURS = 2000
"""A year of lesson periods: no course has more."""


def open_course(session: RecordSession, values: Values, audience: Audience = EVERYBODY) -> Course:
    """Put a course into the catalogue; `values` are columns of `Course`. Raises InputError for one that cannot be."""
    course = Course.model_validate(_tidied(values))
    _refuse_impossible(session, course)
    session.add(course)
    session.flush()
    assert course.id is not None
    set_audience(session, course.id, audience)
    return course


def change_course(session: RecordSession, course: Course, values: Values, audience: Audience | None = None) -> None:
    """Change what the catalogue says of a course; without an `audience`, it stays for whom it was.

    What training records say of sessions that are over stays as it is. Raises InputError as `open_course`.
    """
    tidied = _tidied(values)
    wanted = Course.model_validate({**course.model_dump(), **tidied})
    _refuse_impossible(session, wanted)
    for name in tidied:
        setattr(course, name, getattr(wanted, name))
    session.flush()
    if audience is not None and course.id is not None:
        set_audience(session, course.id, audience)


def stop_offering(session: RecordSession, course: Course) -> None:
    """Take a course out of what is offered: it has no new sessions; those that there are stay."""
    course.is_offered = False
    session.flush()


def offer_again(session: RecordSession, course: Course) -> None:
    """Offer a course again."""
    course.is_offered = True
    session.flush()


def remove_course(session: RecordSession, course: Course) -> None:
    """Take a course that was entered by mistake out of the catalogue. Raises InputError once it is used."""
    assert course.id is not None
    for table in (CourseSession, PlanItem):
        if session.exec(select(table.id).where(col(table.course_id) == course.id)).first() is not None:
            raise InputError.of(
                _(
                    "%(course)s has sessions or stands in a plan, so it stays for its history. Stop offering it "
                    "instead.",
                    course=course.title,
                )
            )
    set_audience(session, course.id, EVERYBODY)
    session.delete(course)
    session.flush()


def _tidied(values: Values) -> dict[str, object]:
    """Return the values with plain blanks; an empty code is none."""
    tidied = {name: " ".join(one.split()) if isinstance(one, str) else one for name, one in values.items()}
    about = {name: one.strip() for name, one in values.items() if name == "about" and isinstance(one, str)}
    return {**tidied, **about, **({"code": tidied["code"] or None} if "code" in tidied else {})}


def _refuse_impossible(session: RecordSession, course: Course) -> None:
    if not course.title:
        raise InputError.of(_("A course needs a title. Give it one."))
    if not 0 <= course.hours_hundredths <= MOST_HOURS * 100:
        raise InputError.of(
            _(
                "%(course)s: lesson periods lie between 0 and %(most)d. Correct them.",
                course=course.title,
                most=MOST_HOURS,
            )
        )
    same = sa.select(col(Course.title)).where(
        col(Course.code) == course.code, col(Course.id).is_distinct_from(course.id)
    )
    taken = session.connection().execute(same).scalar() if course.code else None
    if taken is not None:
        raise InputError.of(
            _(
                "The code %(code)s is that of the course %(course)s already. Give another one.",
                code=course.code or "",
                course=taken,
            )
        )
