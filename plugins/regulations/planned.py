"""Documents as an import will leave them, and which of them a number or the name of a law means."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from plugins.regulations.citations import Citation
from plugins.regulations.kinds import issuer_of
from plugins.regulations.models import Document, derived
from plugins.regulations.numbers import read_number
from plugins.regulations.register import issuer_key
from plugins.regulations.resolution import law_key
from tracker.api import fold


@dataclass(eq=False, slots=True)
class Planned:
    """A document: `stored` as the register has it now, `said` what the list says of it, `row` where it stands there."""

    stored: Document | None
    said: dict[str, object]
    row: int | None = None

    @property
    def changes(self) -> dict[str, object]:
        """What the list says otherwise than the register."""
        return {name: value for name, value in self.said.items() if getattr(self.stored, name) != value}

    def text(self, name: str) -> str:
        """Return what will stand in a column of texts."""
        value = self.said.get(name, getattr(self.stored, name, ""))
        assert isinstance(value, str)
        return value

    def day(self, name: str) -> date | None:
        """Return what will stand in a column of dates."""
        value = self.said.get(name, getattr(self.stored, name, None))
        assert value is None or isinstance(value, date)
        return value

    def agrees(self, issuer: str, issued_on: date | None) -> bool:
        """Whether it may be the one of this issuer and date, as far as both are known."""
        issuers = {issuer_key(self.text("issuer")), issuer_key(issuer)} - {""}
        return len(issuers) <= 1 and len({self.day("issued_on"), issued_on} - {None}) <= 1


@dataclass(slots=True)
class KnownDocuments:
    """The documents of the register and those that a list adds."""

    _by_number: dict[str, list[Planned]] = field(default_factory=dict)
    _by_name: dict[str, list[Planned]] = field(default_factory=dict)

    def add(self, planned: Planned) -> Planned:
        """Take a document in."""
        number, title, kind = (planned.text(name) for name in ("number", "title", "kind"))
        stored = planned.stored
        if stored is not None:
            number_key, law = stored.number_key, stored.law_key
        else:
            keys = derived(number, kind, title, "")
            number_key, law = keys["number_key"], keys["law_key"]
        if number:
            self._by_number.setdefault(number_key or number, []).append(planned)
        for name in {law, "" if number else fold(title)} - {""}:
            self._by_name.setdefault(name, []).append(planned)
        return planned

    def like(self, number: str, title: str, issuer: str, issued_on: date | None) -> list[Planned]:
        """Return the documents that one of this number, or without one of this title, may be.

        Where several may be it, those of the very date are meant.
        """
        read = read_number(number)
        same = self._by_number.get(read.key if read else number, []) if number else self._by_name.get(fold(title), [])
        found = [one for one in same if one.agrees(issuer, issued_on)]
        dated = [one for one in found if issued_on is not None and one.day("issued_on") == issued_on]
        return dated if len(found) > 1 and dated else found

    def meant_by(self, cited: Citation) -> list[Planned]:
        """Return the documents that a citation may mean."""
        if cited.number is None:
            return [one for one in self._by_name.get(law_key(cited.name or ""), []) if _is_of(one, cited)]
        number, issuer = str(cited.number), issuer_of(cited.number)
        return self.like(number, "", issuer, cited.issued_on)


def _is_of(planned: Planned, cited: Citation) -> bool:
    day = planned.day("issued_on")
    if day is None:
        return False
    return day == cited.issued_on if cited.issued_on else day.year == cited.issued_in
