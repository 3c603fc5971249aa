"""Whether stored cards still follow from the records, and which change of the records moved a total.

Points follow from an official's own measures, from those of his ranking group and from what holds for everybody. So
another official's record explains a moved total only where the official's own measures stayed as they were; where
nothing explains it, time has passed: a file became overdue overnight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, or_, select

from tracker.periods import Period, parse_period
from tracker.records.postings import RankingGroup
from tracker.scoring.closings import PeriodClosing
from tracker.scoring.scorecards import RecomputedCard, Scorecard
from tracker.staleness import StaleMark, months_between


class Standing(NamedTuple):
    """What one official's card says, as far as a change of his total is explained by it.

    Of a stored card nobody knows the commune.
    """

    total_hundredths: int | None
    measures: str
    group: RankingGroup | None
    commune_id: int | None = None


class Freshness(NamedTuple):
    """The open periods whose cards are stale, and all that are closed, the earliest first."""

    stale: list[Period]
    closed: list[Period]


@dataclass(frozen=True, slots=True)
class LastChanges:
    """The last audit entry that touched each official, and all that touched everybody, the first first."""

    of_official: Mapping[int, int]
    of_everybody: Sequence[int]

    @property
    def last_of_everybody(self) -> int:
        """The last audit entry that touched everybody, 0 if none did."""
        return self.of_everybody[-1] if self.of_everybody else 0


def stale_periods(session: Session, as_of: Mapping[Period, date]) -> list[Period]:
    """Return the open periods whose stored cards no longer follow from the records as they stand, in one statement.

    `as_of` gives the periods to look at, each with the day up to which it is to be scored.
    """
    return freshness_of(session, as_of).stale


def freshness_of(session: Session, as_of: Mapping[Period, date]) -> Freshness:
    """Return the same, and besides which periods are closed at all, in one statement."""
    states = session.connection().execute(_states(tuple(as_of))).all()
    closed = sorted(parse_period(name) for name, scored_as_of, _ in states if scored_as_of is None)
    fresh = {(name, scored_as_of) for name, scored_as_of, has_changed in states if not has_changed}
    stale = [period for period, day in as_of.items() if period not in closed and (period.name, day) not in fresh]
    return Freshness(stale, closed)


def stale_closings(session: Session, closed: Sequence[Period]) -> list[Period]:
    """Return which of the closed periods have to be recomputed, in one statement: later changes touch their records."""
    if not closed:
        return []
    stale = set(session.connection().execute(_closings_touched(tuple(closed))).scalars())
    return [period for period in closed if period.name in stale]


@lru_cache(maxsize=64)
def _states(periods: tuple[Period, ...]) -> sa.CompoundSelect[*tuple[str, date | None, bool]]:
    """Return the states of these periods, and without a date the names of all that are closed.

    Every record asks for them, and to build this takes longer than to run it.
    """
    closed = sa.select(col(PeriodClosing.period), sa.null(), sa.false()).where(col(PeriodClosing.reopened_at).is_(None))
    return sa.union_all(*(_state_of(period) for period in periods), closed)


def _state_of(period: Period) -> sa.Select[*tuple[str, date, bool]]:
    """Return the as-of date of the stored cards, and whether later changes left a mark; no row without cards."""
    of_period = sa.select(col(Scorecard.as_of), col(Scorecard.audit_position)).where(
        col(Scorecard.period) == period.name
    )
    stored = of_period.limit(1).subquery()
    marked = sa.exists().where(_touches(period), col(StaleMark.audit_position) > stored.c.audit_position)
    return sa.select(sa.literal(period.name), stored.c.as_of, marked)


@lru_cache(maxsize=64)
def _closings_touched(periods: tuple[Period, ...]) -> sa.CompoundSelect[str]:
    """Return the names of those periods on which changes left a mark since they were recomputed, all at once."""
    return sa.union_all(*(_closing_touched(period) for period in periods))


def _closing_touched(period: Period) -> sa.Select[str]:
    of_period = sa.select(col(RecomputedCard.audit_position)).where(col(RecomputedCard.period) == period.name)
    seen = sa.func.coalesce(of_period.limit(1).scalar_subquery(), 0)
    marked = sa.exists().where(_touches(period), col(StaleMark.audit_position) > seen)
    return sa.select(sa.literal(period.name)).where(marked)


def has_changed_since(session: Session, period: Period, audit_position: int) -> bool:
    """Whether a change of the records later than that audit entry may have moved the scores of the period."""
    known_to_all = session.connection().execute(sa.select(_known_to_all())).scalar()
    marks_were_forgotten = known_to_all is not None and known_to_all > audit_position
    return marks_were_forgotten or bool(_marks(session, period, after=audit_position))


def last_changes(session: Session, period: Period, after: int) -> LastChanges:
    """Return the last changes of the records that touch the period, later than the audit entry `after`."""
    of_official: dict[int, int] = {}
    of_everybody: dict[int, None] = {}
    for mark in _marks(session, period, after):
        if mark.official_id is None:
            of_everybody[mark.audit_position] = None
        else:
            of_official[mark.official_id] = mark.audit_position
    return LastChanges(of_official, tuple(of_everybody))


def causes(
    before: Mapping[int, Standing], after: Mapping[int, Standing], changes: LastChanges
) -> dict[int, int | None]:
    """Return, for each official whose total moved, the audit entry that moved it; None where only time passed."""
    touched = {who for who in changes.of_official if _differ(before.get(who), after.get(who))}
    found: dict[int, int | None] = {}
    everybody = changes.last_of_everybody
    for who, old in before.items():
        new = after.get(who)
        if new is not None and new.total_hundredths == old.total_hundredths:
            continue
        if new is None or _differ(old, new):
            found[who] = max(changes.of_official.get(who, 0), everybody) or None
        else:
            rivals = {other for other in touched if _stood_beside(before.get(other), after.get(other), new)}
            found[who] = everybody or max((changes.of_official[other] for other in rivals), default=None)
    return found


def _differ(old: Standing | None, new: Standing | None) -> bool:
    """Whether somebody's own measures or his ranking group changed."""
    return old is None or new is None or (old.measures, old.group) != (new.measures, new.group)


def _stood_beside(old: Standing | None, new: Standing | None, mine: Standing) -> bool:
    """Whether somebody is in the same cohort, or has left the same ranking group."""
    if mine.group is None:
        return False
    if new is not None and (new.commune_id, new.group) == (mine.commune_id, mine.group):
        return True
    return old is not None and old.group == mine.group and (new is None or new.group != mine.group)


def _marks(session: Session, period: Period, after: int) -> list[StaleMark]:
    """Return the marks on the period that later changes of the records left."""
    later = col(StaleMark.audit_position) > after
    return list(session.exec(select(StaleMark).where(_touches(period), later).order_by(col(StaleMark.audit_position))))


def _touches(period: Period) -> sa.ColumnElement[bool]:
    months = months_between(period.start, period.end)
    return or_(col(StaleMark.month).is_(None), col(StaleMark.month).in_(months))


def forget_old_marks(session: Session) -> None:
    """Remove the marks that every card takes into account which still follows the records."""
    session.connection().execute(sa.delete(StaleMark).where(col(StaleMark.audit_position) <= _known_to_all()))


def _known_to_all() -> sa.ScalarSelect[int]:
    """Return the last change of the records that all open cards, and all closed ones that are recomputed, know."""
    closed = sa.select(col(PeriodClosing.period)).where(col(PeriodClosing.reopened_at).is_(None))
    still_open = sa.select(col(Scorecard.audit_position)).where(col(Scorecard.period).not_in(closed))
    known = sa.union_all(still_open, sa.select(col(RecomputedCard.audit_position))).subquery()
    return sa.select(sa.func.min(known.c.audit_position)).scalar_subquery()
