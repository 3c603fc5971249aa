"""Those who are registered, and leave the service or move to another position before the course begins.

Who leaves has no seat (see `seats`); nothing happens to the registration on that day, so it is found out here who moved
up because of it. Who moves keeps the seat, and the organiser is told where the course is not for the new position.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlmodel import Session, col, select

from plugins.training.audiences import those_of
from plugins.training.models import Course, CourseSession, Registration
from plugins.training.reminders import Reminder, accounts_for, held_with_courses
from plugins.training.seats import has_left, is_kept, queue_of
from plugins.training.telling import has_place_now, key_of, name_of, organisers_of, page_of, seat_key
from tracker.api import sentences

_ = sentences("training")


def leavers(session: Session, today: date) -> Iterator[Reminder]:
    """Yield, for courses to come, who moved up because somebody leaves, and to the organiser who leaves."""
    for held, course in _to_come(session, today):
        gone = _gone(session, held)
        if not gone:
            continue
        for one in _moved_up(session, held, gone):
            who = accounts_for(session, [one.official_id], today)
            yield Reminder(who, seat_key(one), has_place_now(course, held), page_of(held))
        for one in gone:
            told = _(
                "%(name)s leaves the service before the course begins and has no place any more: %(course)s on %(on)s",
                name=name_of(session, one.official_id),
                course=course.title,
                on=held.starts_on,
            )
            organisers = organisers_of(session, held, today)
            yield Reminder(organisers, f"training.left.{key_of(one)}", told, page_of(held))


def movers(session: Session, today: date) -> Iterator[Reminder]:
    """Yield, to organisers of courses to come, who will be in a position that the course is not for."""
    for held, course in _to_come(session, today):
        for one in outside_of_audience(session, held):
            told = _(
                "%(name)s has moved, and %(course)s on %(on)s is not for the new position. The place stays until the "
                "registration is withdrawn.",
                name=name_of(session, one.official_id),
                course=course.title,
                on=held.starts_on,
            )
            organisers = organisers_of(session, held, today)
            yield Reminder(organisers, f"training.moved.{key_of(one)}", told, page_of(held))


def outside_of_audience(session: Session, held: CourseSession) -> list[Registration]:
    """Return who stands in the queue of a session though the course is not for him as he is posted when it begins."""
    assert held.id is not None
    queue = queue_of(session, held.id)
    fitting = those_of(session, held.course_id, held.starts_on, [one.official_id for one in queue]) if queue else set()
    return [one for one in queue if one.official_id not in fitting]


def _to_come(session: Session, today: date) -> list[tuple[CourseSession, Course]]:
    wanted = held_with_courses().where(CourseSession.starts_on > today, col(CourseSession.is_cancelled).is_(False))
    return [(held, course) for held, course in session.exec(wanted)]


def _gone(session: Session, held: CourseSession) -> Sequence[Registration]:
    wanted = select(Registration).where(Registration.session_id == held.id, is_kept(), has_left())
    return session.exec(wanted.order_by(col(Registration.asked_at))).all()


def _moved_up(session: Session, held: CourseSession, gone: Sequence[Registration]) -> list[Registration]:
    """Return who has a seat that he would not have if those who are gone still stood in the queue before him."""
    if held.places is None or held.id is None:
        return []
    queue = queue_of(session, held.id)
    stood = sorted([*queue, *gone], key=lambda one: one.asked_at)[: held.places]
    return [one for one in queue[: held.places] if one not in stood]
