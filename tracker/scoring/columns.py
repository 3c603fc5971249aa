"""Reading columns instead of rows: a million facts in a fraction of a second, exactly.

The database packs the columns of a row into one whole number and joins the numbers of each chunk into one text; numpy
reads the text and unpacks it. Nothing is rounded: a packed number keeps every column in bits of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlmodel import Session, col

from tracker.contributions import Records
from tracker.records.officials import Official

Numbers = NDArray[np.int64]
BITS = 63


@dataclass(frozen=True)
class Column:
    """A whole number from 0 to `largest`, read under `name`. The database must hold it to these bounds."""

    name: str
    expression: sa.SQLColumnExpression[Any]
    largest: int

    @property
    def bits(self) -> int:
        """How many bits the column takes."""
        return self.largest.bit_length()


def fetch_columns(
    session: Session,
    columns: Sequence[Column],
    rows: Records,
    chunk: sa.SQLColumnExpression[Any] | None = None,
) -> dict[str, Numbers]:
    """Return the columns of the rows that `rows` selects; its own select list is replaced.

    `chunk` groups many rows into texts of a bearable length, best the leading column of the index that is read;
    without it the rows are few and come as they are. Raises ValueError if the columns need more than 63 bits together.
    """
    if chunk is None:
        return _fetch_rows(session, columns, rows)
    if sum(column.bits for column in columns) > BITS:
        raise ValueError(f"{[column.name for column in columns]} need more than {BITS} bits together")
    statement = rows.with_only_columns(_joined(_packed(columns)))
    texts = session.connection().execute(statement.group_by(chunk))
    return _unpacked(_numbers_in(text for (text,) in texts), columns)


def _numbers_in(texts: Iterable[str]) -> Numbers:
    parts = [np.fromstring(text, dtype=np.int64, sep=",") for text in texts]
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)


def _fetch_rows(session: Session, columns: Sequence[Column], rows: Records) -> dict[str, Numbers]:
    """Return the columns of a few rows, for which packing costs more than it saves."""
    found = session.connection().execute(rows.with_only_columns(*(column.expression for column in columns))).all()
    numbers = np.array([tuple(row) for row in found], dtype=np.int64).reshape(-1, len(columns))
    return {column.name: numbers[:, place] for place, column in enumerate(columns)}


def _packed(columns: Sequence[Column]) -> sa.SQLColumnExpression[Any]:
    """Return one whole number that holds the columns, the first in the lowest bits."""
    *lower, last = columns
    packed: sa.SQLColumnExpression[Any] = sa.cast(last.expression, sa.BigInteger)
    for column in reversed(lower):
        packed = packed * sa.literal_column(str(1 << column.bits)) + column.expression
    return packed


def _joined(packed: sa.SQLColumnExpression[Any]) -> sa.ColumnElement[str]:
    return sa.func.aggregate_strings(sa.cast(packed, sa.String), ",")


def _unpacked(numbers: Numbers, columns: Sequence[Column]) -> dict[str, Numbers]:
    unpacked: dict[str, Numbers] = {}
    for column in columns:
        unpacked[column.name] = numbers & ((1 << column.bits) - 1)
        numbers >>= column.bits
    return unpacked


def official_column(session: Session, holder: object, officials: Collection[int] | None) -> Column:
    """Return the column of an official's id, such as `HandledFile.finisher_id`, read as "official"."""
    if officials is None:
        largest = session.connection().execute(sa.select(sa.func.max(Official.id))).scalar() or 1
    else:
        largest = max(officials, default=1)
    return Column("official", col(holder), largest)


def of_officials(holder: object, officials: Collection[int] | None) -> sa.ColumnElement[bool]:
    """Return the condition that somebody holds the record: one of these officials, or anybody where it is None."""
    column = col(holder)
    return column.is_not(None) if officials is None else column.in_(officials)
