"""Publishing the ranking of a closed period, so that everybody who signs in may read the names and points in it.

It belongs to the closing that holds: where the period is opened again, nobody reads it any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from tracker.accounts.accounts import Account, may_sign_in
from tracker.database import RecordSession
from tracker.messages import InputError, message
from tracker.notices import tell
from tracker.period_titles import period_title
from tracker.periods import Period, parse_period
from tracker.scoring.closings import PeriodClosing, closing_of
from tracker.scoring.scorecards import Scorecard


class PublishedRanking(SQLModel, table=True):
    """The ranking of one closing is published: when, and by which account."""

    __tablename__ = "tracker_published_ranking"

    id: int | None = Field(default=None, primary_key=True)
    closing_id: int = Field(foreign_key="tracker_period_closing.id", ondelete="CASCADE", unique=True)
    published_at: datetime
    published_by: str


def publish_ranking(session: RecordSession, period: Period, today: date, page: str) -> PublishedRanking:
    """Let everybody read the ranking of a closed period, and tell those who are in it.

    `page` is its address. Raises InputError if the period is not closed, or if its ranking is published already.
    """
    closing = closing_of(session, period)
    if closing is None or closing.id is None:
        raise InputError(
            "%(period)s is not closed, so its points may still change. Close it before its ranking is published.",
            period=period_title(period),
        )
    if ranking_published(session, period) is not None:
        raise InputError("The ranking of %(period)s is published already.", period=period_title(period))
    published = PublishedRanking(
        closing_id=closing.id, published_at=session.change.at, published_by=session.change.actor
    )
    session.add(published)
    session.flush()
    told = message("The ranking of %(period)s is published", period=period_title(period))
    tell(session, _accounts_in_it(session, period, today), f"ranking:{closing.id}", told, page)
    return published


def ranking_published(session: Session, period: Period) -> PublishedRanking | None:
    """Return when and by whom the ranking of a period was published; None where nobody but leaders may read it."""
    closing = col(PeriodClosing.id) == col(PublishedRanking.closing_id)
    wanted = select(PublishedRanking).join(PeriodClosing, closing).where(PeriodClosing.period == period.name)
    return session.exec(wanted.where(col(PeriodClosing.reopened_at).is_(None))).first()


def published_periods(session: Session) -> Sequence[Period]:
    """Return the periods whose ranking is published, the latest first."""
    wanted = sa.select(col(PeriodClosing.period)).join(
        PublishedRanking, col(PublishedRanking.closing_id) == col(PeriodClosing.id)
    )
    names = session.connection().execute(wanted.where(col(PeriodClosing.reopened_at).is_(None))).scalars()
    return sorted((parse_period(name) for name in names), reverse=True)


def _accounts_in_it(session: Session, period: Period, today: date) -> list[int]:
    carded = sa.select(col(Scorecard.official_id)).where(col(Scorecard.period) == period.name)
    wanted = sa.select(col(Account.id)).where(col(Account.official_id).in_(carded), may_sign_in(today))
    return [one for one in session.connection().execute(wanted).scalars() if one is not None]
