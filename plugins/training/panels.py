"""What stands on the pages of Tracker: training on the overview and on a record, and what waits in the inbox."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from plugins.training.kinds import Approval
from plugins.training.models import Course, CourseSession, Registration
from plugins.training.seats import is_active
from plugins.training.settings import settings_for
from tracker.api import InboxItem, Panel, Posting, TrainingRecord, counting, runs_on, sentences
from tracker.api.web import account, installation, kept_statement, may, of_people, today

_ = sentences("training")
counted = counting("training")
MOST_SHOWN = 4


def overview_panel(session: Session, today: date) -> Panel | None:
    """Return the card of the overview: who has the hours of a year, and the next courses; it is for who may report."""
    if not may("training.report"):
        return None
    asked = settings_for(session, today).hours_per_year
    beginning = date(today.year, 1, 1)
    given = {"beginning": beginning, "today": today, "asked": int(asked * 100)}
    people, reached = session.connection().execute(_people_and_hours(), given).one()
    values = {
        "people": people,
        "reached": reached,
        "asked": asked,
        "coming": session.connection().execute(_next_courses(), {"today": today}).all(),
    }
    return Panel(_("Training"), "training/overview_panel.html", values, "training.report")


@kept_statement
def _people_and_hours() -> sa.Select[int, int]:
    """Return a select of how many are in service today, and how many of them have the hours that a year asks."""
    official = col(Posting.official_id)
    serving = of_people(sa.select(official).where(runs_on(today())), official, "training.report")
    people = serving.distinct().subquery()
    done = (
        _passed_this_year()
        .group_by(col(TrainingRecord.official_id))
        .having(sa.func.sum(col(TrainingRecord.hours_hundredths)) >= sa.bindparam("asked"))
        .subquery()
    )
    joined = people.outerjoin(done, done.c.official_id == people.c.official_id)
    return sa.select(sa.func.count(), sa.func.count(done.c.official_id)).select_from(joined)


def _passed_this_year() -> sa.Select[int]:
    in_year = col(TrainingRecord.ends_on).between(sa.bindparam("beginning"), sa.bindparam("today"))
    return sa.select(col(TrainingRecord.official_id)).where(col(TrainingRecord.is_passed).is_(True), in_year)


@lru_cache(maxsize=1)
def _next_courses() -> sa.Select[Any]:
    """Return a select of the next courses, with how many stand in the queue of each."""
    held = CourseSession
    queue = sa.select(sa.func.count()).where(col(Registration.session_id) == col(held.id), is_active())
    return (
        sa.select(
            *(col(held.id), col(held.starts_on), col(held.places), col(Course.title)),
            queue.correlate(held).scalar_subquery().label("queued"),
        )
        .join(Course, col(Course.id) == col(held.course_id))
        .where(col(held.starts_on) >= sa.bindparam("today"), col(held.is_cancelled).is_(False))
        .order_by(col(held.starts_on), col(held.id))
        .limit(MOST_SHOWN)
    )


def registrations_to_answer(session: Session) -> list[InboxItem]:
    """Return what waits for the viewer's answer, by session: registrations of officials in his units, never his own."""
    if not may("training.approve"):
        return []
    zone = installation().config.site.zone
    rows = session.connection().execute(_to_answer())
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


@kept_statement
def _to_answer() -> sa.Select[int | None, str, date, datetime, int]:
    """Return a select of the sessions with registrations that the account may answer: the menu counts them."""
    held, since, number = CourseSession, sa.func.min(col(Registration.asked_at)), sa.func.count()
    wanted = (
        sa.select(col(held.id), col(Course.title), col(held.starts_on), since, number)
        .select_from(Registration)
        .join(held, col(held.id) == col(Registration.session_id))
        .join(Course, col(Course.id) == col(held.course_id))
        .where(
            col(Registration.approval) == Approval.PENDING,
            is_active(),
            col(Registration.official_id).is_distinct_from(account().official_id),
            col(held.is_cancelled).is_(False),
            col(held.ends_on) >= today(),
        )
        .group_by(col(held.id), col(Course.title), col(held.starts_on))
        .order_by(since)
    )
    return of_people(wanted, col(Registration.official_id), "training.approve")
