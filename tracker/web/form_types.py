"""What the type of a field says about how a page asks for it: the widget, the choices, the bounds."""

from __future__ import annotations

import enum
import types
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from tracker.messages import Message
from tracker.owners import CORE
from tracker.records.words import VALUES, choices_of
from tracker.web import spans
from tracker.web.file_kinds import FileKind

Choices = Sequence[tuple[str, Message | str]]
Widget = Literal[
    "text", "long_text", "password", "number", "date", "time", "choice", "checkbox", "checkboxes", "file", "spans"
]
WIDGETS: tuple[Widget, ...] = get_args(Widget)
ONE_LINE = 300
ASKED_AS_ONE_VALUE = (bool, int, float, Decimal, str, date, time)


def plain_type(info: FieldInfo) -> Any:
    """Return the type of a field without None and without annotations."""
    found: Any = info.annotation
    while get_origin(found) in (Annotated, Union, types.UnionType):
        inner = [one for one in get_args(found) if one is not type(None)]
        found = inner[0]
    return found


def inner_model(info: FieldInfo) -> type[BaseModel] | None:
    """Return the model that stands in the field, if one does."""
    found = plain_type(info)
    return found if isinstance(found, type) and issubclass(found, BaseModel) else None


def inner_of_list(info: FieldInfo) -> Any:
    """Return the type of the values of a field that holds several; None for one that holds one."""
    found = plain_type(info)
    if get_origin(found) in (list, tuple, set, frozenset):
        return get_args(found)[0]
    return None


def allows_none(info: FieldInfo) -> bool:
    """Whether the field may be empty."""
    return type(None) in get_args(info.annotation)


def can_be_asked(model: type[BaseModel]) -> bool:
    """Whether a form can ask for every field of a model: one that it cannot ask for would be lost."""
    return all(_can_be_asked(info) for info in model.model_fields.values())


def _can_be_asked(info: FieldInfo) -> bool:
    kind, inner = plain_type(info), inner_model(info)
    if spans.is_spans(kind):
        return True
    if inner is not None:
        return not allows_none(info) and can_be_asked(inner)
    if inner_of_list(info) is not None:
        return bool(choices_of_type(info, CORE))
    is_enum = isinstance(kind, type) and issubclass(kind, enum.Enum)
    return kind in ASKED_AS_ONE_VALUE or get_origin(kind) is Literal or is_enum


def widget_of(info: FieldInfo, has_choices: bool) -> Widget:
    """Return how a field is asked, by its type; where choices are given, as a choice."""
    kind = plain_type(info)
    if spans.is_spans(kind):
        return "spans"
    if inner_of_list(info) is not None:
        return "checkboxes"
    if kind is bool:
        return "checkbox"
    if has_choices or get_origin(kind) is Literal or (isinstance(kind, type) and issubclass(kind, enum.Enum)):
        return "choice"
    if kind in (int, float, Decimal):
        return "number"
    if kind is time:
        return "time"
    if kind in (date, datetime):
        return "date"
    return "long_text" if (bounds_of(info).longest or 0) > ONE_LINE else "text"


def asked_widget(info: FieldInfo) -> Widget | None:
    """Return the widget that a model names for a field, where its type alone would lead to another one."""
    extra = info.json_schema_extra
    named = extra.get("widget") if isinstance(extra, dict) else None
    return next((widget for widget in WIDGETS if widget == named), None)


@dataclass(frozen=True, slots=True)
class Takes:
    """Which files a field takes: their kinds, how large each may be, how many, and whether there must be one."""

    kinds: Sequence[FileKind]
    most_megabytes: int
    most_files: int
    is_required: bool

    @property
    def endings(self) -> list[str]:
        """How the names of such files end."""
        return [ending for kind in self.kinds for ending in kind.endings]


def takes_of(info: FieldInfo, most_megabytes: int) -> Takes | None:
    """Return which files a field takes, where no upload may be larger than that; None for any other field."""
    extra = info.json_schema_extra
    takes = extra.get("takes") if isinstance(extra, dict) else None
    if not isinstance(takes, dict):
        return None
    kinds, most, files = takes["kinds"], takes["most_megabytes"], takes["most_files"]
    assert isinstance(kinds, list)
    assert isinstance(most, int)
    assert isinstance(files, int)
    is_required = bool(takes["is_required"])
    return Takes([FileKind(str(kind)) for kind in kinds], min(most, most_megabytes), files, is_required)


def choices_of_type(info: FieldInfo, catalogue: str) -> Choices:
    """Return the choices of a type: those of the core in its own words, others as the catalogue has them."""
    kind = inner_of_list(info) or plain_type(info)
    if kind in VALUES:
        return choices_of(kind)
    if get_origin(kind) is Literal:
        return [(str(value), Message(str(value), catalogue=catalogue)) for value in get_args(kind)]
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return [(str(member.value), Message(str(member.value), catalogue=catalogue)) for member in kind]
    return ()


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between which values a field must lie, and how many characters it takes at most."""

    smallest: object = None
    largest: object = None
    longest: int | None = None


def bounds_of(info: FieldInfo) -> Bounds:
    """Return the bounds that the annotations of a field say."""
    found = Bounds()
    for one in info.metadata:
        match one:
            case Ge(ge=bound):
                found = replace(found, smallest=bound)
            case Gt(gt=bound):
                found = replace(found, smallest=_beyond(bound, info, 1))
            case Le(le=bound):
                found = replace(found, largest=bound)
            case Lt(lt=bound):
                found = replace(found, largest=_beyond(bound, info, -1))
            case MaxLen(max_length=longest):
                found = replace(found, longest=longest)
    return found


def _beyond(bound: Any, info: FieldInfo, direction: int) -> Decimal | None:
    """Return the value next to a bound that is itself refused; None where the type has no next one."""
    places = next((one.decimal_places for one in info.metadata if getattr(one, "decimal_places", None)), 0)
    if not places and plain_type(info) is not int:
        return None
    return Decimal(str(bound)) + Decimal(direction).scaleb(-places)
