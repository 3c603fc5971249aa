"""Undoing a batch: its records get back what they held before, unless somebody has worked on them since.

What the batch added along the way (units, procedures, officials with their postings) goes too, but stays where other
records name it. A correction is never undone: if one record changed after the batch, nothing is undone at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from tracker.audit import record
from tracker.database import Database, RecordSession
from tracker.imports.batches import ImportBatch, ImportChange, batch_by_id
from tracker.imports.checking.fields import ImportKind
from tracker.imports.storing.open_batch import BATCH
from tracker.imports.storing.stored_values import TABLES, columns_of, given_back, load_values
from tracker.imports.undoing.checks import Kept, is_named, label, touched_since
from tracker.imports.undoing.files import give_back_files
from tracker.messages import InputError, Message, counted
from tracker.records.absences import Absence
from tracker.records.aliases import Alias
from tracker.records.duty_days import DutyDay
from tracker.records.handled_files import HandledFile
from tracker.records.officials import Official
from tracker.records.postings import Posting
from tracker.records.procedures import Procedure, ProcedureTerm
from tracker.records.rederiving import rederive_all
from tracker.records.training_records import TrainingRecord
from tracker.records.units import Unit
from tracker.staleness import mark_stale

_NAMED_IN_AN_ERROR = 10
_OF_THE_LIST: Mapping[str, tuple[type[SQLModel], ...]] = MappingProxyType(
    {
        ImportKind.FILES.value: (HandledFile,),
        ImportKind.OFFICIALS.value: (Official, Posting, Alias),
        ImportKind.PROCEDURES.value: (Procedure, ProcedureTerm),
        ImportKind.DUTY.value: (DutyDay,),
        ImportKind.TRAINING.value: (TrainingRecord,),
        ImportKind.ABSENCES.value: (Absence,),
    }
)
"""The tables whose records a list describes; the others a batch only added along the way."""

_ALONG_THE_WAY = (Official, Posting, Procedure, Unit)
_NAMING_BEFORE_NAMED = (
    *(DutyDay, TrainingRecord, Absence, Alias, Posting, ProcedureTerm),
    *(Official, Procedure, Unit),
)


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing a batch did: records removed and given back, and those that stay because others name them."""

    batch_id: int
    removed: int
    given_back: int
    staying: tuple[str, ...]

    @property
    def told(self) -> Message:
        """What was done, in one sentence."""
        return counted(
            "Batch %(batch)d is undone: %(count)s record removed, %(given_back)s given back.",
            "Batch %(batch)d is undone: %(count)s records removed, %(given_back)s given back.",
            count=self.removed,
            batch=self.batch_id,
            given_back=Decimal(self.given_back),
        )


@dataclass(frozen=True, slots=True)
class BeforeUndo:
    """What undoing a batch would do, and the records that keep it from being done."""

    removed: int
    given_back: int
    staying: tuple[str, ...]
    changed_since: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    """All that a batch kept, by table; `own` are the ids of the records that it added, less those that stay."""

    by_table: Mapping[type[SQLModel], Sequence[Kept]]
    own: dict[str, set[int]]
    of_the_list: tuple[type[SQLModel], ...]


def look_before_undo(session: Session, batch: ImportBatch) -> BeforeUndo:
    """Return what undoing the batch would do; nothing is written."""
    kept = _kept(session, batch)
    changed_since = _changed_since(session, batch, kept)
    staying = _staying(session, kept)
    changes = [change for table in kept.of_the_list for change in kept.by_table.get(table, ())]
    removed = sum(change.before is None for change in changes)
    return BeforeUndo(removed, len(changes) - removed, tuple(staying), tuple(changed_since))


def undo(database: Database, batch_id: int, *, actor: str) -> Undone:
    """Undo a batch in one transaction. Raises InputError, and changes nothing, if its records changed since."""
    with database.writing(actor) as session:
        batch = batch_by_id(session, batch_id)
        if batch.undone_at is not None:
            raise InputError("Batch %(batch)d was undone already; `tracker import list` says when.", batch=batch_id)
        kept = _kept(session, batch)
        _refuse_changed(session, batch, kept)
        days = give_back_files(session, kept.by_table.get(HandledFile, ()))
        staying = _staying(session, kept)
        for table in _NAMING_BEFORE_NAMED:
            _give_back(session, table, kept)
        batch.undone_at = session.change.at
        session.add(batch)
        session.flush()
        changes = [change for table in kept.of_the_list for change in kept.by_table.get(table, ())]
        removed = sum(change.before is None for change in changes)
        undone = Undone(batch_id, removed, len(changes) - removed, tuple(staying))
        about = {"removed": undone.removed, "given_back": undone.given_back, "staying": staying}
        position = record(session, "undo", BATCH, str(batch_id), after=about)
        gone = kept.own.get(str(Official.__tablename__), set())
        mark_stale(session, [(who, day) for who, day in days if who not in gone], position)
        if batch.kind == ImportKind.PROCEDURES:
            rederive_all(session, position)
    return undone


def _kept(session: Session, batch: ImportBatch) -> _Kept:
    columns = (
        col(ImportChange.subject),
        col(ImportChange.subject_id),
        col(ImportChange.before),
        col(ImportChange.after),
    )
    wanted = sa.select(*columns).where(col(ImportChange.batch_id) == batch.id).order_by(col(ImportChange.id))
    by_table: dict[type[SQLModel], list[Kept]] = {}
    for subject, id, before, after in session.connection().execute(wanted):
        by_table.setdefault(TABLES[subject], []).append(Kept(id, before, after))
    own = {
        str(table.__tablename__): {kept.id for kept in changes if kept.before is None}
        for table, changes in by_table.items()
    }
    return _Kept(by_table, own, _OF_THE_LIST[batch.kind])


def _refuse_changed(session: Session, batch: ImportBatch, kept: _Kept) -> None:
    """Raise an error that names the records of the list which changed after the batch, or which others name."""
    touched = _changed_since(session, batch, kept)
    if touched:
        raise InputError(
            "Batch %(batch)d cannot be undone: %(count)d of its records changed since or are named by others, among "
            "them %(names)s. Correct these records by hand, or import a corrected list.",
            batch=batch.id,
            count=len(touched),
            names=touched[:_NAMED_IN_AN_ERROR],
        )


def _changed_since(session: Session, batch: ImportBatch, kept: _Kept) -> list[str]:
    """Return what people call the records of the list which changed after the batch, or which others name."""
    touched: list[str] = []
    for table in kept.of_the_list:
        changes = kept.by_table.get(table, ())
        touched += touched_since(session, batch, table, changes)
        if table in (Official, Procedure):
            named = [
                change.id for change in changes if change.before is None and _is_named(session, table, change, kept)
            ]
            touched += [label(session, values) for values in load_values(session, table, named)]
    return list(dict.fromkeys(touched))


def _staying(session: Session, kept: _Kept) -> list[str]:
    """Take from `own` what was added along the way and is named by others by now; return what people call it."""
    staying: list[str] = []
    for table in _ALONG_THE_WAY:
        if table in kept.of_the_list:
            continue
        own = kept.own.get(str(table.__tablename__), set())
        for change in reversed(kept.by_table.get(table, ())):
            values = next(load_values(session, table, [change.id]), None)
            if change.id in own and values is not None and _stays(session, table, change, values, kept):
                own.discard(change.id)
                staying += [] if table is Posting else [label(session, values)]
    return staying


def _stays(session: Session, table: type[SQLModel], change: Kept, values: Mapping[str, object], kept: _Kept) -> bool:
    if table is Posting:
        return values["official_id"] not in kept.own.get(str(Official.__tablename__), ())
    return _is_named(session, table, change, kept)


def _is_named(session: Session, table: type[SQLModel], change: Kept, kept: _Kept) -> bool:
    return is_named(session, table, change.id, kept.own)


def _give_back(session: RecordSession, table: type[SQLModel], kept: _Kept) -> None:
    """Remove the records of a table that the batch added, and give those of the list their former values."""
    own = kept.own.get(str(table.__tablename__), set())
    for change in reversed(kept.by_table.get(table, ())):
        row = session.get(table, change.id)
        if row is None:
            continue
        if change.id in own and table is Official:
            _remove_official(session, row)
        elif change.id in own:
            session.delete(row)
        elif change.before is not None and table in kept.of_the_list:
            for name, value in given_back(table, change.before).items():
                setattr(row, name, value)
            session.add(row)
        if table is Unit:
            session.flush()
    session.flush()


def _remove_official(session: RecordSession, official: SQLModel) -> None:
    """Remove an official with the marks of his scores; an ordinary flush would mark the scores of nobody stale."""
    session.flush()
    values = official.model_dump()
    session.expunge(official)
    officials = columns_of(Official)
    session.connection().execute(sa.delete(officials).where(officials.c.id == values["id"]))
    record(session, "removed", str(Official.__tablename__), str(values["id"]), before=values)
