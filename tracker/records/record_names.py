"""How people name one record: a file by its code, other records by what they are and their day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlmodel import SQLModel

from tracker.messages import Message, message
from tracker.records.absences import Absence
from tracker.records.duty_days import DutyDay
from tracker.records.handled_files import HandledFile
from tracker.records.officials import Official
from tracker.records.postings import Posting
from tracker.records.procedures import Procedure, ProcedureTerm
from tracker.records.training_records import TrainingRecord
from tracker.records.units import Unit

KINDS: Mapping[str, Message] = {
    str(HandledFile.__tablename__): message("Handled file"),
    str(DutyDay.__tablename__): message("Duty day"),
    str(TrainingRecord.__tablename__): message("Course"),
    str(Absence.__tablename__): message("Absence"),
    str(Posting.__tablename__): message("Posting"),
}
"""What a record of each table is called."""


def record_name(record: SQLModel) -> Message:
    """Return the name of a record, as a sentence about it begins."""
    match record:
        case HandledFile():
            return message("File %(code)s", code=record.code)
        case DutyDay():
            return message("Duty day of %(day)s", day=record.on)
        case TrainingRecord():
            return message("Course “%(title)s”", title=record.title)
        case Absence():
            return message("Absence from %(day)s", day=record.starts_on)
        case Posting() if record.valid_from == date.min:
            return message("First posting")
        case Posting():
            return message("Posting from %(day)s", day=record.valid_from)
        case ProcedureTerm() if record.valid_from == date.min:
            return message("First published term")
        case ProcedureTerm():
            return message("Published term from %(day)s", day=record.valid_from)
        case Official():
            return message("%(name)s", name=record.full_name)
        case Unit() | Procedure():
            return message("%(name)s", name=record.name)
        case _:
            return message("Record %(number)s", number=str(getattr(record, "id", "")))
