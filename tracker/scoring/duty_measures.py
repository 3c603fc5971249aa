"""Measures of duty days: those assigned, and who really served them.

A day on which the official assigned has a recorded absence and did not serve is excused: it was not his to serve.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from functools import lru_cache

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.contributions import Measure, MeasureSet, MeasureValues, Records
from tracker.messages import message
from tracker.periods import Period
from tracker.records.duty_days import DutyDay, DutyState
from tracker.scoring.absent import absent_on
from tracker.scoring.whose import STATEMENTS_KEPT, bound, is_held

Condition = sa.ColumnElement[bool]


def _noted(period: Period, as_of: date) -> Condition:
    """Whether a duty day lies in the period and somebody noted what became of it."""
    return col(DutyDay.on).between(period.start, as_of) & (col(DutyDay.state) != DutyState.PLANNED)


def _served(period: Period, as_of: date) -> Condition:
    return _noted(period, as_of) & (col(DutyDay.state) == DutyState.SERVED)


def _served_oneself(period: Period, as_of: date) -> Condition:
    return _served(period, as_of) & col(DutyDay.substitute_id).is_(None)


def _excused(period: Period, as_of: date) -> Condition:
    by_another = (col(DutyDay.state) == DutyState.ABSENT) | col(DutyDay.substitute_id).is_not(None)
    return _noted(period, as_of) & by_another & absent_on(col(DutyDay.official_id), col(DutyDay.on))


def _assigned(period: Period, as_of: date) -> Condition:
    return _noted(period, as_of) & ~_excused(period, as_of)


def _given_away(period: Period, as_of: date) -> Condition:
    """Whether a substitute served an assigned day; one that neither served is missed by the official assigned."""
    return _served(period, as_of) & col(DutyDay.substitute_id).is_not(None) & _assigned(period, as_of)


DUTY_COUNTS: dict[str, tuple[object, Callable[[Period, date], Condition]]] = {
    "duty.assigned": (DutyDay.official_id, _assigned),
    "duty.given_away": (DutyDay.official_id, _given_away),
    "duty.served_oneself": (DutyDay.official_id, _served_oneself),
    "duty.excused": (DutyDay.official_id, _excused),
    "duty.substituted": (DutyDay.substitute_id, _served),
}


@lru_cache(maxsize=STATEMENTS_KEPT)
def _counts(period: Period, as_of: date, by_anybody: bool) -> sa.CompoundSelect[*tuple[str, int, int]]:
    """Return the statement that counts all kinds of duty days; kept, since building it takes longer than to run it."""
    counts: list[Records] = []
    for key, (who, where) in DUTY_COUNTS.items():
        official = col(who)
        counted: Records = sa.select(sa.literal(key), official, sa.func.count())
        counts.append(counted.where(where(period, as_of), is_held(official, by_anybody)).group_by(official))
    return sa.union_all(*counts)


def measure_duty(session: Session, officials: Collection[int] | None, period: Period, as_of: date) -> MeasureValues:
    """Measure the duty days of the period that were noted as served or missed, in one statement."""
    counts = _counts(period, as_of, by_anybody=officials is None)
    values: dict[str, dict[int, int]] = {key: {} for key in DUTY_COUNTS}
    for key, official_id, days in session.connection().execute(counts, bound(officials)):
        values[key][official_id] = days
    return values


def _evidence(key: str) -> Callable[[int, Period, date], Records]:
    who, where = DUTY_COUNTS[key]

    def days(official_id: int, period: Period, as_of: date) -> Records:
        mine = col(who) == official_id
        return sa.select(DutyDay).where(where(period, as_of) & mine).order_by(col(DutyDay.on), col(DutyDay.id))

    return days


DUTY_DAYS = MeasureSet(
    "duty",
    (
        Measure(
            "duty.assigned",
            message("Duty days assigned"),
            "days",
            evidence=_evidence("duty.assigned"),
            about=message(
                "Duty days for which he was planned and of which it was noted who served; without those excused."
            ),
        ),
        Measure(
            "duty.given_away",
            message("Duty days given to a substitute"),
            "days",
            direction="neither",
            evidence=_evidence("duty.given_away"),
            about=message("Of the days assigned: those on which a substitute served in his place."),
        ),
        Measure(
            "duty.served_oneself",
            message("Duty days served of those assigned"),
            "days",
            evidence=_evidence("duty.served_oneself"),
            about=message("Duty days for which he was planned and on which he served himself."),
        ),
        Measure(
            "duty.excused",
            message("Duty days that fell on a recorded absence"),
            "days",
            direction="neither",
            evidence=_evidence("duty.excused"),
            about=message(
                "Duty days for which he was planned, that fell on a recorded absence and that he did not serve "
                "himself; they are not among those assigned."
            ),
        ),
        Measure(
            "duty.substituted",
            message("Duty days served as a substitute"),
            "days",
            evidence=_evidence("duty.substituted"),
            about=message("Days on which he served in the place of somebody else."),
        ),
    ),
    measure_duty,
)
