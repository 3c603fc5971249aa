"""Corrections that were asked for: the lists of them, and taking one of one's own back."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import aliased
from sqlmodel import col

from tracker.accounts.accounts import Account
from tracker.messages import InputError, Message, message
from tracker.records.correction_states import CorrectionKind, CorrectionState
from tracker.records.corrections import Correction, withdraw
from tracker.records.file_changes import SUBJECT
from tracker.records.handled_files import HandledFile
from tracker.records.officials import Official
from tracker.records.record_names import KINDS
from tracker.records.words import word
from tracker.web import lists
from tracker.web.gate import needs
from tracker.web.lists import Column, Condition, Filter, Listing, Records
from tracker.web.requests import account, fetch, scope, today, told, tracker, writing
from tracker.web.workbooks import Cell

pages = Blueprint("corrections", __name__, url_prefix="/corrections")
STATE_TAGS = {
    CorrectionState.OPEN: ("info", "clock"),
    CorrectionState.ACCEPTED: ("ok", "check"),
    CorrectionState.REFUSED: ("", "x"),
    CorrectionState.WITHDRAWN: ("", "arrow-back-up"),
}


@pages.get("/mine")
@needs("corrections.ask")
def mine() -> ResponseReturnValue:
    """List what the official asked for, and what became of each."""
    keys = sa.select(col(Correction.id)).where(col(Correction.said_by_id) == (account().official_id or 0))
    listing = corrections_listing(keys, message("My requests"), with_asker=False)
    return lists.show(listing, "corrections/mine.html", tags=STATE_TAGS, may_ask=account().official_id is not None)


@pages.get("/")
@needs("corrections.view")
def index() -> ResponseReturnValue:
    """List the corrections that were asked for in the units of the account."""
    keys = scope().narrow(sa.select(col(Correction.id)), Correction)
    return lists.show(corrections_listing(keys, message("Corrections")), "corrections/index.html", tags=STATE_TAGS)


@pages.post("/<int:correction_id>/withdraw")
@needs("corrections.ask")
def take_back(correction_id: int) -> ResponseReturnValue:
    """Take an open request back."""
    try:
        with writing(told(message("taken back"))) as writer:
            withdraw(writer, fetch(Correction, correction_id, within=writer), account().official_id, today())
    except InputError as error:
        if is_closed(correction_id):
            return closed_meanwhile(correction_id, error.message)
        raise
    flash(told(message("Your request was taken back.")))
    return redirect(url_for("corrections.mine"))


def is_closed(correction_id: int) -> bool:
    """Whether somebody has answered a request or taken it back by now, also since this page began to read."""
    with tracker().database.reading() as now:
        return now.get_one(Correction, correction_id).state is not CorrectionState.OPEN


def closed_meanwhile(correction_id: int, became: Message) -> ResponseReturnValue:
    """Lead from a request that somebody else has just answered, or that was taken back, to what became of it."""
    flash(told(became), "bad")
    return redirect(url_for("corrections.show", correction_id=correction_id))


def corrections_listing(keys: sa.Select[int | None], title: Message, *, with_asker: bool = True) -> Listing:
    """Return the list of these corrections, with who asked about what and the answer."""
    is_file = sa.and_(col(Correction.subject) == SUBJECT, col(HandledFile.id) == col(Correction.subject_id))
    rows: Records = (
        sa.select(Correction, col(Official.full_name).label("asker"), col(HandledFile.code).label("code"))
        .add_columns(_answerer())
        .join(Official, col(Official.id) == col(Correction.said_by_id))
        .outerjoin(HandledFile, is_file)
    )
    columns = (
        Column("said", message("Asked on"), lambda row: row[0].said_on, [col(Correction.said_on)]),
        Column("asker", message("Asked by"), lambda row: row.asker, in_table=with_asker),
        Column("record", message("Record"), _record),
        Column("kind", message("Request"), lambda row: word(row[0].kind)),
        Column("reason", message("Reason"), lambda row: row[0].reason),
        Column("state", message("State"), lambda row: word(row[0].state)),
        Column("answered", message("Answered on"), lambda row: row[0].answered_on, [col(Correction.answered_on)]),
        Column("answered_by", message("Answered by"), lambda row: row.answerer, in_table=False),
        Column("answer", message("Answer"), lambda row: row[0].answer, in_table=False),
    )
    return Listing(
        title=title,
        name="corrections",
        key=col(Correction.id),
        keys=keys,
        rows=rows,
        columns=columns,
        order="-said",
        filters=_filters(),
        search=_search,
        search_label=message("Find a name or a file code"),
    )


def _answerer() -> sa.Label[str | None]:
    """Return, as a column, what whoever answered is called; an account that is nobody's by its own name."""
    answerer = aliased(Official)
    named = (
        sa.select(col(answerer.full_name))
        .join(Account, col(Account.official_id) == col(answerer.id))
        .where(col(Account.name) == col(Correction.answered_by))
    )
    return sa.func.coalesce(named.scalar_subquery(), col(Correction.answered_by)).label("answerer")


def _record(row: lists.Row) -> Cell:
    """Return what a request is about: a file by its code, also one that is missing; another record by its kind."""
    return row.code or str(row[0].wanted_values.get("code") or "") or KINDS.get(row[0].subject)


def _filters() -> tuple[Filter, ...]:
    subjects: lists.Choices = list(KINDS.items())
    return (
        lists.choice("state", message("State"), Correction.state, CorrectionState),
        lists.choice("kind", message("Request"), Correction.kind, CorrectionKind),
        Filter("about", message("About"), lambda text: col(Correction.subject) == text, subjects),
    )


def _search(query: str) -> Condition:
    officials = sa.select(col(Official.id)).where(lists.contains_words(col(Official.search_text), query))
    files = sa.select(col(HandledFile.id)).where(col(HandledFile.code).icontains(query, autoescape=True))
    about_file = sa.and_(col(Correction.subject) == SUBJECT, col(Correction.subject_id).in_(files))
    return sa.or_(col(Correction.said_by_id).in_(officials), about_file)


def record_address(subject: str, subject_id: int | None) -> str | None:
    """Return the page of a record that a correction is about; None where it has none."""
    if subject == SUBJECT and subject_id is not None:
        return url_for("files.show", file_id=subject_id)
    return None
