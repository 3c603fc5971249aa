"""Merged cells: what stands in the first of them holds for every row that they cover."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from tracker.imports.reading.cells import Cell, Row, is_empty

Place = tuple[int, int]
Merged = tuple[Place, Place]
"""The first and the last cell, each by row and column counted from 0."""

_MARK = b"mergeCell "


@dataclass(frozen=True, slots=True)
class RowsWithMerged:
    """Rows with the value of merged cells in each row that they cover, for cells that begin in `first_row` or below.

    To the right a value is not repeated, and a row with nothing of its own stays empty: a blank line below the last
    person of a day is no person. `merged` is asked at each pass.
    """

    rows: Iterable[Row]
    merged: Callable[[], Sequence[Merged]]
    first_row: int

    def __iter__(self) -> Iterator[Row]:
        beginning: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for (top, left), (bottom, _) in self.merged():
            if bottom > top >= self.first_row - 1:
                beginning[top].append((left, bottom))
        return _filled(self.rows, beginning) if beginning else iter(self.rows)


class MergedCount:
    """Counts the merged cells of a member of a workbook that goes by in pieces."""

    def __init__(self) -> None:
        self.found = 0

    def watch(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Hand the pieces on."""
        tail = b""
        for chunk in chunks:
            self.found += (tail + chunk).count(_MARK)
            tail = chunk[1 - len(_MARK) :]
            yield chunk


def _filled(rows: Iterable[Row], beginning: dict[int, list[tuple[int, int]]]) -> Iterator[Row]:
    covering: dict[int, tuple[Cell, int]] = {}
    for number, row in enumerate(rows):
        covering = {column: (value, last) for column, (value, last) in covering.items() if last >= number}
        if covering and not all(map(is_empty, row)):
            _fill(row, covering)
        for column, last in beginning.get(number, ()):
            if column < len(row) and not is_empty(row[column]):
                covering[column] = (row[column], last)
        yield row


def _fill(row: Row, covering: dict[int, tuple[Cell, int]]) -> None:
    row[len(row) :] = [None] * (max(covering) + 1 - len(row))
    for column, (value, _) in covering.items():
        if is_empty(row[column]):
            row[column] = value
