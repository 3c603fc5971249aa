"""The true rows of a list, column by column: as written, as read, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import cast

from tracker.imports.checking.checked import Problem
from tracker.imports.checking.data_rows import RowSort, data_rows
from tracker.imports.checking.layout import Layout
from tracker.imports.reading.cells import Cell, Row, as_written
from tracker.imports.reading.error_cells import ERRORS, NOT_CALCULATED
from tracker.messages import InputError, Message, message
from tracker.records.lifecycle import FileStatus

_TEXTS_SHARED = 2_000
_ROWS_AT_A_TIME = 1_000
_NO_VALUES = ERRORS | {NOT_CALCULATED}


@dataclass(slots=True)
class Columns:
    """The columns of a list by field; a position in them is not a row number, `numbers` holds those.

    `written_again` holds what a second column of the same heading says.
    """

    layout: Layout
    numbers: list[int]
    written: dict[str, list[Cell]]
    written_again: dict[str, list[Cell]] = field(default_factory=dict)
    values: dict[str, list[object]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    faulty: set[int] = field(default_factory=set)
    repeated: list[int] = field(default_factory=list)
    _nothing: list[object] = field(init=False)

    def __post_init__(self) -> None:
        self._nothing = [None] * len(self.numbers)

    def tell(self, at: int, key: str, told: Message) -> None:
        """Note a problem of one row with one field, or with its row where the sheet lacks the field."""
        known = key in self.written
        column = self.layout.heading_of(key) if known else ""
        value = as_written(self.written[key][at]) if known else ""
        self.problems.append(Problem(self.layout.sheet, self.numbers[at], column, value, told))
        self.faulty.add(at)

    def tell_errors(self) -> None:
        """Note the cells whose formula failed or was never calculated, and read them as empty."""
        for key, cells in self.written.items():
            if _NO_VALUES.isdisjoint(cells):
                continue
            for at, cell in enumerate(cells):
                if cell in _NO_VALUES:
                    self.tell(at, key, _why_no_value(cell))
                    cells[at] = None

    def read(self, key: str, reader: Callable[[Cell], object]) -> None:
        """Read the cells of a column one by one; what `reader` refuses becomes a problem."""
        known: dict[str, object] = {}
        values: list[object] = []
        for at, cell in enumerate(self.written[key]):
            if type(cell) is str and cell in known:
                values.append(known[cell])
                continue
            value = self._read_cell(at, key, reader)
            if type(cell) is str and at not in self.faulty:
                value = known[cell] = cell if value == cell else value
            values.append(value)
        self.values[key] = values

    def _read_cell(self, at: int, key: str, reader: Callable[[Cell], object]) -> object:
        try:
            return reader(self.written[key][at])
        except InputError as refused:
            self.tell(at, key, refused.message)
            return None

    def dates(self, key: str) -> Sequence[date | None]:
        """Return the dates read for a field, all None where the sheet lacks it."""
        return cast("Sequence[date | None]", self._column(key))

    def statuses(self, key: str) -> Sequence[FileStatus | None]:
        """Return the statuses read for a field, all None where the sheet lacks it."""
        return cast("Sequence[FileStatus | None]", self._column(key))

    def texts(self, key: str) -> Sequence[str | None]:
        """Return the texts read for a field, all None where the sheet lacks it."""
        return cast("Sequence[str | None]", self._column(key))

    def _column(self, key: str) -> Sequence[object]:
        return self.values.get(key, self._nothing)


def _why_no_value(cell: Cell) -> Message:
    if cell == NOT_CALCULATED:
        return message(
            "The formula in this cell was never calculated. Open the list in Excel, save it and import it again."
        )
    return message("The cell shows %(error)s. Write the value there, or mend its formula.", error=as_written(cell))


def collect(rows: Iterable[Row], layout: Layout, skipped: dict[RowSort, list[int]]) -> Columns:
    """Return the mapped cells of the true rows; the numbers of the other rows are added to `skipped`."""
    numbers: list[int] = []
    written: dict[str, list[Cell]] = {key: [] for key in layout.columns}
    written_again: dict[str, list[Cell]] = {key: [] for key in layout.repeated}
    known: dict[str, dict[Cell, Cell]] = {key: {} for key in layout.columns}
    true_rows = data_rows(rows, layout, skipped)
    while some := list(islice(true_rows, _ROWS_AT_A_TIME)):
        numbers += [number for number, _ in some]
        for key, column in layout.columns.items():
            written[key] += _shared([row[column] for _, row in some], known[key])
        for key, column in layout.repeated.items():
            written_again[key] += [row[column] for _, row in some]
    return Columns(layout, numbers, written, written_again)


def _shared(cells: list[Cell], known: dict[Cell, Cell]) -> Iterable[Cell]:
    """Return the cells, equal texts as one: names and procedures recur in every row."""
    if set(map(type, cells)) != {str}:
        return cells
    return map(known.setdefault if len(known) < _TEXTS_SHARED else known.get, cells, cells)
