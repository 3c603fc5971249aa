"""Measures of training: the hours of the courses that were passed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal
from functools import lru_cache

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.contributions import Measure, MeasureSet, MeasureValues, Records
from tracker.messages import message
from tracker.periods import Period
from tracker.records.training_records import TrainingRecord
from tracker.scoring.whose import STATEMENTS_KEPT, bound, is_held


def _passed_by(start: date, as_of: date) -> sa.ColumnElement[bool]:
    return col(TrainingRecord.ends_on).between(start, as_of) & col(TrainingRecord.is_passed).is_(True)


def _year_start(period: Period) -> date:
    return period.start.replace(month=1, day=1)


@lru_cache(maxsize=STATEMENTS_KEPT)
def _hours(period: Period, as_of: date, by_anybody: bool) -> sa.Select[*tuple[int, int, int]]:
    official, hours = col(TrainingRecord.official_id), col(TrainingRecord.hours_hundredths)
    in_period = sa.case((col(TrainingRecord.ends_on) >= period.start, hours), else_=0)
    rows = sa.select(official, sa.func.sum(in_period), sa.func.sum(hours))
    return rows.where(_passed_by(_year_start(period), as_of), is_held(official, by_anybody)).group_by(official)


def measure_training(session: Session, officials: Collection[int] | None, period: Period, as_of: date) -> MeasureValues:
    """Measure the passed courses that ended in the period, and since 1 January."""
    hours = _hours(period, as_of, by_anybody=officials is None)
    found = session.connection().execute(hours, bound(officials)).all()
    return {
        "training.hours": {row[0]: Decimal(int(row[1])) / 100 for row in found},
        "training.hours_this_year": {row[0]: Decimal(int(row[2])) / 100 for row in found},
    }


def _evidence(start: Callable[[Period], date]) -> Callable[[int, Period, date], Records]:
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
            evidence=_evidence(lambda period: period.start),
            about=message("Hours of the courses that were passed and ended in the period."),
        ),
        Measure(
            "training.hours_this_year",
            message("Training hours since 1 January"),
            "hours",
            decimals=1,
            default=Decimal(0),
            evidence=_evidence(_year_start),
            gives_card=False,
            about=message("Hours of the courses that were passed and ended since 1 January of the year."),
        ),
    ),
    measure_training,
)
