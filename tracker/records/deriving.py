"""What follows from a file's record: its deadline, its timeliness, who answers for it, and the working days it saved.

The one place where an outcome is decided. Everything else (reports, points, screens) reads the columns written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import cast

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.deadlines import DurationUnit, due_date, shifted_due
from tracker.records.delay_causes import excused_since
from tracker.records.hand_overs import HandOver, hand_overs_of, holder_on
from tracker.records.handled_files import MOST_WORKING_DAYS, HandledFile, Timeliness
from tracker.records.lifecycle import PAUSED, WITHDRAWN_OR_REFUSED, FileStatus
from tracker.records.procedures import WEIGHT_OF_ONE, ProcedureTerm, Terms, load_terms
from tracker.records.working_time import WorkingTime, WorkingTimes, load_working_times
from tracker.staleness import mark_everything_stale
from tracker.workdays import Calendar, load_calendar

Values = Mapping[str, object]
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Basis:
    """What files are judged by, apart from their own records."""

    calendar: Calendar
    terms: Terms
    working_times: WorkingTimes


def load_basis(session: Session) -> Basis:
    """Return the calendar, the published terms and the working times as they stand in the database."""
    return Basis(load_calendar(session), load_terms(session), load_working_times(session))


def derive(
    file: Values, basis: Basis, hand_overs: Sequence[HandOver] = (), excused_on: date | None = None
) -> dict[str, object]:
    """Return the derived columns of a file from its recorded ones."""
    received_on = cast(date, file["received_on"])
    finished_on = cast("date | None", file["finished_on"])
    handler_id = cast("int | None", file["handler_id"])
    term = basis.terms.on(cast("int | None", file["procedure_id"]), received_on)
    working_time = basis.working_times.on(received_on)
    published = _published_due(file, term, basis.calendar, working_time)
    deadline = _deadline(file, published, basis.calendar, working_time)
    ended_on = finished_on or _withdrawn_on(file)
    overdue_on = _overdue_on(file, deadline, ended_on)
    timeliness = _timeliness(finished_on, deadline)
    allowed, saved = _allowed_and_saved(file, term, published, deadline, timeliness, basis.calendar, working_time)
    return {
        "deadline_on": deadline,
        "ended_on": ended_on,
        "overdue_on": overdue_on,
        "excused_on": excused_on if overdue_on else None,
        "finisher_id": holder_on(finished_on, handler_id, hand_overs) if finished_on else None,
        "overdue_holder_id": holder_on(overdue_on - ONE_DAY, handler_id, hand_overs) if overdue_on else None,
        "timeliness": timeliness,
        "allowed_days": allowed,
        "saved_days": saved,
        "weight_hundredths": term.weight_hundredths if term else WEIGHT_OF_ONE,
    }


def _published_due(
    file: Values, term: ProcedureTerm | None, calendar: Calendar, working_time: WorkingTime
) -> date | None:
    """Return the day that the procedure's published duration gives, before any pause."""
    if term is None or term.duration is None:
        return None
    due = due_date(
        cast(date, file["received_on"]),
        cast("time | None", file["received_at"]),
        term.duration,
        calendar=calendar,
        office_hours=working_time.office_hours,
        late_receipt_counts_next_day=term.late_receipt_counts_next_day,
    )
    return due.on if due else None


def _deadline(file: Values, published: date | None, calendar: Calendar, working_time: WorkingTime) -> date | None:
    """Return the day to hold: the first due date, or the extended one if it was recorded in time; moved by pauses."""
    first = cast("date | None", file["due_on"]) or published
    if first is None:
        return None
    return _after_pauses(_extended(file, first), file, calendar, working_time)


def _extended(file: Values, first: date) -> date:
    extended = cast("date | None", file["extended_due_on"])
    recorded_on = cast("date | None", file["extension_recorded_on"])
    finished_on = cast("date | None", file["finished_on"])
    if extended is None or recorded_on is None or extended <= first or recorded_on > first:
        return first
    return first if finished_on is not None and finished_on < recorded_on else extended


def _after_pauses(due: date, file: Values, calendar: Calendar, working_time: WorkingTime) -> date:
    paused_days = cast(int, file["paused_days"])
    resumed_on = cast("date | None", file["resumed_on"])
    if not paused_days and resumed_on is None:
        return due
    received_on = cast(date, file["received_on"])
    return shifted_due(due, received_on, paused_days, resumed_on, working_time.pause_policy, calendar)


def _withdrawn_on(file: Values) -> date | None:
    """Return the day on which a withdrawn or refused file ended; that of its receipt where nobody noted another."""
    if cast(FileStatus, file["status"]) not in WITHDRAWN_OR_REFUSED:
        return None
    return cast("date | None", file["status_on"]) or cast(date, file["received_on"])


def _overdue_on(file: Values, deadline: date | None, ended_on: date | None) -> date | None:
    """Return the first day on which the file was or will be overdue as things stand, None if it never will."""
    if deadline is None:
        return None
    status_on = cast("date | None", file["status_on"])
    is_paused = ended_on is None and cast(FileStatus, file["status"]) in PAUSED
    clock_stopped = is_paused and (status_on is None or status_on <= deadline)
    if clock_stopped or (ended_on is not None and ended_on <= deadline):
        return None
    return deadline + ONE_DAY


def _timeliness(finished_on: date | None, deadline: date | None) -> int | None:
    if finished_on is None:
        return None
    if deadline is None:
        return Timeliness.NO_DEADLINE.value
    if finished_on == deadline:
        return Timeliness.ON_TIME.value
    return (Timeliness.EARLY if finished_on < deadline else Timeliness.LATE).value


def _allowed_and_saved(
    file: Values,
    term: ProcedureTerm | None,
    published: date | None,
    deadline: date | None,
    timeliness: int | None,
    calendar: Calendar,
    working_time: WorkingTime,
) -> tuple[int | None, int | None]:
    """Return the working days that the published time allows, and those of them that were saved.

    Without a published time the appointed one stands for it; pauses and extensions are not time allowed. Both are None
    where neither is known.
    """
    if timeliness is None or deadline is None:
        return None, None
    received_on, finished_on = cast(date, file["received_on"]), cast(date, file["finished_on"])
    given = published or cast(date, file["due_on"])
    due = _after_pauses(given, file, calendar, working_time)
    if term is not None and term.amount is not None and term.unit is DurationUnit.WORKING_DAY:
        allowed = term.amount
    else:
        allowed = calendar.between(received_on, given)
    allowed = min(max(allowed, 0), MOST_WORKING_DAYS)
    return allowed, min(max(calendar.between(finished_on, due), 0), allowed)


def derive_file(session: Session, file: HandledFile, basis: Basis | None = None) -> None:
    """Write the derived columns of one file anew, after its record, a hand-over or a cause has changed.

    A flush before would audit the change without what follows from it, and what follows as a change without content.
    """
    assert file.id is not None
    with session.no_autoflush:
        basis = basis or load_basis(session)
        hand_overs = hand_overs_of(session, [file.id]).get(file.id, [])
        excused_on = excused_since(session, [file.id]).get(file.id)
    for name, value in derive(file.model_dump(), basis, hand_overs, excused_on).items():
        setattr(file, name, value)
    session.add(file)
    session.flush()


def rederive_all(session: Session, audit_position: int) -> int:
    """Write the derived columns of every file anew, after the calendar or the published terms have changed.

    Marks every score stale because of the audit entry, for the days present follow from the calendar too; returns how
    many files changed.
    """
    session.flush()
    basis, hand_overs, excused = load_basis(session), hand_overs_of(session), excused_since(session)
    changed: list[dict[str, object]] = []
    files = session.exec(select(HandledFile).execution_options(yield_per=2000))
    for file in files:
        assert file.id is not None
        before = file.model_dump()
        derived = derive(before, basis, hand_overs.get(file.id, ()), excused.get(file.id))
        if any(before[name] != value for name, value in derived.items()):
            changed.append({"file_id": file.id, **derived})
    session.expunge_all()
    _store_derived(session, changed)
    mark_everything_stale(session, audit_position)
    return len(changed)


def _store_derived(session: Session, changed: Iterable[Mapping[str, object]]) -> None:
    rows = list(changed)
    if rows:
        names = [name for name in rows[0] if name != "file_id"]
        statement = sa.update(HandledFile).where(col(HandledFile.id) == sa.bindparam("file_id"))
        session.connection().execute(statement.values({name: sa.bindparam(name) for name in names}), rows)
