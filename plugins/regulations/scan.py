"""Scanning a text: what it cites, how each of these documents stands on a day, and in which sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from plugins.regulations.citations import Citation, citations_in
from plugins.regulations.numbers import composed, normalised
from plugins.regulations.resolution import Register, meant_by
from plugins.regulations.validity import ENDING, Entry, Status, Validity, validity_on

AMBIGUOUS, UNKNOWN = "ambiguous", "unknown"
LONGEST_SENTENCE = 400
_END_OF_A_SENTENCE = re.compile(r"[.;!?](?=\s)|\n")


@dataclass(frozen=True, slots=True)
class Finding:
    """One citation, the documents that it may mean, and how the one stands that it means."""

    citation: Citation
    meant: Sequence[Entry]
    validity: Validity | None
    replaced_by: Sequence[Entry]

    @property
    def status(self) -> str:
        """How the cited document stands; ambiguous and unknown are no alarm."""
        if self.validity is not None:
            return self.validity.status
        return AMBIGUOUS if len(self.meant) > 1 else UNKNOWN

    @property
    def issued_otherwise(self) -> date | None:
        """The day of issue of the document, where the citation gives it another one."""
        (entry, *others) = self.meant or (None,)
        if entry is None or others or self.citation.issued_on in (None, entry.issued_on):
            return None
        return entry.issued_on

    def needs_a_look(self, day: date, soon: date) -> bool:
        """Whether somebody should look at the text: what it cites is unknown or misdated, or it `is_alarming`."""
        return self.validity is None or self.issued_otherwise is not None or self.is_alarming(day, soon)

    def is_alarming(self, day: date, soon: date) -> bool:
        """Whether the text must be looked at: what it cites is not in force, or will not be on the day `soon`."""
        if self.validity is None:
            return False
        ends_on = self.validity.ends_on
        is_ending = ends_on is not None and day < ends_on <= soon
        return is_ending or self.validity.status in (Status.EXPIRED, Status.NOT_YET, Status.SUSPENDED)


def scan(text: str, register: Register, day: date) -> list[Finding]:
    """Return what a text cites, in its order, with how each document stands on that day.

    Places are those of the composed text (NFC).
    """
    written = composed(text)
    return [finding_of(_as_written(one, written), register, day) for one in citations_in(normalised(written))]


def _as_written(citation: Citation, text: str) -> Citation:
    said = text[citation.start : citation.end]
    return citation if said == citation.text else replace(citation, text=said)


def finding_of(citation: Citation, register: Register, day: date) -> Finding:
    """Return how the document stands that a citation means."""
    meant = meant_by(citation, register)
    if len(meant) != 1:
        return Finding(citation, meant, None, ())
    (entry,) = meant
    return Finding(citation, meant, _validity(citation, entry, day), replaced_on(entry, register, day))


def _validity(citation: Citation, entry: Entry, day: date) -> Validity | None:
    """Return how a document stands; before the year of its number there was none, whoever knows no better day."""
    found = validity_on(entry, day)
    year = citation.number.year if citation.number is not None else None
    if entry.in_force_from is None and found is not None and found.status is Status.IN_FORCE:
        is_later = (entry.issued_on or day) > day or (year or day.year) > day.year
        return replace(found, status=Status.NOT_YET) if is_later else found
    return found


def replaced_on(entry: Entry, register: Register, day: date) -> list[Entry]:
    """Return what is to be cited in place of a document: what replaces it, and for what has itself expired its own."""
    waiting = replacing(entry, register) if entry.effects else []
    found: dict[int, Entry] = {}
    met = {entry.id}
    while waiting:
        one = waiting.pop(0)
        if one.id in met:
            continue
        met.add(one.id)
        validity = validity_on(one, day)
        further = replacing(one, register) if validity and validity.status is Status.EXPIRED else []
        waiting[:0] = further
        if not further:
            found[one.id] = one
    return list(found.values())


def replacing(entry: Entry, register: Register) -> list[Entry]:
    """Return the documents that replace one as a whole, the first to do so first."""
    effects = sorted(
        (effect for effect in entry.effects if effect.relation in ENDING),
        key=lambda effect: (effect.from_day or date.max, effect.by),
    )
    return [register.entries[by] for by in dict.fromkeys(effect.by for effect in effects) if by in register.entries]


def sentence_around(text: str, start: int, end: int) -> str:
    """Return the sentence of a text in which something stands, shortened where it is very long."""
    before, behind = max(0, start - LONGEST_SENTENCE), end + LONGEST_SENTENCE
    first = max(_ends_of_sentences(text, before, start), default=before)
    last = min(_ends_of_sentences(text, end, behind), default=behind)
    return " ".join(text[first:last].split())


def _ends_of_sentences(text: str, start: int, end: int) -> Iterator[int]:
    """Give where sentences end; a line that goes on with a small letter was only broken."""
    for found in _END_OF_A_SENTENCE.finditer(text, start, end):
        if found[0] != "\n" or not text[found.end() : found.end() + 1].islower():
            yield found.end()
