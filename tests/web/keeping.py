"""One record of each kind for the tests that open every page."""

from __future__ import annotations

from typing import Any

from sqlmodel import SQLModel, select

from tracker.database import RecordSession


def kept(session: RecordSession, record: SQLModel) -> Any:
    """Return the id of the record of this kind that is there; the first one is stored."""
    stored = session.exec(select(type(record))).first() or record
    session.add(stored)
    session.flush()
    return stored.id  # type: ignore[attr-defined]
