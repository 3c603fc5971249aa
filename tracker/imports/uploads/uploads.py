"""Uploads: the list that somebody brought, what was said of it so far, and how far it got.

Each step is a short writing transaction of its own. Work on an upload is claimed first: whoever claims it gets the
number of the run, and a run that was overtaken by another one leaves nothing behind.
"""

from __future__ import annotations

import enum
from datetime import datetime, timedelta

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict
from sqlmodel import Field, Session, SQLModel, col

from tracker.database import RecordSession, one_of
from tracker.imports.checking.dates import DateOrder
from tracker.imports.checking.exchanged_dates import SpreadsheetDates
from tracker.messages import InputError, Message, dump_with_messages


class UploadState(enum.StrEnum):
    """How far an upload got."""

    UPLOADED = "uploaded"
    CHECKING = "checking"
    CHECKED = "checked"
    STORING = "storing"
    STORED = "stored"
    FAILED = "failed"
    ABANDONED = "abandoned"


class Part(enum.StrEnum):
    """What is kept of an upload as a file: the list itself, or the workbook of its faulty rows."""

    LIST = "list"
    ERRORS = "errors"


class ImportUpload(SQLModel, table=True):
    """One upload; its audit entry is that of the batch which comes of it."""

    __tablename__ = "tracker_import_upload"
    __audited__ = False

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=40)
    source: str = Field(max_length=80)
    filename: str = Field(max_length=200)
    size: int
    uploaded_by: str
    uploaded_at: datetime
    state: UploadState = Field(default=UploadState.UPLOADED, sa_type=one_of(UploadState, "upload_state"))
    changed_at: datetime = Field(index=True)
    run: int = 0
    seen: str = Field(default="[]", sa_type=sa.Text)
    said: str = Field(default="{}", sa_type=sa.Text)
    sentence: str | None = Field(default=None, sa_type=sa.Text)
    result: str | None = Field(default=None, sa_type=sa.Text)
    batch_id: int | None = Field(default=None, foreign_key="tracker_import_batch.id", ondelete="SET NULL", index=True)


class UploadPart(SQLModel, table=True):
    """A file of an upload, apart from its row, which is read every second while the list is checked."""

    __tablename__ = "tracker_import_upload_part"
    __audited__ = False

    upload_id: int = Field(foreign_key="tracker_import_upload.id", ondelete="CASCADE", primary_key=True)
    part: Part = Field(primary_key=True, sa_type=one_of(Part, "upload_part"))
    content: bytes


class Said(BaseModel):
    """What people said of an upload: where its columns are, and how its questions are answered.

    `columns` has the field of each column by its place once they were chosen, empty where one is left out; `mapping`
    and `left_out` are what of that the headings do not tell by themselves.
    """

    model_config = ConfigDict(frozen=True)

    sheet: str | None = None
    columns: dict[int, str] = {}
    mapping: dict[str, str] = {}
    left_out: tuple[str, ...] = ()
    aliases: dict[str, str] = {}
    new_officials: tuple[str, ...] = ()
    date_order: DateOrder | None = None
    spreadsheet_dates: SpreadsheetDates | None = None
    returned_is_finish: bool | None = None


DAYS_KEPT = 14
"""How long an upload is kept that nobody stores."""

_SILENT_FOR = {UploadState.CHECKING: timedelta(seconds=30), UploadState.STORING: timedelta(seconds=120)}
_MAY_BE_CHECKED = frozenset({UploadState.UPLOADED, UploadState.CHECKED, UploadState.FAILED})


def is_interrupted(upload: ImportUpload, now: datetime) -> bool:
    """Whether the work on an upload has stopped: nothing was heard of it for longer than it ever is silent."""
    silent_for = _SILENT_FOR.get(upload.state)
    return silent_for is not None and now - upload.changed_at > silent_for


def said_of(upload: ImportUpload) -> Said:
    """Return what was said of an upload."""
    return Said.model_validate_json(upload.said)


def keep_said(session: RecordSession, upload: ImportUpload, said: Said) -> None:
    """Keep what was said of an upload. Raises InputError if it is being worked on, or done."""
    if upload.state not in _MAY_BE_CHECKED and not is_interrupted(upload, session.change.at):
        raise InputError("Somebody is working on this list just now, or it is stored already. See how far it is.")
    upload.said = said.model_dump_json()
    _touch(session, upload)


def add_upload(session: RecordSession, upload: ImportUpload, content: bytes) -> int:
    """Keep an upload with its list; returns its id. Uploads that nobody stored for long are removed."""
    remove_old(session)
    session.add(upload)
    session.flush()
    assert upload.id is not None
    session.add(UploadPart(upload_id=upload.id, part=Part.LIST, content=content))
    session.flush()
    return upload.id


def part_of(session: Session, upload_id: int, part: Part) -> bytes | None:
    """Return a file of an upload, None where it is not kept."""
    found = session.get(UploadPart, (upload_id, part))
    return None if found is None else found.content


def keep_part(session: Session, upload_id: int, part: Part, content: bytes | None) -> None:
    """Keep a file of an upload in the place of an earlier one, or none."""
    parts = sa.delete(UploadPart).where(col(UploadPart.upload_id) == upload_id, col(UploadPart.part) == part)
    session.connection().execute(parts)
    if content is not None:
        session.connection().execute(sa.insert(UploadPart).values(upload_id=upload_id, part=part, content=content))


def begin(session: RecordSession, upload_id: int, wanted: UploadState) -> int | None:
    """Claim an upload to check or store it; returns the number of the run, None if it is claimed or done already."""
    upload = session.get_one(ImportUpload, upload_id)
    allowed = _MAY_BE_CHECKED if wanted is UploadState.CHECKING else {UploadState.CHECKED}
    if upload.state not in allowed and not is_interrupted(upload, session.change.at):
        return None
    upload.state, upload.run, upload.sentence = wanted, upload.run + 1, None
    _touch(session, upload)
    return upload.run


def claimed(session: Session, upload_id: int, run: int) -> ImportUpload | None:
    """Return the upload if this run still has it; None if another one took it over, or somebody gave it up."""
    upload = session.get(ImportUpload, upload_id)
    is_mine = upload is not None and upload.run == run and upload.state in _SILENT_FOR
    return upload if is_mine else None


def note_progress(session: RecordSession, upload_id: int, run: int, told: Message | None) -> None:
    """Write down how far a run is, or only that it goes on."""
    upload = claimed(session, upload_id, run)
    if upload is not None:
        upload.sentence = upload.sentence if told is None else dump_with_messages(told)
        _touch(session, upload)


def end(
    session: RecordSession, upload: ImportUpload, state: UploadState, result: str | None, told: Message | None = None
) -> None:
    """Write down what came of a run."""
    upload.state, upload.result = state, result
    upload.sentence = None if told is None else dump_with_messages(told)
    _touch(session, upload)


def abandon(session: RecordSession, upload: ImportUpload) -> None:
    """Give an upload up, with its files. Raises InputError if it is stored, or being stored."""
    is_stopped = upload.state is not UploadState.STORING or is_interrupted(upload, session.change.at)
    if upload.state is UploadState.STORED or not is_stopped:
        raise InputError("%(file)s is stored, or is being stored. Undo its batch instead.", file=upload.filename)
    upload.state, upload.seen, upload.result, upload.sentence = UploadState.ABANDONED, "[]", None, None
    assert upload.id is not None
    for part in Part:
        keep_part(session, upload.id, part, None)
    _touch(session, upload)


def remove_old(session: RecordSession) -> int:
    """Remove the uploads that nobody stored, some days after the last work on them; returns how many."""
    uploads = col(ImportUpload.changed_at) < session.change.at - timedelta(days=DAYS_KEPT)
    old = sa.delete(ImportUpload).where(uploads, col(ImportUpload.state) != UploadState.STORED)
    return session.connection().execute(old).rowcount


def _touch(session: RecordSession, upload: ImportUpload) -> None:
    upload.changed_at = session.change.at
    session.add(upload)
    session.flush()
