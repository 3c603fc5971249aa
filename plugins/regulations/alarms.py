"""The alarms: own documents that cite what is no longer in force, under the document that ended."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from plugins.regulations.cited import KeptCitations, KeptFinding, Need, findings_in
from plugins.regulations.models import LocalDocument, Repair
from plugins.regulations.reasons import reason_of
from plugins.regulations.repairs import open_repairs
from plugins.regulations.validity import Entry
from tracker.api import Message, Official, RecordSession


@dataclass(frozen=True, slots=True)
class Alarmed:
    """An own document with its dead citations of one ended document, who is responsible, and the task to mend it."""

    document: LocalDocument
    findings: Sequence[KeptFinding]
    responsible: Official | None
    repair: Repair | None


@dataclass(frozen=True, slots=True)
class Alarm:
    """A document that is no longer in force, why, what replaces it, and the own documents that cite it."""

    entry: Entry
    reason: Message
    replaced_by: Sequence[Entry]
    documents: Sequence[Alarmed]


def alarms(session: RecordSession, kept: KeptCitations, document_ids: Collection[int]) -> list[Alarm]:
    """Return what is to be mended in these own documents; the ended document that most of them cite comes first."""
    by_entry: dict[int, dict[int, list[KeptFinding]]] = {}
    for one in findings_in(session, kept, document_ids):
        if one.need is Need.MEND:
            of_entry = by_entry.setdefault(one.finding.meant[0].id, {})
            of_entry.setdefault(one.citation.local_document_id, []).append(one)
    people = _Responsible.of(session, document_ids)
    found = [_alarm(kept, entry_id, of_entry, people) for entry_id, of_entry in by_entry.items()]
    return sorted(found, key=lambda alarm: (-len(alarm.documents), alarm.entry.id))


@dataclass(frozen=True, slots=True)
class _Responsible:
    """The own documents with whoever answers for them."""

    documents: Mapping[int, LocalDocument]
    officials: Mapping[int, Official]
    repairs: Mapping[int, Repair]

    @classmethod
    def of(cls, session: RecordSession, document_ids: Collection[int]) -> _Responsible:
        documents = session.exec(select(LocalDocument).where(col(LocalDocument.id).in_(document_ids))).all()
        repairs = open_repairs(session, document_ids)
        ids = {one.responsible_id for one in documents} | {one.responsible_id for one in repairs.values()}
        officials = session.exec(select(Official).where(col(Official.id).in_(ids))).all()
        return cls({one.id or 0: one for one in documents}, {one.id or 0: one for one in officials}, repairs)

    def alarmed(self, document_id: int, findings: Sequence[KeptFinding]) -> Alarmed:
        document, repair = self.documents[document_id], self.repairs.get(document_id)
        who = repair.responsible_id if repair else document.responsible_id
        return Alarmed(document, findings, self.officials.get(who or 0), repair)


def _alarm(
    kept: KeptCitations, entry_id: int, of_entry: Mapping[int, Sequence[KeptFinding]], people: _Responsible
) -> Alarm:
    first = next(iter(of_entry.values()))[0].finding
    documents = [people.alarmed(document_id, findings) for document_id, findings in sorted(of_entry.items())]
    return Alarm(kept.register.entries[entry_id], reason_of(first, kept.register), first.replaced_by, documents)
