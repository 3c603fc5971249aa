"""The files month by month: what came in, what was handled in time, what was overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tracker.periods import Period, period_of
from tracker.reports.days import Days
from tracker.reports.flows import Flow, flow_between
from tracker.staleness import months_between


@dataclass(frozen=True, slots=True)
class MonthFlow:
    """One month, as a report of that month alone counts it at its end (or on the as-of date)."""

    month: Period
    flow: Flow


def flow_by_month(days: Days, first: date, as_of: date) -> tuple[MonthFlow, ...]:
    """Add up every month from that of `first` to that of the as-of date; the days of all of them were counted."""
    months = [period_of(month, "month") for month in months_between(first.replace(day=1), as_of)]
    return tuple(MonthFlow(month, flow_between(days, month.start, min(month.end, as_of))) for month in months)
