"""The work on an upload: its list read, checked and stored, its progress written down for whoever looks on.

A run may take a minute, so it has a thread of its own. It reads and checks outside any transaction; storing is one
transaction, in which the upload becomes stored together with its batch: a list is stored once, whoever asks twice.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from tracker.database import Database
from tracker.imports.checking.checked import Problem, Question
from tracker.imports.checking.error_workbook import write_error_workbook
from tracker.imports.checking.fields import ImportKind
from tracker.imports.importing import prepare, preview, store_within
from tracker.imports.kept_results import dump_result
from tracker.imports.prepared import Order, Prepared, Progress
from tracker.imports.reading.limits import Limits
from tracker.imports.reading.readers import read_sheets
from tracker.imports.results import ImportResult
from tracker.imports.uploads.uploads import (
    ImportUpload,
    Part,
    Said,
    UploadState,
    claimed,
    end,
    keep_part,
    note_progress,
    part_of,
    said_of,
)
from tracker.imports.uploads.wording import on_page
from tracker.messages import InputError, Message, counted

_SECONDS_BETWEEN_LOOKS = 0.5
_LOOKS_BETWEEN_SIGNS_OF_LIFE = 10


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where uploads are worked on, and for whom: the day at the site, and the language of the faulty rows."""

    database: Database
    zone: ZoneInfo
    limits: Limits
    site_name: str
    today: date
    actor: str
    language: str


def check_upload(place: Workplace, upload_id: int, run: int) -> None:
    """Check a claimed upload, and keep what would be stored, what has to be mended, and what has to be answered."""
    try:
        with _told_progress(place, upload_id, run) as progress:
            prepared = _prepare(place, upload_id, progress)
            result = preview(place.database, prepared, today=place.today, progress=progress)
            errors = _error_workbook(place, upload_id, prepared, result)
    except InputError as error:
        _fail(place, upload_id, run, error.message)
        return
    kept = dump_result(prepared, result)
    with place.database.writing(place.actor) as session:
        upload = claimed(session, upload_id, run)
        if upload is not None:
            keep_part(session, upload_id, Part.ERRORS, errors)
            end(session, upload, UploadState.CHECKED, kept)


def store_upload(place: Workplace, upload_id: int, run: int) -> None:
    """Store a claimed upload: all its accepted rows or none. The list itself is not kept afterwards."""
    try:
        with _told_progress(place, upload_id, run) as progress:
            prepared = _prepare(place, upload_id, progress)
            progress(counted("Storing %(count)s row", "Storing %(count)s rows", count=len(prepared.checked.rows)))
        with place.database.writing(place.actor) as session:
            upload = claimed(session, upload_id, run)
            if upload is None:
                return
            result = store_within(session, prepared, today=place.today)
            upload.batch_id, upload.seen = result.batch_id, "[]"
            keep_part(session, upload_id, Part.LIST, None)
            end(session, upload, UploadState.STORED, dump_result(prepared, result))
    except InputError as error:
        _fail(place, upload_id, run, error.message)


def order_of(upload: ImportUpload, said: Said, site_name: str) -> Order:
    """Return how the list of an upload is to be imported."""
    return Order(
        kind=ImportKind(upload.kind),
        filename=upload.filename,
        source=upload.source,
        sheet=said.sheet,
        mapping=said.mapping,
        left_out=said.left_out,
        aliases=said.aliases,
        date_order=said.date_order,
        spreadsheet_dates=said.spreadsheet_dates,
        returned_is_finish=said.returned_is_finish,
        site_name=site_name,
    )


def _prepare(place: Workplace, upload_id: int, progress: Progress) -> Prepared:
    with place.database.reading() as session:
        upload = session.get_one(ImportUpload, upload_id)
        content = part_of(session, upload_id, Part.LIST)
    if content is None:
        raise InputError("%(file)s is no longer kept. Upload it again.", file=upload.filename)
    said = said_of(upload)
    order = order_of(upload, said, place.site_name)
    prepared = prepare(place.database, content, order, zone=place.zone, limits=place.limits, progress=progress)
    return _with_new_officials(place, prepared, said.new_officials) if said.new_officials else prepared


def _with_new_officials(place: Workplace, prepared: Prepared, names: Collection[str]) -> Prepared:
    """Let the import add the officials of these names, and none of the others that nobody knows.

    The rows of the others are found by a first preview, and wait for an answer as before.
    """
    asked = preview(place.database, prepared, today=place.today).questions
    waiting = [one for one in asked if one.kind == "official" and not one.choices and one.subject not in names]
    checked = replace(prepared.checked, questions=(*prepared.checked.questions, *waiting))
    return replace(prepared, order=replace(prepared.order, create_officials=True), checked=checked)


def _error_workbook(place: Workplace, upload_id: int, prepared: Prepared, result: ImportResult) -> bytes | None:
    """Return the rows that are not stored, laid out as in the list; None if there are none."""
    asked = [
        Problem(prepared.layout.sheet, row, _column(question, prepared), question.subject, question.message)
        for question in result.questions
        for row in question.rows
    ]
    problems = [replace(one, message=on_page(one.message)) for one in (*result.problems, *asked)]
    if not problems:
        return None
    layout = prepared.layout
    with place.database.reading() as session:
        content = part_of(session, upload_id, Part.LIST) or b""
    (sheet,) = read_sheets(content, prepared.order.filename, place.limits, sheet=layout.sheet)[:1]
    workbook = io.BytesIO()
    rows = sheet.rows_with_merged(layout.first_data_row)
    write_error_workbook(workbook, rows, layout, problems, language=place.language)
    return workbook.getvalue()


def _column(question: Question, prepared: Prepared) -> str:
    return question.subject if question.subject in prepared.layout.headings.values() else ""


def _fail(place: Workplace, upload_id: int, run: int, told: Message) -> None:
    with place.database.writing(place.actor) as session:
        upload = claimed(session, upload_id, run)
        if upload is not None:
            end(session, upload, UploadState.FAILED, None, on_page(told))


@contextmanager
def _told_progress(place: Workplace, upload_id: int, run: int) -> Iterator[Progress]:
    """Give the work something to report to; a thread writes down the latest, and now and then a sign of life.

    The work itself never waits for the database to be free.
    """
    latest: list[Message] = []
    stop = threading.Event()

    def write_down() -> None:
        written: Message | None = None
        looks, is_over = 0, False
        while not is_over:
            is_over = stop.wait(_SECONDS_BETWEEN_LOOKS)
            looks += 1
            told = latest[-1] if latest else None
            is_news = told is not written and not (is_over and looks == 1)
            if is_news or looks % _LOOKS_BETWEEN_SIGNS_OF_LIFE == 0:
                with place.database.writing(place.actor) as session:
                    note_progress(session, upload_id, run, told)
                written = told

    writer = threading.Thread(target=write_down, name=f"progress of upload {upload_id}", daemon=True)
    writer.start()
    try:
        yield latest.append
    finally:
        stop.set()
        writer.join()
