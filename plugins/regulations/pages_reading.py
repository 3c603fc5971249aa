"""What one was asked to read, with "I have read it"; and for who leads, who has not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import col

from plugins.regulations.models import Document
from plugins.regulations.readings import confirm_reading
from plugins.regulations.watch_models import ReadingDemand
from plugins.regulations.words import Shown
from tracker.api import Official, Records, sentences
from tracker.api.web import (
    Column,
    Filter,
    Listing,
    actor,
    contains_words,
    in_words,
    installation,
    my_official,
    needs,
    of_people,
    show_list,
    today,
    writing,
)

_ = sentences("regulations")
OPEN, LATE, IN_TIME, TOO_LATE = "open", "late", "in_time", "too_late"
STATES: Mapping[str, Shown] = MappingProxyType(
    {
        LATE: Shown(_("Overdue"), "bad", "clock-exclamation"),
        OPEN: Shown(_("To be read"), "warn", "clock"),
        IN_TIME: Shown(_("Read in time"), "ok", "check"),
        TOO_LATE: Shown(_("Read late"), "", "check"),
    }
)


def state_on(demand: ReadingDemand, day: date) -> str:
    """Return how it stands with what somebody was asked to read."""
    if demand.read_on is None:
        return LATE if demand.due_on < day else OPEN
    return IN_TIME if demand.read_on <= demand.due_on else TOO_LATE


def _in_state(state: str, day: date) -> sa.ColumnElement[bool]:
    due, read = col(ReadingDemand.due_on), col(ReadingDemand.read_on)
    conditions = {
        LATE: read.is_(None) & (due < day),
        OPEN: read.is_(None) & (due >= day),
        IN_TIME: read <= due,
        TOO_LATE: read > due,
    }
    return conditions.get(state, sa.false())


@needs("regulations.read")
def to_read() -> ResponseReturnValue:
    """List what the official of the account was asked to read, what is to be read first."""
    if actor() is None:
        return render_template("regulations/nobody.html")
    return show_list(_mine(my_official()), "regulations/to_read.html", state_on=state_on, states=STATES)


@needs("regulations.read")
def confirm(document_id: int) -> ResponseReturnValue:
    """Note that the official of the account has read a document; nobody says it for another."""
    with writing() as writer:
        document = writer.get(Document, document_id) or abort(404)
        confirm_reading(writer, document, my_official(), installation().clock(), today())
    flash(in_words(_("Noted: you have read %(document)s.", document=document.number or document.title)), "ok")
    if request.form.get("back") == "document":
        return redirect(url_for("regulations.document", document_id=document_id), 303)
    return redirect(url_for("regulations.to_read"), 303)


@needs("regulations.readings")
def readings() -> ResponseReturnValue:
    """List who of one's people was asked to read what, and who has not."""
    return show_list(_of_others(), "regulations/readings.html", state_on=state_on, states=STATES)


def _mine(official_id: int) -> Listing:
    one = ReadingDemand
    mine = col(one.official_id) == official_id
    joined = sa.select(col(one.id)).join(Document, col(Document.id) == col(one.document_id)).where(mine)
    return Listing(
        title=_("To read"),
        name="to-read",
        key=col(one.id),
        keys=joined,
        rows=sa.select(ReadingDemand).where(mine),
        columns=_columns_of_a_demand(),
        order="due",
        filters=[_state_filter()],
        search=lambda typed: contains_words(col(Document.search_text), typed),
    )


def _of_others() -> Listing:
    one = ReadingDemand

    def joined(wanted: Records) -> Records:
        wanted = wanted.join(Document, col(Document.id) == col(one.document_id))
        return wanted.join(Official, col(Official.id) == col(one.official_id))

    return Listing(
        title=_("Who has read"),
        name="readings",
        key=col(one.id),
        keys=of_people(joined(sa.select(col(one.id))), col(one.official_id), "regulations.readings"),
        rows=joined(sa.select(ReadingDemand, col(Official.full_name).label("official"))),
        columns=[
            Column("official", _("Official"), lambda row: row.official, order=[col(Official.name_order)]),
            *_columns_of_a_demand(),
        ],
        order="due",
        filters=[_state_filter()],
        search=lambda typed: sa.or_(
            contains_words(col(Official.search_text), typed), contains_words(col(Document.search_text), typed)
        ),
    )


def _columns_of_a_demand() -> list[Column]:
    one, day = ReadingDemand, today()
    to_read_first = [col(one.read_on).is_not(None), col(one.due_on)]
    return [
        Column("document", _("Document"), lambda row: row.ReadingDemand.document, order=[col(one.document)]),
        Column("asked", _("Asked on"), lambda row: row.ReadingDemand.asked_on, order=[col(one.asked_on)]),
        Column("due", _("To be read by"), lambda row: row.ReadingDemand.due_on, order=to_read_first),
        Column("read", _("Read on"), lambda row: row.ReadingDemand.read_on, order=[col(one.read_on)]),
        Column("state", _("State"), lambda row: in_words(STATES[state_on(row.ReadingDemand, day)].word)),
    ]


def _state_filter() -> Filter:
    day = today()
    return Filter(
        "state",
        _("State"),
        lambda state: _in_state(state, day),
        [(state, shown.word) for state, shown in STATES.items()],
    )
