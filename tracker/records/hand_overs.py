"""Hand-overs: who held a file until when."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select


class HandOver(SQLModel, table=True):
    """From the day `on`, the file is held by `to_official_id`."""

    __tablename__ = "tracker_hand_over"
    __table_args__ = (
        sa.UniqueConstraint("file_id", "on"),
        sa.CheckConstraint("from_official_id <> to_official_id", name="to_another"),
    )

    id: int | None = Field(default=None, primary_key=True)
    file_id: int = Field(foreign_key="tracker_handled_file.id", ondelete="CASCADE")
    from_official_id: int = Field(foreign_key="tracker_official.id", ondelete="RESTRICT", index=True)
    to_official_id: int = Field(foreign_key="tracker_official.id", ondelete="RESTRICT", index=True)
    on: date


def holder_on(day: date, handler_id: int | None, hand_overs: Iterable[HandOver]) -> int | None:
    """Return who held a file on that day, given who holds it now and its hand-overs."""
    later = [hand_over for hand_over in hand_overs if hand_over.on > day]
    return min(later, key=lambda hand_over: hand_over.on).from_official_id if later else handler_id


def gives_it_first(file_id: sa.SQLColumnExpression[int | None], after: date) -> sa.ScalarSelect[int]:
    """Return, as a column, who hands a file over first after that day; NULL if nobody does."""
    later = sa.select(col(HandOver.from_official_id)).where(col(HandOver.file_id) == file_id, col(HandOver.on) > after)
    return later.order_by(col(HandOver.on)).limit(1).correlate_except(HandOver).scalar_subquery()


def hand_overs_of(session: Session, file_ids: Collection[int] | None = None) -> dict[int, list[HandOver]]:
    """Return the hand-overs by file, of these files or of all."""
    wanted = select(HandOver)
    if file_ids is not None:
        wanted = wanted.where(col(HandOver.file_id).in_(file_ids))
    found: dict[int, list[HandOver]] = {}
    for hand_over in session.exec(wanted):
        found.setdefault(hand_over.file_id, []).append(hand_over)
    return found
