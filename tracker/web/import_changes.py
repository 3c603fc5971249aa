"""What a batch wrote to single records, in words: which record it was, and each field before and after."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from tracker.database import RecordSession
from tracker.imports.batches import ImportBatch, ImportChange
from tracker.imports.storing.stored_values import TABLES, given_back
from tracker.messages import Message, message
from tracker.records.absences import Absence
from tracker.records.aliases import Alias
from tracker.records.duty_days import DutyDay
from tracker.records.handled_files import HandledFile
from tracker.records.officials import Official
from tracker.records.postings import Posting
from tracker.records.procedures import Procedure, ProcedureTerm
from tracker.records.shown_values import HIDDEN, IN_HUNDREDTHS, field_title
from tracker.records.training_records import TrainingRecord
from tracker.records.units import Unit
from tracker.records.words import VALUES, word
from tracker.web.formatting import day, first_day, hundredths
from tracker.web.rendering import in_words
from tracker.web.requests import told

_TABLES: Mapping[type[SQLModel], Message] = {
    HandledFile: message("Handled files"),
    Official: message("Officials"),
    Posting: message("Postings"),
    Alias: message("Names in exports"),
    Unit: message("Units"),
    Procedure: message("Procedures"),
    ProcedureTerm: message("Published durations"),
    DutyDay: message("Duty days"),
    TrainingRecord: message("Training records"),
    Absence: message("Absences"),
}
_DAYS = ("on", "starts_on", "valid_from")
_NOT_SHOWN = HIDDEN | {"key"}
_OFFICIAL_FIELDS = frozenset({"official_id", "receiver_id", "handler_id", "substitute_id"})


@dataclass(frozen=True, slots=True)
class ChangedField:
    """One field of a record, before and after, as people read it."""

    name: Message
    before: str
    after: str


@dataclass
class ChangeWords:
    """The words for changes; names of people, units and procedures are looked up once."""

    session: RecordSession
    _records: dict[tuple[str, int], SQLModel | None] = field(default_factory=dict)

    def table(self, change: ImportChange) -> Message:
        """Return what kind of record it is."""
        return _TABLES[TABLES[change.subject]]

    def tables_of(self, batch: ImportBatch) -> dict[str, Message]:
        """Return the kinds of records that a batch wrote."""
        wanted = select(ImportChange.subject).where(ImportChange.batch_id == batch.id).distinct()
        return {name: _TABLES[TABLES[name]] for name in sorted(self.session.exec(wanted))}

    def what(self, change: ImportChange) -> Message:
        """Return whether the record was added or changed."""
        return message("Added") if change.before is None else message("Changed")

    def label(self, change: ImportChange, file_code: str | None) -> str:
        """Return what people call the record: its code or name, else whose it is and of which day."""
        values = self._values(change)
        if file_code or values.get("code") or values.get("name"):
            return str(file_code or values.get("code") or values["name"])
        official_id, procedure_id = values.get("official_id"), values.get("procedure_id")
        owner = self._officials.get(official_id) if isinstance(official_id, int) else None
        if isinstance(procedure_id, int):
            owner = self._procedures.get(procedure_id)
        days = (values.get(name) for name in _DAYS)
        parts = (owner or str(change.subject_id), *(day(one) for one in days if isinstance(one, date) and one.year > 1))
        return " · ".join(parts)

    def fields(self, change: ImportChange) -> Sequence[ChangedField]:
        """Return the fields that the batch wrote, without those that say nothing."""
        table = TABLES[change.subject]
        before = given_back(table, change.before) if change.before else {}
        after = given_back(table, change.after)
        return [
            ChangedField(field_title(name), self._shown(name, before.get(name)), self._shown(name, value))
            for name, value in after.items()
            if name not in _NOT_SHOWN and (value is not None or name in before)
        ]

    def one_text(self, change: ImportChange, side: str) -> str:
        """Return all fields of one side in one text, for the workbook."""
        if side == "before" and change.before is None:
            return ""
        return "; ".join(f"{told(one.name)}: {getattr(one, side)}" for one in self.fields(change))

    def _values(self, change: ImportChange) -> Mapping[str, object]:
        """Return what is known of the record: as it stands, else as the batch left it."""
        key = (change.subject, change.subject_id)
        table = TABLES[change.subject]
        if table is not HandledFile and key not in self._records:
            self._records[key] = self.session.get(table, change.subject_id)
        record = self._records.get(key)
        return record.model_dump() if record is not None else given_back(table, change.after)

    def _shown(self, name: str, value: object) -> str:
        shown = value
        if isinstance(value, date):
            shown = first_day(value)
        elif isinstance(value, enum.Enum):
            shown = word(value) if type(value) in VALUES else str(value.value)
        elif isinstance(value, int) and name.endswith(IN_HUNDREDTHS):
            shown = hundredths(value)
        elif isinstance(value, int) and not isinstance(value, bool):
            names = self._officials if name in _OFFICIAL_FIELDS else self._by_field.get(name, {})
            shown = names.get(value, value)
        return str(in_words(shown))

    @cached_property
    def _officials(self) -> dict[int, str]:
        rows = self.session.execute(sa.select(col(Official.id), col(Official.full_name), col(Official.code)))
        return {row.id: f"{row.full_name} ({row.code})" for row in rows}

    @cached_property
    def _procedures(self) -> dict[int, str]:
        rows = self.session.execute(sa.select(col(Procedure.id), col(Procedure.code), col(Procedure.name)))
        return {row.id: row.code or row.name for row in rows}

    @cached_property
    def _by_field(self) -> dict[str, dict[int, str]]:
        units = {row.id: row.name for row in self.session.execute(sa.select(col(Unit.id), col(Unit.name)))}
        return {"unit_id": units, "parent_id": units, "procedure_id": self._procedures}
