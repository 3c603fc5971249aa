"""The forms in which people say what a record should be: one model for each kind of record."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from datetime import date, time
from decimal import Decimal
from types import MappingProxyType

from pydantic import BaseModel, Field, create_model
from sqlmodel import Session, SQLModel

from tracker.records.absences import Absence, AbsenceKind
from tracker.records.duty_days import DutyDay, DutyState, Shift
from tracker.records.handled_files import MOST_WORKING_DAYS, HandledFile
from tracker.records.lifecycle import Channel, FileStatus
from tracker.records.postings import OfficialKind, Posting
from tracker.records.shown_values import LESSON_PERIODS
from tracker.records.training_records import ContentGroup, TrainingRecord
from tracker.records.words import choices_of
from tracker.web.choosing import all_officials, all_units, procedures
from tracker.web.forms import Choices, Form, marked

Values = Mapping[str, object]
LONG = 2000


class FileFields(Form):
    """A handled file."""

    code: str = Field(max_length=120, title=marked("File code"))
    finished_on: date | None = Field(default=None, title=marked("Result ready"))
    due_on: date | None = Field(default=None, title=marked("Due date"))
    received_on: date = Field(title=marked("Received"))
    returned_on: date | None = Field(default=None, title=marked("Handed over"))
    status: FileStatus = Field(title=marked("Status"))
    status_on: date | None = Field(default=None, title=marked("Status since"))
    channel: Channel = Field(default=Channel.COUNTER, title=marked("Channel"))
    procedure_id: int | None = Field(default=None, title=marked("Procedure"))
    handler_id: int | None = Field(default=None, title=marked("Handled by"))
    receiver_id: int | None = Field(default=None, title=marked("Received by"))
    unit_id: int | None = Field(default=None, title=marked("Unit"))
    received_at: time | None = Field(default=None, title=marked("Received at"))
    due_at: time | None = Field(default=None, title=marked("Due at"))
    finished_at: time | None = Field(default=None, title=marked("Result ready at"))
    returned_at: time | None = Field(default=None, title=marked("Handed over at"))
    extended_due_on: date | None = Field(default=None, title=marked("Extended to"))
    extension_recorded_on: date | None = Field(default=None, title=marked("Extension recorded"))
    paused_days: int = Field(default=0, ge=0, le=MOST_WORKING_DAYS, title=marked("Working days paused"))
    resumed_on: date | None = Field(default=None, title=marked("Resumed"))


class DutyFields(Form):
    """A duty day."""

    on: date = Field(title=marked("Day"))
    shift: Shift = Field(default=Shift.DAY, title=marked("Shift"))
    state: DutyState = Field(default=DutyState.SERVED, title=marked("State"))
    official_id: int | None = Field(default=None, title=marked("Official"))
    substitute_id: int | None = Field(default=None, title=marked("Substitute"))


class TrainingFields(Form):
    """A course."""

    title: str = Field(max_length=300, title=marked("Title"))
    starts_on: date = Field(title=marked("From"))
    ends_on: date = Field(title=marked("To"))
    hours_hundredths: Decimal = Field(
        default=Decimal(0), ge=0, le=10_000, max_digits=7, decimal_places=2, title=marked("Lesson periods")
    )
    content_group: ContentGroup | None = Field(default=None, title=marked("Content group"))
    is_passed: bool = Field(default=True, title=marked("Passed"))
    official_id: int | None = Field(default=None, title=marked("Official"))
    form: str | None = Field(default=None, max_length=200, title=marked("Form"))
    result: str | None = Field(default=None, max_length=200, title=marked("Result"))
    certificate: str | None = Field(default=None, max_length=200, title=marked("Certificate"))


class AbsenceFields(Form):
    """An absence."""

    kind: AbsenceKind = Field(default=AbsenceKind.LEAVE, title=marked("Kind"))
    starts_on: date = Field(title=marked("From"))
    ends_on: date | None = Field(default=None, title=marked("To"))
    official_id: int | None = Field(default=None, title=marked("Official"))


class PostingFields(Form):
    """A posting."""

    unit_id: int = Field(title=marked("Unit"))
    position: str = Field(default="", max_length=200, title=marked("Position"))
    kind: OfficialKind = Field(title=marked("Kind"))
    working_time_percent: int = Field(ge=1, le=100, title=marked("Working-time share (%%)"))
    valid_from: date | None = Field(default=None, title=marked("From"))
    valid_to: date | None = Field(default=None, title=marked("To"))


FIELDS_OF: Mapping[type[SQLModel], type[Form]] = MappingProxyType(
    {
        HandledFile: FileFields,
        DutyDay: DutyFields,
        TrainingRecord: TrainingFields,
        Absence: AbsenceFields,
        Posting: PostingFields,
    }
)
MAIN: Mapping[type[SQLModel], tuple[str, ...]] = MappingProxyType(
    {
        HandledFile: ("finished_on", "due_on", "received_on", "returned_on", "status", "channel", "procedure_id"),
        DutyDay: ("on", "shift", "state", "substitute_id"),
        TrainingRecord: tuple(name for name in TrainingFields.model_fields if name != "official_id"),
        Absence: ("kind", "starts_on", "ends_on"),
        Posting: tuple(PostingFields.model_fields),
    }
)
"""The fields that are asked for at once; the others of a file stand behind one more click."""


def all_fields(table: type[SQLModel]) -> tuple[str, ...]:
    """Return the fields of a record that a form can ask for, the main ones first."""
    model = FIELDS_OF[table]
    hidden = {"code", *({"official_id"} if table is not HandledFile else ())}
    rest = [name for name in model.model_fields if name not in MAIN[table] and name not in hidden]
    return (*MAIN[table], *rest)


def form_of(table: type[SQLModel], names: Iterable[str], more: type[Form]) -> type[Form]:
    """Return the form with these fields of a record, and those of another form behind them."""
    infos = FIELDS_OF[table].model_fields
    fields: dict[str, tuple[object, object]] = {name: (infos[name].annotation, infos[name]) for name in names}
    fields |= {name: (info.annotation, info) for name, info in more.model_fields.items()}
    return create_model(f"{table.__name__}Form", __base__=Form, **fields)  # type: ignore[call-overload, no-any-return]


def initial_of(table: type[SQLModel], values: Values) -> dict[str, object]:
    """Return values of a record as its form shows them; the earliest of all days, which is unknown, is left empty."""
    fields = FIELDS_OF[table].model_fields
    initial = {name: value for name, value in values.items() if name in fields and value != date.min}
    periods = initial.get(LESSON_PERIODS)
    if isinstance(periods, int):
        initial[LESSON_PERIODS] = Decimal(periods) / 100
    return initial


def values_of(filled: BaseModel, names: Iterable[str]) -> dict[str, object]:
    """Return what a form says, as the record keeps it."""
    values = {name: getattr(filled, name) for name in names}
    periods = values.get(LESSON_PERIODS)
    if isinstance(periods, Decimal):
        values[LESSON_PERIODS] = int(periods * 100)
    if "valid_from" in values:
        values["valid_from"] = values["valid_from"] or date.min
    return values


def differences(record: SQLModel, values: Values) -> dict[str, object]:
    """Return the values that differ from those of the record; a time is told to the minute."""
    return {name: value for name, value in values.items() if _plain(getattr(record, name)) != _plain(value)}


def _plain(value: object) -> object:
    """Return a value as a form can tell it: no seconds, and nothing for an empty text."""
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0)
    return None if value == "" else value


def choices_for(reader: Session, table: type[SQLModel], names: Iterable[str]) -> dict[str, Choices]:
    """Return the choices of those fields that have some."""
    kinds: dict[str, type[enum.Enum]] = {
        "status": FileStatus,
        "channel": Channel,
        "shift": Shift,
        "state": DutyState,
        "content_group": ContentGroup,
        "kind": OfficialKind if table is Posting else AbsenceKind,
    }
    wanted = set(names)
    choices: dict[str, Choices] = {name: choices_of(kind) for name, kind in kinds.items() if name in wanted}
    people = wanted & {"handler_id", "receiver_id", "official_id", "substitute_id"}
    if people:
        choices |= dict.fromkeys(people, all_officials(reader))
    if "unit_id" in wanted:
        choices["unit_id"] = all_units(reader)
    if "procedure_id" in wanted:
        choices["procedure_id"] = procedures(reader)
    return choices
