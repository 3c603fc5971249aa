"""The page of a sheet: where it stands, marks, products, how the points come about, what can be done, what was done."""

from __future__ import annotations

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import col
from werkzeug.wrappers import Response

from plugins.rating.files import files_behind
from plugins.rating.kinds import Level, Part, State
from plugins.rating.levels import grounds_of, reached_level
from plugins.rating.models import RatingSheet
from plugins.rating.offers import offered, roles_of
from plugins.rating.pages_shared import OWN, RATE, is_own, sheet_here, try_step
from plugins.rating.paper import rating_form_paper
from plugins.rating.products import OF_LEADER, OF_OFFICIAL, rows_of
from plugins.rating.raters import why_not
from plugins.rating.scores import score_of, year_score
from plugins.rating.sheets import comments_of, marks_of, monitored_in, sheets_of_official
from plugins.rating.step_forms import YearForm
from plugins.rating.step_offers import BY_KEY
from plugins.rating.steps import steps_of
from plugins.rating.words import choices_of as words_of
from tracker.api import HandledFile, Message, Official, Unit, sentences
from tracker.api import word as core_word
from tracker.api.web import (
    Column,
    FileKind,
    Listing,
    asked_form,
    for_whoever_signed_in,
    in_words,
    may_for,
    my_official,
    needs,
    paper_answer,
    session,
    show_list,
    today,
    viewer,
)

_ = sentences("rating")


@needs(OWN)
def mine() -> ResponseReturnValue:
    """Show one's own sheets, the latest first."""
    official_id = my_official()
    sheets = [] if official_id is None else sheets_of_official(session(), official_id)
    return render_template(
        "rating/mine.html", sheets=sheets, waiting=[one for one in sheets if one.state is State.OPEN]
    )


@for_whoever_signed_in
def show(sheet_id: int) -> ResponseReturnValue:
    """Show a sheet."""
    one = sheet_here(sheet_id)
    reader = session()
    context = _of_year(one) if one.is_of_year else _of_period(one)
    return render_template(
        "rating/sheet.html",
        sheet=one,
        official=reader.get_one(Official, one.official_id),
        unit=reader.get_one(Unit, one.unit_id),
        offers=offered(one),
        why_not=_why_not(one),
        comments=comments_of(reader, one),
        steps=list(reversed(steps_of(reader, one))),
        is_own=is_own(one),
        kind=in_words(core_word(one.kind)),
        **context,
    )


def _of_period(one: RatingSheet) -> dict[str, object]:
    reader, roles = session(), roles_of(session(), one)
    can_change = ("official" in roles and one.state in OF_OFFICIAL) or ("rater" in roles and one.state in OF_LEADER)
    return {
        "general": marks_of(reader, one, Part.GENERAL),
        "leading": marks_of(reader, one, Part.LEADING),
        "rows": rows_of(reader, one, today()),
        "own": score_of(reader, one, today(), "own"),
        "given": score_of(reader, one, today(), "given"),
        "can_change": can_change,
        "can_mark": can_change,
    }


def _of_year(one: RatingSheet) -> dict[str, object]:
    reader = session()
    return {
        "year": year_score(reader, one) if one.rules.is_by_points else None,
        "parts_by": {part.period: part for part in monitored_in(reader, one)},
        "reached": reached_level(reader, one),
        "own_level": None if one.own_level is None else Level(one.own_level),
        "grounds": grounds_of(reader, one),
    }


def _why_not(one: RatingSheet) -> Message | None:
    """Return why a leader does not rate a sheet that waits for a rating, for him to read."""
    waits = one.state in (State.SELF_RATED, State.CONTESTED)
    return why_not(session(), one, viewer()) if waits and may_for(one.official_id, RATE) else None


@for_whoever_signed_in
def step(sheet_id: int, to_take: str) -> ResponseReturnValue:
    """Take a step of a sheet: its form, what others did meanwhile, and back to the sheet."""
    one = sheet_here(sheet_id)
    offer = BY_KEY.get(to_take) or abort(404)
    model = offer.form_of(one) or abort(404)
    if offer.who not in roles_of(session(), one):
        abort(403)
    choices = {"level": words_of(Level)} if "level" in model.model_fields else {}
    form = asked_form(model, _usual(one, model), choices)
    tried = try_step(one, form, lambda writer, seen, given: offer.take(writer, one.id or 0, seen, given, viewer()))
    if tried.is_done:
        return done(one, offer.done)
    context = {"sheet": one, "official": session().get_one(Official, one.official_id)}
    page = render_template("rating/step.html", offer=offer, form=form, tried=tried, **context)
    return page, 422 if form.is_wrong else 200


def _usual(one: RatingSheet, model: type) -> dict[str, object]:
    """Return what the form of a rating begins with: what was signed before, and the level that the year reaches."""
    if model is YearForm:
        reached = reached_level(session(), one)
        return {"text": one.rated_text, "level": one.given_level if one.level is not None else reached}
    return {}


def done(one: RatingSheet, said: Message) -> Response:
    """Lead back to a sheet, and say what was done."""
    flash(in_words(said), "ok")
    return redirect(url_for("rating.show", sheet_id=one.id))


@for_whoever_signed_in
def form_docx(sheet_id: int) -> ResponseReturnValue:
    """Hand out the rating form as .docx."""
    return paper_answer(rating_form_paper(session(), sheet_here(sheet_id), today()), FileKind.DOCX)


@for_whoever_signed_in
def form_pdf(sheet_id: int) -> ResponseReturnValue:
    """Hand out the rating form as .pdf."""
    return paper_answer(rating_form_paper(session(), sheet_here(sheet_id), today()), FileKind.PDF)


@for_whoever_signed_in
def files(sheet_id: int) -> ResponseReturnValue:
    """List the files that the row of files counts."""
    one = sheet_here(sheet_id)
    if one.is_of_year:
        abort(404)
    official = session().get_one(Official, one.official_id)
    return show_list(_files(one), "rating/files.html", sheet=one, official=official)


def _files(one: RatingSheet) -> Listing:
    counted = files_behind(one.official_id, one.about, min(one.ends_on, today())).order_by(None)
    return Listing(
        title=_("Files behind the rating"),
        name="files",
        key=col(HandledFile.id),
        keys=counted.with_only_columns(col(HandledFile.id)),
        rows=sa.select(HandledFile),
        columns=[
            Column("code", _("Code"), lambda row: row[0].code, [col(HandledFile.code)]),
            Column("finished", _("Finished"), lambda row: row[0].finished_on or "–", [col(HandledFile.finished_on)]),
            Column("overdue", _("Overdue since"), lambda row: row[0].overdue_on or "–", [col(HandledFile.overdue_on)]),
            Column(
                "excused",
                _("Objective cause confirmed"),
                lambda row: row[0].excused_on or "–",
                [col(HandledFile.excused_on)],
            ),
        ],
        order="code",
    )
