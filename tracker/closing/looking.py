"""Who has looked at his scorecard in a review, and who has not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from tracker.accounts.accounts import Account, may_sign_in
from tracker.closing.reviews import PeriodReview, needs_review
from tracker.database import RecordSession
from tracker.messages import InputError
from tracker.period_titles import period_title
from tracker.periods import Period
from tracker.records.officials import Official
from tracker.scoring.scorecards import Scorecard


class CardSeen(SQLModel, table=True):
    """One official's word in a review that he has seen his scorecard, and with which total in hundredths."""

    __tablename__ = "tracker_card_seen"
    __table_args__ = (sa.UniqueConstraint("review_id", "official_id"),)

    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="tracker_period_review.id", ondelete="CASCADE")
    official_id: int = Field(foreign_key="tracker_official.id", ondelete="RESTRICT", index=True)
    total_hundredths: int | None = None
    seen_at: datetime


class NotLooked(NamedTuple):
    """An official who has a scorecard and has not confirmed it; without an account that can sign in he cannot."""

    official_id: int
    code: str
    full_name: str
    account_id: int | None


def confirm_seen(session: RecordSession, period: Period, official_id: int) -> CardSeen:
    """Note that an official has seen his scorecard as it stands now; once more where its total has moved since.

    Raises InputError if the period is not in review, or he has no scorecard in it.
    """
    review = needs_review(session, period)
    assert review.id is not None
    of_him = select(Scorecard).where(Scorecard.period == period.name, Scorecard.official_id == official_id)
    card = session.exec(of_him).first()
    if card is None:
        raise InputError("There is no scorecard of yours in %(period)s.", period=period_title(period))
    seen = seen_in(session, review, official_id)
    if seen is not None and seen.total_hundredths == card.total_hundredths:
        return seen
    seen = seen or CardSeen(review_id=review.id, official_id=official_id, seen_at=session.change.at)
    seen.total_hundredths, seen.seen_at = card.total_hundredths, session.change.at
    session.add(seen)
    session.flush()
    return seen


def seen_in(session: Session, review: PeriodReview, official_id: int) -> CardSeen | None:
    """Return an official's word in a review that he has looked."""
    wanted = select(CardSeen).where(CardSeen.review_id == review.id, CardSeen.official_id == official_id)
    return session.exec(wanted).first()


def seen_by_officials(session: Session, review: PeriodReview) -> Mapping[int, CardSeen]:
    """Return, by official, who has looked."""
    return {one.official_id: one for one in session.exec(select(CardSeen).where(CardSeen.review_id == review.id))}


def who_has_not_looked(session: Session, review: PeriodReview, today: date) -> list[NotLooked]:
    """Return who has a scorecard and has not confirmed it, as Vietnamese lists put them."""
    who = col(Scorecard.official_id)
    confirmed = sa.exists().where(col(CardSeen.review_id) == review.id, col(CardSeen.official_id) == who)
    can_sign_in = (col(Account.official_id) == who) & may_sign_in(today)
    wanted = (
        sa.select(who, col(Official.code), col(Official.full_name), col(Account.id))
        .join(Official, col(Official.id) == who)
        .outerjoin(Account, can_sign_in)
        .where(col(Scorecard.period) == review.period, ~confirmed.correlate(Scorecard))
        .order_by(col(Official.name_order), col(Official.code))
    )
    return [NotLooked(*row) for row in session.connection().execute(wanted)]


def reviews_not_looked_at(session: Session, official_id: int) -> list[PeriodReview]:
    """Return the reviews that run in which an official has a scorecard and has not confirmed it."""
    has_card = sa.exists().where(
        col(Scorecard.period) == col(PeriodReview.period), col(Scorecard.official_id) == official_id
    )
    confirmed = sa.exists().where(
        col(CardSeen.review_id) == col(PeriodReview.id), col(CardSeen.official_id) == official_id
    )
    wanted = select(PeriodReview).where(col(PeriodReview.ended_at).is_(None), has_card, ~confirmed)
    return list(session.exec(wanted.order_by(col(PeriodReview.until))))


def refuse_while_looking(session: Session, review: PeriodReview, period: Period, today: date) -> None:
    """Raise InputError while somebody who can look still may: up to the last day of the review."""
    waiting = [one for one in who_has_not_looked(session, review, today) if one.account_id is not None]
    if today <= review.until and waiting:
        raise InputError(
            "%(period)s is in review until %(until)s, and %(count)d have not looked yet. Close it on a later day, or "
            "move the last day of the review.",
            period=period_title(period),
            until=review.until,
            count=len(waiting),
        )
