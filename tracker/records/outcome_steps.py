"""How the outcome of one file was decided, step by step, so that an official can check it with a calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from tracker.deadlines import Duration
from tracker.messages import Message, message
from tracker.records.deriving import Basis, derive, first_due_on, load_basis
from tracker.records.handled_files import HandledFile
from tracker.records.lifecycle import PAUSED, FileStatus
from tracker.records.outcomes import Outcome, outcome_on
from tracker.records.procedures import ProcedureTerm
from tracker.records.words import word


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is, the day that it gives (None for none), and why that day."""

    title: Message
    on: date | None
    about: Message | None = None


def outcome_steps(session: Session, file: HandledFile, today: date) -> list[Step]:
    """Return the steps from the receipt of a file to its outcome on a day."""
    basis = load_basis(session)
    facts = file.model_dump()
    term = basis.terms.on(file.procedure_id, file.received_on)
    steps = [Step(message("Received"), file.received_on, _at(file))]
    steps += _counted_from(file, term, basis)
    steps += _first_due(file, term, facts, basis)
    steps += _extension(file, facts, basis)
    steps += _pauses(file, facts, basis)
    return [*steps, _due(file), _end(file, basis, today)]


def _at(file: HandledFile) -> Message | None:
    return None if file.received_at is None else message("at %(time)s", time=file.received_at)


def _counted_from(file: HandledFile, term: ProcedureTerm | None, basis: Basis) -> list[Step]:
    """Return the step from the receipt to the day from which days are counted, where it is another day."""
    office_hours = basis.working_times.on(file.received_on).office_hours
    is_strict = term is not None and term.late_receipt_counts_next_day
    if is_strict and file.received_at is not None and file.received_at > office_hours.late_receipt:
        why = message("received after %(hour)s, so it counts as the next working day's", hour=office_hours.late_receipt)
    elif not basis.calendar.is_working(file.received_on):
        why = message("received on a day off, so it counts as the next working day's")
    else:
        return []
    return [Step(message("Counted from"), basis.calendar.add(file.received_on, 1), why)]


def _first_due(file: HandledFile, term: ProcedureTerm | None, facts: Mapping[str, object], basis: Basis) -> list[Step]:
    """Return the published and the appointed day; the appointed one counts where there is one."""
    duration = term.duration if term else None
    published = first_due_on({**facts, "due_on": None}, basis)
    steps = []
    if duration is not None and published is not None:
        steps.append(Step(message("Published term"), published, _counted(duration)))
    elif file.procedure_id is None:
        steps.append(Step(message("Published term"), None, message("no procedure is noted")))
    else:
        steps.append(Step(message("Published term"), None, message("no term is published for the procedure")))
    if file.due_on is not None:
        steps.append(Step(message("Appointed due date"), file.due_on, message("the appointed day counts")))
    return steps


def _counted(duration: Duration) -> Message:
    return message("%(unit)s: %(amount)d", amount=duration.amount, unit=word(duration.unit))


def _extension(file: HandledFile, facts: Mapping[str, object], basis: Basis) -> list[Step]:
    if file.extended_due_on is None:
        return []
    first = first_due_on(facts, basis)
    bare = {**facts, "paused_days": 0, "resumed_on": None, "status": FileStatus.PROCESSING}
    counts = derive(bare, basis)["deadline_on"] == file.extended_due_on != first
    title = message("Extended to")
    if counts:
        return [
            Step(title, file.extended_due_on, message("recorded on %(day)s, in time", day=file.extension_recorded_on))
        ]
    if file.extension_recorded_on is None:
        return [Step(title, file.extended_due_on, message("does not count: nobody knows when it was recorded"))]
    why = message("does not count: recorded on %(day)s, after the first due date", day=file.extension_recorded_on)
    return [Step(title, file.extended_due_on, why)]


def _pauses(file: HandledFile, facts: Mapping[str, object], basis: Basis) -> list[Step]:
    steps = []
    if file.paused_days:
        without = derive({**facts, "paused_days": 0, "resumed_on": None}, basis)["deadline_on"]
        moves = without != file.deadline_on
        why = message("moves the due date") if moves else message("changes nothing: it began after the due date")
        days = message("working days waiting for the applicant: %(days)d", days=file.paused_days)
        steps.append(Step(message("Pauses"), file.resumed_on, message("%(days)s; %(why)s", days=days, why=why)))
    if file.status in PAUSED and file.ended_on is None:
        waits = message("%(status)s: the clock stands still", status=word(file.status))
        steps.append(Step(message("Waiting since"), file.status_on, waits))
    return steps


def _due(file: HandledFile) -> Step:
    if file.deadline_on is None:
        return Step(message("Due"), None, message("nothing says when it is due"))
    return Step(message("Due"), file.deadline_on, message("the day to hold"))


def _end(file: HandledFile, basis: Basis, today: date) -> Step:
    """Return the last step: how the file stood against its due date when it ended, or stands today."""
    outcome, due = outcome_on(file, today), file.deadline_on
    ended_on = file.ended_on if file.ended_on is not None and file.ended_on <= today else None
    if ended_on is None:
        return Step(message("Today"), today, _apart(basis, today, due, outcome))
    title = message("Result ready") if file.finished_on is not None else word(file.status)
    return Step(title, ended_on, _apart(basis, ended_on, due, outcome))


def _apart(basis: Basis, day: date, due: date | None, outcome: Outcome) -> Message:
    """Return the outcome, and how many working days lie between the day and the due date."""
    if due is None:
        return word(outcome)
    days = abs(basis.calendar.between(day, due))
    if day == due:
        said = message("on the due date")
    elif day > due:
        said = message("working days after the due date: %(days)d", days=days)
    elif outcome is Outcome.OPEN:
        said = message("working days left: %(days)d", days=days)
    else:
        said = message("working days before the due date: %(days)d", days=days)
    return message("%(outcome)s, %(said)s", outcome=word(outcome), said=said)
