"""Units as a form judges them: by the cards of those who work in each."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session, select

from tracker.award_forms import Judged, JudgedUnit
from tracker.records.units import Unit
from tracker.rewards.judging import Recipient


def as_units(session: Session, people: Iterable[Recipient]) -> list[Recipient]:
    """Return the units of these people, each with its members; who has no posting is in none."""
    units = {unit.id: unit for unit in session.exec(select(Unit))}
    members: dict[int, list[Judged]] = {}
    for judged in (one.judged for one in people):
        if isinstance(judged, Judged) and judged.unit_id is not None:
            members.setdefault(judged.unit_id, []).append(judged)
    return [_as_unit(units[unit_id], units.get(units[unit_id].parent_id), own) for unit_id, own in members.items()]


def _as_unit(unit: Unit, above: Unit | None, members: list[Judged]) -> Recipient:
    assert unit.id is not None
    in_order = sorted(members, key=lambda one: one.official_id)
    judged = JudgedUnit(unit.id, unit.code, unit.name, tuple(in_order))
    return Recipient(judged, unit.name, unit.search_text, None if above is None else above.name)
