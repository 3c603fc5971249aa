"""What was imported: the batches, what each of them added and changed, and taking one back."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import defer
from sqlmodel import col, select

from tracker.imports.batches import ImportBatch, ImportChange
from tracker.imports.checking.data_rows import RowSort
from tracker.imports.checking.fields import ImportKind
from tracker.imports.held_values import shown_held_value
from tracker.imports.kept_results import load_result
from tracker.imports.undoing.undo import look_before_undo
from tracker.imports.undoing.undo import undo as take_back
from tracker.imports.uploads.uploads import ImportUpload, UploadState, is_interrupted
from tracker.imports.uploads.wording import error_on_page
from tracker.messages import InputError, Message, message
from tracker.records.handled_files import HandledFile
from tracker.records.shown_values import Shown, field_title
from tracker.text import normalise
from tracker.web import forms, lists
from tracker.web.gate import needs
from tracker.web.import_changes import ChangeWords
from tracker.web.lists import Column, Condition, Filter, Listing, Records
from tracker.web.rendering import may
from tracker.web.requests import account, fetch, scope, session, told, tracker

pages = Blueprint("imports", __name__, url_prefix="/imports")
KINDS: Mapping[ImportKind, Message] = {
    ImportKind.FILES: message("Handled files"),
    ImportKind.OFFICIALS: message("Officials"),
    ImportKind.PROCEDURES: message("Procedures"),
    ImportKind.DUTY: message("Duty days"),
    ImportKind.TRAINING: message("Training records"),
    ImportKind.ABSENCES: message("Absences"),
}
STATES: Mapping[UploadState, tuple[str, Message]] = {
    UploadState.UPLOADED: ("info", message("Columns to choose")),
    UploadState.CHECKING: ("info", message("Being checked")),
    UploadState.CHECKED: ("warn", message("Checked, not stored")),
    UploadState.STORING: ("info", message("Being stored")),
    UploadState.STORED: ("ok", message("Stored")),
    UploadState.FAILED: ("bad", message("Could not be read")),
    UploadState.ABANDONED: ("", message("Given up")),
}
INTERRUPTED = ("warn", message("Interrupted"))


SORTS: Mapping[RowSort, Message] = {
    RowSort.HEADING: message("Rows that repeat the headings"),
    RowSort.COLUMN_NUMBERS: message("Rows that number the columns"),
    RowSort.GROUP: message("Rows that head a group"),
    RowSort.TOTAL: message("Rows with totals"),
    RowSort.SIGNATURE: message("Rows with signatures below the list"),
}


@pages.context_processor
def _words() -> dict[str, object]:
    """Give the templates of this area its words."""
    return {"kinds": KINDS, "sorts": SORTS, "field_title": field_title, "kept_value": _kept_value}


@pages.get("/")
@needs("imports.view")
def index() -> ResponseReturnValue:
    """List the batches, and above them the lists that are not stored yet."""
    uploads = _unfinished() if may("files.import") else []
    return lists.show(_batches(), "imports/index.html", uploads=uploads, standing=upload_standing)


@pages.get("/<int:batch_id>")
@needs("imports.view")
def show(batch_id: int) -> ResponseReturnValue:
    """Show one batch and what it wrote."""
    batch = fetch(ImportBatch, batch_id)
    result = load_result(batch.result) if batch.result else None
    words = ChangeWords(session())
    return lists.show(_changes(batch, words), "imports/batch.html", batch=batch, words=words, result=result)


@pages.route("/<int:batch_id>/undo", methods=["GET", "POST"])
@needs("files.import")
def undo(batch_id: int) -> ResponseReturnValue:
    """Say what would be taken back, and take it back."""
    batch = fetch(ImportBatch, batch_id, "files.import")
    refused: InputError | None = None
    if forms.was_sent():
        try:
            undone = take_back(tracker().database, batch_id, actor=account().name)
        except InputError as error:
            refused = error_on_page(error)
        else:
            flash(told(undone.told), "ok")
            return redirect(url_for("imports.show", batch_id=batch_id))
    elif batch.undone_at is not None:
        return redirect(url_for("imports.show", batch_id=batch_id))
    before = look_before_undo(session(), batch)
    page = render_template("imports/undo.html", batch=batch, before=before, refused=refused)
    return page, 200 if refused is None else 409


def upload_standing(upload: ImportUpload) -> tuple[str, Message]:
    """Return the tag and the word for how far an upload is."""
    return INTERRUPTED if is_interrupted(upload, tracker().database.clock()) else STATES[upload.state]


def _kept_value(kind: str, name: str, text: str | None) -> Shown:
    return shown_held_value(session(), ImportKind(kind), name, text)


def _unfinished() -> list[ImportUpload]:
    done = (UploadState.STORED, UploadState.ABANDONED)
    wanted = select(ImportUpload).where(col(ImportUpload.state).not_in(done)).order_by(col(ImportUpload.id).desc())
    return list(session().exec(scope().narrow(wanted, ImportUpload)))


def _batches() -> Listing:
    rows: Records = sa.select(ImportBatch).options(defer(ImportBatch.result))  # type: ignore[arg-type]
    number = col(ImportBatch.id)
    columns = (
        Column("stored", message("Stored at"), lambda row: row[0].stored_at, [number]),
        Column("batch", message("Batch"), lambda row: row[0].id, [number], in_table=False),
        Column("file", message("File"), lambda row: row[0].filename, [col(ImportBatch.filename)]),
        Column("kind", message("List"), lambda row: KINDS[ImportKind(row[0].kind)], [col(ImportBatch.kind)]),
        Column("source", message("Source"), lambda row: row[0].source, [col(ImportBatch.source)], in_table=False),
        Column("added", message("Added"), lambda row: row[0].added, [col(ImportBatch.added)], is_number=True),
        Column("changed", message("Changed"), lambda row: row[0].changed, [col(ImportBatch.changed)], is_number=True),
        Column("unchanged", message("Unchanged"), lambda row: row[0].unchanged, is_number=True),
        Column("refused", message("Left out"), lambda row: row[0].refused, is_number=True),
        Column("by", message("Imported by"), lambda row: row[0].actor, [col(ImportBatch.actor)]),
        Column("undone", message("Undone at"), lambda row: row[0].undone_at, in_table=False),
    )
    return Listing(
        title=message("Imports"),
        name="imports",
        key=number,
        keys=scope().narrow(sa.select(number), ImportBatch),
        rows=rows,
        columns=columns,
        order="-stored",
        filters=_filters(),
        search=_search,
        search_label=message("Find a file or a person"),
        search_example=message("For example: export-10-2026"),
    )


def _filters() -> tuple[Filter, ...]:
    sources = session().exec(select(ImportBatch.source).distinct().order_by(col(ImportBatch.source))).all()
    is_undone = col(ImportBatch.undone_at).is_not(None)
    return (
        Filter(
            "kind",
            message("List"),
            lambda text: col(ImportBatch.kind) == text,
            [(kind.value, title) for kind, title in KINDS.items()],
        ),
        Filter(
            "source",
            message("Source"),
            lambda text: col(ImportBatch.source) == text,
            [(source, source) for source in sources],
        ),
        Filter(
            "undone",
            message("State"),
            lambda text: is_undone if text == "yes" else sa.not_(is_undone),
            [("no", message("In the records")), ("yes", message("Undone"))],
        ),
    )


def _search(query: str) -> Condition:
    wanted = normalise(query)
    return sa.or_(
        col(ImportBatch.filename).icontains(wanted, autoescape=True),
        col(ImportBatch.actor).icontains(wanted, autoescape=True),
    )


def _changes(batch: ImportBatch, words: ChangeWords) -> Listing:
    key = col(ImportChange.id)
    of_file = sa.and_(
        col(ImportChange.subject) == str(HandledFile.__tablename__), col(HandledFile.id) == col(ImportChange.subject_id)
    )
    rows: Records = sa.select(ImportChange, col(HandledFile.code).label("file_code")).outerjoin(HandledFile, of_file)
    columns = (
        Column("record", message("Record"), lambda row: words.label(row[0], row.file_code), [key]),
        Column("table", message("List"), lambda row: words.table(row[0]), in_table=False),
        Column("what", message("What was done"), lambda row: words.what(row[0])),
        Column("before", message("Before"), lambda row: words.one_text(row[0], "before"), in_table=False),
        Column("after", message("What was written"), lambda row: words.one_text(row[0], "after")),
    )
    return Listing(
        title=message("Batch %(number)d: %(file)s", number=batch.id, file=batch.filename),
        name=f"batch-{batch.id}",
        key=key,
        keys=sa.select(key).where(col(ImportChange.batch_id) == batch.id),
        rows=rows,
        columns=columns,
        order="record",
        filters=_change_filters(words.tables_of(batch)),
    )


def _change_filters(tables: Mapping[str, Message]) -> tuple[Filter, ...]:
    is_added = col(ImportChange.before).is_(None)
    return (
        Filter(
            "what",
            message("What was done"),
            lambda text: is_added if text == "added" else sa.not_(is_added),
            [("added", message("Added")), ("changed", message("Changed"))],
        ),
        Filter("table", message("List"), lambda text: col(ImportChange.subject) == text, list(tables.items())),
    )
