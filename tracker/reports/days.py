"""The files counted by day: what came in, what was finished, what became overdue and what ended late.

The database counts a day in the order of its indexes, and once for all spans that a page asks for; a span is then added
up from its days.
"""

from __future__ import annotations

from collections import Counter
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

Kinds = Mapping[Any, str]
"""The fields of a `Day` by the value of a column."""


class Event(StrEnum):
    """What happens to files on a day."""

    RECEIVED = "received"
    FINISHED = "finished"
    BECAME_OVERDUE = "became overdue"
    ENDED_LATE = "ended late"


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
    online: Kinds = {Channel.ONLINE: "online"}
    in_time: Kinds = {Timeliness.EARLY.value: "early", Timeliness.ON_TIME.value: "on_time"}
    received = _counts(Event.RECEIVED, files.c.received_on, files.c.channel, online)
    finished = _counts(Event.FINISHED, files.c.finished_on, files.c.timeliness, in_time)
    parts = (
        received.where(files.c.received_on.between(first, last)),
        finished.where(files.c.finished_on.between(first, last)),
        _counts(Event.BECAME_OVERDUE, files.c.overdue_on).where(files.c.overdue_on <= last),
        # A file that ended late was overdue before: so the index that begins with that day holds it.
        _counts(Event.ENDED_LATE, files.c.ended_on).where(files.c.overdue_on <= last, files.c.ended_on <= last),
    )
    found: dict[Event, dict[date, Counter[str]]] = {event: {} for event in Event}
    for event, day, kind, number in session.connection().execute(sa.union_all(*parts)):
        counts = found[Event(event)].setdefault(day, Counter())
        counts["files"] += number
        if kind:
            counts[kind] += number
    return Days({event: {day: Day(**counts) for day, counts in days.items()} for event, days in found.items()})


def _counts(
    event: Event, day: sa.ColumnElement[Any], column: sa.ColumnElement[Any] | None = None, kinds: Kinds | None = None
) -> sa.Select[*tuple[Any, ...]]:
    """Return the select of a day's files by what they are of the kinds, which follows from a column.

    They are grouped by the column itself, as the index of the day holds them: so nothing is sorted, and of each file
    one number is counted.
    """
    kind = sa.literal("") if column is None or kinds is None else sa.case(kinds, value=column, else_="")
    alike = [day] if column is None else [day, column]
    return sa.select(sa.literal(event.value), day, kind, sa.func.count()).group_by(*alike)
