"""Training records: the finished courses of the officials; added for several at once, corrected and removed by hand."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlmodel import col, select

from tracker.database import RecordSession
from tracker.messages import InputError, Message, counted, message
from tracker.records.officials import Official
from tracker.records.searching import folded
from tracker.records.training_changes import add_course, correct_course, remove_course
from tracker.records.training_records import ContentGroup, TrainingRecord
from tracker.records.words import FIELDS, word
from tracker.text import fold
from tracker.web import forms, lists
from tracker.web.choosing import actor, officials_for
from tracker.web.formatting import hundredths
from tracker.web.forms import Form, marked
from tracker.web.gate import needs
from tracker.web.hand_forms import LONGEST_REASON, WithReason, about_held, release_field
from tracker.web.lists import Column, Condition, Filter, Listing
from tracker.web.record_forms import FIELDS_OF, differences, form_of, initial_of, values_of
from tracker.web.requests import fetch, scope, session, today, told, writing

pages = Blueprint("training_records", __name__, url_prefix="/training-records")
PERMISSION = "training_records.edit"
COURSE = tuple(name for name in FIELDS_OF[TrainingRecord].model_fields if name != "official_id")


class Attending(Form):
    """Who took part in a course, and from where it is known."""

    official_ids: list[int] = Field(title=marked("Officials"), min_length=1)
    because: str = Field(
        default="",
        max_length=LONGEST_REASON,
        title=marked("Where it is known from"),
        description=marked("For example the list of participants. It stands in the history."),
    )


@pages.get("/")
@needs("training_records.view")
def index() -> ResponseReturnValue:
    """List the courses that the account may see."""
    editable = None
    if scope().may(PERMISSION):
        editable = scope().narrow(sa.select(col(TrainingRecord.id)), TrainingRecord, PERMISSION)
    ids = set(session().execute(editable).scalars()) if editable is not None else set()
    return lists.show(_listing(), "training_records/index.html", editable=ids)


@pages.route("/new", methods=["GET", "POST"])
@needs(PERMISSION)
def new() -> ResponseReturnValue:
    """Add a course for one or several officials."""
    choices = {"official_ids": officials_for(PERMISSION)}
    model = form_of(TrainingRecord, COURSE, Attending)
    chosen = {"official_ids": request.args.getlist("official_id")}
    form = forms.asked(model, chosen, choices)
    added: list[object] = []
    if forms.stored(form, lambda writer, given: added.extend(_add(writer, given)), _because(form.value)):
        flash(
            told(
                counted(
                    "The course is added for %(count)s official.",
                    "The course is added for %(count)s officials.",
                    count=len(added),
                )
            ),
            "ok",
        )
        return redirect(url_for("training_records.index"))
    return render_template("training_records/new.html", form=form), 422 if form.is_wrong else 200


@pages.route("/<int:training_id>", methods=["GET", "POST"])
@needs(PERMISSION)
def edit(training_id: int) -> ResponseReturnValue:
    """Correct the course of one official."""
    record = fetch(TrainingRecord, training_id, PERMISSION)
    model = form_of(TrainingRecord, COURSE, WithReason)
    form = forms.asked(model, initial_of(TrainingRecord, record.model_dump()))
    if forms.stored(form, lambda writer, given: _correct(writer, training_id, given), _because(form.value)):
        flash(told(message("The course is corrected.")), "ok")
        return redirect(url_for("training_records.index"))
    official = session().get_one(Official, record.official_id)
    about = about_held(record)
    page = render_template("training_records/edit.html", form=form, record=record, official=official, **about)
    return page, 422 if form.is_wrong else 200


@pages.route("/<int:training_id>/remove", methods=["GET", "POST"])
@needs(PERMISSION)
def remove(training_id: int) -> ResponseReturnValue:
    """Remove a course that never was, after asking why."""
    record = fetch(TrainingRecord, training_id, PERMISSION)
    form = forms.asked(WithReason)
    if forms.stored(form, lambda writer, given: _remove(writer, training_id, given), _because(form.value)):
        flash(told(message("The course is removed.")), "ok")
        return redirect(url_for("training_records.index"))
    official = session().get_one(Official, record.official_id)
    page = render_template("training_records/remove.html", form=form, record=record, official=official)
    return page, 422 if form.is_wrong else 200


@pages.post("/<int:training_id>/release")
@needs(PERMISSION)
def release(training_id: int) -> ResponseReturnValue:
    """Let imports write a held field of a course again."""
    with writing() as writer:
        release_field(writer, fetch(TrainingRecord, training_id, PERMISSION, within=writer))
    return redirect(url_for("training_records.edit", training_id=training_id))


def _add(writer: RecordSession, given: Form) -> list[object]:
    officials = getattr(given, "official_ids", [])
    values = values_of(given, COURSE)
    return [*add_course(writer, officials, values, _because(given) or "", today(), actor())]


def _correct(writer: RecordSession, training_id: int, given: Form) -> None:
    record = fetch(TrainingRecord, training_id, PERMISSION, within=writer)
    forms.refuse_if_changed(record)
    changes = differences(record, values_of(given, COURSE))
    if not changes:
        raise InputError("Nothing differs from the record yet. Change at least one value.")
    correct_course(writer, record, changes, _because(given) or "", today(), actor())


def _remove(writer: RecordSession, training_id: int, given: WithReason) -> None:
    record = fetch(TrainingRecord, training_id, PERMISSION, within=writer)
    forms.refuse_if_changed(record)
    remove_course(writer, record, given.because, actor())


def _because(given: Form | None) -> str | None:
    return getattr(given, "because", None) or None


def _listing() -> Listing:
    keys = sa.select(col(TrainingRecord.id)).join(Official, col(Official.id) == col(TrainingRecord.official_id))
    rows: lists.Records = sa.select(TrainingRecord, col(Official.full_name).label("official")).join(
        Official, col(Official.id) == col(TrainingRecord.official_id)
    )
    columns = (
        Column("title", FIELDS["title"], lambda row: row[0].title, [col(TrainingRecord.title)]),
        Column("official", FIELDS["official_id"], lambda row: row.official, [col(Official.name_order)]),
        Column("group", FIELDS["content_group"], lambda row: row[0].content_group and word(row[0].content_group)),
        Column("form", FIELDS["form"], lambda row: row[0].form, in_table=False),
        Column("from", FIELDS["starts_on"], lambda row: row[0].starts_on, [col(TrainingRecord.starts_on)]),
        Column("to", FIELDS["ends_on"], lambda row: row[0].ends_on, [col(TrainingRecord.ends_on)]),
        Column(
            "hours",
            FIELDS["hours_hundredths"],
            lambda row: hundredths(row[0].hours_hundredths),
            [col(TrainingRecord.hours_hundredths)],
            is_number=True,
        ),
        Column("passed", FIELDS["result"], lambda row: _passed(row[0].is_passed)),
        Column("result", message("Mark"), lambda row: row[0].result, in_table=False),
        Column("certificate", FIELDS["certificate"], lambda row: row[0].certificate, in_table=False),
    )
    return Listing(
        title=message("Training records"),
        name="training_records",
        key=col(TrainingRecord.id),
        keys=scope().narrow(keys, TrainingRecord),
        rows=rows,
        columns=columns,
        order="-to",
        filters=_filters(),
        search=_search,
        search_label=message("Find a course or an official"),
    )


def _passed(is_passed: bool) -> Message:
    return message("Passed") if is_passed else message("Not passed")


def _filters() -> tuple[Filter, ...]:
    first = session().execute(scope().narrow(sa.select(sa.func.min(TrainingRecord.ends_on)), TrainingRecord)).scalar()
    years = [str(year) for year in range(today().year, (first.year if first else today().year) - 1, -1)]
    passed = [("yes", message("Passed")), ("no", message("Not passed"))]
    return (
        lists.choice("group", FIELDS["content_group"], TrainingRecord.content_group, ContentGroup),
        Filter("year", message("Year"), _in_year, [(year, year) for year in years]),
        Filter("passed", FIELDS["result"], lambda text: col(TrainingRecord.is_passed).is_(text == "yes"), passed),
    )


def _in_year(text: str) -> Condition:
    return col(TrainingRecord.ends_on).between(date(int(text), 1, 1), date(int(text), 12, 31))


def _search(query: str) -> Condition:
    """Return whether the official's name or the title has every word; of titles there are few, found without SQL."""
    words = fold(query).split()
    titles = session().exec(select(TrainingRecord.title).distinct()).all()
    found = [title for title in titles if words and all(one in folded(title) for one in words)]
    return sa.or_(lists.contains_words(col(Official.search_text), query), col(TrainingRecord.title).in_(found))
