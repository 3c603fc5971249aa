"""Who is told of a review: everybody with a scorecard when it opens, whoever has not looked when it ends."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from tracker.closing.looking import who_has_not_looked
from tracker.closing.reviews import PeriodReview
from tracker.database import RecordSession
from tracker.messages import message
from tracker.notices import tell
from tracker.period_titles import period_title
from tracker.periods import parse_period


def tell_to_look(session: RecordSession, review: PeriodReview, today: date) -> int:
    """Tell everybody who has a scorecard that it is in review; returns how many were told."""
    told = message(
        "%(period)s is in review. Look at your scorecard by %(until)s, and say what is wrong with it.",
        period=period_title(parse_period(review.period)),
        until=review.until,
    )
    accounts = accounts_to_look(session, review, today)
    return len(tell(session, accounts, f"review:{review.id}", told, page_to_look(review)))


def accounts_to_look(session: Session, review: PeriodReview, today: date) -> list[int]:
    """Return the accounts that can sign in and have not confirmed their scorecard."""
    missing = who_has_not_looked(session, review, today)
    return [one.account_id for one in missing if one.account_id is not None]


def page_to_look(review: PeriodReview) -> str:
    """Return the address of one's own scorecard in the review."""
    return f"/me/?period={review.period}"
