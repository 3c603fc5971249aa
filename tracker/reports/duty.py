"""Who is on duty on which day: the official assigned, who stands in for him, and whether that is a key official."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from tracker.records.absences import Absence
from tracker.records.duty_days import DutyDay, DutyState, Shift
from tracker.records.officials import Official
from tracker.records.postings import Posting, RankingGroup
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
    substitute, serves = aliased(Official), sa.func.coalesce(DutyDay.substitute_id, DutyDay.official_id)
    is_away = sa.exists().where(
        col(Absence.official_id) == DutyDay.official_id,
        col(Absence.starts_on) <= DutyDay.on,
        sa.or_(col(Absence.ends_on).is_(None), col(Absence.ends_on) >= DutyDay.on),
    )
    holds = sa.and_(
        col(Posting.official_id) == serves,
        col(Posting.valid_from) <= DutyDay.on,
        sa.or_(col(Posting.valid_to).is_(None), col(Posting.valid_to) >= DutyDay.on),
    )
    is_key = sa.func.coalesce(Posting.is_key_official, sa.false())
    wanted = (
        sa.select(
            DutyDay,
            col(Official.full_name),
            col(substitute.full_name),
            col(Posting.position),
            col(Unit.name),
            is_key,
            is_away,
        )
        .join(Official, col(Official.id) == DutyDay.official_id)
        .outerjoin(substitute, col(substitute.id) == DutyDay.substitute_id)
        .outerjoin(Posting, holds)
        .outerjoin(Unit, col(Unit.id) == Posting.unit_id)
        .where(col(DutyDay.on).between(first, last))
        .order_by(col(DutyDay.on), is_key.desc(), col(Official.name_order))
    )
    return [
        OnDuty(
            duty_day.id,
            duty_day.on,
            duty_day.shift,
            duty_day.state,
            duty_day.official_id,
            official,
            duty_day.substitute_id,
            stands_in,
            position,
            unit,
            bool(is_key_official),
            bool(away) and duty_day.substitute_id is None and duty_day.state is DutyState.PLANNED,
        )
        for duty_day, official, stands_in, position, unit, is_key_official, away in session.execute(wanted)
    ]


@dataclass(frozen=True, slots=True)
class Desk:
    """Who works at the counter of the one-stop desk on a day: those present and those with a recorded absence."""

    present: Sequence[str]
    away: Sequence[str]


def desk_on(session: Session, day: date, where: Condition | None = None) -> Desk:
    """Return the names of the officials posted at the desk on that day, in order, where `where` holds."""
    covers_the_day = sa.or_(col(Absence.ends_on).is_(None), col(Absence.ends_on) >= day)
    is_away = sa.exists().where(col(Absence.official_id) == Official.id, col(Absence.starts_on) <= day, covers_the_day)
    wanted = (
        sa.select(col(Official.full_name), is_away)
        .join(Posting, col(Posting.official_id) == Official.id)
        .where(col(Posting.ranking_group) == RankingGroup.DESK, col(Posting.valid_from) <= day)
        .where(sa.or_(col(Posting.valid_to).is_(None), col(Posting.valid_to) >= day))
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
