"""Vietnamese text: one normal form, comparison without diacritics, and the order of names."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_ORDER = {letter: f"{position:02d}" for position, letter in enumerate(_ALPHABET)}
_TONE_ORDER = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_NOT_A_WORD = re.compile(r"[\W_]+")
_SPACES = re.compile(r"\s+")


def normalise(text: str) -> str:
    """Return `text` in NFC without outer or doubled white space, as all text is stored."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def fold(text: str) -> str:
    """Return `text` in small letters without diacritics and punctuation, for comparing: "Mã hồ sơ\\n" is "ma ho so"."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    return _NOT_A_WORD.sub(" ", bare.replace("đ", "d")).strip()


def name_order(full_name: str) -> tuple[str, ...]:
    """Return the sort key of a person's name: given name first, by the Vietnamese alphabet and its tones."""
    family_and_middle, _, given = normalise(full_name).rpartition(" ")
    return (*spelling_order(given), *spelling_order(family_and_middle))


def spelling_order(words: str) -> tuple[str, str]:
    """Return the sort key of words by the Vietnamese alphabet; where the letters are the same, by their tones."""
    places = [_place(letter) for letter in unicodedata.normalize("NFC", words.casefold())]
    return "".join(letter for letter, _ in places), "".join(tone for _, tone in places)


@cache
def _place(letter: str) -> tuple[str, str]:
    """Return the place of a letter in the alphabet, and of its tone among the tones."""
    parts = unicodedata.normalize("NFD", letter)
    tone = next((mark for mark in parts if mark in _TONE_ORDER), "")
    plain = unicodedata.normalize("NFC", parts.replace(tone, "")) if tone else letter
    return _LETTER_ORDER.get(plain, plain if plain != " " else "!"), _TONE_ORDER.get(tone, "0")


def name_key(full_name: str) -> str:
    """Return a person's name for comparing: diacritics count, since Hà and Hạ are two people; capitals do not."""
    return normalise(full_name).casefold()


def plain_number(text: str) -> str:
    """Return 1.234,5 and 1,234.5 as 1234.5: the later of the two marks is the decimal one."""
    bare = text.replace(" ", "").replace("\u00a0", "").replace("−", "-")
    if "," in bare and "." in bare:
        thousands = "." if bare.rfind(",") > bare.rfind(".") else ","
        bare = bare.replace(thousands, "")
    return bare.replace(",", ".")
