"""Values as the text of a form, as either language writes them, and back."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from werkzeug.datastructures import MultiDict

from tracker.messages import Message
from tracker.text import normalise, plain_number
from tracker.validation_messages import RefusedValueError
from tracker.web import spans
from tracker.web.form_types import allows_none, asked_widget, inner_model, inner_of_list, plain_type, widget_of
from tracker.web.formatting import clock, day, read_day
from tracker.web.requests import language


def as_raw(model: type[BaseModel], values: Mapping[str, object], prefix: str) -> list[tuple[str, str]]:
    """Return what stands in the fields of a model, with its defaults, as a form sends it."""
    raw: list[tuple[str, str]] = []
    for name, info in model.model_fields.items():
        default = None if info.is_required() else info.get_default(call_default_factory=True)
        value = values.get(name, default)
        inner = inner_model(info)
        if inner is not None:
            given = value.model_dump() if isinstance(value, BaseModel) else value
            raw += as_raw(inner, given if isinstance(given, Mapping) else {}, f"{prefix}{name}.")
        elif isinstance(value, (list, tuple, set, frozenset)):
            texts = spans.as_texts(value) if spans.is_spans(plain_type(info)) else [_text(one) for one in value]
            raw += [(prefix + name, text) for text in texts]
        elif value is not None:
            raw.append((prefix + name, _text(value)))
    return raw


def _text(value: object) -> str:
    match value:
        case bool():
            return "on" if value else ""
        case enum.Enum():
            return str(value.value)
        case date():
            return day(value)
        case time():
            return clock(value)
        case Decimal():
            text = f"{value.normalize():f}"
            return text.replace(".", ",") if language() == "vi" else text
        case _:
            return str(value)


def from_raw(
    model: type[BaseModel], raw: MultiDict[str, str], prefix: str, refused: dict[str, Message]
) -> dict[str, object]:
    """Return what a form sends, for the model to check; a field that is empty and may not be is left out.

    Why a day cannot be read is added to `refused`, by field.
    """
    values: dict[str, object] = {}
    for name, info in model.model_fields.items():
        inner, full = inner_model(info), prefix + name
        if inner is not None:
            values[name] = from_raw(inner, raw, f"{full}.", refused)
        elif spans.is_spans(plain_type(info)):
            values[name] = spans.as_pairs(raw.getlist(full))
        elif inner_of_list(info) is not None:
            values[name] = [value for value in raw.getlist(full) if value]
        elif plain_type(info) is bool:
            values[name] = raw.get(full) == "on"
        else:
            text = raw.get(full, "")
            try:
                value = _value(info, text if asked_widget(info) == "password" else _clean(info, text))
            except RefusedValueError as error:
                value, refused[full] = None, error.message
            if value is not None:
                values[name] = value
            elif allows_none(info):
                values[name] = None
    return values


def _clean(info: FieldInfo, text: str) -> str:
    """Return the text in the one normal form; the lines of a long one are kept."""
    if (asked_widget(info) or widget_of(info, False)) != "long_text":
        return normalise(text)
    return "\n".join(normalise(line) for line in text.splitlines()).strip()


def _value(info: FieldInfo, text: str) -> object:
    """Return what pydantic reads: numbers as either language writes them, days as people do; None for nothing.

    Raises RefusedValueError for what is no day.
    """
    if not text:
        return "" if plain_type(info) is str and not allows_none(info) and not info.is_required() else None
    kind = plain_type(info)
    if kind in (int, float, Decimal):
        return plain_number(text)
    return read_day(text) if kind is date else text
