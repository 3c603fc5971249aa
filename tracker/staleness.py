"""Which scores a change has made stale: noted in the transaction that changes the record.

A record says by its `score_days` whose scores of which days it counts in. Scoring reads the marks and clears them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel

ScoreDay = tuple[int | None, date | None]
"""An official (None: everybody) and a day (None: every period) that a record counts for."""


class StaleMark(SQLModel, table=True):
    """The scores of one official in one month no longer follow from the records."""

    __tablename__ = "tracker_stale_mark"
    __audited__ = False

    id: int | None = Field(default=None, primary_key=True)
    official_id: int | None = Field(default=None, foreign_key="tracker_official.id", ondelete="CASCADE")
    month: date | None = Field(default=None, index=True)
    audit_position: int


def mark_stale(session: Session, days: Iterable[ScoreDay], audit_position: int) -> None:
    """Note that the scores of these officials on these days must be made again, because of that audit entry."""
    marks = {(official_id, day and day.replace(day=1)) for official_id, day in days}
    if marks:
        rows = [{"official_id": o, "month": m, "audit_position": audit_position} for o, m in marks]
        session.connection().execute(sa.insert(StaleMark), rows)


def mark_everything_stale(session: Session, audit_position: int) -> None:
    """Note that every score must be made again: the settings, the calendar or the plugins changed."""
    mark_stale(session, [(None, None)], audit_position)


def months_between(start: date, end: date) -> list[date]:
    """Return the first day of each month from that of `start` to that of `end`."""
    months, month = [], start.replace(day=1)
    while month <= end:
        months.append(month)
        month = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
    return months


def months_to_year_end(start: date, end: date) -> list[date]:
    """Return the first day of each month from that of `start` to the last of the year of `end`.

    For what counts since 1 January: it is in every later period of its year.
    """
    return months_between(start, end.replace(month=12, day=31))
