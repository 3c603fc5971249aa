"""Asking for a correction: of one record, of many files at once, or of a record that is missing."""

from __future__ import annotations

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlmodel import SQLModel, col, select

from tracker.database import RecordSession
from tracker.messages import InputError, counted, message
from tracker.records.absences import Absence
from tracker.records.by_hand import Values
from tracker.records.corrected_values import checked_corrections
from tracker.records.correction_states import CorrectionKind
from tracker.records.corrections import Claim, contest, contest_many, open_requests
from tracker.records.duty_days import DutyDay
from tracker.records.file_changes import SUBJECT
from tracker.records.handled_files import HandledFile
from tracker.records.record_changes import CHANGEABLE, OWNERS, SUBJECTS
from tracker.records.record_names import KINDS, record_name
from tracker.records.shown_values import shown_values
from tracker.records.training_records import TrainingRecord
from tracker.records.words import word
from tracker.web import forms, lists
from tracker.web.choosing import all_officials
from tracker.web.corrections import pages, record_address
from tracker.web.forms import FilledForm, Form, marked
from tracker.web.gate import needs
from tracker.web.record_forms import (
    LONG,
    MAIN,
    all_fields,
    choices_for,
    differences,
    form_of,
    initial_of,
    values_of,
)
from tracker.web.requests import account, fetch, my_official, scope, session, today, told

PREFIX = "tracker_"
MISSING: dict[type[SQLModel], tuple[str, ...]] = {
    HandledFile: ("code", "procedure_id", "channel", "received_on", "due_on", "finished_on", "returned_on"),
    DutyDay: ("on", "shift", "state"),
    TrainingRecord: MAIN[TrainingRecord],
    Absence: MAIN[Absence],
}
"""The records that can be missing, and what must or can be said of them."""


class Reasons(Form):
    """Why a record should be otherwise."""

    reason: str = Field(min_length=1, max_length=LONG, title=marked("What is wrong"))
    evidence: str | None = Field(
        default=None,
        max_length=LONG,
        title=marked("Where it can be checked"),
        description=marked("For example the receipt, the register, or a message with its date."),
    )


class Why(Reasons):
    """Why a record that is not wrong in itself should be there, or be somebody else's."""

    reason: str = Field(min_length=1, max_length=LONG, title=marked("Why"))


class NotMine(Why):
    """A record of somebody else."""

    owner_id: int | None = Field(default=None, title=marked("Whose it is, if you know"))


class InCommon(Form):
    """What several files have in common; what stays empty is left as it is."""

    kind: CorrectionKind = Field(title=marked("What is wrong with them"))
    handler_id: int | None = Field(default=None, title=marked("Whose they are, if you know"))
    channel: str | None = Field(default=None, title=marked("Channel"))
    procedure_id: int | None = Field(default=None, title=marked("Procedure"))
    reason: str = Field(min_length=1, max_length=LONG, title=marked("Why"))
    evidence: str | None = Field(default=None, max_length=LONG, title=marked("Where it can be checked"))


@pages.route("/ask/<subject>/<int:subject_id>", methods=["GET", "POST"])
@needs("corrections.ask")
def ask(subject: str, subject_id: int) -> ResponseReturnValue:
    """Ask for one record to be corrected, or say that it is somebody else's."""
    table = SUBJECTS.get(PREFIX + subject) or abort(404)
    record = fetch(table, subject_id, "corrections.ask")
    is_not_mine = request.args.get("kind") == CorrectionKind.NOT_MINE and table in OWNERS
    form = _not_mine_form() if is_not_mine else _wrong_form(table, record)
    if forms.was_sent() and forms.stored(form, lambda writer, value: _ask(writer, table, subject_id, value)):
        flash(told(message("Sent. A leader will answer; you can follow it here.")))
        return redirect(url_for("corrections.mine"))
    return render_template(
        "corrections/ask.html",
        form=form,
        record=record,
        name=record_name(record),
        subject=subject,
        is_not_mine=is_not_mine,
        has_owner=table in OWNERS,
        main=MAIN[table],
        rest=[name for name in all_fields(table) if name not in MAIN[table]],
        stands=shown_values(session(), table, record.model_dump()),
        earlier=open_requests(session(), PREFIX + subject, subject_id, account().official_id or 0),
        address=record_address(PREFIX + subject, subject_id),
    ), (422 if form.is_wrong else 200)


def _not_mine_form() -> FilledForm[Form]:
    model: type[Form] = NotMine
    choices = {"owner_id": all_officials(session())}
    return forms.asked(model, choices=choices)


def _wrong_form(table: type[SQLModel], record: SQLModel) -> FilledForm[Form]:
    names = all_fields(table)
    model, choices = form_of(table, names, Reasons), choices_for(session(), table, names)
    if forms.was_sent():
        return forms.read(model, choices)
    return forms.blank(model, initial_of(table, record.model_dump()), choices)


def _ask(writer: RecordSession, table: type[SQLModel], subject_id: int, asked: Form) -> None:
    record = fetch(table, subject_id, "corrections.ask", within=writer)
    if isinstance(asked, NotMine):
        kind, wanted = CorrectionKind.NOT_MINE, _new_owner(table, record, asked.owner_id)
    else:
        kind, wanted = CorrectionKind.WRONG, differences(record, values_of(asked, all_fields(table)))
        if not wanted:
            raise InputError("Nothing differs from the record yet. Change at least one value to what it should be.")
    if table in CHANGEABLE:
        checked_corrections(writer, record, wanted, today())
    contest(writer, str(table.__tablename__), subject_id, _claim(asked, wanted, kind))


def _new_owner(table: type[SQLModel], record: SQLModel, owner_id: int | None) -> dict[str, object]:
    owner = OWNERS[table]
    if owner_id is not None and owner_id == getattr(record, owner):
        raise InputError("The record stands in this name already. Choose another one, or leave it empty.")
    return {} if owner_id is None else {owner: owner_id}


def _claim(asked: Form, wanted: Values, kind: CorrectionKind | None = None) -> Claim:
    """Return what a form with a reason and evidence says, in the name of the official who sends it."""
    reason, evidence = (getattr(asked, name) or "" for name in ("reason", "evidence"))
    return Claim(wanted, reason, my_official(), today(), kind, evidence)


@pages.post("/ask-many")
@needs("corrections.ask")
def ask_many() -> ResponseReturnValue:
    """Ask for the same correction of several files: first the form, then what it says."""
    ids = [int(text) for text in request.form.getlist("files") if text.isdecimal() and len(text) < 10][:500]
    wanted = sa.select(HandledFile).where(col(HandledFile.id).in_(ids)).order_by(col(HandledFile.code))
    files = session().execute(scope().narrow(wanted, HandledFile, "corrections.ask")).scalars().all()
    if not files:
        raise InputError("No file was chosen. Tick the files in the list first.")
    choices = choices_for(session(), HandledFile, ["handler_id", "channel", "procedure_id"])
    is_filled = "kind" in request.form
    choices["kind"] = [(one.value, word(one)) for one in (CorrectionKind.NOT_MINE, CorrectionKind.WRONG)]
    form = forms.read(InCommon, choices) if is_filled else _blank_in_common(choices)
    chosen = [file.id for file in files if file.id is not None]
    if is_filled and forms.stored(form, lambda writer, value: _ask_many(writer, chosen, value)):
        sent = counted(
            "Sent for %(count)s file. A leader will answer; you can follow it here.",
            "Sent for %(count)s files. A leader will answer; you can follow them here.",
            count=len(files),
        )
        flash(told(sent))
        return redirect(url_for("corrections.mine"))
    return render_template("corrections/ask_many.html", form=form, files=files), (422 if form.is_wrong else 200)


def _blank_in_common(choices: dict[str, lists.Choices]) -> FilledForm[InCommon]:
    return forms.blank(InCommon, {"kind": CorrectionKind.NOT_MINE}, choices)


def _ask_many(writer: RecordSession, ids: list[int], asked: InCommon) -> None:
    values = {name: getattr(asked, name) for name in ("handler_id", "channel", "procedure_id")}
    wanted = {name: value for name, value in values.items() if value is not None}
    if asked.kind is CorrectionKind.NOT_MINE:
        wanted = {name: value for name, value in wanted.items() if name == "handler_id"}
    elif not wanted:
        raise InputError("Say what should be changed: the handler, the channel or the procedure.")
    contest_many(writer, SUBJECT, ids, _claim(asked, wanted, asked.kind))


@pages.route("/missing", methods=["GET", "POST"])
@needs("corrections.ask")
def missing() -> ResponseReturnValue:
    """Ask for a record that is not there."""
    subject = request.args.get("subject", "handled_file")
    table = SUBJECTS.get(PREFIX + subject)
    if table is None or table not in MISSING:
        abort(404)
    names = MISSING[table]
    model, choices = form_of(table, names, Why), choices_for(session(), table, names)
    form = forms.asked(model, choices=choices)
    if forms.was_sent() and forms.stored(form, lambda writer, value: _ask_for_missing(writer, table, value)):
        flash(told(message("Sent. A leader will answer; you can follow it here.")))
        return redirect(url_for("corrections.mine"))
    kinds = [(str(one.__tablename__).removeprefix(PREFIX), KINDS[str(one.__tablename__)]) for one in MISSING]
    return render_template("corrections/missing.html", form=form, names=names, subject=subject, kinds=kinds), (
        422 if form.is_wrong else 200
    )


def _ask_for_missing(writer: RecordSession, table: type[SQLModel], asked: Form) -> None:
    """Ask for a missing record; a file that stands in another name is asked for as that file."""
    values = {name: value for name, value in values_of(asked, MISSING[table]).items() if value is not None}
    wanted, subject_id = {OWNERS[table]: my_official(), **values}, None
    if table is HandledFile:
        there = writer.exec(select(HandledFile).where(HandledFile.code == values["code"])).first()
        if there is not None:
            del wanted["code"]
            wanted, subject_id = differences(there, wanted), there.id
            if not wanted:
                raise InputError("File %(code)s is there already and says the same.", code=there.code)
    contest(writer, str(table.__tablename__), subject_id, _claim(asked, wanted))
