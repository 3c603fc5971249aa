"""What came in and what was handled between two days, added up from the counts by day.

The counts are those of `tracker.reports.files` for the same days.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import date

from tracker.reports.days import Days, Event
from tracker.reports.shares import InTimeCounts


@dataclass(frozen=True, slots=True)
class Flow(InTimeCounts):
    """The files received on some days, and those handled on them; they need not be the same files."""

    finished: int = 0

    @property
    def otherwise(self) -> int:
        """Received at the counter or by post."""
        return self.received - self.online

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known of these days."""
        return not any(astuple(self))


def flow_between(days: Days, first: date, last: date) -> Flow:
    """Add up the days from the first to the last one; the days were counted from the first or before to the last."""
    received, finished = days.between(Event.RECEIVED, first, last), days.between(Event.FINISHED, first, last)
    became_overdue = sum(day.files for day in days.between(Event.BECAME_OVERDUE, date.min, last))
    ended_late = sum(day.files for day in days.between(Event.ENDED_LATE, date.min, last))
    return Flow(
        received=sum(day.files for day in received),
        online=sum(day.online for day in received),
        early=sum(day.early for day in finished),
        on_time=sum(day.on_time for day in finished),
        overdue_finished=sum(day.files for day in days.between(Event.ENDED_LATE, first, last)),
        overdue_open=became_overdue - ended_late,
        finished=sum(day.files for day in finished),
    )
