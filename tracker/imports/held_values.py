"""The values of a held field, as it stands and as a list wanted it, in the words of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlmodel import Session, SQLModel

from tracker.imports.checking.fields import ImportKind
from tracker.records.absences import Absence
from tracker.records.duty_days import DutyDay
from tracker.records.handled_files import HandledFile
from tracker.records.officials import Official
from tracker.records.postings import Posting
from tracker.records.procedures import Procedure, ProcedureTerm
from tracker.records.shown_values import Shown, wanted_value
from tracker.records.training_records import TrainingRecord

_TABLES: Mapping[ImportKind, Sequence[type[SQLModel]]] = {
    ImportKind.FILES: (HandledFile,),
    ImportKind.OFFICIALS: (Official, Posting),
    ImportKind.PROCEDURES: (Procedure, ProcedureTerm),
    ImportKind.DUTY: (DutyDay,),
    ImportKind.TRAINING: (TrainingRecord,),
    ImportKind.ABSENCES: (Absence,),
}


def shown_held_value(session: Session, kind: ImportKind, field: str, text: str | None) -> Shown:
    """Return a value as a disagreement keeps it, as people read it."""
    tables = _TABLES[kind]
    table = next((table for table in tables if field in table.model_fields), tables[0])
    return wanted_value(session, table, field, text)
