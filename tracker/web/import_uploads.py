"""The first step of the import wizard: what the list holds, whose export it is, and the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlmodel import col, select

from tracker.imports.checking.fields import ImportKind
from tracker.imports.reading.limits import limits_of
from tracker.imports.sources import ImportSource, known_source
from tracker.imports.uploads.seen_sheets import dump_sheets, look
from tracker.imports.uploads.uploads import ImportUpload, add_upload
from tracker.imports.uploads.wording import error_on_page
from tracker.messages import InputError, message
from tracker.text import normalise
from tracker.web import forms
from tracker.web.forms import Choices, FilledForm, Form, marked
from tracker.web.gate import needs
from tracker.web.imports import KINDS, pages
from tracker.web.requests import account, session, told, tracker, writing

_LONGEST_FILENAME = 200


class UploadForm(Form):
    """What list it is, whose export, and the file."""

    kind: ImportKind = Field(title=marked("What the list holds"))
    source: str | None = Field(default=None, title=marked("Where it comes from"))
    new_source: str | None = Field(
        default=None,
        title=marked("Name of a new source"),
        description=marked("Which software or office exported it. Its columns and your answers are remembered by it."),
        max_length=80,
    )
    file: str | None = Field(default=None, title=marked("File"))


@pages.route("/new", methods=["GET", "POST"])
@needs("files.import")
def new() -> ResponseReturnValue:
    """Take a list."""
    sources = _sources()
    choices: dict[str, Choices] = {
        "kind": [(kind.value, title) for kind, title in KINDS.items()],
        "source": [(source, source) for source in sources],
    }
    if forms.was_sent():
        form = forms.read(UploadForm, choices)
        upload_id = _uploaded(form)
        if upload_id is not None:
            return redirect(url_for("imports.columns", upload_id=upload_id))
    else:
        first = {"kind": request.args.get("kind") or ImportKind.FILES.value, **_first_source(sources)}
        form = forms.blank(UploadForm, first, choices)
    page = render_template(
        "imports/new.html",
        form=form,
        sources=sources,
        new_source=replace(form["new_source"], is_required=not sources),
        limits=tracker().config.imports,
    )
    return page, 422 if form.is_wrong else 200


def _first_source(sources: Sequence[str]) -> dict[str, str]:
    """Return what the form says of the source at first: the one used last; a first list comes from one software."""
    return {"source": sources[0]} if sources else {"new_source": told(message("One-stop software"))}


def _uploaded(form: FilledForm[UploadForm]) -> int | None:
    """Keep the list that was sent and return its id; None, with the reason in the form, if it cannot be kept."""
    sent = request.files.get("file")
    filename = _filename(sent.filename if sent is not None and sent.filename else "")
    source = (form.value.source or form.value.new_source) if form.value is not None else None
    if not filename:
        form.errors["file"] = message("Choose the file.")
    if form.value is not None and not source:
        form.errors["new_source"] = message("Say where the list comes from.")
    if form.value is None or form.errors or sent is None or source is None:
        return None
    try:
        return _keep(sent.read(), filename, form.value.kind, source)
    except InputError as error:
        form.errors["file"] = error_on_page(error).message
        return None


def _keep(content: bytes, filename: str, kind: ImportKind, source: str) -> int:
    """Look at a list, keep it with what was seen, and return its id. Raises InputError if it cannot be read."""
    known = known_source(session(), source, kind.value)
    seen = look(content, filename, kind, known.headings, limits_of(tracker().config.imports))
    with writing() as writer:
        at = writer.change.at
        upload = ImportUpload(
            kind=kind.value,
            source=source,
            filename=filename,
            size=len(content),
            uploaded_by=account().name,
            uploaded_at=at,
            changed_at=at,
            seen=dump_sheets(seen),
        )
        return add_upload(writer, upload, content)


def _filename(sent: str) -> str:
    """Return the bare name of a file, shortened at its beginning if it is too long."""
    return normalise(PurePath(sent.replace("\\", "/")).name)[-_LONGEST_FILENAME:]


def _sources() -> list[str]:
    """Return the known sources, the one used last first."""
    latest = select(ImportUpload.source).order_by(col(ImportUpload.id).desc()).limit(1)
    names = session().exec(select(ImportSource.name).distinct().order_by(col(ImportSource.name))).all()
    return list(dict.fromkeys([*session().exec(latest), *names]))
