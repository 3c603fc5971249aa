"""Dates, amounts and periods as Vietnamese offices write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.papers.wording import count, day, day_open, dong_in_words, in_words, number, period_words
from tracker.periods import parse_period

ONES = {
    **{"không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6},
    **{"bảy": 7, "tám": 8, "chín": 9},
}
SCALES = {"nghìn": 1000, "triệu": 1_000_000}


def read_aloud(words: str) -> int:
    """Return the number that words say, added up word by word."""
    total = billions = group = digit = 0
    for word in words.split():
        if word in ONES:
            digit = ONES[word]
        elif word == "trăm":
            group, digit = digit * 100, 0
        elif word == "mươi":
            group, digit = group + digit * 10, 0
        elif word == "mười":
            group += 10
        elif word in SCALES:
            total, group, digit = total + (group + digit) * SCALES[word], 0, 0
        elif word == "tỷ":
            billions = (billions + total + group + digit) * 10**9
            total = group = digit = 0
        else:
            assert word == "linh", word
    return billions + total + group + digit


@given(st.integers(min_value=0, max_value=10**18 - 1))
def test_an_amount_in_words_says_the_amount(amount: int) -> None:
    assert read_aloud(in_words(amount)) == amount


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (10_000, "Mười nghìn đồng"),
        (15_021, "Mười lăm nghìn không trăm hai mươi mốt đồng"),
        (24_105, "Hai mươi tư nghìn một trăm linh năm đồng"),
        (759_000, "Bảy trăm năm mươi chín nghìn đồng"),
        (1_005_000, "Một triệu không trăm linh năm nghìn đồng"),
        (1_138_500, "Một triệu một trăm ba mươi tám nghìn năm trăm đồng"),
        (2_000_000_014, "Hai tỷ không trăm mười bốn đồng"),
    ],
)
def test_amounts_are_said_as_offices_say_them(amount: int, words: str) -> None:
    assert dong_in_words(amount) == words


def test_days_below_ten_and_the_first_two_months_have_a_zero_before_them() -> None:
    assert day(date(2026, 12, 5)) == "ngày 05 tháng 12 năm 2026"
    assert day(date(2026, 2, 15)) == "ngày 15 tháng 02 năm 2026"
    assert day(date(2026, 3, 1)) == "ngày 01 tháng 3 năm 2026"


def test_a_day_that_is_not_set_is_left_open() -> None:
    assert day_open(date(2026, 10, 31)) == "ngày      tháng 10 năm 2026"


def test_numbers_have_vietnamese_marks_and_counts_two_digits() -> None:
    assert (number(1_000_000), number(Decimal("96.50")), count(3), count(200)) == ("1.000.000", "96,50", "03", "200")


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2026", "năm 2026"),
        ("2026-H2", "6 tháng cuối năm 2026"),
        ("2026-Q3", "quý III năm 2026"),
        ("2026-11", "tháng 11 năm 2026"),
    ],
)
def test_periods_are_called_as_papers_call_them(period: str, words: str) -> None:
    assert period_words(parse_period(period)) == words
