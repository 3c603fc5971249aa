"""The list of the register: documents with how they stand on a day, what replaces them, and who cites them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from plugins.regulations.cited import KeptCitations
from plugins.regulations.finding_documents import meant
from plugins.regulations.models import Document, DocumentRelation
from plugins.regulations.register import load_register
from plugins.regulations.status_columns import standings
from plugins.regulations.validity import ENDING, Validity, validity_on
from plugins.regulations.words import STATUSES
from tracker.api import RecordSession, sentences
from tracker.api.web import Column, Filter, Listing, in_words

_ = sentences("regulations")
ONE_DAY = timedelta(days=1)
CITED = "yes"


def listing(day: date, kept: KeptCitations, *, is_saved: bool) -> Listing:
    """Return the list of the register on a day; saved as a workbook, its rows hold what a page looks up."""
    return Listing(
        title=_("Register of documents"),
        name="regulations",
        key=col(Document.id),
        keys=sa.select(col(Document.id)),
        rows=_rows(day) if is_saved else sa.select(Document),
        columns=_columns(kept),
        order="-in_force",
        filters=[
            Filter("status", _("Status"), _standing(day), [(key, one.word) for key, one in STATUSES.items()][:5]),
            Filter("cited", _("Cited by us"), lambda _yes: col(Document.id).in_(kept.cited_ids), [(CITED, _("yes"))]),
            # Which day it is decides how documents stand, not which ones are listed.
            Filter("day", _("On the day"), lambda _day: sa.true()),
        ],
        search=meant,
        search_label=_("Number or title"),
        search_example=_("61/2018, mot cua"),
    )


def _standing(day: date) -> Callable[[str], sa.ColumnElement[bool]]:
    found = standings(day)
    return lambda status: col(Document.id).in_(sa.select(found.c.id).where(found.c.status == status))


def _rows(day: date) -> sa.Select[tuple[Document, str, date | None, str | None]]:
    found, doing, by = standings(day), DocumentRelation, aliased(Document)
    named = sa.case((col(by.number) != "", col(by.number)), else_=col(by.title))
    replacing = (
        sa.select(sa.func.aggregate_strings(named, ", "))
        .join(doing, col(doing.from_id) == col(by.id))
        .where(col(doing.to_id) == col(Document.id), col(doing.kind).in_(ENDING), col(doing.part) == "")
        .correlate(Document)
        .scalar_subquery()
    )
    rows = sa.select(Document, found.c.status, found.c.ends, replacing.label("replacing"))
    return rows.join(found, found.c.id == col(Document.id))


def _columns(kept: KeptCitations) -> list[Column]:
    citing = _CountOnce(kept)
    begins, one = sa.func.coalesce(col(Document.in_force_from), col(Document.issued_on), date.min), Document
    return [
        Column("number", _("Number"), lambda row: row.Document.number, order=[col(one.number)]),
        Column("title", _("Title"), lambda row: row.Document.title, order=[col(one.search_text)]),
        Column("kind", _("Kind"), lambda row: row.Document.kind, in_table=False),
        Column("issuer", _("Issued by"), lambda row: row.Document.issuer, in_table=False),
        Column("issued", _("Issued on"), lambda row: row.Document.issued_on, in_table=False),
        Column("in_force", _("In force from"), lambda row: row.Document.in_force_from, order=[begins]),
        Column("until", _("Until"), lambda row: row.ends and row.ends - ONE_DAY),
        Column("status", _("Status"), lambda row: in_words(STATUSES[row.status].word)),
        Column("replacing", _("Replaced by"), lambda row: row.replacing),
        Column("cited", _("Cited"), lambda row: citing[row.Document.id], is_number=True),
        Column("source", _("Source"), lambda row: row.Document.source, in_table=False),
    ]


class _CountOnce:
    """How many own documents cite each registered one, counted when it is first asked for."""

    def __init__(self, kept: KeptCitations) -> None:
        self._kept = kept

    @cached_property
    def _counts(self) -> dict[int, int]:
        return {id: len(own) for id, own in self._kept.citing(self._kept.cited_ids).items()}

    def __getitem__(self, id: int) -> int:
        return self._counts.get(id, 0)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What one page of the list shows beside the documents, by their ids."""

    validities: Mapping[int, Validity | None]
    replacing: Mapping[int, Sequence[Document]]
    citing: Mapping[int, Collection[int]]


def page_facts(session: RecordSession, kept: KeptCitations, ids: Collection[int]) -> PageFacts:
    """Return how the documents of a page stand on the day, what replaces them, and which own documents cite them."""
    register = load_register(session, sa.select(col(Document.id)).where(col(Document.id).in_(ids)))
    validities = {id: validity_on(register.entries[id], kept.day) for id in ids if id in register.entries}
    return PageFacts(validities, replacing_documents(session, ids), kept.citing(ids))


def replacing_documents(session: RecordSession, ids: Collection[int]) -> dict[int, list[Document]]:
    """Return which documents replace or abrogate each of these as a whole."""
    doing = DocumentRelation
    wanted = (
        select(doing.to_id, Document)
        .join(Document, col(Document.id) == col(doing.from_id))
        .where(col(doing.to_id).in_(ids), col(doing.kind).in_(ENDING), col(doing.part) == "")
    )
    found: dict[int, list[Document]] = {}
    for to_id, document in session.exec(wanted.order_by(col(doing.id))):
        found.setdefault(to_id, []).append(document)
    return found
