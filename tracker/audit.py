"""Who changed what, when and why: a hash chain over every change of a record.

Each entry's hash covers the entry and the hash before it; the head holds the last hash. An entry that is altered,
removed or put in between breaks the chain at a place that `verify` names, and a tail that is cut no longer reaches a
head that was printed on a paper. Entries come by themselves: whatever a writing session flushes is recorded.
"""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapper, UOWTransaction
from sqlmodel import Field, Session, SQLModel, col, select

from tracker.database import Change, RecordSession
from tracker.messages import Message, message
from tracker.staleness import ScoreDay, mark_stale

FIRST_HASH = "0" * 64
ENTRIES_AT_ONCE = 1000

Told = tuple[str, str, str, object, object]
"""Action, table, identity, before, after."""


class AuditEntry(SQLModel, table=True):
    """One change: what stood before and after, as canonical JSON."""

    __tablename__ = "tracker_audit_entry"
    __audited__ = False
    __table_args__ = (sa.Index("ix_tracker_audit_entry_subject", "subject", "subject_id"),)

    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime
    actor: str
    action: str
    subject: str
    subject_id: str
    before: str | None = Field(default=None, sa_type=sa.Text)
    after: str | None = Field(default=None, sa_type=sa.Text)
    because: str | None = Field(default=None, sa_type=sa.Text)
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class AuditHead(SQLModel, table=True):
    """The end of the chain, one row."""

    __tablename__ = "tracker_audit_head"
    __audited__ = False

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    position: int
    hash: str = Field(max_length=64)


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """One row that a writing session changed: all its values before (None when new) and after (None when deleted)."""

    table: type[SQLModel]
    identity: str
    before: dict[str, object] | None
    after: dict[str, object] | None

    def told(self) -> Told:
        """Return what the log keeps of the change: of a changed row, only the fields that changed.

        Derived fields are left out, unless nothing but them changed.
        """
        name = str(self.table.__tablename__)
        derived: frozenset[str] = getattr(self.table, "__derived__", frozenset())
        if self.before is None or self.after is None:
            before, after = (_without(row, derived) for row in (self.before, self.after))
            return ("added" if before is None else "removed", name, self.identity, before, after)
        changed = [key for key, value in self.after.items() if self.before[key] != value]
        changed = [key for key in changed if key not in derived] or changed
        before, after = ({key: row[key] for key in changed} for row in (self.before, self.after))
        return ("changed", name, self.identity, before, after)


def _without(row: dict[str, object] | None, fields: Collection[str]) -> dict[str, object] | None:
    return None if row is None else {key: value for key, value in row.items() if key not in fields}


def record(
    session: Session, action: str, subject: str, subject_id: str, before: object = None, after: object = None
) -> int:
    """Append one entry that no flushed row stands for, such as an import batch; returns its position."""
    assert isinstance(session, RecordSession)
    return _append(session, [(action, subject, subject_id, before, after)])


def head(session: Session) -> AuditHead:
    """Return the end of the chain, as printed on papers."""
    found = session.get(AuditHead, 1)
    return found or AuditHead(position=0, hash=FIRST_HASH)


@dataclass(frozen=True)
class BrokenLink:
    """The first place where the chain does not hold, and how."""

    position: int
    what: Message


def verify(session: Session, after: int = 0) -> BrokenLink | None:
    """Return the first broken link of the chain, or None when every entry stands as it was written.

    With `after`, only what follows that entry is checked; the entry itself is taken as it stands.
    """
    position, previous = after, FIRST_HASH
    if after:
        trusted = session.exec(select(AuditEntry.hash).where(AuditEntry.position == after)).first()
        if trusted is None:
            return BrokenLink(after, message("missing"))
        previous = trusted
    while True:
        entries_in_order = select(AuditEntry).order_by(col(AuditEntry.position)).limit(ENTRIES_AT_ONCE)
        later = entries_in_order.where(col(AuditEntry.position) > position) if position else entries_in_order
        try:
            entries = session.exec(later).all()
        except ValueError:
            return BrokenLink(_first_unreadable(session, position), message("altered"))
        for entry in entries:
            if entry.position != position + 1:
                return BrokenLink(position + 1, message("missing"))
            if entry.previous_hash != previous:
                return BrokenLink(entry.position, message("does not follow the entry before it"))
            if entry.hash != _hash(entry.model_dump()):
                return BrokenLink(entry.position, message("altered"))
            position, previous = entry.position, entry.hash
        session.expunge_all()
        if not entries:
            break
    end = head(session)
    if (end.position, end.hash) != (position, previous):
        return BrokenLink(position + 1, message("missing at the end"))
    return None


def _first_unreadable(session: Session, after: int) -> int:
    """Return the position of the first entry that no longer holds values of the right kind."""
    positions = select(AuditEntry.position).where(col(AuditEntry.position) > after).order_by(col(AuditEntry.position))
    for position in session.exec(positions):
        try:
            session.get(AuditEntry, position)
        except ValueError:
            return position
    raise AssertionError("every entry can be read")


def holds(session: Session, printed: str) -> bool:
    """Whether the chain still holds an entry whose hash was printed on a paper: a chain that was cut does not."""
    return session.exec(select(AuditEntry.position).where(AuditEntry.hash == printed)).first() is not None


def last_changes(session: Session, table: type[SQLModel], ids: Iterable[int | None]) -> dict[int, tuple[datetime, str]]:
    """Return when each of these rows was changed last, and by whom, by its id."""
    entry = AuditEntry
    wanted = select(entry.subject_id, entry.at, entry.actor).where(
        entry.subject == table.__tablename__, col(entry.subject_id).in_([str(id) for id in ids])
    )
    return {int(id): (at, actor) for id, at, actor in session.exec(wanted.order_by(col(entry.position)))}


def canonical(value: object) -> str:
    """Return `value` as JSON that is the same on every machine: keys sorted, dates in ISO, decimals as text."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, enum.Enum):
        return value.value
    raise TypeError(f"{type(value).__name__} cannot stand in the audit log")


def _hash(entry: Mapping[str, object]) -> str:
    covered = {key: value for key, value in entry.items() if key != "hash"}
    return hashlib.sha256(canonical(covered).encode()).hexdigest()


def _append(session: RecordSession, told: Iterable[Told]) -> int:
    change: Change = session.change
    connection = session.connection()
    end = connection.execute(
        sa.select(col(AuditHead.position), col(AuditHead.hash)).where(col(AuditHead.id) == 1)
    ).first()
    position, previous = (end.position, end.hash) if end else (0, FIRST_HASH)
    entries = []
    for action, subject, subject_id, before, after in told:
        position += 1
        entry: dict[str, object] = {
            "position": position,
            "at": change.at,
            "actor": change.actor,
            "action": action,
            "subject": subject,
            "subject_id": subject_id,
            "before": None if before is None else canonical(before),
            "after": None if after is None else canonical(after),
            "because": change.because,
            "previous_hash": previous,
        }
        previous = entry["hash"] = _hash(entry)
        entries.append(entry)
    connection.execute(sa.insert(AuditEntry), entries)
    new_head = {"position": position, "hash": previous}
    if end:
        connection.execute(sa.update(AuditHead).where(col(AuditHead.id) == 1).values(**new_head))
    else:
        connection.execute(sa.insert(AuditHead).values(id=1, **new_head))
    session.info["last_audit_position"] = position
    return position


@event.listens_for(Mapper, "mapper_configured")
def _remember_old_values(mapper: Mapper[SQLModel], _table: type[SQLModel]) -> None:
    """Let each column fetch the value that it replaces; a change of a row not loaded would go unseen without it."""
    for attribute in mapper.column_attrs:
        mapper.class_manager[attribute.key].impl.active_history = True


@event.listens_for(RecordSession, "after_flush")
def _record_flushed_rows(session: RecordSession, _context: UOWTransaction) -> None:
    changed = [row for row in _changed_rows(session) if row.before != row.after]
    if changed:
        position = _append(session, [row.told() for row in changed])
        mark_stale(session, _score_days(changed), position)


def _changed_rows(session: Session) -> Iterable[ChangedRow]:
    # A session gathers these anew each time that they are asked for.
    new, deleted = session.new, session.deleted
    for row in (*new, *session.dirty, *deleted):
        if isinstance(row, SQLModel) and getattr(type(row), "__audited__", True):
            values = row.model_dump()
            before = None if row in new else values | _old_values(row)
            after = None if row in deleted else values
            yield ChangedRow(type(row), _identity(row), before, after)


def _old_values(row: SQLModel) -> dict[str, object]:
    state = sa.inspect(row)
    assert state is not None
    columns = state.mapper.column_attrs.keys()
    histories = {key: state.attrs[key].history for key in columns}
    return {key: history.deleted[0] for key, history in histories.items() if history.deleted}


def _identity(row: SQLModel) -> str:
    mapper = sa.inspect(type(row))
    assert mapper is not None
    return ",".join(str(key) for key in mapper.primary_key_from_instance(row))


def _score_days(changed: Sequence[ChangedRow]) -> set[ScoreDay]:
    """Return what the changes count for; what counted for an official who is removed counts for everybody."""
    removed = {row.identity for row in changed if row.after is None and row.table.__tablename__ == "tracker_official"}
    days: set[ScoreDay] = set()
    for row in changed:
        score_days = getattr(row.table, "score_days", None)
        for values in (row.before, row.after):
            if score_days is not None and values is not None:
                days.update(score_days(values))
    return {(None if str(official_id) in removed else official_id, day) for official_id, day in days}
