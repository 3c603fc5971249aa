"""The page of one document: how it stands and why, its relations, whom it concerns, and which own documents cite it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import abort, render_template
from flask.typing import ResponseReturnValue
from sqlmodel import col, select

from plugins.regulations.chain import chain_of
from plugins.regulations.cited import KeptCitations, KeptFinding, findings_in, load_kept
from plugins.regulations.concerns import concerns_of
from plugins.regulations.models import Document, LocalDocument
from plugins.regulations.pages_register import asked_day
from plugins.regulations.reasons import reason_for
from plugins.regulations.register import documents_of_number, load_register
from plugins.regulations.register_list import ONE_DAY
from plugins.regulations.relations_shown import relation_groups
from plugins.regulations.scan import UNKNOWN, replacing
from plugins.regulations.validity import validity_on
from plugins.regulations.watch_models import ReadingDemand
from plugins.regulations.words import CONFIDENCES, NEEDS, STATUSES
from tracker.api import Official, Procedure, RecordSession, Unit, last_changes
from tracker.api.web import actor, may, needs, of_people, session


@dataclass(frozen=True, slots=True)
class CitingDocument:
    """An own document, with where it cites the one that is shown."""

    document: LocalDocument
    findings: Sequence[KeptFinding]


def document_at(document_id: int, within: RecordSession | None = None) -> Document:
    """Return the document of an address; answers "not found" where there is none."""
    found = (within or session()).get(Document, document_id)
    if found is None:
        abort(404)
    return found


@needs("regulations.view")
def document(document_id: int) -> ResponseReturnValue:
    """Show a document."""
    found, day = document_at(document_id), asked_day()
    register = load_register(session(), sa.select(col(Document.id)).where(col(Document.id) == document_id))
    entry = register.entries[document_id]
    validity = validity_on(entry, day)
    return render_template(
        "regulations/document.html",
        document=found,
        day=day,
        validity=validity,
        status=STATUSES[validity.status if validity else UNKNOWN],
        reason=reason_for(entry, validity, register),
        replaced_by=replacing(entry, register),
        groups=relation_groups(session(), found),
        chain=chain_of(session(), document_id, day),
        same_number=documents_of_number(session(), found),
        responsible=session().get(Official, found.responsible_id) if found.responsible_id else None,
        citing=_citing(load_kept(session(), day), document_id),
        changed=last_changes(session(), Document, [document_id]).get(document_id),
        statuses=STATUSES,
        confidences=CONFIDENCES,
        needs_shown=NEEDS,
        one_day=ONE_DAY,
        **_concerned(found),
        **_readings(document_id),
    )


def _readings(document_id: int) -> dict[str, object]:
    """Return who was asked to read it, as far as the account may see them, and how it stands with the account's own."""
    asked = sa.select(ReadingDemand, Official).join(Official, col(Official.id) == col(ReadingDemand.official_id))
    asked = asked.where(col(ReadingDemand.document_id) == document_id)
    mine = session().execute(asked.where(col(ReadingDemand.official_id) == actor())).first()
    if not may("regulations.readings"):
        return {"asked": None, "mine": mine}
    seen = of_people(asked, col(ReadingDemand.official_id), "regulations.readings")
    return {"asked": session().execute(seen.order_by(col(Official.name_order))).all(), "mine": mine}


def _concerned(document: Document) -> dict[str, object]:
    concerns = concerns_of(session(), document)
    procedures = [one.procedure_id for one in concerns if one.procedure_id]
    units = [one.unit_id for one in concerns if one.unit_id]
    return {
        "procedures": session().exec(select(Procedure).where(col(Procedure.id).in_(procedures))).all(),
        "units": session().exec(select(Unit).where(col(Unit.id).in_(units))).all(),
    }


def _citing(kept: KeptCitations, document_id: int) -> list[CitingDocument]:
    """Return the own documents that cite this one, in the order of their names."""
    ids = kept.citing([document_id]).get(document_id, ())
    if not ids:
        return []
    found: dict[int, list[KeptFinding]] = {}
    for one in findings_in(session(), kept, ids):
        if [entry.id for entry in one.finding.meant] == [document_id]:
            found.setdefault(one.citation.local_document_id, []).append(one)
    documents = session().exec(select(LocalDocument).where(col(LocalDocument.id).in_(ids))).all()
    return sorted((CitingDocument(one, found[one.id or 0]) for one in documents), key=lambda one: one.document.name)
