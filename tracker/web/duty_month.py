"""A month of the duty roster as it hangs on the wall: its weeks, who is missing where, and how much each one serves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.periods import Period, period_of
from tracker.records.absences import absences_between
from tracker.records.calendar_year import Day, calendar_year
from tracker.records.duty_days import DutyState
from tracker.records.officials import Official
from tracker.records.postings import Posting, runs_on
from tracker.reports.duty import OnDuty, duty_between, key_officials_missing

SATURDAY = 5
ONE_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class RosterDay:
    """One day of the table; `calendar` is None outside the month."""

    on: date
    calendar: Day | None = None
    duties: Sequence[OnDuty] = ()
    missing: int = 0

    @property
    def key_officials(self) -> list[OnDuty]:
        """The key officials on duty."""
        return [one for one in self.duties if one.is_key_official]

    @property
    def counter_staff(self) -> list[OnDuty]:
        """The others on duty."""
        return [one for one in self.duties if not one.is_key_official]

    @property
    def is_shown_anyway(self) -> bool:
        """Whether the day needs a column although it belongs to a weekend."""
        return self.calendar is not None and (self.calendar.is_working or bool(self.duties))


@dataclass(frozen=True, slots=True)
class Load:
    """How many duty days of the month one official has, by what became of them."""

    official_id: int
    name: str
    is_key_official: bool
    planned: int = 0
    served: int = 0
    absent: int = 0

    @property
    def total(self) -> int:
        """All of them, but those that somebody else served."""
        return self.planned + self.served + self.absent


@dataclass(frozen=True, slots=True)
class Roster:
    """The month: `weeks` holds the days of the weekdays that are shown, `loads` whoever serves or could."""

    month: Period
    weeks: Sequence[Sequence[RosterDay]]
    loads: Sequence[Load]

    @property
    def days(self) -> list[RosterDay]:
        """The days of the month that are shown, in order."""
        return [day for week in self.weeks for day in week if day.calendar is not None]

    @property
    def is_empty(self) -> bool:
        """Whether nobody is planned in the month."""
        return not any(day.duties for day in self.days)

    @property
    def working_days(self) -> int:
        """How many days of the month are worked."""
        return sum(day.calendar is not None and day.calendar.is_working for day in self.days)

    @property
    def most(self) -> int:
        """The largest load."""
        return max((load.total for load in self.loads), default=0)

    @property
    def previous(self) -> Period:
        """The month before."""
        return period_of(self.month.start - ONE_DAY, "month")

    @property
    def next(self) -> Period:
        """The month after."""
        return period_of(self.month.end + ONE_DAY, "month")

    @property
    def planned_to(self) -> date | None:
        """The last day on which somebody is on duty, if working days of the month come after it."""
        last = max((day.on for day in self.days if day.duties), default=None)
        rest = [day for day in self.days if last and day.on > last and day.calendar and day.calendar.is_working]
        return last if rest else None

    def first_short(self, today: date) -> RosterDay | None:
        """Return the first day from today on that lacks key officials."""
        return next((day for day in self.days if day.on >= today and day.missing), None)


def roster_of(session: Session, month: Period, language: str, weekend: Collection[int]) -> Roster:
    """Return the roster of a month. No day after the last planned one is called short: it is not planned yet."""
    duties: dict[date, list[OnDuty]] = {}
    for one in duty_between(session, month.start, month.end):
        duties.setdefault(one.on, []).append(one)
    days = [
        RosterDay(day.on, day, duties.get(day.on, ()), _missing(day, duties))
        for day in calendar_year(session, month.start.year, language, weekend)[month.start.month - 1].days
    ]
    return Roster(month, _weeks(days), _loads(session, month, [one for day in duties.values() for one in day]))


def least_loaded(session: Session, roster: Roster, day: RosterDay, among: Collection[int]) -> Load | None:
    """Return the key official with the fewest duty days who could still be planned for the day, among these."""
    on_duty = {number for one in day.duties for number in (one.official_id, one.substitute_id) if number is not None}
    key_officials = {load.official_id for load in roster.loads if load.is_key_official}
    free = (key_officials & set(among)) - on_duty
    free -= set(absences_between(session, day.on, day.on, free))
    return min((load for load in roster.loads if load.official_id in free), key=lambda load: load.total, default=None)


def _missing(day: Day, duties: dict[date, list[OnDuty]]) -> int:
    if not day.is_working or day.on > max(duties, default=date.min):
        return 0
    return key_officials_missing(duties.get(day.on, ()))


def _weeks(days: Sequence[RosterDay]) -> list[list[RosterDay]]:
    """Return the weeks of the month, with the days of Saturday and Sunday only where something is on one."""
    shown = [*range(SATURDAY), *sorted({day.on.weekday() for day in days if day.is_shown_anyway} - {*range(SATURDAY)})]
    by_date = {day.on: day for day in days}
    monday, weeks = days[0].on - timedelta(days=days[0].on.weekday()), []
    while monday <= days[-1].on:
        of_week = [monday + timedelta(days=weekday) for weekday in shown]
        if any(on in by_date and (on.weekday() < SATURDAY or by_date[on].is_shown_anyway) for on in of_week):
            weeks.append([by_date.get(on) or RosterDay(on) for on in of_week])
        monday += A_WEEK
    return weeks


def _loads(session: Session, month: Period, duties: Sequence[OnDuty]) -> list[Load]:
    """Return the loads of all key officials of the month and of whoever else is on duty, the largest first."""
    planned = Counter(one.official_id for one in duties if one.state is DutyState.PLANNED)
    served = Counter(one.serves_id for one in duties if one.state is DutyState.SERVED)
    absent = Counter(one.official_id for one in duties if one.state is DutyState.ABSENT)
    key_officials = sa.select(col(Posting.official_id)).where(
        col(Posting.is_key_official), sa.or_(runs_on(month.start), runs_on(month.end))
    )
    is_key = col(Official.id).in_(key_officials)
    wanted = sa.select(col(Official.id), col(Official.full_name), is_key).order_by(col(Official.name_order))
    there = sa.or_(is_key, col(Official.id).in_({*planned, *served, *absent}))
    rows = session.connection().execute(wanted.where(there)).all()
    loads = [Load(id, name, bool(key), planned[id], served[id], absent[id]) for id, name, key in rows if id]
    return sorted(loads, key=lambda load: -load.total)
