"""Stored values as people read them: words for choices, names for ids, days for ISO text."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from tracker.messages import Message
from tracker.records.officials import Official
from tracker.records.procedures import Procedure
from tracker.records.units import Unit
from tracker.records.words import FIELDS, VALUES, word

Shown = Message | str | int | Decimal | date | time | bool | None
Values = Mapping[str, object]
LESSON_PERIODS = "hours_hundredths"
IN_HUNDREDTHS = "_hundredths"
"""The end of the name of a column that keeps a number in hundredths; people read and write the number itself."""
HIDDEN = frozenset({"id", "batch_id", "revision", "search_text", "name_order"})
"""Columns that are no value of the record for anybody."""

Named = type[Official] | type[Unit] | type[Procedure]
_NAMED: Mapping[str, Named] = {
    "official_id": Official,
    "receiver_id": Official,
    "handler_id": Official,
    "substitute_id": Official,
    "finisher_id": Official,
    "overdue_holder_id": Official,
    "from_official_id": Official,
    "to_official_id": Official,
    "said_by_id": Official,
    "unit_id": Unit,
    "parent_id": Unit,
    "procedure_id": Procedure,
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a record that changed, before and after, as people read them."""

    field: str
    before: Shown
    after: Shown

    @property
    def title(self) -> Message:
        """What people call the field."""
        return field_title(self.field)


def field_title(field: str) -> Message:
    """Return what people call a field."""
    return FIELDS.get(field) or Message(field)


def shown_changes(
    session: Session, table: type[SQLModel], changes: Sequence[tuple[Values | None, Values | None]]
) -> list[list[FieldChange]]:
    """Return, for each pair of values before and after, the fields in which they differ.

    Values may be typed, or text as the audit log and batches keep it. All names are looked up by three statements.
    """
    names = _names(session, [values for pair in changes for values in pair if values])
    return [_differences(table, before or {}, after or {}, names) for before, after in changes]


def shown_values(session: Session, table: type[SQLModel], values: Values) -> dict[str, Shown]:
    """Return the values of one record as people read them."""
    names = _names(session, [values])
    return {field: _shown(table, field, value, names) for field, value in values.items()}


def typed_value(table: type[SQLModel], field: str, value: object) -> object:
    """Return a value that was kept as text with the type of its column; one that cannot have it as it is."""
    column = SQLModel.metadata.tables[str(table.__tablename__)].columns.get(field)
    if column is None or not isinstance(value, str):
        return value
    try:
        return read_as(column.type, value)
    except ValueError:
        return value


def read_as(kind: sa.types.TypeEngine[object], value: str) -> object:
    """Return what was kept as text as the type of a column has it. Raises ValueError for what it cannot have."""
    if isinstance(kind, sa.Enum):
        choices = kind.enum_class
        assert choices is not None
        assert issubclass(choices, enum.Enum)
        return choices(value)
    if isinstance(kind, sa.Boolean):
        return bool(json.loads(value))
    if isinstance(kind, sa.Date):
        return date.fromisoformat(value)
    return time.fromisoformat(value) if isinstance(kind, sa.Time) else value


def _differences(
    table: type[SQLModel], before: Values, after: Values, names: Mapping[tuple[str, int], str]
) -> list[FieldChange]:
    changes: list[FieldChange] = []
    unseen: frozenset[str] = HIDDEN | getattr(table, "__derived__", frozenset())
    for field in {**before, **after}:
        was, now = before.get(field), after.get(field)
        if field not in unseen and was != now:
            changes.append(FieldChange(field, _shown(table, field, was, names), _shown(table, field, now, names)))
    return changes


def _shown(table: type[SQLModel], field: str, value: object, names: Mapping[tuple[str, int], str]) -> Shown:
    named = _NAMED.get(field)
    if named is not None and isinstance(value, int):
        return names.get((named.__name__, value)) or str(value)
    typed = typed_value(table, field, value)
    if field.endswith(IN_HUNDREDTHS) and typed is not None and str(typed).isdecimal():
        return Decimal(str(typed)) / 100
    if isinstance(typed, enum.Enum):
        return word(typed) if type(typed) in VALUES else str(typed.value)
    if typed is None or isinstance(typed, (str, int, Decimal, date, time)):
        return typed
    return str(typed)


def _names(session: Session, many: Iterable[Values]) -> dict[tuple[str, int], str]:
    """Return the names of all records that the values name, by table and id."""
    wanted: dict[Named, set[int]] = {}
    for values in many:
        for field, table in _NAMED.items():
            value = values.get(field)
            if isinstance(value, int):
                wanted.setdefault(table, set()).add(value)
    found: dict[tuple[str, int], str] = {}
    for table, ids in wanted.items():
        rows = session.connection().execute(sa.select(col(table.id), _name_column(table)).where(col(table.id).in_(ids)))
        found.update({(table.__name__, id): text for id, text in rows if id is not None})
    return found


def wanted_value(session: Session, table: type[SQLModel], field: str, text: str | None) -> Shown:
    """Return what an import wanted in a held field, which is kept by codes, as people read it."""
    named = _NAMED.get(field)
    if named is None or text is None:
        return _shown(table, field, text, {})
    wanted = sa.select(_name_column(named)).where(col(named.code) == text)
    return session.connection().execute(wanted).scalar() or text


def _name_column(table: Named) -> sa.SQLColumnExpression[str]:
    return col(table.full_name) if issubclass(table, Official) else col(table.name)
