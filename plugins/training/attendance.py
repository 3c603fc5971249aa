"""The attendance sheet: who was there on which day of a session."""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session, col, select

from plugins.training.kinds import Approval, Presence
from plugins.training.models import Attendance, CourseSession, Registration, SessionDay
from plugins.training.seats import seated_in
from plugins.training.sessions import refuse_cancelled, sittings_of
from tracker.api import InputError, RecordSession, Viewer, refuse_own_case, sentences

_ = sentences("training")
Cell = tuple[int, int]
"""A registration and a day of its session."""


def on_the_sheet(session: Session, held: CourseSession) -> list[Registration]:
    """Return who takes part in a session, in the order of the queue: the approved who have a seat."""
    return [one for one in seated_in(session, held) if one.approval is Approval.APPROVED]


def attendance_of(session: Session, held_id: int) -> dict[Cell, Presence]:
    """Return what is noted of a session, by registration and day."""
    return {cell: one.state for cell, one in _noted(session, held_id).items()}


def note_attendance(
    session: RecordSession, held: CourseSession, states: Mapping[Cell, Presence | None], actor: Viewer
) -> int:
    """Note who was there, None for nothing; returns how many cells changed.

    Raises InputError for a day to come, for somebody who does not take part, and for the actor himself.
    """
    refuse_cancelled(held)
    assert held.id is not None
    noted = _noted(session, held.id)
    changed = {cell: state for cell, state in states.items() if state != (noted[cell].state if cell in noted else None)}
    _refuse_wrong_cells(session, held, changed, actor)
    for cell, state in changed.items():
        _note(session, cell, noted.get(cell), state)
    session.flush()
    return len(changed)


def _note(session: RecordSession, cell: Cell, noted: Attendance | None, state: Presence | None) -> None:
    if state is None:
        session.delete(noted)
    elif noted is None:
        registration_id, day_id = cell
        session.add(Attendance(registration_id=registration_id, day_id=day_id, state=state))
    else:
        noted.state = state


def _noted(session: Session, held_id: int) -> dict[Cell, Attendance]:
    wanted = select(Attendance).join(SessionDay, col(SessionDay.id) == col(Attendance.day_id))
    rows = session.exec(wanted.where(SessionDay.session_id == held_id))
    return {(one.registration_id, one.day_id): one for one in rows}


def _refuse_wrong_cells(
    session: Session, held: CourseSession, changed: Mapping[Cell, Presence | None], actor: Viewer
) -> None:
    assert held.id is not None
    people = {one.id: one.official_id for one in on_the_sheet(session, held)}
    days = {day.id: day.on for day in sittings_of(session, [held.id]).get(held.id, [])}
    for (registration_id, day_id), state in changed.items():
        if day_id not in days or (registration_id not in people and state is not None):
            raise InputError.of(_("The sheet has changed meanwhile: open it again, and note the attendance there."))
        if days[day_id] > actor.today:
            raise InputError.of(_("%(on)s has not come yet. Note the attendance on the day.", on=days[day_id]))
    refuse_own_case([people[one] for one, _day in changed if one in people], actor.official_id)
