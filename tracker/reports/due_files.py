"""The files that a leader looks after first: due in the next days, and overdue; each with who holds it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.records import outcomes
from tracker.records.delay_causes import DelayCause
from tracker.records.hand_overs import gives_it_first
from tracker.records.handled_files import HandledFile
from tracker.records.lifecycle import FileStatus
from tracker.records.officials import Official
from tracker.records.procedures import Procedure
from tracker.reports.period_files import Condition

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DueFile:
    """One file with its deadline and who held it on the day that was looked at."""

    id: int
    code: str
    procedure: str | None
    due_on: date
    ended_on: date | None
    status: FileStatus
    holder_id: int | None
    holder: str | None


@dataclass(frozen=True, slots=True)
class DueFiles:
    """The first files of a list, and how many there are in all."""

    files: tuple[DueFile, ...]
    total: int


def files_due(
    session: Session, first: date, last: date, as_of: date, where: Condition | None = None, most: int = 8
) -> DueFiles:
    """Return the files that were open on a day and whose deadline lies between two others, the earliest first."""
    is_due = outcomes.is_open(as_of) & col(HandledFile.deadline_on).between(first, last)
    return _list(session, is_due & outcomes.received_by(as_of), as_of, where, most)


def files_due_now(session: Session, today: date, last: date, where: Condition | None = None, most: int = 8) -> DueFiles:
    """Return the files to finish from today to a day, the earliest due first; not those whose clock stands still.

    Quicker than `files_due`: a file in work today says itself on which day it would become overdue.
    """
    would_be_late = col(HandledFile.overdue_on).between(today + ONE_DAY, last + ONE_DAY)
    return _list(session, would_be_late & ~outcomes.ended(today), today, where, most)


def files_overdue(session: Session, as_of: date, where: Condition | None = None, most: int = 8) -> DueFiles:
    """Return the files in work and past their deadline, the longest overdue first."""
    in_work = sa.or_(col(HandledFile.ended_on).is_(None), col(HandledFile.ended_on) > as_of)
    return _list(session, (col(HandledFile.overdue_on) <= as_of) & in_work, as_of, where, most)


def files_ended_late(
    session: Session, first: date, last: date, where: Condition | None = None, most: int = 8
) -> DueFiles:
    """Return the files that ended between two days and past their deadline, the earliest due first."""
    is_late = (col(HandledFile.overdue_on) <= last) & col(HandledFile.ended_on).between(first, last)
    return _list(session, is_late, last, where, most)


def last_causes(session: Session, file_ids: Collection[int], as_of: date) -> dict[int, DelayCause]:
    """Return, by file, the last cause of its delay that was given by that day."""
    wanted = (
        select(DelayCause)
        .where(col(DelayCause.file_id).in_(file_ids), col(DelayCause.said_on) <= as_of)
        .order_by(col(DelayCause.id))
    )
    return {cause.file_id: cause for cause in session.exec(wanted)} if file_ids else {}


def _list(session: Session, is_listed: Condition, as_of: date, where: Condition | None, most: int) -> DueFiles:
    listed = (
        sa.select(
            col(HandledFile.id),
            col(HandledFile.code),
            col(HandledFile.procedure_id),
            col(HandledFile.deadline_on),
            col(HandledFile.ended_on),
            col(HandledFile.status),
            col(HandledFile.handler_id),
            sa.func.count().over().label("total"),
        )
        .where(is_listed if where is None else is_listed & where)
        .order_by(col(HandledFile.deadline_on), col(HandledFile.id))
        .limit(most)
        .subquery()
    )
    holder_id = sa.func.coalesce(gives_it_first(listed.c.id, as_of), listed.c.handler_id)  # Of those listed alone.
    named = (
        sa.select(listed, holder_id.label("holder_id"))
        .add_columns(col(Procedure.name).label("procedure"), col(Official.full_name).label("holder"))
        .outerjoin_from(listed, Procedure, col(Procedure.id) == listed.c.procedure_id)
        .outerjoin(Official, col(Official.id) == holder_id)
        .order_by(listed.c.deadline_on, listed.c.id)
    )
    rows = session.connection().execute(named).all()
    files = tuple(
        DueFile(row.id, row.code, row.procedure, row.deadline_on, row.ended_on, row.status, row.holder_id, row.holder)
        for row in rows
    )
    return DueFiles(files, rows[0].total if rows else 0)
