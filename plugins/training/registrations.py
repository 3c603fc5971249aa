"""Registering for a session, oneself or others, and withdrawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from plugins.training.audiences import those_of
from plugins.training.clashes import Clash, clashes_of
from plugins.training.kinds import Approval, OrganiserState
from plugins.training.models import CourseSession, Registration
from plugins.training.seats import (
    Moves,
    Standing,
    end_of_queue,
    standings_of,
    stands_in_queue,
    watching,
)
from plugins.training.sessions import last_day, refuse_begun, refuse_cancelled
from plugins.training.settings import settings_for
from plugins.training.telling import (
    course_of,
    name_of,
    names_of,
    organisers_of,
    page_of,
    tell_how_it_stands,
    tell_of_moves,
    tell_of_request,
    tell_officials,
)
from tracker.api import InputError, RecordSession, Viewer, refuse_own_case, sentences, tell

_ = sentences("training")


@dataclass(frozen=True, slots=True)
class Registered:
    """What came of registering somebody: whether he has a seat or waits, and what the session clashes with."""

    registration: Registration
    standing: Standing
    clashes: tuple[Clash, ...] = ()


def register(
    session: RecordSession, held: CourseSession, official_id: int, actor: Viewer, note: str = "", *, late: bool = False
) -> Registered:
    """Register somebody for a session; the last place goes to who came first, whoever comes later waits.

    An official who registers himself waits for a leader's approval, unless the settings ask for none; whom somebody
    else registers is nominated, and so approved. `late` lets an organiser register after the deadline, until the last
    day.
    Raises InputError if he is registered already, if the course is not for him, or registration is over.
    """
    return _register(session, held, [official_id], actor, note, late=late)[0]


def nominate(
    session: RecordSession,
    held: CourseSession,
    officials: Sequence[int],
    actor: Viewer,
    note: str = "",
    *,
    late: bool = False,
) -> list[Registered]:
    """Register others, in this order, as `register` does; if one of them cannot be registered, nobody is.

    Raises InputError also where the actor is one of them.
    """
    if not officials:
        raise InputError.of(_("Nobody is chosen. Choose whom to register."))
    refuse_own_case(officials, actor.official_id)
    return _register(session, held, list(dict.fromkeys(officials)), actor, note, late=late)


def withdraw(session: RecordSession, registration: Registration, because: str, actor: Viewer) -> Moves:
    """Take a registration back before the course begins; who waits longest gets the seat, and is told.

    Raises InputError if it stands in no queue any more, and without a reason for somebody else's.
    """
    held = session_of(session, registration)
    refuse_cancelled(held)
    refuse_begun(held, actor.today)
    is_own = registration.official_id == actor.official_id
    if not is_own and not because.strip():
        raise InputError.of(_("Say why: %(name)s reads it.", name=name_of(session, registration.official_id)))
    with watching(session, held) as watched:
        session.refresh(registration)
        _refuse_gone(session, registration)
        registration.withdrawn_at, registration.withdrawn_because = session.change.at, because.strip()
    _tell_of_withdrawal(session, held, registration, actor, is_own=is_own)
    tell_of_moves(session, held, watched.moves, actor.today)
    return watched.moves


def session_of(session: Session, registration: Registration) -> CourseSession:
    """Return the session for which somebody is registered."""
    held = session.get(CourseSession, registration.session_id)
    assert held is not None
    return held


def _register(
    session: RecordSession, held: CourseSession, officials: Sequence[int], actor: Viewer, note: str, *, late: bool
) -> list[Registered]:
    with watching(session, held):
        _refuse_closed(session, held, actor, late=late)
        _refuse_others(session, held, officials)
        known = _known(session, held, officials)
        clashes = clashes_of(session, held, officials)
        _refuse_clashes(session, clashes, actor)
        added = [_queued(session, held, known.get(one), one, actor, note) for one in officials]
    _tell(session, held, added, actor)
    assert held.id is not None
    standings = standings_of(session, [held.id])
    return [Registered(one, standings[one.id or 0], tuple(clashes.get(one.official_id, ()))) for one in added]


def _queued(
    session: RecordSession,
    held: CourseSession,
    known: Registration | None,
    official_id: int,
    actor: Viewer,
    note: str,
) -> Registration:
    """Put somebody at the end of the queue, also who stood in it before."""
    if known is not None:
        _refuse_known(session, known, is_own=official_id == actor.official_id)
    assert held.id is not None
    one = known or Registration(session_id=held.id, official_id=official_id, asked_at=session.change.at)
    one.asked_at, one.note = end_of_queue(session, held), note.strip()
    is_nominated = official_id != actor.official_id
    needs_answer = not is_nominated and settings_for(session, actor.today).needs_approval
    one.nominated_by = actor.account_id if is_nominated else None
    one.approval = Approval.PENDING if needs_answer else Approval.APPROVED
    one.answered_by, one.answer = (actor.account_id if is_nominated else None), ""
    one.answered_at = None if needs_answer else session.change.at
    one.withdrawn_at, one.withdrawn_because = None, ""
    one.organiser_state, one.organiser_on, one.organiser_document = OrganiserState.NOT_SENT, None, ""
    session.add(one)
    session.flush()
    return one


def _tell(session: RecordSession, held: CourseSession, added: Sequence[Registration], actor: Viewer) -> None:
    for one in added:
        if one.approval is Approval.PENDING:
            tell_of_request(session, held, one, actor.today)
    nominated = [one for one in added if one.nominated_by is not None]
    tell_how_it_stands(session, held, nominated, "nominated", actor.today)


def _tell_of_withdrawal(
    session: RecordSession, held: CourseSession, registration: Registration, actor: Viewer, *, is_own: bool
) -> None:
    assert registration.withdrawn_at is not None
    key = f"training.withdrawn.{registration.id}.{registration.withdrawn_at:%Y%m%d%H%M%S%f}"
    course = course_of(session, held)
    if not is_own:
        told = _(
            "Your registration was withdrawn: %(course)s on %(on)s. %(because)s",
            course=course.title,
            on=held.starts_on,
            because=registration.withdrawn_because,
        )
        tell_officials(session, [registration.official_id], key, told, page_of(held), actor.today)
    elif registration.nominated_by is not None:
        told = _(
            "%(name)s withdrew, whom you registered: %(course)s on %(on)s",
            name=name_of(session, registration.official_id),
            course=course.title,
            on=held.starts_on,
        )
        tell(session, [registration.nominated_by], key, told, page_of(held))
    if registration.organiser_state is not OrganiserState.NOT_SENT:
        _tell_of_list(session, held, registration, actor)


def _tell_of_list(session: RecordSession, held: CourseSession, registration: Registration, actor: Viewer) -> None:
    """Tell who looks after a session that somebody withdrew whom the organiser outside was sent."""
    told = _(
        "%(name)s withdrew, whom the organiser was sent: %(course)s on %(on)s. Tell the organiser.",
        name=name_of(session, registration.official_id),
        course=course_of(session, held).title,
        on=held.starts_on,
    )
    assert registration.withdrawn_at is not None
    who = organisers_of(session, held, actor.today) - {actor.account_id}
    tell(
        session,
        who,
        f"training.withdrawn.list.{registration.id}.{registration.withdrawn_at:%Y%m%d%H%M%S%f}",
        told,
        page_of(held),
    )


def _known(session: Session, held: CourseSession, officials: Sequence[int]) -> Mapping[int, Registration]:
    wanted = select(Registration).where(
        Registration.session_id == held.id, col(Registration.official_id).in_(officials)
    )
    return {one.official_id: one for one in session.exec(wanted)}


def _refuse_closed(session: Session, held: CourseSession, actor: Viewer, *, late: bool) -> None:
    refuse_cancelled(held)
    until = held.ends_on if late else last_day(held)
    if actor.today > until:
        raise InputError.of(
            _(
                "Registration for %(course)s ended on %(until)s. Choose another session, or ask the organiser.",
                course=course_of(session, held).title,
                until=until,
            )
        )


def _refuse_others(session: Session, held: CourseSession, officials: Sequence[int]) -> None:
    """Raise InputError if the course is not for one of them as he is posted when it begins."""
    others = set(officials) - those_of(session, held.course_id, held.starts_on, officials)
    if others:
        raise InputError.of(
            _(
                "%(course)s is not for %(names)s on %(on)s. Choose a course that is, or ask the organiser to widen it.",
                course=course_of(session, held).title,
                names=names_of(session, others),
                on=held.starts_on,
            )
        )


def _refuse_clashes(session: Session, clashes: Mapping[int, Sequence[Clash]], actor: Viewer) -> None:
    if clashes and settings_for(session, actor.today).clash_blocks:
        official, found = next(iter(clashes.items()))
        raise InputError.of(
            _(
                "%(name)s cannot take part: %(clashes)s. Clear that up first, or choose another session.",
                name=name_of(session, official),
                clashes=[one.what for one in found],
            )
        )


def _refuse_known(session: Session, known: Registration, *, is_own: bool) -> None:
    if stands_in_queue(session, known):
        raise InputError.of(
            _("%(name)s is registered for this session already.", name=name_of(session, known.official_id))
        )
    if is_own and known.withdrawn_at is None:
        raise InputError.of(
            _(
                "Your registration was not accepted: %(answer)s. Ask your leader to register you.",
                answer=known.answer or known.organiser_document or "…",
            )
        )


def _refuse_gone(session: Session, registration: Registration) -> None:
    if not stands_in_queue(session, registration):
        raise InputError.of(
            _("%(name)s is no longer registered for this session.", name=name_of(session, registration.official_id))
        )
