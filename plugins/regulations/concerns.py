"""Which procedures and units a document concerns."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import select

from plugins.regulations.models import Concern, Document
from tracker.api import InputError, RecordSession, sentences

_ = sentences("regulations")


def concerns_of(session: RecordSession, document: Document) -> list[Concern]:
    """Return what a document concerns."""
    return list(session.exec(select(Concern).where(Concern.document_id == document.id)).all())


def set_concerns(
    session: RecordSession, document: Document, procedures: Collection[int], units: Collection[int]
) -> None:
    """Say which procedures and units a document concerns. Raises InputError without a reason."""
    if not (session.change.because or "").strip():
        raise InputError.of(_("Say why: the reason stands in the audit log beside the change."))
    assert document.id is not None
    stored = concerns_of(session, document)
    for concern in stored:
        if concern.procedure_id not in {None, *procedures} or concern.unit_id not in {None, *units}:
            session.delete(concern)
    session.flush()
    for procedure in sorted({*procedures} - {concern.procedure_id for concern in stored}):
        session.add(Concern(document_id=document.id, procedure_id=procedure))
    for unit in sorted({*units} - {concern.unit_id for concern in stored}):
        session.add(Concern(document_id=document.id, unit_id=unit))
    session.flush()
