"""Payments of a fund outside of Tracker: entered, corrected, removed."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from plugins.commendations.fund_changes import add_entry, change_entry, remove_entry
from plugins.commendations.kinds import FundKind
from plugins.commendations.models import FIRST_YEAR, LAST_YEAR, LONGEST_NUMBER, LONGEST_TEXT, FundEntry
from plugins.commendations.pages_shared import KEEP, asked_year, record_at, refuse_unless_keeper
from plugins.commendations.words import choices_of
from tracker.api import RecordSession, marked, sentences
from tracker.api.web import (
    Choices,
    Form,
    asked_form,
    in_words,
    needs,
    refuse_if_changed,
    stored_form,
    today,
    version_of,
    viewer,
)

_ = sentences("commendations")
MOST_DONG = 1_000_000_000_000


class EntryForm(Form):
    """A payment."""

    fund: FundKind = Field(title=marked("Fund"))
    year: int = Field(ge=FIRST_YEAR, le=LAST_YEAR, title=marked("Budget year"))
    on: date = Field(title=marked("Day"))
    amount: int = Field(
        ge=-MOST_DONG,
        le=MOST_DONG,
        title=marked("Amount"),
        description=marked("Below 0 for what came back."),
        json_schema_extra={"unit": marked("đồng")},
    )
    subject: str = Field(min_length=1, max_length=LONGEST_TEXT, title=marked("What for"))
    number: str = Field(default="", max_length=LONGEST_NUMBER, title=marked("Number of the paper"))


@needs(KEEP)
def new_entry() -> ResponseReturnValue:
    """Enter a payment."""
    refuse_unless_keeper()
    fund = FundKind.BONUS if request.args.get("fund") == FundKind.BONUS else FundKind.EMULATION
    form = asked_form(EntryForm, {"fund": fund, "year": asked_year(), "on": today()}, _choices())
    if stored_form(form, lambda writer, given: add_entry(writer, given.model_dump(), viewer())):
        flash(in_words(_("The payment is entered.")), "ok")
        return redirect(url_for("commendations.funds", year=form.value.year if form.value else None))
    page = render_template("commendations/entry.html", form=form, entry=None, year=asked_year())
    return page, 422 if form.is_wrong else 200


@needs(KEEP)
def edit_entry(payment_id: int) -> ResponseReturnValue:
    """Correct a payment."""
    refuse_unless_keeper()
    entry = record_at(FundEntry, payment_id)
    form = asked_form(EntryForm, entry.model_dump(), _choices())

    def change(writer: RecordSession, given: EntryForm) -> None:
        changed = record_at(FundEntry, payment_id, writer)
        refuse_if_changed(changed)
        change_entry(writer, changed, given.model_dump(), viewer())

    if stored_form(form, change):
        flash(in_words(_("The payment is corrected.")), "ok")
        return redirect(url_for("commendations.funds", year=form.value.year if form.value else None))
    page = render_template(
        "commendations/entry.html", form=form, entry=entry, year=entry.year, version=version_of(entry)
    )
    return page, 422 if form.is_wrong else 200


@needs(KEEP)
def remove(payment_id: int) -> ResponseReturnValue:
    """Ask whether a payment is to go, and take it away."""
    refuse_unless_keeper()
    entry = record_at(FundEntry, payment_id)
    form = asked_form(Form)

    def change(writer: RecordSession, _given: Form) -> None:
        removed = record_at(FundEntry, payment_id, writer)
        refuse_if_changed(removed)
        remove_entry(writer, removed)

    if stored_form(form, change):
        flash(in_words(_("The payment is removed.")), "ok")
        return redirect(url_for("commendations.funds", year=entry.year))
    page = render_template(
        "commendations/remove.html",
        form=form,
        heading=_("Remove a payment"),
        about=entry.subject,
        keeps=_("The audit log keeps what it said."),
        back=url_for("commendations.edit_entry", payment_id=entry.id),
        version=version_of(entry),
    )
    return page, 422 if form.is_wrong else 200


def _choices() -> dict[str, Choices]:
    return {"fund": choices_of(FundKind)}
