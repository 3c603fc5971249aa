"""Whom and what the row of a handled file names: its procedure, unit, receiver and handler."""

from __future__ import annotations

from datetime import date
from typing import cast

from tracker.imports.checking.checked import CheckedRow
from tracker.imports.files.plans import MatchedRow
from tracker.imports.matching.named import Named
from tracker.imports.matching.two_people import is_one_person
from tracker.imports.results import Findings
from tracker.messages import message

OFFICIALS = ("receiver", "handler")
_LONGEST = (("code", 120), ("procedure_code", 40))
_MOST_PAUSED_DAYS = 1000


def match_row(row: CheckedRow, named: Named, findings: Findings) -> MatchedRow | None:
    """Return the row with the ids of what it names; None if it is refused, or waits for an answer."""
    texts = cast("dict[str, str | None]", row.values)
    on = cast(date, row.values["received"])
    officials = named.officials
    one_person = [is_one_person(row, key, on, officials, findings) for key in OFFICIALS]
    if not all(one_person):
        return None
    receiver, handler = texts.get("receiver"), texts.get("handler")
    receiver_is_clear = officials.is_clear(receiver, on, row.number)
    if not officials.is_clear(handler, on, row.number) or not receiver_is_clear or not _fits(row, findings):
        return None
    unit = texts.get("unit")
    unit_id = named.units.find(unit) if unit else None
    procedure_id = named.procedures.find(texts.get("procedure_code"), texts.get("procedure_name"), texts.get("field"))
    receiver_id, handler_id = officials.id_of(receiver, on, unit_id), officials.id_of(handler, on, unit_id)
    return MatchedRow(row, (procedure_id, unit_id, receiver_id, handler_id))


def _fits(row: CheckedRow, findings: Findings) -> bool:
    """Whether the row fits into the record; else it is refused."""
    values = row.values
    for key, longest in _LONGEST:
        text = cast("str", values.get(key) or "")
        if len(text) > longest:
            told = message("A code has at most %(most)d characters, this one has more. Correct it.", most=longest)
            findings.refuse(row.number, key, text, told)
            return False
    paused = values.get("paused_days")
    if paused is not None and not (str(paused).isdecimal() and int(str(paused)) <= _MOST_PAUSED_DAYS):
        told = message("Write the paused working days as a whole number up to %(most)d.", most=_MOST_PAUSED_DAYS)
        findings.refuse(row.number, "paused_days", paused, told)
        return False
    return True
