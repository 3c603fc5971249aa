"""The charts of a year, month by month: what came in, and the share that was handled in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from tracker.messages import Message, counted, message
from tracker.period_titles import period_title
from tracker.reports.days import Days
from tracker.reports.months import MonthFlow, flow_by_month
from tracker.web import charts
from tracker.web.charts import Bar, Point
from tracker.web.formatting import number, percent
from tracker.web.requests import language, today, told

MONTHS = (
    *(message("Jan"), message("Feb"), message("Mar"), message("Apr"), message("May"), message("Jun")),
    *(message("Jul"), message("Aug"), message("Sep"), message("Oct"), message("Nov"), message("Dec")),
)
LOWEST_ENDS = (96, 92, 80, 60, 40, 20, 0)
"""Where the axis of the shares may begin, so that its four steps are whole numbers."""
WIDE, WIDE_LINE, NARROW = 440, 270, 330


@dataclass(frozen=True, slots=True)
class MonthOfTrend:
    """A month beside the same month of the year before."""

    now: MonthFlow
    before: MonthFlow | None


@dataclass(frozen=True, slots=True)
class Trend:
    """The months of a year up to now, each beside that of the year before."""

    year: int
    months: Sequence[MonthOfTrend]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was received in the year."""
        return not any(month.now.flow.received for month in self.months)

    @property
    def received(self) -> Markup:
        """The bars of what came in, for wide and for narrow screens."""
        bars, title = [_bar(month.now) for month in self.months], told(self._finding_of_received())
        return charts.bars(bars, WIDE, "only-w", title) + charts.bars(bars, NARROW, "only-n", title)

    @property
    def in_time(self) -> Markup:
        """The line of the share handled in time, for wide and for narrow screens."""
        points, title = [_point(month.now) for month in self.months], told(self._finding_of_in_time())
        lowest = min((point.value for point in points if point.value is not None), default=0)
        end = next(end for end in LOWEST_ENDS if end <= lowest)
        return charts.line(points, WIDE_LINE, "only-w", title, end, 100) + charts.line(
            points, NARROW, "only-n", title, end, 100
        )

    def _finding_of_received(self) -> Message:
        most = max(self.months, key=lambda month: month.now.flow.received).now
        return message(
            "Files received by month of %(year)s: most in %(month)s, %(most)s of them",
            year=str(self.year),
            month=period_title(most.month),
            most=number(most.flow.received, language()),
        )

    def _finding_of_in_time(self) -> Message:
        known = [month.now for month in self.months if month.now.flow.on_time_share is not None]
        if not known:
            return message("Share handled in time in %(year)s: nothing was due yet", year=str(self.year))
        worst = min(known, key=lambda month: month.flow.on_time_share or 0)
        return message(
            "Share handled in time in %(year)s: lowest in %(month)s with %(lowest)s, in the last month %(last)s",
            year=str(self.year),
            month=period_title(worst.month),
            lowest=percent(worst.flow.on_time_share, language()),
            last=percent(known[-1].flow.on_time_share, language()),
        )


def trend_of(year: int, days: Days) -> Trend:
    """Return the trend of a year up to today; the days of it and of the year before were counted."""
    as_of = min(date(year, 12, 31), today())
    found = {month.month.start: month for month in flow_by_month(days, date(year - 1, 1, 1), as_of)}
    months = [month for day, month in found.items() if day.year == year]
    return Trend(year, [MonthOfTrend(one, found.get(one.month.start.replace(year=year - 1))) for one in months])


def _bar(month: MonthFlow) -> Bar:
    flow = month.flow
    about = message(
        "%(month)s: %(received)s, %(online)d of them online",
        month=period_title(month.month),
        received=counted("%(count)s file", "%(count)s files", count=flow.received),
        online=flow.online,
    )
    return Bar(_short(month), (flow.online, flow.otherwise), told(about), number(flow.received, language()))


def _point(month: MonthFlow) -> Point:
    share = month.flow.on_time_share
    return Point(_short(month), None if share is None else float(share * 100), percent(share, language()))


def _short(month: MonthFlow) -> str:
    return told(MONTHS[month.month.start.month - 1])
