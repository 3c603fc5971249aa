"""Dates whose day and month a spreadsheet may have exchanged when it opened a list written in the other order.

It makes dates of its own of those that it can read (03/04 becomes 4 March) and leaves the others (25/04) as text. So a
sheet is suspect where text has a day that is no month, while no date of the spreadsheet's own has one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from tracker.imports.checking.checked import Answer, Question
from tracker.imports.checking.columns import Columns
from tracker.imports.reading.cells import Cell
from tracker.messages import message

_MOST_MONTHS = 12
_BEGINNING = re.compile(r"\s*(\d{1,2})[/.\-](\d{1,2})[/.\-]\d")

Dates = list[date | None]


class SpreadsheetDates(StrEnum):
    """How the dates that the spreadsheet made by itself are to be read."""

    AS_SHOWN = "as_shown"
    EXCHANGED = "exchanged"


def read_suspect(columns: Columns, dates: Mapping[str, Dates], answer: SpreadsheetDates | None) -> list[Question]:
    """Exchange the day and month of suspect dates if a person says so; return a question a column if nobody says it."""
    written = {key: columns.written[key] for key in dates}
    suspect = {key: rows for key, cells in written.items() if (rows := _may_be_exchanged(cells, dates[key]))}
    if answer is SpreadsheetDates.AS_SHOWN or not any(_shows_it(written[key]) for key in suspect):
        return []
    if answer is None:
        return [_question(columns, key, rows, dates[key]) for key, rows in suspect.items()]
    for key, rows in suspect.items():
        for at in rows:
            dates[key][at] = _exchanged(dates[key][at])
    return []


def _may_be_exchanged(cells: Sequence[Cell], dates: Dates) -> list[int]:
    """Return the positions of the spreadsheet's own dates if in all of them the day could be a month."""
    own = [(at, day) for at, day in enumerate(dates) if day is not None and not isinstance(cells[at], str)]
    if any(day.day > _MOST_MONTHS for _, day in own) or (own and any(map(_is_two_ways, cells))):
        return []
    return [at for at, day in own if day.day != day.month]


def _is_two_ways(cell: Cell) -> bool:
    """Whether a text could be read in both orders: the spreadsheet would have made a date of it."""
    return _larger_number(cell) in range(1, _MOST_MONTHS + 1)


def _shows_it(cells: Sequence[Cell]) -> bool:
    """Whether a text has a day that is no month."""
    return any(_larger_number(cell) > _MOST_MONTHS for cell in cells)


def _larger_number(cell: Cell) -> int:
    match = _BEGINNING.match(cell) if isinstance(cell, str) else None
    return max(int(match[1]), int(match[2])) if match else 0


def _exchanged(day: date | None) -> date:
    assert day is not None
    return date(day.year, day.day, day.month)


def _question(columns: Columns, key: str, rows: Sequence[int], dates: Dates) -> Question:
    shown, other = dates[rows[0]], _exchanged(dates[rows[0]])
    return Question(
        kind="spreadsheet_dates",
        subject=columns.layout.heading_of(key),
        message=message(
            "Column “%(heading)s”: some dates are text and have days after the 12th, those that the spreadsheet made "
            "dates of have none. It may have exchanged day and month, so that %(shown)s was %(other)s. Import the list "
            "as it was exported, or say it with --spreadsheet-dates as-shown or --spreadsheet-dates exchanged.",
            heading=columns.layout.heading_of(key),
            shown=shown,
            other=other,
        ),
        choices=(
            Answer(SpreadsheetDates.AS_SHOWN.value, message("%(day)s, as the cell shows it", day=shown)),
            Answer(SpreadsheetDates.EXCHANGED.value, message("%(day)s, day and month exchanged", day=other)),
        ),
        rows=tuple(columns.numbers[at] for at in rows),
    )
