"""What rules out any level but the lowest in a year: a list, and forms to enter it and to take it back."""

from __future__ import annotations

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlmodel import col

from plugins.rating.grounds import DecidedPaper, add_ground, remove_ground
from plugins.rating.kinds import Ground
from plugins.rating.models import LONGEST_NOTE, RatingGround
from plugins.rating.pages_shared import ENTER, VIEW, years_offered
from plugins.rating.step_forms import PaperForm
from plugins.rating.words import choices_of, word
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
    may_for,
    needs,
    of_people,
    officials_for,
    session,
    show_list,
    stored_form,
    today,
    viewer,
)

_ = sentences("rating")


class GroundForm(PaperForm):
    """What was found about an official in a year."""

    official_id: int = Field(title=marked("Official"))
    year: int = Field(title=marked("Year"))
    ground: Ground = Field(title=marked("What was found"))
    reason: str = Field(min_length=1, max_length=LONGEST_NOTE, title=marked("What it is about"))


@needs(ENTER)
def grounds() -> ResponseReturnValue:
    """List what was found about officials in reach."""
    return show_list(_listing(), "rating/grounds.html")


@needs(ENTER)
def new_ground() -> ResponseReturnValue:
    """Enter what was found."""
    choices: dict[str, Choices] = {
        "official_id": officials_for(ENTER),
        "ground": choices_of(Ground),
        "year": [(str(year), str(year)) for year in years_offered()],
    }
    form = asked_form(GroundForm, {"year": today().year}, choices)

    def store(writer: RecordSession, given: GroundForm) -> None:
        fetch_official(given.official_id, ENTER, writer)
        paper = DecidedPaper(given.number, given.on)
        add_ground(writer, given.official_id, given.year, given.ground, given.reason, paper, viewer())

    if stored_form(form, store):
        flash(in_words(_("It is entered. The year cannot have any level but “not completed”.")), "ok")
        return redirect(url_for("rating.grounds"))
    page = render_template("rating/ground.html", form=form, heading=_("Enter what was found"))
    return page, 422 if form.is_wrong else 200


@needs(ENTER)
def take_ground_back(ground_id: int) -> ResponseReturnValue:
    """Ask whether it is to go, and take it away."""
    shown = _ground(ground_id, session())
    form = asked_form(Form)

    def change(writer: RecordSession, _given: Form) -> None:
        remove_ground(writer, _ground(ground_id, writer), viewer())

    if stored_form(form, change):
        flash(in_words(_("It is taken back.")), "ok")
        return redirect(url_for("rating.grounds"))
    official = fetch_official(shown.official_id, ENTER)
    page = render_template("rating/ground_remove.html", form=form, ground=shown, official=official)
    return page, 422 if form.is_wrong else 200


def _ground(ground_id: int, reader: RecordSession) -> RatingGround:
    found = reader.get(RatingGround, ground_id)
    if found is None or not may_for(found.official_id, ENTER):
        abort(404)
    return found


def _listing() -> Listing:
    joined = sa.select(col(RatingGround.id)).join(Official, col(Official.id) == col(RatingGround.official_id))
    years = [(str(year), str(year)) for year in years_offered()]
    return Listing(
        title=_("What rules out a level"),
        name="grounds",
        key=col(RatingGround.id),
        keys=of_people(joined, col(RatingGround.official_id), VIEW, col(RatingGround.paper_on)),
        rows=sa.select(RatingGround, Official).join(Official, col(Official.id) == col(RatingGround.official_id)),
        columns=[
            Column("official", _("Official"), lambda row: row[1].full_name, [col(Official.name_order)]),
            Column("year", _("Year"), lambda row: str(row[0].year), [col(RatingGround.year)]),
            Column("ground", _("What was found"), lambda row: word(row[0].ground)),
            Column("reason", _("What it is about"), lambda row: row[0].reason),
            Column("paper", _("Paper"), lambda row: row[0].paper_number),
            Column("on", _("Date of the paper"), lambda row: row[0].paper_on, [col(RatingGround.paper_on)]),
        ],
        order="-on",
        filters=[Filter("year", _("Year"), lambda text: col(RatingGround.year) == int(text), years)],
        search=lambda typed: contains_words(col(Official.search_text), typed),
        search_label=_("Find an official"),
    )
