"""Causes of delay: what the holder of an overdue file says, and whether a leader confirms it as objective."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select


class DelayCause(SQLModel, table=True):
    """One cause that was given for one file; `is_objective` is None until somebody decides."""

    __tablename__ = "tracker_delay_cause"
    __table_args__ = (
        sa.CheckConstraint("(is_objective IS NULL) = (decided_on IS NULL)", name="decided_when"),
        sa.CheckConstraint("(is_objective IS NULL) = (decided_by IS NULL)", name="decided_by_whom"),
    )

    id: int | None = Field(default=None, primary_key=True)
    file_id: int = Field(foreign_key="tracker_handled_file.id", ondelete="CASCADE", index=True)
    cause: str
    said_by_id: int | None = Field(default=None, foreign_key="tracker_official.id", ondelete="RESTRICT")
    said_on: date
    is_objective: bool | None = None
    decided_by: str | None = None
    decided_on: date | None = None


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
