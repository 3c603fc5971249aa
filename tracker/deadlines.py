"""Due dates: when a file received then, with so long to handle it, must be ready."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import partial
from itertools import chain, pairwise

from tracker.messages import InputError
from tracker.workdays import Calendar

LONGEST_DURATION = 1000
OFFICE_SHIFTS = ((time(7, 30), time(11, 30)), (time(13, 30), time(17, 0)))
LATE_RECEIPT = time(15, 0)


class DurationUnit(StrEnum):
    """What a procedure's duration is counted in; `DAY` is a calendar day."""

    WORKING_DAY = "working_day"
    DAY = "day"
    HOUR = "hour"


@dataclass(frozen=True, slots=True)
class Duration:
    """How long a procedure may take; 0 working days means the day of receipt itself."""

    amount: int
    unit: DurationUnit

    def __post_init__(self) -> None:
        if not 0 <= self.amount <= LONGEST_DURATION:
            raise InputError(
                "Duration: it must lie between 0 and %(longest)d, it is %(amount)d. Correct the procedure.",
                longest=LONGEST_DURATION,
                amount=self.amount,
            )


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """When the office is open on a working day, and the time after which a receipt counts as late."""

    shifts: tuple[tuple[time, time], ...] = OFFICE_SHIFTS
    late_receipt: time = LATE_RECEIPT

    def __post_init__(self) -> None:
        times = list(chain.from_iterable(self.shifts))
        if not times or any(later <= earlier for earlier, later in pairwise(times)):
            raise InputError(
                "Office hours: each time must be later than the one before it, they are %(times)s. "
                "Correct the office hours in the settings.",
                times=times,
            )

    @property
    def opening(self) -> time:
        """The time at which the first shift begins."""
        return self.shifts[0][0]

    @property
    def closing(self) -> time:
        """The time at which the last shift ends."""
        return self.shifts[-1][1]

    def open_before(self, at: time) -> timedelta:
        """Return how long the office has been open on a day when it is `at`."""
        return sum((_length(opened, min(at, closed)) for opened, closed in self.shifts if at > opened), timedelta())

    def time_after(self, open_for: timedelta) -> time:
        """Return the time at which the office has been open for so long on a day."""
        for opened, closed in self.shifts:
            if open_for <= _length(opened, closed):
                return (datetime.combine(date.min, opened) + open_for).time()
            open_for -= _length(opened, closed)
        return self.closing


class PausePolicy(StrEnum):
    """What a pause does to the clock: it stops it, or the duration is counted anew after it."""

    PAUSE = "pause"
    RESTART = "restart"


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which the file waited for its applicant; without `ended_on` it still waits."""

    started_on: date
    ended_on: date | None

    def __post_init__(self) -> None:
        if self.ended_on is not None and self.ended_on < self.started_on:
            raise InputError(
                "Pause from %(start)s to %(end)s: it ends before it begins. Correct one of the two dates.",
                start=self.started_on,
                end=self.ended_on,
            )


@dataclass(frozen=True, slots=True)
class Due:
    """The day on which a file is due, and for durations in hours the time of day."""

    on: date
    at: time | None = None


def due_date(
    received_on: date,
    received_at: time | None,
    duration: Duration,
    *,
    calendar: Calendar,
    office_hours: OfficeHours,
    late_receipt_counts_next_day: bool,
    pauses: Iterable[Pause] = (),
    policy: PausePolicy = PausePolicy.PAUSE,
) -> Due | None:
    """Return when the file is due, or None while a pause keeps its clock stopped.

    The day of receipt is not counted, and a last day off moves to the next working day (Civil Code 2015,
    art. 147 and 148). Hours run inside office hours; without a time of receipt they run from the next opening.
    A pause that began after the due date changes nothing: the file was overdue already.
    """
    late = late_receipt_counts_next_day and received_at is not None and received_at > office_hours.late_receipt
    if late or not calendar.is_working(received_on):
        received_on, received_at = calendar.add(received_on, 1), office_hours.opening
    end_of = partial(_end_of, duration, calendar=calendar, office_hours=office_hours)
    return _after_pauses(end_of(received_on, received_at), received_on, pauses, policy, end_of, calendar)


def _after_pauses(
    due: Due,
    running_from: date,
    pauses: Iterable[Pause],
    policy: PausePolicy,
    end_of: Callable[[date, time | None], Due],
    calendar: Calendar,
) -> Due | None:
    for pause in sorted(pauses, key=lambda pause: pause.started_on):
        if pause.started_on > due.on:
            return due
        if pause.ended_on is None:
            return None
        if pause.ended_on < running_from:
            continue
        if policy is PausePolicy.RESTART:
            due = end_of(calendar.next_working(pause.ended_on), None)
        else:
            paused_days = calendar.between(max(pause.started_on, running_from), pause.ended_on)
            due = Due(calendar.add(due.on, paused_days), due.at)
        running_from = pause.ended_on
    return due


def shifted_due(
    due_on: date, received_on: date, paused_days: int, resumed_on: date | None, policy: PausePolicy, calendar: Calendar
) -> date:
    """Return the due date after pauses, for a file whose source gives only its first due date.

    `paused_days` are the working days paused, `resumed_on` is the day on which the last pause ended.
    """
    if policy is PausePolicy.PAUSE:
        return calendar.add(due_on, paused_days)
    if resumed_on is None:
        return due_on
    return calendar.add(calendar.next_working(resumed_on), calendar.between(received_on, due_on))


def _end_of(
    duration: Duration, start: date, started_at: time | None, calendar: Calendar, office_hours: OfficeHours
) -> Due:
    """Return the end of the duration that starts on the working day `start`."""
    if duration.unit is DurationUnit.WORKING_DAY:
        return Due(calendar.add(start, duration.amount))
    if duration.unit is DurationUnit.DAY:
        return Due(calendar.next_working(start + timedelta(days=duration.amount)))
    hours = timedelta(hours=duration.amount)
    return _after_office_time(hours, start, started_at or office_hours.closing, calendar, office_hours)


def _after_office_time(
    open_for: timedelta, start: date, started_at: time, calendar: Calendar, office_hours: OfficeHours
) -> Due:
    whole_day = office_hours.open_before(office_hours.closing)
    days, rest = divmod(office_hours.open_before(started_at) + open_for, whole_day)
    if days and not rest:
        # A day that is used up ends at closing time, not at the next opening.
        days, rest = days - 1, whole_day
    return Due(calendar.add(start, days), office_hours.time_after(rest))


def _length(opened: time, closed: time) -> timedelta:
    return datetime.combine(date.min, closed) - datetime.combine(date.min, opened)
