"""Measures of presence: the working days in service and not absent, which targets and loads are pro-rated by."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.contributions import Measure, MeasureSet, MeasureValues, Records, Value
from tracker.messages import message
from tracker.periods import Period, period_of
from tracker.records.absences import absences_between
from tracker.records.postings import Posting, postings_between
from tracker.records.presence import days_present, working_days
from tracker.scoring.absent import absent_on
from tracker.workdays import CalendarDay


def measure_presence(session: Session, officials: Collection[int] | None, period: Period, as_of: date) -> MeasureValues:
    """Measure the working days on which an official was in service and not absent, in full-time days."""
    year = period_of(as_of, "year")
    days = working_days(session, year.start, year.end)
    absences = absences_between(session, year.start, as_of, officials)
    year_days = days.count(year.start, year.end)
    present: dict[int, Value] = {}
    share_of_year: dict[int, Value] = {}
    for official_id, held in postings_between(session, year.start, as_of, officials).items():
        away = absences.get(official_id, [])
        present[official_id] = days_present(held, away, period.start, as_of, days)
        share_of_year[official_id] = days_present(held, away, year.start, as_of, days) / year_days
    return {"days.present": present, "days.share_of_year": share_of_year}


def _worked_by(official_id: int, first: date, last: date) -> Records:
    """Return the working days on which the official was in service and not absent."""
    on = col(CalendarDay.on)
    served = sa.exists().where(
        col(Posting.official_id) == official_id,
        col(Posting.valid_from) <= on,
        sa.func.coalesce(col(Posting.valid_to) >= on, sa.true()),
    )
    worked = on.between(first, last) & col(CalendarDay.is_working) & served & ~absent_on(official_id, on)
    return sa.select(CalendarDay).where(worked).order_by(on)


def _in_the_period(official_id: int, period: Period, as_of: date) -> Records:
    return _worked_by(official_id, period.start, as_of)


def _in_the_year(official_id: int, _period: Period, as_of: date) -> Records:
    return _worked_by(official_id, period_of(as_of, "year").start, as_of)


PRESENCE = MeasureSet(
    "days",
    (
        Measure(
            "days.present",
            message("Working days present"),
            "days",
            decimals=1,
            default=Decimal(0),
            evidence=_in_the_period,
            gives_card=False,
            about=message("Working days of the period in service and not absent, as days of full working time."),
        ),
        Measure(
            "days.share_of_year",
            message("Share of the year's working days present so far"),
            "",
            decimals=4,
            default=Decimal(0),
            direction="neither",
            evidence=_in_the_year,
            gives_card=False,
            about=message("Working days present since 1 January, divided by the working days of the whole year."),
        ),
    ),
    measure_presence,
)
