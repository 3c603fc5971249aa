"""A leader's answer to those who registered themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from sqlmodel import Session

from plugins.training.kinds import Approval
from plugins.training.models import CourseSession, Registration
from plugins.training.registrations import session_of
from plugins.training.seats import Moves, end_of_queue, stands_in_queue, watching
from plugins.training.sessions import refuse_begun, refuse_cancelled
from plugins.training.telling import (
    course_of,
    name_of,
    page_of,
    tell_how_it_stands,
    tell_of_moves,
    tell_officials,
    who_may_answer,
)
from tracker.api import InputError, RecordSession, Viewer, refuse_own_case, sentences

_ = sentences("training")


def approve(session: RecordSession, registrations: Sequence[Registration], actor: Viewer, answer: str = "") -> None:
    """Approve registrations, all or none. One that was refused joins the queue again, at its end.

    Raises InputError for the actor's own, for one that was approved or withdrawn meanwhile, and where leaders answer.
    """
    for held, some in _by_session(session, registrations):
        refuse_cancelled(held)
        with watching(session, held):
            for one in some:
                session.refresh(one)
                _refuse_to_answer(session, one, Approval.APPROVED, actor)
                if one.approval is Approval.REFUSED:
                    refuse_begun(held, actor.today)
                    one.asked_at = end_of_queue(session, held)
                _answer(session, one, Approval.APPROVED, answer, actor)
        tell_how_it_stands(
            session, held, [one for one in some if stands_in_queue(session, one)], "approved", actor.today
        )


def refuse(session: RecordSession, registrations: Sequence[Registration], because: str, actor: Viewer) -> list[Moves]:
    """Refuse registrations before the course begins, all or none; who waits longest gets the seats, and is told.

    Raises InputError as `approve`, and without a reason. Returns the moves of each session.
    """
    if not because.strip():
        raise InputError.of(_("Say why you do not approve: whoever asked reads it."))
    moves = []
    for held, some in _by_session(session, registrations):
        refuse_cancelled(held)
        refuse_begun(held, actor.today)
        with watching(session, held) as watched:
            for one in some:
                session.refresh(one)
                _refuse_to_answer(session, one, Approval.REFUSED, actor)
                _answer(session, one, Approval.REFUSED, because, actor)
        for one in some:
            _tell_refused(session, held, one, actor)
        tell_of_moves(session, held, watched.moves, actor.today)
        moves.append(watched.moves)
    return moves


def _by_session(
    session: Session, registrations: Sequence[Registration]
) -> Iterator[tuple[CourseSession, list[Registration]]]:
    """Yield sessions with their registrations, in an order in which all who answer at once lock them."""
    if not registrations:
        raise InputError.of(_("No registration is chosen. Choose those that you answer."))
    ordered = sorted(registrations, key=lambda one: (one.session_id, one.asked_at))
    for _session_id, some in groupby(ordered, key=lambda one: one.session_id):
        found = list(some)
        yield session_of(session, found[0]), found


def _answer(session: RecordSession, one: Registration, approval: Approval, answer: str, actor: Viewer) -> None:
    one.approval, one.answer = approval, answer.strip()
    one.answered_by, one.answered_at = actor.account_id, session.change.at
    session.flush()


def _refuse_to_answer(session: Session, one: Registration, approval: Approval, actor: Viewer) -> None:
    """Raise InputError if the actor may not answer this registration, or it does not wait for that answer."""
    refuse_own_case([one.official_id], actor.official_id)
    name = name_of(session, one.official_id)
    if actor.account_id not in who_may_answer(session, one.official_id, actor.today):
        raise InputError.of(_("%(name)s: the leaders of the unit answer this registration.", name=name))
    if one.withdrawn_at is not None:
        raise InputError.of(_("%(name)s withdrew meanwhile. Leave this registration out.", name=name))
    if one.approval is approval:
        raise InputError.of(_("%(name)s was answered meanwhile. Look at the list again.", name=name))
    if one.result is not None:
        raise InputError.of(_("%(name)s has a result already. Take the result back first.", name=name))


def _tell_refused(session: RecordSession, held: CourseSession, one: Registration, actor: Viewer) -> None:
    told = _(
        "Your registration is not approved: %(course)s on %(on)s. %(because)s",
        course=course_of(session, held).title,
        on=held.starts_on,
        because=one.answer,
    )
    assert one.answered_at is not None
    key = f"training.refused.{one.id}.{one.answered_at:%Y%m%d%H%M%S%f}"
    tell_officials(session, [one.official_id], key, told, page_of(held), actor.today)
