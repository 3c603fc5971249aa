"""What positions ask: shown, added, changed and taken away."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from plugins.training import words
from plugins.training.degrees import DEGREES, degree_in
from plugins.training.kinds import Asks
from plugins.training.models import LONGEST_NAME, LONGEST_NOTE, LONGEST_TITLE
from plugins.training.pages_shared import ORGANISE, REPORT, record_at, refuse_unless_organiser
from plugins.training.requirements import (
    add_requirement,
    all_requirements,
    change_requirement,
    remove_requirement,
)
from plugins.training.standards import Requirement
from tracker.api import (
    ContentGroup,
    Message,
    OfficialKind,
    RankingGroup,
    RecordSession,
    marked,
    sentences,
    word,
)
from tracker.api.web import (
    Choices,
    Form,
    all_units,
    asked_form,
    in_words,
    needs,
    refuse_if_changed,
    session,
    stored_form,
    version_of,
)

_ = sentences("training")


class RequirementForm(Form):
    """What a position asks, and of which positions."""

    asks: Asks = Field(title=marked("What is asked"))
    degree: str = Field(default="", title=marked("Degree"), description=marked("At least this one."))
    certificate: str = Field(
        default="",
        max_length=LONGEST_TITLE,
        title=marked("Certificate"),
        description=marked("Words that stand in its title, such as “state management”."),
    )
    content_group: ContentGroup | None = Field(default=None, title=marked("Content group"))
    every_years: int | None = Field(
        default=None,
        ge=1,
        le=50,
        title=marked("To be renewed every"),
        description=marked("Empty for never."),
        json_schema_extra={"unit": marked("years")},
    )
    position: str = Field(
        default="",
        max_length=LONGEST_NAME,
        title=marked("Position"),
        description=marked("Words that stand in the name of the position; empty for every one."),
    )
    ranking_group: RankingGroup | None = Field(default=None, title=marked("Ranking group"))
    kind: OfficialKind | None = Field(default=None, title=marked("Kind of posting"))
    unit_id: int | None = Field(default=None, title=marked("Unit"), description=marked("With all below it."))
    note: str = Field(default="", max_length=LONGEST_NOTE, title=marked("Note"))


@needs(REPORT)
def requirements() -> ResponseReturnValue:
    """Show what positions ask."""
    units = dict(all_units(session()))
    return render_template(
        "training/requirements.html", requirements=all_requirements(session()), units=units, asked=asked_told
    )


@needs(ORGANISE)
def new() -> ResponseReturnValue:
    """Add what a position asks."""
    refuse_unless_organiser()
    form = asked_form(RequirementForm, None, _choices())
    if stored_form(form, lambda writer, given: add_requirement(writer, given.model_dump())):
        flash(in_words(_("This is asked from now on.")), "ok")
        return redirect(url_for("training.requirements"))
    return render_template("training/requirement.html", form=form, requirement=None), 422 if form.is_wrong else 200


@needs(ORGANISE)
def edit(requirement_id: int) -> ResponseReturnValue:
    """Change what a position asks."""
    refuse_unless_organiser()
    shown, choices = record_at(Requirement, requirement_id), _choices()
    form = asked_form(RequirementForm, _initial(shown), choices)

    def change(writer: RecordSession, given: RequirementForm) -> None:
        changed = record_at(Requirement, requirement_id, writer)
        refuse_if_changed(changed)
        change_requirement(writer, changed, given.model_dump())

    if stored_form(form, change):
        flash(in_words(_("The requirement is changed.")), "ok")
        return redirect(url_for("training.requirements"))
    page = render_template("training/requirement.html", form=form, requirement=shown, version=version_of(shown))
    return page, 422 if form.is_wrong else 200


@needs(ORGANISE)
def remove(requirement_id: int) -> ResponseReturnValue:
    """Ask whether something is asked no longer, and take it away."""
    refuse_unless_organiser()
    shown = record_at(Requirement, requirement_id)
    form = asked_form(Form)

    def change(writer: RecordSession, _given: Form) -> None:
        removed = record_at(Requirement, requirement_id, writer)
        refuse_if_changed(removed)
        remove_requirement(writer, removed)

    if stored_form(form, change):
        flash(in_words(_("This is asked no longer.")), "ok")
        return redirect(url_for("training.requirements"))
    page = render_template(
        "training/requirement_remove.html",
        form=form,
        requirement=shown,
        asked=asked_told(shown),
        version=version_of(shown),
    )
    return page, 422 if form.is_wrong else 200


def asked_told(requirement: Requirement) -> Message | str:
    """Return what a requirement asks, in words."""
    if requirement.asks is Asks.DEGREE:
        degree = degree_in(requirement.degree)
        return _("Degree: %(degree)s", degree=DEGREES[degree] if degree else requirement.degree)
    if requirement.asks is Asks.CERTIFICATE:
        return requirement.certificate
    return word(requirement.content_group) if requirement.content_group else ""


def _choices() -> dict[str, Choices]:
    return {
        "asks": words.choices_of(Asks),
        "degree": [(one.value, told) for one, told in DEGREES.items()],
        "unit_id": all_units(session()),
    }


def _initial(shown: Requirement) -> dict[str, object]:
    degree = degree_in(shown.degree)
    return {**shown.model_dump(), "degree": degree.value if degree else ""}
