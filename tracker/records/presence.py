"""Presence: the working days in service and not absent, which targets and loads are pro-rated by."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlmodel import Session

from tracker.periods import period_of
from tracker.records.absences import Absence, absences_between
from tracker.records.postings import HeldPosting, postings_between
from tracker.workdays import FIRST_DAY, working_indexes

WHOLE_TIME = 100
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkingDays:
    """The working days of some years, counted by look-up."""

    indexes: Mapping[date, int]

    def count(self, first: date, last: date) -> int:
        """Return the number of working days from `first` to `last`, both included."""
        return self.indexes[last] - self.indexes[first - ONE_DAY]


def working_days(session: Session, first: date, last: date) -> WorkingDays:
    """Return the working days from `first` to `last`."""
    return WorkingDays({FIRST_DAY - ONE_DAY: 0, **working_indexes(session, first, last)})


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


def shares_of_year(
    session: Session, year: int, last: date, officials: Collection[int] | None = None
) -> dict[int, Decimal]:
    """Return the share of the working days of a year, by official, that each is present from 1 January to `last`.

    A day counts if he is in service, as planned where it has not come yet, and not absent; half a posting counts half.
    It is what yearly targets are pro-rated by: times 40 hours, it is how many of them are wanted by that day. With the
    last day of the year it is the share of the whole year. Who is not in service in that time is left out.
    """
    whole = period_of(date(year, 1, 1), "year")
    end = min(last, whole.end)
    days = working_days(session, whole.start, whole.end)
    year_days = days.count(whole.start, whole.end)
    absences = absences_between(session, whole.start, end, officials)
    return {
        official: days_present(held, absences.get(official, []), whole.start, end, days) / year_days
        for official, held in postings_between(session, whole.start, end, officials).items()
    }


def _days_away(away: Iterable[tuple[date, date]], first: date, last: date, days: WorkingDays) -> int:
    """Return the working days from `first` to `last` on which at least one absence lies."""
    counted, next_day = 0, first
    for starts_on, ends_on in sorted(away):
        begin, end = max(starts_on, next_day), min(ends_on, last)
        if begin <= end:
            counted += days.count(begin, end)
            next_day = end + ONE_DAY
    return counted
