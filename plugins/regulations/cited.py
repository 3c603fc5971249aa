"""What the commune's own documents cite, as it was kept, and how the cited documents stand on a day."""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from plugins.regulations.citations import Citation
from plugins.regulations.models import Document, DocumentRelation, LocalCitation, LocalDocument
from plugins.regulations.numbers import Number, read_number
from plugins.regulations.register import load_register
from plugins.regulations.resolution import Register
from plugins.regulations.scan import Finding, finding_of
from plugins.regulations.settings import OWNER, Watch
from plugins.regulations.validity import Status
from tracker.api import RecordSession, kept_while_unchanged, settings_on


class Need(enum.StrEnum):
    """What a document of the commune needs, the most urgent first."""

    MEND = "to mend"
    SOON = "soon"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Cited:
    """How a text names a document: all citations of one form mean the same."""

    number: str
    name: str
    issued_on: date | None
    issued_in: int | None

    def as_citation(self, text: str = "", start: int = 0, end: int = 0) -> Citation:
        """Return it as a citation that stands at a place of a text."""
        return Citation(text, start, end, _number(self.number), self.name or None, self.issued_on, self.issued_in)


@lru_cache(maxsize=10_000)
def _number(written: str) -> Number | None:
    return read_number(written)


@dataclass(frozen=True)
class KeptCitations:
    """The citations of all own documents on a day: how each form stands; which documents have it is looked up.

    What ends within `soon_days` is to be mended soon.
    """

    session: RecordSession
    day: date
    soon_days: int
    register: Register
    findings: Mapping[Cited, Finding]

    def need_for(self, finding: Finding) -> Need:
        """Return what a text needs that cites this."""
        return need_for(finding, self.day, self.soon_days)

    def need_of(self, document_id: int) -> Need:
        """Return what a document needs: the most urgent of what its citations need."""
        return self.needs.get(document_id, Need.NONE)

    @cached_property
    def needs(self) -> Mapping[int, Need]:
        """What each document needs that has citations to be mended, or that will be."""
        urgent = {cited: need for cited, one in self.findings.items() if (need := self.need_for(one)) is not Need.NONE}
        found: dict[int, set[Need]] = {}
        for document_id, forms in self._having(urgent, only_open=True).items():
            found[document_id] = {urgent[cited] for cited in forms}
        return {document_id: Need.MEND if Need.MEND in needs else Need.SOON for document_id, needs in found.items()}

    def documents_with(self, need: Need) -> list[int]:
        """Return the documents that need this."""
        return [document_id for document_id, found in self.needs.items() if found is need]

    @cached_property
    def open(self) -> Mapping[int, Collection[Cited]]:
        """The citations of each document, without those that somebody lets stand."""
        return self._having(self.findings, only_open=True)

    @cached_property
    def cited_ids(self) -> Collection[int]:
        """The registered documents that own documents cite; ambiguous citations cite none."""
        return {found.meant[0].id for found in self.findings.values() if len(found.meant) == 1}

    def citing(self, registered: Collection[int]) -> Mapping[int, Collection[int]]:
        """Return the own documents that cite each of these registered ones."""
        meant = {
            cited: found.meant[0].id
            for cited, found in self.findings.items()
            if len(found.meant) == 1 and found.meant[0].id in registered
        }
        by_registered: dict[int, set[int]] = {}
        for document_id, forms in self._having(meant).items():
            for cited in forms:
                by_registered.setdefault(meant[cited], set()).add(document_id)
        return by_registered

    def _having(self, forms: Collection[Cited], *, only_open: bool = False) -> dict[int, set[Cited]]:
        """Return the documents that cite in one of these forms, each with those that it has."""
        if not forms:
            return {}
        wanted = _forms(col(LocalCitation.local_document_id))
        if len(forms) < len(self.findings):
            numbers, names = {one.number for one in forms} - {""}, {one.name for one in forms if not one.number}
            number, name = col(LocalCitation.number), col(LocalCitation.name)
            wanted = wanted.where(sa.or_(number.in_(numbers), sa.and_(number == "", name.in_(names))))
        if only_open:
            wanted = wanted.where(col(LocalCitation.stays_because) == "")
        found: dict[int, set[Cited]] = {}
        for document_id, *form in self.session.connection().execute(wanted):
            cited = Cited(*form)
            if cited in forms:
                found.setdefault(document_id, set()).add(cited)
        return found


def need_for(finding: Finding, day: date, soon_days: int) -> Need:
    """Return what a text needs that cites this; what is ambiguous or unknown is no alarm."""
    if finding.validity is None:
        return Need.NONE
    if finding.validity.status in (Status.EXPIRED, Status.SUSPENDED):
        return Need.MEND
    soon = day + min(timedelta(days=soon_days), date.max - day)
    return Need.SOON if finding.is_alarming(day, soon) else Need.NONE


def load_cited(session: RecordSession) -> Register:
    """Return only the registered documents that own documents cite, and those that do something to them."""
    return load_register(session, _cited_ids())


def _cited_ids() -> sa.SelectBase:
    one, cited = Document, LocalCitation
    number, without_year, law = col(cited.number_key), col(cited.number_key_without_year), col(cited.law_key)
    of_no_year = sa.select(without_year).where(number == without_year, without_year != "")
    return sa.union(
        sa.select(col(one.id)).where(col(one.number_key).in_(sa.select(number).where(number != ""))),
        sa.select(col(one.id)).where(col(one.number_key_without_year).in_(of_no_year)),
        sa.select(col(one.id)).where(col(one.law_key).in_(sa.select(law).where(law != ""))),
    )


def load_kept(session: RecordSession, day: date) -> KeptCitations:
    """Return what all own documents cite, and how it stands on the day; the settings say how many days are soon."""
    register, findings = _findings(session, day)
    return KeptCitations(session, day, days_that_are_soon(session, day), register, findings)


@kept_while_unchanged(Document, DocumentRelation, LocalDocument)
def _findings(session: RecordSession, day: date) -> tuple[Register, Mapping[Cited, Finding]]:
    """Return what own documents cite, and how each form of citing stands; a scan changes its document as well."""
    register = load_cited(session)
    forms = [Cited(*form) for form in session.connection().execute(_forms())]
    return register, {cited: finding_of(cited.as_citation(), register, day) for cited in forms}


def _forms(*before: sa.ColumnElement[int] | sa.SQLColumnExpression[int]) -> sa.Select[Any]:
    one = LocalCitation
    columns: list[Any] = [*before, col(one.number), col(one.name), col(one.issued_on), col(one.issued_in)]
    return sa.select(*columns).distinct()


def days_that_are_soon(session: RecordSession, day: date) -> int:
    """Return how many days before a cited document ends the documents that cite it are to be mended."""
    return settings_on(session, OWNER, Watch, day).soon_days


@dataclass(frozen=True, slots=True)
class KeptFinding:
    """One kept citation, and how the document stands that it means."""

    citation: LocalCitation
    finding: Finding
    need: Need


def findings_in(session: RecordSession, kept: KeptCitations, document_ids: Collection[int]) -> list[KeptFinding]:
    """Return every citation of some own documents in their order, with what it needs; none where it is to stand."""
    wanted = select(LocalCitation).where(col(LocalCitation.local_document_id).in_(document_ids))
    rows: Sequence[LocalCitation] = session.exec(
        wanted.order_by(col(LocalCitation.local_document_id), col(LocalCitation.start), col(LocalCitation.id))
    ).all()
    found = []
    for one in rows:
        finding = kept.findings[Cited(one.number, one.name, one.issued_on, one.issued_in)]
        found.append(KeptFinding(one, finding, Need.NONE if one.stays_because else kept.need_for(finding)))
    return found
