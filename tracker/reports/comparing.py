"""The same time of the period before: what a period that still runs is fairly compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tracker.periods import Period


@dataclass(frozen=True, slots=True)
class Looked:
    """A period and the day up to which it is looked at."""

    period: Period
    as_of: date


def same_time_before(period: Period, as_of: date) -> Looked:
    """Return the period before, up to the day that is as far from its beginning; a whole period has a whole one.

    By 23 November 2026 a year is compared with the one up to 23 November 2025.
    """
    before = period.previous()
    if as_of >= period.end:
        return Looked(before, before.end)
    if period.grain == "year":
        is_leap_day = (as_of.month, as_of.day) == (2, 29)
        return Looked(before, as_of.replace(year=as_of.year - 1, day=28 if is_leap_day else as_of.day))
    return Looked(before, min(before.end, before.start + timedelta(days=(as_of - period.start).days)))
