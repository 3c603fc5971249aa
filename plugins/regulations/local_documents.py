"""The commune's own documents: what each cites, kept so that it is known when one becomes unsuitable."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from plugins.regulations.models import LocalCitation, LocalDocument, Repair
from plugins.regulations.numbers import Number, read_number
from plugins.regulations.resolution import keys_of
from plugins.regulations.scanning import FoundInFile, ScannedFile
from tracker.api import InputError, RecordSession, sentences

_ = sentences("regulations")
Place = tuple[str, str, str]
"""Where a citation stands, so far as a new version of its document may still have it: number, name, sentence."""


def keep_scan(session: RecordSession, name: str, scanned: ScannedFile, at: datetime) -> LocalDocument:
    """Keep what a document cites, in the place of what was kept of it before.

    A citation that somebody let stand as it is stays so where the new version has it in the same sentence.
    """
    document = session.exec(select(LocalDocument).where(LocalDocument.path == name)).first()
    if document is None:
        document = LocalDocument(path=name, digest=scanned.digest, scanned_at=at)
        session.add(document)
    elif document.digest == scanned.digest:
        return document
    document.digest, document.scanned_at = scanned.digest, at
    session.flush()
    stays = _staying(session, document)
    table = LocalCitation.__table__  # type: ignore[attr-defined]
    connection = session.connection()
    connection.execute(sa.delete(table).where(table.c.local_document_id == document.id))
    rows = [_row(document, found, stays) for found in scanned.found]
    if rows:
        connection.execute(sa.insert(table), rows)
    return document


def _staying(session: RecordSession, document: LocalDocument) -> dict[Place, str]:
    one = LocalCitation
    wanted = sa.select(col(one.number), col(one.name), col(one.sentence), col(one.stays_because)).where(
        col(one.local_document_id) == document.id, col(one.stays_because) != ""
    )
    rows = session.connection().execute(wanted)
    return {(number, name, sentence): because for number, name, sentence, because in rows}


def _row(document: LocalDocument, found: FoundInFile, stays: dict[Place, str]) -> dict[str, object]:
    cited = found.finding.citation
    number, name = "" if cited.number is None else str(cited.number), cited.name or ""
    keys = keys_of(_as_read_back(cited.number), name)
    return {
        "local_document_id": document.id,
        "text": cited.text,
        "start": cited.start,
        "end": cited.end,
        "number": number,
        "name": name,
        "issued_on": cited.issued_on,
        "issued_in": cited.issued_in,
        "sentence": found.sentence,
        "stays_because": stays.get((number, name, found.sentence), ""),
        "number_key": keys.number,
        "number_key_without_year": keys.number_without_year,
        "law_key": keys.law,
    }


def _as_read_back(number: Number | None) -> Number | None:
    return None if number is None else read_number(str(number))


def let_stand(session: RecordSession, citation: LocalCitation, because: str) -> None:
    """Let a citation stand as it is, for a reason; an empty one takes that back."""
    citation.stays_because = " ".join(because.split())
    session.flush()


def change_local_document(
    session: RecordSession, document: LocalDocument, title: str, responsible_id: int | None
) -> None:
    """Say what people call a document of the commune, and who is responsible for it."""
    document.title, document.responsible_id = title, responsible_id
    session.flush()


def remove_local_document(session: RecordSession, document: LocalDocument) -> None:
    """Keep no longer what a document cites, nor the tasks to mend it. Raises InputError without a reason."""
    if not (session.change.because or "").strip():
        raise InputError.of(_("Say why: the reason stands in the audit log beside the change."))
    for repair in session.exec(select(Repair).where(Repair.local_document_id == document.id)):
        session.delete(repair)
    session.flush()
    session.delete(document)
    session.flush()
