"""The page of one own document: what it cites, what of that must be looked at, and who mends it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlmodel import col, select

from plugins.regulations.cited import KeptFinding, Need, findings_in, load_kept
from plugins.regulations.local_documents import change_local_document, remove_local_document
from plugins.regulations.models import LONGEST_TITLE, LocalDocument, Repair
from plugins.regulations.pages_editing import Because
from plugins.regulations.pages_register import asked_day
from plugins.regulations.reasons import reason_of
from plugins.regulations.words import NEEDS, STATUSES
from tracker.api import Official, RecordSession, last_changes, marked, sentences
from tracker.api.web import (
    Form,
    actor,
    asked_form,
    in_words,
    may,
    needs,
    officials_for,
    refuse_if_changed,
    session,
    stored_form,
    version_of,
)

_ = sentences("regulations")


class OwnDocument(Form):
    """What people call an own document, and who is responsible."""

    title: str = Field(
        default="",
        max_length=LONGEST_TITLE,
        title=marked("Title"),
        description=marked("What people call it, such as its number and subject. Empty: the name of the file."),
    )
    responsible_id: int | None = Field(default=None, title=marked("Responsible official"))


def own_document_at(local_document_id: int, within: RecordSession | None = None) -> LocalDocument:
    """Return the own document of an address; answers "not found" where there is none."""
    found = (within or session()).get(LocalDocument, local_document_id)
    if found is None:
        abort(404)
    return found


@needs("regulations.view")
def own_document(local_document_id: int) -> ResponseReturnValue:
    """Show what an own document cites and how that stands."""
    document, day = own_document_at(local_document_id), asked_day()
    kept = load_kept(session(), day)
    repairs = session().exec(
        select(Repair).where(Repair.local_document_id == local_document_id).order_by(col(Repair.id).desc())
    )
    tasks = repairs.all()
    return render_template(
        "regulations/own_document.html",
        document=document,
        day=day,
        need=NEEDS[kept.need_of(local_document_id)],
        piles=piles(findings_in(session(), kept, [local_document_id])),
        repair=next((one for one in tasks if one.done_on is None), None),
        tasks=tasks,
        people=_people([document.responsible_id, *(one.responsible_id for one in tasks)]),
        reason=lambda found: reason_of(found.finding, kept.register),
        statuses=STATUSES,
        changed=last_changes(session(), LocalDocument, [local_document_id]).get(local_document_id),
        may_mend=may("regulations.edit") or any(one.responsible_id == actor() for one in tasks if one.done_on is None),
    )


def piles(found: Sequence[KeptFinding]) -> dict[str, list[KeptFinding]]:
    """Return citations by what they ask of the reader: to mend, soon, unclear (never an alarm), to stand, fine."""
    sorted_out: dict[str, list[KeptFinding]] = {"mend": [], "soon": [], "unclear": [], "stays": [], "fine": []}
    for one in found:
        sorted_out[_pile(one)].append(one)
    return sorted_out


def _pile(one: KeptFinding) -> str:
    if one.citation.stays_because:
        return "stays"
    if one.need is not Need.NONE:
        return "mend" if one.need is Need.MEND else "soon"
    return "unclear" if one.finding.validity is None else "fine"


def _people(ids: Sequence[int | None]) -> Mapping[int, Official]:
    found = session().exec(select(Official).where(col(Official.id).in_({one for one in ids if one})))
    return {official.id or 0: official for official in found}


@needs("regulations.edit")
def edit_own(local_document_id: int) -> ResponseReturnValue:
    """Say what people call an own document, and who is responsible for it."""
    document = own_document_at(local_document_id)
    choices = {"responsible_id": officials_for("regulations.edit", [document.responsible_id])}
    begun = {"title": document.title, "responsible_id": document.responsible_id}
    form = asked_form(OwnDocument, begun, choices)

    def change(writer: RecordSession, given: OwnDocument) -> None:
        stored = own_document_at(local_document_id, writer)
        refuse_if_changed(stored)
        change_local_document(writer, stored, given.title, given.responsible_id)

    if stored_form(form, change):
        flash(in_words(_("The change is stored.")), "ok")
        return redirect(url_for("regulations.own_document", local_document_id=local_document_id))
    page = render_template("regulations/edit_own.html", form=form, document=document, version=version_of(document))
    return page, 422 if form.is_wrong else 200


@needs("regulations.edit")
def remove_own(local_document_id: int) -> ResponseReturnValue:
    """Watch an own document no longer."""
    document = own_document_at(local_document_id)
    form = asked_form(Because)

    def change(writer: RecordSession, _given: Because) -> None:
        remove_local_document(writer, own_document_at(local_document_id, writer))

    if stored_form(form, change, request.form.get("because")):
        flash(in_words(_("%(document)s is no longer watched.", document=document.name)), "ok")
        return redirect(url_for("regulations.own"))
    page = render_template("regulations/remove_own.html", form=form, document=document)
    return page, 422 if form.is_wrong else 200
