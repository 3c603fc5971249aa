"""What a corrected file may hold: which fields, values of which type, and days that agree with each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session, SQLModel

from tracker.audit import canonical
from tracker.messages import InputError
from tracker.records.handled_files import DERIVED, MOST_WORKING_DAYS, HandledFile
from tracker.records.officials import Official
from tracker.records.procedures import Procedure
from tracker.records.units import Unit

Values = Mapping[str, object]
NOT_CORRECTABLE = DERIVED | {"id", "code", "batch_id", "revision"}
NOT_BEFORE_THE_RECEIPT = ("due_on", "extended_due_on", "finished_on", "returned_on")
HAS_HAPPENED = ("received_on", "finished_on", "returned_on", "status_on", "resumed_on")
LARGEST_ID = 2**31 - 1
NAMED_RECORDS: dict[str, type[SQLModel]] = {
    "procedure_id": Procedure,
    "unit_id": Unit,
    "receiver_id": Official,
    "handler_id": Official,
}


def checked_corrections(session: Session, file: HandledFile, changes: Values, today: date) -> dict[str, object]:
    """Return the changes with values of the fields' types.

    Raises InputError for a field that cannot be corrected, a value that it cannot have, or a contradiction with the
    rest of the file.
    """
    _refuse_other_fields(file.code, changes)
    corrected = {field: _value(file.code, field, value) for field, value in changes.items()}
    _refuse_unknown_records(session, file.code, corrected)
    _refuse_days_to_come(file.code, corrected, today)
    _refuse_contradictions(file.code, {**file.model_dump(), **corrected})
    return corrected


def correctable_fields() -> list[str]:
    """Return the fields of a file that people may correct."""
    return [field for field in HandledFile.model_fields if field not in NOT_CORRECTABLE]


def _refuse_other_fields(code: str, fields: Iterable[str]) -> None:
    correctable = correctable_fields()
    for field in fields:
        if field not in correctable:
            raise InputError(
                "File %(code)s: the field %(field)s cannot be corrected by hand. Correct one of %(correctable)s.",
                code=code,
                field=field,
                correctable=correctable,
            )


@cache
def _type_of(field: str) -> TypeAdapter[object]:
    annotation = HandledFile.model_fields[field].annotation
    assert annotation is not None
    return TypeAdapter(annotation)


def _value(code: str, field: str, value: object) -> object:
    try:
        return _type_of(field).validate_json(canonical(value), strict=True)
    except ValidationError as error:
        raise InputError(
            "File %(code)s, field %(field)s: %(value)s is no value for it. Give a day as 2026-11-20, a time as "
            "15:30:00, and a status or channel by its key.",
            code=code,
            field=field,
            value=str(value),
        ) from error


def _refuse_unknown_records(session: Session, code: str, corrected: Values) -> None:
    for field, table in NAMED_RECORDS.items():
        number = corrected.get(field)
        if not isinstance(number, int):
            continue
        if not 1 <= number <= LARGEST_ID or session.get(table, number) is None:
            raise InputError(
                "File %(code)s, field %(field)s: there is no record with the number %(number)s. Choose another one.",
                code=code,
                field=field,
                number=str(number),
            )


def _refuse_days_to_come(code: str, corrected: Values, today: date) -> None:
    for field in HAS_HAPPENED:
        day = corrected.get(field)
        if isinstance(day, date) and day > today:
            raise InputError(
                "File %(code)s, field %(field)s: %(day)s is yet to come, today is %(today)s. Give a day that has "
                "passed, or today.",
                code=code,
                field=field,
                day=day,
                today=today,
            )


def _refuse_contradictions(code: str, values: Values) -> None:
    received_on, paused_days = values["received_on"], values["paused_days"]
    assert isinstance(received_on, date)
    assert isinstance(paused_days, int)
    if not 0 <= paused_days <= MOST_WORKING_DAYS:
        raise InputError(
            "File %(code)s, field paused_days: it must lie between 0 and %(most)d, it is %(paused)s. Correct it.",
            code=code,
            most=MOST_WORKING_DAYS,
            paused=str(paused_days),
        )
    for field in NOT_BEFORE_THE_RECEIPT:
        day = values[field]
        if isinstance(day, date) and day < received_on:
            raise InputError(
                "File %(code)s, field %(field)s: it was received on %(received)s; %(day)s lies before it. Correct one "
                "of the two.",
                code=code,
                field=field,
                received=received_on,
                day=day,
            )
