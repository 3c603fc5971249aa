"""Planning the duty roster by hand: days of one or several officials, pairs in turn, changes, what became of a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

import sqlalchemy as sa
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlmodel import Session, col, select

from tracker.database import RecordSession
from tracker.messages import InputError, counted, message
from tracker.periods import period_of
from tracker.records import duty_changes
from tracker.records.duty_days import DutyDay, DutyState, Shift
from tracker.web import forms
from tracker.web.choosing import actor, key_officials_first, numbers_of, officials_for
from tracker.web.duty import known_day, pages
from tracker.web.forms import FilledForm, Form, marked
from tracker.web.gate import needs
from tracker.web.hand_forms import about_held, release_field
from tracker.web.requests import fetch, scope, session, today, told, writing
from tracker.workdays import FIRST_DAY, LAST_DAY, CalendarDay

PERMISSION = "duty.plan"
MOST_DAYS = 92
A_FORTNIGHT = timedelta(days=13)
F = TypeVar("F", bound=Form)
LONG = 300
WHY = marked("Needed where somebody is recorded as absent, and for a day that has passed.")


class PlanForm(Form):
    """Officials who are on duty together, on one day or on every working day of some."""

    official_ids: list[int] = Field(title=marked("Officials"), min_length=1)
    on: date = Field(title=marked("Day"), ge=FIRST_DAY, le=LAST_DAY)
    until: date | None = Field(
        default=None,
        title=marked("To"),
        description=marked("Fill it in to plan every working day up to this one."),
        ge=FIRST_DAY,
        le=LAST_DAY,
    )
    shift: Shift = Field(default=Shift.DAY, title=marked("Shift"))
    because: str = Field(default="", max_length=LONG, title=marked("Reason"), description=WHY)


class TurnsForm(Form):
    """Two pairs of officials who take turns over some working days."""

    on: date = Field(title=marked("From"), ge=FIRST_DAY, le=LAST_DAY)
    until: date = Field(title=marked("To"), ge=FIRST_DAY, le=LAST_DAY)
    first_ids: list[int] = Field(title=marked("On the first, third, fifth … working day"), min_length=1)
    second_ids: list[int] = Field(title=marked("On the second, fourth, sixth … working day"), min_length=1)
    shift: Shift = Field(default=Shift.DAY, title=marked("Shift"))
    because: str = Field(default="", max_length=LONG, title=marked("Reason"), description=WHY)


class MoveForm(Form):
    """Another official, day or shift of a planned duty day."""

    official_id: int = Field(title=marked("Official"))
    on: date = Field(title=marked("Day"), ge=FIRST_DAY, le=LAST_DAY)
    shift: Shift = Field(default=Shift.DAY, title=marked("Shift"))
    because: str = Field(default="", max_length=LONG, title=marked("Reason"), description=WHY)


class NoteForm(Form):
    """What became of a duty day."""

    state: DutyState = Field(title=marked("State"))
    substitute_id: int | None = Field(
        default=None,
        title=marked("Substitute"),
        description=marked("Who served instead; only those who are present and free are listed."),
    )
    because: str = Field(
        default="",
        max_length=LONG,
        title=marked("Reason"),
        description=marked("Needed where something was noted before and is corrected now."),
    )


class RemovalForm(Form):
    """Taking a planned day off the roster."""

    because: str = Field(default="", max_length=LONG, title=marked("Reason"), description=WHY)


@pages.route("/plan", methods=["GET", "POST"])
@needs(PERMISSION)
def plan() -> ResponseReturnValue:
    """Plan one or several officials, for a day or for every working day of some."""
    on = _asked_day()
    choices = {"official_ids": key_officials_first(officials_for(PERMISSION), on)}
    chosen = {"on": on, "official_ids": request.args.getlist("official_id")}
    form = forms.asked(PlanForm, chosen, choices)
    planned: list[DutyDay] = []
    if forms.stored(form, lambda writer, given: planned.extend(_plan(writer, given)), _because(form)):
        return _planned(planned)
    return render_template("duty/plan.html", form=form, on=on), 422 if form.is_wrong else 200


@pages.route("/turns", methods=["GET", "POST"])
@needs(PERMISSION)
def turns() -> ResponseReturnValue:
    """Plan two pairs in turn over the working days of a fortnight or so."""
    on = _asked_day()
    people = key_officials_first(officials_for(PERMISSION), on)
    choices = {"first_ids": people, "second_ids": people}
    chosen = {"on": on, "until": on + A_FORTNIGHT}
    form = forms.asked(TurnsForm, chosen, choices)
    planned: list[DutyDay] = []
    if forms.stored(form, lambda writer, given: planned.extend(_take_turns(writer, given)), _because(form)):
        return _planned(planned)
    return render_template("duty/turns.html", form=form, on=on), 422 if form.is_wrong else 200


@pages.route("/<int:duty_day_id>/move", methods=["GET", "POST"])
@needs(PERMISSION)
def move(duty_day_id: int) -> ResponseReturnValue:
    """Give a planned day another official, day or shift."""
    duty_day = fetch(DutyDay, duty_day_id, PERMISSION)
    choices = {"official_id": key_officials_first(officials_for(PERMISSION, {duty_day.official_id}), duty_day.on)}
    form = forms.asked(MoveForm, duty_day.model_dump(), choices)
    if forms.stored(form, lambda writer, given: _move(writer, duty_day_id, given), _because(form)):
        flash(told(message("The roster is changed.")), "ok")
        return redirect(url_for("duty.day", day=form.value.on if form.value else duty_day.on))
    return _edit_page("duty/move.html", duty_day, form)


@pages.route("/<int:duty_day_id>/note", methods=["GET", "POST"])
@needs(PERMISSION)
def note(duty_day_id: int) -> ResponseReturnValue:
    """Note that a day was served, by whom, or that nobody served it."""
    duty_day = fetch(DutyDay, duty_day_id, PERMISSION)
    people = officials_for(PERMISSION, {duty_day.substitute_id})
    free = duty_changes.possible_substitutes(session(), duty_day, numbers_of(people)) | {duty_day.substitute_id}
    choices = {"substitute_id": [one for one in people if int(one[0]) in free]}
    form = forms.asked(NoteForm, duty_day.model_dump(), choices)
    if forms.stored(form, lambda writer, given: _note(writer, duty_day_id, given), _because(form)):
        flash(told(message("Noted.")), "ok")
        return redirect(url_for("duty.day", day=duty_day.on))
    return _edit_page("duty/note.html", duty_day, form)


@pages.post("/day/<day>/served")
@needs(PERMISSION)
def served(day: str) -> ResponseReturnValue:
    """Note that everybody who was planned for the day has served."""
    on = known_day(day)
    if on > today():
        raise InputError("%(day)s is yet to come. Note who served when it has come.", day=on)
    with writing() as writer:
        of_day = scope().narrow(select(DutyDay).where(col(DutyDay.on) == on), DutyDay, PERMISSION)
        duty_days = list(writer.exec(of_day).all())
        noted = len(duty_changes.all_served(writer, duty_days, today(), actor()))
        left = sum(one.state is DutyState.PLANNED for one in duty_days)
    flash(
        told(
            counted("%(count)s duty day is noted as served.", "%(count)s duty days are noted as served.", count=noted)
        ),
        "ok",
    )
    if left:
        flash(
            told(
                message("Left to be noted one by one: %(days)d, your own or of people recorded as absent.", days=left)
            ),
            "warn",
        )
    return redirect(url_for("duty.day", day=on))


@pages.route("/<int:duty_day_id>/remove", methods=["GET", "POST"])
@needs(PERMISSION)
def remove(duty_day_id: int) -> ResponseReturnValue:
    """Take a planned day off the roster."""
    duty_day = fetch(DutyDay, duty_day_id, PERMISSION)
    form = forms.asked(RemovalForm)
    if forms.stored(form, lambda writer, given: _remove(writer, duty_day_id, given), _because(form)):
        flash(told(message("The duty day is removed.")), "ok")
        return redirect(url_for("duty.day", day=duty_day.on))
    return _edit_page("duty/remove.html", duty_day, form)


@pages.post("/<int:duty_day_id>/release")
@needs(PERMISSION)
def release(duty_day_id: int) -> ResponseReturnValue:
    """Let imports write a held field of a duty day again."""
    with writing() as writer:
        release_field(writer, fetch(DutyDay, duty_day_id, PERMISSION, within=writer))
    return redirect(url_for("duty.note", duty_day_id=duty_day_id))


def _edit_page(
    template: str, duty_day: DutyDay, form: FilledForm[MoveForm] | FilledForm[NoteForm] | FilledForm[RemovalForm]
) -> ResponseReturnValue:
    name = duty_changes.official_name(session(), duty_day.official_id)
    about = about_held(duty_day)
    page = render_template(template, form=form, duty_day=duty_day, **about, name=name)
    return page, 422 if form.is_wrong else 200


def _plan(writer: RecordSession, given: PlanForm) -> list[DutyDay]:
    days = [given.on] if given.until is None else _working_days(writer, given.on, given.until)
    places = [(official, on) for on in days for official in given.official_ids]
    return duty_changes.plan(writer, places, given.shift, given.because, today())


def _take_turns(writer: RecordSession, given: TurnsForm) -> list[DutyDay]:
    days = _working_days(writer, given.on, given.until)
    places = duty_changes.in_turn([given.first_ids, given.second_ids], days)
    return duty_changes.plan(writer, places, given.shift, given.because, today())


def _move(writer: RecordSession, duty_day_id: int, given: MoveForm) -> None:
    duty_day = fetch(DutyDay, duty_day_id, PERMISSION, within=writer)
    forms.refuse_if_changed(duty_day)
    values = given.model_dump(exclude={"because"})
    duty_changes.move(writer, duty_day, values, given.because, today())


def _note(writer: RecordSession, duty_day_id: int, given: NoteForm) -> None:
    duty_day = fetch(DutyDay, duty_day_id, PERMISSION, within=writer)
    forms.refuse_if_changed(duty_day)
    values = given.model_dump(exclude={"because"})
    duty_changes.note(writer, duty_day, values, given.because, today(), actor())


def _remove(writer: RecordSession, duty_day_id: int, given: RemovalForm) -> None:
    duty_day = fetch(DutyDay, duty_day_id, PERMISSION, within=writer)
    forms.refuse_if_changed(duty_day)
    duty_changes.remove(writer, duty_day, given.because, today())


def _working_days(reader: Session, first: date, last: date) -> list[date]:
    if last < first:
        raise InputError("%(last)s lies before %(first)s. Correct one of the two days.", last=last, first=first)
    if (last - first).days >= MOST_DAYS:
        raise InputError("At most %(most)d days are planned at once. Choose a shorter time.", most=MOST_DAYS)
    worked = sa.select(col(CalendarDay.on)).where(col(CalendarDay.on).between(first, last), col(CalendarDay.is_working))
    return list(reader.connection().execute(worked.order_by(col(CalendarDay.on))).scalars())


def _planned(planned: Sequence[DutyDay]) -> ResponseReturnValue:
    flash(told(counted("%(count)s duty day is planned.", "%(count)s duty days are planned.", count=len(planned))), "ok")
    return redirect(url_for("duty.month", month=period_of(planned[0].on, "month").name))


def _asked_day() -> date:
    text = request.args.get("on")
    return known_day(text) if text else today()


def _because(form: FilledForm[F]) -> str | None:
    """Return the reason for the audit log, if one was given."""
    return getattr(form.value, "because", None) or None
