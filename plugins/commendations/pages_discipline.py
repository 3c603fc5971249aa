"""Discipline of the officials in reach: a list, and forms to enter and to correct it."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlmodel import col

from plugins.commendations.discipline import add_discipline, change_discipline, remove_discipline
from plugins.commendations.kinds import DisciplineKind
from plugins.commendations.models import LONGEST_NUMBER, LONGEST_TEXT, Discipline
from plugins.commendations.pages_shared import DISCIPLINE, record_of
from plugins.commendations.words import choices_of, word
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


class DisciplineForm(Form):
    """One measure of discipline."""

    official_id: int = Field(title=marked("Official"))
    kind: DisciplineKind = Field(title=marked("Kind"))
    from_on: date = Field(title=marked("From"))
    until_on: date | None = Field(
        default=None,
        title=marked("Until"),
        description=marked("Its last day, where the decision or the law says; else the year of the decision counts."),
    )
    number: str = Field(min_length=1, max_length=LONGEST_NUMBER, title=marked("Number of the decision"))
    reason: str = Field(min_length=1, max_length=LONGEST_TEXT, title=marked("What for"))


@needs(DISCIPLINE)
def discipline() -> ResponseReturnValue:
    """List the measures of officials in reach."""
    return show_list(_listing(), "commendations/discipline.html")


@needs(DISCIPLINE)
def new_discipline() -> ResponseReturnValue:
    """Enter a measure."""
    form = asked_form(DisciplineForm, {"from_on": today()}, _choices())

    def store(writer: RecordSession, given: DisciplineForm) -> None:
        fetch_official(given.official_id, DISCIPLINE, writer)
        add_discipline(writer, given.model_dump(), viewer())

    if stored_form(form, store):
        flash(in_words(_("The measure is entered. It excludes from rewards of its years.")), "ok")
        return redirect(url_for("commendations.discipline"))
    page = render_template("commendations/discipline_form.html", form=form, measure=None)
    return page, 422 if form.is_wrong else 200


@needs(DISCIPLINE)
def edit_discipline(discipline_id: int) -> ResponseReturnValue:
    """Correct a measure."""
    shown = record_of(Discipline, discipline_id, DISCIPLINE)
    form = asked_form(DisciplineForm, shown.model_dump(), _choices(shown.official_id))

    def change(writer: RecordSession, given: DisciplineForm) -> None:
        changed = record_of(Discipline, discipline_id, DISCIPLINE, writer)
        refuse_if_changed(changed)
        fetch_official(given.official_id, DISCIPLINE, writer)
        change_discipline(writer, changed, given.model_dump(), viewer())

    if stored_form(form, change):
        flash(in_words(_("The measure is corrected.")), "ok")
        return redirect(url_for("commendations.discipline"))
    page = render_template("commendations/discipline_form.html", form=form, measure=shown, version=version_of(shown))
    return page, 422 if form.is_wrong else 200


@needs(DISCIPLINE)
def remove(discipline_id: int) -> ResponseReturnValue:
    """Ask whether a measure is to go, and take it away."""
    shown = record_of(Discipline, discipline_id, DISCIPLINE)
    form = asked_form(Form)

    def change(writer: RecordSession, _given: Form) -> None:
        removed = record_of(Discipline, discipline_id, DISCIPLINE, writer)
        refuse_if_changed(removed)
        remove_discipline(writer, removed, viewer())

    if stored_form(form, change):
        flash(in_words(_("The measure is removed.")), "ok")
        return redirect(url_for("commendations.discipline"))
    page = render_template(
        "commendations/remove.html",
        form=form,
        heading=_("Remove a measure of discipline"),
        about=fetch_official(shown.official_id, DISCIPLINE).full_name,
        keeps=_("Only what was entered by mistake goes; a lifted measure gets its last day. The audit log keeps it."),
        back=url_for("commendations.edit_discipline", discipline_id=shown.id),
        version=version_of(shown),
    )
    return page, 422 if form.is_wrong else 200


def _choices(also: int | None = None) -> dict[str, Choices]:
    return {"official_id": officials_for(DISCIPLINE, [also]), "kind": choices_of(DisciplineKind)}


def _listing() -> Listing:
    keys = sa.select(col(Discipline.id)).join(Official, col(Official.id) == col(Discipline.official_id))
    kinds = choices_of(DisciplineKind)
    return Listing(
        title=_("Discipline"),
        name="discipline",
        key=col(Discipline.id),
        keys=of_people(keys, col(Discipline.official_id), DISCIPLINE, col(Discipline.from_on)),
        rows=sa.select(Discipline, Official).join(Official, col(Official.id) == col(Discipline.official_id)),
        columns=[
            Column("official", _("Official"), lambda row: row[1].full_name, [col(Official.name_order)]),
            Column("code", _("Code"), lambda row: row[1].code, in_table=False),
            Column("kind", _("Kind"), lambda row: word(row[0].kind)),
            Column("from", _("From"), lambda row: row[0].from_on, [col(Discipline.from_on)]),
            Column("until", _("Until"), lambda row: row[0].until_on or "–", [col(Discipline.until_on)]),
            Column("number", _("Decision"), lambda row: row[0].number),
            Column("reason", _("What for"), lambda row: row[0].reason),
        ],
        order="-from",
        filters=[Filter("kind", _("Kind"), lambda text: col(Discipline.kind) == text, kinds)],
        search=lambda typed: contains_words(col(Official.search_text), typed),
        search_label=_("Find an official"),
    )
