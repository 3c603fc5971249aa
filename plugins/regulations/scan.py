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

    def needs_a_look(self, day: date, soon: date) -> bool:
        """Whether somebody should look at the text: what it cites is unknown, or it `is_alarming`."""
        return self.validity is None or self.is_alarming(day, soon)

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
    return [_found(_as_written(one, written), register, day) for one in citations_in(normalised(written))]


def _as_written(citation: Citation, text: str) -> Citation:
    said = text[citation.start : citation.end]
    return citation if said == citation.text else replace(citation, text=said)


def _found(citation: Citation, register: Register, day: date) -> Finding:
    meant = meant_by(citation, register)
    if len(meant) != 1:
        return Finding(citation, meant, None, ())
    (entry,) = meant
    return Finding(citation, meant, validity_on(entry, day), replacing(entry, register))


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
