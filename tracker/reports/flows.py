"""How many files came in and were finished between two days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.records.handled_files import HandledFile
from tracker.reports.period_files import Condition

Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Flow:
    """The files received, and those whose result was ready, on some days; they need not be the same files."""

    received: int
    finished: int


def count_flows(session: Session, spans: Sequence[Days], where: Condition | None = None) -> list[Flow]:
    """Count for each span of days, the first and the last included, in one statement."""
    columns = []
    for first, last in spans:
        for day in (col(HandledFile.received_on), col(HandledFile.finished_on)):
            counted = sa.select(sa.func.count()).select_from(HandledFile).where(day.between(first, last))
            columns.append((counted if where is None else counted.where(where)).scalar_subquery())
    counts = list(session.connection().execute(sa.select(*columns)).one())
    return [Flow(received, finished) for received, finished in zip(counts[::2], counts[1::2], strict=True)]
