"""The postings of one official: a new one, a correction, and the last day of who leaves."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from tracker.database import RecordSession
from tracker.history import history_of
from tracker.messages import message
from tracker.records.by_hand import identity
from tracker.records.officials import Official
from tracker.records.posting_changes import ONE_DAY, change_posting, leave, post_from, remove_posting
from tracker.records.postings import OfficialKind, Posting, RankingGroup, posting_to_show, postings_of
from tracker.records.units import Unit
from tracker.web import forms
from tracker.web.choosing import unit_choices
from tracker.web.forms import Form, marked, refuse_if_changed
from tracker.web.gate import needs
from tracker.web.hand_forms import (
    EARLIEST_DAY,
    LATEST_DAY,
    LONGEST_REASON,
    WithReason,
    holds_by_field,
    release_field,
    version_in_form,
)
from tracker.web.leaving import Leaving
from tracker.web.requests import fetch, session, today, told, writing

pages = Blueprint("postings", __name__, url_prefix="/<int:official_id>/postings")


class PostingFields(Form):
    """Where an official works, and as what."""

    unit_id: int = Field(title=marked("Unit"))
    position: str = Field(default="", title=marked("Position"), max_length=300)
    kind: OfficialKind = Field(default=OfficialKind.CIVIL_SERVANT, title=marked("Kind"))
    ranking_group: RankingGroup = Field(
        default=RankingGroup.SPECIALIST,
        title=marked("Ranking group"),
        description=marked("With whom the official is compared."),
    )
    is_key_official: bool = Field(default=False, title=marked("Key official"))
    working_time_percent: int = Field(
        default=100, ge=1, le=100, title=marked("Working-time share"), json_schema_extra={"unit": "%"}
    )
    valid_from: date | None = Field(
        default=None,
        ge=EARLIEST_DAY,
        le=LATEST_DAY,
        title=marked("From"),
        description=marked("The first day. Empty: from the beginning of all records."),
    )


class NextPostingForm(PostingFields):
    """A further posting."""

    valid_from: date = Field(
        ge=EARLIEST_DAY,
        le=LATEST_DAY,
        title=marked("From"),
        description=marked("The first day. The posting that runs then ends the day before."),
    )


class EditedPosting(PostingFields):
    """A posting with its last day."""

    valid_to: date | None = Field(
        default=None,
        ge=EARLIEST_DAY,
        le=LATEST_DAY,
        title=marked("To"),
        description=marked("The last day. Empty: it lasts."),
    )


class PostingForm(WithReason, EditedPosting):
    """A posting as it should be, and why it is corrected."""


class LeavingForm(Form):
    """The last day of who leaves."""

    last_day: date = Field(
        ge=EARLIEST_DAY,
        le=LATEST_DAY,
        title=marked("Last day in service"),
        description=marked("From the next day on, the account is locked."),
    )
    because: str = Field(
        title=marked("Reason"),
        description=marked("For example: retires, moves to another commune. It stands in the history."),
        max_length=LONGEST_REASON,
    )


@pages.route("/new", methods=["GET", "POST"])
@needs("officials.edit")
def add(official_id: int) -> ResponseReturnValue:
    """Add a posting from a day on."""
    official = fetch(Official, official_id, "officials.edit")
    choices, present = {"unit_id": unit_choices()}, present_posting(official_id)
    initial = {} if present is None else present.model_dump(exclude={"valid_from"})
    form = forms.asked(NextPostingForm, initial, choices)

    def change(writer: RecordSession, given: NextPostingForm) -> None:
        post_from(writer, posting_of(given, fetch(Official, official_id, "officials.edit", within=writer)))

    if forms.stored(form, change) and form.value is not None:
        flash(told(message("The posting from %(day)s is added.", day=form.value.valid_from)), "ok")
        return _back(official_id)
    context = {"official": official, "form": form, "present": present}
    return render_template("officials/new_posting.html", **context), 422 if form.is_wrong else 200


@pages.route("/<int:posting_id>", methods=["GET", "POST"])
@needs("officials.edit")
def edit(official_id: int, posting_id: int) -> ResponseReturnValue:
    """Correct a posting."""
    posting, choices = _posting(session(), official_id, posting_id), {"unit_id": unit_choices()}
    leaving = Leaving(fetch(Official, official_id))
    initial = {**posting.model_dump(), "valid_from": None if posting.valid_from == date.min else posting.valid_from}
    form = forms.asked(PostingForm, initial, choices)

    def change(writer: RecordSession, given: PostingForm) -> None:
        changed = _posting(writer, official_id, posting_id)
        refuse_if_changed(changed)
        values = given.model_dump(exclude={"because"})
        change_posting(writer, changed, values | {"valid_from": given.valid_from or date.min}, given.because)
        leaving.ask_first(writer)

    if forms.stored(form, change, form.value.because if form.value else None):
        flash(told(message("The posting is corrected.")), "ok")
        return _back(official_id)
    context = {
        "official": leaving.official,
        "leaving": leaving,
        "posting": posting,
        "form": form,
        "version": version_in_form(posting),
        "holds": holds_by_field(posting, {}),
        "history": history_of(session(), str(Posting.__tablename__), posting_id),
    }
    return render_template("officials/posting.html", **context), 422 if form.is_wrong else 200


@pages.post("/<int:posting_id>/release")
@needs("officials.edit")
def release(official_id: int, posting_id: int) -> ResponseReturnValue:
    """Let imports write a field of the posting again."""
    with writing() as writer:
        release_field(writer, _posting(writer, official_id, posting_id))
    return redirect(url_for("officials.postings.edit", official_id=official_id, posting_id=posting_id))


@pages.route("/<int:posting_id>/remove", methods=["GET", "POST"])
@needs("officials.edit")
def remove(official_id: int, posting_id: int) -> ResponseReturnValue:
    """Remove a posting that never was."""
    posting = _posting(session(), official_id, posting_id)
    form = forms.asked(WithReason)
    leaving = Leaving(fetch(Official, official_id))

    def change(writer: RecordSession, given: WithReason) -> None:
        remove_posting(writer, _posting(writer, official_id, posting_id), given.because)
        leaving.ask_first(writer)

    if forms.stored(form, change, form.value.because if form.value else None):
        flash(told(message("The posting is removed.")), "ok")
        return _back(official_id)
    unit = session().get_one(Unit, posting.unit_id)
    context = {"official": leaving.official, "leaving": leaving, "posting": posting, "unit": unit, "form": form}
    return render_template("officials/remove_posting.html", **context), 422 if form.is_wrong else 200


@pages.route("/end", methods=["GET", "POST"])
@needs("officials.edit")
def end(official_id: int) -> ResponseReturnValue:
    """Note the last day of an official who leaves."""
    official = fetch(Official, official_id, "officials.edit")
    form = forms.asked(LeavingForm)
    leaving = Leaving(official)

    def change(writer: RecordSession, given: LeavingForm) -> None:
        leave(writer, fetch(Official, official_id, "officials.edit", within=writer), given.last_day, given.because)
        leaving.ask_first(writer)

    if forms.stored(form, change, form.value.because if form.value else None) and form.value is not None:
        last_day = form.value.last_day
        told_of = message(
            "%(name)s is in service to %(day)s; from %(next)s on, the account is locked.",
            name=official.full_name,
            day=last_day,
            next=last_day + ONE_DAY,
        )
        flash(told(told_of), "ok")
        return _back(official_id)
    context = {"official": official, "form": form, "leaving": leaving}
    return render_template("officials/leave.html", **context), 422 if form.is_wrong else 200


def posting_of(given: PostingFields, official: Official) -> Posting:
    """Return the posting that a form describes."""
    values = given.model_dump(include=set(PostingFields.model_fields))
    first_day = given.valid_from or date.min
    return Posting(**{**values, "valid_from": first_day, "official_id": identity(official)})


def present_posting(official_id: int) -> Posting | None:
    """Return the posting that runs today, else the last before today, else the first."""
    return posting_to_show(postings_of(session(), official_id), today())


def _posting(within: RecordSession, official_id: int, posting_id: int) -> Posting:
    posting = fetch(Posting, posting_id, "officials.edit", within=within)
    if posting.official_id != official_id:
        abort(404)
    return posting


def _back(official_id: int) -> ResponseReturnValue:
    return redirect(url_for("officials.edit", official_id=official_id))
