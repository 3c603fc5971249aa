"""How an official's total moved: from how many points to how many, when, and what moved it."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from tracker.accounts.accounts import Account
from tracker.audit import AuditEntry
from tracker.messages import Message, message
from tracker.periods import Period
from tracker.records.absences import Absence
from tracker.records.delay_causes import DelayCause
from tracker.records.duty_days import DutyDay
from tracker.records.hand_overs import HandOver
from tracker.records.handled_files import HandledFile
from tracker.records.holders import HOLDERS
from tracker.records.officials import Official
from tracker.records.postings import Posting
from tracker.records.training_records import TrainingRecord
from tracker.scoring.scorecards import ScoreChange

MOST_CHANGES = 10
OF_ONE_OFFICIAL: tuple[tuple[type[SQLModel], Message], ...] = (
    (DutyDay, message("a duty day")),
    (TrainingRecord, message("a course")),
    (Absence, message("an absence")),
    (Posting, message("a posting")),
)
OF_EVERYBODY = {
    "tracker_dated_settings": message("the settings of the rules"),
    "tracker_holiday_override": message("the calendar of working days"),
    "tracker_calendar_day": message("the calendar of working days"),
    "tracker.working_time": message("the working hours"),
    "tracker_plugin_fingerprint": message("the installed rules"),
    "tracker_procedure": message("a procedure"),
    "tracker_procedure_term": message("the published duration of a procedure"),
    "tracker_import_batch": message("an import"),
}
OF_SOMEBODY_ELSE = message("a record of another official")


@dataclass(frozen=True, slots=True)
class Also:
    """One more change for everybody: of what, by whom, when and why."""

    what: Message
    who: str
    at: datetime
    because: str | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A total that moved, and the change of the records that moved it; `what` is None where only time passed.

    Who changed it, and why, is left out where the record is somebody else's. `also` is what else changed for everybody
    since the total was given before, the last change first.
    """

    period: str
    before: Decimal | None
    after: Decimal | None
    at: datetime
    what: Message | None = None
    who: str | None = None
    because: str | None = None
    also: Sequence[Also] = ()


def score_changes(session: Session, parts: Sequence[Period], official_id: int) -> list[Moved]:
    """Return how the official's totals in these parts moved, the last change first."""
    bound = {"official_id": official_id, "periods": [part.name for part in parts]}
    rows = session.execute(_changes(), bound).all()
    also = _also(session, {position for row in rows for position in _also_positions(row)})
    return [
        replace(_moved(row), also=[also[position] for position in reversed(_also_positions(row)) if position in also])
        for row in rows
    ]


def _also_positions(row: sa.Row[*tuple[Any, ...]]) -> list[int]:
    positions: list[int] = json.loads(row[0].also_positions or "[]")
    return positions


def _also(session: Session, positions: Collection[int]) -> dict[int, Also]:
    """Return the changes for everybody among these audit entries."""
    if not positions:
        return {}
    wanted = (
        sa.select(AuditEntry, col(Official.full_name))
        .outerjoin_from(AuditEntry, Account, col(Account.name) == col(AuditEntry.actor))
        .outerjoin(Official, col(Official.id) == col(Account.official_id))
        .where(col(AuditEntry.position).in_(positions), col(AuditEntry.subject).in_(OF_EVERYBODY))
    )
    return {
        entry.position: Also(OF_EVERYBODY[entry.subject], who or entry.actor, entry.at, entry.because)
        for entry, who in session.execute(wanted)
    }


@cache
def _changes() -> sa.Select[*tuple[Any, ...]]:
    """Return the select of the changes, each with its audit entry and what it says of the official's own records.

    Bound are the `official_id` and the `periods`: to build it takes longer than to run it.
    """
    official_id = sa.bindparam("official_id", type_=sa.Integer)
    file_id = sa.func.coalesce(_subject_id(HandledFile), DelayCause.file_id, HandOver.file_id)
    holders = (*(getattr(HandledFile, name) for name in HOLDERS), HandOver.from_official_id)
    is_own = sa.or_(*(col(holder) == official_id for holder in holders))
    wanted: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            *(ScoreChange, AuditEntry, col(Official.full_name).label("who"), col(HandledFile.code).label("code")),
            is_own.label("is_own"),
        )
        .outerjoin(AuditEntry, col(AuditEntry.position) == col(ScoreChange.audit_position))
        .outerjoin(Account, col(Account.name) == col(AuditEntry.actor))
        .outerjoin(Official, col(Official.id) == col(Account.official_id))
        .outerjoin(DelayCause, col(DelayCause.id) == _subject_id(DelayCause))
        .outerjoin(HandOver, col(HandOver.id) == _subject_id(HandOver))
        .outerjoin(HandledFile, col(HandledFile.id) == file_id)
        .where(col(ScoreChange.official_id) == official_id)
        .where(col(ScoreChange.period).in_(sa.bindparam("periods", expanding=True)))
        .order_by(col(ScoreChange.id).desc())
        .limit(MOST_CHANGES)
    )
    for table, _ in OF_ONE_OFFICIAL:
        columns = SQLModel.metadata.tables[str(table.__tablename__)].c
        is_subject = (columns.id == _subject_id(table)) & (columns.official_id == official_id)
        wanted = wanted.outerjoin(columns.id.table, is_subject).add_columns(columns.id.label(str(table.__tablename__)))
    return wanted


def _subject_id(table: type[SQLModel]) -> sa.Case[int]:
    """Return the id of the record of this table that the audit entry is about, NULL for an entry about another."""
    return sa.case((col(AuditEntry.subject) == table.__tablename__, sa.cast(AuditEntry.subject_id, sa.Integer)))


def _moved(row: sa.Row[*tuple[Any, ...]]) -> Moved:
    change, entry = row[0], row[1]
    before, after = (
        None if points is None else Decimal(points) / 100
        for points in (change.before_hundredths, change.after_hundredths)
    )
    if entry is None:
        return Moved(change.period, before, after, change.changed_at)
    what = _what(row, entry)
    if what is OF_SOMEBODY_ELSE:
        return Moved(change.period, before, after, entry.at, what)
    return Moved(change.period, before, after, entry.at, what, row.who or entry.actor, entry.because)


def _what(row: sa.Row[*tuple[Any, ...]], entry: AuditEntry) -> Message:
    if row.code is not None and (row.is_own or _was_own(row[0].official_id, entry)):
        return message("the file %(code)s", code=row.code)
    own = (told for table, told in OF_ONE_OFFICIAL if row._mapping[str(table.__tablename__)] is not None)
    return next(own, OF_EVERYBODY.get(entry.subject, OF_SOMEBODY_ELSE))


def _was_own(official_id: int, entry: AuditEntry) -> bool:
    """Whether the change took a file from the official, as an accepted "not mine" does."""
    if entry.subject != HandledFile.__tablename__ or entry.before is None:
        return False
    before = json.loads(entry.before)
    return official_id in {before.get(name) for name in HOLDERS}
