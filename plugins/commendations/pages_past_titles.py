"""Titles of former years that Tracker has no decision of: a list, and forms to enter and to correct them."""

from __future__ import annotations

import sqlalchemy as sa
from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlmodel import col

from plugins.commendations.models import FIRST_YEAR, LAST_YEAR, LONGEST_NUMBER, PastTitle
from plugins.commendations.pages_shared import KEEP, VIEW, record_of
from plugins.commendations.past_titles import add_past_title, change_past_title, remove_past_title
from plugins.commendations.titles import BY_KEY, TITLES
from tracker.api import Official, RecordSession, marked, sentences
from tracker.api.web import (
    Choices,
    Column,
    Filter,
    Form,
    Listing,
    asked_form,
    contains_words,
    fetch_official,
    in_words,
    may,
    needs,
    of_people,
    officials_for,
    refuse_if_changed,
    show_list,
    stored_form,
    today,
    version_of,
    viewer,
)

_ = sentences("commendations")


class PastTitleForm(Form):
    """A title that somebody received."""

    official_id: int = Field(title=marked("Official"))
    title: str = Field(title=marked("Title"))
    year: int = Field(ge=FIRST_YEAR, le=LAST_YEAR, title=marked("For the year"))
    number: str = Field(default="", max_length=LONGEST_NUMBER, title=marked("Number of the decision"))


@needs(VIEW)
def past_titles() -> ResponseReturnValue:
    """List the titles of officials in reach."""
    return show_list(_listing(), "commendations/past_titles.html", may_keep=may(KEEP))


@needs(KEEP)
def new_past_title() -> ResponseReturnValue:
    """Enter a title."""
    form = asked_form(PastTitleForm, {"year": today().year - 1}, _choices())

    def store(writer: RecordSession, given: PastTitleForm) -> None:
        fetch_official(given.official_id, KEEP, writer)
        add_past_title(writer, given.model_dump(), viewer())

    if stored_form(form, store):
        flash(in_words(_("The title is entered.")), "ok")
        return redirect(url_for("commendations.past_titles"))
    page = render_template("commendations/past_title.html", form=form, held=None)
    return page, 422 if form.is_wrong else 200


@needs(KEEP)
def edit_past_title(past_title_id: int) -> ResponseReturnValue:
    """Correct a title."""
    shown = record_of(PastTitle, past_title_id, KEEP)
    form = asked_form(PastTitleForm, shown.model_dump(), _choices(shown.official_id))

    def change(writer: RecordSession, given: PastTitleForm) -> None:
        changed = record_of(PastTitle, past_title_id, KEEP, writer)
        refuse_if_changed(changed)
        fetch_official(given.official_id, KEEP, writer)
        change_past_title(writer, changed, given.model_dump(), viewer())

    if stored_form(form, change):
        flash(in_words(_("The title is corrected.")), "ok")
        return redirect(url_for("commendations.past_titles"))
    page = render_template("commendations/past_title.html", form=form, held=shown, version=version_of(shown))
    return page, 422 if form.is_wrong else 200


@needs(KEEP)
def remove(past_title_id: int) -> ResponseReturnValue:
    """Ask whether a title is to go, and take it away."""
    shown = record_of(PastTitle, past_title_id, KEEP)
    form = asked_form(Form)

    def change(writer: RecordSession, _given: Form) -> None:
        removed = record_of(PastTitle, past_title_id, KEEP, writer)
        refuse_if_changed(removed)
        remove_past_title(writer, removed, viewer())

    if stored_form(form, change):
        flash(in_words(_("The title is removed.")), "ok")
        return redirect(url_for("commendations.past_titles"))
    page = render_template(
        "commendations/remove.html",
        form=form,
        heading=_("Remove a title"),
        about=fetch_official(shown.official_id, KEEP).full_name,
        keeps=_("Only what was entered by mistake goes. The audit log keeps what it said."),
        back=url_for("commendations.edit_past_title", past_title_id=shown.id),
        version=version_of(shown),
    )
    return page, 422 if form.is_wrong else 200


def _choices(also: int | None = None) -> dict[str, Choices]:
    return {"official_id": officials_for(KEEP, [also]), "title": _titles()}


def _titles() -> Choices:
    return [(one.key, one.title) for one in TITLES if not one.is_for_units]


def _listing() -> Listing:
    keys = sa.select(col(PastTitle.id)).join(Official, col(Official.id) == col(PastTitle.official_id))
    return Listing(
        title=_("Titles of former years"),
        name="titles",
        key=col(PastTitle.id),
        keys=of_people(keys, col(PastTitle.official_id), VIEW),
        rows=sa.select(PastTitle, Official).join(Official, col(Official.id) == col(PastTitle.official_id)),
        columns=[
            Column("official", _("Official"), lambda row: row[1].full_name, [col(Official.name_order)]),
            Column("code", _("Code"), lambda row: row[1].code, in_table=False),
            Column("title", _("Title"), lambda row: BY_KEY[row[0].title].title),
            Column("year", _("Year"), lambda row: str(row[0].year), [col(PastTitle.year)]),
            Column("number", _("Decision"), lambda row: row[0].number or "–"),
        ],
        order="-year",
        filters=[Filter("title", _("Title"), lambda text: col(PastTitle.title) == text, _titles())],
        search=lambda typed: contains_words(col(Official.search_text), typed),
        search_label=_("Find an official"),
    )
