"""Officials: the list, and for administrators all that is known of one of them."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlmodel import col

from tracker.database import RecordSession
from tracker.history import history_with
from tracker.messages import message
from tracker.records.aliases import aliases_of_official
from tracker.records.official_changes import add_official, change_official
from tracker.records.officials import Official
from tracker.records.posting_changes import post_from
from tracker.records.postings import end_of_service, postings_of
from tracker.records.units import Unit
from tracker.web import forms, lists, official_aliases, official_postings
from tracker.web.choosing import unit_choices
from tracker.web.forms import FilledForm, Form, marked, refuse_if_changed
from tracker.web.gate import needs
from tracker.web.hand_forms import WithReason, holds_by_field, release_field, version_in_form
from tracker.web.leaving import unsettled_of
from tracker.web.official_list import State, officials_listing, state_of
from tracker.web.official_postings import PostingFields, posting_of, present_posting
from tracker.web.requests import fetch, session, today, told, writing

pages = Blueprint("officials", __name__, url_prefix="/officials")
pages.register_blueprint(official_postings.pages)
pages.register_blueprint(official_aliases.pages)


class PersonalFields(Form):
    """What is known of an official himself."""

    full_name: str = Field(title=marked("Full name"), max_length=200)
    code: str = Field(
        title=marked("Code"),
        description=marked("Imports find the official by this code; a list with another one adds somebody else."),
        max_length=60,
    )
    degree: str | None = Field(default=None, title=marked("Degree"), max_length=200)
    field_of_study: str | None = Field(default=None, title=marked("Field of study"), max_length=200)
    email: str | None = Field(default=None, title=marked("E-mail"), max_length=200, pattern=r"^[^@\s]+@[^@\s]+$")
    phone: str | None = Field(default=None, title=marked("Phone"), max_length=40)


class OfficialForm(WithReason, PersonalFields):
    """What is known of an official, and why it is changed."""


class NewOfficialForm(PostingFields, PersonalFields):
    """A new official with a first posting."""


@pages.get("/")
@needs("officials.view")
def index() -> ResponseReturnValue:
    """List the officials that the account may see."""
    listing = officials_listing(today(), unit_choices())
    return lists.show(listing, "officials/index.html", state_of=lambda row: state_of(row, today()), states=State)


@pages.route("/new", methods=["GET", "POST"])
@needs("officials.edit")
def add() -> ResponseReturnValue:
    """Add an official with a first posting."""
    choices = {"unit_id": unit_choices()}
    form = forms.asked(NewOfficialForm, {}, choices)
    added: list[Official] = []

    def change(writer: RecordSession, given: NewOfficialForm) -> None:
        official = add_official(writer, Official(**given.model_dump(include=set(PersonalFields.model_fields))))
        post_from(writer, posting_of(given, official))
        added.append(official)

    if forms.stored(form, change):
        flash(told(message("%(name)s is added.", name=added[0].full_name)), "ok")
        return redirect(url_for("officials.edit", official_id=added[0].id))
    context = {"form": form, "personal": list(PersonalFields.model_fields), "posting": list(PostingFields.model_fields)}
    return render_template("officials/new.html", **context), 422 if form.is_wrong else 200


@pages.route("/<int:official_id>/edit", methods=["GET", "POST"])
@needs("officials.edit")
def edit(official_id: int) -> ResponseReturnValue:
    """Show all that is known of an official, and change what is known of himself."""
    official = fetch(Official, official_id, "officials.edit")
    form = forms.asked(OfficialForm, official)

    def change(writer: RecordSession, given: OfficialForm) -> None:
        changed = fetch(Official, official_id, "officials.edit", within=writer)
        refuse_if_changed(changed)
        change_official(writer, changed, given.model_dump(exclude={"because"}), given.because)

    if forms.stored(form, change, form.value.because if form.value else None):
        flash(told(message("What is known of %(name)s is changed.", name=official.full_name)), "ok")
        return redirect(url_for("officials.edit", official_id=official_id))
    return _page(official, form), 422 if form.is_wrong else 200


@pages.post("/<int:official_id>/release")
@needs("officials.edit")
def release(official_id: int) -> ResponseReturnValue:
    """Let imports write a field of the official again."""
    with writing() as writer:
        release_field(writer, fetch(Official, official_id, "officials.edit", within=writer))
    return redirect(url_for("officials.edit", official_id=official_id))


def _page(official: Official, form: FilledForm[OfficialForm]) -> str:
    assert official.id is not None
    reader = session()
    units = dict(reader.execute(sa.select(col(Unit.id), col(Unit.name))).all())
    postings = postings_of(reader, official.id)
    last_day = end_of_service(postings)
    return render_template(
        "officials/edit.html",
        official=official,
        form=form,
        version=version_in_form(official),
        holds=holds_by_field(official, {}),
        postings=[(posting, units[posting.unit_id]) for posting in reversed(postings)],
        present=present_posting(official.id),
        unsettled=unsettled_of(reader, official, last_day) if last_day else [],
        aliases=aliases_of_official(reader, official.id),
        history=history_with(reader, str(Official.__tablename__), official.id, postings),
    )
