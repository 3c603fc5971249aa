"""Notices: what somebody must be told, a row for each person, shown in the app and mailed once a day.

A notice is told by whatever knows of it, in the transaction in which it comes to be so. Its key says what it is about:
the same key is told a person once, however often it is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from tracker.database import RecordSession
from tracker.messages import Message, dump_with_messages

LONGEST_KEY = 200


class Notice(SQLModel, table=True):
    """One thing told to one account: the message as JSON, and the page of the app that shows more.

    `digest_id` is the e-mail that carries it, None while none does; `seen_at` is when the person saw it in the app.
    """

    __tablename__ = "tracker_notice"
    __audited__ = False
    __table_args__ = (
        sa.UniqueConstraint("account_id", "key"),
        sa.Index("ix_tracker_notice_created_at", "created_at"),
        sa.Index("ix_tracker_notice_digest_id", "digest_id"),
        sa.Index(
            "ix_tracker_notice_unseen",
            "account_id",
            sqlite_where=sa.text("seen_at IS NULL"),
            postgresql_where=sa.text("seen_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="tracker_account.id", ondelete="CASCADE")
    key: str = Field(max_length=LONGEST_KEY)
    told: str = Field(sa_type=sa.Text)
    page: str | None = Field(default=None, max_length=200)
    created_at: datetime
    seen_at: datetime | None = None
    digest_id: int | None = Field(default=None, foreign_key="tracker_digest.id", ondelete="SET NULL")

    @property
    def message(self) -> Message:
        """What is told, to be shown in the reader's language."""
        return Message.from_json(json.loads(self.told))


def tell(
    session: RecordSession, account_ids: Iterable[int], key: str, told: Message, page: str | None = None
) -> set[int]:
    """Tell these accounts something; returns those who were not told it before.

    `page` is the address within the app that shows more, such as `/files/?outcome=overdue`.
    """
    wanted = set(account_ids)
    known = session.exec(select(Notice.account_id).where(col(Notice.key) == key, col(Notice.account_id).in_(wanted)))
    new = wanted.difference(known)
    text, at = dump_with_messages(told), session.change.at
    rows = [
        {"account_id": one, "key": key, "told": text, "page": page, "created_at": at, "seen_at": None}
        for one in sorted(new)
    ]
    if rows:
        session.connection().execute(sa.insert(Notice), rows)
    return new


def notices_of(session: Session, account_id: int, most: int = 100, before: int | None = None) -> list[Notice]:
    """Return the latest notices of an account, the newest first; with `before`, those older than the one of that id."""
    wanted = select(Notice).where(col(Notice.account_id) == account_id)
    if before is not None:
        wanted = wanted.where(col(Notice.id) < before)
    return list(session.exec(wanted.order_by(col(Notice.id).desc()).limit(most)))


def count_unseen(account_id: int | sa.SQLColumnExpression[int | None]) -> sa.Select[int]:
    """Return the select of how many notices an account has not seen in the app."""
    return sa.select(sa.func.count()).select_from(Notice).where(_unseen(account_id))


def note_seen(session: Session, account_id: int, now: datetime, up_to: int) -> None:
    """Note that the account saw its notices, up to the one with this id; a later one stays new."""
    seen = sa.update(Notice).where(_unseen(account_id), col(Notice.id) <= up_to)
    session.connection().execute(seen.values(seen_at=now))


def note_one_seen(session: Session, account_id: int, notice_id: int, now: datetime) -> Notice | None:
    """Note that the account saw this notice; returns it, None if it is not one of the account."""
    notice = session.get(Notice, notice_id)
    if notice is None or notice.account_id != account_id:
        return None
    notice.seen_at = notice.seen_at or now
    session.add(notice)
    session.flush()
    return notice


def forget_notices(session: Session, before: datetime) -> int:
    """Remove the notices from before that moment, seen or not; returns how many."""
    old = sa.delete(Notice).where(col(Notice.created_at) < before)
    return session.connection().execute(old).rowcount


def _unseen(account_id: int | sa.SQLColumnExpression[int | None]) -> sa.ColumnElement[bool]:
    return sa.and_(col(Notice.account_id) == account_id, col(Notice.seen_at).is_(None))
