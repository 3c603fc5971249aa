"""When the demo's files come in: full Mondays, a dip at Tết, online at any hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from random import Random

from tracker.records.lifecycle import Channel
from tracker.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Receipt:
    """The moment at which a file comes in, and how; a fixed one was asked for by its day."""

    at: datetime
    channel: Channel
    is_fixed: bool = False


_MONDAY = 1.35
_AFTER_A_HOLIDAY = 1.6
_AROUND_TET = 0.4
_DAY_OFF = 0.05
_YOUNG_DAY = 0.35
_TET_IS_QUIET_FOR = timedelta(days=8)
_IN_OFFICE_HOURS = 0.78
_IN_THE_MORNING = 0.62
_BY_POST = 0.1


def receipts(
    rng: Random, span: tuple[date, date], files: int, online: int, fixed: Sequence[date], calendar: Calendar
) -> list[Receipt]:
    """Return so many receipts within the span, the earliest first; each day of `fixed` has one at the counter more.

    The span's last working day is still young: what came in on it came in early, so that it can be finished.
    """
    days = [span[0] + timedelta(days=number) for number in range((span[1] - span[0]).days + 1)]
    last_day = calendar.previous_working(span[1])
    days = [day for day in days if day <= last_day]
    drawn = rng.choices(days, _weights(days, last_day, calendar), k=files - len(fixed))
    worked = [number for number, day in enumerate(drawn) if calendar.is_working(day)]
    on_paper = set(rng.sample(worked, files - len(fixed) - online))
    found = [Receipt(_at_the_desk(rng, day, young=False), Channel.COUNTER, is_fixed=True) for day in fixed]
    for number, day in enumerate(drawn):
        if number in on_paper:
            channel = Channel.POST if rng.random() < _BY_POST else Channel.COUNTER
            found.append(Receipt(_at_the_desk(rng, day, young=day == last_day), channel))
        else:
            found.append(Receipt(_online(rng, day, calendar, young=day == last_day), Channel.ONLINE))
    return sorted(found, key=lambda receipt: receipt.at)


def _weights(days: list[date], last_day: date, calendar: Calendar) -> list[float]:
    tet_breaks = {year: _tet_break(year, calendar) for year in {day.year for day in days}}
    return [
        _weight(day, calendar) * _tet_dip(day, tet_breaks[day.year]) * (_YOUNG_DAY if day == last_day else 1)
        for day in days
    ]


def _weight(day: date, calendar: Calendar) -> float:
    if not calendar.is_working(day):
        return _DAY_OFF
    days_off = (day - calendar.add(day, -1)).days - 1
    weekend = 2 if day.weekday() == 0 else 0
    if days_off > weekend:
        return _AFTER_A_HOLIDAY
    return _MONDAY if weekend else 1.0


def _tet_dip(day: date, tet: tuple[date, date]) -> float:
    return _AROUND_TET if tet[0] - _TET_IS_QUIET_FOR <= day <= tet[1] + _TET_IS_QUIET_FOR else 1.0


def _tet_break(year: int, calendar: Calendar) -> tuple[date, date]:
    """Return the working days around the longest break between mid-January and the end of February."""
    worked = [calendar.next_working(date(year, 1, 15))]
    while worked[-1] < date(year, 2, 28):
        worked.append(calendar.add(worked[-1], 1))
    return max(pairwise(worked), key=lambda pair: pair[1] - pair[0])


def _online(rng: Random, day: date, calendar: Calendar, *, young: bool) -> datetime:
    if young:
        return _between(rng, day, time(6, 10), time(9, 20))
    if calendar.is_working(day) and rng.random() < _IN_OFFICE_HOURS:
        return _at_the_desk(rng, day, young=False)
    return _between(rng, day, time(6, 0), time(22, 40))


def _at_the_desk(rng: Random, day: date, *, young: bool) -> datetime:
    if young:
        return _between(rng, day, time(7, 32), time(9, 20))
    if rng.random() < _IN_THE_MORNING:
        return _between(rng, day, time(7, 32), time(11, 20))
    return _between(rng, day, time(13, 32), time(16, 25))


def _between(rng: Random, day: date, start: time, end: time) -> datetime:
    seconds = (datetime.combine(day, end) - datetime.combine(day, start)).seconds
    return datetime.combine(day, start) + timedelta(seconds=rng.randint(0, seconds))
