"""The attendance sheet: one day at a time, so that it works on a phone, and all days beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from plugins.training import words
from plugins.training.attendance import attendance_of, note_attendance, on_the_sheet
from plugins.training.kinds import Presence
from plugins.training.models import CourseSession, Registration, SessionDay
from plugins.training.pages_shared import (
    ORGANISE,
    course_of,
    me,
    number_in,
    people_named,
    record_at,
    refuse_unless_organiser,
)
from plugins.training.sessions import sittings_of
from tracker.api import InputError, RecordSession, counting, sentences
from tracker.api.web import in_words, needs, only_shown, session, today, writing

_ = sentences("training")
counted = counting("training")
NOTHING = ""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One person on the sheet; `is_own` where it is who looks, and somebody else notes it."""

    registration: Registration
    name: str
    is_own: bool


@needs(ORGANISE)
def attendance(held_id: int) -> ResponseReturnValue:
    """Show the sheet of one day of a session, and note who was there."""
    refuse_unless_organiser()
    held = record_at(CourseSession, held_id)
    days = sittings_of(session(), [held_id]).get(held_id, [])
    day = _asked_day(days)
    refused = only_shown()
    if request.method == "POST" and day is not None and refused is None:
        try:
            with writing() as writer:
                changed = _noted(writer, held_id, day.id or 0)
        except InputError as error:
            refused = error.message
        else:
            flash(in_words(counted("%(count)s entry is noted.", "%(count)s entries are noted.", count=changed)), "ok")
            return redirect(url_for("training.attendance", held_id=held_id, day=day.id))
    rows = sheet_rows(on_the_sheet(session(), held))
    noted = attendance_of(session(), held_id)
    page = render_template(
        "training/attendance.html",
        held=held,
        course=course_of(held),
        days=days,
        day=day,
        rows=rows,
        noted=noted,
        sent=_sent() if refused else None,
        counts=_counts(days, rows, noted),
        refused=refused,
        presences=words.choices_of(Presence),
    )
    return page, 422 if refused else 200


def sheet_rows(people: Sequence[Registration]) -> list[SheetRow]:
    """Return people as they stand on a sheet, by name."""
    of_official = {one.official_id: one for one in people}
    own = me().official_id
    return [
        SheetRow(of_official[number], name, number == own) for number, name in people_named(of_official.keys()).items()
    ]


def _asked_day(days: Sequence[SessionDay]) -> SessionDay | None:
    """Return the day that the address names, else the last that has begun, else the first."""
    asked = request.values.get("day", "")
    named = next((one for one in days if str(one.id) == asked), None)
    begun = [one for one in days if one.on <= today()]
    return named or (begun[-1] if begun else next(iter(days), None))


def _noted(writer: RecordSession, held_id: int, day_id: int) -> int:
    held = record_at(CourseSession, held_id, writer)
    if request.form.get("do") == "all":
        noted = attendance_of(writer, held_id)
        own = me().official_id
        unnoted = [one for one in on_the_sheet(writer, held) if one.official_id != own]
        states = {(one.id or 0, day_id): Presence.PRESENT for one in unnoted if (one.id, day_id) not in noted}
        return note_attendance(writer, held, states, me())
    return note_attendance(writer, held, {(one, day_id): state for one, state in _sent().items()}, me())


def _sent() -> dict[int, Presence | None]:
    """Return what the sheet says, by the registration."""
    known = {one.value: one for one in Presence}
    found: dict[int, Presence | None] = {}
    for name, text in request.form.items():
        number = number_in(name.removeprefix("p")) if name.startswith("p") else None
        if number is not None and (text in known or text == NOTHING):
            found[number] = known.get(text)
    return found


def _counts(
    days: Sequence[SessionDay], rows: Sequence[SheetRow], noted: Mapping[tuple[int, int], Presence]
) -> dict[int, int]:
    """Return, by day, for how many something is noted."""
    return {day.id or 0: sum((row.registration.id, day.id) in noted for row in rows) for day in days}
