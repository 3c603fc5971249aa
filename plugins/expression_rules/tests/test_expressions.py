"""Expressions: what they say, what they refuse and where, and that they take few steps whatever is typed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from plugins.expression_rules.arithmetic import TOO_LARGE, UndeterminedError, Values
from plugins.expression_rules.expressions import read_condition, read_expression
from plugins.expression_rules.reading import DEEPEST, MOST_NODES
from plugins.expression_rules.tests.slow_evaluation import NoResultError, TooCloseError, holds, worked_out
from plugins.expression_rules.tokens import MOST_CHARACTERS, ExpressionError, Place

D = Decimal
VALUES: Values = {"a.one": 3, "a.two": D("2.50"), "a.three.four": 12, "a.zero": 0, "a.nothing": None}
PARTS = ("share",)


def number(text: str, **values: int | Decimal | None) -> Decimal:
    """Work an expression out."""
    return D(read_expression(text, PARTS).amount({**VALUES, **values}))


def refused(text: str, read: Callable[..., object] = read_expression) -> tuple[str, Place]:
    """Return why a text is refused, in English, and where."""
    with pytest.raises(ExpressionError) as error:
        read(text, PARTS)
    return error.value.why.id % error.value.why.params, error.value.place


# What expressions say


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("7 - 2 - 1", "4"),
        ("8 / 4 / 2", "1"),
        ("-2 * -3", "6"),
        ("--2", "2"),
        ("0.1 + 0.2", "0.3"),
        ("a.one * a.two", "7.50"),
        ("a.three.four", "12"),
        ("share * 2", "1"),
        ("1 if a.one > 2 else 0", "1"),
        ("1 if a.one < 2 else 5 if a.one == 3 else 7", "5"),
        ("1 if 2 < a.one <= 3 else 0", "1"),
        ("1 if not a.one == 3 or a.two >= 2.5 else 0", "1"),
        ("1 if a.one == 3 and not a.two != 2.5 else 0", "1"),
        ("min(4, a.one, 5)", "3"),
        ("max(4, a.one)", "4"),
        ("abs(-4.5)", "4.5"),
        ("round(2.5)", "3"),
        ("round(-2.5)", "-3"),
        ("round(a.one / 7, 4)", "0.4286"),
        ("clamp(7, 0, 1)", "1"),
        ("clamp(-7, 0, 1)", "0"),
        ("1 +\n\n  2", "3"),
    ],
)
def test_an_expression_is_worked_out_as_it_reads(text: str, result: str) -> None:
    assert number(text, share=D("0.5")) == D(result)


def test_thirds_add_up_to_a_whole() -> None:
    assert number("1 if a.one / 9 + 1 / 3 + 1 / 3 >= 1 else 0") == 1
    assert number("1 if 1 / 3 * 3 == 1 else 0") == 1
    assert number("1 if 1 / 3 * 3 < 1 else 0") == 0


def test_a_half_that_a_quotient_meant_is_rounded_up() -> None:
    assert number("round(1 / 3 * 3 / 2)") == 1


def test_only_the_chosen_value_is_worked_out() -> None:
    assert number("0 if a.zero == 0 else a.one / a.zero") == 0
    assert number("1 if a.zero > 0 and a.one / a.zero > 2 else 2") == 2
    assert number("1 if a.zero == 0 or a.nothing > 2 else 2") == 1


@pytest.mark.parametrize(
    ("text", "why", "what"),
    [
        ("a.nothing + 1", "nothing", "a.nothing"),
        ("max(a.nothing, 1)", "nothing", "a.nothing"),
        ("1 if a.nothing > 1 else 2", "nothing", "a.nothing"),
        ("share", "nothing", "share"),
        ("a.one / a.zero", "zero", "a.zero"),
        ("a.zero / a.zero", "zero", "a.zero"),
        ("1 / (a.one - 3)", "zero", "(a.one - 3)"),
        ("1 / (1 / 3 * 3 - 1)", "zero", "(1 / 3 * 3 - 1)"),
    ],
)
def test_without_a_value_or_a_divisor_there_is_no_number_and_it_is_known_which(text: str, why: str, what: str) -> None:
    with pytest.raises(UndeterminedError) as error:
        number(text)
    assert (error.value.why, error.value.what) == (why, what)


def test_a_number_that_is_too_large_is_no_number() -> None:
    with pytest.raises(TOO_LARGE):
        number("share * share", share=D("1e600"))
    with pytest.raises(TOO_LARGE):
        number("round(99999999999999999999 * 99999999999999999999, 2)")


def test_names_are_told_with_their_places() -> None:
    named = read_expression("a.one +\n  share * a.one", PARTS).named
    assert [(one.name, one.place) for one in named] == [
        ("a.one", Place(1, 1, 5)),
        ("share", Place(2, 3, 5)),
        ("a.one", Place(2, 11, 5)),
    ]


# Against Python's own parser, with fractions

leaves = st.sampled_from(["a.one", "a.two", "a.three.four", "a.zero", "a.nothing", "share"]) | st.decimals(
    0, 99, places=2
).map(str)
compared = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])


def numbers_of(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return numbers made of numbers, with and without parentheses."""
    truths = st.builds("{} {} {}".format, inner, compared, inner) | st.builds(
        "{} {} {} {} {}".format, inner, compared, inner, compared, inner
    )
    conditions = st.one_of(
        truths,
        st.builds("not {}".format, truths),
        st.builds("{} {} {}".format, truths, st.sampled_from(["and", "or", "and not"]), truths),
        st.builds("({} {} {}) {} {}".format, truths, st.just("or"), truths, st.sampled_from(["and", "or"]), truths),
    )
    return st.one_of(
        st.builds("{} {} {}".format, inner, st.sampled_from("+-*/"), inner),
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner),
        st.builds("-{}".format, inner),
        st.builds("({} if {} else {})".format, inner, conditions, inner),
        st.builds("{}({}, {})".format, st.sampled_from(["min", "max"]), inner, inner),
        st.builds("abs({})".format, inner),
        st.builds("round({}, {})".format, inner, st.integers(0, 4)),
        st.builds("clamp({}, {}, {})".format, inner, inner, inner),
    )


expressions = st.recursive(leaves, numbers_of, max_leaves=16)
some = st.one_of(st.integers(0, 300), st.decimals(0, 300, places=2))


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(expressions, some, some, some)
def test_every_expression_means_what_it_means_in_python(
    text: str, one: int | Decimal, two: int | Decimal, share: int | Decimal
) -> None:
    values = {**VALUES, "a.one": one, "a.two": two, "share": share}
    try:
        expected = worked_out(text, values)
    except NoResultError:
        with pytest.raises(UndeterminedError):
            number(text, **values)
        return
    except TooCloseError:
        assume(False)
    assert abs(Fraction(number(text, **values)) - expected) <= abs(expected) / 10**20 + Fraction(1, 10**20)


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(expressions, compared, expressions, st.sampled_from(["and", "or"]), some)
def test_every_condition_means_what_it_means_in_python(
    left: str, sign: str, right: str, joined: str, share: int | Decimal
) -> None:
    text = f"{left} {sign} {right} {joined} not {right} == {left}"
    values = {**VALUES, "share": share}
    try:
        expected = holds(text, values)
    except NoResultError:
        with pytest.raises(UndeterminedError):
            read_condition(text, PARTS).truth(dict(values))
        return
    except TooCloseError:
        assume(False)
    assert read_condition(text, PARTS).truth(dict(values)) == expected


# What is refused, and where

LONG_NUMBER = "1" * 21


@pytest.mark.parametrize(
    ("text", "begins", "place"),
    [
        ("", "A number or the name of a measure is missing", Place(1, 1, 1)),
        ("  \n ", "A number or the name of a measure is missing", Place(1, 1, 1)),
        ("1 +", "A number or the name of a measure is missing", Place(1, 4, 1)),
        ("1 + * 2", "A number or the name of a measure is missing", Place(1, 5, 1)),
        ("1 2", "Before this, a sign is missing", Place(1, 3, 1)),
        ("1 +\n a.one a.two", "Before this, a sign is missing", Place(2, 8, 5)),
        ("(1 + 2", "This ( is not closed", Place(1, 1, 1)),
        ("1 + 2)", "This ) closes nothing", Place(1, 6, 1)),
        ("0,5", "A comma stands only between", Place(1, 2, 1)),
        ("(0,5)", "A comma stands only between", Place(1, 3, 1)),
        ("a.one = 3", "= cannot stand here. Write ==.", Place(1, 7, 1)),
        ("1 if a.one ≥ 3 else 0", "≥ (U+2265) cannot stand here. Write >=.", Place(1, 12, 1)),
        ("2 × 3", "× (U+00D7) cannot stand here. Write *.", Place(1, 3, 1)),
        ("1 if a.one > 3", "else is missing", Place(1, 15, 1)),
        ("1 else 2", "This else belongs to no if", Place(1, 3, 4)),
        ("a.one > 3", "This is true or false", Place(1, 1, 9)),
        ("1 + (a.one > 3)", "This is true or false", Place(1, 5, 11)),
        ("1 if a.one else 0", "This is a number", Place(1, 6, 5)),
        ("1 if not a.one else 0", "This is a number", Place(1, 10, 5)),
        ("1 if a.one and 1 > 0 else 0", "This is a number", Place(1, 6, 5)),
        ("1 if (1 < 2) == (2 < 3) else 0", "This is true or false", Place(1, 6, 7)),
        ("1 + not 2", "A number or the name of a measure is missing", Place(1, 5, 3)),
        ("shar", "There is nothing named shar. Did you mean share?", Place(1, 1, 4)),
        ("mim(1, 2)", "There is no function mim; there are", Place(1, 1, 3)),
        ("a.one(1)", "There is no function a.one; there are", Place(1, 1, 5)),
        ("min + 1", "min is a function. Write min(files.early, 20)", Place(1, 1, 3)),
        ("min(1)", "min takes another number of values than 1. Write min(", Place(1, 1, 3)),
        ("abs(1, 2)", "abs takes another number of values than 2.", Place(1, 1, 3)),
        ("clamp(1, 2)", "clamp takes another number of values than 2.", Place(1, 1, 5)),
        ("round(1, a.one)", "The decimals to round to are a whole number", Place(1, 10, 5)),
        ("round(1, 7)", "The decimals to round to are a whole number", Place(1, 10, 1)),
        ("abs()", "A number or the name of a measure is missing", Place(1, 5, 1)),
        ("1e5", "1e5 is not a number", Place(1, 1, 3)),
        ("0x10", "0x10 is not a number", Place(1, 1, 4)),
        ("1_000", "1_000 is not a number", Place(1, 1, 5)),
        ("1.2.3", "1.2.3 is not a number", Place(1, 1, 5)),
        (".5", ".5 is not a number. Write digits and at most one point: 0.5.", Place(1, 1, 2)),
        ("2j", "2j is not a number", Place(1, 1, 2)),
        (LONG_NUMBER, "The number has more than 20 digits", Place(1, 1, 21)),
        ("2 ** 3", "There is no ** in an expression", Place(1, 3, 2)),
        ("7 // 2", "There is no // in an expression", Place(1, 3, 2)),
        ("7 ^ 2", "There is no ^ in an expression", Place(1, 3, 1)),
        ("80%", "% cannot stand here. Write / 100.", Place(1, 3, 1)),
        ("a.one : 2", ": cannot stand here. Write /.", Place(1, 7, 1)),
        ("[1 + 2] * 3", "[ cannot stand here. Write (.", Place(1, 1, 1)),
        ("=10", "No = stands at the beginning", Place(1, 1, 1)),
        ("“a.one”", "Names stand without quotation marks", Place(1, 1, 1)),
        ("1 if a.one => 2 else 0", "=> cannot stand here. Write >=.", Place(1, 12, 2)),
        ("1 if a.one <> 2 else 0", "<> cannot stand here. Write !=.", Place(1, 12, 2)),
        ("1 if a.one > 2 và a.two > 1 else 0", "và cannot stand here. Write and.", Place(1, 16, 2)),
        ("1 If a.one > 2 else 0", "If cannot stand here. Write if.", Place(1, 3, 2)),
        ("if(a.one > 2, 1, 0)", "Before if, a number is missing.", Place(1, 1, 2)),
        ("MAX(a.one, 1)", "There is nothing named MAX. Did you mean max?", Place(1, 1, 3)),
        ("2 * tỷ_lệ", "Names have no accents. Write ty_le", Place(1, 5, 5)),
        ("2 * ty\u0309_le\u0323\u0302", "Names have no accents. Write ty_le", Place(1, 5, 8)),
        ("hồ.sơ + 1", "Names have no accents. Write ho.so", Place(1, 1, 5)),
    ],
)
def test_a_text_that_is_no_number_is_refused_with_the_place_and_the_cure(text: str, begins: str, place: Place) -> None:
    why, where = refused(text)
    assert why.startswith(begins)
    assert where == place


@pytest.mark.parametrize(
    ("text", "place", "number"),
    [
        ("clamp(a.one / 0,8, 0, 1)", Place(1, 16, 1), "0.8"),
        ("round(a.one, 0,5)", Place(1, 15, 1), "0.5"),
        ("1 +\n abs(12,75)", Place(2, 8, 1), "12.75"),
    ],
)
def test_a_decimal_comma_in_a_function_is_pointed_at(text: str, place: Place, number: str) -> None:
    why, where = refused(text)
    assert why.endswith(f"Write decimals with a point: {number}.")
    assert where == place


def test_too_many_values_without_a_decimal_comma_are_counted() -> None:
    why, where = refused("clamp(a.one, 0, 1, 2)")
    assert why.startswith("clamp takes another number of values than 4")
    assert where == Place(1, 1, 5)


def test_a_condition_is_a_comparison() -> None:
    assert refused("a.one + 1", read_condition)[0].startswith("This is a number, and a comparison is needed")
    assert read_condition("a.one > 1 and a.zero == 0").truth(VALUES)


HOSTILE = {
    "import": "__import__('os').system('echo')",
    "import without quotes": "__import__",
    "dunder of a measure": "a.one.__class__",
    "dunder of a number": "(1).__class__",
    "dunder of a name": "share.__globals__",
    "builtins": "__builtins__",
    "call of a result": "max(1, 2)(3)",
    "lambda": "(lambda: 1)()",
    "comprehension": "[x for x in a.one]",
    "generator": "max(x for x in a.one)",
    "walrus": "(x := 1)",
    "f-string": "f'{a.one}'",
    "string": "'a' * 1000000000",
    "subscript": "a.one[0]",
    "star": "max(*a.one)",
    "keyword argument": "round(1, ndigits=2)",
    "await": "await a.one",
    "yield": "(yield 1)",
    "statement": "1; import os",
    "comment": "1 # 2",
    "continuation": "1 + \\\n 2",
    "power of powers": "9**9**9",
    "power by call": "pow(9, 9)",
    "eval": "eval(1)",
    "shift": "1 << 100000",
    "true": "True",
    "none": "None",
    "infinity": "inf",
    "cyrillic letter": "а.one",
    "cyrillic letter within": "a.оne",
    "fullwidth digit": "１ + 1",
    "arabic digit": "٣ + 1",
    "fullwidth letters": "ｍａｘ(1, 2)",
    "mathematical letter": "𝐦ax(1, 2)",
    "nul": "1 + \x00 2",
    "byte order mark": "\ufeff1 + 2",
    "invisible space": "1\u200b + 2",
    "text that runs backwards": "1 + \u202e2",
    "lone surrogate": "1 + \ud800",
    "form feed": "1\f+ 2",
    "a hundred kilobytes": "1 + " * 25_000 + "1",
    "a hundred kilobytes of brackets": "(" * 100_000,
    "a hundred kilobytes of digits": "9" * 100_000,
    "a hundred kilobytes of lines": "\n" * 100_000,
    "nested brackets": "(" * 400 + "1" + ")" * 400,
    "nested signs": "-" * 900 + "1",
    "nested not": "1 if " + "not " * 200 + "1 > 2 else 3",
    "nested calls": "abs(" * 150 + "1" + ")" * 150,
    "nested choices": "1 if 1 > 2 else " * 60 + "1",
    "many words": "1+" * 400 + "1",
    "many arguments": "max(" + "1," * 300 + "1)",
}


def calls_of(work: Callable[[], object]) -> int:
    """Return how many functions are called while working."""
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_arithmetic_is_refused_at_its_place_in_few_steps(text: str) -> None:
    answers: list[tuple[str, Place]] = []
    calls = calls_of(lambda: answers.append(refused(text)))
    ((why, place),) = answers
    assert why
    assert 1 <= place.line <= text.count("\n") + 1
    assert 1 <= place.column <= MOST_CHARACTERS + 1
    assert place.length >= 1
    assert calls < 30_000


@pytest.mark.parametrize(
    ("letter", "shown"), [("а", "а (U+0430)"), ("\x00", "U+0000"), ("а1", "а (U+0430)"), ("$", "$")]
)
def test_a_character_that_looks_like_another_or_like_nothing_is_told_by_its_number(letter: str, shown: str) -> None:
    assert refused(f"1 + {letter}")[0].startswith(f"The character {shown} cannot stand in an expression")


@pytest.mark.parametrize("blank", ["\u00a0", "\u202f", "\u3000", "\t", "\r\n"])
def test_blanks_of_a_word_processor_are_blanks(blank: str) -> None:
    assert number(f"1{blank}+{blank}2") == 3


@pytest.mark.parametrize("letter", ["\u200b", "\ufeff", "\u00ad", "\u202e"])
def test_a_character_that_nobody_sees_is_told_and_to_be_deleted(letter: str) -> None:
    why, place = refused(f"1 + {letter}2")
    assert (why, place.column) == (f"The text has the invisible character U+{ord(letter):04X}. Delete it.", 5)


def test_an_expression_may_be_as_long_and_as_deep_as_it_may_be_and_no_more() -> None:
    assert number("(" * DEEPEST + "1" + ")" * DEEPEST) == 1
    why, place = refused("(" * (DEEPEST + 1) + "1" + ")" * (DEEPEST + 1))
    assert why.startswith("The expression is nested more than 30 deep")
    assert place == Place(1, DEEPEST + 2, 1)
    widest = "+".join(["1"] * (MOST_NODES // 2))
    assert number(widest) == MOST_NODES // 2
    assert refused(f"{widest}+1")[0].startswith("The expression has more than 200 words and signs")
    longest = "1" + " " * (MOST_CHARACTERS - 1)
    assert number(longest) == 1
    assert refused(f"{longest} ")[0].startswith("The expression has 1001 characters; there may be 1000")


@pytest.mark.parametrize(
    "text",
    [
        "*".join(["9"] * 100),
        "/".join(["9"] * 100),
        "(" * 29 + "+".join(["max(a.one, 99999999999999999999, a.two)"] * 20) + ")" * 29,
        " + ".join(["round(a.one / 7, 6)"] * 30),
    ],
)
def test_working_out_the_largest_expression_takes_a_bounded_number_of_steps(text: str) -> None:
    amount = read_expression(text).amount
    assert calls_of(lambda: amount(dict(VALUES))) < 10 * MOST_NODES
