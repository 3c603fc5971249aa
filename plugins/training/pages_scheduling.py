"""When a course is held: a new session, its days one by one, and a session that is cancelled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from plugins.training.models import LONGEST_NAME, LONGEST_NOTE, Course, CourseSession, SessionDay
from plugins.training.pages_shared import ORGANISE, course_of, me, record_at, refuse_unless_organiser
from plugins.training.seats import Moves, seats_of
from plugins.training.sessions import Sitting, cancel_session, change_session, last_day, open_session, sittings_of
from tracker.api import InputError, Message, RecordSession, counting, load_calendar, marked, sentences
from tracker.api.web import (
    FilledForm,
    Form,
    Manner,
    asked_form,
    blank_form,
    in_words,
    needs,
    read_form,
    refuse_if_changed,
    session,
    stored_form,
    today,
    version_of,
)

_ = sentences("training")
counted = counting("training")
OFFICE_HOURS = [(time(7, 30), time(11, 30)), (time(13, 30), time(17))]
MOST_DAYS, MOST_ROWS, EMPTY_ROWS = 60, 120, 3


class SessionForm(Form):
    """Where a session is held, for how many, and until when people register."""

    place: str = Field(default="", max_length=LONGEST_NAME, title=marked("Place"))
    places: int | None = Field(
        default=None, ge=1, le=10_000, title=marked("Places"), description=marked("Empty for no limit.")
    )
    register_until: date | None = Field(
        default=None,
        title=marked("Last day to register"),
        description=marked("Empty for the day before the course begins."),
    )
    note: str = Field(
        default="",
        max_length=LONGEST_NOTE,
        title=marked("Note"),
        description=marked("For those who take part, such as what to bring."),
    )


class NewSessionForm(SessionForm):
    """A new session over some days, each with the same times."""

    starts_on: date = Field(title=marked("First day"))
    until: date | None = Field(
        default=None, title=marked("Last day"), description=marked("Empty where it takes one day.")
    )
    times: list[tuple[time, time]] = Field(default=OFFICE_HOURS, title=marked("Times on each day"))
    working_days: bool = Field(default=True, title=marked("Only on working days"))


class SittingForm(Form):
    """One sitting of a session."""

    on: date = Field(title=marked("Day"))
    begins_at: time = Field(title=marked("Begins"))
    ends_at: time = Field(title=marked("Ends"))
    place: str = Field(default="", max_length=LONGEST_NAME, title=marked("Another place"))


class CancelForm(Form):
    """Why a session is not held."""

    because: str = Field(
        max_length=LONGEST_NOTE,
        title=marked("Reason"),
        description=marked("Everybody who is registered is told, and reads it."),
    )


Rows = Sequence[FilledForm[SittingForm]]


@needs(ORGANISE)
def new_session(course_id: int) -> ResponseReturnValue:
    """Add a session to a course."""
    refuse_unless_organiser()
    course = record_at(Course, course_id)
    form = asked_form(NewSessionForm)
    added: list[CourseSession] = []

    def add(writer: RecordSession, given: NewSessionForm) -> None:
        asked = record_at(Course, course_id, writer)
        added.append(open_session(writer, asked, _columns(given), _every_day(writer, given), me()))

    if stored_form(form, add):
        flash(in_words(_said_of(added[0])), "ok")
        return redirect(url_for("training.session", held_id=added[0].id))
    page = render_template("training/session_new.html", form=form, course=course)
    return page, 422 if form.is_wrong else 200


@needs(ORGANISE)
def edit_session(held_id: int) -> ResponseReturnValue:
    """Change a session and its days."""
    refuse_unless_organiser()
    held = record_at(CourseSession, held_id)
    is_sent = request.method == "POST"
    form = read_form(SessionForm) if is_sent else blank_form(SessionForm, held.model_dump())
    rows = _rows_sent() if is_sent else _rows_of(sittings_of(session(), [held_id]).get(held_id, []))
    if is_sent and any(row.is_wrong for row in rows):
        form.value = None
        form.refused = _("Some of the days cannot be read. They are marked below.")
    moved: list[Moves] = []

    def change(writer: RecordSession, given: SessionForm) -> None:
        changed = record_at(CourseSession, held_id, writer)
        refuse_if_changed(changed)
        moved.append(change_session(writer, changed, _columns(given), _sittings(rows), me()))

    if stored_form(form, change):
        flash(in_words(_("The session is changed.")), "ok")
        if moved[0].up:
            up = len(moved[0].up)
            said = counted(
                "%(count)s moved up from the waiting list.", "%(count)s moved up from the waiting list.", count=up
            )
            flash(in_words(said), "ok")
        return redirect(url_for("training.session", held_id=held_id))
    page = render_template(
        "training/session_edit.html",
        form=form,
        rows=[*rows, *_empty_rows(len(rows))],
        held=held,
        course=course_of(held),
        seats=seats_of(session(), [held_id])[held_id],
        version=version_of(held),
    )
    return page, 422 if form.is_wrong else 200


@needs(ORGANISE)
def cancel(held_id: int) -> ResponseReturnValue:
    """Ask why a session is cancelled, and cancel it."""
    refuse_unless_organiser()
    held = record_at(CourseSession, held_id)
    form = asked_form(CancelForm)

    def change(writer: RecordSession, given: CancelForm) -> None:
        cancelled = record_at(CourseSession, held_id, writer)
        refuse_if_changed(cancelled)
        cancel_session(writer, cancelled, given.because, me())

    if stored_form(form, change, form.value.because if form.value else None):
        flash(in_words(_("The session is cancelled; everybody who was registered is told.")), "ok")
        return redirect(url_for("training.session", held_id=held_id))
    seats = seats_of(session(), [held_id])[held_id]
    page = render_template(
        "training/cancel.html",
        form=form,
        held=held,
        course=course_of(held),
        number=seats.seated + seats.waiting,
        version=version_of(held),
    )
    return page, 422 if form.is_wrong else 200


def _said_of(added: CourseSession) -> Message:
    if last_day(added) < today():
        return _("The session is in the catalogue. Its last day to register is over; you can still register others.")
    return _("The session is in the catalogue. People can register now.")


def _columns(given: SessionForm) -> dict[str, object]:
    return {name: getattr(given, name) for name in SessionForm.model_fields}


def _every_day(writer: RecordSession, given: NewSessionForm) -> list[Sitting]:
    """Return the sittings of a new session. Raises InputError where there is none, or far too many."""
    until = given.until or given.starts_on
    number = (until - given.starts_on).days + 1
    if not 1 <= number <= MOST_DAYS:
        raise InputError.of(
            _(
                "From %(first)s to %(last)s it takes %(days)d days; a session takes 1 to %(most)d. Correct one of "
                "the two days.",
                first=given.starts_on,
                last=until,
                days=number,
                most=MOST_DAYS,
            )
        )
    days = [given.starts_on + timedelta(days=one) for one in range(number)]
    if given.working_days:
        calendar = load_calendar(writer)
        days = [day for day in days if calendar.is_working(day)]
    if not days:
        raise InputError.of(_("None of these days is a working day. Choose others, or allow all days."))
    if not given.times:
        raise InputError.of(_("No time is given. Say from when to when the course is held on each day."))
    if days[-1] < today():
        raise InputError.of(
            _(
                "The course ended on %(on)s already, so nobody could register. Add what people learned to their "
                "training records.",
                on=days[-1],
            )
        )
    return [Sitting(day, begin, end) for day in days for begin, end in given.times]


def _rows_of(days: Iterable[SessionDay]) -> Rows:
    return [blank_form(SittingForm, one.model_dump(), manner=_manner(row)) for row, one in enumerate(days)]


def _rows_sent() -> Rows:
    """Return the days that the form sends; one whose day was emptied is taken away."""
    numbers = [row for row in range(MOST_ROWS) if request.form.get(f"d{row}.on", "").strip()]
    return [read_form(SittingForm, manner=_manner(row)) for row in numbers]


def _empty_rows(first: int) -> Rows:
    """Return rows for more days, numbered behind those that stand."""
    used = [row for row in range(MOST_ROWS) if f"d{row}.on" in request.form]
    start = max([first, *(row + 1 for row in used)])
    return [blank_form(SittingForm, manner=_manner(row)) for row in range(start, start + EMPTY_ROWS)]


def _sittings(rows: Rows) -> list[Sitting]:
    found = [row.value for row in rows if row.value is not None]
    return [Sitting(one.on, one.begins_at, one.ends_at, one.place) for one in found]


def _manner(row: int) -> Manner:
    return Manner(prefix=f"d{row}.")
