"""Written rules: what each field takes, and what is told of one that cannot be."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from plugins.expression_rules.faults import Fault, faults_of, unknown_measures
from plugins.expression_rules.settings import WrittenRules
from plugins.expression_rules.tests.written import EARLY, FINISHED, OVERDUE, WHOLE, both, example, written
from plugins.expression_rules.tokens import Place
from plugins.expression_rules.written_rules import MOST_PARTS, WrittenRule, measures_read
from tracker.testing import said


def faults(**changed: object) -> list[Fault]:
    """Return what is wrong with the rule when these fields are changed."""
    with pytest.raises(ValidationError) as error:
        written(**changed)
    return faults_of(error.value)


def fault(**changed: object) -> tuple[str, str, Place | None]:
    """Return the field, the reason and the place of the only fault."""
    (one,) = faults(**changed)
    return one.field, said(one.why), one.place


def test_a_whole_rule_reads_exactly_the_measures_that_it_uses() -> None:
    assert measures_read(written()) == (FINISHED, EARLY, OVERDUE)


def test_a_measure_that_only_a_sentence_shows_is_read() -> None:
    plain = written(
        parts={},
        minimum=None,
        condition=None,
        points="5",
        because=both("{files.online}"),
        examples=[{"name": "Any", "measures": {"files.online": 3}, "points": 5}],
    )
    assert measures_read(plain) == ("files.online",)


def test_a_measure_of_a_part_that_nothing_uses_is_not_read() -> None:
    parts = {"share": "files.early / files.finished", "unused": "files.received + share"}
    assert measures_read(written(parts=parts)) == (FINISHED, EARLY, OVERDUE)
    shown = both("{unused}")
    more = {"name": "Half", "measures": {FINISHED: 10, EARLY: 5, OVERDUE: 0, "files.received": 1}, "points": "10.25"}
    assert "files.received" in measures_read(written(parts=parts, because=shown, examples=[more]))


def test_parts_that_double_twenty_times_are_read_once_each() -> None:
    parts = {"p0": "files.early"} | {f"p{n}": f"p{n - 1} + p{n - 1}" for n in range(1, MOST_PARTS)}
    measures = {FINISHED: 10, EARLY: 5, OVERDUE: 0}
    rule = written(
        parts=parts, points="p19", because=both("{p19}"), examples=[{"name": "x", "measures": measures, "points": 20.5}]
    )
    assert measures_read(rule) == (FINISHED, EARLY, OVERDUE)


def test_a_fault_in_a_formula_is_told_with_its_field_and_its_place_in_it() -> None:
    assert fault(points="most *\n shre") == (
        "points",
        "There is nothing named shre. Did you mean share?",
        Place(2, 2, 4),
    )
    assert fault(condition="files.overdue = 2")[::2] == ("condition", Place(1, 15, 1))
    field, why, place = fault(parts={"share": "files.early / files.finished", "more": "share +"})
    assert (field, why, place) == ("parts.more", "A number or the name of a measure is missing here.", Place(1, 8, 1))


def test_a_part_may_use_only_those_above_it() -> None:
    field, why, _place = fault(parts={"share": "later / files.finished", "later": "files.early"})
    assert field == "parts.share"
    assert why.startswith("There is nothing named later")


@pytest.mark.parametrize("name", ["points", "most", "min", "if", "round"])
def test_a_part_may_not_take_a_name_that_means_something_else(name: str) -> None:
    assert fault(parts={name: "1"})[1] == f"{name} already means something else. Choose another name."


@pytest.mark.parametrize("name", ["Share", "a.b", "1st", "thưởng", "", "x y", "_x", "__class__", "x" * 41])
def test_the_name_of_a_part_is_a_plain_word(name: str) -> None:
    assert faults(parts={name: "1"})[0].field.startswith("parts.")


def test_every_fault_is_told_at_once_and_each_once() -> None:
    found = faults(key="Early", most=-1, points="1 +", because={"vi": "{x}", "en": "{points}"})
    assert [one.field for one in found] == ["key", "most", "points", "because.vi"]


def test_one_wrong_part_is_not_told_again_by_whatever_uses_it() -> None:
    assert [one.field for one in faults(parts={"share": "1 +"})] == ["parts.share"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("{points.__class__}", Place(1, 2, 16)),
        ("{files.__class__}", Place(1, 2, 15)),
        ("{0}", Place(1, 2, 1)),
        ("{}", Place(1, 1, 2)),
        ("{points!r}", Place(1, 2, 8)),
        ("{points:>9999999}", Place(1, 2, 15)),
        ("{files.early:x}", Place(1, 2, 13)),
        ("{shares}", Place(1, 2, 6)),
        ("{fіles.early}", Place(1, 2, 11)),
        ("a } b", Place(1, 3, 1)),
        ("so {many", Place(1, 4, 1)),
        ("{{points}}", Place(1, 1, 1)),
    ],
)
def test_only_the_names_of_numbers_stand_in_braces(text: str, place: Place) -> None:
    for field in ("because", "otherwise", "next_step"):
        found, _why, where = fault(**{field: {"vi": text, "en": "Fine"}})
        assert (found, where) == (f"{field}.vi", place)


@pytest.mark.parametrize("text", ["", "  ", "\n", "x" * 301, "a\x00b", "a\u200bb", "a\u202eb"])
def test_a_sentence_can_be_seen(text: str) -> None:
    assert fault(because={"vi": "Vì", "en": text})[0].startswith("because.en")
    assert fault(title={"vi": text, "en": "Title"})[0].startswith("title.vi")


def test_a_sentence_is_one_line_in_the_normal_form() -> None:
    assert written(title={"vi": " Hồ  sơ\n trước hạn", "en": "x"}).title.vi == "Hồ sơ trước hạn"


@pytest.mark.parametrize("key", ["", "Early", "a.b", "a-b", "1a", "x" * 61, "sớm"])
def test_a_key_has_small_letters(key: str) -> None:
    assert fault(key=key)[0] == "key"


@pytest.mark.parametrize("most", ["0", "-1", "100.01", "1.001", "NaN", "Infinity", "many"])
def test_the_most_points_lie_between_0_and_100(most: str) -> None:
    assert fault(most=most)[0] == "most"


def test_an_example_has_a_value_for_each_measure_that_is_read_and_no_other() -> None:
    (missing,) = faults(examples=[{"name": "Half", "measures": {FINISHED: 10, EARLY: 5}, "points": 1}])
    assert said(missing.why).startswith("Half has no value for files.overdue, which the rule reads.")
    (unread,) = faults(examples=[example(1, files_late=3)])
    assert said(unread.why).startswith("Example has a value for files.late, which the rule does not read.")


def test_a_rule_needs_an_example() -> None:
    assert fault(examples=[])[0] == "examples"
    assert fault(examples=None)[0] == "examples"


@pytest.mark.parametrize("dash", ["–", "-", " – ", None])
def test_no_value_and_no_points_are_written_as_a_dash(dash: object) -> None:
    found = written(examples=[example(dash, files_early=dash)]).examples[0]
    assert found.points is None
    assert found.measures[EARLY] is None


@pytest.mark.parametrize("field", ["minimum", "examples"])
def test_the_key_of_a_measure_has_a_point_in_it(field: str) -> None:
    wrong = {"minimum": {"measure": "early", "at_least": 1}, "examples": [example(1, early=3)]}
    found = faults(**{field: wrong[field]})
    assert "is not the key of a measure" in said(found[0].why)


def test_an_unknown_field_is_told_with_the_nearest() -> None:
    (found,) = faults(pionts="5")
    assert (found.field, said(found.why)) == ("pionts", "is not known here. Did you mean points?")


def test_a_measure_that_nobody_gives_is_found_wherever_it_stands() -> None:
    rule = written(
        parts={"share": "files.erly / files.finished"},
        minimum={"measure": "files.finishd", "at_least": 1},
        condition="1 < files.late",
        because=both("{share} {files.onlin}"),
        examples=[
            {
                "name": "x",
                "measures": {"files.erly": 1, FINISHED: 1, "files.finishd": 1, "files.late": 3, "files.onlin": 1},
                "points": 1,
            }
        ],
    )
    found = unknown_measures(rule, ["files.early", "files.finished", "files.online", "duty.served"])
    assert [(one.field, one.place) for one in found] == [
        ("minimum.measure", None),
        ("parts.share", Place(1, 1, 10)),
        ("condition", Place(1, 5, 10)),
        ("because.vi", Place(1, 10, 11)),
        ("because.en", Place(1, 10, 11)),
    ]
    assert said(found[1].why) == "There is no measure files.erly. Did you mean files.early?"
    assert unknown_measures(written(), [EARLY, FINISHED, OVERDUE]) == []


def test_the_version_changes_with_what_the_points_and_the_explanation_are_made_of() -> None:
    before = written().version
    assert written(key="other", title=both("Other"), examples=[example("10.25")]).version == before
    for changed in ({"most": 20}, {"condition": None}, {"points": "share"}, {"because": both("{points}")}):
        measures = {FINISHED: 10, EARLY: 5} | ({} if changed == {"condition": None} else {OVERDUE: 0})
        given = [{"name": "x", "measures": measures, "points": 1}]
        assert written(**changed, examples=given).version != before


def test_settings_hold_each_key_once() -> None:
    with pytest.raises(ValidationError) as error:
        WrittenRules.model_validate({"rules": [WHOLE, WHOLE]})
    (found,) = faults_of(error.value)
    assert said(found.why) == "There are two rules early_files. Give one another key."


def test_a_rule_with_an_example_that_does_not_come_out_cannot_be_in_settings() -> None:
    wrong = {**WHOLE, "examples": [example("10.25"), example(11)]}
    assert WrittenRule.model_validate(wrong)
    with pytest.raises(ValidationError) as error:
        WrittenRules.model_validate({"rules": [wrong]})
    (found,) = faults_of(error.value)
    why = said(found.why)
    assert why.startswith(
        "early_files: The example Example should give 11 points, and the rule gives 10.25: 5 of 10 files"
    )
    assert why.endswith("Correct the rule or the example.")


def test_the_settings_of_nobody_have_no_rule() -> None:
    assert WrittenRules().rules == ()
