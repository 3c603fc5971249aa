"""The second step of the import wizard: which column of the list holds which field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.imports.checking.dates import DateOrder
from tracker.imports.checking.fields import FIELDS, CellKind, ImportKind
from tracker.imports.importing import remember_order
from tracker.imports.sources import known_source
from tracker.imports.uploads.column_choices import (
    STANDINGS,
    ColumnChoice,
    Standing,
    choose_columns,
    column_choices,
    missing_fields,
)
from tracker.imports.uploads.runs import order_of
from tracker.imports.uploads.seen_sheets import SeenColumn, SeenSheet, first_list, load_sheets
from tracker.imports.uploads.uploads import ImportUpload, Said, keep_said, said_of
from tracker.messages import InputError, Message, message
from tracker.web import forms
from tracker.web.gate import needs
from tracker.web.import_wizard import start_check
from tracker.web.imports import pages
from tracker.web.requests import fetch, session, told, tracker, writing

TAGS: Mapping[Standing, str] = {
    Standing.AUTOMATIC: "ok",
    Standing.REMEMBERED: "ok",
    Standing.CHOSEN: "pri",
    Standing.DOUBTFUL: "warn",
    Standing.LEFT_OUT: "",
    Standing.REPEATED: "",
    Standing.APPLICANT: "",
}


@pages.route("/uploads/<int:upload_id>/columns", methods=["GET", "POST"])
@needs("files.import")
def columns(upload_id: int) -> ResponseReturnValue:
    """Say which column holds what."""
    upload = fetch(ImportUpload, upload_id)
    seen = load_sheets(upload.seen)
    if not seen:
        return redirect(url_for("imports.take_up", upload_id=upload_id))
    sheet = _sheet(seen, request.values.get("sheet") or said_of(upload).sheet)
    if not forms.was_sent():
        return _page(upload, sheet, _choices(upload, sheet))
    try:
        return _with_columns(upload_id, _said_of_columns(upload, sheet))
    except InputError as error:
        return _page(upload, sheet, _as_sent(sheet), error), 422


def _page(
    upload: ImportUpload, sheet: SeenSheet, choices: Sequence[ColumnChoice], refused: InputError | None = None
) -> str:
    kind = ImportKind(upload.kind)
    return render_template(
        "imports/columns.html",
        upload=upload,
        sheets=load_sheets(upload.seen),
        sheet=sheet,
        choices=choices,
        said=said_of(upload) if refused is None else _with_answers(said_of(upload)),
        known=known_source(session(), upload.source, upload.kind),
        fields=FIELDS[kind],
        missing=_missing(kind, choices),
        asks_for_dates=any(field.kind in (CellKind.DATE, CellKind.DATETIME) for field in FIELDS[kind]),
        refused=refused,
        standings=STANDINGS,
        tags=TAGS,
    )


def _choices(upload: ImportUpload, sheet: SeenSheet) -> list[ColumnChoice]:
    """Return the columns of a sheet as they are offered first, or as they were chosen."""
    said, known = said_of(upload), known_source(session(), upload.source, upload.kind)
    shown = said if sheet.name == said.sheet else said.model_copy(update={"columns": {}})
    return column_choices(sheet, ImportKind(upload.kind), shown, known, tracker().config.site.zone)


def _sheet(seen: Sequence[SeenSheet], name: str | None) -> SeenSheet:
    return next((sheet for sheet in seen if sheet.name == name), None) or first_list(seen)


def _said_of_columns(upload: ImportUpload, sheet: SeenSheet) -> Said:
    sent = {column.place: request.form.get(f"column-{column.place}") for column in sheet.columns}
    chosen = {place: key for place, key in sent.items() if key is not None}
    return choose_columns(sheet, ImportKind(upload.kind), chosen, _with_answers(said_of(upload)))


def _with_answers(said: Said) -> Said:
    """Return what is said of an upload with what was chosen below its columns."""
    order, stands = request.form.get("date_order", ""), request.form.get("returned_is_finish", "")
    return said.model_copy(
        update={
            "date_order": DateOrder(order) if order in set(DateOrder) else None,
            "returned_is_finish": {"yes": True, "no": False}.get(stands),
        }
    )


def _with_columns(upload_id: int, said: Said) -> ResponseReturnValue:
    """Keep the columns that were chosen; remember them for the source, or go on to the check."""
    is_to_remember = request.form.get("then") == "remember"
    with writing() as writer:
        upload = fetch(ImportUpload, upload_id, within=writer)
        keep_said(writer, upload, said)
        if is_to_remember:
            order = order_of(upload, said, tracker().config.site.name)
            mapping = {field: heading for field, heading in order.mapping.items() if heading}
            remember_order(writer, replace(order, mapping=mapping))
    if not is_to_remember:
        return start_check(upload_id)
    flash(told(message("The columns are remembered for “%(source)s”.", source=upload.source)), "ok")
    return redirect(url_for("imports.columns", upload_id=upload_id))


def _as_sent(sheet: SeenSheet) -> list[ColumnChoice]:
    """Return the columns as somebody chose them, for a form that has to be corrected."""
    return [_choice_sent(column, request.form.get(f"column-{column.place}")) for column in sheet.columns]


def _choice_sent(column: SeenColumn, key: str | None) -> ColumnChoice:
    if key is None:
        return ColumnChoice(column, None, Standing.REPEATED)
    return ColumnChoice(column, key or None, Standing.CHOSEN if key else Standing.LEFT_OUT)


def _missing(kind: ImportKind, choices: Iterable[ColumnChoice]) -> list[Message]:
    """Return the fields that are needed and that no column is chosen for."""
    chosen = {choice.field for choice in choices if choice.field}
    titles = {field.key: Message(field.title) for field in FIELDS[kind]}
    return [titles[key] for key in missing_fields(kind, chosen)]
