"""What the pages of training share: who acts, and the records behind an address, in reach or not found."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

import sqlalchemy as sa
from flask import abort, request
from pydantic import BaseModel
from sqlmodel import SQLModel, col, select

from plugins.training import words
from plugins.training.clashes import Clash, clashes_of
from plugins.training.models import Course, CourseSession, Registration
from plugins.training.seats import Standing, standings_of
from tracker.api import Official, RecordSession, Viewer, fold
from tracker.api.web import (
    account,
    in_words,
    may,
    may_everywhere,
    may_for,
    of_people,
    session,
    today,
)

VIEW, REGISTER, NOMINATE = "training.view", "training.register", "training.nominate"
APPROVE, ORGANISE, REPORT = "training.approve", "training.organise", "training.report"
MOST_DIGITS = 9
Row = TypeVar("Row", bound=SQLModel)
M = TypeVar("M", bound=BaseModel)


def me() -> Viewer:
    """Return who acts on this page, and the day."""
    own = account()
    return Viewer(own.id or 0, own.name, own.official_id, today())


def record_at(table: type[Row], id: int, within: RecordSession | None = None) -> Row:
    """Return a record that everybody may see, such as a course; answers "not found" where there is none."""
    return (within or session()).get(table, id) or abort(404)


def registration_at(id: int, permission: str, within: RecordSession | None = None) -> Registration:
    """Return a registration of an official in reach of the permission; any other is not found."""
    found = record_at(Registration, id, within)
    if not may_for(found.official_id, permission):
        abort(404)
    return found


def registrations_at(ids: Collection[int], permission: str, within: RecordSession) -> list[Registration]:
    """Return several registrations likewise, in the order of their queue; one out of reach, and none is found."""
    wanted = sa.select(Registration).where(col(Registration.id).in_(ids))
    reached = of_people(wanted, col(Registration.official_id), permission)
    found = within.execute(reached.order_by(col(Registration.asked_at), col(Registration.id))).scalars().all()
    if len(found) != len(set(ids)):
        abort(404)
    return list(found)


def organises() -> bool:
    """Whether the account organises courses: they are for everybody, so a leader of some units does not."""
    return may(ORGANISE) and may_everywhere(ORGANISE)


def refuse_unless_organiser() -> None:
    """Refuse a leader of some units."""
    if not organises():
        abort(403)


def course_of(held: CourseSession, within: RecordSession | None = None) -> Course:
    """Return the course of a session."""
    return (within or session()).get_one(Course, held.course_id)


def own_registrations(official_id: int | None) -> Mapping[int, Registration]:
    """Return the registrations of one official by the session."""
    if official_id is None:
        return {}
    found = session().exec(select(Registration).where(Registration.official_id == official_id)).all()
    return {one.session_id: one for one in found}


def standings(held_ids: Collection[int]) -> Mapping[int, Standing]:
    """Return where each active registration of these sessions stands."""
    return standings_of(session(), held_ids) if held_ids else {}


def clashes_with(held: CourseSession, official_ids: Collection[int]) -> Mapping[int, Sequence[Clash]]:
    """Return what each of these officials has at the time of a session."""
    return clashes_of(session(), held, official_ids) if official_ids else {}


def people_named(official_ids: Collection[int]) -> dict[int, str]:
    """Return officials by their names, in Vietnamese order; those of one name with their code."""
    wanted = select(Official.id, Official.full_name, Official.code).where(col(Official.id).in_(official_ids))
    rows = session().exec(wanted.order_by(col(Official.name_order), col(Official.code))).all()
    bearers = Counter(fold(name) for _number, name, _code in rows)
    return {
        number: f"{name} ({code})" if bearers[fold(name)] > 1 else name
        for number, name, code in rows
        if number is not None
    }


def number_in(text: str) -> int | None:
    """Return the number of a record that a page sent; None where it cannot be one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def numbers_sent(name: str) -> list[int]:
    """Return the numbers that were ticked under this name."""
    return [one for one in map(number_in, request.form.getlist(name)) if one is not None]


def called(value: enum.Enum) -> str:
    """Return the word for one of the plugin's choices, in the reader's language."""
    return in_words(words.word(value))


def ids_from(select_of_ids: sa.Select[int | None]) -> set[int]:
    """Return the ids that a select gives."""
    return {one for one in session().connection().execute(select_of_ids).scalars() if one is not None}
