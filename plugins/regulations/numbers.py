"""The number of a document: how it is written, misspelt and compared, such as 118/2025/NĐ-CP or 18-KL/TW."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# fmt: off
TYPES = frozenset(
    (
        "NQ", "QĐ", "CT", "QC", "QyĐ", "TC", "TB", "HD", "CTr", "KH", "PA", "ĐA", "DA", "BC", "BB", "TTr", "HĐ", "CĐ",
        "GUQ", "GM", "GGT", "GNP", "PG", "PC", "PB", "NĐ", "TT", "TTLT", "NQLT", "PL", "L", "SL", "VBHN", "KL", "QĐi",
        "CV", "KHPH", "CTrPH", "QCPH", "QCLN", "HDLN", "HDLT", "KHLT", "KHLN", "CTrHĐ", "TTLB", "TBKL",
    )
)
"""What the first word of a symbol says of the kind of document (Decree 30/2020, Annex III, and normative kinds)."""
ISSUERS = frozenset(
    (
        "CP", "TTg", "UBND", "HĐND", "UB", "VPCP", "CTN", "BNV", "BTC", "BTP", "BCA", "BQP", "BKHĐT", "BTNMT",
        "BGDĐT", "BYT", "BVHTTDL", "BXD", "BGTVT", "BCT", "BNNPTNT", "BLĐTBXH", "BTTTT", "BKHCN", "BNG", "BNNMT",
        "BDTTG", "UBDT", "TTCP", "NHNN", "KTNN", "TANDTC", "VKSNDTC", "HĐTP", "TW", "TU", "HU", "ĐU", "BTCTW",
        "UBKTTW", "BTGTW", "VPTW", "SNV", "STC", "STP", "SXD", "STNMT", "SNNMT", "SGDĐT", "SYT", "SVHTTDL", "SKHCN",
        "TTPVHCC", "CCHC", "UBTVQH", "BHXH", "HĐBT",
    )
)
"""Issuers that are met often; they tell where a symbol ends that has no space after it."""
# fmt: on
MIXED_CASE = {word.upper(): word for word in ("TTg", "CTr", "TTr", "QyĐ", "QĐi")}
WITHOUT_STROKE = {"ND": "NĐ", "QD": "QĐ", "CD": "CĐ", "QYD": "QyĐ"}
"""First words that are often typed without the stroke of the Đ. HD stays: a guideline is HD, a contract HĐ."""
LEGISLATURE = re.compile(r"(?:QH|UBTVQH)\d{1,2}")
"""The National Assembly or its Standing Committee, with the number of its term."""
_PART = re.compile(r"(?!V/v)[^\W_](?:(?!V/v)(?:[^\W_¹²³⁰-⁹]|&(?=[^\W\d_])))*")
"""One word of a symbol; `V/v` (re:) often follows without a space."""
_NOTE = re.compile(r"(\D+)\d{1,3}")
_WITH_SMALL_LETTERS = re.compile(r"[A-ZĐ&]+Tr[A-ZĐ&]*|(?:CTr|TTr)[A-ZĐ]{1,2}")
"""Words of a symbol that have small letters inside, such as GDTrH (secondary education) or CTrPH."""
_NUMBERED_ISSUERS = ("UBTVQH", "QH")
MOST_WORDS = 8
_SEPARATORS = re.compile(r"[./-]")
_LOOSE = re.compile(r"\s{0,3}([-/])\s{0,3}(?=[^\W\d_])")
_APART = re.compile(r"\s{1,2}(?=([^\W\d_]{2,8})(?!\w))")
_TIGHT = re.compile(r"(?:([-/])\s?|(\.))(?=[^\W\d_])")
_JOINED = {"NĐCP": "NĐ-CP", "NDCP": "NĐ-CP", "QĐTTg": "QĐ-TTg", "NQCP": "NQ-CP", "QĐUBND": "QĐ-UBND"}
_GLUED = re.compile(r"((?=..)[A-ZĐ&]+\d{0,3})([^\W\dA-ZĐ_].*)", re.DOTALL)
_SYLLABLE = re.compile(
    r"(?:ngh?|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
    r"[aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ]"
)
NUMBER_BEGINS = re.compile(
    r"(?P<serial>\d{1,5}(?:\.\d{1,3})?[a-zA-Z]?)"
    r"(?:\s{0,3}/\s{0,3}(?P<year>(?:19|20)\d\d)\s{0,3}/|\s{0,3}/|\s?(?P<hyphen>-))\s{0,3}-?(?=[^\W\d_])"
)
ONE_FOR_ONE = str.maketrans(
    {
        **{wide: chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F)},
        **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-"),
        **dict.fromkeys(map(ord, "\u2044\u2215"), "/"),
        **dict.fromkeys(map(ord, "\u00a0\u00ad\u2007\u202f\u200b\u200c\u200d\u2060\u3000\ufeff\t"), " "),
        **dict.fromkeys(map(ord, "\u00d0\u0189"), "Đ"),
        ord("\u00f0"): "đ",
    }
)
"""What typing and scanning make of a sign that a number has; one for one, so that places in the text stay."""


@dataclass(frozen=True, slots=True)
class Number:
    """A document's number: its serial as written, its year if it has one, and its symbol, such as NĐ-CP."""

    serial: str
    year: int | None
    symbol: str
    is_of_party: bool = False

    def __str__(self) -> str:
        if self.is_of_party:
            return f"{self.serial}-{self.symbol}"
        return f"{self.serial}/{self.symbol}" if self.year is None else f"{self.serial}/{self.year}/{self.symbol}"

    @property
    def key(self) -> str:
        """What the ways to write one number have in common: 01/2018/TT-VPCP is 1/2018/TT-VPCP."""
        return f"{self._serial_and(self.year)}/{_SEPARATORS.sub('-', self.symbol)}".upper()

    @property
    def key_without_year(self) -> str:
        """What it has in common with the same number of other years."""
        return f"{self._serial_and(None)}/{_SEPARATORS.sub('-', self.symbol)}".upper()

    def _serial_and(self, year: int | None) -> str:
        return f"{self.serial.lstrip('0') or '0'}/{year or ''}"


def composed(text: str) -> str:
    """Return the text with each letter and its marks as one (NFC)."""
    return unicodedata.normalize("NFC", text)


def normalised(text: str) -> str:
    """Return the text composed, with one sign for each kind of dash, slash, blank and Đ; places stay."""
    return composed(text).translate(ONE_FOR_ONE)


def read_number(text: str) -> Number | None:
    """Return the number that a text is, None if it is none."""
    text = normalised(text).strip()
    begun = NUMBER_BEGINS.match(text)
    symbol = read_symbol(text, begun.end()) if begun else None
    if begun is None or symbol is None or symbol[1] != len(text):
        return None
    year = int(begun["year"]) if begun["year"] else None
    return Number(begun["serial"], year, symbol[0], is_of_party=begun["hyphen"] is not None)


def read_symbol(text: str, at: int) -> tuple[str, int] | None:
    """Return the symbol that begins at a place of the text, as it should be written, and where it ends; None for none.

    What follows without a space is left out: in `NĐ-CPngày` the symbol is NĐ-CP.
    """
    symbol, end = "", at
    separator = ""
    for _ in range(MOST_WORDS):
        found = _PART.match(text, at)
        if found is None:
            break
        word, length = _word(found[0], is_first=not symbol)
        if not word:
            break
        symbol += separator + word
        end = at + length
        if length < len(found[0]):
            break
        joined = _LOOSE.match(text, end) if symbol in TYPES or symbol in ISSUERS else None
        joined = joined or _TIGHT.match(text, end) or _blank_for_hyphen(text, end, symbol)
        if joined is None:
            break
        separator, at = "-" if joined[0].isspace() else joined[1] or ".", joined.end()
        if separator == "." and not word.startswith("UB"):
            issuer = _PART.match(text, at)
            if symbol not in TYPES or issuer is None or issuer[0] not in ISSUERS:
                break
            separator = "-"
    return (_JOINED.get(symbol, symbol), end) if symbol else None


def _blank_for_hyphen(text: str, at: int, symbol: str) -> re.Match[str] | None:
    """Return the blank that scans leave where the hyphen before an issuer was: NĐ CP."""
    found = _APART.match(text, at) if symbol in TYPES else None
    return found if found and found[1] in ISSUERS else None


@lru_cache(maxsize=4096)
def _word(part: str, *, is_first: bool) -> tuple[str, int]:
    """Return one word of a symbol as it should be written, and how many letters of the part it takes; "" for none."""
    upper = part.upper()
    if _WITH_SMALL_LETTERS.fullmatch(part):
        return part, len(part)
    for known in MIXED_CASE:
        if upper.startswith(known) and (len(part) == len(known) or part[: len(known)] == MIXED_CASE[known]):
            return MIXED_CASE[known], len(known)
    noted = _NOTE.fullmatch(part)
    if noted and noted[1] in ISSUERS and noted[1] not in _NUMBERED_ISSUERS:
        part = upper = noted[1]
    if part == upper:
        return (_with_stroke(part, is_first=is_first), len(part)) if part[0].isalpha() else ("", 0)
    if _with_stroke(upper, is_first=is_first) in (TYPES if is_first else ISSUERS) or LEGISLATURE.fullmatch(upper):
        return _with_stroke(upper, is_first=is_first), len(part)
    glued = _GLUED.fullmatch(part)
    if glued is None:
        return "", 0
    word, rest = glued[1], glued[2]
    if len(word) == 1:
        return "", 0
    if (
        word not in ISSUERS
        and not word[-1].isdigit()
        and (word[:-1] in ISSUERS or _SYLLABLE.match(word[-1].lower() + rest))
    ):
        word = word[:-1]
    return _with_stroke(word, is_first=is_first), len(word)


def _with_stroke(word: str, *, is_first: bool) -> str:
    word = word.replace("HDND", "HĐND")
    return WITHOUT_STROKE.get(word, word) if is_first else word
