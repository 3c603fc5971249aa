"""The commune's own documents: what each cites, kept so that it is known when one becomes unsuitable."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import select

from plugins.regulations.models import LocalCitation, LocalDocument
from plugins.regulations.scanning import FoundInFile, ScannedFile
from tracker.api import RecordSession


def keep_scan(session: RecordSession, name: str, scanned: ScannedFile, at: datetime) -> LocalDocument:
    """Keep what a document cites, in the place of what was kept of it before."""
    document = session.exec(select(LocalDocument).where(LocalDocument.path == name)).first()
    if document is None:
        document = LocalDocument(path=name, digest=scanned.digest, scanned_at=at)
        session.add(document)
    elif document.digest == scanned.digest:
        return document
    document.digest, document.scanned_at = scanned.digest, at
    session.flush()
    table = LocalCitation.__table__  # type: ignore[attr-defined]
    connection = session.connection()
    connection.execute(sa.delete(table).where(table.c.local_document_id == document.id))
    rows = [_row(document, found) for found in scanned.found]
    if rows:
        connection.execute(sa.insert(table), rows)
    return document


def _row(document: LocalDocument, found: FoundInFile) -> dict[str, object]:
    cited = found.finding.citation
    return {
        "local_document_id": document.id,
        "text": cited.text,
        "start": cited.start,
        "end": cited.end,
        "number": "" if cited.number is None else str(cited.number),
        "name": cited.name or "",
        "issued_on": cited.issued_on,
        "issued_in": cited.issued_in,
        "sentence": found.sentence,
    }
