"""What people do to a file by hand, each by its own small form: correct it, hand it over, extend it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from tracker.database import RecordSession
from tracker.messages import InputError, Message, message
from tracker.records.deriving import first_due_on, load_basis
from tracker.records.file_changes import correct_file, extend, hand_over
from tracker.records.handled_files import HandledFile
from tracker.records.holders import holders_of
from tracker.records.officials import Official
from tracker.records.own_case import refuse_own_case
from tracker.records.shown_values import shown_values
from tracker.web import forms
from tracker.web.choosing import all_officials
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
from tracker.web.requests import account, fetch, session, today, told

pages = Blueprint("file_changes", __name__, url_prefix="/files/<int:file_id>")
F = TypeVar("F", bound=Form)


class Because(Form):
    """Why a file is changed by hand."""

    because: str = Field(
        min_length=1, max_length=LONG, title=marked("Why"), description=marked("It stands in the history of the file.")
    )


class Passing(Form):
    """Another official takes the file over."""

    to_official_id: int = Field(title=marked("To whom"))
    on: date = Field(title=marked("From which day on"))
    because: str = Field(default="", max_length=LONG, title=marked("Why"))


class Extending(Form):
    """The file is due later."""

    due_on: date = Field(title=marked("New due date"))
    recorded_on: date = Field(
        title=marked("Recorded on"),
        description=marked("An extension counts if it was recorded no later than the first due date."),
    )
    because: str = Field(default="", max_length=LONG, title=marked("Why"))


@pages.route("/correct", methods=["GET", "POST"])
@needs("files.edit")
def correct(file_id: int) -> ResponseReturnValue:
    """Correct fields of the file and hold them against imports."""
    file, names = fetch(HandledFile, file_id, "files.edit"), all_fields(HandledFile)
    model, choices = form_of(HandledFile, names, Because), choices_for(session(), HandledFile, names)
    values = file.model_dump()
    initial = initial_of(HandledFile, values)
    form = forms.asked(model, initial, choices)

    def change(writer: RecordSession, changing: HandledFile, filled: Form) -> None:
        forms.refuse_if_changed(changing)
        changes = differences(changing, values_of(filled, names))
        if not changes:
            raise InputError("Nothing differs from the record yet. Change at least one value.")
        correct_file(writer, changing, changes, getattr(filled, "because", ""), today())

    if _is_stored(form, file_id, change, message("File %(code)s was corrected.", code=file.code)):
        return redirect(url_for("files.show", file_id=file_id))
    page = render_template(
        "files/correct.html",
        form=form,
        file=file,
        main=MAIN[HandledFile],
        rest=[name for name in names if name not in MAIN[HandledFile]],
        stands=shown_values(session(), HandledFile, values),
    )
    return page, (422 if form.is_wrong else 200)


@pages.route("/hand-over", methods=["GET", "POST"])
@needs("files.edit")
def pass_on(file_id: int) -> ResponseReturnValue:
    """Hand the file over to another official from a day on."""
    file = fetch(HandledFile, file_id, "files.edit")
    choices = {"to_official_id": all_officials(session())}
    form = forms.asked(Passing, {"on": today()}, choices)

    def change(writer: RecordSession, changing: HandledFile, filled: Passing) -> None:
        if filled.on > today():
            raise InputError("A hand-over cannot be noted before its day. Choose today or an earlier day.")
        hand_over(writer, changing, filled.to_official_id, filled.on)

    if _is_stored(form, file_id, change, message("File %(code)s was handed over.", code=file.code)):
        return redirect(url_for("files.show", file_id=file_id))
    holder = session().get(Official, file.handler_id) if file.handler_id else None
    page = render_template("files/hand_over.html", form=form, file=file, holder=holder)
    return page, (422 if form.is_wrong else 200)


@pages.route("/extend", methods=["GET", "POST"])
@needs("files.edit")
def lengthen(file_id: int) -> ResponseReturnValue:
    """Record the one extension of the file."""
    file = fetch(HandledFile, file_id, "files.edit")
    form = forms.asked(Extending, {"recorded_on": today()})

    def change(writer: RecordSession, changing: HandledFile, filled: Extending) -> None:
        if filled.recorded_on > today():
            raise InputError("An extension cannot have been recorded after today. Give the day on which it was.")
        extend(writer, changing, filled.due_on, filled.recorded_on)

    if _is_stored(form, file_id, change, message("File %(code)s was extended.", code=file.code)):
        return redirect(url_for("files.show", file_id=file_id))
    first_due = first_due_on(file.model_dump(), load_basis(session()))
    page = render_template("files/extend.html", form=form, file=file, first_due=first_due)
    return page, (422 if form.is_wrong else 200)


def _is_stored(
    form: FilledForm[F], file_id: int, change: Callable[[RecordSession, HandledFile, F], None], done: Message
) -> bool:
    """Make the change that was sent, unless it is the account's own case; say that it is done."""

    def make(writer: RecordSession, filled: F) -> None:
        file = fetch(HandledFile, file_id, "files.edit", within=writer)
        refuse_own_case(holders_of(writer, file), account().official_id)
        change(writer, file, filled)

    because = getattr(form.value, "because", "") or None
    if not forms.stored(form, make, because):
        return False
    flash(told(done))
    return True
