"""Units: the tree with who works in them; adding, renaming, moving and removing one."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from tracker.database import RecordSession
from tracker.history import history_of
from tracker.messages import message
from tracker.records.postings import in_service_by_unit
from tracker.records.unit_changes import add_unit, change_unit, remove_unit, what_points_to
from tracker.records.units import Unit, UnitInTree, UnitKind, unit_and_below, units_in_tree
from tracker.records.words import FIELDS, word
from tracker.text import fold
from tracker.web import forms
from tracker.web.choosing import unit_choices
from tracker.web.forms import Choices, FilledForm, Form, marked, refuse_if_changed
from tracker.web.gate import needs
from tracker.web.hand_forms import (
    WithReason,
    holds_by_field,
    release_field,
    version_in_form,
)
from tracker.web.lists import EXPORT
from tracker.web.requests import fetch, language, scope, session, today, told, writing
from tracker.web.workbooks import workbook_answer

pages = Blueprint("units", __name__, url_prefix="/units")


class UnitFields(Form):
    """A unit and its place in the tree."""

    name: str = Field(title=marked("Name of the unit"), max_length=200)
    code: str = Field(
        title=marked("Code"), description=marked("Short, such as MC. Imports know the unit by it."), max_length=40
    )
    kind: UnitKind = Field(default=UnitKind.DIVISION, title=marked("Kind"))
    parent_id: int | None = Field(
        default=None, title=marked("Belongs to"), description=marked("Who leads that unit leads this one too.")
    )


class UnitForm(WithReason, UnitFields):
    """A unit as it should be, and why it is changed."""


@pages.get("/")
@needs("units.view")
def index() -> ResponseReturnValue:
    """Show the units that the account may see as a tree."""
    tree = _tree()
    if request.args.get(EXPORT):
        headings = (
            FIELDS["code"],
            FIELDS["unit_id"],
            FIELDS["kind"],
            message("In service"),
            message("With those below"),
        )
        cells = (
            (one.unit.code, one.unit.name, word(one.unit.kind), one.officials, one.officials_with_below) for one in tree
        )
        return workbook_answer(message("Units"), headings, cells, "units", language())
    query = request.args.get("q", "").strip()[:200]
    return render_template("units/index.html", tree=_searched(tree, query), query=query, whole=tree)


@pages.route("/new", methods=["GET", "POST"])
@needs("units.edit")
def add() -> ResponseReturnValue:
    """Add a unit."""
    choices = {"parent_id": unit_choices()}
    initial = {"parent_id": request.args.get("under", type=int)}
    form = forms.asked(UnitFields, initial, choices)

    def change(writer: RecordSession, given: UnitFields) -> None:
        add_unit(writer, Unit(**given.model_dump()))

    if forms.stored(form, change) and form.value is not None:
        flash(told(message("%(name)s is added.", name=form.value.name)), "ok")
        return redirect(url_for("units.index"))
    return render_template("units/new.html", form=form), 422 if form.is_wrong else 200


@pages.route("/<int:unit_id>", methods=["GET", "POST"])
@needs("units.edit")
def edit(unit_id: int) -> ResponseReturnValue:
    """Rename or move a unit, or say what kind it is."""
    unit = fetch(Unit, unit_id, "units.edit")
    choices = {"parent_id": _possible_parents(unit_id)}
    form = forms.asked(UnitForm, unit, choices)

    def change(writer: RecordSession, given: UnitForm) -> None:
        changed = fetch(Unit, unit_id, "units.edit", within=writer)
        refuse_if_changed(changed)
        change_unit(writer, changed, given.model_dump(exclude={"because"}), given.because)

    if forms.stored(form, change, form.value.because if form.value else None) and form.value is not None:
        flash(told(message("%(name)s is changed.", name=form.value.name)), "ok")
        return redirect(url_for("units.index"))
    return _page(unit, form), 422 if form.is_wrong else 200


@pages.post("/<int:unit_id>/release")
@needs("units.edit")
def release(unit_id: int) -> ResponseReturnValue:
    """Let imports write a field of the unit again."""
    with writing() as writer:
        release_field(writer, fetch(Unit, unit_id, "units.edit", within=writer))
    return redirect(url_for("units.edit", unit_id=unit_id))


@pages.route("/<int:unit_id>/remove", methods=["GET", "POST"])
@needs("units.edit")
def remove(unit_id: int) -> ResponseReturnValue:
    """Remove a unit that nothing points to."""
    unit = fetch(Unit, unit_id, "units.edit")
    form = forms.asked(WithReason)

    def change(writer: RecordSession, given: WithReason) -> None:
        remove_unit(writer, fetch(Unit, unit_id, "units.edit", within=writer), given.because)

    if forms.stored(form, change, form.value.because if form.value else None):
        flash(told(message("%(name)s is removed.", name=unit.name)), "ok")
        return redirect(url_for("units.index"))
    pointing = what_points_to(session(), unit)
    return render_template("units/remove.html", unit=unit, form=form, pointing=pointing), 422 if form.is_wrong else 200


def _tree() -> list[UnitInTree]:
    units = session().execute(scope().narrow(sa.select(Unit), Unit)).scalars().all()
    return units_in_tree(units, in_service_by_unit(session(), today()))


def _searched(tree: Sequence[UnitInTree], query: str) -> list[UnitInTree]:
    """Return the units whose code or name holds every word of the query, each with those above it."""
    words = fold(query).split()
    if not query:
        return list(tree)
    shown: set[int] = set()
    above: list[int] = []
    for place, one in enumerate(tree):
        above = [*above[: one.depth], place]
        if words and all(text in one.unit.search_text for text in words):
            shown.update(above)
    return [one for place, one in enumerate(tree) if place in shown]


def _possible_parents(unit_id: int) -> Choices:
    below = {str(id) for id in session().execute(unit_and_below(unit_id)).scalars()}
    return [(value, name) for value, name in unit_choices() if value not in below]


def _page(unit: Unit, form: FilledForm[UnitForm]) -> str:
    return render_template(
        "units/edit.html",
        unit=unit,
        form=form,
        version=version_in_form(unit),
        holds=holds_by_field(unit, {}),
        history=history_of(session(), str(Unit.__tablename__), unit.id or 0),
        pointing=what_points_to(session(), unit),
    )
