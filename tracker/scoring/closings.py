"""Closings: what a period was scored with when it was closed, and the hash over all that was frozen then.

The scorecards of a closed period stay as they were; a later correction moves the next period, by an adjustment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from tracker.periods import Period, parse_period

_NOT_REOPENED = sa.text("reopened_at IS NULL")


class PeriodClosing(SQLModel, table=True):
    """One closing of a period. `settings` are those of every owner, as JSON, with which it was scored.

    `digest` covers the settings, the rules, the cards and the records behind them. `audit_position` and `audit_hash`
    are the end of the audit log at the closing, as it is printed on papers. One that was reopened stays on record.
    """

    __tablename__ = "tracker_period_closing"
    __table_args__ = (
        sa.Index(
            "ix_tracker_period_closing_holds",
            "period",
            unique=True,
            sqlite_where=_NOT_REOPENED,
            postgresql_where=_NOT_REOPENED,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    period: str = Field(max_length=30)
    as_of: date
    closed_at: datetime
    closed_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    reopened_at: datetime | None = None
    reopened_by: str | None = None
    reopened_because: str | None = Field(default=None, sa_type=sa.Text)
    settings: str = Field(sa_type=sa.Text)
    plugins: str = Field(sa_type=sa.Text)
    digest: str = Field(max_length=64)
    audit_position: int
    audit_hash: str = Field(max_length=64)

    def settings_by_owner(self) -> Mapping[str, Mapping[str, Any]]:
        """Return the frozen settings of each owner."""
        found: Mapping[str, Mapping[str, Any]] = orjson.loads(self.settings)
        return found


class ClosedRecord(SQLModel, table=True):
    """What stood behind one official's card at the closing: his posting, and the records counted, as JSON."""

    __tablename__ = "tracker_closed_record"
    __audited__ = False
    __table_args__ = (sa.UniqueConstraint("closing_id", "official_id"),)

    id: int | None = Field(default=None, primary_key=True)
    closing_id: int = Field(foreign_key="tracker_period_closing.id", ondelete="CASCADE")
    official_id: int = Field(foreign_key="tracker_official.id", ondelete="RESTRICT", index=True)
    posting: str = Field(sa_type=sa.Text)
    evidence: str = Field(sa_type=sa.Text)


class ClosedAdjustment(SQLModel, table=True):
    """What an earlier closed period was adjusted by on a card that was closed, in hundredths of points."""

    __tablename__ = "tracker_closed_adjustment"
    __audited__ = False
    __table_args__ = (sa.UniqueConstraint("closing_id", "of_period", "official_id"),)

    id: int | None = Field(default=None, primary_key=True)
    closing_id: int = Field(foreign_key="tracker_period_closing.id", ondelete="CASCADE")
    of_period: str = Field(max_length=30, index=True)
    official_id: int = Field(foreign_key="tracker_official.id", ondelete="RESTRICT", index=True)
    hundredths: int


def closing_of(session: Session, period: Period) -> PeriodClosing | None:
    """Return the closing that holds for a period; None while it is open."""
    holding = col(PeriodClosing.reopened_at).is_(None)
    return session.exec(select(PeriodClosing).where(PeriodClosing.period == period.name, holding)).first()


def closed_periods(session: Session) -> list[Period]:
    """Return the periods that are closed, the earliest first."""
    names = session.exec(select(PeriodClosing.period).where(col(PeriodClosing.reopened_at).is_(None)))
    return sorted(parse_period(name) for name in names)


def closed_among(session: Session, periods: Sequence[Period]) -> frozenset[str]:
    """Return the names of those of the periods that are closed."""
    names = [period.name for period in periods]
    wanted = select(PeriodClosing.period).where(
        col(PeriodClosing.period).in_(names), col(PeriodClosing.reopened_at).is_(None)
    )
    return frozenset(session.exec(wanted))
