"""Ratings as measures: the final score and level of a year, and what was monitored in any period.

A rating belongs to the period that it is about, whenever it was signed: the year is rated in December or later.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col

from plugins.rating.arithmetic import mean_score
from plugins.rating.kinds import State
from plugins.rating.models import SIGNED, RatingSheet
from tracker.api import Measure, MeasureSet, MeasureValues, Period, Records, Value, sentences

_ = sentences("rating")
SCORE, LEVEL, MONITORED = "rating.score", "rating.level", "rating.monitored"
YEAR_IN_NAME = 4
"""How long the name of a year is; those of its parts are longer."""


def _final(period: Period) -> sa.ColumnElement[bool]:
    is_year = period.grain == "year"
    return sa.and_(
        sa.true() if is_year else sa.false(),
        col(RatingSheet.period) == period.name,
        col(RatingSheet.state) == State.FINAL,
    )


def _monitored(period: Period, as_of: date) -> sa.ColumnElement[bool]:
    return sa.and_(
        col(RatingSheet.starts_on).between(period.start, as_of),
        col(RatingSheet.ends_on) <= period.end,
        sa.func.length(col(RatingSheet.period)) > YEAR_IN_NAME,
        col(RatingSheet.state).in_(SIGNED),
        col(RatingSheet.score_hundredths).is_not(None),
    )


def measure_year(session: Session, officials: Collection[int] | None, period: Period, _as_of: date) -> MeasureValues:
    """Return the final score and level of each official, in one statement; nothing but for a whole year."""
    sheet = RatingSheet
    wanted = sa.select(col(sheet.official_id), col(sheet.score_hundredths), col(sheet.level)).where(_final(period))
    if officials is not None:
        wanted = wanted.where(col(sheet.official_id).in_(officials))
    scores: dict[int, Value] = {}
    levels: dict[int, Value] = {}
    for official, hundredths, level in session.connection().execute(wanted):
        levels[official] = level
        scores[official] = None if hundredths is None else Decimal(hundredths) / 100
    return {SCORE: scores, LEVEL: levels}


def measure_monitored(
    session: Session, officials: Collection[int] | None, period: Period, as_of: date
) -> MeasureValues:
    """Return the mean of what was monitored of each official in a period, in one statement."""
    official, hundredths = col(RatingSheet.official_id), col(RatingSheet.score_hundredths)
    wanted = sa.select(official, sa.func.sum(hundredths), sa.func.count()).where(_monitored(period, as_of))
    wanted = wanted.group_by(official)
    if officials is not None:
        wanted = wanted.where(official.in_(officials))
    found = session.connection().execute(wanted)
    return {MONITORED: {who: mean_score([Decimal(int(total or 0)) / 100], number) for who, total, number in found}}


def year_behind(official_id: int, period: Period, _as_of: date) -> Records:
    """Return the final sheet of the year."""
    return sa.select(RatingSheet).where(_final(period), col(RatingSheet.official_id) == official_id)


def monitored_behind(official_id: int, period: Period, as_of: date) -> Records:
    """Return the monitored sheets of a period."""
    mine = col(RatingSheet.official_id) == official_id
    return sa.select(RatingSheet).where(_monitored(period, as_of), mine).order_by(col(RatingSheet.starts_on))


YEAR = MeasureSet(
    "rating.year",
    [
        Measure(
            SCORE,
            _("Score of the yearly rating"),
            "points",
            decimals=2,
            default=None,
            evidence=year_behind,
            gives_card=False,
            about=_(
                "The score of the year's rating once it is final; nothing for shorter periods, or by rules without."
            ),
        ),
        Measure(
            LEVEL,
            _("Level of the yearly rating"),
            default=None,
            evidence=year_behind,
            gives_card=False,
            about=_(
                "3 completed excellently, 2 well, 1 completed, 0 not completed, once the year's rating is final; "
                "nothing before and for shorter periods."
            ),
        ),
    ],
    measure_year,
)
PERIODS = MeasureSet(
    "rating.monitored",
    [
        Measure(
            MONITORED,
            _("Score of the monitoring"),
            "points",
            decimals=2,
            default=None,
            evidence=monitored_behind,
            gives_card=False,
            about=_("The mean score of the monitored months or quarters of the period that a leader has signed."),
        )
    ],
    measure_monitored,
)
