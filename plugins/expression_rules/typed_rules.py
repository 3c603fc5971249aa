"""A rule as it stands in a form: every field as it was typed, whether it can be read or not, with rows of parts and
examples. Numbers are read as either language writes them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from plugins.expression_rules.faults import Fault, FaultyRuleError, faults_of
from plugins.expression_rules.reading import is_measure
from plugins.expression_rules.wording import BothLanguages, named_in
from plugins.expression_rules.written_rules import NOTHING, RESERVED, SENTENCES, TOLD, Example, WrittenRule
from tracker.api import plain_number, sentences

_ = sentences("expression_rules")
Row = TypeVar("Row")
MISSING = _("is missing")
NO_EXAMPLE = _("At least one is needed: what must come out for somebody whose numbers are known.")
OPTIONAL = ("otherwise", "next_step")
SINGLE = (
    *("key", "most", "minimum.measure", "minimum.at_least", "condition", "points"),
    *(f"{field}.{language}" for field in TOLD for language in BothLanguages.model_fields),
)
MOST_ROWS = 100
_PART = re.compile(r"parts\.(\d{1,2})\.(name|formula)")
_EXAMPLE = re.compile(r"examples\.(\d{1,2})\.(name|points|measures\.(.+))", re.DOTALL)
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")


class TypedPart(BaseModel):
    """A row of the named parts."""

    name: str = ""
    formula: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in the row."""
        return not (self.name.strip() or self.formula.strip())


class TypedExample(BaseModel):
    """A row of the examples; `measures` has what was typed for each of them, also for one that is read no more."""

    name: str = ""
    points: str = ""
    measures: dict[str, str] = {}

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in the row."""
        return not any(text.strip() for text in (self.name, self.points, *self.measures.values()))


class TypedRule(BaseModel):
    """What stands in the form; its JSON is the text of a draft."""

    model_config = ConfigDict(extra="forbid")

    single: dict[str, str] = {}
    parts: list[TypedPart] = []
    examples: list[TypedExample] = []

    def __getitem__(self, field: str) -> str:
        """Return what stands in a field that there is once."""
        return self.single.get(field, "")


def typed_in(sent: Iterable[tuple[str, str]]) -> TypedRule:
    """Return what a form sends of a rule: fields named as faults name them, such as `parts.0.formula`."""
    single: dict[str, str] = {}
    parts: dict[int, TypedPart] = {}
    examples: dict[int, TypedExample] = {}
    for name, text in ((name, text.replace("\r\n", "\n")) for name, text in sent):
        if name in SINGLE:
            single[name] = text
        elif found := _PART.fullmatch(name):
            setattr(parts.setdefault(int(found[1]), TypedPart()), found[2], text)
        elif found := _EXAMPLE.fullmatch(name):
            _put(examples.setdefault(int(found[1]), TypedExample()), found[2], found[3], text)
    return TypedRule(single=single, parts=_in_order(parts), examples=_in_order(examples))


def typed_of(rule: WrittenRule) -> TypedRule:
    """Return a rule as it stands in the form."""
    single = {"key": rule.key, "most": f"{rule.most:f}", "condition": rule.condition or "", "points": rule.points}
    for field in TOLD:
        told: BothLanguages | None = getattr(rule, field)
        single |= {f"{field}.{language}": text for language, text in told or ()}
    if rule.minimum is not None:
        single |= {"minimum.measure": rule.minimum.measure, "minimum.at_least": f"{rule.minimum.at_least:f}"}
    parts = [TypedPart(name=name, formula=formula) for name, formula in rule.parts.items()]
    return TypedRule(single=single, parts=parts, examples=[_typed_example(one) for one in rule.examples])


def rule_in(text: str) -> WrittenRule:
    """Return the rule that the text of a draft says, the JSON of a form. Raises FaultyRuleError, with every fault."""
    return rule_of_typed(TypedRule.model_validate_json(text))


def rule_of_typed(typed: TypedRule, unknown: Collection[str] = ()) -> WrittenRule:
    """Return the rule that a form says. Raises FaultyRuleError, with every fault, each named as its field in the form.

    For measures that are `unknown`, which are a fault themselves, examples need no value.
    """
    names = measures_named(typed)
    own = [*_faults_of_parts(typed), *_faults_of_examples(typed, [name for name in names if name not in unknown])]
    try:
        rule = WrittenRule.model_validate(_plain(typed, names))
    except ValidationError as error:
        theirs = [replace(fault, field=field_in_form(fault.field, typed)) for fault in faults_of(error)]
        told = {field for fault in own for field in (fault.field, fault.field.partition(".")[0])}
        raise FaultyRuleError([*own, *(fault for fault in theirs if fault.field not in told)]) from error
    if own:
        raise FaultyRuleError(own)
    return rule


def measures_named(typed: TypedRule) -> list[str]:
    """Return the measures that the formulas and sentences use as they stand, also where they cannot be read yet."""
    told = (typed[f"{field}.{language}"] for field in SENTENCES for language in BothLanguages.model_fields)
    names = [typed["minimum.measure"], *_WORD.findall(typed["condition"]), *_WORD.findall(typed["points"])]
    names += [one.name for text in told for one in named_in(text)]
    needed, behind = set(names), list[str]()
    for part in reversed(typed.parts):
        if part.name.strip() in needed:
            found = _WORD.findall(part.formula)
            needed.update(found)
            behind[:0] = found
    return [name for name in dict.fromkeys((names[0], *behind, *names[1:])) if is_measure(name)]


def _put(example: TypedExample, field: str, measure: str | None, text: str) -> None:
    if measure is None:
        setattr(example, field, text)
    elif is_measure(measure) and text:
        example.measures[measure] = text


def _in_order(rows: Mapping[int, Row]) -> list[Row]:
    return [rows[number] for number in sorted(rows)]


def _typed_example(example: Example) -> TypedExample:
    measures = {key: _number(value) for key, value in example.measures.items()}
    return TypedExample(name=example.name, points=_number(example.points), measures=measures)


def _number(value: Decimal | None) -> str:
    return NOTHING if value is None else f"{value:f}"


def _plain(typed: TypedRule, names: Iterable[str]) -> dict[str, object]:
    """Return what is to be checked: without empty fields and empty rows, and for each example the measures named."""
    said: dict[str, object] = {
        "key": typed["key"].strip(),
        "most": _read(typed["most"]),
        "parts": {part.name.strip(): part.formula for part in typed.parts if part.name.strip()},
        "condition": typed["condition"].strip() or None,
        "points": typed["points"].strip(),
        "examples": [_plain_example(one, names) for one in typed.examples if not one.is_empty],
    }
    for field in TOLD:
        texts = {language: typed[f"{field}.{language}"] for language in BothLanguages.model_fields}
        given = {language: text for language, text in texts.items() if text.strip()}
        if given or field not in OPTIONAL:
            said[field] = given
    measure, least = typed["minimum.measure"], typed["minimum.at_least"]
    if measure or least.strip():
        said["minimum"] = _filled({"measure": measure, "at_least": _read(least)})
    return _filled(said)


def _plain_example(example: TypedExample, names: Iterable[str]) -> dict[str, object]:
    measures = {name: _read(example.measures.get(name, "")) or NOTHING for name in names}
    return {**_filled({"name": example.name.strip(), "points": _read(example.points)}), "measures": measures}


def _read(text: str) -> str:
    return NOTHING if text.strip() in (NOTHING, "-") else plain_number(text.strip())


def _filled(said: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in said.items() if value not in ("", None)}


def _faults_of_parts(typed: TypedRule) -> Iterator[Fault]:
    """Yield what a mapping cannot tell of: a part without a name, two of one name, a name that means something else."""
    seen: set[str] = set()
    for row, part in enumerate(typed.parts):
        field, name = f"parts.{row}.name", part.name.strip()
        if part.is_empty:
            continue
        if name and not part.formula.strip():
            yield Fault(f"parts.{row}.formula", MISSING)
        if not name:
            yield Fault(field, MISSING)
        elif name in RESERVED:
            yield Fault(field, _("%(name)s already means something else. Choose another name.", name=name))
        elif name in seen:
            yield Fault(field, _("There are two parts %(name)s. Give one another name.", name=name))
        seen.add(name)


def _faults_of_examples(typed: TypedRule, names: Collection[str]) -> Iterator[Fault]:
    """Yield each field of an example that is empty; that there is none."""
    if all(example.is_empty for example in typed.examples):
        yield Fault("examples", NO_EXAMPLE)
    for row, example in enumerate(typed.examples):
        if not example.is_empty:
            empty = (name for name in names if not example.measures.get(name, "").strip())
            yield from (Fault(f"examples.{row}.measures.{name}", MISSING) for name in empty)


def field_in_form(field: str, typed: TypedRule) -> str:
    """Return the field of the form that a fault of the rule is about; the rule has no rows that are empty."""
    if field.startswith("parts."):
        name = field.removeprefix("parts.")
        rows = [row for row, part in enumerate(typed.parts) if part.name.strip() == name.removesuffix(".[key]")]
        column = "name" if name.endswith(".[key]") else "formula"
        return f"parts.{rows[-1]}.{column}" if rows else "parts"
    group, _dot, rest = field.partition(".")
    number, dot, cell = rest.partition(".")
    if group != "examples" or not number.isdigit():
        return field
    rows = [row for row, example in enumerate(typed.examples) if not example.is_empty]
    return f"examples.{rows[int(number)]}{dot}{cell}"
