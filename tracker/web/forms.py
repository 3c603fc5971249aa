"""Forms from pydantic models: the model says which fields there are and checks them, this module reads and shows them.

A field's title and description are English sentences for the catalogue (mark them with `marked`); its type decides how
it is asked: bool a checkbox, an enum or Literal a choice, a date a day, a set of an enum several checkboxes, a model
inside a model a group, pairs of times spans of the day. Choices that come from the records are given by the page
(`choices`); `json_schema_extra={"unit": marked("days")}` names the unit of a number.
"""

from __future__ import annotations

import enum
import hashlib
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, Generic, Literal, TypeVar, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen
from flask import request
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.fields import FieldInfo
from sqlmodel import SQLModel
from werkzeug.datastructures import MultiDict

from tracker.audit import canonical
from tracker.database import RecordSession
from tracker.messages import InputError, Message, message
from tracker.messages import marked as marked
from tracker.records.words import VALUES, choices_of
from tracker.text import normalise
from tracker.validation_messages import told as told_of_error
from tracker.web import spans
from tracker.web.formatting import clock, day, read_day
from tracker.web.requests import language, writing

Choices = Sequence[tuple[str, Message | str]]
M = TypeVar("M", bound=BaseModel)
Widget = Literal[
    "text", "long_text", "password", "number", "date", "time", "choice", "checkbox", "checkboxes", "file", "spans"
]
ONE_LINE = 300
NONE_CHOSEN = message("Choose one of the list.")
MISSING = message("is missing")


class Form(BaseModel):
    """What the forms of pages share: text without outer spaces, in one normal form."""

    model_config = ConfigDict(str_strip_whitespace=True, extra="ignore", arbitrary_types_allowed=True)


@dataclass(frozen=True)
class FormField:
    """One field as it is shown; `values` is what stands in it, as text."""

    name: str
    label: Message
    widget: Widget
    values: Sequence[str]
    help: Message | None = None
    error: Message | None = None
    is_required: bool = False
    choices: Choices = ()
    smallest: object = None
    largest: object = None
    longest: int | None = None
    unit: Message | None = None
    in_force: Message | None = None

    @property
    def value(self) -> str:
        """What stands in a field that has one value."""
        return self.values[0] if self.values else ""

    @property
    def is_checked(self) -> bool:
        """Whether a checkbox is checked."""
        return self.value == "on"

    @property
    def range(self) -> Message | None:
        """The bounds of a number, for the help."""
        if self.widget != "number" or self.smallest is None or self.largest is None:
            return None
        smallest, largest = Decimal(str(self.smallest)), Decimal(str(self.largest))
        return message("From %(smallest)s to %(largest)s.", smallest=smallest, largest=largest)

    @property
    def spans(self) -> list[tuple[str, str]]:
        """The spans of the day that stand in the field, and an empty one for another."""
        return [*spans.as_pairs(self.values), spans.EMPTY]


@dataclass(frozen=True)
class FieldGroup:
    """The fields of a model inside the model."""

    title: Message
    description: Message | None
    items: Sequence[FormField | FieldGroup]


@dataclass(frozen=True)
class Manner:
    """How a form is asked: whose catalogue translates it, what the names of its fields begin with, what is in force
    beside what stands in it, and whether an empty field is an error although the model has a default."""

    catalogue: str = "tracker"
    prefix: str = ""
    in_force: MultiDict[str, str] | None = None
    is_complete: bool = False


USUAL = Manner()


@dataclass
class FilledForm(Generic[M]):
    """A form as somebody filled it in, or as it is first shown; `value` is what it says once it has no error."""

    model: type[M]
    raw: MultiDict[str, str]
    choices: Mapping[str, Choices] = field(default_factory=dict)
    errors: dict[str, Message] = field(default_factory=dict)
    value: M | None = None
    refused: Message | None = None
    manner: Manner = USUAL

    @property
    def is_wrong(self) -> bool:
        """Whether something has to be corrected."""
        return bool(self.errors) or self.refused is not None

    @property
    def items(self) -> Sequence[FormField | FieldGroup]:
        """The fields in order, with what stands in them."""
        return self._items(self.model, self.manner.prefix)

    def __getitem__(self, name: str) -> FormField:
        """Return one field by its name."""
        return self._field(name, self.model.model_fields[name], self.manner.prefix)

    def wrong_fields(self) -> list[FormField]:
        """Return the fields with an error, for the summary above the form."""
        return [one for one in _flat(self.items) if one.error is not None]

    def _items(self, model: type[BaseModel], prefix: str) -> list[FormField | FieldGroup]:
        items: list[FormField | FieldGroup] = []
        for name, info in model.model_fields.items():
            inner = _inner_model(info)
            if inner is None:
                items.append(self._field(name, info, prefix))
            else:
                about = self._sentence(info.description) if info.description else None
                items.append(
                    FieldGroup(self._sentence(info.title or name), about, self._items(inner, f"{prefix}{name}."))
                )
        return items

    def _field(self, name: str, info: FieldInfo, prefix: str) -> FormField:
        full = prefix + name
        bounds = _bounds(info)
        extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        widget = extra.get("widget") or _widget(info, full in self.choices)
        unit = extra.get("unit")
        shown = FormField(
            name=full,
            label=self._sentence(info.title or name),
            widget=widget,  # type: ignore[arg-type]
            values=self.raw.getlist(full),
            help=self._sentence(info.description) if info.description else None,
            error=self.errors.get(full),
            is_required=self._is_required(info),
            choices=self.choices.get(full) or _choices_of_type(info, self.manner.catalogue),
            smallest=bounds.get("smallest"),
            largest=bounds.get("largest"),
            longest=bounds.get("longest"),  # type: ignore[arg-type]
            unit=self._sentence(unit) if isinstance(unit, str) else None,
        )
        return replace(shown, in_force=self._in_force(shown))

    def _is_required(self, info: FieldInfo) -> bool:
        is_asked = info.is_required() or (self.manner.is_complete and not _allows_none(info))
        return is_asked and _widget(info, False) not in ("checkbox", "checkboxes")

    def _in_force(self, shown: FormField) -> Message | None:
        """Return what is in force, where something else stands in the field."""
        if self.manner.in_force is None:
            return None
        present = self.manner.in_force.getlist(shown.name)
        if _is_same(shown.widget, present, shown.values):
            return None
        return message("In force: %(value)s", value=_in_words(shown, present))

    def _sentence(self, text: str) -> Message:
        return Message(text, catalogue=self.manner.catalogue)


def blank(
    model: type[M],
    initial: Mapping[str, object] | BaseModel | None = None,
    choices: Mapping[str, Choices] | None = None,
    manner: Manner = USUAL,
) -> FilledForm[M]:
    """Return the form as it is first shown, with these values or the model's defaults."""
    values = initial.model_dump() if isinstance(initial, BaseModel) else dict(initial or {})
    return FilledForm(model, MultiDict(_as_raw(model, values, manner.prefix)), choices or {}, manner=manner)


def read(model: type[M], choices: Mapping[str, Choices] | None = None, manner: Manner = USUAL) -> FilledForm[M]:
    """Return the form that the request sends, checked."""
    raw: MultiDict[str, str] = MultiDict((key, value) for key, value in request.form.items(multi=True))
    form = FilledForm(model, raw, choices or {}, manner=manner)
    for name, known in form.choices.items():
        allowed = {value for value, _ in known}
        if any(value and value not in allowed for value in raw.getlist(name)):
            form.errors[name] = NONE_CHOSEN
    if manner.is_complete:
        form.errors |= {one.name: MISSING for one in _flat(form.items) if one.is_required and not any(one.values)}
    try:
        form.value = model.model_validate(_from_raw(model, raw, manner.prefix))
    except ValidationError as error:
        for fault in error.errors():
            name = manner.prefix + _name_in_form(model, fault["loc"])
            form.errors.setdefault(name, told_of_error(fault))
    if form.errors:
        form.value = None
    return form


def was_sent() -> bool:
    """Whether the request sends a form."""
    return request.method == "POST"


def stored(form: FilledForm[M], change: Callable[[RecordSession, M], object], because: str | None = None) -> bool:
    """Make the change that a form without errors asks for; one that a service refuses stands above the form."""
    if form.value is None:
        return False
    try:
        with writing(because) as session:
            change(session, form.value)
    except InputError as error:
        form.refused = error.message
        return False
    return True


def version_of(row: SQLModel) -> str:
    """Return what tells whether a row was changed by somebody else while a form was open."""
    return hashlib.sha256(canonical(row.model_dump()).encode()).hexdigest()[:16]


def refuse_if_changed(row: SQLModel) -> None:
    """Raise InputError if the row is not the one that the form was opened with (its field `version`)."""
    if request.form.get("version") not in (None, version_of(row)):
        raise InputError("Somebody else has just changed this. Open it again to see the new version; yours is below.")


def _flat(items: Sequence[FormField | FieldGroup]) -> list[FormField]:
    found: list[FormField] = []
    for item in items:
        found += _flat(item.items) if isinstance(item, FieldGroup) else [item]
    return found


def _name_in_form(model: type[BaseModel], place: Sequence[int | str]) -> str:
    """Return the field that an error belongs to; an error of a whole model belongs to its first field."""
    names: list[str] = []
    found: type[BaseModel] | None = model
    for name in (part for part in place if isinstance(part, str)):
        names.append(name)
        info = found.model_fields.get(name) if found is not None else None
        found = _inner_model(info) if info is not None else None
    while found is not None:
        first, info = next(iter(found.model_fields.items()))
        names.append(first)
        found = _inner_model(info)
    return ".".join(names)


def _plain_type(info: FieldInfo) -> Any:
    """Return the type of a field without None and without annotations."""
    found: Any = info.annotation
    while get_origin(found) in (Annotated, Union, types.UnionType):
        inner = [one for one in get_args(found) if one is not type(None)]
        found = inner[0]
    return found


def _inner_model(info: FieldInfo) -> type[BaseModel] | None:
    found = _plain_type(info)
    return found if isinstance(found, type) and issubclass(found, BaseModel) else None


def _inner_of_list(info: FieldInfo) -> Any:
    found = _plain_type(info)
    if get_origin(found) in (list, tuple, set, frozenset):
        return get_args(found)[0]
    return None


def _widget(info: FieldInfo, has_choices: bool) -> Widget:
    kind = _plain_type(info)
    if spans.is_spans(kind):
        return "spans"
    if _inner_of_list(info) is not None:
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
    longest = _bounds(info).get("longest")
    return "long_text" if isinstance(longest, int) and longest > ONE_LINE else "text"


def _choices_of_type(info: FieldInfo, catalogue: str) -> Choices:
    """Return the choices of a type: those of the core in its own words, others as the catalogue has them."""
    kind = _inner_of_list(info) or _plain_type(info)
    if kind in VALUES:
        return choices_of(kind)
    if get_origin(kind) is Literal:
        return [(str(value), Message(str(value), catalogue=catalogue)) for value in get_args(kind)]
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return [(str(member.value), Message(str(member.value), catalogue=catalogue)) for member in kind]
    return ()


def _is_same(widget: Widget, present: Sequence[str], values: Sequence[str]) -> bool:
    if widget == "number":
        return [_plain_number(text) for text in present] == [_plain_number(text) for text in values]
    return [text for text in present if text] == [text for text in values if text]


def _in_words(shown: FormField, texts: Sequence[str]) -> object:
    """Return what stands in a field as people read it."""
    words = dict(shown.choices)
    if shown.widget == "checkbox":
        return message("yes") if any(texts) else message("no")
    if shown.widget == "spans":
        return [f"{start}–{end}" for start, end in spans.as_pairs(texts)]
    return [words.get(text, text) for text in texts] or "–"


def _bounds(info: FieldInfo) -> dict[str, object]:
    found: dict[str, object] = {}
    for one in info.metadata:
        match one:
            case Ge(ge=bound):
                found["smallest"] = bound
            case Gt(gt=bound):
                found["smallest"] = _beyond(bound, info, 1)
            case Le(le=bound):
                found["largest"] = bound
            case Lt(lt=bound):
                found["largest"] = _beyond(bound, info, -1)
            case MaxLen(max_length=longest):
                found["longest"] = longest
    return found


def _beyond(bound: Any, info: FieldInfo, direction: int) -> Decimal | None:
    """Return the first value beyond a bound that is itself refused; None where the type has no first one."""
    places = next((one.decimal_places for one in info.metadata if getattr(one, "decimal_places", None)), 0)
    if not places and _plain_type(info) is not int:
        return None
    return Decimal(str(bound)) + Decimal(direction).scaleb(-places)


def _as_raw(model: type[BaseModel], values: Mapping[str, object], prefix: str) -> list[tuple[str, str]]:
    raw: list[tuple[str, str]] = []
    for name, info in model.model_fields.items():
        default = None if info.is_required() else info.get_default(call_default_factory=True)
        value = values.get(name, default)
        inner = _inner_model(info)
        if inner is not None:
            given = value.model_dump() if isinstance(value, BaseModel) else value
            raw += _as_raw(inner, given if isinstance(given, Mapping) else {}, f"{prefix}{name}.")
        elif isinstance(value, (list, tuple, set, frozenset)):
            texts = spans.as_texts(value) if spans.is_spans(_plain_type(info)) else [_text(one) for one in value]
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


def _from_raw(model: type[BaseModel], raw: MultiDict[str, str], prefix: str) -> dict[str, object]:
    values: dict[str, object] = {}
    for name, info in model.model_fields.items():
        inner, full = _inner_model(info), prefix + name
        if inner is not None:
            values[name] = _from_raw(inner, raw, f"{full}.")
        elif spans.is_spans(_plain_type(info)):
            values[name] = spans.as_pairs(raw.getlist(full))
        elif _inner_of_list(info) is not None:
            values[name] = [value for value in raw.getlist(full) if value]
        elif _plain_type(info) is bool:
            values[name] = raw.get(full) == "on"
        else:
            text = raw.get(full, "")
            value = _value(info, text if _is_secret(info) else _clean(text))
            if value is not None:
                values[name] = value
            elif _allows_none(info):
                values[name] = None
    return values


def _is_secret(info: FieldInfo) -> bool:
    extra = info.json_schema_extra
    return isinstance(extra, dict) and extra.get("widget") == "password"


def _clean(text: str) -> str:
    """Return the text in the one normal form, its lines kept."""
    return "\n".join(normalise(line) for line in text.replace("\x00", "").splitlines()).strip()


def _allows_none(info: FieldInfo) -> bool:
    return type(None) in get_args(info.annotation)


def _value(info: FieldInfo, text: str) -> object:
    """Return what pydantic reads: numbers as either language writes them, days also as 20/11/2026; None for nothing."""
    if not text:
        return "" if _plain_type(info) is str and not _allows_none(info) and not info.is_required() else None
    kind = _plain_type(info)
    if kind in (int, float, Decimal):
        return _plain_number(text)
    if kind is date:
        try:
            return read_day(text)
        except ValueError:
            return text
    return text


def _plain_number(text: str) -> str:
    """Return 1.234,5 and 1,234.5 as 1234.5: the later of the two marks is the decimal one."""
    bare = text.replace(" ", "").replace("\u00a0", "").replace("−", "-")
    if "," in bare and "." in bare:
        thousands = "." if bare.rfind(",") > bare.rfind(".") else ","
        bare = bare.replace(thousands, "")
    return bare.replace(",", ".")
