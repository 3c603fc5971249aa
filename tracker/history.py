"""The history of one record: who changed what and when, was and now, and why; by hand and by imports."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from tracker.accounts.accounts import full_names
from tracker.audit import AuditEntry
from tracker.imports.batches import ImportBatch, ImportChange
from tracker.messages import Message, message
from tracker.records.record_names import record_name
from tracker.records.shown_values import FieldChange, Values, shown_changes

MOST_ENTRIES = 200


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One change of a record. `actor` is the full name of who made it where he is an official, else his account.

    `record` names the record where the history is that of several.
    """

    at: datetime
    actor: str
    because: Message | str | None
    changes: Sequence[FieldChange]
    is_new: bool = False
    is_removed: bool = False
    record: Message | None = None


@dataclass(frozen=True, slots=True)
class _Noted:
    """A change as it was noted, before its values are put in words."""

    at: datetime
    actor: str
    because: Message | str | None
    before: Values | None
    after: Values | None


def history_of(session: Session, subject: str, subject_id: int) -> list[HistoryEntry]:
    """Return the history of a record of the table `subject`, the latest change first; changes nobody sees left out.

    An import notes its files by itself, its other records also in the audit log: those are told once.
    """
    imported = _imported(session, subject, subject_id)
    moments = {noted.at: noted.because for noted in imported}
    logged = [
        _Noted(noted.at, noted.actor, moments.get(noted.at, noted.because), noted.before, noted.after)
        for noted in _logged(session, subject, subject_id)
    ]
    told = {noted.at for noted in logged}
    all_noted = [
        *logged,
        *(noted for noted in imported if noted.at not in told),
        *_undone(session, subject, subject_id),
    ]
    all_noted.sort(key=lambda noted: noted.at, reverse=True)
    return _in_words(session, subject, all_noted)


def history_with(session: Session, subject: str, subject_id: int, parts: Iterable[SQLModel]) -> list[HistoryEntry]:
    """Return the history of a record and of the records that belong to it, each named, the latest change first."""
    found = history_of(session, subject, subject_id)
    for part in parts:
        entries = history_of(session, str(part.__tablename__), getattr(part, "id", 0))
        found += [replace(entry, record=record_name(part)) for entry in entries]
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def once_was(session: Session, subject: str, subject_id: int, field: str, value: object) -> bool:
    """Whether a field of a record had this value before it was changed, by hand or by an import."""
    noted = [*_logged(session, subject, subject_id), *_imported(session, subject, subject_id)]
    return any(one.before is not None and one.before.get(field) == value for one in noted)


def _in_words(session: Session, subject: str, noted: Sequence[_Noted]) -> list[HistoryEntry]:
    table = next(table for table in _tables() if table.__tablename__ == subject)
    names = full_names(session, {one.actor for one in noted})
    changes = shown_changes(session, table, [(one.before, one.after) for one in noted])
    return [
        HistoryEntry(
            one.at,
            names.get(one.actor, one.actor),
            one.because,
            changed,
            is_new=one.before is None,
            is_removed=one.after is None,
        )
        for one, changed in zip(noted, changes, strict=True)
        if changed
    ]


def _tables() -> list[type[SQLModel]]:
    return [mapper.class_ for mapper in SQLModel._sa_registry.mappers]


def _logged(session: Session, subject: str, subject_id: int) -> list[_Noted]:
    wanted = (
        sa.select(AuditEntry)
        .where(col(AuditEntry.subject) == subject, col(AuditEntry.subject_id) == str(subject_id))
        .order_by(col(AuditEntry.position).desc())
        .limit(MOST_ENTRIES)
    )
    entries = session.execute(wanted).scalars()
    return [_Noted(one.at, one.actor, one.because, _values(one.before), _values(one.after)) for one in entries]


def _imported(session: Session, subject: str, subject_id: int) -> list[_Noted]:
    wanted = _of_batches(subject, subject_id).order_by(col(ImportChange.id).desc()).limit(MOST_ENTRIES)
    return [
        _Noted(
            batch.stored_at,
            batch.actor,
            message("Import of %(file)s", file=batch.filename),
            _values(change.before),
            _values(change.after),
        )
        for change, batch in session.execute(wanted)
    ]


def _undone(session: Session, subject: str, subject_id: int) -> list[_Noted]:
    """Return what undoing batches gave back; who did it stands in the audit log."""
    found: list[_Noted] = []
    wanted = _of_batches(subject, subject_id).where(col(ImportBatch.undone_at).is_not(None))
    for change, batch in session.execute(wanted.order_by(col(ImportChange.id).desc()).limit(MOST_ENTRIES)):
        because = message("The import of %(file)s was taken back", file=batch.filename)
        actor = session.execute(
            sa.select(col(AuditEntry.actor)).where(
                col(AuditEntry.subject) == str(ImportBatch.__tablename__),
                col(AuditEntry.subject_id) == str(batch.id),
                col(AuditEntry.action) == "undo",
            )
        ).scalar()
        found.append(_Noted(batch.undone_at, actor or "", because, _values(change.after), _values(change.before)))
    return found


def _of_batches(subject: str, subject_id: int) -> sa.Select[ImportChange, ImportBatch]:
    wanted = sa.select(ImportChange, ImportBatch).join(ImportBatch, col(ImportBatch.id) == col(ImportChange.batch_id))
    return wanted.where(col(ImportChange.subject) == subject, col(ImportChange.subject_id) == subject_id)


def _values(kept: str | None) -> Values | None:
    return None if kept is None else dict(json.loads(kept))
