"""Absences: who is or was away, in a list; added, ended, corrected and removed by hand."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlalchemy.orm import aliased
from sqlmodel import col

from tracker.database import RecordSession
from tracker.messages import InputError, message
from tracker.records.absence_changes import add_absence, correct_absence, end_absence, remove_absence
from tracker.records.absences import Absence, AbsenceKind
from tracker.records.officials import Official
from tracker.records.postings import Posting, runs_on
from tracker.records.units import unit_and_below
from tracker.records.words import FIELDS, word
from tracker.web import forms, lists
from tracker.web.choosing import actor, officials_for, unit_choices
from tracker.web.forms import FilledForm, Form, marked
from tracker.web.gate import needs
from tracker.web.hand_forms import LONGEST_REASON, WithReason, about_held, release_field
from tracker.web.lists import Column, Condition, Filter, Listing
from tracker.web.record_forms import differences
from tracker.web.requests import fetch, scope, session, today, told, writing
from tracker.workdays import FIRST_DAY, LAST_DAY, CalendarDay

pages = Blueprint("absences", __name__, url_prefix="/absences")
PERMISSION = "absences.edit"
FIELDS_TO_CORRECT = ("kind", "starts_on", "ends_on")
UNTIL_KNOWN = marked("Leave it empty while nobody knows.")


class AbsenceForm(Form):
    """An absence of one official."""

    official_id: int = Field(title=marked("Official"))
    kind: AbsenceKind = Field(default=AbsenceKind.LEAVE, title=marked("Kind"))
    starts_on: date = Field(title=marked("From"), ge=FIRST_DAY, le=LAST_DAY)
    ends_on: date | None = Field(default=None, title=marked("To"), description=UNTIL_KNOWN, ge=FIRST_DAY, le=LAST_DAY)
    because: str = Field(
        default="",
        max_length=LONGEST_REASON,
        title=marked("Where it is known from"),
        description=marked("For example the number of the decision. It stands in the history."),
    )


class CorrectionForm(Form):
    """Another kind or other days of an absence."""

    kind: AbsenceKind = Field(title=marked("Kind"))
    starts_on: date = Field(title=marked("From"), ge=FIRST_DAY, le=LAST_DAY)
    ends_on: date | None = Field(default=None, title=marked("To"), description=UNTIL_KNOWN, ge=FIRST_DAY, le=LAST_DAY)
    because: str = Field(
        max_length=LONGEST_REASON, title=marked("Reason"), description=marked("It stands in the history.")
    )


class EndForm(Form):
    """The last day of an absence that is open."""

    ends_on: date = Field(title=marked("Last day away"), ge=FIRST_DAY, le=LAST_DAY)


@pages.get("/")
@needs("absences.view")
def index() -> ResponseReturnValue:
    """List the absences that the account may see."""
    editable: set[int | None] = set()
    if scope().may(PERMISSION):
        wanted = scope().narrow(sa.select(col(Absence.id)), Absence, PERMISSION)
        editable = set(session().execute(wanted).scalars())
    return lists.show(_listing(), "absences/index.html", editable=editable)


@pages.route("/new", methods=["GET", "POST"])
@needs(PERMISSION)
def new() -> ResponseReturnValue:
    """Add an absence."""
    choices = {"official_id": officials_for(PERMISSION)}
    chosen = {"official_id": request.args.get("official_id")}
    form = forms.asked(AbsenceForm, chosen, choices)
    because = (form.value.because or None) if form.value else None
    if forms.stored(form, _add, because):
        flash(told(message("The absence is added.")), "ok")
        return redirect(url_for("absences.index"))
    return render_template("absences/new.html", form=form), 422 if form.is_wrong else 200


@pages.route("/<int:absence_id>", methods=["GET", "POST"])
@needs(PERMISSION)
def edit(absence_id: int) -> ResponseReturnValue:
    """Correct an absence."""
    absence = fetch(Absence, absence_id, PERMISSION)
    form = forms.asked(CorrectionForm, absence.model_dump())
    because = form.value.because if form.value else None
    if forms.stored(form, lambda writer, given: _correct(writer, absence_id, given), because):
        flash(told(message("The absence is corrected.")), "ok")
        return redirect(url_for("absences.index"))
    return _page("absences/edit.html", absence, form)


@pages.route("/<int:absence_id>/end", methods=["GET", "POST"])
@needs(PERMISSION)
def end(absence_id: int) -> ResponseReturnValue:
    """Say which day was the last of an absence that is open."""
    absence = fetch(Absence, absence_id, PERMISSION)
    form = forms.asked(EndForm, {"ends_on": today()})
    if forms.stored(form, lambda writer, given: _end(writer, absence_id, given)):
        flash(told(message("The absence has its end.")), "ok")
        return redirect(url_for("absences.index"))
    return _page("absences/end.html", absence, form)


@pages.route("/<int:absence_id>/remove", methods=["GET", "POST"])
@needs(PERMISSION)
def remove(absence_id: int) -> ResponseReturnValue:
    """Remove an absence that never was, after asking why."""
    absence = fetch(Absence, absence_id, PERMISSION)
    form = forms.asked(WithReason)
    because = form.value.because if form.value else None
    if forms.stored(form, lambda writer, given: _remove(writer, absence_id, given), because):
        flash(told(message("The absence is removed.")), "ok")
        return redirect(url_for("absences.index"))
    return _page("absences/remove.html", absence, form)


@pages.post("/<int:absence_id>/release")
@needs(PERMISSION)
def release(absence_id: int) -> ResponseReturnValue:
    """Let imports write a held field of an absence again."""
    with writing() as writer:
        release_field(writer, fetch(Absence, absence_id, PERMISSION, within=writer))
    return redirect(url_for("absences.edit", absence_id=absence_id))


def _page(
    template: str, absence: Absence, form: FilledForm[CorrectionForm] | FilledForm[EndForm] | FilledForm[WithReason]
) -> ResponseReturnValue:
    official = session().get_one(Official, absence.official_id)
    about = about_held(absence)
    page = render_template(template, form=form, absence=absence, **about, official=official)
    return page, 422 if form.is_wrong else 200


def _add(writer: RecordSession, given: AbsenceForm) -> None:
    add_absence(writer, given.model_dump(exclude={"because"}), given.because, today(), actor())


def _correct(writer: RecordSession, absence_id: int, given: CorrectionForm) -> None:
    absence = fetch(Absence, absence_id, PERMISSION, within=writer)
    forms.refuse_if_changed(absence)
    changes = differences(absence, {name: getattr(given, name) for name in FIELDS_TO_CORRECT})
    if not changes:
        raise InputError("Nothing differs from the record yet. Change at least one value.")
    correct_absence(writer, absence, changes, given.because, today(), actor())


def _end(writer: RecordSession, absence_id: int, given: EndForm) -> None:
    absence = fetch(Absence, absence_id, PERMISSION, within=writer)
    forms.refuse_if_changed(absence)
    end_absence(writer, absence, given.ends_on, today(), actor())


def _remove(writer: RecordSession, absence_id: int, given: WithReason) -> None:
    absence = fetch(Absence, absence_id, PERMISSION, within=writer)
    forms.refuse_if_changed(absence)
    remove_absence(writer, absence, given.because, actor())


def _listing() -> Listing:
    keys = sa.select(col(Absence.id)).join(Official, col(Official.id) == col(Absence.official_id))
    columns = (
        Column("official", FIELDS["official_id"], lambda row: row.official, [col(Official.name_order)]),
        Column("kind", FIELDS["kind"], lambda row: word(row[0].kind)),
        Column("from", FIELDS["starts_on"], lambda row: row[0].starts_on, [col(Absence.starts_on)]),
        Column("to", FIELDS["ends_on"], lambda row: row[0].ends_on, [col(Absence.ends_on)]),
        Column("days", message("Working days"), lambda row: row.working_days, is_number=True),
    )
    return Listing(
        title=message("Absences"),
        name="absences",
        key=col(Absence.id),
        keys=scope().narrow(keys, Absence),
        rows=_rows(),
        columns=columns,
        order="-from",
        filters=_filters(),
        search=lambda query: lists.contains_words(col(Official.search_text), query),
        search_label=message("Find an official"),
    )


def _rows() -> lists.Records:
    """Return the rows with their working days by the calendar; those of an open absence up to today."""
    first, last = aliased(CalendarDay), aliased(CalendarDay)
    end = sa.func.coalesce(col(Absence.ends_on), sa.literal(today()))
    first_counts = sa.case((col(first.is_working), 1), else_=0)
    days = col(last.working_index) - col(first.working_index) + first_counts
    counted = sa.case((col(last.on) >= col(first.on), days)).label("working_days")
    rows: lists.Records = (
        sa.select(Absence, col(Official.full_name).label("official"), counted)
        .join(Official, col(Official.id) == col(Absence.official_id))
        .outerjoin(first, col(first.on) == col(Absence.starts_on))
        .outerjoin(last, col(last.on) == end)
    )
    return rows


def _filters() -> tuple[Filter, ...]:
    ends = col(Absence.ends_on)
    lasts = sa.or_(ends.is_(None), ends >= today())
    when = {
        "now": sa.and_(col(Absence.starts_on) <= today(), lasts),
        "open": ends.is_(None),
        "coming": col(Absence.starts_on) > today(),
        "past": ends < today(),
    }
    words = {
        "now": message("Away today"),
        "open": message("Without an end"),
        "coming": message("Coming"),
        "past": message("Past"),
    }
    return (
        lists.choice("kind", FIELDS["kind"], Absence.kind, AbsenceKind),
        Filter("when", message("When"), lambda text: when[text], list(words.items())),
        Filter("unit", FIELDS["unit_id"], _in_unit, unit_choices()),
    )


def _in_unit(text: str) -> Condition:
    """Return whether the official is posted in the unit or below it today."""
    posted = sa.select(col(Posting.official_id)).where(
        col(Posting.unit_id).in_(unit_and_below(int(text))), runs_on(today())
    )
    return col(Absence.official_id).in_(posted)
