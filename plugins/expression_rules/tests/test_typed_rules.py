"""A rule as it stands in the form: read as it was meant, with every fault at its field, and shown as it was typed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from plugins.expression_rules.changes import changes_of
from plugins.expression_rules.editing import as_typed_here, label_of
from plugins.expression_rules.faults import Fault, FaultyRuleError
from plugins.expression_rules.samples import samples
from plugins.expression_rules.tests.written import EARLY, OVERDUE, both, written
from plugins.expression_rules.tokens import Place
from plugins.expression_rules.toml_places import place_in_toml
from plugins.expression_rules.typed_rules import (
    MISSING,
    TypedRule,
    measures_named,
    rule_in,
    rule_of_typed,
    typed_in,
    typed_of,
)
from plugins.expression_rules.wording import BothLanguages
from plugins.expression_rules.written_rules import WrittenRule, measures_read
from tracker.api import translate
from tracker.testing import said

PLAIN = written(
    minimum=None,
    condition=None,
    parts={},
    points="most / 2",
    because=both("{points}"),
    examples=[{"name": "Everybody", "measures": {}, "points": "10.25"}],
)
RULES = [written(), PLAIN, *samples().values()]


def faults(typed: TypedRule) -> dict[str, str]:
    """Return what is wrong in a form, by field."""
    with pytest.raises(FaultyRuleError) as refused:
        rule_of_typed(typed)
    return {fault.field: translate(fault.why, "en") for fault in refused.value.faults}


def sent(rule: WrittenRule, **changed: str) -> TypedRule:
    """Return a rule as a form sends it, with other text in some of its fields."""
    typed = typed_of(rule)
    fields = dict(typed.single)
    for row, part in enumerate(typed.parts):
        fields |= {f"parts.{row}.name": part.name, f"parts.{row}.formula": part.formula}
    for row, one in enumerate(typed.examples):
        fields |= {f"examples.{row}.name": one.name, f"examples.{row}.points": one.points}
        fields |= {f"examples.{row}.measures.{key}": text for key, text in one.measures.items()}
    return typed_in({**fields, **changed}.items())


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_a_rule_stands_in_the_form_and_is_read_from_it_as_it_was(rule: WrittenRule) -> None:
    assert rule_of_typed(sent(rule)) == rule
    assert rule_in(typed_of(rule).model_dump_json()) == rule
    assert set(measures_named(typed_of(rule))) == set(measures_read(rule))


def test_numbers_are_read_as_either_language_writes_them() -> None:
    vietnamese = {"most": "20,5", "examples.0.points": "10,25", f"examples.0.measures.{EARLY}": " 5 "}
    assert rule_of_typed(sent(written(), **vietnamese)) == written()
    assert (as_typed_here("20.50", "vi"), as_typed_here("20.50", "en")) == ("20,50", "20.50")
    assert as_typed_here("files.early", "vi") == "files.early"


def test_rows_in_which_nothing_stands_are_no_rows_and_the_others_keep_their_place() -> None:
    typed = sent(written(), **{"parts.1.name": " ", "examples.5.name": "Wrong", "examples.5.points": "-1"})
    typed.examples.insert(0, typed.examples[0].model_copy(update={"name": "", "points": "", "measures": {}}))
    told = faults(typed)
    assert told["examples.2.points"] == "must be at least 0"
    assert told[f"examples.2.measures.{OVERDUE}"] == "is missing"
    assert not any(field.startswith("examples.0") for field in told)


def test_a_form_without_examples_says_that_one_is_needed() -> None:
    typed = typed_of(written()).model_copy(update={"examples": []})
    assert faults(typed).keys() == {"examples"}


def test_a_part_without_a_formula_lacks_one_and_has_no_other_fault() -> None:
    with pytest.raises(FaultyRuleError) as refused:
        rule_of_typed(sent(written(), **{"parts.0.formula": " "}))
    assert [said(fault.why) for fault in refused.value.faults if fault.field == "parts.0.formula"] == ["is missing"]


def test_a_sentence_in_one_language_only_lacks_the_other() -> None:
    assert faults(sent(written(), **{"next_step.vi": "Làm sớm hơn"})) == {"next_step.en": "is missing"}


def test_names_that_are_no_fields_of_a_rule_are_left_aside() -> None:
    typed = typed_in([("csrf_token", "x"), ("title.fr", "x"), ("parts.100.name", "x"), ("examples.0.measures.x", "1")])
    assert (typed.single, typed.parts) == ({}, [])
    assert typed.examples[0].is_empty


@pytest.mark.parametrize(
    ("text", "fault", "place"),
    [
        ('points = "most"', Fault("points", MISSING, Place(1, 1, 4)), Place(1, 11, 4)),
        ("[title]\nvi = 'a'\nen = 'b'", Fault("title.en", MISSING, Place(1, 1, 1)), Place(3, 7, 1)),
        ("title = {vi = 'a'}", Fault("title.en", MISSING), Place(1, 1, 18)),
        ("[[examples]]\n[[examples]]\n points = 1", Fault("examples.1.points", MISSING), Place(3, 2, 10)),
        ('[[examples]]\nmeasures = {"a.b" = 1}', Fault("examples.0.measures.a.b", MISSING), Place(2, 1, 22)),
        ('points = """\nmost"""', Fault("points", MISSING, Place(1, 1, 4)), Place(1, 1, 12)),
        ("", Fault("points", MISSING), None),
    ],
)
def test_a_fault_of_a_field_has_its_place_in_the_whole_text(text: str, fault: Fault, place: Place | None) -> None:
    assert place_in_toml(text, fault) == place


def test_the_differences_of_two_versions_are_told_field_by_field() -> None:
    before = written()
    more = BothLanguages(vi="Thêm", en="More")
    changed = {"most": Decimal(25), "parts": {"share": "1"}, "condition": None, "next_step": more}
    after = before.model_copy(update=changed)
    told = {translate(one.title, "en"): (one.before, one.after) for one in changes_of(before, after)}
    assert told.keys() == {
        "Most points",
        "Named parts: share",
        "Condition",
        "What gives more: In Vietnamese",
        "What gives more: In English",
    }
    assert told["Condition"] == ("files.overdue <= 2", None)
    assert changes_of(before, before) == []
    assert len(changes_of(None, before)) == len(changes_of(before, None)) > 8


def test_fields_have_names_that_people_know() -> None:
    assert translate(label_of("examples.1.measures.files.early"), "en") == "Example 2, files.early"
    assert translate(label_of("parts.0.formula"), "en") == "Part 1, Formula"
    assert translate(label_of("minimum.at_least"), "en") == "Minimum: At least"
