"""The files month by month: what came in, what was handled in time, what was overdue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.periods import Period, period_of
from tracker.records.handled_files import HandledFile, Timeliness
from tracker.records.lifecycle import Channel
from tracker.reports.period_files import Condition
from tracker.reports.shares import share
from tracker.staleness import months_between

IN_TIME = (Timeliness.EARLY.value, Timeliness.ON_TIME.value)
DayColumn = sa.SQLColumnExpression[date] | sa.SQLColumnExpression[date | None]
Counts = sa.Select[str, int, int | None, int]
MONTH_AND_ALSO: tuple[sa.ColumnElement[int], ...] = (sa.literal_column("2"), sa.literal_column("3"))
"""The second and third column, by which each part of the statement groups."""


@dataclass(frozen=True, slots=True)
class MonthCounts:
    """One month, as a report of that month alone counts it at its end (or on the as-of date)."""

    month: Period
    received: int = 0
    online: int = 0
    in_time: int = 0
    """Finished in the month before or on their due date."""
    overdue: int = 0
    """Ended late in the month, or in work and late at its end."""

    @property
    def otherwise(self) -> int:
        """Received at the counter or by post."""
        return self.received - self.online

    @property
    def online_share(self) -> Decimal | None:
        """The share of the files received in the month that came in online."""
        return share(self.online, self.received)

    @property
    def on_time_share(self) -> Decimal | None:
        """The share of the files early or on time among those early, on time or overdue."""
        return share(self.in_time, self.in_time + self.overdue)


class _Counted(NamedTuple):
    """So many files of one kind in one month; `also` says whether they came online, or in which month they ended."""

    kind: str
    month: int
    also: int | None
    files: int


def count_by_month(
    session: Session, first: date, as_of: date, where: Condition | None = None
) -> tuple[MonthCounts, ...]:
    """Count the files of every month from that of `first` to that of the as-of date, in one statement."""
    start = first.replace(day=1)
    counted = sa.union_all(*_narrowed((_received(start, as_of), _in_time(start, as_of), _overdue(start, as_of)), where))
    found = [
        _Counted(kind, int(month), None if also is None else int(also), files)
        for kind, month, also, files in session.connection().execute(counted)
    ]
    return tuple(_of_month(month, found) for month in months_between(start, as_of))


def _number(day: DayColumn) -> sa.ColumnElement[int]:
    """Return the month of a day as one number, so that months can be compared."""
    return sa.cast(sa.extract("year", day) * 12 + sa.extract("month", day), sa.Integer)


def _received(start: date, as_of: date) -> Counts:
    month = _number(col(HandledFile.received_on))
    is_online = sa.case((col(HandledFile.channel) == Channel.ONLINE, 1), else_=0)
    counts = sa.select(sa.literal("received").label("kind"), month, is_online, sa.func.count())
    return counts.where(col(HandledFile.received_on).between(start, as_of)).group_by(*MONTH_AND_ALSO)


def _in_time(start: date, as_of: date) -> Counts:
    month, nothing = _number(col(HandledFile.finished_on)), sa.cast(sa.null(), sa.Integer)
    counts = sa.select(sa.literal("in_time").label("kind"), month, nothing, sa.func.count())
    was_in_time = col(HandledFile.timeliness).in_(IN_TIME)
    return counts.where(col(HandledFile.finished_on).between(start, as_of), was_in_time).group_by(*MONTH_AND_ALSO)


def _overdue(start: date, as_of: date) -> Counts:
    month, ended = _number(col(HandledFile.overdue_on)), _number(col(HandledFile.ended_on))
    counts = sa.select(sa.literal("overdue").label("kind"), month, ended, sa.func.count())
    still_late = sa.or_(col(HandledFile.ended_on).is_(None), col(HandledFile.ended_on) >= start)
    return counts.where(col(HandledFile.overdue_on) <= as_of, still_late).group_by(*MONTH_AND_ALSO)


def _narrowed(counts: Iterable[Counts], where: Condition | None) -> list[Counts]:
    return [one if where is None else one.where(where) for one in counts]


def _of_month(day: date, found: Iterable[_Counted]) -> MonthCounts:
    month = day.year * 12 + day.month
    counts: Counter[str] = Counter()
    for one in found:
        if one.kind == "overdue":
            counts["overdue"] += one.files if one.month <= month and (one.also is None or one.also >= month) else 0
        elif one.month == month:
            counts[one.kind] += one.files
            counts["online"] += one.files if one.also else 0
    return MonthCounts(period_of(day, "month"), **counts)
