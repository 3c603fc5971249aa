"""The working-day calendar: published holidays, make-up Saturdays and local overrides, counted in one step."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate, compress
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy import ColumnElement, ScalarSelect, SQLColumnExpression, and_, case, delete, insert
from sqlalchemy.orm import aliased
from sqlmodel import Field, Session, SQLModel, col, select

import tracker.database  # noqa: F401  names the constraints before the first table
from tracker.messages import InputError

FIRST_DAY = date(2010, 1, 1)
LAST_DAY = date(2050, 12, 31)
SATURDAY_AND_SUNDAY = (5, 6)

_FIRST = FIRST_DAY.toordinal()
_DAYS = LAST_DAY.toordinal() - _FIRST + 1

SHIPPED_OVERRIDES: Mapping[date, bool] = MappingProxyType({date(2026, 1, 2): False, date(2026, 1, 10): True})
"""What the `holidays` package lacks: True where a day off was worked, False where a working day was off."""


class HolidayOverride(SQLModel, table=True):
    """A day that an administrator declares off or worked; it wins over published holidays and weekends."""

    __tablename__ = "tracker_holiday_override"

    on: date = Field(primary_key=True)
    is_working: bool
    note: str = ""


class CalendarDay(SQLModel, table=True):
    """One day of the calendar, so that SQL can count working days; rewritten by `refresh_calendar` only."""

    __tablename__ = "tracker_calendar_day"

    on: date = Field(primary_key=True)
    is_working: bool
    working_index: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days from `FIRST_DAY` to `LAST_DAY`; every question costs a look-up, however far apart the dates.

    A date outside raises `InputError`.
    """

    _index: tuple[int, ...] = field(repr=False)
    _working_ordinals: tuple[int, ...] = field(repr=False)

    @classmethod
    def of(cls, is_working: Iterable[int]) -> Calendar:
        """Return the calendar whose days, from `FIRST_DAY` on, are working (1, True) or off (0, False) as given."""
        flags = bytes(is_working)
        return cls(tuple(accumulate(flags)), tuple(compress(range(_FIRST, LAST_DAY.toordinal() + 1), flags)))

    def working_index(self, day: date) -> int:
        """Return the number of working days from `FIRST_DAY` up to and including `day`."""
        offset = day.toordinal() - _FIRST
        if 0 <= offset < _DAYS:
            return self._index[offset]
        raise InputError(
            "%(day)s lies outside the holiday calendar, which runs from %(first)s to %(last)s. Correct the date.",
            day=day,
            first=FIRST_DAY,
            last=LAST_DAY,
        )

    def is_working(self, day: date) -> bool:
        """Say whether offices work on `day`."""
        index = self.working_index(day)
        return index > 0 and self._working_ordinals[index - 1] == day.toordinal()

    def next_working(self, day: date) -> date:
        """Return `day`, or the first working day after it if it is off."""
        return day if self.is_working(day) else self.add(day, 1)

    def previous_working(self, day: date) -> date:
        """Return `day`, or the last working day before it if it is off."""
        return day if self.is_working(day) else self.add(day, -1)

    def between(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and including `end`; negative if `end` is the earlier."""
        return self.working_index(end) - self.working_index(start)

    def count(self, first: date, last: date) -> int:
        """Return the number of working days from `first` to `last`, both included."""
        return self.between(first, last) + self.is_working(first)

    def add(self, start: date, days: int) -> date:
        """Return the `days`-th working day after `start`, or before it if `days` is negative; 0 gives `start`."""
        if days == 0:
            return start
        number = self.working_index(start) + days
        if days < 0 and not self.is_working(start):
            number += 1
        if 1 <= number <= len(self._working_ordinals):
            return date.fromordinal(self._working_ordinals[number - 1])
        raise InputError(
            "Working days counted from %(day)s: %(days)d of them leave the holiday calendar, "
            "which runs from %(first)s to %(last)s. Correct the date or the number of days.",
            day=start,
            days=days,
            first=FIRST_DAY,
            last=LAST_DAY,
        )

    def days(self) -> Iterator[tuple[date, bool, int]]:
        """Give every day in order, whether it is worked, and its working index."""
        before = 0
        for offset, index in enumerate(self._index):
            yield date.fromordinal(_FIRST + offset), index > before, index
            before = index


def make_calendar(overrides: Mapping[date, bool], weekend: Collection[int] = SATURDAY_AND_SUNDAY) -> Calendar:
    """Return the calendar of Vietnam's published holidays and make-up days, in which `overrides` have the last word.

    `weekend` holds the weekdays off, Monday being 0.
    """
    for day in overrides:
        if not FIRST_DAY <= day <= LAST_DAY:
            raise InputError(
                "Holiday override %(day)s: the calendar runs from %(first)s to %(last)s. Correct or remove it.",
                day=day,
                first=FIRST_DAY,
                last=LAST_DAY,
            )
    holidays, made_up_days = _published_days()
    weekdays = [weekday not in weekend for weekday in range(7)]
    working = [(weekdays[day.weekday()] and day not in holidays) or day in made_up_days for day in _every_day()]
    for day, works in overrides.items():
        working[day.toordinal() - _FIRST] = works
    return Calendar.of(working)


def _every_day() -> Iterator[date]:
    return map(date.fromordinal, range(_FIRST, _FIRST + _DAYS))


def _published_days() -> tuple[set[date], set[date]]:
    """Return the published holidays, and the Saturdays and Sundays worked in exchange for a day off."""
    # Imported here: only a rebuilt calendar needs the package, whose import would slow every command down.
    from holidays import country_holidays

    # All years at once: a swap is known only to the year of its day off, and the worked day may lie in another.
    published = country_holidays("VN", years=range(FIRST_DAY.year, LAST_DAY.year + 1))
    return set(published), set(published.weekend_workdays)


def published_days_of(year: int, language: str) -> dict[date, str | None]:
    """Return the published holidays of a year by their names in a language, "vi" or "en".

    A Saturday or Sunday worked in exchange for a day off has None.
    """
    from holidays import country_holidays

    years = range(max(year - 1, FIRST_DAY.year), min(year + 1, LAST_DAY.year) + 1)
    published = country_holidays("VN", years=years, language="vi" if language == "vi" else "en_US")
    days: dict[date, str | None] = dict(published.items()) | dict.fromkeys(published.weekend_workdays)
    return {day: name for day, name in sorted(days.items()) if day.year == year}


def load_calendar(session: Session) -> Calendar:
    """Return the calendar that the database holds."""
    number_of_days, indexes = session.connection().execute(_DAYS_OFF).one()
    if number_of_days != _DAYS:
        raise InputError("The database holds no complete holiday calendar. Run `tracker db upgrade`.")
    return _calendar_with(indexes)


@lru_cache(maxsize=2)
def _calendar_with(indexes_of_days_off: str) -> Calendar:
    is_working = bytearray(b"\1") * _DAYS
    # Before a day off lie as many worked days as its index says, and the days off before it.
    for days_off, index in enumerate(sorted(map(int, indexes_of_days_off.split(",")))):
        is_working[index + days_off] = 0
    return Calendar.of(is_working)


_INDEX_OF_A_DAY_OFF = sa.case((~col(CalendarDay.is_working), sa.cast(col(CalendarDay.working_index), sa.String)))
_DAYS_OFF = sa.select(sa.func.count(), sa.func.aggregate_strings(_INDEX_OF_A_DAY_OFF, ",")).select_from(CalendarDay)
"""How many days there are, and the working indexes of those off as one text: thousands of rows take far longer."""


WORKING_INDEXES = sa.select(col(CalendarDay.on), col(CalendarDay.working_index)).where(
    col(CalendarDay.on).between(sa.bindparam("first", type_=sa.Date), sa.bindparam("last", type_=sa.Date))
)


def working_indexes(session: Session, first: date, last: date) -> dict[date, int]:
    """Return the working index of each day from the one before `first` to `last`, without loading every year."""
    between = {"first": first - timedelta(days=1), "last": last}
    return dict(session.connection().execute(WORKING_INDEXES, between).all())


def refresh_calendar(session: Session, weekend: Collection[int] = SATURDAY_AND_SUNDAY) -> bool:
    """Bring the stored calendar up to the published holidays and the overrides; say whether a day changed.

    Called after migrations, and by whatever changes an override.
    """
    stored = session.exec(select(HolidayOverride)).all()
    days = list(make_calendar({override.on: override.is_working for override in stored}, weekend).days())
    if _stored_days(session) == days:
        return False
    session.exec(delete(CalendarDay))
    rows = [{"on": on, "is_working": is_working, "working_index": index} for on, is_working, index in days]
    session.exec(insert(CalendarDay), params=rows)
    return True


def _stored_days(session: Session) -> list[tuple[date, bool, int]]:
    on, is_working, working_index = col(CalendarDay.on), col(CalendarDay.is_working), col(CalendarDay.working_index)
    stored = session.exec(select(on, is_working, working_index).order_by(on))
    return [(row[0], row[1], row[2]) for row in stored]


def working_days_between(
    start_column: SQLColumnExpression[date | None], end_column: SQLColumnExpression[date | None]
) -> ColumnElement[int]:
    """Return `Calendar.between` as SQL: two look-ups a row; NULL where a date is missing or outside the calendar."""
    # Naming the columns outside the look-ups too makes the statement select from their table, which the look-ups need.
    both_known = and_(start_column.is_not(None), end_column.is_not(None))
    return case((both_known, _index_on(end_column) - _index_on(start_column)))


def _index_on(column: SQLColumnExpression[date | None]) -> ScalarSelect[int]:
    day = aliased(CalendarDay)
    return select(day.working_index).where(col(day.on) == column).scalar_subquery()
