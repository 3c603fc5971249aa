"""What stands on the pages of Tracker: training on the overview and on a record, and what waits in the inbox."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from plugins.training.hours import hours_of_year
from plugins.training.kinds import Approval
from plugins.training.models import Course, CourseSession, Registration
from plugins.training.seats import is_active, seats_of, standings_of
from tracker.api import InboxItem, Official, Panel, Viewer, counting, sentences
from tracker.api.web import installation, of_people

_ = sentences("training")
counted = counting("training")
MOST_SHOWN = 4


def overview_panel(session: Session, today: date) -> Panel:
    """Return the card of the overview: who has the hours of this year, and the next courses."""
    wanted = of_people(sa.select(col(Official.id)), col(Official.id), "training.report")
    reached = {one for one in session.connection().execute(wanted).scalars() if one is not None}
    asked = [one for one in hours_of_year(session, today.year, today, reached) if one.required]
    coming = (
        sa.select(CourseSession, Course)
        .join(Course, col(Course.id) == col(CourseSession.course_id))
        .where(col(CourseSession.starts_on) >= today, col(CourseSession.is_cancelled).is_(False))
        .order_by(col(CourseSession.starts_on), col(CourseSession.id))
        .limit(MOST_SHOWN)
    )
    rows = session.execute(coming).all()
    values = {
        "people": len(asked),
        "reached": sum(one.is_reached for one in asked),
        "behind": sum(one.is_behind for one in asked),
        "coming": rows,
        "seats": seats_of(session, [held.id for held, _course in rows if held.id is not None]) if rows else {},
    }
    return Panel(_("Training"), "training/overview_panel.html", values, "training.report")


def record_panel(session: Session, official_id: int, viewer: Viewer, today: date) -> Panel:
    """Return the card of a record: the hours of the year, and the courses to come."""
    wanted = (
        sa.select(Registration, CourseSession, Course)
        .join(CourseSession, col(CourseSession.id) == col(Registration.session_id))
        .join(Course, col(Course.id) == col(CourseSession.course_id))
        .where(
            col(Registration.official_id) == official_id,
            is_active(),
            col(CourseSession.ends_on) >= today,
            col(CourseSession.is_cancelled).is_(False),
        )
        .order_by(col(CourseSession.starts_on))
        .limit(MOST_SHOWN)
    )
    rows = session.execute(wanted).all()
    values = {
        "hours": next(iter(hours_of_year(session, today.year, today, [official_id])), None),
        "rows": rows,
        "standing": standings_of(session, {held.id for _one, held, _course in rows}) if rows else {},
        "is_own": viewer.official_id == official_id,
        "official_id": official_id,
    }
    return Panel(_("Training registration"), "training/record_panel.html", values, "training.view")


def registrations_to_answer(session: Session, viewer: Viewer, today: date) -> list[InboxItem]:
    """Return what waits for the viewer's answer, by session: registrations of officials in his units, never his own."""
    since, number = sa.func.min(col(Registration.asked_at)), sa.func.count()
    wanted = (
        sa.select(col(CourseSession.id), col(Course.title), col(CourseSession.starts_on), since, number)
        .select_from(Registration)
        .join(CourseSession, col(CourseSession.id) == col(Registration.session_id))
        .join(Course, col(Course.id) == col(CourseSession.course_id))
        .where(
            col(Registration.approval) == Approval.PENDING,
            is_active(),
            col(Registration.official_id).is_distinct_from(viewer.official_id),
            col(CourseSession.is_cancelled).is_(False),
            col(CourseSession.ends_on) >= today,
        )
        .group_by(col(CourseSession.id), col(Course.title), col(CourseSession.starts_on))
        .order_by(since)
    )
    zone = installation().config.site.zone
    rows = session.connection().execute(of_people(wanted, col(Registration.official_id), "training.approve"))
    return [
        InboxItem(
            counted(
                "%(count)s registration: %(course)s", "%(count)s registrations: %(course)s", count=count, course=title
            ),
            asked_at.astimezone(zone).date(),
            "training.approvals",
            "training.approve",
            {"held_id": held_id or 0},
            detail=_("The course begins on %(day)s.", day=starts_on),
            icon="school",
            count=count,
        )
        for held_id, title, starts_on, asked_at, count in rows
    ]
