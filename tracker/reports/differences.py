"""The files that form II.06a counts otherwise than their outcome does, and why."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.messages import Message, message
from tracker.periods import Period
from tracker.records import outcomes
from tracker.records.handled_files import HandledFile
from tracker.records.outcomes import Outcome
from tracker.records.procedures import Procedure
from tracker.reports.form_ii06a import outcome_columns, waiting
from tracker.reports.period_files import Condition, counted_in


class State(enum.StrEnum):
    """What the form looks at where the outcome looks at the deadline."""

    WITHDRAWN = "withdrawn"
    WAITING = "waiting"
    FINISHED = "finished"
    IN_WORK = "in_work"


BECAUSE = {
    (Outcome.NONE, State.WITHDRAWN): message(
        "Withdrawn or refused in time: it has no outcome, the form counts it as resolved on time."
    ),
    (Outcome.OVERDUE, State.WITHDRAWN): message(
        "Withdrawn or refused after its due date: it is overdue, the form counts it as resolved on time."
    ),
    (Outcome.OPEN, State.WAITING): message(
        "Waits for the applicant's supplement: it is open, the form counts it as resolved on time."
    ),
    (Outcome.OVERDUE, State.WAITING): message(
        "Waits for the applicant's supplement but was overdue before: the form counts it as resolved on time."
    ),
    (Outcome.NO_DEADLINE, State.WAITING): message(
        "Waits for the applicant's supplement, without a due date: the form counts it as resolved on time."
    ),
    (Outcome.NO_DEADLINE, State.FINISHED): message(
        "Finished without a due date: it has no timeliness, the form counts it as resolved on time."
    ),
    (Outcome.NO_DEADLINE, State.IN_WORK): message(
        "In work without a due date: it has no timeliness, the form counts it as in work and in time."
    ),
}


@dataclass(frozen=True, slots=True)
class DifferingFile:
    """One file, its outcome, the column of the form in which it stands, and why the two differ."""

    code: str
    field: str
    outcome: Outcome
    column: int
    because: Message


def differing_files(
    session: Session, period: Period, as_of: date, where: Condition | None = None
) -> tuple[DifferingFile, ...]:
    """Return the files of the period on which the form and the outcome differ, by code, where `where` holds."""
    is_withdrawn, is_waiting = outcomes.withdrawn(as_of), waiting(as_of)
    columns = outcome_columns(as_of).items()
    state = sa.case(
        (is_withdrawn, State.WITHDRAWN.value),
        (is_waiting, State.WAITING.value),
        (outcomes.finished(as_of), State.FINISHED.value),
        else_=State.IN_WORK.value,
    )
    differing = (
        sa.select(
            col(HandledFile.code),
            col(Procedure.field),
            outcomes.outcome_of(as_of),
            sa.case(*((condition, number) for number, condition in columns)),
            state,
        )
        .select_from(HandledFile)
        .outerjoin(Procedure, col(Procedure.id) == HandledFile.procedure_id)
        .where(counted_in(period, as_of, where))
        .where(is_withdrawn | is_waiting | col(HandledFile.deadline_on).is_(None))
        .order_by(col(HandledFile.code))
    )
    return tuple(
        DifferingFile(code, field or "", Outcome(outcome), column, BECAUSE[Outcome(outcome), State(in_state)])
        for code, field, outcome, column, in_state in session.connection().execute(differing)
    )
