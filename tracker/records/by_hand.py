"""What is changed by hand: with its reason, and held against imports."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from tracker.audit import AuditEntry
from tracker.messages import InputError, Message
from tracker.records.held_fields import HeldField, held_of, hold, release
from tracker.records.record_names import record_name
from tracker.records.shown_values import Shown, field_title, shown_values

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Hold:
    """A held field as it is shown: since when, why (nothing where it was only filled in), and what the last import
    wanted instead (nothing where it agreed)."""

    field: str
    because: Message | str
    since: datetime | None
    wanted: Shown

    @property
    def title(self) -> Message:
        """What people call the field."""
        return field_title(self.field)


def change_by_hand(
    session: Session, record: SQLModel, values: Values, because: str, not_held: Collection[str] = ()
) -> list[str]:
    """Write the values that differ, hold them against imports, and return which fields those are.

    Those `not_held` imports may write, from now on again. Raises InputError where a value that stood is replaced
    without a reason; nothing changes then.
    """
    stood = record.model_dump()
    changed = [field for field, value in values.items() if stood[field] != value]
    if any(stood[field] not in (None, "") for field in changed):
        refuse_without_reason(record, because)
    for field in changed:
        setattr(record, field, values[field])
    session.add(record)
    session.flush()
    subject, number = str(record.__tablename__), identity(record)
    hold(session, subject, number, [field for field in changed if field not in not_held], because.strip())
    for field in not_held:
        release(session, subject, number, field)
    return changed


def refuse_without_reason(record: SQLModel, because: str) -> None:
    """Raise InputError unless there is a reason for what is done to the record."""
    if not because.strip():
        raise InputError("%(record)s: say why, so that the change can be checked.", record=record_name(record))


def release_by_hand(session: Session, record: SQLModel, field: str) -> None:
    """Let imports write the field again. Raises InputError if it is not held."""
    if not release(session, str(record.__tablename__), identity(record), field):
        raise InputError(
            "%(record)s, %(field)s: imports may write it already.", record=record_name(record), field=field_title(field)
        )


def remove_by_hand(session: Session, record: SQLModel) -> None:
    """Remove a record, and forget what is held of it."""
    for held in held_of(session, str(record.__tablename__), identity(record)).values():
        session.delete(held)
    session.delete(record)
    session.flush()


def holds_of(session: Session, record: SQLModel) -> dict[str, Hold]:
    """Return the held fields of a record by name, as they are shown."""
    held = held_of(session, str(record.__tablename__), identity(record))
    since = _since(session, held.values())
    wanted = {field: one.disagreement for field, one in held.items() if one.disagreement is not None}
    shown = shown_values(session, type(record), wanted)
    return {field: Hold(field, one.why, since.get(str(one.id)), shown.get(field)) for field, one in held.items()}


def _since(session: Session, held: Iterable[HeldField]) -> dict[str, datetime]:
    """Return when each field was first held, as the audit log noted it."""
    ids = [str(one.id) for one in held]
    if not ids:
        return {}
    added = sa.select(col(AuditEntry.subject_id), sa.func.max(col(AuditEntry.at))).where(
        col(AuditEntry.subject) == str(HeldField.__tablename__),
        col(AuditEntry.subject_id).in_(ids),
        col(AuditEntry.action) == "added",
    )
    return {row[0]: row[1] for row in session.connection().execute(added.group_by(col(AuditEntry.subject_id)))}


def identity(record: SQLModel) -> int:
    """Return the number of a stored record."""
    number = getattr(record, "id", None)
    assert isinstance(number, int)
    return number
