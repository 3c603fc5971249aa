"""What came in and what was handled between two days, counted from the indexes alone, so quickly.

The counts are those of `tracker.reports.files` for the same days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session

from tracker.records.handled_files import Timeliness
from tracker.records.lifecycle import Channel
from tracker.reports.period_files import Condition
from tracker.reports.seen_files import seen_files
from tracker.reports.shares import InTimeCounts

Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Flow(InTimeCounts):
    """The files received on some days, and those handled on them; they need not be the same files."""

    finished: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known of these days."""
        return not any(astuple(self))


def count_flows(session: Session, spans: Sequence[Days], where: Condition | None = None) -> list[Flow]:
    """Count for each span of days, the first and the last included, in one statement."""
    files = seen_files(where)
    columns = [
        sa.select(sa.func.count()).select_from(files).where(condition).scalar_subquery()
        for first, last in spans
        for condition in _conditions(files, first, last)
    ]
    counts = list(session.connection().execute(sa.select(*columns)).one())
    width = len(fields(Flow))
    return [Flow(*counts[start : start + width]) for start in range(0, len(counts), width)]


def _conditions(files: sa.FromClause, first: date, last: date) -> Sequence[Condition]:
    """Return the condition of each field of a flow, in their order."""
    received, finished = files.c.received_on.between(first, last), files.c.finished_on.between(first, last)
    late, ended = files.c.overdue_on <= last, files.c.ended_on
    return (
        received,
        received & (files.c.channel == Channel.ONLINE),
        finished & (files.c.timeliness == Timeliness.EARLY.value),
        finished & (files.c.timeliness == Timeliness.ON_TIME.value),
        late & ended.between(first, last),
        late & sa.or_(ended.is_(None), ended > last),
        finished,
    )
