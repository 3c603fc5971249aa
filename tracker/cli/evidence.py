"""The records behind a number, as a table and as JSON."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from sqlmodel import SQLModel

from tracker.cli.output import Terminal, yes_or_no
from tracker.messages import Message, counted, message
from tracker.records.handled_files import HandledFile
from tracker.records.outcomes import outcome_on
from tracker.records.words import FIELDS, VALUES, word
from tracker.workdays import CalendarDay

FILE_FIELDS = ("code", "received_on", "deadline_on", "finished_on", "channel", "status")
_SHOWN: Mapping[type[SQLModel], Sequence[str]] = MappingProxyType({HandledFile: FILE_FIELDS, CalendarDay: ("on",)})
_HEADINGS: Mapping[str, Message] = MappingProxyType(
    {**FIELDS, "deadline_on": message("Due date"), "hours_hundredths": message("Lesson periods")}
)
_IN_HUNDREDTHS = "_hundredths"


def show_evidence(terminal: Terminal, found: Sequence[SQLModel], as_of: date, as_json: bool) -> None:
    """Print the records behind a number."""
    if as_json:
        terminal.show_json({"records": [_record_to_json(record, as_of) for record in found]})
        return
    if found:
        fields, is_file = _fields(found[0]), isinstance(found[0], HandledFile)
        headings = [_heading(found[0], field) for field in fields] + ([message("Outcome")] if is_file else [])
        terminal.show_table(None, headings, [_row(record, fields, as_of) for record in found])
    terminal.say(counted("%(count)s record.", "%(count)s records.", count=len(found)))


def _fields(record: SQLModel) -> Sequence[str]:
    """Return the fields that a person can read: not the numbers by which records name each other."""
    every = (field for field in type(record).model_fields if field != "id" and not field.endswith("_id"))
    return _SHOWN.get(type(record)) or tuple(every)


def _heading(record: SQLModel, field: str) -> Message:
    return _HEADINGS.get(field) or Message(type(record).model_fields[field].title or field)


def _row(record: SQLModel, fields: Sequence[str], as_of: date) -> list[object]:
    row = [_cell(field, getattr(record, field)) for field in fields]
    return [*row, word(outcome_on(record, as_of))] if isinstance(record, HandledFile) else row


def _cell(field: str, value: object) -> object:
    if isinstance(value, bool):
        return yes_or_no(value)
    if isinstance(value, enum.Enum):
        return word(value) if type(value) in VALUES else str(value.value)
    if isinstance(value, int) and field.endswith(_IN_HUNDREDTHS):
        return Decimal(value) / 100
    return value


def _record_to_json(record: SQLModel, as_of: date) -> dict[str, object]:
    values = record.model_dump(mode="json")
    if isinstance(record, HandledFile):
        return {field: values[field] for field in FILE_FIELDS} | {"outcome": outcome_on(record, as_of).value}
    return {field: value for field, value in values.items() if not field.endswith("_id") and field != "id"}
