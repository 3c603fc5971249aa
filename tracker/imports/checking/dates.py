"""Columns of dates: which part of 03/04 is the day, told by the column, by what is expected, or by a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from tracker.imports.checking.date_text import DateReader, Day, TwoNumbers
from tracker.imports.checking.fields import FIRST_YEAR
from tracker.imports.reading.cells import Cell, as_written
from tracker.messages import Message, message

_NEARLY_ALL = 0.9


class DateOrder(StrEnum):
    """Which part of 03/04/2026 is the day."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


Window = tuple[date, date]
"""The days between which a date is expected to lie."""


@dataclass(frozen=True, slots=True)
class TwoReadings:
    """A date that can be read two ways."""

    written: str
    day_first: date
    month_first: date


@dataclass(frozen=True, slots=True)
class DateColumn:
    """The dates of a column, value by value; `problems` holds by position what could not be read.

    An `ambiguous` column is read day first for the time being: ask, showing `example`, and resolve it again with the
    answer.
    """

    dates: list[date | None]
    times: list[time | None]
    problems: dict[int, Message] = field(default_factory=dict)
    order: DateOrder | None = None
    two_ways: list[int] = field(default_factory=list)
    example: TwoReadings | None = None

    @property
    def ambiguous(self) -> bool:
        """Whether nothing decides which part of its dates is the day."""
        return self.example is not None


def resolve_dates(
    values: Sequence[Cell],
    zone: ZoneInfo,
    order: DateOrder | None = None,
    hints: Sequence[Window | None] | None = None,
    *,
    first_year: int = FIRST_YEAR,
) -> DateColumn:
    """Return the dates and times of day that the cells of one column hold.

    A date with an offset is first converted to `zone`. A date that can be read two ways is read as the rest of its
    column says, else as nearly all of the `hints` (one a value) say. `order`, a person's answer, wins over both.
    """
    days, times = DateReader(zone, first_year).read_all(values)
    two_ways = [at for at, day in enumerate(days) if type(day) is TwoNumbers and day.is_two_ways]
    order = order or _order_of_the_rest(days) or _order_of_the_hints(days, two_ways, hints)
    example = _two_readings(values[two_ways[0]], days[two_ways[0]]) if two_ways and order is None else None
    dates, problems = _put_in_order(values, days, order or DateOrder.DAY_FIRST)
    return DateColumn(dates, times, problems, order, two_ways if example else [], example)


def _order_of_the_rest(days: Sequence[Day]) -> DateOrder | None:
    """Return the order that most of the dates with only one reading have."""
    counted = Counter(day for day in days if type(day) is TwoNumbers)
    day_first = sum(count for day, count in counted.items() if day.month_first is None)
    month_first = sum(count for day, count in counted.items() if day.day_first is None)
    if day_first == month_first:
        return None
    return DateOrder.DAY_FIRST if day_first > month_first else DateOrder.MONTH_FIRST


def _order_of_the_hints(
    days: Sequence[Day], two_ways: Sequence[int], hints: Sequence[Window | None] | None
) -> DateOrder | None:
    """Return the order by which nearly all dates lie where they are expected, and would not in the other order."""
    day_first = month_first = 0
    for at in two_ways if hints else ():
        window, day = hints[at] if hints else None, days[at]
        if window and type(day) is TwoNumbers and day.day_first and day.month_first:
            votes = (window[0] <= day.day_first <= window[1]) - (window[0] <= day.month_first <= window[1])
            day_first, month_first = day_first + (votes > 0), month_first + (votes < 0)
    if not day_first + month_first or _NEARLY_ALL * (day_first + month_first) > max(day_first, month_first):
        return None
    return DateOrder.DAY_FIRST if day_first > month_first else DateOrder.MONTH_FIRST


def _two_readings(value: Cell, day: Day) -> TwoReadings:
    assert isinstance(day, TwoNumbers)
    assert day.day_first
    assert day.month_first
    return TwoReadings(as_written(value), day.day_first, day.month_first)


def _put_in_order(
    values: Sequence[Cell], days: Sequence[Day], order: DateOrder
) -> tuple[list[date | None], dict[int, Message]]:
    dates: list[date | None] = []
    problems: dict[int, Message] = {}
    for at, day in enumerate(days):
        if type(day) is TwoNumbers:
            ordered = day.day_first if order is DateOrder.DAY_FIRST else day.month_first
            if ordered is None:
                problems[at] = _against_the_order(values[at], day, order)
            dates.append(ordered)
        elif isinstance(day, Message):
            problems[at] = day
            dates.append(None)
        else:
            assert day is None or isinstance(day, date)
            dates.append(day)
    return dates, problems


def _against_the_order(value: Cell, day: TwoNumbers, order: DateOrder) -> Message:
    if order is DateOrder.DAY_FIRST:
        return message(
            "“%(value)s” can only be read with the month first, but its column has the day first. "
            "Write it as %(date)s if that is what it means.",
            value=as_written(value),
            date=day.month_first,
        )
    return message(
        "“%(value)s” can only be read with the day first, but its column has the month first. "
        "Write it as the rest of the column, or all of the column with the day first.",
        value=as_written(value),
    )
