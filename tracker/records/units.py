"""The units of a commune, a tree: its Party and state bodies, divisions, service centre and organisations."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Field, Session, SQLModel, col, select

from tracker.database import one_of
from tracker.messages import InputError
from tracker.records.searching import BYTE_ORDER, folded
from tracker.staleness import ScoreDay
from tracker.text import fold


class UnitKind(enum.StrEnum):
    """What kind of body a unit is."""

    PROVINCE = "province"
    COMMUNE = "commune"
    PARTY_COMMITTEE = "party_committee"
    PEOPLES_COUNCIL = "peoples_council"
    PEOPLES_COMMITTEE = "peoples_committee"
    DIVISION = "division"
    SERVICE_CENTRE = "service_centre"
    FATHERLAND_FRONT = "fatherland_front"
    MASS_ORGANISATION = "mass_organisation"


_KINDS = tuple(UnitKind)


class Unit(SQLModel, table=True):
    """One unit; `parent_id` is the unit that it belongs to."""

    __tablename__ = "tracker_unit"
    __derived__: ClassVar[frozenset[str]] = frozenset({"search_text"})

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=40)
    name: str
    kind: UnitKind = Field(default=UnitKind.DIVISION, sa_type=one_of(UnitKind, "kind"))
    parent_id: int | None = Field(default=None, foreign_key="tracker_unit.id", ondelete="RESTRICT", index=True)
    search_text: str = Field(default="", sa_type=BYTE_ORDER, sa_column_kwargs={"server_default": ""})

    @classmethod
    def score_days(cls, _values: dict[str, object]) -> set[ScoreDay]:
        """A moved unit may move its officials into another ranking group."""
        return {(None, None)}


@event.listens_for(Unit, "before_insert")
@event.listens_for(Unit, "before_update")
def _derive(_mapper: object, _connection: object, unit: Unit) -> None:
    unit.search_text = folded(unit.code, unit.name)


def move_unit(session: Session, unit: Unit, parent_id: int | None) -> None:
    """Put a unit under another one, or at the top. Raises InputError if it would stand above itself."""
    refuse_wrong_parent(session, unit, parent_id)
    unit.parent_id = parent_id
    session.add(unit)
    session.flush()


def refuse_wrong_parent(session: Session, unit: Unit, parent_id: int | None) -> None:
    """Raise InputError if the unit cannot stand there: there is no such parent, or it stands under the unit."""
    parent = None if parent_id is None else session.get(Unit, parent_id)
    if parent_id is not None and parent is None:
        raise InputError(
            "Unit %(unit)s: there is no unit with the number %(parent)d to put it under. Choose another one.",
            unit=unit.name,
            parent=parent_id,
        )
    if unit.id is None:
        return
    below = {row[0] for row in session.connection().execute(unit_and_below(unit.id))}
    if parent is not None and parent.id in below:
        raise InputError(
            "Unit %(unit)s cannot stand under %(parent)s, which is itself or stands under it. Choose another one.",
            unit=unit.name,
            parent=parent.name,
        )


def unit_and_below(unit_id: int) -> sa.Select[int]:
    """Return a select of the ids of the unit and of all units below it."""
    tree = sa.select(sa.literal(unit_id).label("id")).cte("unit_and_below", recursive=True)
    below = sa.select(col(Unit.id)).join(tree, col(Unit.parent_id) == tree.c.id)
    # Not UNION ALL, which would never end on a unit that stands above itself.
    return sa.select(tree.union(below).c.id)


@dataclass(frozen=True, slots=True)
class UnitInTree:
    """A unit with its place in the tree: how many stand above it, and how many officials are posted in it and below."""

    unit: Unit
    depth: int
    officials: int
    officials_with_below: int


def units_in_tree(units: Sequence[Unit], officials: Mapping[int, int] = MappingProxyType({})) -> list[UnitInTree]:
    """Return the units as a tree is read: each before those below it, of which those of one kind stand together.

    A unit whose parent is not among them stands at the top; so does one of units that stand above each other.
    """
    below: dict[int | None, list[Unit]] = {}
    known = {unit.id for unit in units}
    for unit in sorted(units, key=lambda unit: (_KINDS.index(unit.kind), fold(unit.name), unit.code)):
        below.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)
    found: list[UnitInTree] = []
    seen: set[int | None] = set()

    def walk(unit: Unit, depth: int) -> int:
        assert unit.id is not None
        seen.add(unit.id)
        place, own = len(found), officials.get(unit.id, 0)
        found.append(UnitInTree(unit, depth, own, own))
        total = own + sum(walk(child, depth + 1) for child in below.get(unit.id, ()) if child.id not in seen)
        found[place] = UnitInTree(unit, depth, own, total)
        return total

    for unit in [*below.get(None, ()), *units]:
        if unit.id not in seen:
            walk(unit, 0)
    return found


def commune_of_units(session: Session) -> dict[int, int]:
    """Return, for each unit's id, the id of its commune (of the topmost unit where no commune stands above).

    Of units that stand above each other, the one with the smallest id counts as the topmost.
    """
    units = {unit.id: unit for unit in session.exec(select(Unit)).all() if unit.id is not None}
    return {unit_id: _commune_above(unit_id, units) for unit_id in units}


def _commune_above(unit_id: int, units: dict[int, Unit]) -> int:
    way: list[int] = []
    while unit_id not in way:
        unit = units[unit_id]
        if unit.kind is UnitKind.COMMUNE or unit.parent_id is None:
            return unit_id
        way.append(unit_id)
        unit_id = unit.parent_id
    return min(way[way.index(unit_id) :])
