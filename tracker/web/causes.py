"""Causes of delay: the holder of an overdue file says why, a leader confirms it as objective or refuses."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlmodel import col

from tracker.accounts.accounts import full_name
from tracker.database import RecordSession
from tracker.messages import message
from tracker.records.delay_causes import DelayCause, DelayKind, causes_of
from tracker.records.file_changes import decide_cause, say_cause
from tracker.records.handled_files import HandledFile
from tracker.records.holders import holders_of
from tracker.records.officials import Official
from tracker.records.procedures import Procedure
from tracker.records.words import FIELDS, choices_of, word
from tracker.web import forms, lists
from tracker.web.forms import Form, marked
from tracker.web.gate import needs
from tracker.web.lists import Column, Condition, Filter, Listing, Records
from tracker.web.record_forms import LONG
from tracker.web.requests import account, fetch, my_official, scope, session, today, told

pages = Blueprint("causes", __name__)
CONFIRM, REFUSE = "confirm", "refuse"


class Said(Form):
    """Why a file is overdue."""

    kind: DelayKind = Field(title=marked("What delayed it"))
    cause: str = Field(
        min_length=1,
        max_length=LONG,
        title=marked("What happened"),
        description=marked("Say when it began and ended, and where a leader can check it."),
    )


class Decided(Form):
    """A leader's decision about a cause."""

    reason: str = Field(
        min_length=1,
        max_length=LONG,
        title=marked("Reason of the decision"),
        description=marked("Whoever gave the cause reads it."),
    )


@pages.route("/files/<int:file_id>/cause", methods=["GET", "POST"])
@needs("causes.state")
def say(file_id: int) -> ResponseReturnValue:
    """Say why a file that one holds or held is overdue."""
    file = fetch(HandledFile, file_id, "causes.state")
    kinds = {"kind": choices_of(DelayKind)}
    form = forms.asked(Said, choices=kinds)

    def change(writer: RecordSession, filled: Said) -> None:
        overdue = fetch(HandledFile, file_id, "causes.state", within=writer)
        say_cause(writer, overdue, filled.cause, my_official(), today(), filled.kind)

    if forms.stored(form, change):
        flash(told(message("Sent. A leader decides whether the cause was objective.")))
        return redirect(url_for("files.show", file_id=file_id))
    page = render_template(
        "causes/say.html", form=form, file=file, procedure=_procedure(file), causes=causes_of(session(), file_id)
    )
    return page, (422 if form.is_wrong else 200)


@pages.route("/causes/<int:cause_id>", methods=["GET", "POST"])
@needs("causes.confirm")
def decide(cause_id: int) -> ResponseReturnValue:
    """Confirm a cause as objective, or refuse it; either with a reason."""
    cause = fetch(DelayCause, cause_id, "causes.confirm")
    file = session().get_one(HandledFile, cause.file_id)
    form = forms.asked(Decided)
    is_objective = request.form.get("decision") == CONFIRM

    def change(writer: RecordSession, filled: Decided) -> None:
        said = fetch(DelayCause, cause_id, "causes.confirm", within=writer)
        forms.refuse_if_changed(said)
        me = account()
        decide_cause(writer, said, is_objective, me.name, me.official_id, today(), filled.reason)

    if forms.stored(form, change, form.value.reason if form.value else None):
        flash(told(message("Confirmed as objective.") if is_objective else message("Not taken as objective.")))
        return redirect(url_for("inbox.show"))
    page = render_template(
        "causes/decide.html",
        form=form,
        cause=cause,
        file=file,
        procedure=_procedure(file),
        holder=session().get(Official, file.overdue_holder_id) if file.overdue_holder_id else None,
        said_by=session().get(Official, cause.said_by_id) if cause.said_by_id else None,
        decided_by=full_name(session(), cause.decided_by),
        is_own=account().official_id in {cause.said_by_id, *holders_of(session(), file)},
    )
    return page, (422 if form.is_wrong else 200)


@pages.get("/causes")
@needs("files.view")
def index() -> ResponseReturnValue:
    """List the causes of delay that were given in the units of the account."""
    keys = scope().narrow(sa.select(col(DelayCause.id)), DelayCause)
    rows: Records = (
        sa.select(DelayCause, col(HandledFile.code), col(Official.full_name).label("said_by"))
        .join(HandledFile, col(HandledFile.id) == col(DelayCause.file_id))
        .outerjoin(Official, col(Official.id) == col(DelayCause.said_by_id))
    )
    columns = (
        Column("said", FIELDS["said_on"], lambda row: row[0].said_on, [col(DelayCause.said_on)]),
        Column("file", message("File code"), lambda row: row.code),
        Column("said_by", FIELDS["said_by_id"], lambda row: row.said_by),
        Column("kind", message("What delayed it"), lambda row: word(row[0].kind)),
        Column("cause", FIELDS["cause"], lambda row: row[0].cause),
        Column("decision", message("Decision"), lambda row: decision_of(row[0])),
        Column("decided", FIELDS["decided_on"], lambda row: row[0].decided_on, in_table=False),
        Column("reason", FIELDS["decision_reason"], lambda row: row[0].decision_reason, in_table=False),
    )
    listing = Listing(
        title=message("Causes of delay"),
        name="causes",
        key=col(DelayCause.id),
        keys=keys,
        rows=rows,
        columns=columns,
        order="-said",
        filters=_filters(),
        search=_search,
        search_label=message("Find a name or a file code"),
    )
    return lists.show(listing, "causes/index.html", decision_of=decision_of)


def decision_of(cause: DelayCause) -> str:
    """Return what was decided about a cause."""
    if cause.is_objective is None:
        return told(message("Waiting for a decision"))
    return told(message("Objective") if cause.is_objective else message("Not objective"))


def _filters() -> tuple[Filter, ...]:
    decisions = {
        "waiting": col(DelayCause.is_objective).is_(None),
        CONFIRM: col(DelayCause.is_objective).is_(True),
        REFUSE: col(DelayCause.is_objective).is_(False),
    }
    named: lists.Choices = [
        ("waiting", message("Waiting for a decision")),
        (CONFIRM, message("Objective")),
        (REFUSE, message("Not objective")),
    ]
    return (
        Filter("decision", message("Decision"), lambda text: decisions[text], named),
        lists.choice("kind", message("What delayed it"), DelayCause.kind, DelayKind),
    )


def _search(query: str) -> Condition:
    officials = sa.select(col(Official.id)).where(lists.contains_words(col(Official.search_text), query))
    files = sa.select(col(HandledFile.id)).where(col(HandledFile.code).icontains(query, autoescape=True))
    return sa.or_(col(DelayCause.said_by_id).in_(officials), col(DelayCause.file_id).in_(files))


def _procedure(file: HandledFile) -> str | None:
    found = session().get(Procedure, file.procedure_id) if file.procedure_id else None
    return found.name if found else None
