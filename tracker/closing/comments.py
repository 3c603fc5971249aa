"""Comments on a scorecard in a review: what the official says of it, and what is answered."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from tracker.closing.reviews import needs_review
from tracker.database import RecordSession
from tracker.messages import InputError
from tracker.periods import Period

LONGEST_COMMENT = 2000


class CardComment(SQLModel, table=True):
    """One comment on one official's scorecard of a period, by the name of the account that wrote it."""

    __tablename__ = "tracker_card_comment"
    __table_args__ = (sa.Index("ix_tracker_card_comment_period", "period", "official_id"),)

    id: int | None = Field(default=None, primary_key=True)
    period: str = Field(max_length=30)
    official_id: int = Field(foreign_key="tracker_official.id", ondelete="RESTRICT", index=True)
    account: str
    text: str = Field(sa_type=sa.Text)
    at: datetime


def comment(session: RecordSession, period: Period, official_id: int, text: str) -> CardComment:
    """Write a comment on a scorecard. Raises InputError if the period is not in review, or nothing is said."""
    needs_review(session, period)
    said = text.strip()
    if not said:
        raise InputError("Write what you want to say of the scorecard.")
    if len(said) > LONGEST_COMMENT:
        raise InputError("A comment has %(most)d letters at most. Shorten it.", most=LONGEST_COMMENT)
    change = session.change
    written = CardComment(period=period.name, official_id=official_id, account=change.actor, text=said, at=change.at)
    session.add(written)
    session.flush()
    return written


def comments_of(session: Session, period: Period, official_id: int) -> list[CardComment]:
    """Return the comments on a scorecard, the first first."""
    wanted = select(CardComment).where(CardComment.period == period.name, CardComment.official_id == official_id)
    return list(session.exec(wanted.order_by(col(CardComment.id))))


def comment_counts(session: Session, period: Period, officials: Collection[int]) -> dict[int, int]:
    """Return, by official, how many comments stand on his scorecard; who has none is left out."""
    who = col(CardComment.official_id)
    wanted = sa.select(who, sa.func.count()).where(col(CardComment.period) == period.name, who.in_(officials))
    return {row[0]: row[1] for row in session.connection().execute(wanted.group_by(who))}
