"""What an initiative changed, as far as files can say: working days of the procedure before and after it.

Both sides are equally long: as many days as it has been practised, at most 90, and only days that are over. A side
counts the files that were received and finished within it. So a file that was begun in the old way and finished in the
new one stands on neither side, and files too slow to fit are left out on both sides alike; how many these are is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.decisions.initiatives import Initiative
from tracker.messages import Message, message
from tracker.records.handled_files import HandledFile, Timeliness
from tracker.records.procedures import terms_of
from tracker.reports.shares import as_percent, share
from tracker.scoring.file_measures import excused
from tracker.workdays import working_days_between

LONGEST_SPAN = 90
"""Days on each side: about a quarter, long enough for most procedures, short enough to be about the initiative."""
FEWEST_FILES = 10
"""So many files each side needs before a median says anything."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Side:
    """The files that were received and finished from the first to the last day.

    `by_days` says how many took so many working days from receipt to finish, pauses not counted. `due` are those that
    had a due date, without those late for a confirmed objective cause, and `in_time` those of them early or on time.
    `unfinished` were received within the days as well, and took longer than their end.
    """

    first: date
    last: date
    by_days: Mapping[int, int]
    due: int = 0
    in_time: int = 0
    unfinished: int = 0

    @property
    def files(self) -> int:
        """How many files it counts."""
        return sum(self.by_days.values())

    @property
    def median(self) -> Decimal | None:
        """The exact median of their working days; None without a file."""
        if not self.files:
            return None
        return Decimal(self._days_of((self.files - 1) // 2) + self._days_of(self.files // 2)) / 2

    @property
    def in_time_share(self) -> Decimal | None:
        """The share early or on time, from 0 to 1 with four decimals; None where nothing was due."""
        return share(self.in_time, self.due)

    def _days_of(self, place: int) -> int:
        """Return the working days of the file at that place, counted from 0 and from the quickest."""
        for days, files in sorted(self.by_days.items()):
            place -= files
            if place < 0:
                return days
        raise AssertionError("the place is one of the files")


@dataclass(frozen=True, slots=True)
class Effect:
    """A procedure before and after an initiative; `terms_from` is when its published time changed meanwhile."""

    before: Side
    after: Side
    terms_from: date | None = None

    @property
    def is_enough(self) -> bool:
        """Whether there are files enough on each side to say something."""
        return min(self.before.files, self.after.files) >= FEWEST_FILES

    @property
    def saved(self) -> Decimal | None:
        """By how many working days the median file is quicker, less than 0 if it is slower; None for too few files."""
        before, after = self.before.median, self.after.median
        return before - after if self.is_enough and before is not None and after is not None else None

    @property
    def days(self) -> int:
        """How many days each side has."""
        return (self.after.last - self.after.first).days + 1

    @property
    def told(self) -> list[tuple[Message, bool]]:
        """What it comes to in sentences, each with whether it speaks for the initiative."""
        counts = {"before": self.before.files, "after": self.after.files}
        if not self.is_enough:
            return [(message("Too few files to say: %(before)d before and %(after)d after it.", **counts), False)]
        medians = {"before": self.before.median, "after": self.after.median}
        told = [
            (
                message("Median working days from receipt to finish: %(before)s before, %(after)s after.", **medians),
                (self.saved or 0) > 0,
            ),
            (
                message(
                    "Files counted: %(before)d before, %(after)d after, within %(days)d days on each side.",
                    **counts,
                    days=self.days,
                ),
                True,
            ),
        ]
        was, now = self.before.in_time_share, self.after.in_time_share
        if was is not None and now is not None:
            shares = {"before": as_percent(was), "after": as_percent(now)}
            told.append((message("Early or on time: %(before)s%% before, %(after)s%% after.", **shares), now >= was))
        return told


class _Span(NamedTuple):
    """The days before and after an initiative that are compared."""

    first: date
    start: date
    last: date


def effect_of(session: Session, initiative: Initiative, today: date) -> Effect | None:
    """Return what can be measured of an initiative as of today, from the files of its procedure by whomever.

    None where it names no procedure, or was not practised for a whole day yet.
    """
    if initiative.procedure_id is None:
        return None
    return effect_on(session, initiative.procedure_id, initiative.practised_from, today)


def effect_on(session: Session, procedure_id: int, practised_from: date, today: date) -> Effect | None:
    """Return what can be measured as of today of a procedure that somebody handles otherwise from that day on.

    None where that is not a whole day yet.
    """
    span = _span(practised_from, today)
    if span is None:
        return None
    rows = session.connection().execute(_counts(procedure_id, span, today)).all()
    before, after = ([row for row in rows if row.is_after == number] for number in (0, 1))
    return Effect(
        _side(span.first, span.start - ONE_DAY, before),
        _side(span.start, span.last, after),
        _terms_from(session, procedure_id, span),
    )


def _span(practised_from: date, today: date) -> _Span | None:
    days = min((today - practised_from).days, LONGEST_SPAN)
    if days < 1:
        return None
    length = timedelta(days=days)
    return _Span(practised_from - length, practised_from, practised_from + length - ONE_DAY)


def _side(first: date, last: date, rows: Sequence[sa.Row[*tuple[Any, ...]]]) -> Side:
    finished = [row for row in rows if row.is_finished]
    return Side(
        first,
        last,
        by_days={row.days: row.files for row in finished},
        due=sum(row.due for row in finished),
        in_time=sum(row.in_time for row in finished),
        unfinished=sum(row.files for row in rows if not row.is_finished),
    )


def _counts(procedure_id: int, span: _Span, today: date) -> sa.Select[*tuple[Any, ...]]:
    """Return the select of how many files took how many working days, on each side, and of those not finished in it."""
    received, finished, ended = col(HandledFile.received_on), col(HandledFile.finished_on), col(HandledFile.ended_on)
    end = sa.case(
        (received < span.start, sa.literal(span.start - ONE_DAY, sa.Date)), else_=sa.literal(span.last, sa.Date)
    )
    is_finished = sa.func.coalesce(finished <= end, sa.false())
    took = sa.func.coalesce(working_days_between(received, finished), 0) - col(HandledFile.paused_days)
    timeliness = col(HandledFile.timeliness)
    in_time = timeliness <= Timeliness.ON_TIME.value
    is_late = sa.and_(timeliness == Timeliness.LATE.value, ~excused(today))
    files = sa.select(
        _as_number(received >= span.start).label("is_after"),
        _as_number(is_finished).label("is_finished"),
        sa.case((~is_finished | (took < 0), 0), else_=took).label("days"),
        _as_number(in_time).label("in_time"),
        _as_number(in_time | is_late).label("due"),
    )
    was_withdrawn = sa.and_(finished.is_(None), sa.func.coalesce(ended <= end, sa.false()))
    of_procedure = col(HandledFile.procedure_id) == procedure_id
    found = files.where(of_procedure, received.between(span.first, span.last), ~was_withdrawn).subquery()
    key = (found.c.is_after, found.c.is_finished, found.c.days)
    sums = (sa.func.sum(one).label(one.name) for one in (found.c.in_time, found.c.due))
    return sa.select(*key, sa.func.count().label("files"), *sums).group_by(*key)


def _as_number(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.case((condition, 1), else_=0)


def _terms_from(session: Session, procedure_id: int, span: _Span) -> date | None:
    """Return the last day within the span on which the procedure published another time."""
    days = [term.valid_from for term in terms_of(session, procedure_id)]
    return max((day for day in days if span.first < day <= span.last), default=None)
