"""The files month by month: what came in, what was handled in time, what was overdue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from tracker.periods import Period, period_of
from tracker.records.handled_files import Timeliness
from tracker.records.lifecycle import Channel
from tracker.reports.period_files import Condition
from tracker.reports.seen_files import seen_files
from tracker.reports.shares import share
from tracker.staleness import months_between

IN_TIME = (Timeliness.EARLY.value, Timeliness.ON_TIME.value)
Counts = sa.Select[str, date, date | None, int, int]
NO_DAY = sa.cast(sa.null(), sa.Date)


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
    """So many files of one kind on one day: those received, of them online, those in time, those that became overdue.

    The overdue ones have the day on which they ended, None in work.
    """

    kind: str
    day: date
    ended_on: date | None
    files: int
    online: int


def count_by_month(
    session: Session, first: date, as_of: date, where: Condition | None = None
) -> tuple[MonthCounts, ...]:
    """Count the files of every month from that of `first` to that of the as-of date, in one statement.

    The database counts by day, in the order of its indexes, which is far quicker than to work out months for each file.
    """
    start, files = first.replace(day=1), seen_files(where)
    counted = sa.union_all(_received(files, start, as_of), _in_time(files, start, as_of), _overdue(files, start, as_of))
    found: dict[date, Counter[str]] = {month: Counter() for month in months_between(start, as_of)}
    for row in session.connection().execute(counted):
        _add(found, _Counted(*row))
    return tuple(MonthCounts(period_of(month, "month"), **counts) for month, counts in found.items())


def _received(files: sa.FromClause, start: date, as_of: date) -> Counts:
    day, is_online = files.c.received_on, sa.case((files.c.channel == Channel.ONLINE, 1), else_=0)
    counts = sa.select(sa.literal("received").label("kind"), day, NO_DAY, sa.func.count(), sa.func.sum(is_online))
    return counts.where(day.between(start, as_of)).group_by(day)


def _in_time(files: sa.FromClause, start: date, as_of: date) -> Counts:
    day, was_in_time = files.c.finished_on, files.c.timeliness.in_(IN_TIME)
    counts = sa.select(sa.literal("in_time").label("kind"), day, NO_DAY, sa.func.count(), sa.literal(0))
    return counts.where(day.between(start, as_of), was_in_time).group_by(day)


def _overdue(files: sa.FromClause, start: date, as_of: date) -> Counts:
    day, ended_on = files.c.overdue_on, files.c.ended_on
    counts = sa.select(sa.literal("overdue").label("kind"), day, ended_on, sa.func.count(), sa.literal(0))
    still_late = sa.or_(ended_on.is_(None), ended_on >= start)
    return counts.where(day <= as_of, still_late).group_by(day, ended_on)


def _add(found: Mapping[date, Counter[str]], one: _Counted) -> None:
    """Add the count to its month; what is overdue counts in every month until it ended."""
    month = one.day.replace(day=1)
    if one.kind != "overdue":
        found[month][one.kind] += one.files
        if one.online:
            found[month]["online"] += one.online
        return
    until = date.max if one.ended_on is None else one.ended_on
    for counted, counts in found.items():
        if month <= counted <= until:
            counts["overdue"] += one.files
