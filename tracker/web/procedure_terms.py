"""The published terms of one procedure: from when on which duration and which weight hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from tracker.database import RecordSession
from tracker.deadlines import LONGEST_DURATION, DurationUnit
from tracker.history import history_of
from tracker.messages import counted
from tracker.records.by_hand import identity
from tracker.records.procedure_changes import add_term, change_term, remove_term
from tracker.records.procedures import WEIGHT_OF_ONE, Procedure, ProcedureTerm, terms_of
from tracker.web import forms
from tracker.web.formatting import hundredths
from tracker.web.forms import Form, marked, refuse_if_changed
from tracker.web.gate import needs
from tracker.web.hand_forms import (
    EARLIEST_DAY,
    LATEST_DAY,
    WithReason,
    holds_by_field,
    release_field,
    version_in_form,
)
from tracker.web.requests import fetch, session, told, writing

pages = Blueprint("terms", __name__, url_prefix="/<int:procedure_id>/terms")
NAMES_IN_FORM = {"weight_hundredths": "weight"}


class TermFields(Form):
    """What is published of a procedure, and what one of its files weighs."""

    amount: int | None = Field(
        default=None,
        ge=0,
        le=LONGEST_DURATION,
        title=marked("Published duration"),
        description=marked("0: on the day of receipt itself. Empty: none is published."),
    )
    unit: DurationUnit = Field(default=DurationUnit.WORKING_DAY, title=marked("Counted in"))
    late_receipt_counts_next_day: bool = Field(
        default=False, title=marked("A late receipt counts as the next working day")
    )
    weight: Decimal | None = Field(
        default=None,
        ge=Decimal("0.01"),
        le=100,
        max_digits=5,
        decimal_places=2,
        title=marked("Weight"),
        json_schema_extra={"unit": marked("plain files")},
        description=marked("What one of its files is worth. Empty: guessed from the duration."),
    )


class TermForm(WithReason, TermFields):
    """A term as it should be, and why it is corrected."""


class NextTermForm(TermFields):
    """What is published from a day on."""

    valid_from: date = Field(
        ge=EARLIEST_DAY,
        le=LATEST_DAY,
        title=marked("Valid from"),
        description=marked("Files received from this day on go by it."),
    )


@pages.route("/new", methods=["GET", "POST"])
@needs("procedures.edit")
def add(procedure_id: int) -> ResponseReturnValue:
    """Add what is published from a day on."""
    procedure, terms = fetch(Procedure, procedure_id, "procedures.edit"), terms_of(session(), procedure_id)
    form = forms.asked(NextTermForm, _initial(terms[-1:]))
    judged: list[int] = []

    def change(writer: RecordSession, given: NextTermForm) -> None:
        stored = fetch(Procedure, procedure_id, "procedures.edit", within=writer)
        judged.append(add_term(writer, term_of(given, identity(stored), given.valid_from)))

    if forms.stored(form, change):
        return _done(procedure_id, judged[0])
    return render_template("procedures/new_term.html", procedure=procedure, form=form), 422 if form.is_wrong else 200


@pages.route("/<int:term_id>", methods=["GET", "POST"])
@needs("procedures.edit")
def edit(procedure_id: int, term_id: int) -> ResponseReturnValue:
    """Correct a term."""
    term = _term(session(), procedure_id, term_id)
    form = forms.asked(TermForm, _initial([term]))
    judged: list[int] = []

    def change(writer: RecordSession, given: TermForm) -> None:
        stored = _term(writer, procedure_id, term_id)
        refuse_if_changed(stored)
        judged.append(change_term(writer, stored, _values(given), given.because))

    if forms.stored(form, change, form.value.because if form.value else None):
        return _done(procedure_id, judged[0])
    context = {
        "procedure": fetch(Procedure, procedure_id),
        "term": term,
        "form": form,
        "version": version_in_form(term),
        "holds": holds_by_field(term, NAMES_IN_FORM),
        "history": history_of(session(), str(ProcedureTerm.__tablename__), term_id),
    }
    return render_template("procedures/term.html", **context), 422 if form.is_wrong else 200


@pages.post("/<int:term_id>/release")
@needs("procedures.edit")
def release(procedure_id: int, term_id: int) -> ResponseReturnValue:
    """Let imports write a field of the term again."""
    with writing() as writer:
        release_field(writer, _term(writer, procedure_id, term_id))
    return redirect(url_for("procedures.terms.edit", procedure_id=procedure_id, term_id=term_id))


@pages.route("/<int:term_id>/remove", methods=["GET", "POST"])
@needs("procedures.edit")
def remove(procedure_id: int, term_id: int) -> ResponseReturnValue:
    """Remove a term that was never published."""
    term = _term(session(), procedure_id, term_id)
    form = forms.asked(WithReason)
    judged: list[int] = []

    def change(writer: RecordSession, given: WithReason) -> None:
        judged.append(remove_term(writer, _term(writer, procedure_id, term_id), given.because))

    if forms.stored(form, change, form.value.because if form.value else None):
        return _done(procedure_id, judged[0])
    context = {"procedure": fetch(Procedure, procedure_id), "term": term, "form": form}
    return render_template("procedures/remove_term.html", **context), 422 if form.is_wrong else 200


def term_of(given: TermFields, procedure_id: int, valid_from: date = date.min) -> ProcedureTerm:
    """Return the term that a form describes."""
    return ProcedureTerm(procedure_id=procedure_id, valid_from=valid_from, **_values(given))


def _values(given: TermFields) -> dict[str, Any]:
    """Return the columns that a form says; an empty weight is one that is not set."""
    values = given.model_dump(include={"amount", "unit", "late_receipt_counts_next_day"})
    if given.weight is None:
        return {**values, "weight_is_set": False}
    return {**values, "weight_is_set": True, "weight_hundredths": round(given.weight * WEIGHT_OF_ONE)}


def _initial(terms: list[ProcedureTerm]) -> dict[str, object]:
    """Return what stands in the form of a term; a weight that was only guessed is left empty."""
    if not terms:
        return {}
    term = terms[0]
    weight = hundredths(term.weight_hundredths) if term.weight_is_set else None
    return {**term.model_dump(exclude={"valid_from"}), "weight": weight}


def _done(procedure_id: int, judged: int) -> ResponseReturnValue:
    flash(
        told(
            counted(
                "The term is stored. %(count)s file is judged otherwise now.",
                "The term is stored. %(count)s files are judged otherwise now.",
                count=judged,
            )
        ),
        "ok",
    )
    return redirect(url_for("procedures.show", procedure_id=procedure_id))


def _term(within: RecordSession, procedure_id: int, term_id: int) -> ProcedureTerm:
    term = fetch(ProcedureTerm, term_id, "procedures.edit", within=within)
    if term.procedure_id != procedure_id:
        abort(404)
    return term
