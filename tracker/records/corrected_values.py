"""What a corrected record may hold: which fields, values of which type, and days that agree with each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session, SQLModel

from tracker.audit import canonical
from tracker.messages import InputError, Message
from tracker.records.absences import Absence
from tracker.records.duty_days import DutyDay, DutyState
from tracker.records.handled_files import DERIVED, MOST_WORKING_DAYS, HandledFile
from tracker.records.officials import Official
from tracker.records.procedures import Procedure
from tracker.records.record_names import KINDS, record_name
from tracker.records.shown_values import field_title
from tracker.records.training_records import TrainingRecord
from tracker.records.units import Unit

Values = Mapping[str, object]
NOT_CORRECTABLE = DERIVED | {"id", "code", "batch_id", "revision"}
NOT_BEFORE_THE_RECEIPT = ("due_on", "extended_due_on", "finished_on", "returned_on")
HAS_HAPPENED: Mapping[type[SQLModel], tuple[str, ...]] = MappingProxyType(
    {
        HandledFile: ("received_on", "finished_on", "returned_on", "status_on", "resumed_on"),
        TrainingRecord: ("starts_on", "ends_on"),
    }
)
"""Days that lie in the past wherever they are known."""
KEYS: Mapping[type[SQLModel], tuple[str, ...]] = MappingProxyType(
    {
        HandledFile: ("code",),
        DutyDay: ("on", "official_id", "shift"),
        TrainingRecord: ("official_id", "title", "starts_on"),
        Absence: ("official_id", "starts_on"),
    }
)
"""What no two records of a kind share."""
NEEDED: Mapping[type[SQLModel], tuple[str, ...]] = MappingProxyType(
    {
        HandledFile: ("code", "handler_id", "received_on"),
        DutyDay: ("official_id", "on"),
        TrainingRecord: ("official_id", "title", "starts_on", "ends_on"),
        Absence: ("official_id", "starts_on"),
    }
)
"""The fields without which there is no record."""
LARGEST_ID = 2**31 - 1
NAMED_RECORDS: Mapping[str, type[SQLModel]] = MappingProxyType(
    {
        "procedure_id": Procedure,
        "unit_id": Unit,
        "receiver_id": Official,
        "handler_id": Official,
        "official_id": Official,
        "substitute_id": Official,
    }
)


def checked_corrections(session: Session, record: SQLModel, changes: Values, today: date) -> dict[str, object]:
    """Return the changes of a record with values of the fields' types; text is read as a stored correction has it.

    Raises InputError for a field that cannot be corrected, a value that it cannot have, or a contradiction with the
    rest of the record.
    """
    about = _About(type(record), record_name(record))
    _refuse_other_fields(about, changes, correctable_fields(about.table))
    return _checked(session, about, record.model_dump(), changes, today)


def checked_new(session: Session, table: type[SQLModel], values: Values, today: date) -> dict[str, object]:
    """Return the values of a record to be added, typed as `checked_corrections` does, with the defaults of the rest.

    Raises InputError, also where something is missing without which there is no such record.
    """
    about = _About(table, KINDS[str(table.__tablename__)])
    missing = [field_title(field) for field in NEEDED[table] if values.get(field) in (None, "")]
    if missing:
        raise InputError(
            "%(record)s: %(fields)s must be known before it can be added. Fill them in.",
            record=about.name,
            fields=missing,
        )
    _refuse_other_fields(about, values, [*correctable_fields(table), "code"])
    defaults = {name: info.default for name, info in table.model_fields.items() if not info.is_required()}
    return {**defaults, **_checked(session, about, defaults, values, today)}


@dataclass(frozen=True, slots=True)
class _About:
    """Which record is checked: its table, and how an error calls it."""

    table: type[SQLModel]
    name: Message


def _checked(session: Session, about: _About, stood: Values, values: Values, today: date) -> dict[str, object]:
    table, name = about.table, about.name
    typed = {field: _value(about, field, value) for field, value in values.items()}
    _refuse_unknown_records(session, name, typed)
    _refuse_days_to_come(about, typed, today)
    whole = {**stood, **typed}
    if table is HandledFile:
        _refuse_contradictions(name, whole)
    else:
        _refuse_an_end_before_the_beginning(name, whole)
    if table is DutyDay:
        _refuse_a_duty_day_that_cannot_be(name, whole, today)
    return typed


def correctable_fields(table: type[SQLModel]) -> list[str]:
    """Return the fields of a record that people may correct."""
    return [field for field in table.model_fields if field not in NOT_CORRECTABLE]


def _refuse_other_fields(about: _About, fields: Iterable[str], correctable: Sequence[str]) -> None:
    for field in fields:
        if field not in correctable:
            raise InputError(
                "%(record)s: the field %(field)s cannot be corrected by hand. Correct one of these: %(correctable)s.",
                record=about.name,
                field=field,
                correctable=[field_title(one) for one in correctable],
            )


@cache
def _type_of(table: type[SQLModel], field: str) -> TypeAdapter[object]:
    annotation = table.model_fields[field].annotation
    assert annotation is not None
    return TypeAdapter(annotation)


def _value(about: _About, field: str, value: object) -> object:
    try:
        return _type_of(about.table, field).validate_json(canonical(value), strict=True)
    except ValidationError as error:
        raise InputError(
            "%(record)s, %(field)s: %(value)s is no value for it. Give a day as 2026-11-20, a time as 15:30:00, and "
            "a status or channel by its key.",
            record=about.name,
            field=field_title(field),
            value=str(value),
        ) from error


def _refuse_unknown_records(session: Session, name: Message, typed: Values) -> None:
    for field, table in NAMED_RECORDS.items():
        number = typed.get(field)
        if not isinstance(number, int):
            continue
        if not 1 <= number <= LARGEST_ID or session.get(table, number) is None:
            raise InputError(
                "%(record)s, %(field)s: there is no record with the number %(number)s. Choose another one.",
                record=name,
                field=field_title(field),
                number=str(number),
            )


def _refuse_days_to_come(about: _About, typed: Values, today: date) -> None:
    for field in HAS_HAPPENED.get(about.table, ()):
        day = typed.get(field)
        if isinstance(day, date) and day > today:
            raise InputError(
                "%(record)s, %(field)s: %(day)s is yet to come, today is %(today)s. Give a day that has passed, or "
                "today.",
                record=about.name,
                field=field_title(field),
                day=day,
                today=today,
            )


def _refuse_contradictions(name: Message, values: Values) -> None:
    received_on, paused_days = values["received_on"], values["paused_days"]
    assert isinstance(received_on, date)
    assert isinstance(paused_days, int)
    if not 0 <= paused_days <= MOST_WORKING_DAYS:
        raise InputError(
            "%(record)s, %(field)s: it must lie between 0 and %(most)d, it is %(paused)s. Correct it.",
            record=name,
            field=field_title("paused_days"),
            most=MOST_WORKING_DAYS,
            paused=str(paused_days),
        )
    for field in NOT_BEFORE_THE_RECEIPT:
        day = values[field]
        if isinstance(day, date) and day < received_on:
            raise InputError(
                "%(record)s, %(field)s: it was received on %(received)s; %(day)s lies before it. Correct one of the "
                "two.",
                record=name,
                field=field_title(field),
                received=received_on,
                day=day,
            )


def _refuse_an_end_before_the_beginning(name: Message, values: Values) -> None:
    starts_on, ends_on = values.get("starts_on"), values.get("ends_on")
    if isinstance(starts_on, date) and isinstance(ends_on, date) and ends_on < starts_on:
        raise InputError(
            "%(record)s ends on %(end)s, before it begins on %(start)s. Correct one of the two days.",
            record=name,
            start=starts_on,
            end=ends_on,
        )


def _refuse_a_duty_day_that_cannot_be(name: Message, values: Values, today: date) -> None:
    on, state = values["on"], values["state"]
    if isinstance(on, date) and on > today and state is not DutyState.PLANNED:
        raise InputError(
            "%(record)s is yet to come, today is %(today)s: it can only be planned. Correct the day or the state.",
            record=name,
            today=today,
        )
    if values["substitute_id"] is None:
        return
    if values["substitute_id"] == values["official_id"]:
        raise InputError("An official cannot be his own substitute. Leave the substitute empty.")
    if state is not DutyState.SERVED:
        raise InputError(
            "%(record)s: only a day that was served can have a substitute. Say that it was served, or leave the "
            "substitute empty.",
            record=name,
        )
