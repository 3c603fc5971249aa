"""Titles that officials received by decisions which Tracker does not have: entered, corrected, removed."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session, col, select

from plugins.commendations.models import FIRST_YEAR, PastTitle
from plugins.commendations.titles import BY_KEY
from tracker.api import InputError, Official, RecordSession, Viewer, refuse_own_case, sentences

_ = sentences("commendations")
Values = Mapping[str, object]


def add_past_title(session: RecordSession, values: Values, by: Viewer) -> PastTitle:
    """Enter a title. Raises InputError if it is one's own case, unknown, of a year to come, or entered already."""
    wanted = _checked(session, values, by, None)
    session.add(wanted)
    session.flush()
    return wanted


def change_past_title(session: RecordSession, one: PastTitle, values: Values, by: Viewer) -> None:
    """Correct a title. Raises InputError as `add_past_title` does."""
    refuse_own_case([one.official_id], by.official_id)
    wanted = _checked(session, {**one.model_dump(exclude={"id"}), **values}, by, one.id)
    for name in PastTitle.model_fields:
        if name != "id":
            setattr(one, name, getattr(wanted, name))
    session.add(one)
    session.flush()


def remove_past_title(session: RecordSession, one: PastTitle, by: Viewer) -> None:
    """Remove a title that was entered by mistake. Raises InputError if it is one's own case."""
    refuse_own_case([one.official_id], by.official_id)
    session.delete(one)
    session.flush()


def _checked(session: Session, values: Values, by: Viewer, but: int | None) -> PastTitle:
    wanted = PastTitle.model_validate(values)
    refuse_own_case([wanted.official_id], by.official_id)
    title = BY_KEY.get(wanted.title)
    if title is None or title.is_for_units:
        raise InputError.of(_("Choose a title for officials from the list."))
    if not FIRST_YEAR <= wanted.year <= by.today.year:
        raise InputError.of(
            _(
                "The year lies between %(first)s and %(last)s. Correct it.",
                first=str(FIRST_YEAR),
                last=str(by.today.year),
            )
        )
    there = select(PastTitle).where(
        PastTitle.official_id == wanted.official_id, PastTitle.title == wanted.title, PastTitle.year == wanted.year
    )
    if session.exec(there.where(col(PastTitle.id) != (but or 0))).first() is not None:
        name = session.get_one(Official, wanted.official_id).full_name
        raise InputError.of(
            _("%(name)s has “%(title)s” for %(year)s already.", name=name, title=title.title, year=str(wanted.year))
        )
    return wanted
