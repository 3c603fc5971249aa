"""Everybody and everything that a list names: one place to look up, and the records to add along the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlmodel import Session

from tracker.imports.matching.names import load_names
from tracker.imports.matching.officials import NamedOfficials
from tracker.imports.matching.procedures import NamedProcedures, load_procedures
from tracker.imports.matching.units import Units, load_units
from tracker.imports.prepared import Prepared
from tracker.imports.results import Findings
from tracker.imports.storing.planning import Additions
from tracker.messages import Message


@dataclass(frozen=True, slots=True)
class Named:
    """What a list may name, known or planned."""

    additions: Additions
    units: Units
    procedures: NamedProcedures
    officials: NamedOfficials

    def notes(self) -> list[Message]:
        """Say what is added along the way."""
        return [*self.units.notes(), *self.procedures.notes(), *self.officials.notes()]

    def finish(self, findings: Findings) -> None:
        """Hand over the notes and questions, once all rows were matched."""
        findings.notes += self.notes()
        self.officials.ask(findings)


def load_named(session: Session, prepared: Prepared, day_key: str, official_keys: Sequence[str]) -> Named:
    """Return what the database knows; if the order says so, officials may be added from the first day of the list on.

    The list keeps its days under `day_key`, and names officials under `official_keys`.
    """
    order = prepared.order
    first, texts = _days_and_names(prepared, day_key, official_keys) if order.create_officials else (None, set())
    additions = Additions()
    units = load_units(session, additions, order.site_name)
    names = load_names(session, order.source, order.aliases)
    officials = NamedOfficials(names, units, additions, first, texts)
    return Named(additions, units, load_procedures(session, additions), officials)


def _days_and_names(prepared: Prepared, day_key: str, official_keys: Sequence[str]) -> tuple[date | None, set[str]]:
    first: date | None = None
    texts: set[str] = set()
    for row in prepared.checked.rows:
        day = cast("date | None", row.values.get(day_key))
        first = day if first is None or (day is not None and day < first) else first
        texts.update(cast(str, text) for key in official_keys if (text := row.values.get(key)) is not None)
    return first, texts
