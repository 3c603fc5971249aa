"""Letting a citation stand as it is: it tells what was once in force, so nothing is to be mended."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from plugins.regulations.local_documents import let_stand
from plugins.regulations.models import LONGEST_REASON, LocalCitation
from plugins.regulations.pages_own_document import own_document_at
from tracker.api import RecordSession, marked, sentences
from tracker.api.web import Form, asked_form, in_words, needs, refuse_if_changed, session, stored_form, version_of

_ = sentences("regulations")


class Stays(Form):
    """Why a citation is right as it stands."""

    because: str = Field(
        default="",
        max_length=LONGEST_REASON,
        title=marked("Why it is right as it stands"),
        description=marked("Such as: it says what the new decree replaced. Leave it empty to be told of it again."),
    )


@needs("regulations.edit")
def stays(citation_id: int) -> ResponseReturnValue:
    """Let a citation stand, or take that back."""
    citation = _citation_at(session(), citation_id)
    document = own_document_at(citation.local_document_id)
    begun = {"because": citation.stays_because}
    form = asked_form(Stays, begun)

    def change(writer: RecordSession, given: Stays) -> None:
        stored = _citation_at(writer, citation_id)
        refuse_if_changed(stored)
        let_stand(writer, stored, given.because)

    if stored_form(form, change):
        flash(in_words(_("It is stored how this citation is to be taken.")), "ok")
        return redirect(url_for("regulations.own_document", local_document_id=document.id))
    page = render_template(
        "regulations/stays.html", form=form, citation=citation, document=document, version=version_of(citation)
    )
    return page, 422 if form.is_wrong else 200


def _citation_at(reader: RecordSession, citation_id: int) -> LocalCitation:
    return reader.get(LocalCitation, citation_id) or abort(404)
