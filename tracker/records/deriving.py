"""What follows from a file's record: its deadline, its timeliness, who answers for it, and the working days it saved.

The one place where an outcome is decided. Everything else (reports, points, screens) reads the columns written here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from types import MappingProxyType
from typing import NamedTuple, TypedDict, cast

from sqlmodel import Session

from tracker.deadlines import DurationUnit, due_date, shifted_due
from tracker.records.delay_causes import excused_since
from tracker.records.hand_overs import HandOver, hand_overs_of, holder_on
from tracker.records.handled_files import MOST_WORKING_DAYS, HandledFile, Timeliness
from tracker.records.lifecycle import PAUSED, WITHDRAWN_OR_REFUSED, FileStatus
from tracker.records.procedures import WEIGHT_OF_ONE, ProcedureTerm, Terms, load_terms
from tracker.records.searching import backwards
from tracker.records.working_time import WorkingTime, WorkingTimes, load_working_times
from tracker.workdays import Calendar, load_calendar

ONE_DAY = timedelta(days=1)


class FileFacts(TypedDict):
    """The recorded columns of a file from which the derived ones follow."""

    code: str
    procedure_id: int | None
    handler_id: int | None
    received_on: date
    received_at: time | None
    due_on: date | None
    extended_due_on: date | None
    extension_recorded_on: date | None
    finished_on: date | None
    status: FileStatus
    status_on: date | None
    paused_days: int
    resumed_on: date | None


@dataclass(frozen=True, slots=True)
class Basis:
    """What files are judged by, apart from their own records."""

    calendar: Calendar
    terms: Terms
    working_times: WorkingTimes


def load_basis(session: Session) -> Basis:
    """Return the calendar, the published terms and the working times as they stand in the database."""
    return Basis(load_calendar(session), load_terms(session), load_working_times(session))


class Judged(NamedTuple):
    """One file and what it is judged by on the day of its receipt."""

    facts: FileFacts
    term: ProcedureTerm | None
    working_time: WorkingTime
    calendar: Calendar


def derive(
    file: Mapping[str, object], basis: Basis, hand_overs: Sequence[HandOver] = (), excused_on: date | None = None
) -> dict[str, object]:
    """Return the derived columns of a file from its recorded ones."""
    judged = _judged(file, basis)
    facts, term = judged.facts, judged.term
    finished_on, handler_id = facts["finished_on"], facts["handler_id"]
    published = _published_due(judged)
    deadline = _deadline(judged, published)
    ended_on = finished_on or _withdrawn_on(facts)
    overdue_on = _overdue_on(facts, deadline, ended_on)
    allowed, saved = _allowed_and_saved(judged, published) if finished_on and deadline else (None, None)
    return {
        "deadline_on": deadline,
        "ended_on": ended_on,
        "overdue_on": overdue_on,
        "excused_on": excused_on if overdue_on else None,
        "finisher_id": holder_on(finished_on, handler_id, hand_overs) if finished_on else None,
        "overdue_holder_id": holder_on(overdue_on - ONE_DAY, handler_id, hand_overs) if overdue_on else None,
        "timeliness": _timeliness(finished_on, deadline),
        "allowed_days": allowed,
        "saved_days": saved,
        "weight_hundredths": term.weight_hundredths if term else WEIGHT_OF_ONE,
        "code_backwards": backwards(facts["code"]),
    }


def first_due_on(file: Mapping[str, object], basis: Basis) -> date | None:
    """Return the first due date of a file, appointed or published, before any extension and pause."""
    judged = _judged(file, basis)
    return judged.facts["due_on"] or _published_due(judged)


def _judged(file: Mapping[str, object], basis: Basis) -> Judged:
    facts = cast(FileFacts, file)
    received_on = facts["received_on"]
    term = basis.terms.on(facts["procedure_id"], received_on)
    return Judged(facts, term, basis.working_times.on(received_on), basis.calendar)


def _published_due(judged: Judged) -> date | None:
    """Return the day that the procedure's published duration gives, before any pause."""
    term = judged.term
    duration = term.duration if term else None
    if term is None or duration is None:
        return None
    due = due_date(
        judged.facts["received_on"],
        judged.facts["received_at"],
        duration,
        calendar=judged.calendar,
        office_hours=judged.working_time.office_hours,
        late_receipt_counts_next_day=term.late_receipt_counts_next_day,
    )
    return due.on if due else None


def _deadline(judged: Judged, published: date | None) -> date | None:
    """Return the day to hold: the first due date, or the extended one if it was recorded in time; moved by pauses."""
    first = judged.facts["due_on"] or published
    return None if first is None else _after_pauses(judged, _extended(judged.facts, first))


def _extended(facts: FileFacts, first: date) -> date:
    extended, recorded_on, finished_on = facts["extended_due_on"], facts["extension_recorded_on"], facts["finished_on"]
    if extended is None or recorded_on is None or extended <= first or recorded_on > first:
        return first
    return first if finished_on is not None and finished_on < recorded_on else extended


def _after_pauses(judged: Judged, due: date) -> date:
    """Return the day that pauses make of a due date; one that began after it changes nothing."""
    facts = judged.facts
    paused_days, resumed_on = facts["paused_days"], facts["resumed_on"]
    if not paused_days and resumed_on is None:
        return due
    began_on = _pause_began_on(facts, judged.calendar)
    if began_on is not None and began_on > due:
        return due
    policy = judged.working_time.pause_policy
    return shifted_due(due, facts["received_on"], paused_days, resumed_on, policy, judged.calendar)


def _pause_began_on(facts: FileFacts, calendar: Calendar) -> date | None:
    """Return the day on which the last pause began, None where the record does not say."""
    resumed_on = facts["resumed_on"]
    if resumed_on is not None:
        # From a working day: `add` would not count the one on which a pause that ended on a day off began.
        return calendar.add(calendar.previous_working(resumed_on), -facts["paused_days"])
    return facts["status_on"] if facts["status"] in PAUSED else None


def _withdrawn_on(facts: FileFacts) -> date | None:
    """Return the day on which a withdrawn or refused file ended; that of its receipt where nobody noted another."""
    if facts["status"] not in WITHDRAWN_OR_REFUSED:
        return None
    return facts["status_on"] or facts["received_on"]


def _overdue_on(facts: FileFacts, deadline: date | None, ended_on: date | None) -> date | None:
    """Return the first day on which the file was or will be overdue as things stand, None if it never will."""
    if deadline is None:
        return None
    status_on = facts["status_on"]
    is_paused = ended_on is None and facts["status"] in PAUSED
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


def _allowed_and_saved(judged: Judged, published: date | None) -> tuple[int, int | None]:
    """Return the working days that the published time allows a finished file, and those of them that were saved.

    Without a published time the appointed one stands for it; pauses and extensions are not time allowed. A file of one
    day or less can hardly be early: ready by its published day, it saved what it was allowed. One that allows no day
    and was not ready by then has None saved, so that 0 of 0 always means that it was.
    """
    facts, term, calendar = judged.facts, judged.term, judged.calendar
    given, finished_on = published or facts["due_on"], facts["finished_on"]
    assert given is not None
    assert finished_on is not None
    due = _after_pauses(judged, given)
    if term is not None and term.amount is not None and term.unit is DurationUnit.WORKING_DAY:
        allowed = term.amount
    else:
        allowed = calendar.between(facts["received_on"], given)
    allowed = min(max(allowed, 0), MOST_WORKING_DAYS)
    if allowed <= 1 and finished_on <= due:
        return allowed, allowed
    return allowed, min(max(calendar.between(finished_on, due), 0), allowed) if allowed else None


def derive_file(
    session: Session,
    file: HandledFile,
    basis: Basis | None = None,
    changes: Mapping[str, object] = MappingProxyType({}),
) -> None:
    """Write `changes` and the derived columns of one file, after its record, a hand-over or a cause has changed.

    Where nothing can be derived (InputError) the file stays as it was. A flush before would audit the change without
    what follows from it, and what follows as a change without content.
    """
    assert file.id is not None
    with session.no_autoflush:
        basis = basis or load_basis(session)
        hand_overs = hand_overs_of(session, [file.id]).get(file.id, [])
        excused_on = excused_since(session, [file.id]).get(file.id)
    recorded = {**file.model_dump(), **changes}
    for name, value in {**changes, **derive(recorded, basis, hand_overs, excused_on)}.items():
        setattr(file, name, value)
    session.add(file)
    session.flush()
