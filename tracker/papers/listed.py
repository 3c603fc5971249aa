"""Who stands in a decision, as the lists of its papers say it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.decisions.decisions import DecisionItem
from tracker.messages import message
from tracker.papers.contents import Column, Person, Row, Table
from tracker.papers.wording import number, points, say
from tracker.records.officials import Official
from tracker.records.postings import Posting, shown_posting
from tracker.records.units import Unit

HUNDREDTHS = Decimal(100)


def people_in(session: Session, items: Sequence[DecisionItem], on: date, amount: int | None) -> tuple[Person, ...]:
    """Return who stands in these items of a decision, officials with what they were on that day."""
    officials = officials_as_listed(session, {one.official_id for one in items if one.official_id is not None}, on)
    units = _units(session, {one.unit_id for one in items if one.unit_id is not None})
    paid = number(amount) if amount else ""
    found = []
    for order, item in enumerate(items, 1):
        name, position, unit = units[item.unit_id] if item.unit_id else officials[item.official_id or 0]
        earned = "" if item.total_hundredths is None else points(item.total_hundredths / HUNDREDTHS)
        found.append(Person(str(order), name, position, unit, earned, paid, merit_of(item)))
    return tuple(found)


def merit_of(item: DecisionItem) -> str:
    """Return what somebody reached of the form, and what leaders said of him, in sentences."""
    reached = [say(told) for told, is_met in item.reached_or_missed if is_met]
    return "; ".join([*reached, *([item.reason] if item.reason else [])])


def list_of(people: Sequence[Person], total: int | None) -> Table:
    """Return the list of who is rewarded; a column that nobody fills is left out."""
    columns = {
        "order": Column(say(message("No.")), 6, "center"),
        "name": Column(_name_heading(people), 28),
        "position": Column(say(message("Position")), 30),
        "points": Column(say(message("Points")), 13, "center"),
        "amount": Column(say(message("Reward (đồng)")), 22, "right"),
    }
    return table_of(people, columns, total)


def table_of(people: Sequence[Person], columns: Mapping[str, Column], total: int | None = None) -> Table:
    """Return a table of people with those columns, named as the pieces of a person, which somebody fills."""
    kept = {name: one for name, one in columns.items() if not people or any(getattr(who, name) for who in people)}
    rows = [Row(tuple(getattr(person, name) for name in kept)) for person in people]
    if total is not None and len(kept) > 1:
        rows.append(Row((say(message("Sum total")), number(total)), is_bold=True, spans=len(kept) - 1))
    return Table(tuple(kept.values()), tuple(rows))


def _name_heading(people: Iterable[Person]) -> str:
    is_units = not any(one.position for one in people)
    return say(message("Collective")) if is_units else say(message("Full name"))


def officials_as_listed(session: Session, officials: set[int], on: date) -> dict[int, tuple[str, str, str]]:
    """Return, by official, the name, and the position and the unit that he had on a day."""
    posting = shown_posting(col(Official.id), on)
    wanted = (
        sa.select(col(Official.id), col(Official.full_name), col(Posting.position), col(Unit.name))
        .outerjoin(Posting, col(Posting.id) == posting)
        .outerjoin(Unit, col(Unit.id) == col(Posting.unit_id))
        .where(col(Official.id).in_(officials))
    )
    rows = session.connection().execute(wanted)
    return {who or 0: (name, position or "", unit or "") for who, name, position, unit in rows}


def _units(session: Session, units: set[int]) -> dict[int, tuple[str, str, str]]:
    wanted = sa.select(col(Unit.id), col(Unit.name)).where(col(Unit.id).in_(units))
    return {unit or 0: (name, "", "") for unit, name in session.connection().execute(wanted)}
