"""Handled files: the list of all that an account may see, one file, and what people do to it by hand."""

from __future__ import annotations

import re
from datetime import date

import sqlalchemy as sa
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlmodel import col

from tracker.messages import Message, message
from tracker.records import outcomes
from tracker.records.handled_files import HandledFile
from tracker.records.leaving import held_by_who_left, in_work
from tracker.records.lifecycle import Channel, FileStatus
from tracker.records.officials import Official
from tracker.records.outcomes import Outcome, outcome_on
from tracker.records.procedures import Procedure
from tracker.records.searching import backwards, begins_with
from tracker.records.words import FIELDS, word
from tracker.text import normalise
from tracker.web import lists
from tracker.web.causes import decision_of
from tracker.web.corrections import STATE_TAGS
from tracker.web.file_page import file_page
from tracker.web.gate import needs
from tracker.web.lists import Column, Condition, Filter, Listing, Records
from tracker.web.requests import fetch, scope, session, today

OVERDUE_IN_WORK = "overdue_open"
WHO_LEFT = "left"
SEARCHED_IN_FULL = 20_000
"""In the codes of so many newest files a part is found wherever it stands."""
BY_RECEIPT = [
    *(col(HandledFile.received_on), col(HandledFile.channel)),
    *(col(HandledFile.handler_id), col(HandledFile.unit_id)),
]
BY_FINISH = [
    *(col(HandledFile.finished_on), col(HandledFile.timeliness), col(HandledFile.finisher_id)),
    *(col(HandledFile.allowed_days), col(HandledFile.saved_days), col(HandledFile.weight_hundredths)),
]
"""By day, and inside of it as the index that begins with the day: so the last page is found as quickly as the first."""
pages = Blueprint("files", __name__, url_prefix="/files")
TAGS = {
    Outcome.EARLY: "ok",
    Outcome.ON_TIME: "ok",
    Outcome.OVERDUE: "bad",
    Outcome.OPEN: "info",
    Outcome.NO_DEADLINE: "",
    Outcome.NONE: "",
}


@pages.get("/")
@needs("files.view")
def index() -> ResponseReturnValue:
    """List the files that the account may see."""
    listing = files_listing(scope().narrow(sa.select(col(HandledFile.id)), HandledFile))
    return lists.show(listing, "files/index.html", outcome_on=outcome_on, tags=TAGS)


@pages.get("/<int:file_id>")
@needs("records.view_own")
def show(file_id: int) -> ResponseReturnValue:
    """Show one file, to its own holders too."""
    page = file_page(session(), fetch(HandledFile, file_id), today())
    return render_template(
        "files/show.html", page=page, file=page.file, tags=TAGS, correction_tags=STATE_TAGS, decision_of=decision_of
    )


def files_listing(keys: sa.Select[int]) -> Listing:
    """Return the list of these files, with its columns, filters and search."""
    rows: Records = (
        sa.select(HandledFile, col(Procedure.name).label("procedure"), col(Official.full_name).label("handler"))
        .outerjoin(Procedure, col(Procedure.id) == col(HandledFile.procedure_id))
        .outerjoin(Official, col(Official.id) == col(HandledFile.handler_id))
    )
    columns = (
        Column("code", message("File code"), lambda row: row[0].code, [col(HandledFile.code)]),
        Column("procedure", FIELDS["procedure_id"], lambda row: row.procedure),
        Column("handler", FIELDS["handler_id"], lambda row: row.handler),
        Column("channel", FIELDS["channel"], lambda row: word(row[0].channel), in_table=False),
        Column("received", FIELDS["received_on"], lambda row: row[0].received_on, BY_RECEIPT),
        Column("due", FIELDS["due_on"], lambda row: row[0].deadline_on, [col(HandledFile.deadline_on)]),
        Column("finished", FIELDS["finished_on"], lambda row: row[0].finished_on, BY_FINISH),
        Column("status", FIELDS["status"], lambda row: word(row[0].status), in_table=False),
        Column("outcome", message("Outcome"), lambda row: word(outcome_on(row[0], today()))),
    )
    return Listing(
        title=message("Handled files"),
        name="files",
        key=col(HandledFile.id),
        keys=keys,
        rows=rows,
        columns=columns,
        order="-received",
        filters=_filters(),
        search=search_files,
        search_label=message("Find a file code or a procedure"),
        search_example=message("For example: birth registration"),
    )


def outcome_filter(on: date) -> Filter:
    """Return the filter by the outcome on that day."""
    of_outcome = {
        Outcome.EARLY: outcomes.early,
        Outcome.ON_TIME: outcomes.on_time,
        Outcome.OVERDUE: _overdue,
        Outcome.OPEN: lambda day: outcomes.is_open(day) & _has_no_result(day),
        Outcome.NO_DEADLINE: outcomes.no_deadline,
    }
    return Filter(
        "outcome",
        message("Outcome"),
        lambda text: _overdue_in_work(on) if text == OVERDUE_IN_WORK else of_outcome[Outcome(text)](on),
        [*((outcome.value, word(outcome)) for outcome in of_outcome), (OVERDUE_IN_WORK, message("Overdue, in work"))],
        rare=frozenset({Outcome.OVERDUE, Outcome.OPEN, Outcome.NO_DEADLINE, OVERDUE_IN_WORK}),
    )


def _overdue_in_work(on: date) -> Condition:
    return (col(HandledFile.overdue_on) <= on) & ~outcomes.ended(on)


def _overdue(on: date) -> Condition:
    """Whether a file is overdue, said so that it is found in the index of those that are or will be.

    That index holds them in every order; the one that begins with the day would be taken for a comparison.
    """
    return col(HandledFile.overdue_on).is_not(None) & outcomes.overdue(on)


def _has_no_result(on: date) -> Condition:
    """Whether the result was not ready, as of every open file; an index finds those files."""
    return sa.or_(col(HandledFile.finished_on).is_(None), col(HandledFile.finished_on) > on)


def _filters() -> tuple[Filter, ...]:
    return (
        outcome_filter(today()),
        lists.choice("channel", FIELDS["channel"], HandledFile.channel, Channel),
        lists.choice("status", FIELDS["status"], HandledFile.status, FileStatus),
        _in_work_with(),
        Filter(
            "from",
            message("Received from"),
            lambda text: col(HandledFile.received_on) >= date.fromisoformat(text),
        ),
        Filter(
            "to",
            message("Received to"),
            lambda text: col(HandledFile.received_on) <= date.fromisoformat(text),
        ),
    )


def _in_work_with() -> Filter:
    """Return the filter by who has files in work: whoever left, or the official whom the address names."""
    asked = request.args.get("in_work", "")
    official = scope().fetch(session(), Official, int(asked)) if re.fullmatch(r"[0-9]{1,9}", asked) else None
    choices: list[tuple[str, Message | str]] = [(WHO_LEFT, message("Officials who left"))]
    if official is not None:
        choices.append((asked, official.full_name))

    def condition(text: str) -> Condition:
        return held_by_who_left(today()) if text == WHO_LEFT else in_work() & (col(HandledFile.handler_id) == int(text))

    return Filter("in_work", message("In work with"), condition, choices, rare=frozenset({WHO_LEFT, asked}))


def search_files(query: str) -> Condition:
    """Return whether the code begins or ends with the query, or the procedure holds every word of it.

    Of the newest files the query may stand anywhere in the code; to look into all codes would take too long. Which
    procedures those are, and whether there is such a code, is found first: so one index finds the files of words.
    """
    typed, code, id = normalise(query), col(HandledFile.code), col(HandledFile.id)
    newest = sa.select(sa.func.max(id) - SEARCHED_IN_FULL).correlate(None).scalar_subquery()
    by_code = [
        *(begins_with(code, beginning) for beginning in sorted({typed, typed.upper()})),
        begins_with(col(HandledFile.code_backwards), backwards(typed)),
        (id > newest) & code.icontains(typed, autoescape=True),
    ]
    found = session().execute(sa.select(*(sa.exists().where(condition) for condition in by_code))).one()
    procedures = sa.select(col(Procedure.id)).where(lists.contains_words(col(Procedure.search_text), query))
    by_procedure = col(HandledFile.procedure_id).in_(session().execute(procedures).scalars().all())
    return sa.or_(by_procedure, *(condition for condition, is_found in zip(by_code, found, strict=True) if is_found))
