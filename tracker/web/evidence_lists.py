"""The records behind a measure as a list: handled files as everywhere, other records by their own fields."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

import sqlalchemy as sa
from sqlmodel import SQLModel

from tracker.contributions import Records
from tracker.messages import Message
from tracker.records.handled_files import HandledFile
from tracker.records.shown_values import IN_HUNDREDTHS
from tracker.records.words import FIELDS, VALUES, word
from tracker.web.files_of_official import files_listing
from tracker.web.formatting import hundredths
from tracker.web.lists import Column, Listing, Row
from tracker.web.workbooks import Cell
from tracker.workdays import CalendarDay

SHOWN: Mapping[type[SQLModel], Sequence[str]] = MappingProxyType({CalendarDay: ("on",)})


def table_of(records: Records) -> type[SQLModel]:
    """Return the table that a measure counts the records of."""
    found: type[SQLModel] = records.column_descriptions[0]["entity"]
    return found


def evidence_listing(title: Message, name: str, records: Records, as_of: date) -> Listing:
    """Return the list of exactly these records."""
    table = table_of(records)
    key = sa.inspect(table).primary_key[0]
    keys = records.with_only_columns(key).order_by(None)
    if table is HandledFile:
        return replace(files_listing(keys, as_of), title=title, name=name)
    fields = SHOWN.get(table) or [field for field in table.model_fields if field != "id" and not field.endswith("_id")]
    columns = [
        Column(field, _heading(table, field, title.catalogue), _value(field), [key] if place == 0 else ())
        for place, field in enumerate(fields)
    ]
    return Listing(title, name, key, keys, sa.select(key, table), columns, order=columns[0].key)


def _heading(table: type[SQLModel], field: str, catalogue: str) -> Message:
    """Return the word for a field: the core's, or that of its table in the catalogue of who measures."""
    own = table.model_fields[field].title
    return Message(own, catalogue=catalogue) if own else FIELDS.get(field) or Message(field)


def _value(field: str) -> Callable[[Row], Cell]:
    def value(row: Row) -> Cell:
        found: Cell = _shown(field, getattr(row[1], field))
        return found

    return value


def _shown(field: str, value: object) -> Cell:
    if isinstance(value, enum.Enum):
        return word(value) if type(value) in VALUES else str(value.value)
    if isinstance(value, int) and field.endswith(IN_HUNDREDTHS):
        return hundredths(value)
    return value if value is None or isinstance(value, (str, int, Decimal, date)) else str(value)
