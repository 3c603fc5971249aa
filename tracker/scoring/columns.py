"""Reading columns instead of rows: a million facts in a fraction of a second, exactly.

The database packs the columns of a row into one whole number and joins the numbers of each chunk into one text; numpy
reads the text and unpacks it. Nothing is rounded: a packed number keeps every column in bits of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import add
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlmodel import Session

from tracker.contributions import Records, Value

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
    session: Session, columns: Sequence[Column], rows: Records, chunk: sa.SQLColumnExpression[Any]
) -> dict[str, Numbers]:
    """Return the columns of the rows that `rows` selects from; its own select list is replaced.

    `chunk` groups the rows into texts of a bearable length, best the leading column of the index that is read.
    Raises ValueError if the columns need more than 63 bits together.
    """
    if sum(column.bits for column in columns) > BITS:
        raise ValueError(f"{[column.name for column in columns]} need more than {BITS} bits together")
    packed = _packed(columns)
    texts = session.connection().execute(rows.with_only_columns(_joined(packed)).group_by(chunk))
    parts = [np.fromstring(text, dtype=np.int64, sep=",") for (text,) in texts]
    numbers = np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
    return _unpacked(numbers, columns)


def _packed(columns: Sequence[Column]) -> sa.ColumnElement[int]:
    shifted, shift = [], 0
    for column in columns:
        whole = sa.cast(column.expression, sa.BigInteger)
        shifted.append(whole * sa.literal_column(str(1 << shift)) if shift else whole)
        shift += column.bits
    return reduce(add, shifted)


def _joined(packed: sa.ColumnElement[int]) -> sa.ColumnElement[str]:
    return sa.func.aggregate_strings(sa.cast(packed, sa.String), ",")


def _unpacked(numbers: Numbers, columns: Sequence[Column]) -> dict[str, Numbers]:
    unpacked = {}
    for column in columns:
        unpacked[column.name] = numbers & ((1 << column.bits) - 1)
        numbers = numbers >> column.bits
    return unpacked


def count_by_official(session: Session, rows: Records) -> dict[int, Value]:
    """Return what a select of (official's id, number) gives, by official; rows without an official are left out."""
    return {row[0]: row[1] for row in session.connection().execute(rows) if row[0] is not None}


def sums_by_official(officials: Numbers, amounts: Mapping[str, Numbers]) -> dict[str, dict[int, int]]:
    """Return, for each name, the sum of its amounts by official."""
    if not officials.size:
        return {name: {} for name in amounts}
    present = np.unique(officials).tolist()
    sums = {}
    for name, values in amounts.items():
        total = np.bincount(officials, weights=values).astype(np.int64)
        sums[name] = {official: int(total[official]) for official in present}
    return sums


def medians_by_official(officials: Numbers, values: Numbers) -> dict[int, Decimal]:
    """Return the exact median of the values of each official."""
    order = np.lexsort((values, officials))
    officials, values = officials[order], values[order]
    present, first, count = np.unique(officials, return_index=True, return_counts=True)
    low, high = values[first + (count - 1) // 2], values[first + count // 2]
    doubled = (low + high).tolist()
    return {official: Decimal(twice) / 2 for official, twice in zip(present.tolist(), doubled, strict=True)}
