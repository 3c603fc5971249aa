"""Schedulers: which processes do the jobs now; each says so of itself twice a minute."""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

SIGN_EVERY = timedelta(seconds=30)
GONE_AFTER = timedelta(minutes=2)
"""Nobody counts upon one of which nothing was heard for so long; a large import keeps it from writing for a while."""
FORGOTTEN_AFTER = timedelta(days=7)


class Scheduler(SQLModel, table=True):
    """One process that does jobs, or that was ended before it could take itself off."""

    __tablename__ = "tracker_scheduler"
    __audited__ = False

    process: str = Field(primary_key=True, max_length=200)
    started_at: datetime
    seen_at: datetime


def this_process() -> str:
    """Return how this process is called: the name of its computer and its number there."""
    return f"{socket.gethostname()[:180]} {os.getpid()}"


def note_alive(session: Session, process: str, started_at: datetime, now: datetime) -> None:
    """Note that the process does jobs, and forget those of which nothing was heard for days."""
    old = sa.delete(Scheduler).where(col(Scheduler.seen_at) < now - FORGOTTEN_AFTER)
    session.connection().execute(old)
    session.merge(Scheduler(process=process, started_at=started_at, seen_at=now))
    session.flush()


def note_ended(session: Session, process: str) -> None:
    """Note that the process does no more jobs."""
    session.connection().execute(sa.delete(Scheduler).where(col(Scheduler.process) == process))


def schedulers_at_work(session: Session, now: datetime) -> list[Scheduler]:
    """Return the processes that do jobs now, the longest at work first."""
    heard_of = col(Scheduler.seen_at).between(now - GONE_AFTER, now + GONE_AFTER)
    return list(session.exec(select(Scheduler).where(heard_of).order_by(col(Scheduler.started_at))))


def last_heard_of(session: Session) -> Scheduler | None:
    """Return the process that was heard of last, None if every one took itself off, or there was none."""
    return session.exec(select(Scheduler).order_by(col(Scheduler.seen_at).desc()).limit(1)).first()
