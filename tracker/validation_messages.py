"""Why pydantic refuses a value, in sentences of our own, which are translated; pydantic's are English."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from pydantic_core import ErrorDetails

from tracker.messages import SOURCE_LANGUAGE, Message, message, translate

Bounds = Mapping[str, object]
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_BETWEEN_CHOICES = re.compile(r", | or ")


class RefusedValueError(ValueError):
    """What a validator of our own raises: pydantic wants a ValueError, people want a sentence that is translated."""

    def __init__(self, told: Message) -> None:
        super().__init__(told)
        self.message = told

    def __str__(self) -> str:
        return translate(self.message, SOURCE_LANGUAGE)


def told(error: ErrorDetails) -> Message:
    """Return why a value is refused, to stand behind its name: "must be at least 1".

    `error` is one of `ValidationError.errors()`. What is not known here "is not valid".
    """
    kind, bounds = error["type"], error.get("ctx", {})
    if kind in ("value_error", "assertion_error"):
        raised = bounds["error"]
        return raised.message if isinstance(raised, RefusedValueError) else message("%(what)s", what=str(raised))
    if kind in _BOUNDED:
        return _BOUNDED[kind](bounds)
    return _PLAIN.get(kind, _NOT_VALID)


def _bound(bounds: Bounds, name: str) -> object:
    """Return a bound as a message writes it; that of a date comes as text."""
    value = bounds[name]
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, str) and _DAY.fullmatch(value):
        return date.fromisoformat(value)
    return value if isinstance(value, (int, Decimal)) else str(value)


def _choices(bounds: Bounds) -> Message:
    """Return the words to choose from, which pydantic joins in English."""
    words = [word.strip("'") for word in _BETWEEN_CHOICES.split(str(bounds["expected"]))]
    return message("must be one of: %(choices)s", choices=words)


_BOUNDED: Mapping[str, Callable[[Bounds], Message]] = MappingProxyType(
    {
        "literal_error": _choices,
        "enum": _choices,
        "greater_than": lambda bounds: message("must be more than %(bound)s", bound=_bound(bounds, "gt")),
        "greater_than_equal": lambda bounds: message("must be at least %(bound)s", bound=_bound(bounds, "ge")),
        "less_than": lambda bounds: message("must be less than %(bound)s", bound=_bound(bounds, "lt")),
        "less_than_equal": lambda bounds: message("must be at most %(bound)s", bound=_bound(bounds, "le")),
        "multiple_of": lambda bounds: message("must be a multiple of %(bound)s", bound=_bound(bounds, "multiple_of")),
        "string_too_short": lambda bounds: message(
            "must have at least %(least)d characters", least=bounds["min_length"]
        ),
        "string_too_long": lambda bounds: message("must have at most %(most)d characters", most=bounds["max_length"]),
        "too_short": lambda bounds: message("must have at least %(least)d entries", least=bounds["min_length"]),
        "too_long": lambda bounds: message("must have at most %(most)d entries", most=bounds["max_length"]),
        "decimal_max_digits": lambda bounds: message("must have at most %(most)d digits", most=bounds["max_digits"]),
        "decimal_max_places": lambda bounds: message(
            "must have at most %(most)d digits after the decimal mark", most=bounds["decimal_places"]
        ),
        "decimal_whole_digits": lambda bounds: message(
            "must have at most %(most)d digits before the decimal mark", most=bounds["whole_digits"]
        ),
    }
)

_NOT_VALID = message("is not valid")
_TYPES_BY_MESSAGE = (
    (message("is missing"), "missing missing_argument"),
    (message("is not known here"), "extra_forbidden no_such_attribute"),
    (message("is not a whole number"), "int_parsing int_type int_from_float int_parsing_size"),
    (message("is not a number"), "float_parsing float_type decimal_parsing decimal_type finite_number"),
    (message("is neither yes nor no"), "bool_parsing bool_type"),
    (message("is not a text"), "string_type string_unicode"),
    (message("is not written as it must be"), "string_pattern_mismatch"),
    (
        message("is not a date"),
        "date_type date_parsing date_from_datetime_parsing date_from_datetime_inexact",
    ),
    (message("must lie in the past"), "date_past datetime_past"),
    (message("must lie in the future"), "date_future datetime_future"),
    (message("is not a time of day"), "time_type time_parsing"),
    (
        message("is not a date with a time of day"),
        "datetime_type datetime_parsing datetime_from_date_parsing datetime_object_invalid",
    ),
    (message("is not a list"), "list_type tuple_type set_type frozen_set_type iterable_type"),
    (message("is not a group of keys"), "dict_type mapping_type model_type model_attributes_type dataclass_type"),
)
_PLAIN: Mapping[str, Message] = MappingProxyType(
    {kind: told for told, kinds in _TYPES_BY_MESSAGE for kind in kinds.split()}
)
