"""What an import would write: the records to add, and of the stored ones the fields that differ and are not held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from sqlmodel import Session, SQLModel

from tracker.audit import canonical
from tracker.imports.results import Disagreement
from tracker.records.held_fields import HeldField
from tracker.records.officials import Official
from tracker.records.procedures import Procedure
from tracker.records.units import Unit

ALONG_THE_WAY = 0
"""Stands for the row of a record that no row of the list describes."""

Values = Mapping[str, object]

FOLLOWERS: Mapping[str, str] = MappingProxyType(
    {
        "received_at": "received_on",
        "due_at": "due_on",
        "finished_at": "finished_on",
        "returned_at": "returned_on",
        "status_on": "status",
        "extension_recorded_on": "extended_due_on",
    }
)
"""Fields that say more about another one: where that one is held, they are left alone too."""

_NAMED_BY: Mapping[str, type[SQLModel]] = MappingProxyType(
    {
        "official_id": Official,
        "receiver_id": Official,
        "handler_id": Official,
        "substitute_id": Official,
        "unit_id": Unit,
        "procedure_id": Procedure,
    }
)


@dataclass(slots=True)
class Planned:
    """One record to add (`stored` is None), or the fields to change of a stored one.

    A record that others name before it is stored has a negative `placeholder` for its id.
    """

    row: int
    table: type[SQLModel]
    stored: SQLModel | None
    values: dict[str, object]
    placeholder: int = 0


@dataclass(slots=True)
class Additions:
    """The records that an import adds or completes along the way, in the order in which they can be stored."""

    planned: list[Planned] = field(default_factory=list)
    _last: int = 0
    _given: int = 0

    def placeholder(self) -> int:
        """Return an id to use until the record is stored."""
        self._last -= 1
        return self._last

    def add(self, table: type[SQLModel], values: dict[str, object]) -> int:
        """Plan a record and return its placeholder."""
        placeholder = self.placeholder()
        self.planned.append(Planned(ALONG_THE_WAY, table, None, values, placeholder))
        return placeholder

    def pending(self) -> list[Planned]:
        """Return what was planned since the last time."""
        pending = self.planned[self._given :]
        self._given = len(self.planned)
        return pending

    def named(self, placeholder: int) -> str:
        """Return the code or name of a planned record."""
        values = next(planned.values for planned in self.planned if planned.placeholder == placeholder)
        return str(values.get("code") or values["name"])


@dataclass(frozen=True, slots=True)
class Difference:
    """What an import may write to a stored record, and what it wanted to write but is held."""

    changes: dict[str, object]
    held: dict[str, object]


def difference(stored: Values, wanted: Values, held: Values) -> Difference:
    """Return which of the wanted values differ from the stored ones, apart where the stored ones are held."""
    changes = {name: value for name, value in wanted.items() if stored[name] != value}
    refused = {name: value for name, value in changes.items() if name in held}
    if refused:
        left_alone = {name for name, leader in FOLLOWERS.items() if leader in refused}
        changes = {name: value for name, value in changes.items() if name not in refused and name not in left_alone}
    return Difference(changes, refused)


def disagreements(
    session: Session, additions: Additions, code: str, stored: Values, refused: Values
) -> list[Disagreement]:
    """Return the held fields of one record with what stands and what was wanted, as people know them."""
    return [
        Disagreement(code, name, shown(session, additions, name, stored[name]), shown(session, additions, name, value))
        for name, value in refused.items()
    ]


def shown(session: Session, additions: Additions, name: str, value: object) -> str | None:
    """Return a field's value as people know it: codes instead of ids, dates as year-month-day."""
    if value is None:
        return None
    table = _NAMED_BY.get(name)
    if table is None or not isinstance(value, int):
        return str(canonical(value)).strip('"')
    if value < 0:
        return additions.named(value)
    record = session.get_one(table, value)
    assert isinstance(record, (Official, Procedure, Unit))
    return record.code or (record.name if isinstance(record, Procedure) else None)


def note_disagreement(held: Mapping[str, HeldField], wanted: Values, texts: Mapping[str, str | None]) -> None:
    """Write with each held field what this import wanted instead, or that it no longer disagrees."""
    for name, value in held.items():
        if name in wanted:
            value.disagreement = texts.get(name)
