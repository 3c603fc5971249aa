"""A rule while it is written: all its faults, each at its place, and what comes out for its examples."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from plugins.expression_rules.faults import Fault, FaultyRuleError, unknown_measures
from plugins.expression_rules.rules import rule_of
from plugins.expression_rules.tokens import plain_name
from plugins.expression_rules.toml_text import rule_from_toml
from plugins.expression_rules.typed_rules import (
    TypedExample,
    TypedPart,
    TypedRule,
    field_in_form,
    measures_named,
    rule_of_typed,
)
from plugins.expression_rules.wording import BothLanguages
from plugins.expression_rules.written_rules import NOTHING, TOLD, WrittenRule, or_dash
from tracker.api import EMPTY_COHORT, Measure, Points, sentences

_ = sentences("expression_rules")
Outcomes = Mapping[int, Points]
"""What comes out for the example in each row."""
_HARMLESS: Mapping[str, str] = MappingProxyType(
    {"key": "foreseen", "most": "1", "condition": "", "points": "0"}
    | {f"{told}.{language}": NOTHING for told in TOLD for language in BothLanguages.model_fields}
)
"""What a field is read as where what stands in it has a fault."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What is known of a rule as it stands: the rule, once it can be read, its faults, and what comes out."""

    rule: WrittenRule | None
    faults: list[Fault] = field(default_factory=list)
    outcomes: Outcomes = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether it can be put in force: it can be read, its measures are there, and all examples come out."""
        return self.rule is not None and not self.faults


def check_form(typed: TypedRule, measures: Mapping[str, Measure]) -> Checked:
    """Return what is known of a rule in a form; what comes out is shown as soon as its formulas can be read."""
    unknown = [key for key in measures_named(typed) if key not in measures]
    try:
        rule = rule_of_typed(typed, unknown)
    except FaultyRuleError as error:
        faults = [*error.faults, *_hidden_behind(typed, error.faults, measures)]
        return Checked(None, faults, {} if unknown else _foreseen(typed, measures))
    rows = [row for row, example in enumerate(typed.examples) if not example.is_empty]
    return _checked(rule, rows, measures, typed)


def check_toml(text: str, measures: Mapping[str, Measure]) -> Checked:
    """Return what is known of a rule in a text."""
    try:
        rule = rule_from_toml(text)
    except FaultyRuleError as error:
        return Checked(None, list(error.faults))
    return _checked(rule, range(len(rule.examples)), measures)


def _checked(
    rule: WrittenRule, rows: Sequence[int], measures: Mapping[str, Measure], typed: TypedRule | None = None
) -> Checked:
    unknown = unknown_measures(rule, measures)
    if unknown:
        return Checked(rule, unknown if typed is None else _in_form(unknown, typed))
    outcomes = dict(zip(rows, _outcomes(rule, measures), strict=True))
    failed = [
        Fault(f"examples.{row}.points", _("the rule gives %(points)s", points=or_dash(outcomes[row].value)))
        for row, example in zip(rows, rule.examples, strict=True)
        if outcomes[row].value != example.points
    ]
    return Checked(rule, failed, outcomes)


def _outcomes(rule: WrittenRule, measures: Mapping[str, Measure]) -> Iterator[Points]:
    scoring = rule_of(rule, measures)
    return (scoring.score(example.measures, EMPTY_COHORT, rule) for example in rule.examples)


def _hidden_behind(typed: TypedRule, known: Sequence[Fault], measures: Mapping[str, Measure]) -> list[Fault]:
    """Return the faults that are not told as long as those are there: of what follows them, and unknown measures."""
    found: list[Fault] = []
    while True:
        wrong = {fault.field for fault in (*known, *found)}
        try:
            rule = rule_of_typed(_without(wrong, typed))
        except FaultyRuleError as error:
            more = [fault for fault in error.faults if fault.field not in wrong]
            if not more:
                return found
            found += more
        else:
            return found + _in_form(unknown_measures(rule, measures), typed)


def _in_form(faults: Sequence[Fault], typed: TypedRule) -> list[Fault]:
    return [replace(fault, field=field_in_form(fault.field, typed)) for fault in faults]


def _without(wrong: Collection[str], typed: TypedRule) -> TypedRule:
    """Return a rule in which the fields that are wrong say something harmless; its example wants nothing."""
    single = {**typed.single, **{field: text for field, text in _HARMLESS.items() if field in wrong}}
    if {"minimum.measure", "minimum.at_least"} & set(wrong):
        single |= {"minimum.measure": "", "minimum.at_least": ""}
    parts = [_harmless_part(row, part, wrong) for row, part in enumerate(typed.parts)]
    return _with_examples(TypedRule(single=single, parts=parts), [{}])


def _harmless_part(row: int, part: TypedPart, wrong: Collection[str]) -> TypedPart:
    """Return a part without its faults: with the name that it should have, or none where that cannot be said."""
    formula = "0" if f"parts.{row}.formula" in wrong else part.formula
    if f"parts.{row}.name" not in wrong:
        return part.model_copy(update={"formula": formula})
    plain = plain_name(part.name)
    return TypedPart() if plain in ("", part.name.strip()) else TypedPart(name=plain, formula=formula)


def _foreseen(typed: TypedRule, measures: Mapping[str, Measure]) -> Outcomes:
    """Return what comes out for the rows whose measures can be read, though points or a name are missing yet."""
    names = {"key": "foreseen", "title.vi": NOTHING, "title.en": NOTHING}
    read = measures_named(typed)
    whole = {
        row: {key: example.measures.get(key, "") for key in read}
        for row, example in enumerate(typed.examples)
        if not example.is_empty and all(example.measures.get(key, "").strip() for key in read)
    }
    asked = _with_examples(TypedRule(single={**typed.single, **names}, parts=typed.parts), list(whole.values()))
    try:
        rule = rule_of_typed(asked)
    except FaultyRuleError:
        return {}
    return dict(zip(whole, _outcomes(rule, measures), strict=True))


def _with_examples(typed: TypedRule, given: Sequence[Mapping[str, str]]) -> TypedRule:
    """Return the rule with examples of these measures, of which no points are wanted."""
    none = dict.fromkeys(measures_named(typed), NOTHING)
    examples = [TypedExample(name=NOTHING, points=NOTHING, measures={**none, **one}) for one in given]
    return typed.model_copy(update={"examples": examples})
