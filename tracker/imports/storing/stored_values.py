"""Stored records as plain values, and values given back from the JSON that a batch kept of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from types import MappingProxyType

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from tracker.records.absences import Absence
from tracker.records.aliases import Alias
from tracker.records.duty_days import DutyDay
from tracker.records.handled_files import HandledFile
from tracker.records.officials import Official
from tracker.records.postings import Posting
from tracker.records.procedures import Procedure, ProcedureTerm
from tracker.records.shown_values import read_as
from tracker.records.training_records import TrainingRecord
from tracker.records.units import Unit

Values = Mapping[str, object]

_TABLES = (
    *(Unit, Official, Posting, Alias, Procedure, ProcedureTerm),
    *(HandledFile, DutyDay, TrainingRecord, Absence),
)
TABLES: Mapping[str, type[SQLModel]] = MappingProxyType({str(table.__tablename__): table for table in _TABLES})
"""The tables that imports write, by name."""

_IDS_AT_A_TIME = 1000


def columns_of(table: type[SQLModel]) -> sa.Table:
    """Return the table as SQL knows it."""
    return SQLModel.metadata.tables[str(table.__tablename__)]


def load_values(session: Session, table: type[SQLModel], ids: Collection[int]) -> Iterator[dict[str, object]]:
    """Yield the records with these ids as plain values by column."""
    columns = columns_of(table)
    names = [column.name for column in columns.columns]
    remaining = iter(ids)
    while some := list(islice(remaining, _IDS_AT_A_TIME)):
        for row in session.connection().execute(sa.select(columns).where(columns.c.id.in_(some))):
            yield dict(zip(names, row, strict=True))


def given_back(table: type[SQLModel], kept: str) -> dict[str, object]:
    """Return the values that a batch kept as JSON, of the types that their columns hold."""
    columns = columns_of(table).columns
    values = json.loads(kept).items()
    return {name: read_as(columns[name].type, value) if isinstance(value, str) else value for name, value in values}
