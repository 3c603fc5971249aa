"""Citations: which documents a text names, by number in every form that real documents have, and laws by name and date.

What is found is written as it should be; nothing is looked up here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from plugins.regulations.cited_laws import laws_in
from plugins.regulations.cited_numbers import numbers_in
from plugins.regulations.dates import issued_after
from plugins.regulations.numbers import Number


@dataclass(frozen=True, slots=True)
class Citation:
    """One document that a text names, from `start` to `end` of the normalised text.

    By `number`, or a law by `name` and the date or the year of its issue; a law cited by name and number has both.
    """

    text: str
    start: int
    end: int
    number: Number | None
    name: str | None = None
    issued_on: date | None = None
    issued_in: int | None = None


def citations_in(text: str) -> list[Citation]:
    """Return what a normalised text cites, in its order."""
    numbers = {start: _numbered(text, start, end, number) for start, end, number in numbers_in(text)}
    found: list[Citation] = []
    for law in laws_in(text):
        number = numbers.get(law.end)
        if law.issued_in is not None:
            said = text[law.start : law.end]
            found.append(Citation(said, law.start, law.end, None, law.name, law.issued_on, law.issued_in))
        elif number is not None and number.number is not None and "QH" in number.number.symbol:
            numbers[law.end] = replace(number, name=law.name)
    return sorted((*found, *numbers.values()), key=lambda one: one.start)


def _numbered(text: str, start: int, end: int, number: Number) -> Citation:
    day = issued_after(text, end)
    return Citation(text[start:end], start, end, number, None, day, day.year if day else None)
