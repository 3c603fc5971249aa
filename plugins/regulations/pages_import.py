"""Importing a register: a list is sent, what it would do is shown, then it is stored."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from plugins.regulations.importing import Plan, plan_import, store_import
from plugins.regulations.list_fields import FIELDS
from plugins.regulations.models import RegisterUpload
from plugins.regulations.register_uploads import keep_upload
from tracker.api import InputError, Message, RecordSession, marked, sentences
from tracker.api.lists import DateOrder, ListAnswers, ReadList, SpreadsheetDates, limits_of, read_list
from tracker.api.web import (
    FileKind,
    FilledForm,
    Form,
    account,
    asked_form,
    file_field,
    in_words,
    installation,
    needs,
    only_shown,
    session,
    stored_form,
    take_file,
    today,
    writing,
)

_ = sentences("regulations")
SHOWN = 100
KINDS = [FileKind.XLSX, FileKind.XLS, FileKind.ODS, FileKind.CSV]
DATE_ORDERS = {DateOrder.DAY_FIRST: _("day first"), DateOrder.MONTH_FIRST: _("month first")}
SPREADSHEET_DATES = {
    SpreadsheetDates.AS_SHOWN: _("right as they are shown"),
    SpreadsheetDates.EXCHANGED: _("with day and month exchanged"),
}


class UploadedList(Form):
    """A list of documents."""

    file: str | None = file_field(
        marked("List"),
        KINDS,
        most_megabytes=20,
        is_required=True,
        description=marked("With a column for the number or the title, and whatever else the office notes."),
    )


@needs("regulations.edit")
def upload() -> ResponseReturnValue:
    """Take a list of documents."""
    form = asked_form(UploadedList)
    kept = _kept(form) if request.method == "POST" else None
    if kept is not None:
        return redirect(url_for("regulations.try_out", list_id=kept))
    return render_template("regulations/import.html", form=form), 422 if form.is_wrong else 200


def _kept(form: FilledForm[UploadedList]) -> int | None:
    """Keep the list that was sent and return its id; None, with the reason in the form, where it cannot be."""
    sent = take_file(form, "file")
    if sent is None:
        return None
    kept: list[int] = []
    at = installation().clock()

    def keep(writer: RecordSession, _given: UploadedList) -> None:
        kept.append(keep_upload(writer, account().name, sent.name, sent.content, at).id or 0)

    return kept[0] if stored_form(form, keep) else None


@needs("regulations.edit")
def try_out(list_id: int) -> ResponseReturnValue:
    """Show what storing the list would do, and store it."""
    upload = _own_upload(session(), list_id)
    refused: Message | None = only_shown()
    try:
        read = _read(upload)
        if request.method == "POST" and refused is None:
            told = _store(upload, read)
            flash(in_words(told), "ok")
            return redirect(url_for("regulations.index"))
        return _show(upload, read, plan_import(session(), read, today()), refused), 422 if refused else 200
    except InputError as error:
        return _show(upload, None, None, error.message), 422


def _own_upload(reader: RecordSession, list_id: int) -> RegisterUpload:
    found = reader.get(RegisterUpload, list_id)
    if found is None or found.account != account().name:
        abort(404)
    return found


def _read(upload: RegisterUpload) -> ReadList:
    """Return the rows of a list that was sent. Raises InputError where it cannot be read."""
    config = installation().config
    with TemporaryDirectory(prefix="tracker-register-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / Path(upload.filename).name
        path.write_bytes(upload.content)
        limits = limits_of(config.imports)
        return read_list(path, FIELDS, zone=config.site.zone, limits=limits, answers=_answers())


def _answers() -> ListAnswers:
    asked = request.values
    return ListAnswers(
        sheet=asked.get("sheet", "").strip() or None,
        date_order=next((one for one in DateOrder if one.value == asked.get("date_order")), None),
        spreadsheet_dates=next((one for one in SpreadsheetDates if one.value == asked.get("spreadsheet_dates")), None),
    )


def _store(upload: RegisterUpload, read: ReadList) -> Message:
    """Store the list, as the register stands now; returns what was done."""
    with writing(f"import {upload.filename}") as writer:
        plan = plan_import(writer, read, today())
        if not (plan.added or plan.changed or plan.links):
            raise InputError.of(_("The list changes nothing, so there is nothing to store."))
        store_import(writer, plan)
        writer.delete(_own_upload(writer, upload.id or 0))
    return _(
        "Imported: %(added)d added, %(changed)d changed, %(relations)d relations.",
        added=len(plan.added) + len(plan.named),
        changed=len(plan.changed),
        relations=len(plan.links),
    )


def _show(upload: RegisterUpload, read: ReadList | None, plan: Plan | None, refused: Message | None) -> str:
    return render_template(
        "regulations/try_out.html",
        upload=upload,
        read=read,
        plan=plan,
        refused=refused,
        refused_rows=read.refused(plan.problems) if read and plan else 0,
        shown=SHOWN,
        answers=_answers(),
        date_orders=DATE_ORDERS,
        spreadsheet_dates=SPREADSHEET_DATES,
    )
