"""Measures of presence: the working days in service and not absent, which targets and loads are pro-rated by."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.contributions import Measure, MeasureSet, MeasureValues, Records, Value
from tracker.messages import message
from tracker.periods import Period, period_of
from tracker.records.absences import Absence, absences_between
from tracker.records.postings import HeldPosting, Posting, postings_between
from tracker.scoring.absent import absent_on
from tracker.workdays import FIRST_DAY, CalendarDay, working_indexes

WHOLE_TIME = 100
ONE_DAY = timedelta(days=1)


def measure_presence(session: Session, officials: Collection[int] | None, period: Period, as_of: date) -> MeasureValues:
    """Measure the working days on which an official was in service and not absent, in full-time days."""
    year = period_of(as_of, "year")
    days = WorkingDays({FIRST_DAY - ONE_DAY: 0, **working_indexes(session, year.start, year.end)})
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
