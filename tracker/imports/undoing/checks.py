"""What keeps a batch from being undone: records that somebody worked on, or that others name, since it was stored."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from tracker.imports.batches import ImportBatch, ImportChange
from tracker.imports.storing.stored_values import given_back, load_values
from tracker.records.corrections import Correction
from tracker.records.delay_causes import DelayCause
from tracker.records.hand_overs import HandOver
from tracker.records.handled_files import HandledFile
from tracker.records.held_fields import HeldField
from tracker.records.officials import Official
from tracker.records.references import references_to
from tracker.staleness import StaleMark

Own = Mapping[str, Collection[int]]
"""By table, the ids of the records that a batch added itself."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One record of a batch: what the batch overwrote (None when it added the record) and wrote, as JSON."""

    id: int
    before: str | None
    after: str


def touched_since(session: Session, batch: ImportBatch, table: type[SQLModel], kept: Sequence[Kept]) -> list[str]:
    """Return, as people know them, the records of one table that changed after the batch wrote them."""
    subject = str(table.__tablename__)
    touched = _written_later(session, batch, subject) | _held_since(session, subject, kept)
    if table is HandledFile:
        touched |= _pointed_to(session, batch.stored_at.date(), kept)
    records = {row["id"]: row for row in load_values(session, table, [change.id for change in kept])}
    labels: list[str] = []
    for id, written in _written(table, kept).items():
        record = records.get(id)
        if record is None:
            labels.append(f"{subject} {id}")
        elif id in touched or any(record[name] != value for name, value in written.items()):
            labels.append(label(session, record))
    return labels


def label(session: Session, record: Mapping[str, object]) -> str:
    """Return how people know a record: its code or name, else whose it is and of which day."""
    if record.get("code") or record.get("name"):
        return str(record.get("code") or record["name"])
    official_id = record.get("official_id")
    whose = session.get_one(Official, official_id).code if official_id is not None else record["id"]
    days = (record.get(name) for name in ("on", "starts_on", "valid_from"))
    return " ".join(f"{part:%d/%m/%Y}" if isinstance(part, date) else str(part) for part in (whose, *days) if part)


def is_named(session: Session, table: type[SQLModel], id: int, own: Own) -> bool:
    """Whether a record that the batch did not add itself points to this one."""
    for key in references_to(session, str(table.__tablename__)):
        child = key.parent.table
        if key.ondelete != "SET NULL" and child.name != StaleMark.__tablename__:
            others = sa.select(child.primary_key.columns[0]).where(key.parent == id)
            mine = own.get(child.name, ())
            if any(row[0] not in mine for row in session.connection().execute(others.limit(len(mine) + 1))):
                return True
    return False


def _written(table: type[SQLModel], kept: Iterable[Kept]) -> dict[int, dict[str, object]]:
    """Return what the batch wrote last in each field of each record."""
    written: dict[int, dict[str, object]] = {}
    for change in kept:
        written.setdefault(change.id, {}).update(given_back(table, change.after))
    return written


def _written_later(session: Session, batch: ImportBatch, subject: str) -> set[int]:
    """Return the records that a later batch wrote, which was not undone itself."""
    mine = sa.select(col(ImportChange.subject_id)).where(
        col(ImportChange.batch_id) == batch.id, col(ImportChange.subject) == subject
    )
    later = (
        select(ImportChange.subject_id)
        .join(ImportBatch, col(ImportBatch.id) == col(ImportChange.batch_id))
        .where(col(ImportChange.subject) == subject, col(ImportChange.subject_id).in_(mine))
        .where(col(ImportChange.batch_id) > batch.id, col(ImportBatch.undone_at).is_(None))
    )
    return set(session.exec(later))


def _held_since(session: Session, subject: str, kept: Iterable[Kept]) -> set[int]:
    """Return the records of which a field is held that the batch wrote, and could not have written if it was held."""
    fields: dict[int, set[str]] = {}
    for held in session.exec(select(HeldField).where(col(HeldField.subject) == subject)):
        fields.setdefault(held.subject_id, set()).add(held.field)
    if not fields:
        return set()
    return {
        change.id
        for change in kept
        if change.id in fields and (change.before is None or not fields[change.id].isdisjoint(json.loads(change.after)))
    }


def _pointed_to(session: Session, since: date, kept: Sequence[Kept]) -> set[int]:
    """Return the files handed over, explained or contested since the day of the batch, added ones whenever."""
    contested = select(col(Correction.subject_id), col(Correction.said_on)).where(
        col(Correction.subject) == str(HandledFile.__tablename__)
    )
    added = {change.id: change.before is None for change in kept}
    return {
        file_id
        for wanted in (
            select(col(HandOver.file_id), col(HandOver.on)),
            select(col(DelayCause.file_id), col(DelayCause.said_on)),
            contested,
        )
        for file_id, day in session.connection().execute(wanted)
        if file_id in added and (added[file_id] or day >= since)
    }
