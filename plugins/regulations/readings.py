"""“I have read it”: each official says it for himself, and it is seen who has not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

import sqlalchemy as sa
from sqlmodel import col, select

from plugins.regulations.models import Document, Reading
from plugins.regulations.watch_models import ReadingDemand
from tracker.api import RecordSession


def to_read(session: RecordSession, official_id: int) -> Sequence[ReadingDemand]:
    """Return what an official was asked to read and has not read, what is due first before the rest."""
    return session.execute(_unread(), {"official_id": official_id}).scalars().all()


@lru_cache(maxsize=1)
def _unread() -> sa.Select[ReadingDemand]:
    """Return the select of it: every page of a record asks for it, and to build it takes longer than to run it."""
    one = ReadingDemand
    unread = (col(one.official_id) == sa.bindparam("official_id")) & col(one.read_on).is_(None)
    return sa.select(one).where(unread).order_by(col(one.due_on), col(one.id))


def reading_of(session: RecordSession, document_id: int, official_id: int) -> Reading | None:
    """Return that an official has read a document; None if he has not said so."""
    wanted = select(Reading).where(Reading.document_id == document_id, Reading.official_id == official_id)
    return session.exec(wanted).first()


def confirm_reading(
    session: RecordSession, document: Document, official_id: int, now: datetime, today: date
) -> Reading:
    """Note that an official has read a document; what he said earlier stays. Only he himself may be asked for it."""
    assert document.id is not None
    said = reading_of(session, document.id, official_id)
    if said is not None:
        return said
    reading = Reading(document_id=document.id, official_id=official_id, read_at=now)
    session.add(reading)
    wanted = select(ReadingDemand).where(
        ReadingDemand.document_id == document.id, ReadingDemand.official_id == official_id
    )
    for demand in session.exec(wanted):
        demand.read_on = today
    session.flush()
    return reading


def forget_readings(session: RecordSession, document_id: int) -> None:
    """Take away who was asked to read a document and who has, before it leaves the register."""
    for table in (Reading, ReadingDemand):
        for row in session.exec(select(table).where(table.document_id == document_id)):
            session.delete(row)
    session.flush()
