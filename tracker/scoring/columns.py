"""Reading columns instead of rows: a million facts in a fraction of a second, exactly.

The database packs the columns of a row into one whole number and joins the numbers of each chunk into one text; numpy
reads the text and unpacks it. Nothing is rounded: a packed number keeps every column in bits of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
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

    `chunk` groups many rows into texts of a bearable length, best the leading column of the index that is read.
    Raises ValueError if the columns need more than 63 bits together.
    """
    if sum(column.bits for column in columns) > BITS:
        raise ValueError(f"{[column.name for column in columns]} need more than {BITS} bits together")
    statement = rows.with_only_columns(_joined(_packed(columns)))
    texts = session.connection().execute(statement if chunk is None else statement.group_by(chunk))
    parts = [np.fromstring(text, dtype=np.int64, sep=",") for (text,) in texts if text is not None]
    numbers = np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
    return _unpacked(numbers, columns)


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
    unpacked = {}
    for column in columns:
        unpacked[column.name] = numbers & ((1 << column.bits) - 1)
        numbers = numbers >> column.bits
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


def sums_by_official(officials: Numbers, amounts: Mapping[str, Numbers | None]) -> dict[str, dict[int, int]]:
    """Return, for each name, the sum of its amounts by official; an amount of None counts the rows."""
    rows = np.bincount(officials)
    present = np.flatnonzero(rows)
    sums = {}
    for name, values in amounts.items():
        total = rows if values is None else np.bincount(officials, weights=values).astype(np.int64)
        sums[name] = dict(zip(present.tolist(), total[present].tolist(), strict=True))
    return sums


def medians_by_official(officials: Numbers, values: Numbers) -> dict[int, Decimal]:
    """Return the exact median of the values, from 0 up, of each official."""
    if not officials.size:
        return {}
    width = int(values.max()) + 1
    size = (int(officials.max()) + 1) * width
    up_to = np.bincount(officials * width + values, minlength=size).reshape(-1, width).cumsum(axis=1)
    present = np.flatnonzero(up_to[:, -1])
    up_to = up_to[present]
    count = up_to[:, -1:]
    low, high = (np.argmax(up_to > middle, axis=1) for middle in ((count - 1) // 2, count // 2))
    return {
        official: Decimal(twice) / 2 for official, twice in zip(present.tolist(), (low + high).tolist(), strict=True)
    }
