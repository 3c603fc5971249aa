"""Handled files as a batch stores them: what is new is inserted, what changes is written over the file of its code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel

from tracker.imports.batches import as_kept
from tracker.imports.files.plans import FilePlan
from tracker.imports.storing.bulk import BulkInsert, is_one_of
from tracker.imports.storing.open_batch import OpenBatch
from tracker.records.handled_files import HandledFile
from tracker.staleness import ScoreDay

FILES = SQLModel.metadata.tables[str(HandledFile.__tablename__)]
_ALL_BUT_ID = tuple(column.name for column in FILES.columns if column.name != "id")
_ONE = sa.literal_column("1", sa.Integer)


class FileWriter:
    """Writes the files of one batch, some hundreds at a time."""

    def __init__(self, batch: OpenBatch) -> None:
        self._batch = batch
        self._connection = batch.session.connection()
        # Nobody else writes meanwhile, so what was not found is new: SQLite inserts it a third faster without upsert.
        self._insert = BulkInsert(self._connection, sa.insert(FILES), _ALL_BUT_ID)
        self._upsert = BulkInsert(self._connection, _upsert(self._connection.dialect.name), _ALL_BUT_ID)

    def write(self, plans: Sequence[FilePlan]) -> set[ScoreDay]:
        """Store the files that are new or change; returns whose scores of which days no longer hold."""
        texts = [as_kept(plan.wanted) for plan in plans]
        self._batch.cover(texts)
        changing = [(plan, text) for plan, text in zip(plans, texts, strict=True) if plan.changes]
        if not changing:
            return set()
        batch_id = self._batch.id
        for plan, _ in changing:
            plan.record["batch_id"] = batch_id
        self._add([(plan, text) for plan, text in changing if plan.stored is None])
        self._change([plan for plan, _ in changing if plan.stored is not None])
        return _score_days(plan for plan, _ in changing)

    def _add(self, added: Sequence[tuple[FilePlan, str]]) -> None:
        self._insert.write(plan.record for plan, _ in added)
        codes = [plan.record["code"] for plan, _ in added]
        are_these = is_one_of(self._connection, FILES.c.code, codes)
        found = self._connection.execute(sa.select(FILES.c.code, FILES.c.id).where(are_these))
        ids = {row.code: row.id for row in found}
        self._batch.note(HandledFile, [(ids[plan.record["code"]], None, text) for plan, text in added])

    def _change(self, plans: Sequence[FilePlan]) -> None:
        self._upsert.write(plan.record for plan in plans)
        noted: list[tuple[int, str | None, str]] = []
        for plan in plans:
            if plan.file_id is not None and plan.stored is not None:
                before = {name: plan.stored[name] for name in (*plan.changes, "batch_id")}
                noted.append((plan.file_id, as_kept(before), as_kept(plan.changes)))
        self._batch.note(HandledFile, noted)


def _upsert(dialect: str) -> sa.Insert:
    """Return the statement that adds a file, or writes it over the one of the same code."""
    insert = sqlite.insert(FILES) if dialect == "sqlite" else postgresql.insert(FILES)
    written: dict[str, object] = {name: insert.excluded[name] for name in _ALL_BUT_ID if name != "code"}
    written["revision"] = FILES.c.revision + _ONE
    return insert.on_conflict_do_update(index_elements=[FILES.c.code], set_=written)


def _score_days(plans: Iterable[FilePlan]) -> set[ScoreDay]:
    days: set[ScoreDay] = set()
    for plan in plans:
        days |= HandledFile.score_days(plan.record)
        if plan.stored is not None:
            days |= HandledFile.score_days(dict(plan.stored))
    return days
