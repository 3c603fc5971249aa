"""What the pages of ratings share: who acts, which sheet is meant, and steps of which somebody else was the first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, request

from plugins.rating.models import RatingSheet, RatingStep
from plugins.rating.sheets import sheet
from plugins.rating.steps import OvertakenError
from tracker.api import RecordSession
from tracker.api.web import (
    FilledForm,
    Form,
    account,
    may,
    may_for,
    session,
    stored_form,
    today,
)

OWN, VIEW, RATE = "rating.own", "rating.view", "rating.rate"
ENTER, FINALISE = "rating.enter", "rating.finalise"
YEARS_SHOWN = 4


def is_own(one: RatingSheet) -> bool:
    """Whether a sheet is about whoever looks at it."""
    return one.official_id == account().official_id


def sheet_here(sheet_id: int) -> RatingSheet:
    """Return the sheet, one's own or of an official in reach; any other is not found."""
    found = sheet(session(), sheet_id)
    if found is None or not ((is_own(found) and may(OWN)) or may_for(found.official_id, VIEW)):
        abort(404)
    return found


def asked_year() -> int:
    """Return the year that the address asks for, else the one before this."""
    text = request.args.get("year", "")
    return int(text) if text in {str(year) for year in years_offered()} else today().year - 1


def years_offered() -> list[int]:
    """Return the years that a page offers, this one first."""
    return [today().year - number for number in range(YEARS_SHOWN)]


@dataclass(frozen=True)
class Tried:
    """What became of a form: stored or not, the version that its page shows now, the steps of others meanwhile."""

    is_done: bool
    version: int
    meanwhile: Sequence[RatingStep] = ()


def try_step(shown: RatingSheet, form: FilledForm[Any], take: Callable[[RecordSession, int, Any], object]) -> Tried:
    """Take a step of a sheet with the version that its page showed.

    Where somebody else was the first, nothing is stored; who came second sees what was done, and sends again.
    """
    seen = _version_sent(shown)
    meanwhile: list[RatingStep] = []

    def change(writer: RecordSession, given: Form) -> None:
        try:
            take(writer, seen, given)
        except OvertakenError as overtaken:
            meanwhile.extend(overtaken.steps)
            raise

    if request.method == "POST" and stored_form(form, change):
        return Tried(True, seen)
    return Tried(False, meanwhile[-1].version if meanwhile else seen, meanwhile)


def _version_sent(shown: RatingSheet) -> int:
    text = request.form.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else shown.version
