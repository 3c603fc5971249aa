"""Lists of sessions and of courses: what can be searched, filtered and sorted, and what stands in each column."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from plugins.training import words
from plugins.training.audiences import is_for
from plugins.training.kinds import Form
from plugins.training.models import Course, CourseSession, Registration
from plugins.training.seats import is_active
from plugins.training.sessions import is_open
from tracker.api import ContentGroup, Message, choices_of, sentences, word
from tracker.api.web import Column, Filter, Listing, contains_words

_ = sentences("training")
Condition = sa.ColumnElement[bool]


def coming_sessions(today: date, official_id: int | None) -> Listing:
    """Return the list of the sessions that are still to come or going on, for the official who asks."""
    still = sa.and_(col(CourseSession.ends_on) >= today, col(CourseSession.is_cancelled).is_(False))
    filters = [_group(), _form(), Filter("open", _("Registration"), _open_on(today), [("yes", _("Open"))])]
    if official_id is not None:
        fits = [("me", _("For my position"))]
        filters.append(Filter("for", _("Audience"), lambda _text: is_for(official_id, today), fits))
    return _sessions(_("Courses to come"), "courses-to-come", still, "from", filters)


def all_sessions(today: date) -> Listing:
    """Return the list of all sessions, also of those that are over or cancelled."""
    begin, end = col(CourseSession.starts_on), col(CourseSession.ends_on)
    states = {
        "coming": sa.and_(begin > today, col(CourseSession.is_cancelled).is_(False)),
        "now": sa.and_(begin <= today, end >= today, col(CourseSession.is_cancelled).is_(False)),
        "open_results": sa.and_(end < today, col(CourseSession.is_cancelled).is_(False), _lacks_results()),
        "over": sa.and_(end < today, col(CourseSession.is_cancelled).is_(False)),
        "cancelled": col(CourseSession.is_cancelled).is_(True),
    }
    named = [
        ("coming", _("To come")),
        ("now", _("Going on")),
        ("open_results", _("Results missing")),
        ("over", _("Over")),
        ("cancelled", _("Cancelled")),
    ]
    filters = [_group(), _form(), Filter("state", _("State"), lambda text: states[text], named)]
    return _sessions(_("All sessions"), "sessions", sa.true(), "-from", filters)


def courses() -> Listing:
    """Return the list of the courses, also of those that are no longer offered."""
    number = sa.select(sa.func.count()).select_from(CourseSession)
    number = number.where(col(CourseSession.course_id) == col(Course.id))
    offered = [("yes", _("Offered")), ("no", _("No longer offered"))]
    return Listing(
        title=_("Courses"),
        name="courses",
        key=col(Course.id),
        keys=sa.select(col(Course.id)),
        rows=sa.select(Course, number.correlate(Course).scalar_subquery().label("sessions")),
        columns=(
            Column("title", _("Course"), lambda row: row[0].title, [col(Course.title)]),
            Column("code", _("Code"), lambda row: row[0].code, [col(Course.code)], in_table=False),
            Column("group", _("Content group"), lambda row: _group_of(row[0])),
            Column("organiser", _("Organiser"), lambda row: row[0].organiser, [col(Course.organiser)]),
            Column("form", _("Form"), lambda row: words.word(row[0].form)),
            Column(
                "hours",
                _("Lesson periods"),
                lambda row: row[0].hours_hundredths / 100,
                [col(Course.hours_hundredths)],
                is_number=True,
            ),
            Column("sessions", _("Sessions"), lambda row: row.sessions, is_number=True),
        ),
        order="title",
        filters=(
            _group(),
            _form(),
            Filter("offered", _("Offer"), lambda text: col(Course.is_offered).is_(text == "yes"), offered),
        ),
        search=_search,
        search_label=_("Find a course"),
    )


def _sessions(title: Message, name: str, which: Condition, order: str, filters: list[Filter]) -> Listing:
    joined = col(Course.id) == col(CourseSession.course_id)
    taken = sa.select(sa.func.count()).select_from(Registration)
    taken = taken.where(col(Registration.session_id) == col(CourseSession.id), is_active())
    return Listing(
        title=title,
        name=name,
        key=col(CourseSession.id),
        keys=sa.select(col(CourseSession.id)).join(Course, joined).where(which),
        rows=sa.select(CourseSession, Course, taken.correlate(CourseSession).scalar_subquery().label("taken")).join(
            Course, joined
        ),
        columns=_columns(),
        order=order,
        filters=filters,
        search=_search,
        search_label=_("Find a course"),
        search_example=_("For example: digital skills"),
    )


def _columns() -> list[Column]:
    return [
        Column("title", _("Course"), lambda row: row[1].title, [col(Course.title)]),
        Column("group", _("Content group"), lambda row: _group_of(row[1]), in_table=False),
        Column("organiser", _("Organiser"), lambda row: row[1].organiser, in_table=False),
        Column("from", _("From"), lambda row: row[0].starts_on, [col(CourseSession.starts_on)]),
        Column("to", _("To"), lambda row: row[0].ends_on, [col(CourseSession.ends_on)], in_table=False),
        Column("place", _("Place"), lambda row: row[0].place),
        Column("until", _("Register until"), lambda row: row[0].register_until, [col(CourseSession.register_until)]),
        Column("taken", _("Registered"), lambda row: row.taken, is_number=True, in_table=False),
        Column("places", _("Places"), lambda row: row[0].places, is_number=True),
    ]


def _group() -> Filter:
    return Filter(
        "group",
        _("Content group"),
        lambda text: col(Course.content_group) == ContentGroup(text),
        choices_of(ContentGroup),
    )


def _form() -> Filter:
    return Filter("form", _("Form"), lambda text: col(Course.form) == Form(text), words.choices_of(Form))


def _open_on(today: date) -> Any:
    return lambda _text: is_open(today)


def _lacks_results() -> Condition:
    lacking = sa.select(col(Registration.id)).where(
        col(Registration.session_id) == col(CourseSession.id), is_active(), col(Registration.result).is_(None)
    )
    return lacking.correlate(CourseSession).exists()


def _group_of(course: Course) -> Message | None:
    return word(course.content_group) if course.content_group else None


def _search(typed: str) -> Condition:
    return contains_words(col(Course.search_text), typed)
