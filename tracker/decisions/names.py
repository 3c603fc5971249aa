"""What the officials and units in decisions are called."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.decisions.decisions import DecisionItem
from tracker.records.officials import Official
from tracker.records.units import Unit


def names_of(session: Session, items: Iterable[DecisionItem]) -> dict[int, str]:
    """Return, by item, the name of the official or the unit."""
    return {item: name for item, (name, _code) in called(session, items).items()}


def called(session: Session, items: Iterable[DecisionItem]) -> dict[int, tuple[str, str]]:
    """Return, by item, the name and the code of the official or the unit."""
    listed = [item for item in items if item.id is not None]
    officials = sa.select(col(Official.id), col(Official.full_name), col(Official.code))
    units = sa.select(col(Unit.id), col(Unit.name), col(Unit.code))
    connection = session.connection()
    found: dict[tuple[str, int], tuple[str, str]] = {}
    of_officials = [one.official_id for one in listed if one.official_id is not None]
    of_units = [one.unit_id for one in listed if one.unit_id is not None]
    if of_officials:
        of_them = connection.execute(officials.where(col(Official.id).in_(of_officials)))
        found |= {("official", who): (name, code) for who, name, code in of_them if who is not None}
    if of_units:
        of_them = connection.execute(units.where(col(Unit.id).in_(of_units)))
        found |= {("unit", which): (name, code) for which, name, code in of_them if which is not None}
    return {one.id or 0: found["unit" if one.official_id is None else "official", one.recipient_id] for one in listed}
