"""News of the commune's own documents: one cites what is not in force any more, or soon will not be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlmodel import col, select

from plugins.regulations.cited import KeptCitations, Need, load_kept
from plugins.regulations.models import LocalDocument
from plugins.regulations.news import News, Watched, cut
from plugins.regulations.reasons import reason_of
from plugins.regulations.register import called
from plugins.regulations.repairs import open_repairs
from plugins.regulations.scan import Finding
from tracker.api import Message, RecordSession, counting, sentences

_ = sentences("regulations")
counted = counting("regulations")


def news_of_own_documents(session: RecordSession, watched: Watched) -> Iterator[News]:
    """Give the own documents of which a citation has turned, to who is responsible or mends them, else to leaders."""
    kept = load_kept(session, watched.today)
    new = {id: found for id in kept.open if (found := _new_findings(kept, id, watched))}
    wanted = select(LocalDocument).where(col(LocalDocument.id).in_(new)).order_by(col(LocalDocument.id))
    repairs = open_repairs(session, list(new))
    for document in session.exec(wanted):
        assert document.id is not None
        repair = repairs.get(document.id)
        answering = (document.responsible_id, repair.responsible_id if repair else None)
        accounts = watched.accounts_of(answering)
        if not accounts and watched.settings.tells_leaders:
            accounts = watched.leaders
        yield from _news_of(document, kept, new[document.id], accounts, watched)


def _new_findings(kept: KeptCitations, document_id: int, watched: Watched) -> dict[str, tuple[Need, Finding]]:
    """Return what nobody has been told of a document, by its mark."""
    found: dict[str, tuple[Need, Finding]] = {}
    for cited in kept.open[document_id]:
        finding = kept.findings[cited]
        need = kept.need_for(finding)
        if need is not Need.NONE:
            mark = f"own.{document_id}.{finding.meant[0].id}.{need.name.lower()}"
            if mark not in watched.told:
                found[mark] = (need, finding)
    return dict(sorted(found.items()))


def _news_of(
    document: LocalDocument,
    kept: KeptCitations,
    new: dict[str, tuple[Need, Finding]],
    accounts: frozenset[int],
    watched: Watched,
) -> Iterator[News]:
    for need in (Need.MEND, Need.SOON):
        marks = tuple(mark for mark, (found, _finding) in new.items() if found is need)
        if marks:
            findings = [new[mark][1] for mark in marks]
            key = f"regulations.own.{document.id}.{need.name.lower()}.{watched.today}"
            told = _told(need, document, findings, kept)
            yield News(marks, accounts, key, told, f"/regulations/own/{document.id}")


def _told(need: Need, document: LocalDocument, findings: Sequence[Finding], kept: KeptCitations) -> Message:
    named = [
        _("%(document)s (%(why)s)", document=called(one.meant[0]), why=reason_of(one, kept.register))
        for one in findings
    ]
    if need is Need.MEND:
        return counted(
            "“%(own)s” cites a document that is not in force: %(documents)s. Mend it, or say why the citation stays.",
            "“%(own)s” cites %(count)s documents that are not in force: %(documents)s. Mend it, or say why they stay.",
            count=len(findings),
            own=document.name,
            documents=cut(named),
        )
    return counted(
        "“%(own)s” cites a document that soon is not in force, or is not yet: %(documents)s. Prepare the change.",
        "“%(own)s” cites %(count)s documents that soon are not in force, or are not yet: %(documents)s. Prepare the "
        "change.",
        count=len(findings),
        own=document.name,
        documents=cut(named),
    )
