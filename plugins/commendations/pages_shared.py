"""What the pages of commendations share: who acts, the form that a request sends, who keeps the funds."""

from __future__ import annotations

from typing import TypeVar

from flask import abort, request
from sqlmodel import SQLModel

from tracker.api import RecordSession
from tracker.api.web import may_everywhere, may_for, session, today

VIEW, DISCIPLINE, KEEP = "commendations.view", "commendations.discipline", "commendations.keep"
YEARS_SHOWN = 4
Row = TypeVar("Row", bound=SQLModel)


def keeps_funds() -> bool:
    """Whether the account may enter money: the funds are the commune's, so a leader of some units may not."""
    return may_everywhere(KEEP)


def refuse_unless_keeper() -> None:
    """Refuse a leader of some units."""
    if not keeps_funds():
        abort(403)


def record_at(table: type[Row], id: int, within: RecordSession | None = None) -> Row:
    """Return a record of the funds; answers "not found" where there is none."""
    return (within or session()).get(table, id) or abort(404)


def record_of(table: type[Row], id: int, permission: str, within: RecordSession | None = None) -> Row:
    """Return a record about an official in reach of the permission; any other is not found."""
    found = record_at(table, id, within)
    if not may_for(getattr(found, "official_id", 0), permission):
        abort(404)
    return found


def asked_year() -> int:
    """Return the year that the address asks for, else this one."""
    text = request.args.get("year", "")
    return int(text) if text in {str(year) for year in years_offered()} else today().year


def years_offered() -> list[int]:
    """Return the years that a page offers, the next one first."""
    return [today().year + 1 - number for number in range(YEARS_SHOWN)]
