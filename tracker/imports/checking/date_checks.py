"""The date columns of a sheet, read together: what one column does not decide, the others and the file codes may."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from tracker.imports.checking.checked import Answer, Question
from tracker.imports.checking.columns import Columns
from tracker.imports.checking.dates import DateColumn, DateOrder, TwoReadings, Window, resolve_dates
from tracker.imports.checking.exchanged_dates import SpreadsheetDates, read_suspect
from tracker.imports.checking.fields import CellKind, fields_of
from tracker.messages import message

_BEGINNINGS = frozenset({"submitted", "received", "from"})
_DAY_IN_CODE = re.compile(r"-(\d{2})(\d{2})(\d{2})-\d{3,6}$")
_LONGEST_LIFE = timedelta(days=366)
_BEFORE_RECEIPT, _UNTIL_RECEIPT = timedelta(days=7), timedelta(days=14)


@dataclass(frozen=True, slots=True)
class DateAnswers:
    """What a person said of the dates of a list."""

    order: DateOrder | None = None
    spreadsheet_dates: SpreadsheetDates | None = None


def read_dates(columns: Columns, zone: ZoneInfo, answers: DateAnswers) -> list[Question]:
    """Read the date columns, and return a question for each whose days and months nothing tells apart.

    The order that a person answered is taken for the columns that do not tell by themselves.
    """
    fields = {field.key: field for field in fields_of(columns.layout.kind)}
    keys = [key for key in columns.written if fields[key].kind in (CellKind.DATE, CellKind.DATETIME)]
    found = {key: resolve_dates(columns.written[key], zone, first_year=fields[key].first_year) for key in keys}
    order = _order_of_the_sheet(found) or answers.order
    for key in [key for key in keys if found[key].ambiguous]:
        hints = None if order else _expected(columns, key, found)
        found[key] = resolve_dates(columns.written[key], zone, order, hints, first_year=fields[key].first_year)
    questions = [_question(columns, key, column, column.example) for key, column in found.items() if column.example]
    questions += read_suspect(columns, {key: column.dates for key, column in found.items()}, answers.spreadsheet_dates)
    for key, column in found.items():
        columns.values[key] = list[object](column.dates)
        if fields[key].kind is CellKind.DATETIME and any(column.times):
            columns.values[f"{key}_time"] = list[object](column.times)
        for at, told in column.problems.items():
            columns.tell(at, key, told)
    return questions


def _order_of_the_sheet(found: Mapping[str, DateColumn]) -> DateOrder | None:
    """Return the order of the columns that are decided: one export writes all of its dates in one order."""
    orders = {column.order for column in found.values() if column.order}
    return orders.pop() if len(orders) == 1 else None


def _expected(columns: Columns, key: str, found: Mapping[str, DateColumn]) -> list[Window | None]:
    """Return, row by row, the days between which the date of `key` should lie."""
    windows: list[Window | None] = [None] * len(columns.numbers)
    for other, column in found.items():
        if other == key or column.ambiguous or (other in _BEGINNINGS) == (key in _BEGINNINGS):
            continue
        windows = [
            window or _around(day, begins=key in _BEGINNINGS) for window, day in zip(windows, column.dates, strict=True)
        ]
    return [_by_code(code, key) or window for code, window in zip(columns.texts("code"), windows, strict=True)]


def _around(day: date | None, *, begins: bool) -> Window | None:
    if day is None:
        return None
    return (day - _LONGEST_LIFE, day) if begins else (day, day + _LONGEST_LIFE)


def _by_code(code: str | None, key: str) -> Window | None:
    """Return the days expected from the day in a file code: H56.14-260403-0001 came in on 3 April 2026."""
    match = _DAY_IN_CODE.search(code) if code else None
    if match is None:
        return None
    try:
        day = date(2000 + int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
    return (day - _BEFORE_RECEIPT, day + _UNTIL_RECEIPT) if key in _BEGINNINGS else (day, day + _LONGEST_LIFE)


def _question(columns: Columns, key: str, column: DateColumn, example: TwoReadings) -> Question:
    heading = columns.layout.heading_of(key)
    readings: Sequence[tuple[DateOrder, date]] = (
        (DateOrder.DAY_FIRST, example.day_first),
        (DateOrder.MONTH_FIRST, example.month_first),
    )
    return Question(
        kind="date_order",
        subject=heading,
        message=message(
            "Column “%(heading)s”: “%(example)s” can be read two ways, and nothing in the list tells which part is "
            "the day. Say it with --date-order day-first or --date-order month-first.",
            heading=heading,
            example=example.written,
        ),
        choices=tuple(
            Answer(order.value, message("day %(day)d, month %(month)d", day=day.day, month=day.month))
            for order, day in readings
        ),
        rows=tuple(columns.numbers[at] for at in column.two_ways),
    )
