"""Deriving the columns of many files anew, after what they are judged by has changed, or as if it had."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.deadlines import DurationUnit
from tracker.records.delay_causes import DelayCause, excused_since
from tracker.records.deriving import Basis, FileFacts, derive, load_basis
from tracker.records.hand_overs import HandOver, hand_overs_of
from tracker.records.handled_files import DERIVED, HandledFile
from tracker.records.procedures import ProcedureTerm, load_terms
from tracker.records.working_time import WorkingTime, WorkingTimes, load_working_times
from tracker.staleness import mark_everything_stale
from tracker.workdays import load_calendar

AT_ONCE = 2000
_FILES = sa.select(
    *(col(getattr(HandledFile, name)) for name in ("id", *FileFacts.__annotations__, *sorted(DERIVED))),
    sa.exists().where(col(HandOver.file_id) == col(HandledFile.id)).label("was_passed_on"),
    sa.exists().where(col(DelayCause.file_id) == col(HandledFile.id)).label("was_explained"),
)
Condition = sa.ColumnElement[bool]
Row = Mapping[str, Any]


def rederive_all(session: Session, audit_position: int) -> int:
    """Write the derived columns of every file anew, after the calendar or the published terms have changed.

    Marks every score stale because of the audit entry, for the days present follow from the calendar too; returns how
    many files changed.
    """
    changed = _rederive(session, sa.true(), load_basis(session))
    mark_everything_stale(session, audit_position)
    return changed


def rederive_procedure(session: Session, procedure_id: int) -> int:
    """Write the derived columns of one procedure's files anew, after its terms have changed.

    Returns how many files changed. The changed term has marked the scores stale by itself.
    """
    return _rederive(session, col(HandledFile.procedure_id) == procedure_id, load_basis(session))


def rederive_under(session: Session, change: Callable[[WorkingTime], WorkingTime], first: date, last: date) -> int:
    """Write the derived columns of the files received on these days anew, as if the hours that held had been changed.

    For a session of `Database.trying` only: nothing is audited, no score marked. Returns how many files changed.
    """
    held = load_working_times(session).between(first, last)
    tried = [(day, change(hours)) for day, hours in held]
    ends = [day - timedelta(days=1) for day, _ in held[1:]] + [last]
    may_move = [
        col(HandledFile.received_on).between(max(day, first), end) & moved
        for (day, before), (_, after), end in zip(held, tried, ends, strict=True)
        for moved in _moved_by(before, after)
    ]
    if not may_move:
        return 0
    basis = Basis(load_calendar(session), load_terms(session), WorkingTimes(tried))
    return _rederive(session, sa.or_(*may_move), basis)


def _moved_by(before: WorkingTime, after: WorkingTime) -> Iterable[Condition]:
    """Return which files other hours may move: all of those that do move, and few others."""
    for name, condition in _MAY_MOVE.items():
        if getattr(before, name) != getattr(after, name):
            yield condition(before, after)


def _of_procedures(wanted: sa.SQLColumnExpression[bool]) -> Condition:
    return col(HandledFile.procedure_id).in_(sa.select(col(ProcedureTerm.procedure_id)).where(wanted))


def _in_hours(_before: WorkingTime, _after: WorkingTime) -> Condition:
    return _of_procedures(col(ProcedureTerm.unit) == DurationUnit.HOUR)


def _received_between(before: WorkingTime, after: WorkingTime) -> Condition:
    """Return the files that are late on one side only."""
    earlier, later = sorted((before.late_receipt, after.late_receipt))
    received_at = col(HandledFile.received_at)
    counts_next_day = _of_procedures(col(ProcedureTerm.late_receipt_counts_next_day))
    return (received_at > earlier) & (received_at <= later) & counts_next_day


def _paused(_before: WorkingTime, _after: WorkingTime) -> Condition:
    return (col(HandledFile.paused_days) != 0) | col(HandledFile.resumed_on).is_not(None)


_MAY_MOVE: Mapping[str, Callable[[WorkingTime, WorkingTime], Condition]] = MappingProxyType(
    {"shifts": _in_hours, "late_receipt": _received_between, "pause_policy": _paused}
)
"""Which files each setting may move."""


def _rederive(session: Session, wanted: Condition, basis: Basis) -> int:
    session.flush()
    found = session.connection().execute(_FILES.where(wanted), execution_options={"yield_per": AT_ONCE})
    read, moved, names = tuple(found.keys()), dict[int, Row](), set[str]()
    for rows in found.partitions():
        files = [dict(zip(read, row, strict=True)) for row in rows]
        for file, derived in _derived(session, files, basis):
            others = {name for name, value in derived.items() if file[name] != value}
            if others:
                moved[file["id"]] = derived
                names |= others
    session.expunge_all()
    _store(session, moved, sorted(names))
    return len(moved)


def _derived(session: Session, files: Sequence[Row], basis: Basis) -> Iterator[tuple[Row, Row]]:
    passed_on = [file["id"] for file in files if file["was_passed_on"]]
    explained = [file["id"] for file in files if file["was_explained"]]
    hand_overs = hand_overs_of(session, passed_on) if passed_on else {}
    excused = excused_since(session, explained) if explained else {}
    for file in files:
        yield file, derive(file, basis, hand_overs.get(file["id"], ()), excused.get(file["id"]))


def _store(session: Session, moved: Mapping[int, Row], names: Iterable[str]) -> None:
    """Write the columns that moved in some file; each of the others would cost its indexes time."""
    rows = [{"file_id": file_id, **{name: derived[name] for name in names}} for file_id, derived in moved.items()]
    if rows:
        statement = sa.update(HandledFile).where(col(HandledFile.id) == sa.bindparam("file_id"))
        session.connection().execute(statement.values({name: sa.bindparam(name) for name in names}), rows)
