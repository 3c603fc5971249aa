"""What commands print: courses with their sessions, registrations and hours, read in a few statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from plugins.training.hours import UnitHours, YearHours
from plugins.training.models import Course, CourseSession, Registration
from plugins.training.seats import Seats, Standing, seats_of, standings_of
from plugins.training.sessions import last_day
from tracker.api import Message, Official, sentences

_ = sentences("training")
Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class CourseAndSessions:
    """A course with its sessions, the earliest first, and the seats of each."""

    course: Course
    sessions: Sequence[tuple[CourseSession, Seats]]


@dataclass(frozen=True, slots=True)
class Registered:
    """A registration with whom and what it is of; `standing` is None outside of the queue."""

    registration: Registration
    held: CourseSession
    course: Course
    official: Official
    standing: Standing | None

    @property
    def stands(self) -> Message | None:
        """How it stands, in words."""
        if self.standing is None:
            return None
        if self.standing.seated:
            return _("has a place")
        return _("number %(place)d of those who wait", place=self.standing.place)


def courses_with_sessions(session: Session, today: date | None) -> list[CourseAndSessions]:
    """Return the courses that are offered with the sessions that are not over; with None, all there ever were."""
    courses, held = select(Course).order_by(col(Course.title), col(Course.id)), select(CourseSession)
    if today is not None:
        courses = courses.where(col(Course.is_offered).is_(True))
        held = held.where(CourseSession.ends_on >= today, col(CourseSession.is_cancelled).is_(False))
    sessions = session.exec(held.order_by(col(CourseSession.starts_on), col(CourseSession.id))).all()
    seats = seats_of(session, [one.id for one in sessions if one.id is not None])
    by_course: dict[int, list[tuple[CourseSession, Seats]]] = {}
    for one in sessions:
        by_course.setdefault(one.course_id, []).append((one, seats[one.id or 0]))
    return [CourseAndSessions(one, by_course.get(one.id or 0, [])) for one in session.exec(courses)]


def registrations_in(session: Session, held_id: int | None, official: str | None) -> list[Registered]:
    """Return registrations by session and the order of its queue, those of a session or an official if one is named."""
    wanted = (
        select(Registration, CourseSession, Course, Official)
        .join(CourseSession, col(CourseSession.id) == col(Registration.session_id))
        .join(Course, col(Course.id) == col(CourseSession.course_id))
        .join(Official, col(Official.id) == col(Registration.official_id))
        .order_by(col(CourseSession.starts_on), col(CourseSession.id), col(Registration.asked_at))
    )
    if held_id is not None:
        wanted = wanted.where(CourseSession.id == held_id)
    if official is not None:
        wanted = wanted.where(Official.code == official)
    rows = session.exec(wanted).all()
    standings = standings_of(session, {one.session_id for one, *_rest in rows})
    return [Registered(*row, standings.get(row[0].id or 0)) for row in rows]


def course_as_json(one: CourseAndSessions) -> Json:
    """Return a course with its sessions as plain JSON values."""
    course = one.course
    return {
        "id": course.id,
        "code": course.code,
        "title": course.title,
        "content_group": course.content_group.value if course.content_group else None,
        "organiser": course.organiser,
        "form": course.form.value,
        "hours": course.hours_hundredths / 100,
        "is_outside": course.is_outside,
        "is_offered": course.is_offered,
        "sessions": [_session_as_json(held, seats) for held, seats in one.sessions],
    }


def _session_as_json(held: CourseSession, seats: Seats) -> Json:
    return {
        "id": held.id,
        "starts_on": held.starts_on.isoformat(),
        "ends_on": held.ends_on.isoformat(),
        "register_until": last_day(held).isoformat(),
        "place": held.place,
        "is_cancelled": held.is_cancelled,
        "places": seats.places,
        "seated": seats.seated,
        "waiting": seats.waiting,
    }


def registration_as_json(one: Registered) -> Json:
    """Return a registration as plain JSON values."""
    registration, standing = one.registration, one.standing
    return {
        "session": one.held.id,
        "course": one.course.title,
        "starts_on": one.held.starts_on.isoformat(),
        "official": one.official.code,
        "approval": registration.approval.value,
        "is_withdrawn": registration.withdrawn_at is not None,
        "seated": standing.seated if standing else None,
        "place_in_queue": standing.place if standing else None,
        "organiser_state": registration.organiser_state.value if one.course.is_outside else None,
        "result": registration.result.value if registration.result else None,
    }


def hours_as_json(one: YearHours) -> Json:
    """Return the hours of an official as plain JSON values; hours are texts, so that they stay exact."""
    return {
        "code": one.code,
        "name": one.full_name,
        "unit": one.unit,
        "done": str(one.done),
        "asked_by_now": str(one.expected),
        "asked_in_year": str(one.required),
        "missing": str(one.missing),
        "is_reached": one.is_reached,
    }


def unit_as_json(one: UnitHours) -> Json:
    """Return the hours of a unit as plain JSON values."""
    return {
        "unit": one.unit,
        "people": one.people,
        "reached": one.reached,
        "done": str(one.done),
        "asked_in_year": str(one.required),
    }
