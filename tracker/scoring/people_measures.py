"""Measures of duty days, training and presence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.contributions import Measure, MeasureSet, MeasureValues, Records, Value
from tracker.messages import message
from tracker.periods import Period, period_of
from tracker.records.absences import Absence, absences_between
from tracker.records.duty_days import DutyDay, DutyState
from tracker.records.postings import HeldPosting, postings_between
from tracker.records.training_records import TrainingRecord
from tracker.workdays import working_indexes

Condition = sa.ColumnElement[bool]
WHOLE_TIME = 100
ONE_DAY = timedelta(days=1)


def _on_duty(period: Period, as_of: date) -> Condition:
    """Whether a duty day lies in the period and somebody noted what became of it."""
    return col(DutyDay.on).between(period.start, as_of) & (col(DutyDay.state) != DutyState.PLANNED)


def _given_away(period: Period, as_of: date) -> Condition:
    """Whether a substitute served the day; one that neither served is missed by the official assigned."""
    return _substituted(period, as_of) & col(DutyDay.substitute_id).is_not(None)


def _served_oneself(period: Period, as_of: date) -> Condition:
    served = (col(DutyDay.state) == DutyState.SERVED) & col(DutyDay.substitute_id).is_(None)
    return _on_duty(period, as_of) & served


def _substituted(period: Period, as_of: date) -> Condition:
    return _on_duty(period, as_of) & (col(DutyDay.state) == DutyState.SERVED)


DUTY_COUNTS: dict[str, tuple[object, Callable[[Period, date], Condition]]] = {
    "duty.assigned": (DutyDay.official_id, _on_duty),
    "duty.given_away": (DutyDay.official_id, _given_away),
    "duty.served_oneself": (DutyDay.official_id, _served_oneself),
    "duty.substituted": (DutyDay.substitute_id, _substituted),
}


def measure_duty(session: Session, officials: Collection[int] | None, period: Period, as_of: date) -> MeasureValues:
    """Measure the duty days of the period that were noted as served or missed, in one statement."""
    counts: list[Records] = []
    for key, (who, where) in DUTY_COUNTS.items():
        official = col(who)
        counted: Records = sa.select(sa.literal(key), official, sa.func.count())
        counted = counted.where(where(period, as_of)).where(official.is_not(None)).group_by(official)
        counts.append(counted if officials is None else counted.where(official.in_(officials)))
    values: dict[str, dict[int, int]] = {key: {} for key in DUTY_COUNTS}
    for key, official_id, days in session.connection().execute(sa.union_all(*counts)):
        values[key][official_id] = days
    return values


def _duty_evidence(key: str) -> Callable[[int, Period, date], Records]:
    who, where = DUTY_COUNTS[key]

    def days(official_id: int, period: Period, as_of: date) -> Records:
        mine = col(who) == official_id
        return sa.select(DutyDay).where(where(period, as_of) & mine).order_by(col(DutyDay.on), col(DutyDay.id))

    return days


DUTY_DAYS = MeasureSet(
    "duty",
    (
        Measure("duty.assigned", message("Duty days assigned"), "days", evidence=_duty_evidence("duty.assigned")),
        Measure(
            "duty.given_away",
            message("Duty days given to a substitute"),
            "days",
            direction="neither",
            evidence=_duty_evidence("duty.given_away"),
        ),
        Measure(
            "duty.served_oneself",
            message("Duty days served of those assigned"),
            "days",
            evidence=_duty_evidence("duty.served_oneself"),
        ),
        Measure(
            "duty.substituted",
            message("Duty days served as a substitute"),
            "days",
            evidence=_duty_evidence("duty.substituted"),
        ),
    ),
    measure_duty,
)


def _passed_by(start: date, as_of: date) -> Condition:
    return col(TrainingRecord.ends_on).between(start, as_of) & col(TrainingRecord.is_passed).is_(True)


def _year_start(period: Period) -> date:
    return period.start.replace(month=1, day=1)


def measure_training(session: Session, officials: Collection[int] | None, period: Period, as_of: date) -> MeasureValues:
    """Measure the passed courses that ended in the period, and since 1 January."""
    in_period = sa.case((col(TrainingRecord.ends_on) >= period.start, TrainingRecord.hours_hundredths), else_=0)
    rows = (
        sa.select(
            col(TrainingRecord.official_id), sa.func.sum(in_period), sa.func.sum(col(TrainingRecord.hours_hundredths))
        )
        .where(_passed_by(_year_start(period), as_of))
        .group_by(col(TrainingRecord.official_id))
    )
    if officials is not None:
        rows = rows.where(col(TrainingRecord.official_id).in_(officials))
    found = session.connection().execute(rows).all()
    return {
        "training.hours": {row[0]: Decimal(int(row[1])) / 100 for row in found},
        "training.hours_this_year": {row[0]: Decimal(int(row[2])) / 100 for row in found},
    }


def _training_evidence(
    start: Callable[[Period], date],
) -> Callable[[int, Period, date], Records]:
    def courses(official_id: int, period: Period, as_of: date) -> Records:
        mine = col(TrainingRecord.official_id) == official_id
        wanted = _passed_by(start(period), as_of) & mine
        return sa.select(TrainingRecord).where(wanted).order_by(col(TrainingRecord.ends_on), col(TrainingRecord.id))

    return courses


TRAINING = MeasureSet(
    "training",
    (
        Measure(
            "training.hours",
            message("Training hours in the period"),
            "hours",
            decimals=1,
            default=Decimal(0),
            evidence=_training_evidence(lambda period: period.start),
        ),
        Measure(
            "training.hours_this_year",
            message("Training hours since 1 January"),
            "hours",
            decimals=1,
            default=Decimal(0),
            evidence=_training_evidence(_year_start),
        ),
    ),
    measure_training,
)


def measure_presence(session: Session, officials: Collection[int] | None, period: Period, as_of: date) -> MeasureValues:
    """Measure the working days on which an official was in service and not absent, in full-time days."""
    year = period_of(as_of, "year")
    days = WorkingDays(working_indexes(session, year.start, year.end))
    absences = absences_between(session, year.start, as_of, officials)
    year_days = days.count(year.start, year.end)
    present: dict[int, Value] = {}
    share_of_year: dict[int, Value] = {}
    for official_id, held in postings_between(session, year.start, as_of, officials).items():
        away = absences.get(official_id, [])
        present[official_id] = days_present(held, away, period.start, as_of, days)
        share_of_year[official_id] = days_present(held, away, year.start, as_of, days) / year_days
    return {"days.present": present, "days.share_of_year": share_of_year}


@dataclass(frozen=True)
class WorkingDays:
    """The working days of one year, counted by look-up."""

    indexes: Mapping[date, int]

    def count(self, first: date, last: date) -> int:
        """Return the number of working days from `first` to `last`, both included."""
        return self.indexes[last] - self.indexes[first - ONE_DAY]


def days_present(
    postings: Iterable[HeldPosting], absences: Iterable[Absence], start: date, end: date, days: WorkingDays
) -> Decimal:
    """Return the working days from `start` to `end` in service and not absent, times the working-time share."""
    away = [(absence.starts_on, absence.ends_on or end) for absence in absences]
    hundredths = 0
    for posting in postings:
        first, last = max(posting.valid_from, start), min(posting.valid_to or end, end)
        if first <= last:
            worked = days.count(first, last) - _days_away(away, first, last, days)
            hundredths += worked * posting.working_time_percent
    return Decimal(hundredths) / WHOLE_TIME


def _days_away(away: Iterable[tuple[date, date]], first: date, last: date, days: WorkingDays) -> int:
    """Return the working days from `first` to `last` on which at least one absence lies."""
    counted, next_day = 0, first
    for starts_on, ends_on in sorted(away):
        begin, end = max(starts_on, next_day), min(ends_on, last)
        if begin <= end:
            counted += days.count(begin, end)
            next_day = end + ONE_DAY
    return counted


PRESENCE = MeasureSet(
    "days",
    (
        Measure("days.present", message("Working days present"), "days", decimals=1, default=Decimal(0)),
        Measure(
            "days.share_of_year",
            message("Share of the year's working days present so far"),
            "",
            decimals=4,
            default=Decimal(0),
            direction="neither",
        ),
    ),
    measure_presence,
)
