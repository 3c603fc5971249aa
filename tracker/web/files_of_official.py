"""The files of one official: those he worked on in a period as a list, and those that are due soon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import sqlalchemy as sa
from sqlmodel import col

from tracker.database import RecordSession
from tracker.messages import Message, counted, message
from tracker.periods import Period
from tracker.records import outcomes
from tracker.records.delay_causes import DelayCause
from tracker.records.handled_files import HandledFile
from tracker.records.holders import names_as_holder
from tracker.records.lifecycle import Channel
from tracker.records.outcomes import Outcome, outcome_on
from tracker.records.procedures import Procedure
from tracker.records.words import FIELDS, word
from tracker.scope import SCOPES_KEPT, Scope
from tracker.web import lists
from tracker.web.files import outcome_filter, search_files
from tracker.web.lists import Column, Listing, Records, Row
from tracker.workdays import CalendarDay, working_days_between

WORKING_DAYS_AHEAD = 3
LONGEST_TIME_OFF = timedelta(days=31)
"""In which the next working days lie, and more."""
MOST_DUE = 10
LONG_AGO = date(1900, 1, 1)


@lru_cache(maxsize=SCOPES_KEPT)
def worked_on(scope: Scope, today: date) -> Listing:
    """Return the list of the files that an official had in a period; bound is what `in_period` returns.

    He holds them, finished them, or held them when they became overdue.
    """
    since = sa.bindparam("since", type_=sa.Date)
    has_not_ended_before = sa.or_(col(HandledFile.ended_on).is_(None), col(HandledFile.ended_on) >= since)
    was_there = outcomes.received_by(sa.bindparam("as_of", type_=sa.Date)) & has_not_ended_before
    is_his = names_as_holder(sa.bindparam("official_id", type_=sa.Integer))
    return files_listing(scope.narrow(sa.select(col(HandledFile.id)).where(was_there & is_his), HandledFile), today)


def in_period(official_id: int, period: Period, as_of: date) -> dict[str, object]:
    """Return what `worked_on` is bound to."""
    return {"official_id": official_id, "since": period.start, "as_of": as_of}


def files_listing(keys: Records, as_of: date) -> Listing:
    """Return the list of these files, with how many working days each was early or late on that day."""
    finished = sa.func.coalesce(HandledFile.finished_on, LONG_AGO)
    deadline = sa.func.coalesce(HandledFile.deadline_on, LONG_AGO)
    columns = (
        Column("finished", FIELDS["finished_on"], lambda row: row.finished_on, [finished]),
        Column("code", message("File code"), lambda row: row.code, [col(HandledFile.code)]),
        Column("procedure", FIELDS["procedure_id"], lambda row: row.procedure),
        Column("received", FIELDS["received_on"], lambda row: row.received_on, in_table=False),
        Column("channel", FIELDS["channel"], lambda row: word(row.channel), in_table=False),
        Column("due", FIELDS["due_on"], lambda row: row.deadline_on, in_table=False),
        Column("outcome", message("Outcome"), lambda row: word(outcome_on(row, as_of)), [deadline]),
        Column("days", message("Working days early"), lambda row: row.days_early, in_table=False),
    )
    return Listing(
        title=message("Files worked on"),
        name="my-files",
        key=col(HandledFile.id),
        keys=keys,
        rows=_rows(as_of),
        columns=columns,
        order="-finished",
        filters=(outcome_filter(as_of), lists.choice("channel", FIELDS["channel"], HandledFile.channel, Channel)),
        search=search_files,
        search_label=message("Find a file code or a procedure"),
        search_example=message("For example: birth registration"),
    )


@lru_cache(maxsize=2)
def _rows(as_of: date) -> Records:
    until = sa.func.coalesce(HandledFile.finished_on, sa.literal(as_of, sa.Date))
    days_early = working_days_between(until, col(HandledFile.deadline_on)).label("days_early")
    columns = (
        *(col(HandledFile.id), col(HandledFile.code), col(HandledFile.channel), col(HandledFile.received_on)),
        *(col(HandledFile.deadline_on), col(HandledFile.finished_on)),
        *(col(HandledFile.overdue_on), col(HandledFile.ended_on)),
    )
    return (
        sa.select(*columns, col(Procedure.name).label("procedure"), days_early)
        .select_from(HandledFile)
        .outerjoin(Procedure, col(Procedure.id) == col(HandledFile.procedure_id))
    )


def how_it_stands(row: Row, as_of: date) -> tuple[Outcome, Message]:
    """Return the outcome of a file in the list, and how it is told: by how many working days it was early or late."""
    outcome, days = outcome_on(row, as_of), row.days_early
    if outcome is Outcome.EARLY and days:
        return outcome, counted("%(count)s day early", "%(count)s days early", count=days)
    if outcome is Outcome.OVERDUE and days:
        return outcome, counted("%(count)s day late", "%(count)s days late", count=-days)
    return outcome, word(outcome)


@dataclass(frozen=True, slots=True)
class DueFile:
    """A file in work whose deadline has passed or is near; `days_left` counts working days, below 0 those too many."""

    id: int
    code: str
    deadline_on: date
    procedure: str | None
    days_left: int
    is_overdue: bool
    has_cause: bool

    @property
    def told(self) -> Message:
        """How much time is left."""
        if self.is_overdue:
            if self.days_left < 0:
                return counted("%(count)s working day late", "%(count)s working days late", count=-self.days_left)
            return message("overdue since the last working day")
        if self.days_left > 0:
            return counted("due in %(count)s working day", "due in %(count)s working days", count=self.days_left)
        return message("today is its last working day")


@dataclass(frozen=True, slots=True)
class DueSoon:
    """The first of the files that are due, the longest overdue first, and how many there are."""

    files: Sequence[DueFile] = ()
    overdue: int = 0
    coming: int = 0


def due_soon(session: RecordSession, scope: Scope, official_id: int, today: date) -> DueSoon:
    """Return the files in work that the official holds and that are overdue or due in the next working days."""
    wanted = scope.narrow(_due(today), HandledFile)
    rows = session.execute(wanted, {"official_id": official_id}).all()
    if not rows:
        return DueSoon()
    files = [_due_file(row) for row in rows]
    return DueSoon(files, int(rows[0].overdue), int(rows[0].all) - int(rows[0].overdue))


def _due_file(row: Row) -> DueFile:
    is_overdue, has_cause = bool(row.is_overdue), bool(row.has_cause)
    return DueFile(row.id, row.code, row.deadline_on, row.procedure, row.days_left, is_overdue, has_cause)


@lru_cache(maxsize=2)
def _due(today: date) -> Records:
    """Return the select of the files that are due; bound is the `official_id`.

    To build it takes longer than to run it.
    """
    days_left = working_days_between(sa.literal(today, sa.Date), col(HandledFile.deadline_on))
    is_overdue = outcomes.overdue(today)
    has_cause = sa.exists().where(col(DelayCause.file_id) == col(HandledFile.id))
    return (
        sa.select(
            *(col(HandledFile.id), col(HandledFile.code), col(HandledFile.deadline_on)),
            col(Procedure.name).label("procedure"),
            days_left.label("days_left"),
            is_overdue.label("is_overdue"),
            has_cause.label("has_cause"),
            sa.func.sum(sa.case((is_overdue, 1), else_=0)).over().label("overdue"),
            sa.func.count().over().label("all"),
        )
        .select_from(HandledFile)
        .outerjoin(Procedure, col(Procedure.id) == col(HandledFile.procedure_id))
        .where(
            col(HandledFile.handler_id) == sa.bindparam("official_id"),
            outcomes.received_by(today),
            ~outcomes.ended(today),
        )
        .where(col(HandledFile.deadline_on) <= _working_day_after(today))
        .order_by(col(HandledFile.deadline_on), col(HandledFile.id))
        .limit(MOST_DUE)
    )


def _working_day_after(today: date) -> sa.ScalarSelect[date]:
    """Return the last working day that is near, as SQL."""
    on, index = col(CalendarDay.on), col(CalendarDay.working_index)
    last_index = sa.select(index + WORKING_DAYS_AHEAD).where(on == today).scalar_subquery()
    is_near = on.between(today, today + LONGEST_TIME_OFF)
    return sa.select(sa.func.min(on)).where(is_near, index == last_index).scalar_subquery()
