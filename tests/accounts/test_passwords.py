"""Passwords: which are refused, and those that Tracker makes."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.accounts.conftest import quick_passwords
from tracker.accounts.common_passwords import COMMON_PASSWORDS
from tracker.accounts.passwords import EASY_TO_READ, LONGEST, SHORTEST, Passwords, generate_password, refuse_weak
from tracker.messages import InputError


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("", "10 to 200 characters, this one has 0"),
        ("123456789", "10 to 200 characters, this one has 9"),
        ("x" * 201, "10 to 200 characters, this one has 201"),
        ("PhamThiHa.CB", "must not be the sign-in name"),
        ("phamthiha_cb", "must not be the sign-in name"),
        ("1234567890", "tried first"),
        ("Mật khẩu 123", "tried first"),
        ("matkhau@123", "tried first"),
        ("ANHYEUEM123", "tried first"),
        ("aaaaaaaaaaaa", "tried first"),
        ("121212121212", "tried first"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(password: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        refuse_weak("phamthiha.cb", password)


@pytest.mark.parametrize("password", ["bốn từ dễ nhớ", "x1!" + "y" * 7, "🐃🌾🐟🍚 ăn cơm", "w" * 197 + "xyz"])
def test_any_other_password_of_ten_characters_is_accepted(password: str) -> None:
    refuse_weak("ha", password)


def test_composed_and_decomposed_letters_are_counted_alike() -> None:
    with pytest.raises(InputError, match="this one has 9"):
        refuse_weak("ha", "a\u0302" * 3 + "bcdefg")


def test_every_password_of_the_list_can_be_met() -> None:
    for password in COMMON_PASSWORDS:
        assert SHORTEST <= len(password) <= LONGEST
        with pytest.raises(InputError, match="tried first"):
            refuse_weak("ha", password)


def test_a_generated_password_can_be_read_out_and_is_never_the_same() -> None:
    generated = {generate_password() for _ in range(200)}
    assert len(generated) == 200
    for password in generated:
        refuse_weak("ha", password)
        assert [len(group) for group in password.split("-")] == [4, 4, 4, 4]
        assert set(password) <= set(EASY_TO_READ) | {"-"}
    assert not set("0o1il") & set(EASY_TO_READ)


@given(password=st.text(max_size=LONGEST), other=st.text(max_size=LONGEST * 2))
def test_a_password_fits_its_own_hash_and_no_other_does(password: str, other: str) -> None:
    passwords = quick_passwords()
    stored = passwords.hash(password)
    assert passwords.check(password, stored)
    assert passwords.check(other, stored) == (normalize("NFC", other) == normalize("NFC", password))


def test_what_is_longer_than_a_password_fits_none(passwords: Passwords) -> None:
    stored = passwords.hash("x" * LONGEST)
    assert not passwords.check("x" * (LONGEST + 1), stored)
    assert not passwords.check("x" * 1_000_000, stored)


def test_the_hashes_of_the_program_are_argon2id_of_46_megabytes() -> None:
    assert Passwords().hash("bốn từ dễ nhớ").startswith("$argon2id$v=19$m=47104,t=2,p=1$")
