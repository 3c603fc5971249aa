"""Changing absences by hand: add, correct, end, remove; of one official no two overlap, and all is held."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session, SQLModel, col, select

from tracker.messages import InputError
from tracker.records.absences import Absence
from tracker.records.by_hand import Values, change_by_hand, refuse_without_reason, remove_by_hand
from tracker.records.corrected_values import checked_corrections
from tracker.records.officials import Official
from tracker.records.own_case import refuse_own_case
from tracker.records.record_changes import add_record, correct_record
from tracker.records.words import word


def add_absence(session: Session, values: Values, because: str, today: date, actor: int | None) -> SQLModel:
    """Add an absence. `actor` is the official who adds it, if it is one.

    Raises InputError if it is his own, or if the official is absent on a day of it already.
    """
    refuse_own_case({one for one in (values["official_id"],) if isinstance(one, int)}, actor)
    _refuse_overlap(session, values)
    return add_record(session, Absence, values, because, today)


def correct_absence(
    session: Session, absence: Absence, values: Values, because: str, today: date, actor: int | None
) -> None:
    """Correct an absence. Raises InputError without a reason, and as `add_absence` does."""
    refuse_own_case({absence.official_id}, actor)
    _refuse_overlap(session, {**absence.model_dump(), **values}, but=absence.id)
    correct_record(session, absence, values, because, today)


def end_absence(session: Session, absence: Absence, last_day: date, today: date, actor: int | None) -> None:
    """Say which day was or will be the last of an absence that is open. Raises InputError if it has an end already."""
    if absence.ends_on is not None:
        raise InputError("This absence ends on %(day)s already. Correct it instead, and say why.", day=absence.ends_on)
    refuse_own_case({absence.official_id}, actor)
    _refuse_overlap(session, {**absence.model_dump(), "ends_on": last_day}, but=absence.id)
    change_by_hand(session, absence, checked_corrections(session, absence, {"ends_on": last_day}, today), "")


def remove_absence(session: Session, absence: Absence, because: str, actor: int | None) -> None:
    """Remove an absence that never was. Raises InputError without a reason, and for the actor's own."""
    refuse_own_case({absence.official_id}, actor)
    refuse_without_reason(absence, because)
    remove_by_hand(session, absence)


def _refuse_overlap(session: Session, values: Values, but: int | None = None) -> None:
    starts_on, ends_on = values["starts_on"], values.get("ends_on")
    assert isinstance(starts_on, date)
    last = ends_on if isinstance(ends_on, date) else date.max
    same = select(Absence).where(Absence.official_id == values["official_id"], col(Absence.starts_on) <= last)
    others = [one for one in session.exec(same) if (one.ends_on or date.max) >= starts_on and one.id != but]
    if not others:
        return
    official = session.get(Official, others[0].official_id)
    raise InputError(
        "%(name)s is absent from %(start)s to %(end)s already (%(kind)s). Correct that absence, or give other days.",
        name=official.full_name if official else "",
        start=others[0].starts_on,
        end=others[0].ends_on or "…",
        kind=word(others[0].kind),
    )
