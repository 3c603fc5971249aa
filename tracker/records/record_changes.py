"""What people do by hand to any record that can be corrected: change it, add a missing one; both are held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from sqlmodel import Session, SQLModel, col, select

from tracker.messages import InputError
from tracker.records.absences import Absence
from tracker.records.by_hand import Values, identity, refuse_without_reason
from tracker.records.corrected_values import KEYS, checked_corrections, checked_new, correctable_fields
from tracker.records.duty_days import DutyDay
from tracker.records.file_changes import correct_file, derived_file
from tracker.records.handled_files import HandledFile
from tracker.records.held_fields import hold
from tracker.records.holders import holders_of
from tracker.records.postings import Posting
from tracker.records.record_names import record_name
from tracker.records.training_records import TrainingRecord

SUBJECTS: Mapping[str, type[SQLModel]] = MappingProxyType(
    {str(table.__tablename__): table for table in (HandledFile, DutyDay, TrainingRecord, Absence, Posting)}
)
"""The records that people may ask about."""
CHANGEABLE = frozenset({HandledFile, DutyDay, TrainingRecord, Absence})
"""Those that an accepted correction changes; a posting is changed by who keeps the officials."""
OWNERS: Mapping[type[SQLModel], str] = MappingProxyType(
    {HandledFile: "handler_id", DutyDay: "official_id", TrainingRecord: "official_id", Absence: "official_id"}
)
"""The field that says whose a record is."""


def correct_record(session: Session, record: SQLModel, changes: Values, because: str, today: date) -> None:
    """Change a record by hand and hold the fields against later imports. Raises InputError; nothing changes then."""
    if isinstance(record, HandledFile):
        correct_file(session, record, changes, because, today)
        return
    refuse_without_reason(record, because)
    corrected = checked_corrections(session, record, changes, today)
    _refuse_a_double(session, record, {**record.model_dump(), **corrected})
    for field, value in corrected.items():
        setattr(record, field, value)
    session.add(record)
    session.flush()
    _hold(session, record, corrected, because)


def add_record(session: Session, table: type[SQLModel], values: Values, because: str, today: date) -> SQLModel:
    """Add a record that was missing, and hold what it says. Raises InputError for values that it cannot have."""
    checked = checked_new(session, table, values, today)
    record = derived_file(session, checked) if table is HandledFile else table(**checked)
    _refuse_a_double(session, record, checked)
    session.add(record)
    session.flush()
    _hold(session, record, [field for field in values if field in correctable_fields(table)], because)
    return record


def key_of(record: SQLModel) -> dict[str, object]:
    """Return what no other record of its kind shares with it."""
    return {field: getattr(record, field) for field in KEYS[type(record)]}


def concerned(session: Session, record: SQLModel) -> set[int]:
    """Return the officials whose own case a record is: they decide nothing about it."""
    if isinstance(record, HandledFile):
        return holders_of(session, record)
    return officials_in(record.model_dump())


def officials_in(values: Values) -> set[int]:
    """Return the officials for whom a record with these values would count."""
    return {
        value for field in ("official_id", "substitute_id", "handler_id") if isinstance(value := values.get(field), int)
    }


def _hold(session: Session, record: SQLModel, fields: Iterable[str], because: str) -> None:
    hold(session, str(record.__tablename__), identity(record), fields, because.strip())


def _refuse_a_double(session: Session, record: SQLModel, values: Values) -> None:
    """Raise InputError if another record has what no two records share."""
    table = type(record)
    same = select(table)
    for field in KEYS.get(table, ()):
        same = same.where(col(getattr(table, field)) == values[field])
    other = session.exec(same).first()
    if other is not None and other is not record:
        raise InputError(
            "%(record)s is there already. Correct that one, or give another day.", record=record_name(other)
        )
