"""Procedures: the list, one procedure with its published terms, and what it is called."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlmodel import col

from tracker.database import RecordSession
from tracker.history import history_of
from tracker.messages import message
from tracker.records.by_hand import identity
from tracker.records.handled_files import HandledFile
from tracker.records.procedure_changes import add_procedure, add_term, change_procedure
from tracker.records.procedures import Procedure, fields_of_procedures, load_terms, terms_of
from tracker.web import forms, lists, procedure_terms
from tracker.web.forms import Form, marked, refuse_if_changed
from tracker.web.gate import needs
from tracker.web.hand_forms import WithReason, holds_by_field, release_field, version_in_form
from tracker.web.procedure_list import procedures_listing
from tracker.web.procedure_terms import TermFields, term_of
from tracker.web.requests import fetch, scope, session, today, told, writing

pages = Blueprint("procedures", __name__, url_prefix="/procedures")
pages.register_blueprint(procedure_terms.pages)


class ProcedureFields(Form):
    """What a procedure is called."""

    code: str | None = Field(
        default=None,
        title=marked("Code"),
        description=marked("As published, such as 1.001193. Imports know the procedure by it."),
        max_length=40,
    )
    name: str = Field(title=marked("Name of the procedure"), max_length=1000, json_schema_extra={"widget": "text"})
    field: str | None = Field(default=None, title=marked("Field"), max_length=200)


class ProcedureForm(WithReason, ProcedureFields):
    """What a procedure is called, and why it is changed."""


class NewProcedureForm(TermFields, ProcedureFields):
    """A new procedure with its first published term."""


@pages.get("/")
@needs("procedures.view")
def index() -> ResponseReturnValue:
    """List the procedures with the terms that hold today."""
    return lists.show(procedures_listing(today(), fields_of_procedures(session())), "procedures/index.html")


@pages.route("/new", methods=["GET", "POST"])
@needs("procedures.edit")
def add() -> ResponseReturnValue:
    """Add a procedure with its first published term."""
    form = forms.asked(NewProcedureForm)
    added: list[Procedure] = []

    def change(writer: RecordSession, given: NewProcedureForm) -> None:
        procedure = Procedure(**given.model_dump(include=set(ProcedureFields.model_fields)))
        added.append(add_procedure(writer, procedure))
        add_term(writer, term_of(given, identity(procedure)))

    if forms.stored(form, change):
        flash(told(message("%(name)s is added.", name=added[0].name)), "ok")
        return redirect(url_for("procedures.show", procedure_id=identity(added[0])))
    named, terms = list(ProcedureFields.model_fields), list(TermFields.model_fields)
    return render_template("procedures/new.html", form=form, named=named, terms=terms), 422 if form.is_wrong else 200


@pages.get("/<int:procedure_id>")
@needs("procedures.view")
def show(procedure_id: int) -> ResponseReturnValue:
    """Show a procedure and what it published when."""
    procedure, reader = fetch(Procedure, procedure_id), session()
    files = sa.select(sa.func.count()).select_from(HandledFile).where(col(HandledFile.procedure_id) == procedure_id)
    return render_template(
        "procedures/show.html",
        procedure=procedure,
        terms=list(reversed(terms_of(reader, procedure_id))),
        present=load_terms(reader).on(procedure_id, today()),
        files=reader.execute(scope().narrow(files, HandledFile)).scalar_one(),
        history=history_of(reader, str(Procedure.__tablename__), procedure_id),
    )


@pages.route("/<int:procedure_id>/edit", methods=["GET", "POST"])
@needs("procedures.edit")
def edit(procedure_id: int) -> ResponseReturnValue:
    """Change what a procedure is called."""
    procedure = fetch(Procedure, procedure_id, "procedures.edit")
    form = forms.asked(ProcedureForm, procedure)

    def change(writer: RecordSession, given: ProcedureForm) -> None:
        changed = fetch(Procedure, procedure_id, "procedures.edit", within=writer)
        refuse_if_changed(changed)
        change_procedure(writer, changed, given.model_dump(exclude={"because"}), given.because)

    if forms.stored(form, change, form.value.because if form.value else None) and form.value is not None:
        flash(told(message("%(name)s is changed.", name=form.value.name)), "ok")
        return redirect(url_for("procedures.show", procedure_id=procedure_id))
    context = {"version": version_in_form(procedure), "holds": holds_by_field(procedure, {})}
    answer = render_template("procedures/edit.html", procedure=procedure, form=form, **context)
    return answer, 422 if form.is_wrong else 200


@pages.post("/<int:procedure_id>/release")
@needs("procedures.edit")
def release(procedure_id: int) -> ResponseReturnValue:
    """Let imports write a field of the procedure again."""
    with writing() as writer:
        release_field(writer, fetch(Procedure, procedure_id, "procedures.edit", within=writer))
    return redirect(url_for("procedures.edit", procedure_id=procedure_id))
