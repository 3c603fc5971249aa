"""Adjustments: what corrections after a closing are worth, as lines in the first period that is open behind it.

Of each closed period it is what the official would have by today's records, under the settings and rules of then, less
what stands on the closed card and less what earlier adjustments gave already. So the cards and adjustments of all
periods always add up to what scoring everything afresh gives, and nobody's closed card changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import Session, col

from tracker.contributions import Cohort, Measures, Points, Rule
from tracker.messages import Message, message
from tracker.period_titles import period_title
from tracker.periods import Period, parse_period
from tracker.scoring.closings import ClosedAdjustment, closed_periods
from tracker.scoring.lines import Line, sentence_of
from tracker.scoring.scorecards import RecomputedCard
from tracker.scoring.stored_differences import read_differences

KEY = "adjustment."
"""With this begins the key of a line that adjusts; behind it stands the closed period."""


class NoSettings(BaseModel):
    """An adjustment has no settings of its own."""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What one official's closed card is short of, in hundredths: `now - closed - before`."""

    period: Period
    official_id: int
    now: int
    closed: int
    before: int
    differences: str

    @property
    def hundredths(self) -> int:
        """What has to be added to what he has."""
        return self.now - self.closed - self.before

    def line(self) -> Line:
        """Return the line of the card on which it stands."""
        because = self._because()
        points = Points(Decimal(self.hundredths) / 100, because)
        return Line(adjusting_rule(self.period), points, sentence_of(because))

    def _because(self) -> Message:
        sums = {
            "now": Decimal(self.now) / 100,
            "closed": Decimal(self.closed) / 100,
            "before": Decimal(self.before) / 100,
            "differences": read_differences(self.differences),
        }
        if self.before:
            return message(
                "corrected after it was closed: %(now)s by today's records, %(closed)s on the closed card, %(before)s "
                "adjusted before. %(differences)s",
                **sums,
            )
        del sums["before"]
        return message(
            "corrected after it was closed: %(now)s by today's records, %(closed)s on the closed card. %(differences)s",
            **sums,
        )


def adjusting_rule(period: Period) -> Rule[NoSettings]:
    """Return the rule in whose name the adjustments of a closed period stand on cards."""
    title = message("Adjustment of %(period)s", period=period_title(period))
    return Rule(f"{KEY}{period.name}", title, NoSettings(), (), Decimal(0), gives_nothing)


def gives_nothing(_measures: Measures, _cohort: Cohort, _settings: NoSettings) -> Points:
    """Stand where a rule has its formula: adjustments follow from closed cards, not from measures."""
    return Points.none(message("there is nothing to adjust"))


def adjusted_in(closed: Sequence[Period], period: Period) -> list[Period]:
    """Return which of the closed periods are adjusted in this one: all before it, if it is the first open one."""
    before = [one for one in closed if one.grain == period.grain and one < period]
    is_first_open = bool(before) and before[-1] == period.previous() and period not in closed
    return before if is_first_open else []


def adjustments_in(session: Session, period: Period) -> dict[int, list[Adjustment]]:
    """Return, by official, the adjustments that stand on the cards of an open period."""
    sources = [one.name for one in adjusted_in(closed_periods(session), period)]
    if not sources:
        return {}
    before = _adjusted_before(session, sources)
    found: dict[int, list[Adjustment]] = {}
    for moved in _moved(session, sources, before):
        adjusted = before.get((moved.period, moved.official_id), 0)
        sums = (moved.now, moved.closed, adjusted)
        one = Adjustment(parse_period(moved.period), moved.official_id, *sums, moved.differences)
        if one.hundredths:
            found.setdefault(one.official_id, []).append(one)
    return {who: sorted(some, key=lambda one: one.period) for who, some in found.items()}


def _adjusted_before(session: Session, sources: Sequence[str]) -> dict[tuple[str, int], int]:
    one = ClosedAdjustment
    wanted = sa.select(col(one.of_period), col(one.official_id), sa.func.sum(col(one.hundredths)))
    wanted = wanted.where(col(one.of_period).in_(sources)).group_by(col(one.of_period), col(one.official_id))
    return {(period, who): int(total) for period, who, total in session.connection().execute(wanted)}


class Moved(NamedTuple):
    """Whose total moved: in hundredths, what he would have now and what he was closed with; which rules differ."""

    period: str
    official_id: int
    now: int
    closed: int
    differences: str


def _moved(session: Session, sources: Sequence[str], before: Mapping[tuple[str, int], int]) -> list[Moved]:
    """Return whose total moved since the closing, and who was adjusted before."""
    one = RecomputedCard
    now, closed = (sa.func.coalesce(column, 0) for column in (col(one.total_hundredths), col(one.closed_hundredths)))
    columns = sa.select(col(one.period), col(one.official_id), now, closed, col(one.differences))
    adjusted = {who for _, who in before}
    moved = columns.where(col(one.period).in_(sources), (now != closed) | col(one.official_id).in_(adjusted))
    return [Moved(*row) for row in session.connection().execute(moved)]
