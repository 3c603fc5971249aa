"""Files in forms: a field that says which kinds and how much it takes, what was sent checked, and files handed out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote

from flask import Response, request
from pydantic import BaseModel, Field
from werkzeug.datastructures import FileStorage

from tracker.messages import InputError, Message
from tracker.web.file_kinds import FileKind, clean_name, holds_macros, kind_of, plain_name
from tracker.web.form_types import Takes, takes_of
from tracker.web.formatting import file_size
from tracker.web.forms import FilledForm
from tracker.web.requests import language, tracker

M = TypeVar("M", bound=BaseModel)
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file as it was sent and found good: a clean name, what it is by its content, and the content."""

    name: str
    kind: FileKind
    content: bytes

    @property
    def sha256(self) -> str:
        """What tells whether it is the same file."""
        return hashlib.sha256(self.content).hexdigest()


def file_field(
    title: str,
    kinds: Sequence[FileKind],
    *,
    most_megabytes: int = 5,
    most_files: int = 1,
    is_required: bool = False,
    description: str | None = None,
) -> Any:
    """Return the field of a `Form` that takes files of these kinds, each up to so many megabytes.

    Annotate it with `str | None`; `take_file` or `take_files` gives what was sent.
    """
    takes: dict[str, Any] = {
        "kinds": [kind.value for kind in kinds],
        "most_megabytes": most_megabytes,
        "most_files": most_files,
        "is_required": is_required,
    }
    extra: dict[str, Any] = {"widget": "file", "takes": takes}
    return Field(default=None, title=title, description=description, json_schema_extra=extra)


def take_file(form: FilledForm[M], field: str) -> Attachment | None:
    """Return the file that was sent in a field, None for none. What is wrong with it stands in the form then."""
    return next(iter(take_files(form, field)), None)


def take_files(form: FilledForm[M], field: str, refused: list[Message] | None = None) -> list[Attachment]:
    """Return the files that were sent in a field. What is wrong with one stands in the form, which has no value then.

    With `refused`, what is wrong with single files is added to it, and the good ones are returned; the form has no
    value only if there is none.

    Call it right after `read_form`. A browser keeps no file, so a form that is refused for whatever reason asks for it
    again.
    """
    takes = takes_of(form.model.model_fields[field], tracker().config.imports.max_megabytes)
    assert takes is not None, "a field for files is made with file_field"
    name = f"{form.manner.prefix}{field}"
    try:
        sent = _sent(name, takes)
        return [_checked(file, takes) for file in sent] if refused is None else _good(sent, takes, refused)
    except InputError as error:
        form.errors[name] = error.message
        form.value = None
        return []


def _sent(name: str, takes: Takes) -> list[FileStorage]:
    sent = [file for file in request.files.getlist(name) if file.filename]
    if len(sent) > takes.most_files:
        raise InputError(
            "%(number)d files are chosen, at most %(most)d are taken at once. Choose fewer.",
            number=len(sent),
            most=takes.most_files,
        )
    if not sent and takes.is_required:
        raise InputError("Choose the file.")
    return sent


def _good(sent: Sequence[FileStorage], takes: Takes, refused: list[Message]) -> list[Attachment]:
    """Return the files that are good, and say of the others what is wrong. Raises InputError if none is good."""
    found = []
    for file in sent:
        try:
            found.append(_checked(file, takes))
        except InputError as error:
            refused.append(error.message)
    if sent and not found:
        raise InputError.of(refused[0])
    return found


def as_download(name: str, kind: FileKind, content: bytes) -> Response:
    """Answer with a file to be saved, never shown in the page nor run by the browser, nor kept on the way to it."""
    answer = Response(content, mimetype=kind.media_type)
    clean = clean_name(name, kind)
    names = {"filename": plain_name(clean), "filename*": f"UTF-8''{quote(clean, safe='')}"}
    answer.headers.set("Content-Disposition", "attachment", **names)
    return answer


def _checked(file: FileStorage, takes: Takes) -> Attachment:
    """Return a file that was sent. Raises InputError, naming the file, for one that is not taken."""
    name = clean_name(file.filename or "")
    content = file.stream.read(takes.most_megabytes * MEGABYTE + 1)
    if not content:
        raise InputError("%(file)s is empty. Choose another file.", file=name)
    if len(content) > takes.most_megabytes * MEGABYTE:
        raise InputError(
            "%(file)s is larger than %(most)s. Save it smaller, or choose another file.",
            file=name,
            most=file_size(takes.most_megabytes * MEGABYTE, language()),
        )
    kind = kind_of(name, content, takes.kinds)
    if kind is None and holds_macros(content):
        raise InputError(
            "%(file)s holds macros, which are not taken here. Save it again as %(kinds)s.",
            file=name,
            kinds=[kind.endings[0] for kind in takes.kinds],
        )
    if kind is None:
        raise InputError(
            "%(file)s is not what can be taken here, whatever its name says. Choose one of these: %(kinds)s.",
            file=name,
            kinds=[kind.endings[0] for kind in takes.kinds],
        )
    return Attachment(clean_name(name, kind), kind, content)
