"""One year of the calendar as people check it: what each special day is by publication, by decision, and after all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from tracker.audit import AuditEntry
from tracker.workdays import CalendarDay, HolidayOverride, published_days_of


@dataclass(frozen=True, slots=True)
class Decided:
    """A day declared off or worked here, which wins over all else: by which document, who said so, when and why."""

    is_working: bool
    note: str
    actor: str | None = None
    at: datetime | None = None
    because: str | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One day: whether it is worked after all, and what says so.

    `holiday` is the name of the published holiday; `is_made_up` a day of the weekend published as worked.
    """

    on: date
    is_working: bool
    is_weekend: bool
    holiday: str | None = None
    is_made_up: bool = False
    decided: Decided | None = None

    @property
    def is_special(self) -> bool:
        """Whether it is other than its weekday says, or somebody said so."""
        return bool(self.holiday) or self.is_made_up or self.decided is not None

    @property
    def is_overruled(self) -> bool:
        """Whether the decision changes what is published."""
        return self.decided is not None and self.decided.is_working != self.would_work

    @property
    def would_work(self) -> bool:
        """Whether it would be worked without a decision."""
        return self.is_made_up or not (self.is_weekend or self.holiday)


@dataclass(frozen=True, slots=True)
class Month:
    """The days of one month."""

    days: Sequence[Day]

    @property
    def first(self) -> date:
        """The first day."""
        return self.days[0].on

    @property
    def working_days(self) -> int:
        """How many days are worked."""
        return sum(day.is_working for day in self.days)

    @property
    def weekdays_off(self) -> int:
        """How many days off are no weekend."""
        return sum(not day.is_working and not day.is_weekend for day in self.days)


def calendar_year(session: Session, year: int, language: str, weekend: Collection[int]) -> list[Month]:
    """Return the twelve months of a year that the calendar holds; `weekend` as Python numbers the weekdays."""
    start, end = date(year, 1, 1), date(year, 12, 31)
    stored = session.exec(
        select(CalendarDay).where(col(CalendarDay.on).between(start, end)).order_by(col(CalendarDay.on))
    )
    published, decided = published_days_of(year, language), _decided(session, start, end)
    days = [
        Day(
            on=day.on,
            is_working=day.is_working,
            is_weekend=day.on.weekday() in weekend,
            holiday=published.get(day.on),
            is_made_up=day.on in published and published[day.on] is None,
            decided=decided.get(day.on),
        )
        for day in stored
    ]
    return [Month([day for day in days if day.on.month == month]) for month in range(1, 13)]


def _decided(session: Session, start: date, end: date) -> Mapping[date, Decided]:
    overrides = session.exec(select(HolidayOverride).where(col(HolidayOverride.on).between(start, end))).all()
    logged = _last_entries(session, [one.on.isoformat() for one in overrides])
    found = {}
    for one in overrides:
        entry = logged.get(one.on.isoformat())
        who = (entry.actor, entry.at, entry.because) if entry else (None, None, None)
        found[one.on] = Decided(one.is_working, one.note, *who)
    return found


def _last_entries(session: Session, days: Collection[str]) -> Mapping[str, AuditEntry]:
    wanted = select(AuditEntry).where(
        AuditEntry.subject == HolidayOverride.__tablename__, col(AuditEntry.subject_id).in_(days)
    )
    return {entry.subject_id: entry for entry in session.exec(wanted.order_by(col(AuditEntry.position)))}
