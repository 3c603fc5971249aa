"""The review of a period before it is closed: everybody looks at his scorecard, comments, and contests records.

A period is open, in review, or closed. A review has a last day, which may be moved while it lasts, and ends with the
closing. A period that was closed and opened again is reviewed anew.
"""

from __future__ import annotations

import enum
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from tracker.closing.order import refuse_other_length, refuse_unfinished
from tracker.database import RecordSession
from tracker.messages import InputError
from tracker.period_titles import period_title
from tracker.periods import CalendarGrain, Period
from tracker.scoring.closings import PeriodClosing, closing_of

LONGEST_REVIEW = timedelta(days=92)
"""Nobody waits longer than a quarter; a later day is a slip of the pen."""
_RUNNING = sa.text("ended_at IS NULL")


class PeriodState(enum.StrEnum):
    """Where a period stands."""

    OPEN = "open"
    IN_REVIEW = "in_review"
    CLOSED = "closed"


class PeriodReview(SQLModel, table=True):
    """One review of a period, from its opening to `until`, the last day to look; it runs while `ended_at` is None."""

    __tablename__ = "tracker_period_review"
    __table_args__ = (
        sa.Index(
            "ix_tracker_period_review_runs",
            "period",
            unique=True,
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    period: str = Field(max_length=30)
    opened_at: datetime
    opened_by: str
    until: date
    ended_at: datetime | None = None


def review_of(session: Session, period: Period) -> PeriodReview | None:
    """Return the review that a period is in, None if it is in none."""
    running = col(PeriodReview.ended_at).is_(None)
    return session.exec(select(PeriodReview).where(PeriodReview.period == period.name, running)).first()


def reviews_around(session: Session, period: Period) -> tuple[list[PeriodReview], PeriodClosing | None]:
    """Return the reviews that a period was ever in, those of all periods that run, and its closing if it is closed.

    It is one statement, since every record asks for it.
    """
    one = sa.select(sa.literal(1).label("one")).subquery()
    around = (col(PeriodReview.period) == period.name) | col(PeriodReview.ended_at).is_(None)
    closes = (col(PeriodClosing.period) == period.name) & col(PeriodClosing.reopened_at).is_(None)
    wanted = sa.select(PeriodReview, PeriodClosing).select_from(one)
    wanted = wanted.outerjoin(PeriodReview, around).outerjoin(PeriodClosing, closes)
    rows = session.execute(wanted.order_by(col(PeriodReview.until), col(PeriodReview.id))).all()
    return [review for review, _closing in rows if review is not None], rows[0][1]


def running_reviews(session: Session) -> list[PeriodReview]:
    """Return the reviews that run, the one that ends first first."""
    running = select(PeriodReview).where(col(PeriodReview.ended_at).is_(None))
    return list(session.exec(running.order_by(col(PeriodReview.until), col(PeriodReview.period))))


def state_of(session: Session, period: Period) -> PeriodState:
    """Return where a period stands."""
    if closing_of(session, period) is not None:
        return PeriodState.CLOSED
    return PeriodState.IN_REVIEW if review_of(session, period) is not None else PeriodState.OPEN


def open_review(session: RecordSession, period: Period, until: date, today: date, grain: CalendarGrain) -> PeriodReview:
    """Let everybody look at his scorecard of a period that is over, up to that day; in a review, move its last day.

    Raises InputError where the period cannot be reviewed now, or not until that day.
    """
    refuse_other_length(period, grain)
    refuse_unfinished(period, today)
    if closing_of(session, period) is not None:
        raise InputError(
            "%(period)s is closed, so it is not reviewed any more. What is corrected now stands in the next period.",
            period=period_title(period),
        )
    _refuse_last_day(until, today)
    review = review_of(session, period)
    if review is None:
        change = session.change
        review = PeriodReview(period=period.name, opened_at=change.at, opened_by=change.actor, until=until)
    review.until = until
    session.add(review)
    session.flush()
    return review


def needs_review(session: Session, period: Period) -> PeriodReview:
    """Return the review that a period is in. Raises InputError if it is in none."""
    review = review_of(session, period)
    if review is None:
        raise InputError("%(period)s is not in review, so there is nothing to confirm.", period=period_title(period))
    return review


def end_review(session: RecordSession, period: Period) -> None:
    """End the review that a period is in, if it is in one."""
    review = review_of(session, period)
    if review is not None:
        review.ended_at = session.change.at
        session.add(review)


def _refuse_last_day(until: date, today: date) -> None:
    if until < today:
        raise InputError("The last day of a review cannot lie in the past. Choose today or a later day.")
    if until - today > LONGEST_REVIEW:
        raise InputError(
            "A review lasts %(days)d days at most. Choose a day up to %(last)s.",
            days=LONGEST_REVIEW.days,
            last=today + LONGEST_REVIEW,
        )
