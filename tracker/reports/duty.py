"""Who is on duty on which day: the official assigned, who stands in for him, and whether that is a key official."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from tracker.records.absences import is_absent
from tracker.records.duty_days import DutyDay, DutyState, Shift
from tracker.records.officials import Official
from tracker.records.postings import Posting, RankingGroup, runs_on
from tracker.records.units import Unit

Condition = sa.ColumnElement[bool]
KEY_OFFICIALS_A_DAY = 2
"""A rule of the communes themselves; no decree asks for it."""


@dataclass(frozen=True, slots=True)
class OnDuty:
    """One duty day: who was assigned, who stands in for him, and where and as what whoever serves is posted."""

    id: int
    on: date
    shift: Shift
    state: DutyState
    official_id: int
    official: str
    substitute_id: int | None
    substitute: str | None
    position: str | None
    unit: str | None
    is_key_official: bool
    is_away: bool
    """The official assigned has a recorded absence on the day, and nobody stands in for him."""

    @property
    def serves_id(self) -> int:
        """Who serves or is to serve."""
        return self.substitute_id or self.official_id

    @property
    def serves(self) -> str:
        """The name of whoever serves or is to serve."""
        return self.substitute or self.official

    @property
    def is_filled(self) -> bool:
        """Whether somebody serves, or is to, as far as anybody knows."""
        return self.state is not DutyState.ABSENT and not self.is_away


def duty_between(session: Session, first: date, last: date) -> list[OnDuty]:
    """Return the duty days between two days, key officials first on each."""
    rows = session.execute(_duty_with_posting().where(col(DutyDay.on).between(first, last)))
    return [_on_duty(*row) for row in rows]


def _duty_with_posting() -> sa.Select[DutyDay, str, str | None, str | None, str | None, bool, bool]:
    """Return the select of the duty days with the posting of whoever serves, key officials first on each."""
    substitute, serves = aliased(Official), sa.func.coalesce(DutyDay.substitute_id, DutyDay.official_id)
    holds = (col(Posting.official_id) == serves) & runs_on(col(DutyDay.on))
    is_key = sa.func.coalesce(Posting.is_key_official, sa.false())
    names = (col(Official.full_name), col(substitute.full_name), col(Posting.position), col(Unit.name))
    return (
        sa.select(DutyDay, *names, is_key, is_absent(col(DutyDay.official_id), col(DutyDay.on)))
        .join(Official, col(Official.id) == DutyDay.official_id)
        .outerjoin(substitute, col(substitute.id) == DutyDay.substitute_id)
        .outerjoin(Posting, holds)
        .outerjoin(Unit, col(Unit.id) == Posting.unit_id)
        .order_by(col(DutyDay.on), is_key.desc(), col(Official.name_order))
    )


def _on_duty(
    duty_day: DutyDay,
    official: str,
    substitute: str | None,
    position: str | None,
    unit: str | None,
    is_key_official: bool,
    is_absent: bool,
) -> OnDuty:
    assert duty_day.id is not None
    return OnDuty(
        id=duty_day.id,
        on=duty_day.on,
        shift=duty_day.shift,
        state=duty_day.state,
        official_id=duty_day.official_id,
        official=official,
        substitute_id=duty_day.substitute_id,
        substitute=substitute,
        position=position,
        unit=unit,
        is_key_official=bool(is_key_official),
        is_away=bool(is_absent) and duty_day.substitute_id is None and duty_day.state is DutyState.PLANNED,
    )


@dataclass(frozen=True, slots=True)
class Desk:
    """Who works at the counter of the one-stop desk on a day: those present and those with a recorded absence."""

    present: Sequence[str]
    away: Sequence[str]


def desk_on(session: Session, day: date, where: Condition | None = None) -> Desk:
    """Return the names of the officials posted at the desk on that day, in order, where `where` holds."""
    wanted = (
        sa.select(col(Official.full_name), is_absent(col(Official.id), day))
        .join(Posting, col(Posting.official_id) == Official.id)
        .where(col(Posting.ranking_group) == RankingGroup.DESK, runs_on(day))
        .order_by(col(Official.name_order))
    )
    staff = session.connection().execute(wanted if where is None else wanted.where(where)).all()
    return Desk([name for name, away in staff if not away], [name for name, away in staff if away])


def has_too_few(day: Sequence[OnDuty]) -> bool:
    """Whether fewer key officials are on duty than the two that each working day needs."""
    return key_officials_missing(day) > 0


def key_officials_missing(day: Sequence[OnDuty]) -> int:
    """Return how many key officials the day lacks to the two that each working day needs."""
    there = {one.serves_id for one in day if one.is_key_official and one.is_filled}
    return max(0, KEY_OFFICIALS_A_DAY - len(there))
