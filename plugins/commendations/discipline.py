"""Discipline: entered, corrected and removed; whoever was under it in a year is not rewarded for that year."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.commendations.models import Discipline
from tracker.api import InputError, RecordSession, Viewer, refuse_own_case, sentences

_ = sentences("commendations")
Values = Mapping[str, object]


def add_discipline(session: RecordSession, values: Values, by: Viewer) -> Discipline:
    """Enter a measure. Raises InputError if it is one's own case, of a day to come, or ends before it begins."""
    wanted = _checked(values, by)
    session.add(wanted)
    session.flush()
    return wanted


def change_discipline(session: RecordSession, one: Discipline, values: Values, by: Viewer) -> None:
    """Correct a measure. Raises InputError as `add_discipline` does."""
    refuse_own_case([one.official_id], by.official_id)
    wanted = _checked({**one.model_dump(exclude={"id"}), **values}, by)
    for name in Discipline.model_fields:
        if name != "id":
            setattr(one, name, getattr(wanted, name))
    session.add(one)
    session.flush()


def remove_discipline(session: RecordSession, one: Discipline, by: Viewer) -> None:
    """Remove a measure that was entered by mistake. Raises InputError if it is one's own case."""
    refuse_own_case([one.official_id], by.official_id)
    session.delete(one)
    session.flush()


def _checked(values: Values, by: Viewer) -> Discipline:
    wanted = Discipline.model_validate(values)
    refuse_own_case([wanted.official_id], by.official_id)
    if wanted.from_on > by.today:
        raise InputError.of(_("%(day)s has not come yet. Give the day from which it holds.", day=wanted.from_on))
    if wanted.until_on is not None and wanted.until_on < wanted.from_on:
        raise InputError.of(_("It ends before it begins. Correct one of the two days."))
    return wanted
