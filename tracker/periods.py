"""Periods: "2026", "2026-H1", "2026-Q3", "2026-11", and for reports a range "2026-01-01..2026-06-30"."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import total_ordering
from typing import Literal

from tracker.messages import InputError, message

CalendarGrain = Literal["year", "half", "quarter", "month"]
Grain = CalendarGrain | Literal["range"]

MONTHS: dict[CalendarGrain, int] = {"year": 12, "half": 6, "quarter": 3, "month": 1}
_PARTS = {
    "year": message("years"),
    "half": message("half-years"),
    "quarter": message("quarters"),
    "month": message("months"),
}
_NAMED = re.compile(r"((?:19|20)[0-9]{2})(?:-(H[12]|Q[1-4]|0[1-9]|1[0-2]))?")
_DATE = r"((?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2})"
_RANGE = re.compile(rf"{_DATE}\.\.{_DATE}")


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` to `end`, both included, and the name under which people write them."""

    name: str
    start: date
    end: date

    def __lt__(self, other: Period) -> bool:
        """Order by first day, then by last day, so that a half-year stands between its first quarter and its year."""
        return (self.start, self.end, self.name) < (other.start, other.end, other.name)

    @property
    def grain(self) -> Grain:
        """Which kind of period this is, read from its name."""
        if ".." in self.name:
            return "range"
        _, _, part = self.name.partition("-")
        if not part:
            return "year"
        return "half" if part[0] == "H" else "quarter" if part[0] == "Q" else "month"

    def contains(self, day: date) -> bool:
        """Say whether `day` lies in the period."""
        return self.start <= day <= self.end

    def as_of(self, today: date) -> date:
        """Return the day up to which the period is looked at: its last day, or today if that is earlier."""
        if today < self.start:
            raise InputError(
                "Period %(period)s: it begins on %(start)s, after today. Choose an earlier period.",
                period=self.name,
                start=self.start,
            )
        return min(self.end, today)

    def parts(self, grain: CalendarGrain) -> list[Period]:
        """Return the periods of `grain` that together are this one: the quarters of a year, the months of a quarter."""
        parts = [period_of(self.start, grain)]
        while parts[-1].end < self.end:
            parts.append(period_of(parts[-1].end + timedelta(days=1), grain))
        if (parts[0].start, parts[-1].end) != (self.start, self.end):
            raise InputError(
                "Period %(period)s: it does not divide into whole %(parts)s. Choose another period or shorter parts.",
                period=self.name,
                parts=_PARTS[grain],
            )
        return parts

    def previous(self) -> Period:
        """Return the period of the same grain that ends the day before; for a range, one of the same length."""
        day_before = self.start - timedelta(days=1)
        grain = self.grain
        if grain != "range":
            return period_of(day_before, grain)
        return _range(_start_of_equal_length(self.start, self.end), day_before)


def parse_period(text: str) -> Period:
    """Return the year, half-year, quarter or month that `text` names."""
    found = _NAMED.fullmatch(text.strip().upper())
    if not found:
        raise InputError(
            "%(text)s is not a period. Write a year, half-year, quarter or month, such as %(examples)s.",
            text=text,
            examples=("2026", "2026-H1", "2026-Q3", "2026-11"),
        )
    year, part = int(found[1]), found[2]
    if part is None:
        return period_of(date(year, 1, 1), "year")
    if part[0] == "H":
        return period_of(date(year, int(part[1]) * 6, 1), "half")
    if part[0] == "Q":
        return period_of(date(year, int(part[1]) * 3, 1), "quarter")
    return period_of(date(year, int(part), 1), "month")


def parse_range_or_period(text: str) -> Period:
    """Return the period that `text` names, or the range between two dates, as reports take it."""
    if ".." not in text:
        return parse_period(text)
    found = _RANGE.fullmatch(text.strip())
    if not found:
        raise _not_a_range(text)
    try:
        start, end = date.fromisoformat(found[1]), date.fromisoformat(found[2])
    except ValueError:
        raise _not_a_range(text) from None
    if end < start:
        raise InputError("Range %(text)s: it ends before it begins. Write the earlier date first.", text=text)
    return _range(start, end)


def period_of(day: date, grain: CalendarGrain) -> Period:
    """Return the year, half-year, quarter or month in which `day` lies."""
    months = MONTHS[grain]
    number = (day.month - 1) // months + 1
    last_month = number * months
    start = date(day.year, last_month - months + 1, 1)
    suffix = {"year": "", "half": f"-H{number}", "quarter": f"-Q{number}", "month": f"-{number:02d}"}[grain]
    return Period(f"{day.year}{suffix}", start, _last_of_month(day.year, last_month))


def _range(start: date, end: date) -> Period:
    return Period(f"{start}..{end}", start, end)


def _not_a_range(text: str) -> InputError:
    return InputError(
        "%(text)s is not a range of dates. Write two dates, such as %(example)s.",
        text=text,
        example="2026-01-01..2026-06-30",
    )


def _start_of_equal_length(start: date, end: date) -> date:
    """Return where the range before begins: as many months earlier for whole months, else as many days."""
    if start.day > 1 or end != _last_of_month(end.year, end.month):
        return start - (end - start) - timedelta(days=1)
    first_month = start.year * 12 + start.month - 1
    months = end.year * 12 + end.month - first_month
    year, month = divmod(first_month - months, 12)
    return date(year, month + 1, 1)


def _last_of_month(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
