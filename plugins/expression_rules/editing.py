"""The form of a rule as it is shown: what was typed in each field, what is wrong with it, and where in its text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from plugins.expression_rules.checking import Checked
from plugins.expression_rules.faults import Fault
from plugins.expression_rules.tokens import marked_in
from plugins.expression_rules.typed_rules import (
    MISSING,
    NO_EXAMPLE,
    SINGLE,
    TypedExample,
    TypedPart,
    TypedRule,
    measures_named,
)
from plugins.expression_rules.wording import BothLanguages, joined
from plugins.expression_rules.written_rules import Example, Minimum, WrittenRule, without_outer_space
from tracker.api import Measure, Message, Points, sentences

_ = sentences("expression_rules")
EMPTY = frozenset({MISSING.id, NO_EXAMPLE.id})
_FORMULA = re.compile(r"parts\.\d+\.formula|condition|points")
_PLAIN_NUMBER = re.compile(r"-?\d+\.\d+")
_ROW = re.compile(r"(parts|examples)\.(\d+)\.(.+)")
_ROW_TITLES = {"name": _("Name"), "formula": _("Formula"), "points": _("Points")}


@dataclass(frozen=True, slots=True)
class ShownField:
    """One field of the form: its name, what it is called, what stands in it, and its fault."""

    name: str
    label: Message
    text: str
    help: Message | None = None
    fault: Fault | None = None

    @property
    def is_wrong(self) -> bool:
        """Whether what stands in it is wrong; what is only missing yet is not."""
        return self.fault is not None and self.fault.why.id not in EMPTY

    @property
    def marked(self) -> tuple[str, str, str] | None:
        """What was read of the field, with the wrong part in the middle; None where the fault has no place."""
        if self.fault is None or self.fault.place is None:
            return None
        return marked_in(as_read(self.name, self.text), self.fault.place)


@dataclass(frozen=True, slots=True)
class Column:
    """A measure of which every example says the value."""

    key: str
    title: Message | str


@dataclass(frozen=True, slots=True)
class Editor:
    """The form of a rule: what was typed and what is known of it."""

    typed: TypedRule
    checked: Checked
    measures: Mapping[str, Measure]
    language: str

    def __getitem__(self, name: str) -> ShownField:
        """Return a field by its name, such as `parts.0.formula`."""
        return ShownField(name, label_of(name), self._text(name), _help(name), self._fault(name))

    @property
    def columns(self) -> list[Column]:
        """The measures that the rule reads as it stands; an example has a field for each."""
        named = measures_named(self.typed)
        return [Column(key, self.measures[key].title) for key in named if key in self.measures]

    def names(self, columns: Iterable[str]) -> Iterator[str]:
        """Yield the names of all fields of the form, where it has these columns of measures."""
        yield from (*SINGLE, "parts", "examples")
        for row in range(len(self.typed.parts)):
            yield from (f"parts.{row}.name", f"parts.{row}.formula")
        cells = ("name", *(f"measures.{key}" for key in columns), "points")
        for row in range(len(self.typed.examples)):
            yield from (f"examples.{row}.{cell}" for cell in cells)

    def comes_out(self, row: int) -> Literal["yes", "no", ""]:
        """Return whether an example comes out; nothing as long as its points cannot be read."""
        if self.checked.rule is None:
            return ""
        return "no" if self._fault(f"examples.{row}.points") else "yes"

    @property
    def is_begun(self) -> bool:
        """Whether something was typed; before that nobody is blamed for what is missing."""
        rows: list[TypedPart | TypedExample] = [*self.typed.parts, *self.typed.examples]
        return any(text.strip() for text in self.typed.single.values()) or not all(row.is_empty for row in rows)

    def kept(self, row: int) -> dict[str, str]:
        """Return what was typed in an example for measures that the rule reads no more."""
        shown = {column.key for column in self.columns}
        return {key: text for key, text in self.typed.examples[row].measures.items() if key not in shown}

    def outcome(self, row: int) -> Points | None:
        """Return what comes out for an example; None as long as that cannot be said."""
        return self.checked.outcomes.get(row)

    @property
    def faults(self) -> list[ShownField]:
        """The fields with a fault, those that are wrong before those that are only missing."""
        names = dict.fromkeys(fault.field for fault in self.checked.faults)
        return sorted((self[name] for name in names), key=lambda one: not one.is_wrong)

    def _fault(self, name: str) -> Fault | None:
        if not self.is_begun:
            return None
        return next((fault for fault in self.checked.faults if fault.field == name), None)

    def _text(self, name: str) -> str:
        text = _typed_text(self.typed, name)
        return as_typed_here(text, self.language) if _is_number(name) else text


def label_of(name: str) -> Message:
    """Return what a field is called, where it stands alone."""
    row = _ROW.fullmatch(name)
    if row is None:
        return _label_of_single(name)
    group, number, field = row[1], int(row[2]) + 1, row[3]
    what = _ROW_TITLES.get(field, field.removeprefix("measures."))
    if group == "parts":
        return _("Part %(number)d, %(what)s", number=number, what=what)
    return _("Example %(number)d, %(what)s", number=number, what=what)


def as_typed_here(text: str, language: str) -> str:
    """Return a number with the decimal mark of the language; anything else as it is."""
    return text.replace(".", ",") if language == "vi" and _PLAIN_NUMBER.fullmatch(text.strip()) else text


def as_read(name: str, text: str) -> str:
    """Return what is read of a field, in which the places of faults count: formulas keep their lines."""
    return without_outer_space(text) if _FORMULA.fullmatch(name) else joined(text)


def _typed_text(typed: TypedRule, name: str) -> str:
    row = _ROW.fullmatch(name)
    if row is None:
        return typed[name]
    number, field = int(row[2]), row[3]
    if row[1] == "parts":
        part = typed.parts[number]
        return part.name if field == "name" else part.formula
    example, measure = typed.examples[number], field.removeprefix("measures.")
    if measure != field:
        return example.measures.get(measure, "")
    return example.name if field == "name" else example.points


def _label_of_single(name: str) -> Message:
    first, _dot, last = name.partition(".")
    info = WrittenRule.model_fields.get(first)
    title = _(info.title if info is not None and info.title else name)
    inner = (Minimum if first == "minimum" else BothLanguages).model_fields.get(last)
    what = _(inner.title) if inner is not None and inner.title else last
    return _("%(group)s: %(field)s", group=title, field=what) if what else title


def _help(name: str) -> Message | None:
    row = _ROW.fullmatch(name)
    model, field = (WrittenRule, name.partition(".")[0]) if row is None else (Example, row[3])
    info = model.model_fields.get(field)
    return _(info.description) if info is not None and info.description else None


def _is_number(name: str) -> bool:
    row = _ROW.fullmatch(name)
    if row is None:
        return name in ("most", "minimum.at_least")
    return row[1] == "examples" and row[3] != "name"
