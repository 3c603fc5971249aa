"""Forms from pydantic models: the model says which fields there are and checks them, this module reads and shows them.

A field's title and description are English sentences for the catalogue (mark them with `marked`); its type decides how
it is asked: bool a checkbox, an enum or Literal a choice, a date a day, a set of an enum several checkboxes, a model
inside a model a group. Choices that come from the records are given by the page (`choices`).
"""

from __future__ import annotations

import enum
import hashlib
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
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
from tracker.text import normalise
from tracker.validation_messages import told as told_of_error
from tracker.web.formatting import clock, day, read_day
from tracker.web.requests import writing

Choices = Sequence[tuple[str, Message | str]]
M = TypeVar("M", bound=BaseModel)
Widget = Literal["text", "long_text", "password", "number", "date", "time", "choice", "checkbox", "checkboxes", "file"]
ONE_LINE = 300
NONE_CHOSEN = message("Choose one of the list.")


class Form(BaseModel):
    """What the forms of pages share: text without outer spaces, in one normal form."""

    model_config = ConfigDict(str_strip_whitespace=True, extra="ignore", arbitrary_types_allowed=True)


def marked(text: str) -> str:
    """Mark a field's title or description for the catalogue; it is translated where the form is shown."""
    return text


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
        return message("From %(smallest)s to %(largest)s.", smallest=self.smallest, largest=self.largest)


@dataclass(frozen=True)
class FieldGroup:
    """The fields of a model inside the model."""

    title: Message
    description: Message | None
    items: Sequence[FormField | FieldGroup]


@dataclass
class FilledForm(Generic[M]):
    """A form as somebody filled it in, or as it is first shown; `value` is what it says once it has no error."""

    model: type[M]
    raw: MultiDict[str, str]
    choices: Mapping[str, Choices] = field(default_factory=dict)
    errors: dict[str, Message] = field(default_factory=dict)
    value: M | None = None
    refused: Message | None = None
    catalogue: str = "tracker"

    @property
    def is_wrong(self) -> bool:
        """Whether something has to be corrected."""
        return bool(self.errors) or self.refused is not None

    @property
    def items(self) -> Sequence[FormField | FieldGroup]:
        """The fields in order, with what stands in them."""
        return self._items(self.model, "")

    def __getitem__(self, name: str) -> FormField:
        """Return one field by its name."""
        return self._field(name, self.model.model_fields[name], "")

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
                about = Message(inner.__doc__, catalogue=self.catalogue) if inner.__doc__ else None
                items.append(
                    FieldGroup(self._sentence(info.title or name), about, self._items(inner, f"{prefix}{name}."))
                )
        return items

    def _field(self, name: str, info: FieldInfo, prefix: str) -> FormField:
        full = prefix + name
        bounds = _bounds(info)
        extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        widget = extra.get("widget") or _widget(info, full in self.choices)
        return FormField(
            name=full,
            label=self._sentence(info.title or name),
            widget=widget,  # type: ignore[arg-type]
            values=self.raw.getlist(full),
            help=self._sentence(info.description) if info.description else None,
            error=self.errors.get(full),
            is_required=info.is_required() and _plain_type(info) is not bool,
            choices=self.choices.get(full) or _choices_of_type(info),
            smallest=bounds.get("smallest"),
            largest=bounds.get("largest"),
            longest=bounds.get("longest"),  # type: ignore[arg-type]
        )

    def _sentence(self, text: str) -> Message:
        return Message(text, catalogue=self.catalogue)


def blank(
    model: type[M],
    initial: Mapping[str, object] | BaseModel | None = None,
    choices: Mapping[str, Choices] | None = None,
    catalogue: str = "tracker",
) -> FilledForm[M]:
    """Return the form as it is first shown, with these values or the model's defaults."""
    values = initial.model_dump() if isinstance(initial, BaseModel) else dict(initial or {})
    return FilledForm(model, MultiDict(_as_raw(model, values, "")), choices or {}, catalogue=catalogue)


def read(model: type[M], choices: Mapping[str, Choices] | None = None, catalogue: str = "tracker") -> FilledForm[M]:
    """Return the form that the request sends, checked."""
    raw: MultiDict[str, str] = MultiDict((key, value) for key, value in request.form.items(multi=True))
    form = FilledForm(model, raw, choices or {}, catalogue=catalogue)
    for name, known in form.choices.items():
        allowed = {value for value, _ in known}
        if any(value and value not in allowed for value in raw.getlist(name)):
            form.errors[name] = NONE_CHOSEN
    try:
        form.value = model.model_validate(_from_raw(model, raw, ""))
    except ValidationError as error:
        for fault in error.errors():
            name = _name_in_form(model, fault["loc"])
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
    """Return the field that an error belongs to; an error of the whole model belongs to its first field."""
    names = [part for part in place if isinstance(part, str)]
    return ".".join(names) if names else next(iter(model.model_fields))


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


def _choices_of_type(info: FieldInfo) -> Choices:
    kind = _inner_of_list(info) or _plain_type(info)
    if get_origin(kind) is Literal:
        return [(str(value), Message(str(value))) for value in get_args(kind)]
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return [(str(member.value), Message(str(member.value))) for member in kind]
    return ()


def _bounds(info: FieldInfo) -> dict[str, object]:
    found: dict[str, object] = {}
    for one in info.metadata:
        match one:
            case Ge(ge=bound) | Gt(gt=bound):
                found["smallest"] = bound
            case Le(le=bound) | Lt(lt=bound):
                found["largest"] = bound
            case MaxLen(max_length=longest):
                found["longest"] = longest
    return found


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
            raw += [(prefix + name, _text(one)) for one in value]
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
            return f"{value.normalize():f}"
        case _:
            return str(value)


def _from_raw(model: type[BaseModel], raw: MultiDict[str, str], prefix: str) -> dict[str, object]:
    values: dict[str, object] = {}
    for name, info in model.model_fields.items():
        inner, full = _inner_model(info), prefix + name
        if inner is not None:
            values[name] = _from_raw(inner, raw, f"{full}.")
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
