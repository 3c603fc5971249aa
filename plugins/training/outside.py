"""Courses that somebody outside holds: the list that is sent, and who is confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from plugins.training.attendance import on_the_sheet
from plugins.training.kinds import OrganiserState
from plugins.training.models import CourseSession, Registration
from plugins.training.registrations import session_of
from plugins.training.seats import Moves, watching
from plugins.training.sessions import refuse_begun, refuse_cancelled
from plugins.training.telling import course_of, name_of, page_of, tell_of_moves, tell_officials
from tracker.api import InputError, RecordSession, Viewer, sentences

_ = sentences("training")


def send_list(
    session: RecordSession, registrations: Sequence[Registration], document: str, on: date, actor: Viewer
) -> None:
    """Note that the organiser was sent these registrations of one session, with the number of the letter.

    Raises InputError for a course that is not held outside, and for somebody without an approved place.
    """
    _session_of(session, registrations)
    _refuse_wrong_day(on, actor)
    for one in registrations:
        _note(one, OrganiserState.SENT, document, on)
    session.flush()


def note_answer(
    session: RecordSession,
    registrations: Sequence[Registration],
    state: OrganiserState,
    document: str,
    on: date,
    actor: Viewer,
) -> Moves:
    """Note what the organiser says to these registrations of one session: confirmed or declined.

    Who is declined leaves the queue, and whoever waits longest gets the seat; all of them are told. Raises InputError
    as `send_list`, and for who is declined once the course has begun.
    """
    held = _session_of(session, registrations)
    _refuse_wrong_day(on, actor)
    if state is OrganiserState.DECLINED:
        refuse_begun(held, actor.today)
    with watching(session, held) as watched:
        for one in registrations:
            _note(one, state, document, on)
    _tell(session, held, registrations, actor)
    tell_of_moves(session, held, watched.moves, actor.today)
    return watched.moves


def _note(one: Registration, state: OrganiserState, document: str, on: date) -> None:
    one.organiser_state, one.organiser_document, one.organiser_on = state, document.strip(), on


def _session_of(session: Session, registrations: Sequence[Registration]) -> CourseSession:
    """Return the one session of these registrations. Raises InputError for somebody who cannot be sent."""
    if not registrations:
        raise InputError.of(_("Nobody is chosen. Choose those whom it concerns."))
    held = session_of(session, registrations[0])
    refuse_cancelled(held)
    if not course_of(session, held).is_outside:
        raise InputError.of(
            _(
                "%(course)s is held by the commune itself. Nobody outside confirms it.",
                course=course_of(session, held).title,
            )
        )
    taking_part = {one.id for one in on_the_sheet(session, held)}
    for one in registrations:
        if one.id not in taking_part:
            name = name_of(session, one.official_id)
            raise InputError.of(_("%(name)s has no approved place in this session. Leave him out.", name=name))
    return held


def _refuse_wrong_day(on: date, actor: Viewer) -> None:
    if on > actor.today:
        raise InputError.of(_("%(on)s has not come yet. Give the day of the letter.", on=on))


def _tell(session: RecordSession, held: CourseSession, registrations: Sequence[Registration], actor: Viewer) -> None:
    course = course_of(session, held)
    for one in registrations:
        if one.organiser_state is OrganiserState.CONFIRMED:
            told = _("The organiser confirms your place: %(course)s on %(on)s", course=course.title, on=held.starts_on)
        else:
            told = _("The organiser has no place for you: %(course)s on %(on)s", course=course.title, on=held.starts_on)
        key = f"training.{one.organiser_state.value}.{one.id}.{session.change.at:%Y%m%d%H%M%S%f}"
        tell_officials(session, [one.official_id], key, told, page_of(held), actor.today)
