"""Saying what documents do to each other, and which procedures and units one concerns."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from plugins.regulations.concerns import concerns_of, set_concerns
from plugins.regulations.demand_notices import tell_of_demands
from plugins.regulations.demands import ask_to_read
from plugins.regulations.finding_documents import documents_meant
from plugins.regulations.models import LONGEST_PART, LONGEST_REASON, Document, DocumentRelation
from plugins.regulations.pages_document import document_at
from plugins.regulations.pages_editing import Because
from plugins.regulations.register import called
from plugins.regulations.register import relate as store_relation
from plugins.regulations.register import unrelate as take_back
from plugins.regulations.validity import Relation
from plugins.regulations.words import DOES, IS_DONE
from tracker.api import InputError, Message, RecordSession, marked, sentences
from tracker.api.web import (
    Choices,
    FilledForm,
    Form,
    all_units,
    asked_form,
    blank_form,
    in_words,
    needs,
    procedure_choices,
    read_form,
    session,
    stored_form,
    today,
)

_ = sentences("regulations")
IS_DONE_TO_IT = "<"
"""Before a kind, says that the other document does it to this one."""


class NewRelation(Form):
    """What a document does to another, or the other to it."""

    kind: str = Field(title=marked("This document"))
    other: str = Field(
        min_length=1,
        max_length=200,
        title=marked("The other document"),
        description=marked("Its number in any spelling, or words of its title."),
    )
    other_id: int | None = Field(default=None, title=marked("Which of these"))
    part: str = Field(
        default="",
        max_length=LONGEST_PART,
        title=marked("Only a part"),
        description=marked("Such as khoản 9 Điều 1. Leave it empty where the whole document is meant."),
    )
    because: str = Field(
        min_length=1,
        max_length=LONGEST_REASON,
        title=marked("Because"),
        description=marked("Where it says so, such as Điều 35 khoản 2."),
    )


class Concerned(Form):
    """Which procedures and units a document concerns."""

    units: set[int] = Field(default_factory=set, title=marked("Units"))
    procedures: set[int] = Field(default_factory=set, title=marked("Procedures"))
    because: str = Field(min_length=1, max_length=LONGEST_REASON, title=marked("Because"))


@needs("regulations.edit")
def relate(document_id: int) -> ResponseReturnValue:
    """Say what a document does to another one, which is found by its number or by words."""
    document = document_at(document_id)
    choices: dict[str, Choices] = {"kind": _kinds()}
    form = blank_form(NewRelation, {"kind": Relation.REPLACES}, choices)
    found: Sequence[Document] = ()
    if request.method == "POST":
        found = documents_meant(session(), request.form.get("other", ""), but=document_id)
        choices["other_id"] = [(str(one.id), _described(one)) for one in found]
        form = read_form(NewRelation, choices)
        _choose(form, found)
    if stored_form(form, lambda writer, given: _relate(writer, document_id, given), request.form.get("because")):
        flash(in_words(_("The relation is stored.")), "ok")
        return redirect(url_for("regulations.document", document_id=document_id))
    page = render_template("regulations/relate.html", form=form, document=document, is_choice=len(found) > 1)
    return page, 422 if form.is_wrong else 200


def _kinds() -> list[tuple[str, Message]]:
    done = [(f"{IS_DONE_TO_IT}{kind.value}", word) for kind, word in IS_DONE.items()]
    return [(kind.value, word) for kind, word in DOES.items()] + done


def _described(document: Document) -> str:
    day = f" ({document.issued_on:%d/%m/%Y})" if document.issued_on else ""
    return " – ".join(filter(None, (document.number, document.title[:120], document.issuer))) + day


def _choose(form: FilledForm[NewRelation], found: Sequence[Document]) -> None:
    """Say what is wrong with the other document, unless it is one of those that were found."""
    typed = request.form.get("other", "").strip()
    chosen = request.form.get("other_id", "")
    if not typed or chosen in {str(one.id) for one in found}:
        return
    form.errors.pop("other_id", None)
    if not found:
        told = _("“%(typed)s” is not in the register. Correct it, or add that document first.", typed=typed)
        form.errors["other"], form.value = told, None
    elif len(found) > 1:
        form.errors["other_id"] = _("%(count)d documents fit. Choose the one that is meant.", count=len(found))
        form.value = None


def _relate(writer: RecordSession, document_id: int, given: NewRelation) -> None:
    found = documents_meant(writer, given.other, but=document_id)
    chosen = next((one for one in found if given.other_id in (None, one.id)), None)
    document, other = document_at(document_id, writer), chosen or abort(404)
    first, second = (other, document) if given.kind.startswith(IS_DONE_TO_IT) else (document, other)
    store_relation(writer, first, Relation(given.kind.removeprefix(IS_DONE_TO_IT)), second, given.part)


@needs("regulations.edit")
def unrelate(relation_id: int) -> ResponseReturnValue:
    """Take back what was said of two documents."""
    relation = session().get(DocumentRelation, relation_id) or abort(404)
    first, second = document_at(relation.from_id), document_at(relation.to_id)
    back = second if request.args.get("back") == str(second.id) else first
    form = asked_form(Because)
    if stored_form(form, lambda writer, _given: _unrelate(writer, relation_id), request.form.get("because")):
        flash(in_words(_("The relation is taken back.")), "ok")
        return redirect(url_for("regulations.document", document_id=back.id))
    said = _("%(first)s: %(word)s %(second)s", first=called(first), word=DOES[relation.kind], second=called(second))
    page = render_template("regulations/unrelate.html", form=form, relation=relation, said=said, back=back)
    return page, 422 if form.is_wrong else 200


def _unrelate(writer: RecordSession, relation_id: int) -> None:
    take_back(writer, writer.get(DocumentRelation, relation_id) or abort(404))


@needs("regulations.edit")
def concerns(document_id: int) -> ResponseReturnValue:
    """Say which procedures and units a document concerns."""
    document = document_at(document_id)
    choices: dict[str, Choices] = {"units": all_units(session()), "procedures": procedure_choices(session())}
    stored = _concerned(session(), document)
    form = asked_form(Concerned, stored, choices)

    def change(writer: RecordSession, given: Concerned) -> None:
        if request.form.get("version") not in (None, _version(_concerned(writer, document))):
            raise InputError.of(_("Somebody else has just changed whom it concerns. Open it again and change that."))
        set_concerns(writer, document_at(document_id, writer), given.procedures, given.units)
        tell_of_demands(writer, ask_to_read(writer, today(), [document_id]), today())

    if stored_form(form, change, request.form.get("because")):
        flash(in_words(_("Whom it concerns is stored.")), "ok")
        return redirect(url_for("regulations.document", document_id=document_id))
    page = render_template("regulations/concerns.html", form=form, document=document, version=_version(stored))
    return page, 422 if form.is_wrong else 200


def _concerned(reader: RecordSession, document: Document) -> dict[str, set[int]]:
    stored = concerns_of(reader, document)
    return {
        "units": {one.unit_id for one in stored if one.unit_id},
        "procedures": {one.procedure_id for one in stored if one.procedure_id},
    }


def _version(concerned: Mapping[str, Collection[int]]) -> str:
    """Return what tells whether somebody else has changed it while the form was open."""
    return " ".join(f"{name}:{','.join(map(str, sorted(ids)))}" for name, ids in concerned.items())
