"""How the sources of imports call one official: names and logins, from a day to a day."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlmodel import select

from tracker.database import RecordSession
from tracker.imports.sources import ImportSource
from tracker.messages import message
from tracker.records.aliases import Alias, alias_sources, end_alias, give_alias, remove_alias
from tracker.records.by_hand import identity
from tracker.records.officials import Official
from tracker.web import forms
from tracker.web.forms import Choices, Form, marked
from tracker.web.gate import needs
from tracker.web.hand_forms import EARLIEST_DAY, LATEST_DAY
from tracker.web.requests import fetch, session, told, writing

pages = Blueprint("aliases", __name__, url_prefix="/<int:official_id>/aliases")


class AliasForm(Form):
    """A name or login by which a source calls an official."""

    source: str = Field(
        title=marked("Source"), description=marked("The software whose lists are imported."), max_length=80
    )
    name: str = Field(
        title=marked("Name or login"), description=marked("Exactly as the source writes it."), max_length=200
    )
    since: date | None = Field(
        default=None,
        ge=EARLIEST_DAY,
        le=LATEST_DAY,
        title=marked("From"),
        description=marked("Only where the name meant somebody else before; else leave it empty."),
    )


class AliasEndForm(Form):
    """The last day of a name."""

    last_day: date = Field(
        ge=EARLIEST_DAY,
        le=LATEST_DAY,
        title=marked("Last day"),
        description=marked("Files received later no longer find this official by the name."),
    )


@pages.route("/new", methods=["GET", "POST"])
@needs("officials.edit")
def add(official_id: int) -> ResponseReturnValue:
    """Add a name or login."""
    official, choices = fetch(Official, official_id, "officials.edit"), _sources()
    form = forms.asked(AliasForm, {}, choices)

    def change(writer: RecordSession, given: AliasForm) -> None:
        meant = fetch(Official, official_id, "officials.edit", within=writer)
        give_alias(writer, given.source, given.name, identity(meant), given.since)

    if forms.stored(form, change) and form.value is not None:
        told_of = message("%(source)s: %(name)s is this official.", source=form.value.source, name=form.value.name)
        flash(told(told_of), "ok")
        return redirect(url_for("officials.edit", official_id=official_id))
    return render_template("officials/new_alias.html", official=official, form=form), 422 if form.is_wrong else 200


@pages.route("/<int:alias_id>/end", methods=["GET", "POST"])
@needs("officials.edit")
def end(official_id: int, alias_id: int) -> ResponseReturnValue:
    """End a name or login on a day."""
    alias = _alias(session(), official_id, alias_id)
    form = forms.asked(AliasEndForm)

    def change(writer: RecordSession, given: AliasEndForm) -> None:
        end_alias(writer, _alias(writer, official_id, alias_id), given.last_day)

    if forms.stored(form, change) and form.value is not None:
        told_of = message("%(name)s ends on %(day)s.", name=alias.name, day=form.value.last_day)
        flash(told(told_of), "ok")
        return redirect(url_for("officials.edit", official_id=official_id))
    context = {"official": fetch(Official, official_id), "alias": alias, "form": form}
    return render_template("officials/end_alias.html", **context), 422 if form.is_wrong else 200


@pages.post("/<int:alias_id>/remove")
@needs("officials.edit")
def remove(official_id: int, alias_id: int) -> ResponseReturnValue:
    """Remove a name or login that never meant this official."""
    with writing() as writer:
        alias = _alias(writer, official_id, alias_id)
        remove_alias(writer, alias)
    flash(told(message("%(name)s no longer means this official.", name=alias.name)), "ok")
    return redirect(url_for("officials.edit", official_id=official_id))


def _alias(within: RecordSession, official_id: int, alias_id: int) -> Alias:
    alias = fetch(Alias, alias_id, "officials.edit", within=within)
    if alias.official_id != official_id:
        abort(404)
    return alias


def _sources() -> dict[str, Choices]:
    """Return the known sources to choose from; none where nothing was imported yet, so one is typed."""
    imported = session().exec(select(ImportSource.name).distinct()).all()
    known = sorted({*imported, *alias_sources(session())})
    return {"source": [(name, name) for name in known]} if known else {}
