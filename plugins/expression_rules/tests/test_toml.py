"""Written rules as TOML: what is read again is equal, and what cannot be read is told with its place."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugins.expression_rules.faults import FaultyRuleError
from plugins.expression_rules.settings import WrittenRules
from plugins.expression_rules.tests.written import FINISHED, OVERDUE, both, example, rules_in, written
from plugins.expression_rules.tokens import Place
from plugins.expression_rules.toml_text import rule_from_toml, rule_to_toml, rules_to_toml, table_in
from plugins.expression_rules.written_rules import WrittenRule
from tracker.testing import said

TEXT = '''key = "early_files"
most = 20.50
condition = """
files.overdue <= 2
    and files.finished > 0"""
points = "most * share"

[title]
vi = "Hồ sơ trước hạn"
en = "Early files"

[parts]
share = "files.early / files.finished"

[minimum]
measure = "files.finished"
at_least = 5

[because]
vi = "{files.early}/{files.finished} hồ sơ: {points}"
en = "{files.early} of {files.finished} files: {points}"

[[examples]]
name = "Half"
measures = {"files.finished" = 10, "files.early" = 5, "files.overdue" = 0}
points = 10.25

[[examples]]
name = "Nobody knows"
measures = {"files.finished" = 10, "files.early" = "–", "files.overdue" = 0.1}
points = "–"
'''


def refusal(text: str) -> list[tuple[str, str, Place | None]]:
    """Return the field, the reason and the place of every fault of a text."""
    with pytest.raises(FaultyRuleError) as error:
        rule_from_toml(text)
    return [(one.field, said(one.why), one.place) for one in error.value.faults]


@pytest.mark.parametrize(
    ("typed", "pasted", "why", "place"),
    [
        (
            'key = "early_files"',
            "key = “early_files”",
            'TOML has straight quotation marks. Write " instead of “.',
            (1, 7),
        ),
        ("most = 20.50", "most = 20,50", "Write decimals with a point, not with a comma.", (2, 10)),
    ],
)
def test_what_a_word_processor_makes_of_a_text_is_told_with_the_cure(
    typed: str, pasted: str, why: str, place: tuple[int, int]
) -> None:
    assert refusal(TEXT.replace(typed, pasted)) == [("", why, Place(*place, 1))]


def test_blanks_that_do_not_break_are_blanks() -> None:
    assert rule_from_toml(TEXT.replace("most = 20.50", "most\xa0=\xa020.50")) == rule_from_toml(TEXT)


@pytest.mark.parametrize(
    ("text", "field", "begins"),
    [
        (TEXT + 'next_step = "x"\n', "examples.1.next_step", "does not belong here."),
        (f"[[rules]]\n{TEXT}", "rules", "stands before several rules; here is one."),
    ],
)
def test_a_field_that_is_known_elsewhere_is_not_taken_for_a_misspelt_one(text: str, field: str, begins: str) -> None:
    assert next(why for at, why, _place in refusal(text) if at == field).startswith(begins)


def test_a_rule_is_read_from_toml_and_written_as_it_was() -> None:
    rule = rule_from_toml(TEXT)
    assert rule.most == Decimal("20.50")
    assert rule.examples[1].measures[OVERDUE] == Decimal("0.1")
    assert rule_to_toml(rule).replace('"""', '"""\n', 1).splitlines() == TEXT.splitlines()


def test_several_rules_stand_under_rules() -> None:
    rules = WrittenRules(rules=(written(), written(key="more", otherwise=both("x"), next_step=both("y"))))
    text = rules_to_toml(rules)
    assert text.count("[[rules]]\n") == 2
    assert rules_in(text) == rules
    assert rules_in(rules_to_toml(WrittenRules())) == WrittenRules()


sentence = st.text("aăđ%()s\"\\'#=[] ", min_size=1, max_size=20).filter(lambda text: text.strip() != "")
amounts = st.decimals(0, 10**9, allow_nan=False, places=4) | st.integers(0, 10**12).map(Decimal) | st.none()


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    sentence, sentence, amounts, amounts, st.decimals(0, 100, places=2) | st.none(), st.decimals("0.01", 100, places=2)
)
def test_every_rule_is_equal_after_it_was_written_and_read(
    vi: str, en: str, early: Decimal | None, least: Decimal | None, points: Decimal | None, most: Decimal
) -> None:
    rule = written(
        title={"vi": vi, "en": en},
        next_step={"vi": en, "en": vi} if least else None,
        minimum={"measure": FINISHED, "at_least": least} if least else None,
        most=most,
        points="most\n * share\r\n + 0",
        examples=[example(points, files_early=early), {**example(None), "name": vi}],
    )
    assert rule_from_toml(rule_to_toml(rule)) == rule
    assert WrittenRule.model_validate_json(rule.model_dump_json()) == rule
    assert rule_from_toml(rule_to_toml(rule)).version == rule.version


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "most = 20.50",
            "most = ",
            (
                "",
                "This is not TOML: here a number is missing, or a text in quotation marks. Correct it here.",
                Place(2, 8, 1),
            ),
        ),
        (
            "most = 20.50",
            "most 20",
            ("", "This is not TOML: behind the name of a field", Place(2, 6, 1)),
        ),
        ('"Half"', '"Half', ("", "This is not TOML: a text lacks the quotation mark at its end", Place(24, 13, 1))),
        ("most = 20.50", "mots = 20.50", ("mots", "is not known here. Did you mean most?", None)),
        ("most = 20.50", 'most = "many"', ("most", "is not a number", None)),
        ("most = 20.50", "most = true", ("most", "is not a number", None)),
        ("most = 20.50", "most = nan", ("most", "is not a number", None)),
        ("most = 20.50", "most = 2026-01-01", ("most", "is not a number", None)),
        ('points = "most * share"', "points = 5", ("points", "is not a text", None)),
        ('points = "most * share"', 'points = ["a"]', ("points", "is not a text", None)),
        ("[parts]", "[[parts]]", ("parts", "is not a group of keys", None)),
        ("at_least = 5", "at_least = 0", ("minimum.at_least", "must be more than 0", None)),
        ("at_least = 5", "atleast = 5", ("minimum.atleast", "is not known here. Did you mean at_least?", None)),
        ('en = "Early files"', "", ("title.en", "is missing", None)),
        ("most * share", "most * shares", ("points", "There is nothing named shares", Place(1, 8, 6))),
        ("points = 10.25", "points = -1", ("examples.0.points", "must be at least 0", None)),
    ],
)
def test_a_text_that_is_no_rule_is_refused_with_the_field_and_the_place(
    old: str, new: str, fault: tuple[str, str, Place | None]
) -> None:
    assert TEXT.count(old) == 1 or old in ("[parts]", "points = 10.25")
    found = refusal(TEXT.replace(old, new, 1))
    field, begins, place = fault
    assert any(one == field and why.startswith(begins) and where == place for one, why, where in found), found


def test_a_text_that_ends_too_early_is_refused_at_its_end() -> None:
    ((field, why, place),) = refusal(TEXT + "[[examples")
    assert (field, place) == ("", Place(32, 11, 1))
    assert why.startswith("This is not TOML: a heading lacks its ]]")


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 4_000,
        "a = [\n" + "[\n" * 100_000,
        "a = { b =" * 500,
        "a\n" * 150_001,
        "a" + ".b" * 100_000 + " = 1",
        "a" + ".b" * 2_400 + " = 1",
        "a = '\x00'",
        "\ufeffkey = 1",
    ],
)
def test_a_hostile_text_is_refused(text: str) -> None:
    field, why, _place = refusal(text)[-1]
    assert (field, why) == ("a", "is not known here") or field == ""


def test_the_error_says_the_first_fault_as_a_sentence() -> None:
    with pytest.raises(FaultyRuleError) as error:
        rule_from_toml(TEXT.replace("most * share", "most * shares"))
    assert str(error.value) == "points: There is nothing named shares. Did you mean share? (line 1, column 8)"
    with pytest.raises(
        FaultyRuleError,
        match=r"here a number is missing, .* Correct it here. \(line 2, column 8\)",
    ):
        rule_from_toml(TEXT.replace("most = 20.50", "most = "))


def test_the_examples_of_a_rule_that_is_only_read_need_not_come_out() -> None:
    assert rule_from_toml(TEXT.replace("points = 10.25", "points = 1")).examples[0].points == 1


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("= 1", "a line begins with the name of a field"),
        ("most = 1 2", "behind a value the line must end"),
        ("most", "behind the name of a field stands ="),
        ("[texts", "a heading lacks its ]"),
        ("[[examples]", "a heading lacks its ]]"),
        ("most. = 1", "here the name of a field must stand"),
        ("reads = [1", "a list lacks the ] at its end"),
        ("measures = {a = 1", "a group in braces lacks the } at its end"),
        ('title = "Half', "a text lacks the quotation mark at its end"),
        ('title = "Half\nmost = 1', "a text lacks the quotation mark at its end"),
        ("title = 'Half", "a text lacks the quotation mark at its end"),
        ('title = """Half', "a text lacks the quotation mark at its end"),
        ("title = '''Half", "a text lacks the quotation mark at its end"),
        ('title = "\x01"', "this character may not stand in a text"),
        ("# \x01", "this character may not stand here"),
        ("most = ", "here a number is missing"),
        ("valid_from = 2026-02-30", "there is no such day or time"),
        ("most = 1\nmost = 2", "stands in the text already"),
        ("[a]\n[a]", "stands in the text already"),
        ("a = {b = 1}\n[a.c]", "stands in the text already"),
        ("a = {b = 1, b = 2}", "stands in the text already"),
        ('title = "\\q"', "what follows \\ in a text"),
        ('title = "\\u00zz"', "what follows \\ in a text"),
        ('title = "\\ud800"', "what follows \\ in a text"),
    ],
)
def test_what_is_not_toml_is_said_in_words_that_need_no_manual(text: str, means: str) -> None:
    with pytest.raises(FaultyRuleError, match=re.escape("This is not TOML: ")) as error:
        table_in(text)
    assert means in str(error.value)
