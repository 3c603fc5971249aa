"""The days of a period in one table: on duty or standing in, away, off; each with a letter and a word."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import sqlalchemy as sa
from sqlmodel import col

from tracker.database import RecordSession
from tracker.messages import Message, message
from tracker.periods import Period
from tracker.records.absences import Absence
from tracker.records.duty_days import DutyDay, DutyState
from tracker.records.officials import Official
from tracker.scope import SCOPES_KEPT, Scope
from tracker.web.lists import Records
from tracker.workdays import CalendarDay

SATURDAY = 5
A_WEEK, LAST_OF_WEEK = timedelta(days=7), timedelta(days=6)


class DayKind(enum.Enum):
    """What a day was for an official; what comes first wins where two hold."""

    SERVED = "served"
    STOOD_IN = "stood in"
    MISSED = "missed"
    GIVEN_AWAY = "given away"
    PLANNED = "planned"
    AWAY = "away"
    OFF = "off"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Look:
    """How a kind of day is shown: its class, its letter, its word."""

    style: str
    letter: Message | None
    word: Message


LOOKS = {
    DayKind.SERVED: Look("q2", message("S"), message("served")),
    DayKind.STOOD_IN: Look("q1", message("T"), message("stood in for somebody")),
    DayKind.MISSED: Look("qm", message("M"), message("missed")),
    DayKind.GIVEN_AWAY: Look("qg", message("G"), message("served by a substitute")),
    DayKind.PLANNED: Look("qn", message("P"), message("planned")),
    DayKind.AWAY: Look("qp", message("A"), message("away")),
    DayKind.OFF: Look("qh", message("H"), message("day off")),
    DayKind.NOTHING: Look("q0", None, message("not on duty")),
}


@dataclass(frozen=True, slots=True)
class DutyOfDay:
    """One duty day of an official or that he stood in for, and the other person, if there is one."""

    duty_day: DutyDay
    other: str | None
    kind: DayKind

    @property
    def look(self) -> Look:
        """How the day is shown."""
        return LOOKS[self.kind]


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the table."""

    on: date
    kind: DayKind

    @property
    def look(self) -> Look:
        """How the day is shown."""
        return LOOKS[self.kind]


@dataclass(frozen=True)
class Heat:
    """The days of a period as a table: a column a week, a row a weekday; None outside the period."""

    period: Period
    mondays: Sequence[date]
    rows: Sequence[tuple[date, Sequence[Cell | None]]]
    duties: Sequence[DutyOfDay]

    @property
    def counts(self) -> Counter[DayKind]:
        """How many duty days of each kind there are."""
        return Counter(duty.kind for duty in self.duties)

    @property
    def legend(self) -> list[Look]:
        """The kinds that stand in the table."""
        there = {cell.kind for _, cells in self.rows for cell in cells if cell is not None}
        return [look for kind, look in LOOKS.items() if kind in there and look.letter is not None]

    def month_in(self, monday: date) -> Message | None:
        """Return the short name of the month that begins in the week; None in the other weeks."""
        first, last = max(monday, self.period.start), min(monday + LAST_OF_WEEK, self.period.end)
        if first.month == last.month and first.day > 1 and monday != self.mondays[0]:
            return None
        return message("M%(month)s", month=str(last.month))


def heats_of(session: RecordSession, scope: Scope, official_id: int, period: Period) -> list[Heat]:
    """Return the days of an official as tables, one a quarter of a longer period, from one statement."""
    duties: dict[date, list[DutyOfDay]] = {}
    plain: dict[date, DayKind] = {}
    bound = {"official_id": official_id, "first": period.start, "last": period.end}
    for row in session.execute(_days(scope), bound):
        on: date = row.on
        off_or_away = DayKind.AWAY if row.is_away and row.is_working else None
        plain[on] = off_or_away or (DayKind.NOTHING if row.is_working or on.weekday() >= SATURDAY else DayKind.OFF)
        if row.DutyDay is not None:
            duties.setdefault(on, []).append(DutyOfDay(row.DutyDay, row.other, _kind(row.DutyDay, official_id)))
    kinds = {
        on: min((duty.kind for duty in duties.get(on, ())), key=_order, default=kind) for on, kind in plain.items()
    }
    parts = [period] if period.grain in ("month", "quarter") else period.parts("quarter")
    return [_heat(part, kinds, duties) for part in parts]


def _heat(period: Period, kinds: dict[date, DayKind], duties: dict[date, list[DutyOfDay]]) -> Heat:
    on_duty = [day for day in sorted(duties) if period.contains(day)]
    # Saturday and Sunday are shown only where somebody was on duty.
    weekdays = sorted({*range(SATURDAY), *(day.weekday() for day in on_duty)})
    mondays, own = _mondays(period), {day: kind for day, kind in kinds.items() if period.contains(day)}
    rows = [_row(weekday, mondays, own) for weekday in weekdays]
    return Heat(period, mondays, rows, [duty for day in on_duty for duty in duties[day]])


@lru_cache(maxsize=SCOPES_KEPT)
def _days(scope: Scope) -> Records:
    """Return the select of the days: worked or off, away or not, each with the official's duty on it.

    Bound are the `official_id`, the `first` and the `last` day.
    """
    on, official_id = col(CalendarDay.on), sa.bindparam("official_id", type_=sa.Integer)
    away = sa.select(col(Absence.id)).where(
        col(Absence.official_id) == official_id,
        col(Absence.starts_on) <= on,
        sa.func.coalesce(col(Absence.ends_on) >= on, sa.true()),
    )
    his = sa.or_(col(DutyDay.official_id) == official_id, col(DutyDay.substitute_id) == official_id)
    seen = scope.condition(DutyDay)
    is_duty = sa.and_(col(DutyDay.on) == on, his, sa.true() if seen is None else seen)
    is_his = col(DutyDay.official_id) == official_id
    other_id = sa.case((is_his, DutyDay.substitute_id), else_=DutyDay.official_id)
    is_away = scope.narrow(away, Absence).correlate(CalendarDay).exists().label("is_away")
    return (
        sa.select(on, col(CalendarDay.is_working), is_away, DutyDay, col(Official.full_name).label("other"))
        .outerjoin(DutyDay, is_duty)
        .outerjoin(Official, col(Official.id) == other_id)
        .where(on.between(sa.bindparam("first"), sa.bindparam("last")))
        .order_by(on, col(DutyDay.id))
    )


def _kind(duty_day: DutyDay, official_id: int) -> DayKind:
    if duty_day.state is DutyState.PLANNED:
        return DayKind.PLANNED
    if duty_day.substitute_id == official_id:
        return DayKind.STOOD_IN
    if duty_day.state is DutyState.ABSENT:
        return DayKind.MISSED
    return DayKind.SERVED if duty_day.substitute_id is None else DayKind.GIVEN_AWAY


def _order(kind: DayKind) -> int:
    return list(DayKind).index(kind)


def _mondays(period: Period) -> list[date]:
    first = period.start - timedelta(days=period.start.weekday())
    return [first + A_WEEK * number for number in range((period.end - first).days // 7 + 1)]


def _row(weekday: int, mondays: Sequence[date], kinds: dict[date, DayKind]) -> tuple[date, list[Cell | None]]:
    """Return one row, led by a day that has its weekday."""
    days = [monday + timedelta(days=weekday) for monday in mondays]
    return days[0], [Cell(day, kinds[day]) if day in kinds else None for day in days]
