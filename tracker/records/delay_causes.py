"""Causes of delay: what the holder of an overdue file says, and whether a leader confirms it as objective."""

from __future__ import annotations

import enum
from collections.abc import Collection
from datetime import date

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from tracker.database import one_of


class DelayKind(enum.StrEnum):
    """What delayed a file, roughly: for counting causes; whether it was objective is decided case by case."""

    SYSTEM = "system"
    OTHER_OFFICE = "other_office"
    APPLICANT = "applicant"
    WEATHER = "weather"
    WORKLOAD = "workload"
    OVERSIGHT = "oversight"
    OTHER = "other"


class DelayCause(SQLModel, table=True):
    """One cause that was given for one file; `is_objective` is None until somebody decides."""

    __tablename__ = "tracker_delay_cause"
    __table_args__ = (
        sa.CheckConstraint("(is_objective IS NULL) = (decided_on IS NULL)", name="decided_when"),
        sa.CheckConstraint("(is_objective IS NULL) = (decided_by IS NULL)", name="decided_by_whom"),
    )

    id: int | None = Field(default=None, primary_key=True)
    file_id: int = Field(foreign_key="tracker_handled_file.id", ondelete="CASCADE", index=True)
    kind: DelayKind = Field(
        default=DelayKind.OTHER, sa_type=one_of(DelayKind, "kind"), sa_column_kwargs={"server_default": "other"}
    )
    cause: str
    said_by_id: int | None = Field(default=None, foreign_key="tracker_official.id", ondelete="RESTRICT")
    said_on: date
    is_objective: bool | None = None
    decided_by: str | None = None
    decided_on: date | None = None
    decision_reason: str | None = Field(default=None, sa_type=sa.Text)


def excused_since(session: Session, file_ids: Collection[int] | None = None) -> dict[int, date]:
    """Return, by file, the first day on which a cause of its delay stood confirmed as objective."""
    wanted = (
        select(DelayCause.file_id, sa.func.min(DelayCause.decided_on))
        .where(col(DelayCause.is_objective).is_(True))
        .group_by(col(DelayCause.file_id))
    )
    if file_ids is not None:
        wanted = wanted.where(col(DelayCause.file_id).in_(file_ids))
    return {file_id: day for file_id, day in session.exec(wanted) if day is not None}


def causes_of(session: Session, file_id: int) -> list[DelayCause]:
    """Return the causes that were given for a file, the first first."""
    wanted = select(DelayCause).where(DelayCause.file_id == file_id)
    return list(session.exec(wanted.order_by(col(DelayCause.said_on), col(DelayCause.id))))
