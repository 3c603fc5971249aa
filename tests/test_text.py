"""Vietnamese text: one form, comparison without diacritics, the order of names."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.text import fold, name_key, name_order, normalise


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("  Nguyễn   Văn\tAn \n", "Nguyễn Văn An"),
        (unicodedata.normalize("NFD", "Đặng Thị Ửng"), "Đặng Thị Ửng"),
        ("Hà\u00a0Nội", "Hà Nội"),
        ("", ""),
    ],
)
def test_text_is_stored_in_one_form(written: str, stored: str) -> None:
    assert normalise(written) == stored


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Nguyễn", "nguyen"),
        ("ĐẶNG", "dang"),
        ("Mã hồ sơ\n", "ma ho so"),
        ("Số_hồ-sơ (TTHC):", "so ho so tthc"),
        (unicodedata.normalize("NFD", "Ngày hẹn trả"), "ngay hen tra"),
        ("  …  ", ""),
    ],
)
def test_text_is_compared_without_diacritics_and_punctuation(written: str, folded: str) -> None:
    assert fold(written) == folded


words = st.text("aàăắâbcdđeêghoơuưy ĐẶỬ\u0301\u0323\u031b_-.\u00a0\t1ßİ", max_size=30)


@given(words)
def test_what_is_normal_or_folded_stays_so(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert fold(fold(text)) == fold(text)


@given(words)
def test_the_way_in_which_letters_are_composed_does_not_matter(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert normalise(decomposed) == normalise(text)
    assert fold(decomposed) == fold(text)
    assert name_order(decomposed) == name_order(text)


def in_order(*names: str) -> list[str]:
    """Return the names as a list of officials puts them."""
    return sorted(names, key=name_order)


def test_names_are_ordered_by_the_given_name_first() -> None:
    wanted = ["Vũ Thị An", "Nguyễn Văn Bình", "Phạm Thị Chi", "Bùi Văn Dũng", "Trần Văn Đức"]
    assert in_order(*reversed(wanted)) == wanted


def test_the_vietnamese_alphabet_puts_d_before_đ_and_a_before_ă_and_â() -> None:
    assert in_order("Ân", "Ăn", "An") == ["An", "Ăn", "Ân"]
    assert in_order("Đa", "Dy", "Ea") == ["Dy", "Đa", "Ea"]
    assert in_order("Ơn", "Ôn", "On", "Ưng", "Ung") == ["On", "Ôn", "Ơn", "Ung", "Ưng"]


def test_tones_count_only_between_names_spelt_alike() -> None:
    assert in_order("Hạ", "Há", "Hã", "Hả", "Hà", "Ha") == ["Ha", "Hà", "Hả", "Hã", "Há", "Hạ"]
    assert in_order("Hàng", "Hạ") == ["Hạ", "Hàng"]


def test_equal_given_names_are_ordered_by_family_and_middle_name() -> None:
    wanted = ["Bùi Thị Hà", "Nguyễn Thị Hà", "Nguyễn Văn Hà"]
    assert in_order(*reversed(wanted)) == wanted


def test_two_people_whose_names_differ_by_a_tone_are_two() -> None:
    assert name_key("Phạm Thị Hà") != name_key("Phạm Thị Hạ")
    assert name_key("PHẠM  THỊ HÀ ") == name_key("Phạm Thị Hà")
