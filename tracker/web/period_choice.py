"""Which period a page looks at: it stands in the address, and links and a short form choose another one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask import request
from sqlmodel import col

from tracker.messages import InputError, Message, message
from tracker.period_titles import period_title
from tracker.periods import CalendarGrain, Period, parse_period, parse_range_or_period, period_of
from tracker.records.handled_files import HandledFile
from tracker.web.addresses import this_page
from tracker.web.formatting import read_day
from tracker.web.requests import session, today

GRAINS: dict[CalendarGrain, Message] = {
    "month": message("Month"),
    "quarter": message("Quarter"),
    "half": message("Half-year"),
    "year": message("Year"),
}
MOST_YEARS = 8


@dataclass(frozen=True, slots=True)
class PeriodLink:
    """Another period that can be chosen."""

    title: Message
    period: Period
    is_chosen: bool = False

    @property
    def address(self) -> str:
        """The same page for that period."""
        return _address(self.period)


@dataclass(frozen=True, slots=True)
class PeriodChoice:
    """The period that a page looks at, up to which day, and the others."""

    period: Period
    as_of: date
    grains: Sequence[CalendarGrain]
    first_day: date

    @property
    def switch(self) -> list[PeriodLink]:
        """The period of each length that holds the day looked at."""
        links = []
        for grain in self.grains:
            other = self.period if self.period.grain == grain else period_of(self.as_of, grain)
            title = period_title(other) if other == self.period else GRAINS[grain]
            links.append(PeriodLink(title, other, other == self.period))
        return links

    @property
    def before(self) -> PeriodLink | None:
        """The period before, None where no record is as old."""
        other = self.period.previous()
        return PeriodLink(period_title(other), other) if other.end >= self.first_day else None

    @property
    def after(self) -> PeriodLink | None:
        """The period after, None where it has not begun."""
        grain = self.period.grain
        if grain == "range" or self.period.end >= today():
            return None
        other = period_of(date.fromordinal(self.period.end.toordinal() + 1), grain)
        return PeriodLink(period_title(other), other)

    @property
    def all(self) -> list[tuple[Message, list[PeriodLink]]]:
        """Every period that has begun and of which there are records, by its length, the newest first."""
        return [(GRAINS[grain], self._of_grain(grain)) for grain in reversed(self.grains)]

    def _of_grain(self, grain: CalendarGrain) -> list[PeriodLink]:
        links, period = [], period_of(today(), grain)
        while period.end >= self.first_day:
            links.append(PeriodLink(period_title(period), period, period == self.period))
            period = period.previous()
        return links


def asked_period(
    grains: Sequence[CalendarGrain], usual: CalendarGrain, with_range: bool = False, first: date | None = None
) -> PeriodChoice:
    """Return the period that the address asks for, else the running one of the usual length.

    With a range, two days `from` and `to` may be asked for instead. Periods that end before `first`,
    or before the first record, are not offered. Raises InputError for one that cannot be shown.
    """
    text, start, end = (request.args.get(name, "").strip() for name in ("period", "from", "to"))
    if with_range and (start or end):
        period = _range(start, end)
    elif text:
        period = parse_range_or_period(text) if with_range else parse_period(text)
    else:
        period = period_of(today(), usual)
    if period.grain not in grains and period.grain != "range":
        raise InputError(
            "There are no figures for %(period)s here. Choose one of: %(grains)s.",
            period=period_title(period),
            grains=[GRAINS[grain] for grain in grains],
        )
    return PeriodChoice(period, period.as_of(today()), grains, first or first_day())


def first_day() -> date:
    """Return the day of the first record that periods are offered for."""
    first = session().execute(sa.select(sa.func.min(col(HandledFile.received_on)))).scalar_one() or today()
    return max(first, date(today().year - MOST_YEARS, 1, 1))


def _range(start: str, end: str) -> Period:
    try:
        days = [read_day(text) for text in (start or end, end or start)]
    except ValueError:
        raise InputError(
            "%(start)s to %(end)s are no two days. Write them such as 01/01/2026 and 30/06/2026.",
            start=start,
            end=end,
        ) from None
    return parse_range_or_period(f"{days[0].isoformat()}..{days[1].isoformat()}")


def _address(period: Period) -> str:
    left_out = ("period", "from", "to", "page")
    others = {key: value for key, value in request.args.items() if key not in left_out}
    return this_page({**others, "period": period.name})
