"""One week of the office: files in and out, what is late and why, duty, corrections and training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.periods import Period, parse_range_or_period
from tracker.records.corrections import Correction
from tracker.records.delay_causes import DelayCause
from tracker.records.training_records import TrainingRecord
from tracker.reports.days import count_days
from tracker.reports.due_files import DueFiles, files_due, files_ended_late, files_overdue, last_causes
from tracker.reports.duty import OnDuty, duty_between
from tracker.reports.flows import Flow, flow_between
from tracker.reports.period_files import Condition

MOST_LATE, MOST_DUE, MOST_COURSES = 4, 4, 3
"""As many as one sheet of paper holds."""
SIX_DAYS, SEVEN_DAYS = timedelta(days=6), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Visible:
    """Which files, corrections and training records whoever asks may see; None for all of them."""

    files: Condition | None = None
    corrections: Condition | None = None
    training: Condition | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """One course of the week and how many officials took part."""

    title: str
    officials: int


@dataclass(frozen=True, slots=True)
class Contests:
    """How many corrections were asked for in the week, how many answered, and how many wait at its end."""

    opened: int
    answered: int
    waiting: int


@dataclass(frozen=True, slots=True)
class DutyOfDay:
    """One day of the week and who was on duty."""

    on: date
    duties: Sequence[OnDuty]


@dataclass(frozen=True, slots=True)
class Week:
    """Everything that stands on the sheet of a week; what is dated after `as_of` has not happened."""

    period: Period
    as_of: date
    counts: Flow
    overdue: DueFiles
    ended_late: DueFiles
    due_next: DueFiles
    causes: Mapping[int, DelayCause]
    duty: Sequence[DutyOfDay]
    contests: Contests
    courses: Sequence[Course]

    @property
    def number(self) -> int:
        """The number of the week in its year."""
        return self.period.start.isocalendar().week


def week_of(session: Session, monday: date, today: date, visible: Visible) -> Week:
    """Return the week that begins on that Monday, up to its end or to today."""
    sunday = monday + SIX_DAYS
    period = parse_range_or_period(f"{monday.isoformat()}..{sunday.isoformat()}")
    as_of = period.as_of(today)
    overdue = files_overdue(session, as_of, visible.files, MOST_LATE)
    ended_late = files_ended_late(session, monday, as_of, visible.files, MOST_LATE)
    late = [file.id for file in (*overdue.files, *ended_late.files)]
    return Week(
        period=period,
        as_of=as_of,
        counts=flow_between(count_days(session, monday, as_of, visible.files), monday, as_of),
        overdue=overdue,
        ended_late=ended_late,
        due_next=files_due(session, sunday + timedelta(days=1), sunday + SEVEN_DAYS, as_of, visible.files, MOST_DUE),
        causes=last_causes(session, late, as_of),
        duty=_duty_by_day(session, monday, sunday),
        contests=_count_contests(session, monday, as_of, visible.corrections),
        courses=_list_courses(session, monday, as_of, visible.training),
    )


def _duty_by_day(session: Session, monday: date, sunday: date) -> list[DutyOfDay]:
    """Return the days from Monday to Friday, and others on which somebody was on duty."""
    by_day: dict[date, list[OnDuty]] = {monday + timedelta(days=number): [] for number in range(5)}
    for duty in duty_between(session, monday, sunday):
        by_day.setdefault(duty.on, []).append(duty)
    return [DutyOfDay(day, duties) for day, duties in sorted(by_day.items())]


def _count_contests(session: Session, monday: date, as_of: date, where: Condition | None) -> Contests:
    said, answered = col(Correction.said_on), col(Correction.answered_on)
    was_answered = sa.func.coalesce(answered <= as_of, sa.false())
    counts = sa.select(
        sa.func.count().filter(said.between(monday, as_of)),
        sa.func.count().filter(answered.between(monday, as_of)),
        sa.func.count().filter((said <= as_of) & ~was_answered),
    ).select_from(Correction)
    return Contests(*session.connection().execute(counts if where is None else counts.where(where)).one())


def _list_courses(session: Session, monday: date, as_of: date, where: Condition | None) -> list[Course]:
    officials = sa.func.count(sa.distinct(col(TrainingRecord.official_id)))
    courses = (
        sa.select(col(TrainingRecord.title), officials)
        .where(col(TrainingRecord.starts_on) <= as_of, col(TrainingRecord.ends_on) >= monday)
        .group_by(col(TrainingRecord.title))
        .order_by(officials.desc(), col(TrainingRecord.title))
        .limit(MOST_COURSES)
    )
    rows = session.connection().execute(courses if where is None else courses.where(where))
    return [Course(title, count) for title, count in rows]
