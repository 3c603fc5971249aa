"""Handled files as a batch stores them: by upsert on the file code, only what is new or changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel

from tracker.audit import canonical
from tracker.imports.file_plans import FilePlan
from tracker.imports.storing import OpenBatch
from tracker.records.handled_files import HandledFile

Mark = tuple[int | None, date | None]
"""An official and the first day of a month."""

_FILES = SQLModel.metadata.tables[str(HandledFile.__tablename__)]
_WRITTEN = tuple(column.name for column in _FILES.columns if column.name not in ("id", "code", "revision"))


def write_files(batch: OpenBatch, plans: Sequence[FilePlan]) -> set[Mark]:
    """Store the files that are new or change; returns whose scores of which months no longer hold."""
    texts = [canonical(plan.wanted) for plan in plans]
    for text in texts:
        batch.cover(text)
    changing = [(plan, text) for plan, text in zip(plans, texts, strict=True) if plan.changes]
    if not changing:
        return set()
    connection = batch.session.connection()
    rows = [plan.record for plan, _ in changing]
    for row in rows:
        row["batch_id"] = batch.id
    connection.execute(_upsert(connection.dialect.name), rows)
    _note_added(batch, [(plan, text) for plan, text in changing if plan.stored is None])
    _note_changed(batch, [plan for plan, _ in changing])
    return {mark for plan, _ in changing for mark in _marks(plan)}


def _upsert(dialect: str) -> sa.Insert:
    """Return the statement that adds a file, or writes it over the one of the same code."""
    insert = sqlite.insert(_FILES) if dialect == "sqlite" else postgresql.insert(_FILES)
    written: dict[str, object] = {name: insert.excluded[name] for name in _WRITTEN}
    written["revision"] = _FILES.c.revision + 1
    return insert.on_conflict_do_update(index_elements=[_FILES.c.code], set_=written)


def _note_added(batch: OpenBatch, added: Sequence[tuple[FilePlan, str]]) -> None:
    codes = [plan.record["code"] for plan, _ in added]
    found = batch.session.connection().execute(sa.select(_FILES.c.code, _FILES.c.id).where(_FILES.c.code.in_(codes)))
    ids = {row.code: row.id for row in found}
    batch.note(HandledFile, [(ids[plan.record["code"]], None, text) for plan, text in added])


def _note_changed(batch: OpenBatch, plans: Sequence[FilePlan]) -> None:
    noted: list[tuple[int, str | None, str]] = []
    for plan in plans:
        if plan.file_id is not None and plan.stored is not None:
            before = {name: plan.stored[name] for name in (*plan.changes, "batch_id")}
            noted.append((plan.file_id, canonical(before), canonical(plan.changes)))
    batch.note(HandledFile, noted)


def _marks(plan: FilePlan) -> set[Mark]:
    days = HandledFile.score_days(plan.record)
    if plan.stored is not None:
        days |= HandledFile.score_days(dict(plan.stored))
    return {(official_id, day and day.replace(day=1)) for official_id, day in days}
