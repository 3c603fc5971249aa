"""Which registered document a citation means: by number and date, or a law by name and the date or year of issue."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from plugins.regulations.citations import Citation
from plugins.regulations.numbers import Number
from plugins.regulations.validity import Entry
from tracker.api import fold

_OF_A_LAW = re.compile(r"^(?:bo luat|luat|phap lenh|hien phap)\b")
_OF_THE_ASSEMBLY = re.compile(r"QH\d+")
_ONLY_SAYS_HOW = re.compile(r"(?<=^hien phap) nuoc .*| sua doi(?: bo sung)?$")
"""What some write after the name of a law, and others do not."""
_NOT_A_WORD = re.compile(r"\W+")
_OF_ONE_OF_MANY = re.compile(r"UBND|HĐND|[ĐTH]U\b")
"""Symbols that every province or commune uses: another date is another document."""


@dataclass(frozen=True, slots=True)
class Keys:
    """By what citations find a document; empty where it has no number that can be read, or is no law."""

    number: str
    number_without_year: str
    law: str


@dataclass(frozen=True, slots=True)
class Register:
    """The registered documents, found by number, by number without its year, and by the name of a law."""

    entries: Mapping[int, Entry]
    by_number: Mapping[str, Sequence[Entry]]
    by_number_without_year: Mapping[str, Sequence[Entry]]
    by_law: Mapping[str, Sequence[Entry]]


def register_of(entries: Iterable[tuple[Entry, Keys]]) -> Register:
    """Return the documents in the order in which citations are looked up."""
    known: dict[int, Entry] = {}
    numbers: dict[str, list[Entry]] = {}
    without_year: dict[str, list[Entry]] = {}
    laws: dict[str, list[Entry]] = {}
    for entry, keys in entries:
        known[entry.id] = entry
        for key, found in ((keys.number, numbers), (keys.number_without_year, without_year), (keys.law, laws)):
            if key:
                found.setdefault(key, []).append(entry)
    return Register(MappingProxyType(known), *map(MappingProxyType, (numbers, without_year, laws)))


def keys_of(number: Number | None, name: str) -> Keys:
    """Return by what citations find a document of this number and name."""
    law = law_key(name)
    if not _OF_A_LAW.match(law):
        # Registers also give the title of a law without the word for it.
        law = f"luat {law}" if number is not None and _OF_THE_ASSEMBLY.fullmatch(number.symbol) else ""
    if number is None:
        return Keys("", "", law)
    return Keys(number.key, number.key_without_year, law)


def law_key(name: str) -> str:
    """Return what the ways to write the name of a law have in common."""
    return _ONLY_SAYS_HOW.sub("", _NOT_A_WORD.sub(" ", fold(name)).strip())


def meant_by(citation: Citation, register: Register) -> Sequence[Entry]:
    """Return the documents that a citation may mean: none is unknown, several are ambiguous."""
    if citation.number is not None:
        return _by_number(citation.number, citation.issued_on, register)
    candidates = register.by_law.get(law_key(citation.name or ""), ())
    return [entry for entry in candidates if _fits(entry, citation)]


def _by_number(number: Number, issued_on: date | None, register: Register) -> Sequence[Entry]:
    if number.year is not None:
        found = register.by_number.get(number.key, ())
    else:
        found = register.by_number.get(number.key) or register.by_number_without_year.get(number.key_without_year, ())
    if issued_on is None:
        return found
    dated = [entry for entry in found if entry.issued_on == issued_on]
    if number.year is None or _OF_ONE_OF_MANY.search(number.symbol):
        return dated or [entry for entry in found if entry.issued_on is None]
    return dated or found


def _fits(entry: Entry, citation: Citation) -> bool:
    if entry.issued_on is None:
        return False
    if citation.issued_on is not None:
        return entry.issued_on == citation.issued_on
    return entry.issued_on.year == citation.issued_in
