"""The files counted by day: what came in, what was finished, what became overdue and what ended late.

The database counts a day in the order of its indexes, and once for all spans that a page asks for; a span is then added
up from its days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from tracker.records.handled_files import Timeliness
from tracker.records.lifecycle import Channel
from tracker.reports.period_files import Condition
from tracker.reports.seen_files import seen_files

COUNTED = ("online", "early", "on_time")
"""The fields of a `Day` beside the number of its files."""


class Event(StrEnum):
    """What happens to files on a day."""

    RECEIVED = "received"
    FINISHED = "finished"
    BECAME_OVERDUE = "became overdue"
    ENDED_LATE = "ended late"


DAY_OF = {
    Event.RECEIVED: "received_on",
    Event.FINISHED: "finished_on",
    Event.BECAME_OVERDUE: "overdue_on",
    Event.ENDED_LATE: "ended_on",
}


@dataclass(frozen=True, slots=True)
class Day:
    """How many files there were on a day; of those received how many online, of those finished how they stood."""

    files: int
    online: int = 0
    early: int = 0
    on_time: int = 0


@dataclass(frozen=True, slots=True)
class Days:
    """The days on which something happened: in a span, and of what was overdue also before it."""

    of: Mapping[Event, Mapping[date, Day]] = field(default_factory=dict)

    def between(self, event: Event, first: date, last: date) -> list[Day]:
        """Return the days from the first to the last one on which it happened."""
        return [counts for day, counts in self.of.get(event, {}).items() if first <= day <= last]


def count_days(session: Session, first: date, last: date, where: Condition | None = None) -> Days:
    """Count the files from the first to the last day, in one statement."""
    files = seen_files(where)
    received = _counts(files, Event.RECEIVED, online=files.c.channel == Channel.ONLINE)
    finished = _counts(
        files,
        Event.FINISHED,
        early=files.c.timeliness == Timeliness.EARLY.value,
        on_time=files.c.timeliness == Timeliness.ON_TIME.value,
    )
    parts = (
        received.where(files.c.received_on.between(first, last)),
        finished.where(files.c.finished_on.between(first, last)),
        _counts(files, Event.BECAME_OVERDUE).where(files.c.overdue_on <= last),
        # A file that ended late was overdue before: so the index that begins with that day holds it.
        _counts(files, Event.ENDED_LATE).where(files.c.overdue_on <= last, files.c.ended_on <= last),
    )
    found: dict[Event, dict[date, Day]] = {event: {} for event in Event}
    for event, day, *counts in session.connection().execute(sa.union_all(*parts)):
        found[Event(event)][day] = Day(*counts)
    return Days(found)


def _counts(files: sa.FromClause, event: Event, **of: Condition) -> sa.Select[*tuple[Any, ...]]:
    """Return the select of a day's counts, in the order of the fields of a `Day`."""
    day = files.c[DAY_OF[event]]
    each = (sa.func.count().filter(of[name]) if name in of else sa.literal(0) for name in COUNTED)
    return sa.select(sa.literal(event.value), day, sa.func.count(), *each).group_by(day)
