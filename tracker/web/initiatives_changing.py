"""Proposing an initiative, changing one's own, and withdrawing it."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from tracker.database import RecordSession
from tracker.decisions.initiative_changes import (
    LONGEST_TEXT,
    Said,
    change_initiative,
    propose_initiative,
    withdraw_initiative,
)
from tracker.decisions.initiatives import LONGEST_TITLE, Initiative, finders_of
from tracker.messages import message
from tracker.records.by_hand import identity
from tracker.records.initiative_kinds import InitiativeKind
from tracker.web import forms
from tracker.web.choosing import all_officials, procedures
from tracker.web.forms import Choices, FilledForm, Form, marked, refuse_if_changed
from tracker.web.gate import needs
from tracker.web.hand_forms import version_in_form
from tracker.web.initiatives import PROPOSE, may_change, pages
from tracker.web.requests import account, fetch, scope, session, told


class InitiativeForm(Form):
    """What somebody says of an initiative."""

    title: str = Field(title=marked("Title"), max_length=LONGEST_TITLE, json_schema_extra={"widget": "text"})
    kind: InitiativeKind = Field(title=marked("Kind"))
    procedure_id: int | None = Field(
        default=None,
        title=marked("Procedure"),
        description=marked("Which one it shortens, or which it is about: its files show what changed."),
    )
    practised_from: date = Field(
        title=marked("Practised since"),
        description=marked("The first day on which it was done so: files before and after it are compared."),
    )
    description: str = Field(title=marked("What is done otherwise"), max_length=LONGEST_TEXT)
    evidence: str = Field(
        title=marked("Evidence"),
        description=marked("Where it can be checked, such as a form, minutes or a letter with its date."),
        max_length=LONGEST_TEXT,
    )
    official_ids: list[int] = Field(
        title=marked("Found by"), description=marked("One official or several."), min_length=1
    )

    @property
    def said(self) -> Said:
        """What was filled in."""
        return Said(
            kind=self.kind,
            title=self.title,
            officials=self.official_ids,
            practised_from=self.practised_from,
            description=self.description,
            evidence=self.evidence,
            procedure_id=self.procedure_id,
        )


@pages.route("/new", methods=["GET", "POST"])
@needs(PROPOSE)
def new() -> ResponseReturnValue:
    """Propose an initiative, one's own or that of others."""
    own = account().official_id
    chosen: dict[str, object] = {"official_ids": [own] if own else []}
    form = _form(chosen)
    added: list[Initiative] = []

    def add(writer: RecordSession, given: InitiativeForm) -> None:
        added.append(propose_initiative(writer, given.said, scope().viewer))

    if forms.stored(form, add):
        flash(told(message("The initiative is proposed. You can change it until a reward is proposed for it.")), "ok")
        return redirect(url_for("initiatives.show", initiative_id=identity(added[0])))
    return render_template("initiatives/new.html", form=form), 422 if form.is_wrong else 200


@pages.route("/<int:initiative_id>/edit", methods=["GET", "POST"])
@needs(PROPOSE)
def edit(initiative_id: int) -> ResponseReturnValue:
    """Change one's own initiative."""
    initiative = fetch(Initiative, initiative_id, PROPOSE)
    if not may_change(initiative, scope().viewer) and not forms.was_sent():
        return redirect(url_for("initiatives.show", initiative_id=initiative_id))
    finders = finders_of(session(), [initiative_id])[initiative_id]
    form = _form({**initiative.model_dump(), "official_ids": [one.id for one in finders]})

    def change(writer: RecordSession, given: InitiativeForm) -> None:
        changed = fetch(Initiative, initiative_id, PROPOSE, within=writer)
        refuse_if_changed(changed)
        change_initiative(writer, changed, given.said, scope().viewer)

    if forms.stored(form, change):
        flash(told(message("The initiative is changed.")), "ok")
        return redirect(url_for("initiatives.show", initiative_id=initiative_id))
    page = render_template(
        "initiatives/edit.html", form=form, initiative=initiative, version=version_in_form(initiative)
    )
    return page, 422 if form.is_wrong else 200


@pages.route("/<int:initiative_id>/withdraw", methods=["GET", "POST"])
@needs(PROPOSE)
def withdraw(initiative_id: int) -> ResponseReturnValue:
    """Ask whether one's own initiative is to be withdrawn, then withdraw it."""
    initiative = fetch(Initiative, initiative_id, PROPOSE)
    if not may_change(initiative, scope().viewer) and not forms.was_sent():
        return redirect(url_for("initiatives.show", initiative_id=initiative_id))
    form = forms.asked(Form)

    def take_back(writer: RecordSession, _given: Form) -> None:
        withdrawn = fetch(Initiative, initiative_id, PROPOSE, within=writer)
        refuse_if_changed(withdrawn)
        withdraw_initiative(writer, withdrawn, scope().viewer)

    if forms.was_sent() and forms.stored(form, take_back):
        flash(told(message("The initiative is withdrawn.")), "ok")
        return redirect(url_for("initiatives.show", initiative_id=initiative_id))
    page = render_template(
        "initiatives/withdraw.html", form=form, initiative=initiative, version=version_in_form(initiative)
    )
    return page, 422 if form.is_wrong else 200


def _form(initial: dict[str, object]) -> FilledForm[InitiativeForm]:
    choices: dict[str, Choices] = {"official_ids": all_officials(session()), "procedure_id": procedures(session())}
    return forms.asked(InitiativeForm, initial, choices)
