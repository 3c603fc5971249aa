"""Seats: who of those who are registered has a place, and who waits.

A seat is never stored. The active registrations of a session stand in a queue in the order in which they were asked
for; as many as there are places have a seat, the rest are the waiting list. So whoever waits moves up by himself when
somebody before him leaves the queue or the service, or places are added.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from plugins.training.kinds import Approval, OrganiserState
from plugins.training.models import CourseSession, Registration
from tracker.api import Posting, RecordSession, lasts_to

NEXT_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one registration stands: whether it has a seat, and which it is among the seated or of those who wait."""

    seated: bool
    place: int


@dataclass(frozen=True, slots=True)
class Seats:
    """The seats of one session; `places` is None where there is no limit."""

    places: int | None
    seated: int = 0
    waiting: int = 0

    @property
    def free(self) -> int | None:
        """How many can still have a seat at once, None for any number."""
        return None if self.places is None else self.places - self.seated


@dataclass(frozen=True, slots=True)
class Moves:
    """Which registrations moved up from the waiting list to a seat, the first first."""

    up: tuple[int, ...] = ()


@dataclass(slots=True)
class Watched:
    """What became of the queue of a session while it was watched."""

    held: CourseSession
    moves: Moves = field(default_factory=Moves)


def is_active() -> sa.ColumnElement[bool]:
    """Return, as a condition on registrations, which ones stand in the queue."""
    return sa.and_(is_kept(), sa.not_(has_left()))


def is_kept() -> sa.ColumnElement[bool]:
    """Return, as a condition on registrations, which ones nobody withdrew, refused or declined."""
    return sa.and_(
        col(Registration.approval) != Approval.REFUSED,
        col(Registration.withdrawn_at).is_(None),
        col(Registration.organiser_state) != OrganiserState.DECLINED,
    )


def has_left() -> sa.ColumnElement[bool]:
    """Return, as a condition on registrations, whether the official leaves the service before the course begins.

    Who was never posted has not left, and who has a result took part.
    """
    held = aliased(CourseSession)
    posted = sa.select(sa.literal(1)).where(col(Posting.official_id) == col(Registration.official_id))
    serves = posted.where(col(held.id) == col(Registration.session_id), lasts_to(col(held.starts_on)))
    return sa.and_(
        col(Registration.result).is_(None),
        posted.correlate(Registration).exists(),
        sa.not_(serves.correlate(Registration).exists()),
    )


def stands_in_queue(session: Session, registration: Registration) -> bool:
    """Whether a registration stands in the queue, as `is_active` says it of many."""
    return (
        session.exec(select(Registration.id).where(Registration.id == registration.id, is_active())).first() is not None
    )


def queue_of(session: Session, held_id: int) -> list[Registration]:
    """Return the registrations that stand in the queue of a session, in its order."""
    wanted = select(Registration).where(Registration.session_id == held_id, is_active())
    return list(session.exec(wanted.order_by(col(Registration.asked_at))))


def standings_of(session: Session, held_ids: Collection[int]) -> dict[int, Standing]:
    """Return how the registrations of these sessions stand, by their ids; those outside of the queue are left out."""
    number = sa.func.row_number().over(partition_by=col(Registration.session_id), order_by=col(Registration.asked_at))
    wanted = (
        sa.select(col(Registration.id), number, col(CourseSession.places))
        .join(CourseSession, col(CourseSession.id) == col(Registration.session_id))
        .where(col(Registration.session_id).in_(held_ids), is_active())
    )
    found = session.connection().execute(wanted).all()
    return {id: _standing(place, places) for id, place, places in found if id is not None}


def seats_of(session: Session, held_ids: Collection[int]) -> dict[int, Seats]:
    """Return the seats of each of these sessions."""
    queued = (
        sa.select(col(Registration.session_id), sa.func.count().label("number"))
        .where(is_active())
        .group_by(col(Registration.session_id))
        .subquery()
    )
    wanted = (
        sa.select(col(CourseSession.id), col(CourseSession.places), sa.func.coalesce(queued.c.number, 0))
        .outerjoin(queued, queued.c.session_id == col(CourseSession.id))
        .where(col(CourseSession.id).in_(held_ids))
    )
    return {id: _seats(places, number) for id, places, number in session.connection().execute(wanted) if id is not None}


def seated_in(session: Session, held: CourseSession) -> list[Registration]:
    """Return the registrations that have a seat, in the order of the queue."""
    assert held.id is not None
    return queue_of(session, held.id)[: held.places]


@contextmanager
def watching(session: RecordSession, held: CourseSession) -> Iterator[Watched]:
    """Lock a session, so that nobody else changes its queue meanwhile, and find out at the end who moved up.

    The database lets one writer work at a time, so the lock only waits for programs that are not Tracker.
    """
    session.refresh(held, with_for_update=True)
    watched = Watched(held)
    assert held.id is not None
    waiting = [one.id for one in queue_of(session, held.id)[_limit(held.places) :]]
    yield watched
    session.flush()
    seated = {one.id for one in seated_in(session, held)}
    watched.moves = Moves(tuple(id for id in waiting if id is not None and id in seated))


def end_of_queue(session: RecordSession, held: CourseSession) -> datetime:
    """Return the moment at which somebody joins the queue: now, or just after the last if a clock went back."""
    last = session.exec(
        select(sa.func.max(col(Registration.asked_at))).where(col(Registration.session_id) == held.id)
    ).one()
    now = session.change.at
    return now if last is None or last < now else last + NEXT_MOMENT


def _limit(places: int | None) -> int:
    return 2**31 if places is None else places


def _standing(place: int, places: int | None) -> Standing:
    return Standing(True, place) if place <= _limit(places) else Standing(False, place - _limit(places))


def _seats(places: int | None, queued: int) -> Seats:
    seated = min(queued, _limit(places))
    return Seats(places, seated, queued - seated)
