"""What a written rule gives: points, the sentence with its numbers, what gives more, and why there are none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from plugins.expression_rules.examples import failing_examples
from plugins.expression_rules.rules import rule_of
from plugins.expression_rules.tests.written import EARLY, FINISHED, OVERDUE, both, example, written
from plugins.expression_rules.written_rules import WrittenRule
from tracker.api import EMPTY_COHORT, Measure, Points, Value, sentences, translate
from tracker.testing import said

_ = sentences("expression_rules")
D = Decimal
TITLES = {
    FINISHED: Measure(FINISHED, _("Files finished")),
    EARLY: Measure(EARLY, _("Files early")),
    OVERDUE: Measure(OVERDUE, _("Files overdue")),
}


def points(rule: WrittenRule, finished: Value = 10, early: Value = 5, overdue: Value = 0) -> Points:
    """Return what the rule gives for these files."""
    made = rule_of(rule, TITLES)
    return made.score({FINISHED: finished, EARLY: early, OVERDUE: overdue}, EMPTY_COHORT, made.settings)


def free(formula: str, **changed: object) -> WrittenRule:
    """Return a rule without minimum and condition, whose points are the formula."""
    fields = {"parts": {}, "minimum": None, "condition": None, "because": both("{points}"), **changed}
    measures = {key: 1 for key in (FINISHED, EARLY, OVERDUE) if key in formula + str(changed)}
    return written(points=formula, examples=[{"name": "x", "measures": measures, "points": 1}], **fields)


def test_the_points_come_from_the_formula() -> None:
    assert points(written()).value == D("10.25")
    assert points(written(), early=10).value == D("20.50")
    assert points(written(), early=0).value == D("0.00")


def test_more_than_the_most_counts_as_the_most_and_less_than_zero_as_zero() -> None:
    assert points(free("files.early * 100")).value == D("20.50")
    assert points(free("0 - files.early")).value == D("0.00")


def test_points_are_rounded_half_up_also_where_a_quotient_meant_a_half() -> None:
    assert points(free("files.early / 200"), early=1).value == D("0.01")
    assert points(free("13 / 48 * files.early"), early=48 * D("0.005") / 13).value == D("0.01")


def test_a_whole_number_of_points_has_two_decimals() -> None:
    given = points(free("files.early"))
    assert str(given.value) == "5.00"
    assert said(given.because) == "5.00"


def test_below_the_minimum_there_is_too_little_to_judge_by() -> None:
    given = points(written(), finished=4, early=1)
    assert given.value is None
    assert said(given.because) == "Files finished: 4, too few to judge by (at least 5)"
    assert points(written(), finished=5, early=1).value is not None


def test_whoever_does_not_meet_the_condition_has_no_points_and_is_told_by_which_numbers() -> None:
    given = points(written(), overdue=3)
    assert given.value == 0
    assert said(given.because) == "The condition files.overdue <= 2 is not met (Files overdue: 3): 0 points"


def test_the_explanation_of_an_unmet_condition_can_be_written_too() -> None:
    rule = written(otherwise=both("{files.overdue} became overdue, so {points}"))
    assert said(points(rule, overdue=3).because) == "3 became overdue, so 0.00"
    assert said(points(rule, overdue=2).because) != "2 became overdue, so 0.00"


def test_the_condition_is_looked_at_before_the_points_are_worked_out() -> None:
    rule = written(minimum=None, condition="files.overdue < files.finished")
    assert points(rule, finished=0).value == 0
    assert points(rule, finished=0, overdue=-1).value is None


@pytest.mark.parametrize("measure", [FINISHED, EARLY, OVERDUE])
def test_a_measure_without_a_value_gives_no_points_and_is_named(measure: str) -> None:
    values: dict[str, Value] = {FINISHED: 10, EARLY: 5, OVERDUE: 0, measure: None}
    made = rule_of(written(), TITLES)
    given = made.score(values, EMPTY_COHORT, made.settings)
    assert given.value is None
    assert said(given.because) == f"There is no value to judge by: {TITLES[measure].title.id}"


def test_a_division_by_zero_gives_no_points_and_says_by_what() -> None:
    given = points(free("files.early / files.overdue"))
    assert given.value is None
    assert said(given.because) == "There is nothing to divide by: Files overdue is 0"
    assert (
        said(points(free("1 / (files.early - 5)")).because) == "There is nothing to divide by: (files.early - 5) is 0"
    )


def test_numbers_that_grow_too_large_give_no_points() -> None:
    parts = {"p0": "files.early * 99999999999999999999"} | {f"p{n}": f"p{n - 1} * p{n - 1}" for n in range(1, 20)}
    given = points(free("p19", parts=parts))
    assert given.value is None
    assert str(said(given.because)).startswith("The numbers are too large")
    shown = free("min(p1, 1)", parts=parts, because=both("{p1} of {p19}"))
    assert points(shown).value is None


def test_the_sentence_shows_measures_as_they_are_parts_shortly_and_points_with_two_decimals() -> None:
    rule = written(
        parts={"share": "files.early / files.finished", "half": "0.50"}, because=both("{share} {half} {points}")
    )
    assert said(points(rule, finished=12, early=4).because) == "0.3333 0.50 6.83"
    assert said(points(written(), finished=8, early=D("4.00")).because) == (
        "4.00 of 8 files early: 0.50 x 20.50 = 10.25 (100% is all)"
    )


def test_numbers_are_decimals_so_that_each_language_writes_them_its_way() -> None:
    params = points(written(), finished=1234).because.params
    assert all(isinstance(value, Decimal) for value in params.values())


def test_a_number_that_only_a_sentence_shows_and_that_there_is_not_is_a_dash() -> None:
    parts = {"share": "files.early / files.finished", "rest": "files.early / files.overdue"}
    rule = written(parts=parts, condition=None, because=both("{rest} {files.overdue}"))
    assert said(points(rule).because) == "– 0"
    assert said(points(rule, overdue=None).because) == "– –"
    assert points(rule).value == D("10.25")


def test_what_gives_more_is_told_only_to_whoever_has_less_than_the_most() -> None:
    rule = written(next_step=both("{files.early} early so far"))
    assert said(points(rule).next_step) == "5 early so far"
    assert said(points(rule, overdue=3).next_step) == "5 early so far"
    assert points(rule, early=10).next_step is None
    assert points(rule, finished=4).next_step is None


def test_a_rule_says_what_it_is() -> None:
    rule = rule_of(written(), TITLES)
    assert rule.key == "expression_rules.early_files"
    assert said(rule.title) == "Early files 100%"
    assert rule.title.texts == {"vi": "Hồ sơ trước hạn 100%%", "en": "Early files 100%%"}
    assert (rule.most, rule.version, rule.reads_cohort) == (D("20.50"), written().version, False)
    assert rule.reads == (FINISHED, EARLY, OVERDUE)


def test_a_title_is_shown_as_it_was_typed() -> None:
    title = rule_of(written(title={"vi": "Sớm {points} 100%", "en": "Early {points} 100% {"}), TITLES).title
    assert (translate(title, "vi"), translate(title, "en")) == ("Sớm {points} 100%", "Early {points} 100% {")


def test_the_measures_that_are_given_stay_as_they_are() -> None:
    given = {FINISHED: 10, EARLY: 5, OVERDUE: 0}
    made = rule_of(written(), TITLES)
    twice = [made.score(given, EMPTY_COHORT, made.settings) for _again in range(2)]
    assert twice[0] == twice[1]
    assert given == {FINISHED: 10, EARLY: 5, OVERDUE: 0}


def test_an_example_that_does_not_come_out_says_what_does() -> None:
    rule = written(examples=[example("10.25"), example("–", files_finished=4), example(3), example("–")])
    first, second = failing_examples(rule, TITLES)
    assert said(first.message) == (
        "The example Example should give 3 points, and the rule gives 10.25: "
        "5 of 10 files early: 0.5 x 20.50 = 10.25 (100% is all)"
    )
    assert (second.wanted, second.given.value) == (None, D("10.25"))
    assert failing_examples(written()) == []
