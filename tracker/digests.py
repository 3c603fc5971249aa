"""Digests: the one e-mail that a person gets on a day, with all notices that wait for him.

An e-mail cannot be sent and noted in one transaction. So a digest is claimed, sent, and noted as sent: who dies between
leaves a digest that is sent again when its claim has run out. It is sent at least once.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from tracker.database import one_of
from tracker.messages import Message, dump_with_messages
from tracker.notices import Notice

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=10), timedelta(hours=4)
"""How long a failed digest waits before it is tried again: twice as long each time."""
MOST_ATTEMPTS = 12
NEWS = timedelta(days=14)
"""What is older is no news any more, where somebody gets an address or wants e-mail again."""


class DigestState(enum.StrEnum):
    """What became of a digest."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Digest(SQLModel, table=True):
    """One e-mail to one account, at most one a day; `told` is why the last attempt failed, as JSON.

    Its notices point to it. While one waits to be tried again, news join it instead of making another one.
    """

    __tablename__ = "tracker_digest"
    __audited__ = False
    __table_args__ = (
        sa.UniqueConstraint("account_id", "on"),
        sa.Index("ix_tracker_digest_next_attempt_at", "state", "next_attempt_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="tracker_account.id", ondelete="CASCADE")
    on: date
    state: DigestState = Field(default=DigestState.WAITING, sa_type=one_of(DigestState, "digest_state"))
    attempts: int = 0
    next_attempt_at: datetime
    sent_at: datetime | None = None
    told: str | None = Field(default=None, sa_type=sa.Text)


def gather(session: Session, account_ids: Iterable[int], on: date, now: datetime) -> None:
    """Put the notices that wait for these accounts into a digest of the day, unless they had theirs today."""
    is_new = sa.and_(col(Notice.digest_id).is_(None), col(Notice.created_at) > now - NEWS)
    waiting = select(Notice.account_id).where(is_new).distinct()
    for account_id in sorted(set(session.exec(waiting)).intersection(account_ids)):
        digest_id = _open_digest(session, account_id, on, now)
        if digest_id is not None:
            news = sa.update(Notice).where(col(Notice.account_id) == account_id, is_new)
            session.connection().execute(news.values(digest_id=digest_id))


def _open_digest(session: Session, account_id: int, on: date, now: datetime) -> int | None:
    of_account = select(Digest).where(col(Digest.account_id) == account_id)
    waiting = session.exec(of_account.where(col(Digest.state) == DigestState.WAITING)).first()
    if waiting is not None:
        return waiting.id
    if session.exec(of_account.where(col(Digest.on) == on)).first() is not None:
        return None
    digest = Digest(account_id=account_id, on=on, next_attempt_at=now)
    session.add(digest)
    session.flush()
    return digest.id


def waiting_digests(session: Session, now: datetime) -> list[int]:
    """Return the ids of the digests that are to be sent now, the oldest first."""
    is_due = sa.or_(col(Digest.next_attempt_at) <= now, col(Digest.next_attempt_at) > now + 2 * LONGEST_PAUSE)
    wanted = select(Digest.id).where(col(Digest.state) == DigestState.WAITING, is_due)
    return [one for one in session.exec(wanted.order_by(col(Digest.id))) if one is not None]


def claim_digest(session: Session, digest_id: int, now: datetime) -> Digest | None:
    """Claim a digest to send it; None if somebody else did. The claim runs out when the next attempt is due."""
    if digest_id not in waiting_digests(session, now):
        return None
    digest = session.get_one(Digest, digest_id)
    digest.next_attempt_at = now + min(FIRST_PAUSE * 2**digest.attempts, LONGEST_PAUSE)
    digest.attempts += 1
    session.add(digest)
    session.flush()
    return digest


def note_sent(session: Session, digest_id: int, now: datetime) -> None:
    """Note that the mail server took the digest."""
    sent = sa.update(Digest).where(col(Digest.id) == digest_id)
    session.connection().execute(sent.values(state=DigestState.SENT, sent_at=now, told=None))


def note_not_sent(session: Session, digest_id: int, told: Message, is_final: bool) -> bool:
    """Note why the digest could not be sent; returns whether it is given up: for good, or after many attempts."""
    digest = session.get_one(Digest, digest_id)
    digest.told = dump_with_messages(told)
    if is_final or digest.attempts >= MOST_ATTEMPTS:
        digest.state = DigestState.FAILED
    session.add(digest)
    session.flush()
    return digest.state is DigestState.FAILED


def drop_waiting(session: Session, account_id: int) -> None:
    """Remove the digest of an account that has not been sent yet; its notices stay."""
    waiting = sa.delete(Digest).where(col(Digest.account_id) == account_id, col(Digest.state) == DigestState.WAITING)
    session.connection().execute(waiting)


def notices_in(session: Session, digest_id: int) -> list[Notice]:
    """Return the notices of a digest in the order in which they came to be."""
    return list(session.exec(select(Notice).where(col(Notice.digest_id) == digest_id).order_by(col(Notice.id))))


def forget_digests(session: Session, before: date) -> None:
    """Remove the digests of the days before that one that no longer wait."""
    old = sa.delete(Digest).where(col(Digest.on) < before, col(Digest.state) != DigestState.WAITING)
    session.connection().execute(old)
