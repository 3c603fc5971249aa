"""The addresses of calendars: whoever knows one reads the calendar, so only its digest is kept, and it can be revoked.

A wrong address, a revoked one and that of a closed account are all the same: there is no calendar there.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from plugins.training.standards import CalendarFeed
from tracker.api import RecordSession, open_accounts

BYTES_OF_A_SECRET = 32


def open_feed(session: RecordSession, account_id: int, official_id: int) -> tuple[CalendarFeed, str]:
    """Give an account a new address of its official's calendar; returns the secret in it, which nobody can read later.

    An address that it had answers no more, so this renews as well.
    """
    present = feed_for(session, account_id)
    if present is not None:
        revoke_feed(session, present)
    secret = secrets.token_urlsafe(BYTES_OF_A_SECRET)
    feed = CalendarFeed(
        official_id=official_id, account_id=account_id, token_hash=_digest(secret), created_at=session.change.at
    )
    session.add(feed)
    session.flush()
    return feed, secret


def revoke_feed(session: RecordSession, feed: CalendarFeed) -> None:
    """Let the address answer no more, from now on."""
    feed.revoked_at = session.change.at
    session.add(feed)
    session.flush()


def feed_for(session: Session, account_id: int) -> CalendarFeed | None:
    """Return the address that an account has, None if it has none."""
    wanted = select(CalendarFeed).where(CalendarFeed.account_id == account_id, col(CalendarFeed.revoked_at).is_(None))
    return session.exec(wanted.order_by(col(CalendarFeed.id).desc())).first()


def feed_of(session: Session, secret: str, today: date) -> CalendarFeed | None:
    """Return the address with this secret, None where nobody may read a calendar."""
    wanted = select(CalendarFeed).where(
        CalendarFeed.token_hash == _digest(secret), col(CalendarFeed.revoked_at).is_(None)
    )
    feed = session.exec(wanted).first()
    return feed if feed is not None and feed.account_id in open_accounts(session, today) else None


def note_used(session: RecordSession, feed: CalendarFeed, today: date) -> None:
    """Note that the calendar was read today. That is no change of a record, so the audit log does not tell of it."""
    used = sa.update(CalendarFeed).where(col(CalendarFeed.id) == feed.id)
    session.connection().execute(used.values(last_used_on=today))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
