"""The import of a register: every row matched to the document that it is, and to the documents that it names.

What a list does not say stays as it is: an empty cell empties nothing. A document that is only named is added by its
number, so that citations of it are known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

import sqlalchemy as sa
from sqlmodel import col, select

from plugins.regulations.models import Document, DocumentRelation
from plugins.regulations.planned import KnownDocuments, Planned
from plugins.regulations.register_links import Link, links_of
from plugins.regulations.register_rows import responsible_officials, said_in
from tracker.api import RecordSession, sentences
from tracker.api.lists import CheckedRow, Problem, ReadList, RowError

_ = sentences("regulations")
AT_ONCE = 500
"""So many rows are written at a time: what a session has to watch costs more with each."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import will do, and what is wrong with the rows that it refuses. `named` are only named by others."""

    added: Sequence[Planned]
    named: Sequence[Planned]
    changed: Sequence[Planned]
    unchanged: int
    links: Sequence[Link]
    problems: Sequence[Problem]


def plan_import(session: RecordSession, read: ReadList, today: date) -> Plan:
    """Say what storing the list would do; nothing is written."""
    known = KnownDocuments()
    for document in session.exec(select(Document).order_by(col(Document.id))):
        known.add(Planned(document, {}))
    officials = responsible_officials(session) if "responsible" in read.headings else {}
    rows: list[tuple[CheckedRow, Planned]] = []
    problems: list[Problem] = []
    for row in read.rows:
        try:
            rows.append((row, _planned(known, row, said_in(row, officials, today))))
        except RowError as error:
            problems.append(read.problem(row, error.key, error.message))
    return _linked(session, known, read, rows, problems)


def _planned(known: KnownDocuments, row: CheckedRow, said: dict[str, object]) -> Planned:
    """Return the document that a row is: one of the register, or a new one."""
    asked = Planned(None, said, row.number)
    issuer = str(row.values.get("issuer") or "")
    found = known.like(asked.text("number"), asked.text("title"), issuer, asked.day("issued_on"))
    if len(found) > 1:
        told = _("The register has several documents of this number. Give the issuer and the date as well.")
        raise RowError("number", told)
    if found and found[0].row is not None:
        told = _("The document stands in row %(row)d already. Keep the row that is right.", row=found[0].row)
        raise RowError("number", told)
    if not found:
        _refuse_wrong_days(asked)
        return known.add(asked)
    planned = found[0]
    assert planned.stored is not None
    planned.said, planned.row = _without_guesses(planned.stored, row, said), row.number
    _refuse_wrong_days(planned)
    return planned


def _without_guesses(stored: Document, row: CheckedRow, said: dict[str, object]) -> dict[str, object]:
    """Return what a row says of a stored document: what is only guessed of it changes nothing that is known."""
    kept = dict(said)
    for name in ("kind", "issuer"):
        if row.values.get(name) is None and getattr(stored, name):
            kept.pop(name, None)
    if stored.portal_status == said.get("portal_status") and row.values.get("checked_on") is None:
        kept.pop("checked_on", None)
    return kept


def _refuse_wrong_days(planned: Planned) -> None:
    begins, ends = planned.day("in_force_from"), planned.day("expires_on")
    if begins is not None and ends is not None and ends < begins:
        told = _("It would end before it enters into force on %(begins)s. Correct one of the dates.", begins=begins)
        raise RowError("expires_on", told)


def _linked(
    session: RecordSession,
    known: KnownDocuments,
    read: ReadList,
    rows: Sequence[tuple[CheckedRow, Planned]],
    problems: list[Problem],
) -> Plan:
    """Add to the planned rows the documents that they name, and what these do to each other."""
    accepted: list[Planned] = []
    links: dict[Link, None] = {}
    for row, planned in rows:
        try:
            links.update(dict.fromkeys(list(links_of(known, row, planned))))
            accepted.append(planned)
        except RowError as error:
            problems.append(read.problem(row, error.key, error.message))
    new = _not_stored(session, links)
    of_rows = set(accepted)
    named = {one for link in new for one in (link.first, link.second) if one.stored is None} - of_rows
    changed = [one for one in accepted if one.stored is not None and one.changes]
    added = [one for one in accepted if one.stored is None]
    return Plan(
        added=added,
        named=sorted(named, key=lambda one: one.text("number")),
        changed=changed,
        unchanged=len(accepted) - len(added) - len(changed),
        links=new,
        problems=sorted(chain(read.problems, problems), key=lambda problem: problem.row),
    )


def _not_stored(session: RecordSession, links: Sequence[Link] | dict[Link, None]) -> list[Link]:
    if not links:
        return []
    relation = DocumentRelation
    columns = sa.select(col(relation.kind), col(relation.from_id), col(relation.to_id), col(relation.part))
    stored = {tuple(row) for row in session.connection().execute(columns)}
    return [link for link in links if link.as_stored() not in stored]


def store_import(session: RecordSession, plan: Plan) -> None:
    """Store what was planned in the same session, in the transaction of the caller."""
    added = {planned: Document.model_validate(planned.said) for planned in (*plan.added, *plan.named)}
    _add(session, list(added.values()))
    for number, planned in enumerate(plan.changed, start=1):
        for name, value in planned.changes.items():
            setattr(planned.stored, name, value)
        if number % AT_ONCE == 0:
            session.flush()
    session.flush()
    _add(session, [_relation(link, added) for link in plan.links])


def _add(session: RecordSession, rows: Sequence[Document] | Sequence[DocumentRelation]) -> None:
    for start in range(0, len(rows), AT_ONCE):
        session.add_all(rows[start : start + AT_ONCE])
        session.flush()


def _relation(link: Link, added: Mapping[Planned, Document]) -> DocumentRelation:
    first, second = (added.get(one) or one.stored for one in (link.first, link.second))
    assert first is not None
    assert first.id is not None
    assert second is not None
    assert second.id is not None
    return DocumentRelation(kind=link.kind, from_id=first.id, to_id=second.id, part=link.part)
