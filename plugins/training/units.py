"""The tree of units, walked upwards."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session, select

from tracker.api import Unit


def units_above(session: Session) -> dict[int, int | None]:
    """Return, by unit, the one that it belongs to."""
    return {unit: parent for unit, parent in session.exec(select(Unit.id, Unit.parent_id)) if unit is not None}


def with_those_above(unit: int | None, above: Mapping[int, int | None]) -> set[int]:
    """Return a unit and all those that it belongs to."""
    chain: set[int] = set()
    while unit is not None and unit not in chain:
        chain.add(unit)
        unit = above.get(unit)
    return chain
