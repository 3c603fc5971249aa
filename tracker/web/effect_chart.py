"""What an initiative changed as a chart: of a hundred files, how many took how many working days, before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from tracker.decisions.effects import Effect
from tracker.messages import message
from tracker.reports.shares import share
from tracker.web import charts
from tracker.web.charts import Pair
from tracker.web.formatting import number, percent
from tracker.web.requests import language, told

WIDE, NARROW = 640, 330
MOST_ROWS = 10


@dataclass(frozen=True, slots=True)
class EffectRow:
    """So many working days, from the first to the last: the files that took them on each side, and their shares."""

    first: int
    last: int
    before: int
    after: int
    before_share: Decimal | None
    after_share: Decimal | None

    @property
    def label(self) -> str:
        """The working days in figures."""
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


@dataclass(frozen=True, slots=True)
class EffectChart:
    """The chart for wide and narrow screens, and the rows of the table with the same numbers."""

    rows: Sequence[EffectRow]
    drawn: Markup


def effect_chart(effect: Effect) -> EffectChart:
    """Return the chart of an effect that rests on files enough."""
    rows = list(_rows(effect))
    title = told(
        message(
            "Working days of a file: median %(before)s before, %(after)s after",
            before=number(effect.before.median, language(), 1),
            after=number(effect.after.median, language(), 1),
        )
    )
    bars = [Pair(row.label, _whole(row.before_share), _whole(row.after_share), _told(row)) for row in rows]
    return EffectChart(rows, charts.pairs(bars, WIDE, "only-w", title) + charts.pairs(bars, NARROW, "only-n", title))


def _rows(effect: Effect) -> Iterator[EffectRow]:
    """Yield at most ten rows, of one working day each or of several."""
    before, after = effect.before, effect.after
    most = max(*before.by_days, *after.by_days)
    wide = -(-(most + 1) // MOST_ROWS)
    for first in range(0, most + 1, wide):
        last = first + wide - 1
        was, now = _files(before.by_days, first, last), _files(after.by_days, first, last)
        yield EffectRow(first, last, was, now, share(was, before.files), share(now, after.files))


def _files(by_days: Mapping[int, int], first: int, last: int) -> int:
    return sum(files for days, files in by_days.items() if first <= days <= last)


def _whole(part: Decimal | None) -> int:
    return round((part or 0) * 100)


def _told(row: EffectRow) -> str:
    about = message(
        "%(days)s working days: %(before)s before, %(after)s after",
        days=row.label,
        before=percent(row.before_share, language()),
        after=percent(row.after_share, language()),
    )
    return told(about)
