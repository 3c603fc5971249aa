"""The training of one person: registrations, hours of the year, what he holds and what his position asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import abort, render_template
from flask.typing import ResponseReturnValue
from sqlmodel import col

from plugins.training.certificate_form import CertificateForm, certificate_form
from plugins.training.certificates import StoredFile, certificates_of
from plugins.training.feeds import feed_for
from plugins.training.gaps import asked_of
from plugins.training.hours import YearHours, hours_of_year
from plugins.training.models import Course, CourseSession, Registration
from plugins.training.pages_shared import REGISTER, REPORT, me, organises, standings
from plugins.training.qualifications import qualifications_of
from plugins.training.seats import Standing
from plugins.training.settings import settings_for
from tracker.api import Official
from tracker.api.web import FilledForm, fetch_official, my_official, needs, session, today


@dataclass(frozen=True, slots=True)
class Attended:
    """One registration of the person, with its course and where it stands."""

    registration: Registration
    held: CourseSession
    course: Course
    standing: Standing | None
    files: Sequence[StoredFile]


@needs(REGISTER)
def mine() -> ResponseReturnValue:
    """Show the training of the official who asks."""
    return mine_page(my_official())


@needs(REPORT)
def person(official_id: int) -> ResponseReturnValue:
    """Show the training of an official in reach."""
    fetch_official(official_id, REPORT)
    return mine_page(official_id)


def mine_page(
    official_id: int,
    upload: FilledForm[CertificateForm] | None = None,
    upload_for: int | None = None,
    secret: str | None = None,
) -> str:
    """Return the page of one person; `secret` is that of a calendar address that was just made, shown this once."""
    official = session().get(Official, official_id) or abort(404)
    attended = _attended(official_id)
    is_own = official_id == me().official_id
    return render_template(
        "training/mine.html",
        official=official,
        is_own=is_own,
        coming=[one for one in attended if one.held.ends_on >= today() and _counts(one)],
        past=[one for one in reversed(attended) if one.held.ends_on < today() or not _counts(one)],
        hours=_hours(official_id),
        rules=settings_for(session(), today()),
        asked=asked_of(session(), today(), [official_id]),
        qualifications=qualifications_of(session(), official_id),
        can_note=not is_own and organises(),
        feed=feed_for(session(), me().account_id) if is_own else None,
        secret=secret,
        upload=upload or certificate_form(),
        upload_for=upload_for,
    )


def _counts(one: Attended) -> bool:
    """Whether the registration still leads to the course."""
    return one.standing is not None and not one.held.is_cancelled and one.registration.result is None


def _hours(official_id: int) -> YearHours | None:
    return next(iter(hours_of_year(session(), today().year, today(), [official_id])), None)


def _attended(official_id: int) -> list[Attended]:
    wanted = (
        sa.select(Registration, CourseSession, Course)
        .join(CourseSession, col(CourseSession.id) == col(Registration.session_id))
        .join(Course, col(Course.id) == col(CourseSession.course_id))
        .where(col(Registration.official_id) == official_id)
        .order_by(col(CourseSession.starts_on), col(Registration.id))
    )
    rows = session().execute(wanted).all()
    standing = standings({held.id for _one, held, _course in rows if held.id is not None})
    files = certificates_of(session(), [one.id for one, _held, _course in rows if one.id is not None])
    return [
        Attended(one, held, course, standing.get(one.id or 0), files.get(one.id or 0, ())) for one, held, course in rows
    ]
