"""What pydantic refuses, told in sentences of our own, and never in pydantic's English."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, get_args

import pytest
from pydantic import UUID4, AfterValidator, Field, TypeAdapter, ValidationError
from pydantic_core.core_schema import ErrorType

from tracker.messages import Message, message, translate
from tracker.validation_messages import _BOUNDED, _PLAIN, RefusedValueError, told


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


def refused(annotation: object, value: object) -> Message:
    with pytest.raises(ValidationError) as error:
        TypeAdapter(annotation).validate_python(value)
    return told(error.value.errors()[0])


@pytest.mark.parametrize(
    ("annotation", "value", "sentence"),
    [
        (int, "many", "is not a whole number"),
        (int, 1.5, "is not a whole number"),
        (Decimal, "many", "is not a number"),
        (float, "many", "is not a number"),
        (bool, "perhaps", "is neither yes nor no"),
        (date, "yesterday", "is not a date"),
        (time, "noon", "is not a time of day"),
        (datetime, "noon", "is not a date with a time of day"),
        (str, 5, "is not a text"),
        (list[int], "5", "is not a list"),
        (dict[str, int], 5, "is not a group of keys"),
        (Annotated[int, Field(ge=1)], 0, "must be at least 1"),
        (Annotated[int, Field(le=9)], 10, "must be at most 9"),
        (Annotated[Decimal, Field(gt=Decimal("0.5"))], Decimal("0.5"), "must be more than 0.5"),
        (Annotated[float, Field(lt=1.5)], 2, "must be less than 1.5"),
        (Annotated[date, Field(ge=date(2026, 11, 1))], date(2026, 10, 1), "must be at least 01/11/2026"),
        (Annotated[int, Field(multiple_of=5)], 7, "must be a multiple of 5"),
        (Annotated[Decimal, Field(decimal_places=2)], "1.234", "must have at most 2 digits after the decimal mark"),
        (Annotated[Decimal, Field(max_digits=3)], "1234", "must have at most 3 digits"),
        (Annotated[str, Field(min_length=2)], "x", "must have at least 2 characters"),
        (Annotated[str, Field(max_length=2)], "xyz", "must have at most 2 characters"),
        (Annotated[str, Field(pattern="^[A-Z]+$")], "x", "is not written as it must be"),
        (Annotated[list[int], Field(min_length=1)], [], "must have at least 1 entries"),
        (Literal["vi", "en"], "fr", "must be one of: vi, en"),
        (Literal[1, 2, 3], 4, "must be one of: 1, 2, 3"),
        (Colour, "blue", "must be one of: red, green"),
        (UUID4, "x", "is not valid"),
    ],
)
def test_what_is_refused_is_told_in_our_own_words(annotation: object, value: object, sentence: str) -> None:
    assert translate(refused(annotation, value), "en") == sentence


def test_a_bound_is_written_as_the_language_writes_it() -> None:
    kept = refused(Annotated[Decimal, Field(gt=Decimal("0.5"))], Decimal(0)).params["bound"]
    assert translate(message("%(bound)s", bound=kept), "vi") == "0,5"


def test_a_validator_of_our_own_speaks_in_its_message() -> None:
    because = message("%(day)s is a holiday", day=date(2026, 9, 2))

    def refuse(_value: int) -> int:
        raise RefusedValueError(because)

    assert refused(Annotated[int, AfterValidator(refuse)], 1) == because


def test_another_validator_speaks_for_itself() -> None:
    def refuse(_value: int) -> int:
        raise ValueError("no such room")

    assert translate(refused(Annotated[int, AfterValidator(refuse)], 1), "en") == "no such room"


def test_every_kind_of_error_that_is_told_is_one_of_pydantics() -> None:
    assert {*_BOUNDED, *_PLAIN} - set(get_args(ErrorType)) == set()
