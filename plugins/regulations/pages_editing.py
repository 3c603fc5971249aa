"""Adding a document to the register, changing it and taking it out."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from plugins.regulations.demands import ask_to_read
from plugins.regulations.feed_entries import register_entry
from plugins.regulations.finding_documents import number_in
from plugins.regulations.kinds import issuer_of, kind_of
from plugins.regulations.models import LONGEST, LONGEST_REASON, Confidence, Document
from plugins.regulations.numbers import read_number
from plugins.regulations.pages_document import document_at
from plugins.regulations.register import add_document, called, change_document, documents_of_number, remove_document
from plugins.regulations.validity import Status
from plugins.regulations.watch_models import FeedEntry
from plugins.regulations.words import CONFIDENCES, STATUSES
from tracker.api import RecordSession, marked, sentences
from tracker.api.web import (
    Choices,
    Form,
    asked_form,
    blank_form,
    in_words,
    needs,
    officials_for,
    read_form,
    refuse_if_changed,
    session,
    stored_form,
    today,
    version_of,
)

_ = sentences("regulations")


class NewDocument(Form):
    """A document as the register has it."""

    number: str = Field(
        default="",
        max_length=LONGEST["number"],
        title=marked("Number"),
        description=marked("With its year and issuer, as in 118/2025/NĐ-CP. Kind and issuer follow from it."),
    )
    title: str = Field(default="", max_length=2000, title=marked("Title"))
    kind: str = Field(default="", max_length=LONGEST["kind"], title=marked("Kind"))
    issuer: str = Field(default="", max_length=LONGEST["issuer"], title=marked("Issued by"))
    issued_on: date | None = Field(default=None, title=marked("Issued on"))
    in_force_from: date | None = Field(default=None, title=marked("In force from"))
    expires_on: date | None = Field(
        default=None,
        title=marked("Expires on"),
        description=marked(
            "Only if it says so itself: the first day without force. What another document ends is said as a relation."
        ),
    )
    portal_status: Status | None = Field(default=None, title=marked("Status on the portal"))
    checked_on: date | None = Field(default=None, title=marked("Checked on"))
    confidence: Confidence | None = Field(default=None, title=marked("How sure"))
    source: str = Field(
        default="",
        max_length=LONGEST["source"],
        title=marked("Source"),
        description=marked("The address of the page on which it stands, or the issue of the gazette."),
        json_schema_extra={"widget": "text"},
    )
    responsible_id: int | None = Field(
        default=None,
        title=marked("Responsible official"),
        description=marked("Is reminded before it enters into force or expires."),
    )


class ChangedDocument(NewDocument):
    """A document with the reason of a change."""

    because: str = Field(min_length=1, max_length=LONGEST_REASON, title=marked("Because"))


class Because(Form):
    """The reason of a change."""

    because: str = Field(min_length=1, max_length=LONGEST_REASON, title=marked("Because"))


@needs("regulations.edit")
def new() -> ResponseReturnValue:
    """Add a document; an entry of a feed, a search or an unknown citation begins the form."""
    choices = _choices()
    form = asked_form(NewDocument, _begun(), choices)
    added: list[Document] = []
    if stored_form(form, lambda writer, given: added.append(_added(writer, given))):
        flash(in_words(_("%(document)s stands in the register.", document=called(added[0]))), "ok")
        if documents_of_number(session(), added[0]):
            told = _("Another document has the same number: citations need a date to tell them apart.")
            flash(in_words(told), "warn")
        return redirect(url_for("regulations.document", document_id=added[0].id))
    return render_template("regulations/new.html", form=form), 422 if form.is_wrong else 200


@needs("regulations.edit")
def edit(document_id: int) -> ResponseReturnValue:
    """Change a document."""
    document = document_at(document_id)
    choices = _choices(document.responsible_id)
    if request.method == "POST":
        form = read_form(ChangedDocument, choices)
    else:
        form = blank_form(ChangedDocument, document.model_dump(include={*NewDocument.model_fields}), choices)

    def change(writer: RecordSession, given: ChangedDocument) -> None:
        stored = document_at(document_id, writer)
        refuse_if_changed(stored)
        change_document(writer, stored, _values(given))
        ask_to_read(writer, today(), [document_id])

    if stored_form(form, change, request.form.get("because")):
        flash(in_words(_("The change is stored.")), "ok")
        return redirect(url_for("regulations.document", document_id=document_id))
    page = render_template("regulations/edit.html", form=form, document=document, version=version_of(document))
    return page, 422 if form.is_wrong else 200


@needs("regulations.edit")
def remove(document_id: int) -> ResponseReturnValue:
    """Take a document out of the register."""
    document = document_at(document_id)
    form = asked_form(Because)

    def change(writer: RecordSession, _given: Because) -> None:
        stored = document_at(document_id, writer)
        refuse_if_changed(stored)
        remove_document(writer, stored)

    if stored_form(form, change, request.form.get("because")):
        flash(in_words(_("%(document)s is no longer in the register.", document=called(document))), "ok")
        return redirect(url_for("regulations.index"))
    page = render_template("regulations/remove.html", form=form, document=document, version=version_of(document))
    return page, 422 if form.is_wrong else 200


def _choices(responsible: int | None = None) -> dict[str, Choices]:
    return {
        "portal_status": [(status.value, STATUSES[status].word) for status in Status],
        "confidence": [(one.value, word) for one, word in CONFIDENCES.items()],
        "responsible_id": officials_for("regulations.edit", [responsible]),
    }


def _begun() -> dict[str, object]:
    """Return with what the form begins: an entry of a feed, or what somebody looked for."""
    entry = _entry(session())
    if entry is not None:
        number = entry.named[0] if entry.named else ""
        day = entry.published_at.date() if entry.published_at else None
        begun: dict[str, object] = {"number": number, "title": entry.title[:2000], "source": entry.link[:500]}
        return begun | ({} if number else {"issued_on": day})
    asked = request.args.get("number", "")[: LONGEST["number"]]
    number_asked = number_in(asked)
    return {"number": str(number_asked)} if number_asked else {"title": request.args.get("title", asked)[:300]}


def _entry(reader: RecordSession) -> FeedEntry | None:
    asked = request.args.get("entry", "")
    return reader.get(FeedEntry, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None


def _added(writer: RecordSession, given: NewDocument) -> Document:
    document = add_document(writer, Document.model_validate(_values(given)))
    entry = _entry(writer)
    if entry is not None:
        register_entry(writer, entry, document)
    ask_to_read(writer, today(), [document.id or 0])
    return document


def _values(given: NewDocument) -> dict[str, object]:
    """Return what was given by column; kind and issuer follow from the number where nobody named them."""
    values = given.model_dump(include={*NewDocument.model_fields})
    number = read_number(given.number)
    if number is not None:
        values["number"] = str(number)
        values["kind"] = given.kind or kind_of(number)
        values["issuer"] = given.issuer or issuer_of(number)
    return values
