"""What an official holds beside his training records: noted, corrected and removed by an organiser."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from plugins.training import words
from plugins.training.kinds import QualificationKind
from plugins.training.models import LONGEST_NAME, LONGEST_NUMBER, LONGEST_TITLE
from plugins.training.pages_shared import ORGANISE, me, record_at, refuse_unless_organiser
from plugins.training.qualifications import add_qualification, change_qualification, remove_qualification
from plugins.training.standards import Qualification
from tracker.api import Official, RecordSession, marked, sentences
from tracker.api.web import (
    Form,
    asked_form,
    fetch_official,
    in_words,
    needs,
    refuse_if_changed,
    session,
    stored_form,
    version_of,
)

_ = sentences("training")
LONGEST_REASON = 300


class QualificationForm(Form):
    """What an official holds."""

    title: str = Field(
        max_length=LONGEST_TITLE, title=marked("Title"), description=marked("As it stands on the paper.")
    )
    kind: QualificationKind = Field(default=QualificationKind.CERTIFICATE, title=marked("Kind"))
    number: str = Field(default="", max_length=LONGEST_NUMBER, title=marked("Number"))
    issuer: str = Field(default="", max_length=LONGEST_NAME, title=marked("Issued by"))
    issued_on: date | None = Field(default=None, title=marked("Issued on"))
    expires_on: date | None = Field(
        default=None, title=marked("Valid until"), description=marked("Empty where it does not expire.")
    )


class RemovalForm(Form):
    """Why a qualification is removed."""

    because: str = Field(max_length=LONGEST_REASON, title=marked("Reason"))


CHOICES = {"kind": words.choices_of(QualificationKind)}


@needs(ORGANISE)
def new(official_id: int) -> ResponseReturnValue:
    """Note what an official holds."""
    refuse_unless_organiser()
    official = fetch_official(official_id, ORGANISE)
    form = asked_form(QualificationForm, None, CHOICES)
    if stored_form(form, lambda writer, given: add_qualification(writer, official_id, given.model_dump(), me())):
        flash(in_words(_("The qualification is noted.")), "ok")
        return redirect(url_for("training.person", official_id=official_id))
    page = render_template("training/qualification.html", form=form, official=official, qualification=None)
    return page, 422 if form.is_wrong else 200


@needs(ORGANISE)
def edit(qualification_id: int) -> ResponseReturnValue:
    """Correct what an official holds."""
    refuse_unless_organiser()
    shown = record_at(Qualification, qualification_id)
    official = fetch_official(shown.official_id, ORGANISE)
    form = asked_form(QualificationForm, shown.model_dump(), CHOICES)

    def change(writer: RecordSession, given: QualificationForm) -> None:
        changed = record_at(Qualification, qualification_id, writer)
        refuse_if_changed(changed)
        change_qualification(writer, changed, given.model_dump(), me())

    if stored_form(form, change):
        flash(in_words(_("The qualification is corrected.")), "ok")
        return redirect(url_for("training.person", official_id=official.id))
    page = render_template(
        "training/qualification.html", form=form, official=official, qualification=shown, version=version_of(shown)
    )
    return page, 422 if form.is_wrong else 200


@needs(ORGANISE)
def remove(qualification_id: int) -> ResponseReturnValue:
    """Ask why a qualification is removed, and remove it."""
    refuse_unless_organiser()
    shown = record_at(Qualification, qualification_id)
    official = session().get_one(Official, shown.official_id)
    form = asked_form(RemovalForm)

    def change(writer: RecordSession, _given: RemovalForm) -> None:
        removed = record_at(Qualification, qualification_id, writer)
        refuse_if_changed(removed)
        remove_qualification(writer, removed, me())

    if stored_form(form, change, form.value.because if form.value else None):
        flash(in_words(_("The qualification is removed.")), "ok")
        return redirect(url_for("training.person", official_id=official.id))
    page = render_template(
        "training/qualification_remove.html",
        form=form,
        official=official,
        qualification=shown,
        version=version_of(shown),
    )
    return page, 422 if form.is_wrong else 200
