"""Import batches: what each import stored, so that it can be read later and undone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import orjson
import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from tracker.messages import InputError


class ImportBatch(SQLModel, table=True):
    """One stored import; `result` is all that it found, as `kept_results` keeps it."""

    __tablename__ = "tracker_import_batch"
    __audited__ = False

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=40)
    source: str = Field(max_length=80)
    filename: str
    stored_at: datetime
    actor: str
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    digest: str = Field(max_length=64)
    result: str | None = Field(default=None, sa_type=sa.Text)
    undone_at: datetime | None = None


class ImportChange(SQLModel, table=True):
    """One row that a batch added (`before` is None) or changed; `before` holds, as JSON, what it overwrote."""

    __tablename__ = "tracker_import_change"
    __audited__ = False
    __table_args__ = (sa.Index("ix_tracker_import_change_subject", "subject", "subject_id"),)

    id: int | None = Field(default=None, primary_key=True)
    batch_id: int = Field(foreign_key="tracker_import_batch.id", ondelete="CASCADE", index=True)
    subject: str = Field(max_length=80)
    subject_id: int
    before: str | None = Field(default=None, sa_type=sa.Text)
    after: str = Field(sa_type=sa.Text)


def as_kept(values: Mapping[str, object]) -> str:
    """Return values as a batch keeps them: JSON, the same on every machine, dates and times in ISO."""
    return orjson.dumps(values, option=orjson.OPT_SORT_KEYS).decode()


def batch_by_id(session: Session, batch_id: int) -> ImportBatch:
    """Return the batch. Raises InputError."""
    batch = session.get(ImportBatch, batch_id)
    if batch is None:
        raise InputError("There is no import batch %(batch)d. `tracker import list` shows them.", batch=batch_id)
    return batch


def latest_batches(session: Session, most: int = 50) -> list[ImportBatch]:
    """Return the batches, the latest first."""
    return list(session.exec(select(ImportBatch).order_by(col(ImportBatch.id).desc()).limit(most)))
