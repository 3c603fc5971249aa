"""Forms from pydantic models: the model says which fields there are and checks them, this module reads and shows them.

A field's title and description are English sentences for the catalogue (mark them with `marked`); its type decides how
it is asked: bool a checkbox, an enum or Literal a choice, a date a day, a set of an enum several checkboxes, a model
inside a model a group, pairs of times spans of the day. Choices that come from the records are given by the page
(`choices`); `json_schema_extra={"unit": marked("days")}` names the unit of a number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Generic, TypeVar

from flask import request
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.fields import FieldInfo
from sqlmodel import SQLModel
from werkzeug.datastructures import MultiDict

from tracker.audit import canonical
from tracker.database import RecordSession
from tracker.messages import InputError, Message, message
from tracker.messages import marked as marked
from tracker.text import plain_number
from tracker.validation_messages import told as told_of_error
from tracker.web import spans
from tracker.web.form_texts import as_raw, from_raw
from tracker.web.form_types import Choices as Choices
from tracker.web.form_types import (
    Takes,
    Widget,
    allows_none,
    asked_widget,
    bounds_of,
    choices_of_type,
    inner_model,
    takes_of,
    widget_of,
)
from tracker.web.requests import catalogue, only_shown, tracker, writing

M = TypeVar("M", bound=BaseModel)
NONE_CHOSEN = message("Choose one of the list.")
MISSING = message("is missing")
CHOOSE_AGAIN = message("Choose the file again: the browser does not keep it.")


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
    takes: Takes | None = None

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
    def files(self) -> Message | None:
        """Which files are taken, for the help."""
        if self.takes is None:
            return None
        kinds, most = [kind.endings[0] for kind in self.takes.kinds], self.takes.most_megabytes
        if self.takes.most_files == 1:
            return message("%(kinds)s, up to %(most)d MB.", kinds=kinds, most=most)
        return message(
            "%(kinds)s, up to %(most)d MB each; up to %(number)d files at once.",
            kinds=kinds,
            most=most,
            number=self.takes.most_files,
        )

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
    beside what stands in it, and whether an empty field is an error although the model has a default (a text whose
    default is empty may be empty all the same)."""

    catalogue: str = field(default_factory=catalogue)
    prefix: str = ""
    in_force: MultiDict[str, str] | None = None
    is_complete: bool = False


@dataclass
class FilledForm(Generic[M]):
    """A form as somebody filled it in, or as it is first shown; `value` is what it says once it has no error."""

    model: type[M]
    raw: MultiDict[str, str]
    choices: Mapping[str, Choices] = field(default_factory=dict)
    errors: dict[str, Message] = field(default_factory=dict)
    value: M | None = None
    refused: Message | None = None
    manner: Manner = field(default_factory=Manner)

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

    @property
    def has_files(self) -> bool:
        """Whether a field takes files, which only a form of several parts sends."""
        return any(one.widget == "file" for one in _flat(self.items))

    def wrong_fields(self) -> list[FormField]:
        """Return the fields with an error, for the summary above the form."""
        return [one for one in _flat(self.items) if one.error is not None]

    def _items(self, model: type[BaseModel], prefix: str) -> list[FormField | FieldGroup]:
        items: list[FormField | FieldGroup] = []
        for name, info in model.model_fields.items():
            inner = inner_model(info)
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
        bounds = bounds_of(info)
        extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        unit = extra.get("unit")
        shown = FormField(
            name=full,
            label=self._sentence(info.title or name),
            widget=asked_widget(info) or widget_of(info, full in self.choices),
            values=self.raw.getlist(full),
            help=self._sentence(info.description) if info.description else None,
            error=self.errors.get(full),
            is_required=self._is_required(info),
            choices=self.choices.get(full) or choices_of_type(info, self.manner.catalogue),
            smallest=bounds.smallest,
            largest=bounds.largest,
            longest=bounds.longest,
            unit=self._sentence(unit) if isinstance(unit, str) else None,
            takes=takes_of(info, tracker().config.imports.max_megabytes) if extra else None,
        )
        if self._has_to_be_chosen_again(shown):
            shown = replace(shown, error=CHOOSE_AGAIN)
        return replace(shown, in_force=self._in_force(shown))

    def _has_to_be_chosen_again(self, shown: FormField) -> bool:
        """Whether a file was sent with a form that is refused for something else."""
        if shown.widget != "file" or shown.error is not None or not self.is_wrong:
            return False
        return any(file.filename for file in request.files.getlist(shown.name))

    def _is_required(self, info: FieldInfo) -> bool:
        takes = takes_of(info, 1)
        if takes is not None:
            return takes.is_required
        is_asked = info.is_required() or (self.manner.is_complete and not allows_none(info) and info.default != "")
        return is_asked and widget_of(info, False) not in ("checkbox", "checkboxes")

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
    manner: Manner | None = None,
) -> FilledForm[M]:
    """Return the form as it is first shown, with these values or the model's defaults."""
    values = initial.model_dump() if isinstance(initial, BaseModel) else dict(initial or {})
    manner = manner or Manner()
    return FilledForm(model, MultiDict(as_raw(model, values, manner.prefix)), choices or {}, manner=manner)


def read(model: type[M], choices: Mapping[str, Choices] | None = None, manner: Manner | None = None) -> FilledForm[M]:
    """Return the form that the request sends, checked; one that is only shown again has no value."""
    manner = manner or Manner()
    raw: MultiDict[str, str] = MultiDict((key, value) for key, value in request.form.items(multi=True))
    form = FilledForm(model, raw, choices or {}, manner=manner)
    for name, known in form.choices.items():
        allowed = {value for value, _ in known}
        if any(value and value not in allowed for value in raw.getlist(name)):
            form.errors[name] = NONE_CHOSEN
    if manner.is_complete:
        form.errors |= {one.name: MISSING for one in _flat(form.items) if one.is_required and not any(one.values)}
    try:
        form.value = model.model_validate(from_raw(model, raw, manner.prefix, form.errors))
    except ValidationError as error:
        for fault in error.errors():
            name = manner.prefix + _name_in_form(model, fault["loc"])
            form.errors.setdefault(name, told_of_error(fault))
    form.refused = only_shown()
    if form.is_wrong:
        form.value = None
    return form


def asked(
    model: type[M],
    initial: Mapping[str, object] | BaseModel | None = None,
    choices: Mapping[str, Choices] | None = None,
) -> FilledForm[M]:
    """Return the form that the request sends, checked, else as it is first shown."""
    return read(model, choices) if was_sent() else blank(model, initial, choices)


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
    derived: frozenset[str] = getattr(type(row), "__derived__", frozenset())
    return hashlib.sha256(canonical(row.model_dump(exclude=set(derived))).encode()).hexdigest()[:16]


def version_sent() -> str | None:
    """Return the version that a form was opened with, where this request only shows it again."""
    return request.form.get("version") if only_shown() is not None else None


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
        found = inner_model(info) if info is not None else None
    while found is not None:
        first, info = next(iter(found.model_fields.items()))
        names.append(first)
        found = inner_model(info)
    return ".".join(names)


def _is_same(widget: Widget, present: Sequence[str], values: Sequence[str]) -> bool:
    if widget == "number":
        return [plain_number(text) for text in present] == [plain_number(text) for text in values]
    return [text for text in present if text] == [text for text in values if text]


def _in_words(shown: FormField, texts: Sequence[str]) -> object:
    """Return what stands in a field as people read it."""
    words = dict(shown.choices)
    if shown.widget == "checkbox":
        return message("yes") if any(texts) else message("no")
    if shown.widget == "spans":
        return [f"{start}–{end}" for start, end in spans.as_pairs(texts)]
    return [words.get(text, text) for text in texts] or "–"
