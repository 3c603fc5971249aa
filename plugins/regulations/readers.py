"""Whom a document concerns today: who is responsible, who works in a unit or handles a procedure that it concerns.

A unit means whoever is posted there or below today; a procedure whoever holds, or held last, one of its files that was
received in the last twelve months, and is still in service.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from plugins.regulations.models import Concern, Document
from tracker.api import HandledFile, Posting, RecordSession, Unit, runs_on

LOOKED_BACK = timedelta(days=365)
Readers = Mapping[int, frozenset[int]]
"""The officials whom documents concern, by the id of the document."""


def readers_of(session: RecordSession, today: date, document_ids: Collection[int] | None = None) -> Readers:
    """Return whom these documents concern, or all that concern somebody."""
    found: dict[int, set[int]] = {}
    in_service = _in_service(session, today)
    of_units, of_procedures = _concerns(session, document_ids)
    for document, official in _responsible(session, document_ids):
        found.setdefault(document, set()).add(official)
    members = _members(session, in_service) if of_units else {}
    for document, unit in of_units:
        found.setdefault(document, set()).update(members.get(unit, ()))
    handlers = _handlers(session, {procedure for _, procedure in of_procedures}, today)
    for document, procedure in of_procedures:
        found.setdefault(document, set()).update(handlers.get(procedure, ()))
    working = {official for officials in in_service.values() for official in officials}
    return {document: frozenset(officials & working) for document, officials in found.items() if officials & working}


def _concerns(
    session: RecordSession, document_ids: Collection[int] | None
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return documents with the units, and documents with the procedures, that they concern."""
    columns = sa.select(col(Concern.document_id), col(Concern.unit_id), col(Concern.procedure_id))
    if document_ids is not None:
        columns = columns.where(col(Concern.document_id).in_(document_ids))
    rows = session.connection().execute(columns.order_by(col(Concern.id))).all()
    units = [(document, unit) for document, unit, _ in rows if unit is not None]
    return units, [(document, procedure) for document, _, procedure in rows if procedure is not None]


def _responsible(session: RecordSession, document_ids: Collection[int] | None) -> list[tuple[int, int]]:
    columns = sa.select(col(Document.id), col(Document.responsible_id)).where(col(Document.responsible_id).is_not(None))
    if document_ids is not None:
        columns = columns.where(col(Document.id).in_(document_ids))
    return [(row[0], row[1]) for row in session.connection().execute(columns) if row[0] and row[1]]


def _in_service(session: RecordSession, today: date) -> dict[int, set[int]]:
    """Return who is posted in each unit itself."""
    posted = sa.select(col(Posting.unit_id), col(Posting.official_id)).where(runs_on(today))
    return _grouped(session.connection().execute(posted))


def _members(session: RecordSession, in_service: Mapping[int, Collection[int]]) -> dict[int, set[int]]:
    """Return who is posted in each unit or below it."""
    units = sa.select(col(Unit.id), col(Unit.parent_id))
    above: dict[int | None, int | None] = {row[0]: row[1] for row in session.connection().execute(units)}
    found: dict[int, set[int]] = {}
    for unit, officials in in_service.items():
        seen: set[int] = set()
        place: int | None = unit
        while place is not None and place not in seen:
            seen.add(place)
            found.setdefault(place, set()).update(officials)
            place = above.get(place)
    return found


def _handlers(session: RecordSession, procedures: Collection[int], today: date) -> dict[int, set[int]]:
    """Return who holds, or held last, files of each of these procedures that were received lately."""
    if not procedures:
        return {}
    one = HandledFile
    wanted = sa.select(col(one.procedure_id), col(one.handler_id)).distinct()
    lately = col(one.received_on).between(today - LOOKED_BACK, today)
    wanted = wanted.where(col(one.procedure_id).in_(procedures), lately, col(one.handler_id).is_not(None))
    return _grouped(session.connection().execute(wanted))


def _grouped(rows: Iterable[sa.Row[*tuple[Any, ...]]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for key, value in rows:
        found.setdefault(key, set()).add(value)
    return found
