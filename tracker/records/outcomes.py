"""The outcome of a file, as conditions for SQL and as a word: one definition for reports, points and screens.

Early: finished before the deadline. On time: on it. Overdue: finished after it, or not finished and past it. Open: not
finished, not past it. No deadline: neither appointed nor published. Withdrawn and refused files that ended in time have
no outcome. What is dated after `as_of` has not happened yet.
"""

from __future__ import annotations

import enum
from datetime import date

import sqlalchemy as sa
from sqlmodel import col

from tracker.periods import Period
from tracker.records.handled_files import HandledFile, Timeliness
from tracker.records.lifecycle import WITHDRAWN_OR_REFUSED

Condition = sa.ColumnElement[bool]


class Outcome(enum.StrEnum):
    """What became of a file by a day; `NONE` is a withdrawn or refused file that ended in time."""

    EARLY = "early"
    ON_TIME = "on_time"
    OVERDUE = "overdue"
    OPEN = "open"
    NO_DEADLINE = "no_deadline"
    NONE = "none"


def finished(as_of: date) -> Condition:
    """Whether the result was ready."""
    return sa.func.coalesce(col(HandledFile.finished_on) <= as_of, sa.false())


def withdrawn(as_of: date) -> Condition:
    """Whether the file had ended without a result."""
    without_result = col(HandledFile.status).in_(sorted(WITHDRAWN_OR_REFUSED)) & col(HandledFile.finished_on).is_(None)
    return ended(as_of) & without_result


def overdue(as_of: date) -> Condition:
    """Whether the file was finished late, or open and late."""
    return sa.func.coalesce(col(HandledFile.overdue_on) <= as_of, sa.false())


def early(as_of: date) -> Condition:
    """Whether the file was finished before its deadline."""
    return finished(as_of) & (col(HandledFile.timeliness) == Timeliness.EARLY.value)


def on_time(as_of: date) -> Condition:
    """Whether the file was finished on the day of its deadline."""
    return finished(as_of) & (col(HandledFile.timeliness) == Timeliness.ON_TIME.value)


def no_deadline(as_of: date) -> Condition:
    """Whether nothing says when the file was due; one that was withdrawn has no outcome instead."""
    return col(HandledFile.deadline_on).is_(None) & ~withdrawn(as_of)


def ended(as_of: date) -> Condition:
    """Whether nobody had to work on the file any more."""
    return sa.func.coalesce(col(HandledFile.ended_on) <= as_of, sa.false())


def is_open(as_of: date) -> Condition:
    """Whether the file was in work and not past its deadline."""
    return col(HandledFile.deadline_on).is_not(None) & ~ended(as_of) & ~overdue(as_of)


def received_by(as_of: date | sa.BindParameter[date]) -> Condition:
    """Whether the file existed."""
    return col(HandledFile.received_on) <= as_of


def received_in(period: Period, as_of: date) -> Condition:
    """Whether a file was received in the period."""
    return col(HandledFile.received_on).between(period.start, as_of)


def outcome_of(as_of: date) -> sa.Case[str]:
    """Return the outcome as a column."""
    return sa.case(
        (overdue(as_of), Outcome.OVERDUE.value),
        (early(as_of), Outcome.EARLY.value),
        (on_time(as_of), Outcome.ON_TIME.value),
        (no_deadline(as_of), Outcome.NO_DEADLINE.value),
        (withdrawn(as_of), Outcome.NONE.value),
        else_=Outcome.OPEN.value,
    )


def outcome_on(file: HandledFile, as_of: date) -> Outcome:
    """Return the outcome of one file, as `outcome_of` gives it in SQL."""
    if file.overdue_on is not None and file.overdue_on <= as_of:
        return Outcome.OVERDUE
    if file.ended_on is not None and file.ended_on <= as_of:
        if file.finished_on is None:
            return Outcome.NONE
        if file.deadline_on is not None:
            return Outcome.EARLY if file.finished_on < file.deadline_on else Outcome.ON_TIME
    return Outcome.NO_DEADLINE if file.deadline_on is None else Outcome.OPEN
