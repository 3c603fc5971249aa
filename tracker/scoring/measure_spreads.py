"""How the measures of a scored period spread over the officials, by which thresholds are chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

import orjson
from sqlmodel import Session, col, select

from tracker.periods import Period, parse_period
from tracker.scoring.scorecards import Scorecard, ScoredPeriod


@dataclass(frozen=True, slots=True)
class MeasureSpread:
    """The values of one measure of those officials who have one: how many, the lowest, the median and the highest."""

    officials: int
    lowest: Decimal
    median: Decimal
    highest: Decimal


def last_scored_period(session: Session, today: date) -> Period | None:
    """Return the last period with scorecards that is over; else the running one, None if nothing was scored."""
    scored = [parse_period(name) for name in session.exec(select(ScoredPeriod.period))]
    over = [period for period in scored if period.end < today]
    return max(over or scored, key=lambda period: period.end, default=None)


def spreads_of(session: Session, period: Period) -> Mapping[str, MeasureSpread]:
    """Return how each measure spreads over the stored scorecards of a period; none that nobody has a value of."""
    values: dict[str, list[Decimal]] = {}
    for stored in session.exec(select(Scorecard.measures).where(col(Scorecard.period) == period.name)):
        for key, value in orjson.loads(stored).items():
            if value is not None:
                values.setdefault(key, []).append(Decimal(value))
    return {
        key: MeasureSpread(len(known), min(known), Decimal(median(known)), max(known)) for key, known in values.items()
    }
