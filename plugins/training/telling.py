"""Telling those whom a registration concerns: the official, the leaders above him, or administrators."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlmodel import Session, col, select

from plugins.training.models import Course, CourseSession, Registration
from plugins.training.seats import Moves, standings_of
from tracker.api import (
    Message,
    Official,
    RecordSession,
    accounts_of,
    leaders_of,
    open_accounts,
    open_admins,
    sentences,
    tell,
)

_ = sentences("training")
APPROVALS = "/training/approvals"


def page_of(held: CourseSession) -> str:
    """Return the address of the page of a session."""
    return f"/training/sessions/{held.id}"


def course_of(session: Session, held: CourseSession) -> Course:
    """Return the course of a session."""
    course = session.get(Course, held.course_id)
    assert course is not None
    return course


def name_of(session: Session, official_id: int) -> str:
    """Return the name of an official."""
    official = session.get(Official, official_id)
    assert official is not None
    return official.full_name


def names_of(session: Session, officials: Collection[int]) -> list[str]:
    """Return the names of officials as Vietnamese lists put them."""
    wanted = select(Official.full_name).where(col(Official.id).in_(officials))
    return list(session.exec(wanted.order_by(col(Official.name_order), col(Official.code))))


def who_may_answer(session: Session, official_id: int, today: date) -> list[int]:
    """Return the accounts that answer an official's registrations: those of leaders above him, else administrators.

    Nobody answers his own.
    """
    leaders = leaders_of(session, [official_id], today).get(official_id, [])
    found = leaders or [one for one in open_admins(session, today) if one.official_id != official_id]
    return [account.id for account in found if account.id is not None]


def organisers_of(session: Session, held: CourseSession, today: date) -> frozenset[int]:
    """Return the account that looks after a session, else those of administrators."""
    organiser = {held.organised_by} & open_accounts(session, today)
    accounts = organiser or {account.id for account in open_admins(session, today)}
    return frozenset(account for account in accounts if account is not None)


def tell_officials(
    session: RecordSession, officials: Collection[int], key: str, told: Message, page: str, today: date
) -> None:
    """Tell officials who have accounts something, each once for a key."""
    accounts = accounts_of(session, officials, today).values()
    tell(session, [account.id for account in accounts if account.id is not None], key, told, page)


def tell_of_request(session: RecordSession, held: CourseSession, registration: Registration, today: date) -> None:
    """Tell those who answer that somebody asks to register."""
    told = _(
        "%(name)s asks to register for %(course)s on %(on)s",
        name=name_of(session, registration.official_id),
        course=course_of(session, held).title,
        on=held.starts_on,
    )
    who = who_may_answer(session, registration.official_id, today)
    tell(session, who, f"training.asked.{key_of(registration)}", told, APPROVALS)


def tell_of_moves(session: RecordSession, held: CourseSession, moves: Moves, today: date) -> None:
    """Tell those who moved up from the waiting list that they have a place now."""
    told = has_place_now(course_of(session, held), held)
    for id in moves.up:
        registration = session.get(Registration, id)
        assert registration is not None
        key = seat_key(registration)
        tell_officials(session, [registration.official_id], key, told, page_of(held), today)


def tell_how_it_stands(
    session: RecordSession, held: CourseSession, registrations: Sequence[Registration], key: str, today: date
) -> None:
    """Tell officials that they are registered, and whether they have a place or wait for one."""
    course, standings = course_of(session, held), standings_of(session, [held.id] if held.id is not None else [])
    for one in registrations:
        assert one.id is not None
        standing = standings[one.id]
        if standing.seated:
            told = _("You are registered: %(course)s on %(on)s", course=course.title, on=held.starts_on)
        else:
            told = _(
                "You are on the waiting list as number %(place)d: %(course)s on %(on)s",
                place=standing.place,
                course=course.title,
                on=held.starts_on,
            )
        tell_officials(session, [one.official_id], f"training.{key}.{key_of(one)}", told, page_of(held), today)


def has_place_now(course: Course, held: CourseSession) -> Message:
    """Say that somebody moved up to a seat."""
    return _("You have a place now: %(course)s on %(on)s", course=course.title, on=held.starts_on)


def seat_key(registration: Registration) -> str:
    """Return under which key somebody is told, once, that he moved up to a seat."""
    return f"training.seat.{key_of(registration)}"


def key_of(registration: Registration) -> str:
    """Return what tells a registration from the same one asked for again."""
    return f"{registration.id}.{registration.asked_at:%Y%m%d%H%M%S%f}"
