"""The import wizard from the third step on: the rows of an upload checked, its questions answered, and stored."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import PurePath

import orjson
from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.imports.kept_results import load_result
from tracker.imports.reading.limits import limits_of
from tracker.imports.uploads.runs import Workplace, check_upload, store_upload
from tracker.imports.uploads.uploads import (
    ImportUpload,
    Part,
    UploadState,
    abandon,
    begin,
    is_interrupted,
    keep_said,
    part_of,
    said_of,
)
from tracker.imports.uploads.wording import HAND_OVER_STANDS
from tracker.messages import InputError, Message, message
from tracker.web import forms
from tracker.web.gate import needs
from tracker.web.import_answers import NEW_OFFICIAL, answered_names, known_people, questions_on_page, with_answers
from tracker.web.imports import pages
from tracker.web.requests import account, fetch, language, session, today, told, tracker, writing
from tracker.web.workbooks import XLSX

PERMISSION = "files.import"
_SECONDS_WAITED_FOR = 1.0


@pages.get("/uploads/<int:upload_id>")
@needs(PERMISSION)
def take_up(upload_id: int) -> ResponseReturnValue:
    """Go to the step at which an upload is."""
    upload = fetch(ImportUpload, upload_id)
    if upload.state is UploadState.ABANDONED:
        flash(told(message("%(file)s was given up. Upload it again.", file=upload.filename)), "warn")
        return redirect(url_for("imports.index"))
    step = {
        UploadState.UPLOADED: "imports.columns",
        UploadState.STORING: "imports.stored",
        UploadState.STORED: "imports.stored",
    }.get(upload.state, "imports.check")
    return redirect(url_for(step, upload_id=upload_id))


@pages.get("/uploads/<int:upload_id>/check")
@needs(PERMISSION)
def check(upload_id: int) -> ResponseReturnValue:
    """Show how far the check is, and then what it found."""
    upload = fetch(ImportUpload, upload_id)
    if upload.state not in (UploadState.CHECKING, UploadState.CHECKED, UploadState.FAILED):
        return redirect(url_for("imports.take_up", upload_id=upload_id))
    result = load_result(upload.result) if upload.state is UploadState.CHECKED and upload.result else None
    if result is None:
        return render_template("imports/checking.html", upload=upload, **_progress(upload))
    said, people = said_of(upload), known_people()
    return render_template(
        "imports/check.html",
        upload=upload,
        result=result,
        said=said,
        notes=[note for note in result.notes if note.id != HAND_OVER_STANDS],
        asked=questions_on_page(result, said, people),
        answered=answered_names(said, people),
        new_official=NEW_OFFICIAL,
    )


@pages.post("/uploads/<int:upload_id>/check")
@needs(PERMISSION)
def check_again(upload_id: int) -> ResponseReturnValue:
    """Check a list again, because the work was interrupted or the records have changed."""
    return start_check(upload_id)


@pages.get("/uploads/<int:upload_id>/progress")
@needs(PERMISSION)
def progress(upload_id: int) -> ResponseReturnValue:
    """Show how far the work is, for the page that asks every second; once it ended, that page is loaded again."""
    upload = fetch(ImportUpload, upload_id)
    shown = _progress(upload)
    page = Response(render_template("imports/_progress.html", upload=upload, **shown))
    if not shown["is_running"]:
        page.headers["HX-Refresh"] = "true"
    return page


@pages.post("/uploads/<int:upload_id>/answers")
@needs(PERMISSION)
def answer(upload_id: int) -> ResponseReturnValue:
    """Take the answers to the questions, and check again with them."""
    with writing() as writer:
        upload = fetch(ImportUpload, upload_id, within=writer)
        if upload.result is None or request.form.get("run") != str(upload.run):
            raise InputError("This list was checked again in the meantime. Answer what is still asked.")
        keep_said(writer, upload, with_answers(said_of(upload), load_result(upload.result), request.form))
    return start_check(upload_id)


@pages.get("/uploads/<int:upload_id>/errors.xlsx")
@needs(PERMISSION)
def errors(upload_id: int) -> ResponseReturnValue:
    """Hand out the rows that have to be mended, laid out as in the list."""
    upload = fetch(ImportUpload, upload_id)
    content = part_of(session(), upload_id, Part.ERRORS)
    if content is None:
        raise InputError("No row of %(file)s has to be mended.", file=upload.filename)
    answer = Response(content, mimetype=XLSX)
    name = told(message("to-mend-%(file)s", file=PurePath(upload.filename).stem))
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.xlsx")
    return answer


@pages.route("/uploads/<int:upload_id>/store", methods=["GET", "POST"])
@needs(PERMISSION)
def store(upload_id: int) -> ResponseReturnValue:
    """Say what would be stored, and store it."""
    upload = fetch(ImportUpload, upload_id)
    if upload.state is not UploadState.CHECKED or upload.result is None:
        return redirect(url_for("imports.take_up", upload_id=upload_id))
    result = load_result(upload.result)
    if not forms.was_sent():
        return render_template("imports/store.html", upload=upload, result=result)
    if not result.is_useful:
        raise InputError("%(file)s: no row could be accepted. Mend the rows first.", file=upload.filename)
    with writing() as writer:
        fetch(ImportUpload, upload_id, within=writer)
        run = begin(writer, upload_id, UploadState.STORING)
    if run is not None:
        _work(store_upload, upload_id, run)
    return redirect(url_for("imports.stored", upload_id=upload_id))


@pages.get("/uploads/<int:upload_id>/stored")
@needs(PERMISSION)
def stored(upload_id: int) -> ResponseReturnValue:
    """Show how far storing is, and then what was stored."""
    upload = fetch(ImportUpload, upload_id)
    if upload.state is UploadState.STORING:
        return render_template("imports/checking.html", upload=upload, **_progress(upload))
    if upload.state is not UploadState.STORED or upload.result is None:
        return redirect(url_for("imports.take_up", upload_id=upload_id))
    has_errors = part_of(session(), upload_id, Part.ERRORS) is not None
    return render_template(
        "imports/stored.html", upload=upload, result=load_result(upload.result), has_errors=has_errors
    )


@pages.post("/uploads/<int:upload_id>/give-up")
@needs(PERMISSION)
def give_up(upload_id: int) -> ResponseReturnValue:
    """Give an upload up."""
    with writing() as writer:
        upload = fetch(ImportUpload, upload_id, within=writer)
        abandon(writer, upload)
    flash(told(message("%(file)s was given up; nothing of it was stored.", file=upload.filename)), "ok")
    return redirect(url_for("imports.index"))


def start_check(upload_id: int) -> ResponseReturnValue:
    """Check an upload, unless somebody else does just now, and go to the page that shows it."""
    with writing() as writer:
        fetch(ImportUpload, upload_id, within=writer)
        run = begin(writer, upload_id, UploadState.CHECKING)
    if run is not None:
        _work(check_upload, upload_id, run)
    return redirect(url_for("imports.check", upload_id=upload_id))


def _progress(upload: ImportUpload) -> dict[str, object]:
    """Return what a page says of the work on an upload."""
    sentence = Message.from_json(orjson.loads(upload.sentence)) if upload.sentence else None
    stopped = is_interrupted(upload, tracker().database.clock())
    told_rows = sentence.params if sentence is not None else {}
    return {
        "sentence": sentence,
        "done": told_rows.get("done"),
        "total": told_rows.get("rows") if "done" in told_rows else None,
        "is_interrupted": stopped,
        "is_running": upload.state in (UploadState.CHECKING, UploadState.STORING) and not stopped,
    }


def _work(work: Callable[[Workplace, int, int], None], upload_id: int, run: int) -> None:
    """Do the work in a thread of its own; what is done at once, the next page shows at once."""
    site = tracker().config.site
    place = Workplace(
        tracker().database,
        site.zone,
        limits_of(tracker().config.imports),
        site.name,
        today(),
        account().name,
        language(),
    )
    thread = threading.Thread(target=work, args=(place, upload_id, run), name=f"upload {upload_id}", daemon=True)
    thread.start()
    thread.join(_SECONDS_WAITED_FOR)
