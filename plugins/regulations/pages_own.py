"""The commune's own documents: those whose citations are kept, and the scan of others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import sqlalchemy as sa
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlmodel import col

from plugins.regulations.cited import KeptCitations, KeptFinding, Need, days_that_are_soon, load_kept, need_for
from plugins.regulations.local_documents import keep_scan
from plugins.regulations.models import LocalCitation, LocalDocument, Repair
from plugins.regulations.reasons import reason_of
from plugins.regulations.register import load_register
from plugins.regulations.scanning import FoundInFile, ScannedFile, scan_content
from plugins.regulations.words import NEEDS, STATUSES
from tracker.api import Message, Official, Records, RecordSession, counting, marked, sentences
from tracker.api.web import (
    Attachment,
    Column,
    FileKind,
    FilledForm,
    Filter,
    Form,
    Listing,
    blank_form,
    contains_words,
    file_field,
    in_words,
    installation,
    needs,
    read_form,
    session,
    show_list,
    stored_form,
    take_files,
    today,
)

_ = sentences("regulations")
counted = counting("regulations")
KINDS = [FileKind.DOCX, FileKind.PDF, FileKind.ODT, FileKind.HTML, FileKind.TXT]


class Scan(Form):
    """Documents to be scanned."""

    documents: str | None = file_field(
        marked("Documents"),
        KINDS,
        most_megabytes=20,
        most_files=50,
        is_required=True,
        description=marked(
            "The files themselves are not kept, only what they cite and in which sentence. Save an old .doc as .docx "
            "first."
        ),
    )
    keep: bool = Field(
        default=True,
        title=marked("Keep what they cite, and tell us when it ends"),
        description=marked("A file of the same name takes the place of the one that is kept."),
    )


@needs("regulations.view")
def own() -> ResponseReturnValue:
    """List the commune's own documents, with what each needs."""
    kept = load_kept(session(), today())
    return show_list(
        _listing(kept),
        "regulations/own.html",
        kept=kept,
        needs_shown=NEEDS,
        counts={need.value: len(kept.documents_with(need)) for need in Need},
    )


def _listing(kept: KeptCitations) -> Listing:
    one = LocalDocument
    cites = (
        sa.select(sa.func.count())
        .where(col(LocalCitation.local_document_id) == col(one.id))
        .correlate(LocalDocument)
        .scalar_subquery()
    )
    rows: Records = (
        sa.select(LocalDocument, col(Official.full_name).label("responsible"), Repair, cites.label("cites"))
        .outerjoin(Official, col(Official.id) == col(one.responsible_id))
        .outerjoin(Repair, sa.and_(col(Repair.local_document_id) == col(one.id), col(Repair.done_on).is_(None)))
    )
    keys = sa.select(col(one.id)).outerjoin(Official, col(Official.id) == col(one.responsible_id))
    return Listing(
        title=_("Our own documents"),
        name="own-documents",
        key=col(one.id),
        keys=keys,
        rows=rows,
        columns=[
            Column("name", _("Document"), lambda row: row.LocalDocument.name, order=[col(one.search_text)]),
            Column("need", _("Status"), lambda row: in_words(NEEDS[kept.need_of(row.LocalDocument.id)].word)),
            Column("cites", _("Cites"), lambda row: row.cites, is_number=True),
            Column("who", _("Responsible"), lambda row: row.responsible, order=[col(Official.name_order)]),
            Column("due", _("Task due"), lambda row: row.Repair.due_on if row.Repair else None),
            Column("scanned", _("Scanned"), lambda row: row.LocalDocument.scanned_at, order=[col(one.scanned_at)]),
        ],
        order="name",
        filters=[
            Filter("need", _("Status"), _needing(kept), [(need.value, shown.word) for need, shown in NEEDS.items()])
        ],
        search=lambda typed: contains_words(col(one.search_text), typed),
    )


def _needing(kept: KeptCitations) -> Callable[[str], sa.ColumnElement[bool]]:
    def condition(chosen: str) -> sa.ColumnElement[bool]:
        if chosen == Need.NONE:
            return col(LocalDocument.id).not_in([*kept.needs])
        return col(LocalDocument.id).in_(kept.documents_with(Need(chosen)))

    return condition


@needs("regulations.edit")
def scan() -> ResponseReturnValue:
    """Scan documents that are sent: what each cites is shown, or kept where that is asked for."""
    if request.method == "GET":
        return _show(blank_form(Scan))
    form = read_form(Scan)
    broken: list[Message] = []
    scanned = _scan_all(take_files(form, "documents", broken))
    broken += [one.error for one in scanned if one.error is not None]
    readable = [one for one in scanned if one.error is None]
    if broken and not readable:
        form.errors["documents"], form.value = broken[0], None
    if form.value is not None and not form.value.keep:
        return _show(form, readable, broken)
    stored: list[int] = []
    if not stored_form(form, lambda writer, _given: stored.extend(_keep_all(writer, readable)), "scan"):
        return _show(form, broken=broken), 422
    told = counted("%(count)s document is kept.", "%(count)s documents are kept.", count=len(stored))
    flash(in_words(told), "ok")
    if broken:
        return _show(form, broken=broken)
    if len(stored) == 1:
        return redirect(url_for("regulations.own_document", local_document_id=stored[0]))
    return redirect(url_for("regulations.own"))


def _scan_all(sent: Sequence[Attachment]) -> list[ScannedFile]:
    register = load_register(session()) if sent else None
    # The reader goes by the ending, and what a file is was found in its content.
    named = [(Path(one.name).with_suffix(f".{one.kind.value}"), one.content) for one in sent]
    return [scan_content(path, content, register, today()) for path, content in named if register is not None]


def _keep_all(writer: RecordSession, scanned: Sequence[ScannedFile]) -> list[int]:
    at = installation().clock()
    return [keep_scan(writer, one.path.name, one, at).id or 0 for one in scanned]


def _show(form: FilledForm[Scan], scanned: Sequence[ScannedFile] = (), broken: Sequence[Message] = ()) -> str:
    soon = days_that_are_soon(session(), today())
    looked_at = [(one, [_as_shown(found, soon) for found in one.found]) for one in scanned]
    register = load_register(session()) if scanned else None
    return render_template(
        "regulations/scan.html",
        form=form,
        broken=broken,
        looked_at=looked_at,
        statuses=STATUSES,
        reason=lambda found: reason_of(found.finding, register) if register is not None else "",
    )


def _as_shown(found: FoundInFile, soon_days: int) -> KeptFinding:
    """Return what was found in a file that is not kept as if it were."""
    cited = found.finding.citation
    citation = LocalCitation(
        local_document_id=0,
        text=cited.text,
        start=cited.start,
        end=cited.end,
        number="" if cited.number is None else str(cited.number),
        name=cited.name or "",
        sentence=found.sentence,
    )
    return KeptFinding(citation, found.finding, need_for(found.finding, today(), soon_days))
