"""Changing the duty roster by hand: plan, move and remove duty days, note what became of them; all of it is held."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from tracker.messages import InputError, Message, message
from tracker.records.absences import absences_between
from tracker.records.by_hand import Values, identity, refuse_without_reason, remove_by_hand
from tracker.records.corrected_values import checked_corrections, correctable_fields
from tracker.records.duty_days import DutyDay, DutyState, Shift
from tracker.records.held_fields import hold
from tracker.records.officials import Official
from tracker.records.own_case import refuse_own_case

SUBJECT = str(DutyDay.__tablename__)


@dataclass(frozen=True, slots=True)
class Clash:
    """An official who is to be on duty on a day of a recorded absence."""

    official_id: int
    official: str
    on: date


Places = Sequence[tuple[int, date]]
"""Who is to be on duty when."""


def in_turn(pairs: Sequence[Collection[int]], days: Sequence[date]) -> list[tuple[int, date]]:
    """Return who is to be on duty when the pairs take turns, day by day."""
    return [(official, day) for place, day in enumerate(days) for official in pairs[place % len(pairs)]]


def clashes(session: Session, places: Places) -> list[Clash]:
    """Return where officials would be on duty although they are recorded as absent."""
    if not places:
        return []
    days, officials = [day for _, day in places], {official for official, _ in places}
    absences = absences_between(session, min(days), max(days), officials)
    away = [
        (official, day)
        for official, day in places
        if any(one.starts_on <= day <= (one.ends_on or date.max) for one in absences.get(official, ()))
    ]
    return [Clash(official, official_name(session, official), day) for official, day in away]


def plan(session: Session, places: Places, shift: Shift, because: str, today: date) -> list[DutyDay]:
    """Plan duty days and hold them against imports.

    Raises InputError, and plans nothing, where an official is on duty at that time already, or where a day has passed
    or somebody is absent on it and no reason says why he is planned all the same.
    """
    if not places:
        raise InputError("There is no working day among these. Choose other days.")
    _refuse_absent(session, places, because)
    _refuse_past([on for _, on in places], because, today)
    planned = []
    for official_id, on in places:
        refuse_busy(session, official_id, on, shift)
        duty_day = DutyDay(official_id=official_id, on=on, shift=shift)
        session.add(duty_day)
        session.flush()
        hold(session, SUBJECT, identity(duty_day), correctable_fields(DutyDay), because.strip())
        planned.append(duty_day)
    return planned


def move(session: Session, duty_day: DutyDay, values: Values, because: str, today: date) -> None:
    """Give a planned duty day another official, day or shift.

    Raises InputError as `plan` does, and for a day of which somebody has noted what became of it.
    """
    _refuse_noted(duty_day)
    wanted = {**duty_day.model_dump(), **values}
    official_id, on, shift = wanted["official_id"], wanted["on"], wanted["shift"]
    assert isinstance(official_id, int)
    assert isinstance(on, date)
    assert isinstance(shift, Shift)
    _refuse_absent(session, [(official_id, on)], because)
    _refuse_past([on, duty_day.on], because, today)
    refuse_busy(session, official_id, on, shift, but=duty_day.id)
    _write(session, duty_day, values, because, today)


def note(session: Session, duty_day: DutyDay, values: Values, because: str, today: date, actor: int | None) -> None:
    """Note what became of a duty day: its state, and who stood in.

    `actor` is the official who notes it, if it is one. Raises InputError for his own day, for a substitute who is
    absent or on duty himself, and where what somebody noted before is replaced without a reason.
    """
    substitute_id = values.get("substitute_id")
    concerned = {duty_day.official_id, duty_day.substitute_id, substitute_id}
    refuse_own_case({one for one in concerned if isinstance(one, int)}, actor)
    if duty_day.state is not DutyState.PLANNED:
        refuse_without_reason(duty_day, because)
    if isinstance(substitute_id, int) and substitute_id != duty_day.substitute_id:
        _refuse_substitute(session, duty_day, substitute_id)
    _write(session, duty_day, values, because, today)


def all_served(session: Session, duty_days: Sequence[DutyDay], today: date, actor: int | None) -> list[DutyDay]:
    """Note that everybody planned has served, but whoever is recorded as absent and the official who notes it.

    Returns the days that were noted; the others are left to be noted one by one.
    """
    planned = [one for one in duty_days if one.state is DutyState.PLANNED and one.official_id != actor]
    away = {(one.official_id, one.on) for one in clashes(session, [(one.official_id, one.on) for one in planned])}
    present = [one for one in planned if (one.official_id, one.on) not in away]
    for duty_day in present:
        _write(session, duty_day, {"state": DutyState.SERVED, "substitute_id": None}, "", today)
    return present


def remove(session: Session, duty_day: DutyDay, because: str, today: date) -> None:
    """Remove a planned duty day. Raises InputError once it was noted, and without a reason if it has passed."""
    _refuse_noted(duty_day)
    _refuse_past([duty_day.on], because, today)
    remove_by_hand(session, duty_day)


def refuse_busy(session: Session, official_id: int, on: date, shift: Shift, but: int | None = None) -> None:
    """Raise InputError if the official is assigned to that part of the day, or stands in on it."""
    busy = _busy(session, on, shift, but)
    if official_id in busy:
        raise InputError(
            "%(name)s is on duty on %(day)s already. Choose another day, shift or official.",
            name=official_name(session, official_id),
            day=on,
        )


def official_name(session: Session, official_id: int) -> str:
    """Return the name of an official. Raises InputError if there is none with that number."""
    official = session.get(Official, official_id)
    if official is None:
        raise InputError("There is no official with the number %(number)s. Choose one.", number=str(official_id))
    return official.full_name


def possible_substitutes(session: Session, duty_day: DutyDay, among: Collection[int]) -> set[int]:
    """Return who of the officials could stand in: present, and free at that time."""
    free = set(among) - _busy(session, duty_day.on, duty_day.shift, duty_day.id) - {duty_day.official_id}
    absent = set(absences_between(session, duty_day.on, duty_day.on, free))
    return free - absent


def _busy(session: Session, on: date, shift: Shift, but: int | None) -> set[int]:
    at_the_time = [*Shift] if shift is Shift.DAY else [Shift.DAY, shift]
    wanted = select(DutyDay).where(DutyDay.on == on, col(DutyDay.shift).in_(at_the_time))
    if but is not None:
        wanted = wanted.where(col(DutyDay.id) != but)
    return {one for day in session.exec(wanted) for one in (day.official_id, day.substitute_id) if one is not None}


def _refuse_substitute(session: Session, duty_day: DutyDay, substitute_id: int) -> None:
    refuse_busy(session, substitute_id, duty_day.on, duty_day.shift, but=duty_day.id)
    if clashes(session, [(substitute_id, duty_day.on)]):
        raise InputError(
            "%(name)s is absent on %(day)s, so cannot stand in. Choose somebody else.",
            name=official_name(session, substitute_id),
            day=duty_day.on,
        )


def _refuse_absent(session: Session, places: Places, because: str) -> None:
    found = [] if because.strip() else clashes(session, places)
    if found:
        told: list[Message] = [message("%(name)s on %(day)s", name=one.official, day=one.on) for one in found]
        raise InputError(
            "Recorded as absent: %(clashes)s. Choose others, or say in the reason why they are planned all the same.",
            clashes=told,
        )


def _refuse_past(days: Sequence[date], because: str, today: date) -> None:
    if min(days) < today and not because.strip():
        raise InputError(
            "%(day)s has passed: say in the reason why the roster is changed afterwards, so that it can be checked.",
            day=min(days),
        )


def _refuse_noted(duty_day: DutyDay) -> None:
    if duty_day.state is not DutyState.PLANNED:
        raise InputError(
            "What became of the duty day of %(day)s is noted already. Correct that first: say that it is only planned.",
            day=duty_day.on,
        )


def _write(session: Session, duty_day: DutyDay, values: Values, because: str, today: date) -> None:
    checked = checked_corrections(session, duty_day, values, today)
    changed = [field for field, value in checked.items() if getattr(duty_day, field) != value]
    for field in changed:
        setattr(duty_day, field, checked[field])
    session.add(duty_day)
    session.flush()
    hold(session, SUBJECT, identity(duty_day), checked, because.strip())
