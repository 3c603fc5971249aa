"""Sessions: when and where a course is held, for how many, and until when people register."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise

import sqlalchemy as sa
from sqlmodel import Session, col, select

from plugins.training.models import Attendance, Course, CourseSession, Registration, SessionDay
from plugins.training.seats import Moves, queue_of, seats_of, watching
from plugins.training.telling import course_of, page_of, tell_of_moves, tell_officials
from tracker.api import InputError, Message, RecordSession, Viewer, sentences

_ = sentences("training")
Values = Mapping[str, object]
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Sitting:
    """One sitting of a session; `place` is empty where it is that of the session."""

    on: date
    begins_at: time
    ends_at: time
    place: str = ""


def open_session(
    session: RecordSession, course: Course, values: Values, sittings: Sequence[Sitting], actor: Viewer | None
) -> CourseSession:
    """Open a session of a course; `values` are `place`, `places`, `register_until` and `note`. A command has no actor.

    Raises InputError for one that cannot be, and for a course that is no longer offered.
    """
    if not course.is_offered:
        raise InputError.of(_("%(course)s is no longer offered. Offer it again first.", course=course.title))
    _refuse_impossible_sittings(sittings)
    assert course.id is not None
    first, last = _first_and_last(sittings)
    known = {"course_id": course.id, "starts_on": first, "ends_on": last, "organised_by": actor and actor.account_id}
    held = CourseSession.model_validate({**values, **known})
    _refuse_impossible(held)
    session.add(held)
    session.flush()
    _set_sittings(session, held, sittings)
    return held


def change_session(
    session: RecordSession, held: CourseSession, values: Values, sittings: Sequence[Sitting], actor: Viewer
) -> Moves:
    """Change a session, and tell who moved up to a seat and, if days or place change, everybody in the queue.

    Raises InputError as `open_session`, and for fewer places than are taken, for other days once results are noted, and
    for a session that is cancelled.
    """
    refuse_cancelled(held)
    _refuse_impossible_sittings(sittings)
    with watching(session, held) as watched:
        stood = (held.place, _sittings(session, held))
        _refuse_fewer_than_seated(session, held, values.get("places", held.places))
        if sorted(sittings) != stood[1]:
            _refuse_if_finished(session, held)
        for name, value in values.items():
            setattr(held, name, value)
        held.starts_on, held.ends_on = _first_and_last(sittings)
        _refuse_impossible(held)
        _set_sittings(session, held, sittings)
    if stood != (held.place, _sittings(session, held)):
        _tell_all(session, held, "changed", _changed(session, held), actor.today)
    tell_of_moves(session, held, watched.moves, actor.today)
    return watched.moves


def cancel_session(session: RecordSession, held: CourseSession, because: str, actor: Viewer) -> None:
    """Cancel a session and tell everybody in its queue. Raises InputError without a reason, and once it has results."""
    refuse_cancelled(held)
    if not because.strip():
        raise InputError.of(_("Say why the session is cancelled: those who are registered read it."))
    with watching(session, held):
        _refuse_if_finished(session, held)
        held.is_cancelled, held.cancelled_because = True, because.strip()
    told = _(
        "Cancelled: %(course)s on %(on)s. %(because)s",
        course=course_of(session, held).title,
        on=held.starts_on,
        because=held.cancelled_because,
    )
    _tell_all(session, held, "cancelled", told, actor.today)


def sittings_of(session: Session, held_ids: Collection[int]) -> dict[int, list[SessionDay]]:
    """Return the days of sessions, by session, the earliest first."""
    wanted = select(SessionDay).where(col(SessionDay.session_id).in_(held_ids))
    found: dict[int, list[SessionDay]] = {}
    for day in session.exec(wanted.order_by(col(SessionDay.on), col(SessionDay.begins_at))):
        found.setdefault(day.session_id, []).append(day)
    return found


def last_day(held: CourseSession) -> date:
    """Return the last day on which people register: the one that was said, else the day before it begins."""
    return held.register_until or held.starts_on - ONE_DAY


def is_open(on: date) -> sa.ColumnElement[bool]:
    """Return, as a condition on sessions, for which ones people can register on a day."""
    until = sa.or_(
        col(CourseSession.register_until) >= on,
        sa.and_(col(CourseSession.register_until).is_(None), col(CourseSession.starts_on) > on),
    )
    return sa.and_(col(CourseSession.is_cancelled).is_(False), until)


def refuse_cancelled(held: CourseSession) -> None:
    """Raise InputError if a session is cancelled."""
    if held.is_cancelled:
        raise InputError.of(
            _(
                "The session on %(on)s is cancelled, so nothing about it changes. Choose another session.",
                on=held.starts_on,
            )
        )


def refuse_begun(held: CourseSession, today: date) -> None:
    """Raise InputError if a session has begun: its queue is closed, and attendance is what counts."""
    if today >= held.starts_on:
        raise InputError.of(
            _(
                "The course began on %(on)s. Note on the attendance sheet who is not there.",
                on=held.starts_on,
            )
        )


def _changed(session: Session, held: CourseSession) -> Message:
    return _(
        "Changed: %(course)s is from %(on)s to %(until)s now, at %(place)s",
        course=course_of(session, held).title,
        on=held.starts_on,
        until=held.ends_on,
        place=held.place or "…",
    )


def _tell_all(session: RecordSession, held: CourseSession, what: str, told: Message, today: date) -> None:
    assert held.id is not None
    officials = [one.official_id for one in queue_of(session, held.id)]
    key = f"training.{what}.{held.id}.{session.change.at:%Y%m%d%H%M%S%f}"
    tell_officials(session, officials, key, told, page_of(held), today)


def _first_and_last(sittings: Sequence[Sitting]) -> tuple[date, date]:
    days = [sitting.on for sitting in sittings]
    return min(days), max(days)


def _sittings(session: Session, held: CourseSession) -> list[Sitting]:
    assert held.id is not None
    days = sittings_of(session, [held.id]).get(held.id, [])
    return [Sitting(day.on, day.begins_at, day.ends_at, day.place) for day in days]


def _set_sittings(session: RecordSession, held: CourseSession, sittings: Sequence[Sitting]) -> None:
    assert held.id is not None
    wanted = {(one.on, one.begins_at): one for one in sittings}
    for day in sittings_of(session, [held.id]).get(held.id, []):
        sitting = wanted.pop((day.on, day.begins_at), None)
        if sitting is None:
            _remove_day(session, day)
        else:
            day.ends_at, day.place = sitting.ends_at, sitting.place
    for one in sorted(wanted.values()):
        new = SessionDay(session_id=held.id, on=one.on, begins_at=one.begins_at, ends_at=one.ends_at, place=one.place)
        session.add(new)
    session.flush()


def _remove_day(session: RecordSession, day: SessionDay) -> None:
    if session.exec(select(Attendance.id).where(Attendance.day_id == day.id)).first() is not None:
        raise InputError.of(
            _("Attendance is noted for %(on)s, so this day stays. Empty its column on the sheet first.", on=day.on)
        )
    session.delete(day)


def _refuse_impossible_sittings(sittings: Sequence[Sitting]) -> None:
    if not sittings:
        raise InputError.of(_("A session needs at least one day. Add the day on which it is held."))
    for one in sittings:
        if one.ends_at <= one.begins_at:
            raise InputError.of(
                _(
                    "On %(on)s it would end at %(ends)s, before it begins at %(begins)s. Correct one of the times.",
                    on=one.on,
                    ends=f"{one.ends_at:%H:%M}",
                    begins=f"{one.begins_at:%H:%M}",
                )
            )
    ordered = sorted(sittings)
    for one, following in pairwise(ordered):
        if one.on == following.on and following.begins_at < one.ends_at:
            raise InputError.of(_("Two sittings on %(on)s overlap. Correct one of the times.", on=one.on))


def _refuse_impossible(held: CourseSession) -> None:
    if held.places is not None and held.places < 1:
        raise InputError.of(
            _("A session has at least one place, it says %(places)d. Leave it empty for no limit.", places=held.places)
        )
    if held.register_until is not None and held.register_until > held.starts_on:
        raise InputError.of(
            _(
                "Registration would end on %(until)s, after the course begins on %(on)s. Give an earlier day.",
                until=held.register_until,
                on=held.starts_on,
            )
        )


def _refuse_fewer_than_seated(session: Session, held: CourseSession, places: object) -> None:
    assert held.id is not None
    seated = seats_of(session, [held.id])[held.id].seated
    if isinstance(places, int) and places < seated:
        raise InputError.of(
            _(
                "%(seated)d people have a place, so there cannot be only %(places)d. Give at least %(seated)d, or ask "
                "who can withdraw first.",
                seated=seated,
                places=places,
            )
        )


def _refuse_if_finished(session: Session, held: CourseSession) -> None:
    finished = select(Registration.id).where(Registration.session_id == held.id, col(Registration.result).is_not(None))
    if session.exec(finished).first() is not None:
        raise InputError.of(
            _(
                "Results of the session on %(on)s are noted, so it was held. Take the results back first.",
                on=held.starts_on,
            )
        )
