"""What the check of a sheet hands over: rows to store, problems to mend, questions to answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, Literal, overload

from tracker.imports.checking.data_rows import RowSort
from tracker.messages import Message


class _Absent(Enum):
    ABSENT = "absent"


ABSENT: Final = _Absent.ABSENT
"""Stands in a column where a row has no value at all, not even an empty one."""


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One row; `values` has a key for each field that the sheet has, None where the cell is empty."""

    number: int
    values: dict[str, object]


class CheckedRows(Sequence[CheckedRow]):
    """The accepted rows, kept column by column and put together one at a time, so that a long list stays small."""

    def __init__(
        self, numbers: Sequence[int], columns: Mapping[str, Sequence[object]], accepted: Sequence[int]
    ) -> None:
        self._numbers = numbers
        self._columns = columns
        self._accepted = accepted

    def __len__(self) -> int:
        return len(self._accepted)

    @overload
    def __getitem__(self, index: int) -> CheckedRow: ...
    @overload
    def __getitem__(self, index: slice) -> CheckedRows: ...
    def __getitem__(self, index: int | slice) -> CheckedRow | CheckedRows:
        if isinstance(index, slice):
            return CheckedRows(self._numbers, self._columns, self._accepted[index])
        return self._row(self._accepted[index])

    def __iter__(self) -> Iterator[CheckedRow]:
        keys = tuple(self._columns)
        columns = [map(column.__getitem__, self._accepted) for column in self._columns.values()]
        for number, cells in zip(
            map(self._numbers.__getitem__, self._accepted), zip(*columns, strict=True), strict=True
        ):
            values = dict(zip(keys, cells, strict=True))
            if ABSENT in cells:
                values = {key: value for key, value in values.items() if value is not ABSENT}
            yield CheckedRow(number, values)

    def _row(self, at: int) -> CheckedRow:
        cells = ((key, column[at]) for key, column in self._columns.items())
        return CheckedRow(self._numbers[at], {key: value for key, value in cells if value is not ABSENT})


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that keeps its row from being stored, as written, and what to do about it."""

    sheet: str
    row: int
    column: str
    value: str
    message: Message


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that a question offers."""

    value: str
    message: Message


@dataclass(frozen=True, slots=True)
class Question:
    """What only a person can decide; the rows are read by the first answer until then."""

    kind: Literal["date_order", "spreadsheet_dates", "official"]
    subject: str
    message: Message
    choices: tuple[Answer, ...]
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """The numbers of the rows that are no data, and what they are."""

    sort: RowSort
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of a check; `rows` leaves out those with a problem, and those that only repeat another."""

    rows: CheckedRows
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...]
    skipped: tuple[Skipped, ...]
    notes: tuple[Message, ...]
