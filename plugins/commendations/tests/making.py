"""What the tests of commendations are made with: forms of a day without any record."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from plugins.commendations.forms import Making
from plugins.commendations.given import Given
from plugins.commendations.past import Past
from plugins.commendations.settings import Commendations
from tracker.api import Judged, JudgedUnit, RankingGroup, Value

ON = date(2026, 10, 20)
NOBODY: frozenset[int] = frozenset()
RATING = ("rating.level", "rating.monitored")


def past(year: int = 2026, **known: object) -> Past:
    """Return what is known of a year: nothing but what is named."""
    empty = Past(year, date(year, 12, 31), {}, (), NOBODY, NOBODY, NOBODY, NOBODY)
    return replace(empty, **known)


def given(
    on: date = ON, settings: Commendations | None = None, measures: Collection[str] = RATING, known: Past | None = None
) -> Given:
    """Return what criteria are made from."""
    return Given(settings or Commendations(), known or past(), on, measures)


def making(
    on: date = ON, settings: Commendations | None = None, left: int | None = None, known: Past | None = None
) -> Making:
    """Return what forms are made from; no statement is needed while nothing is rounded."""
    return Making(Session(), given(on, settings, known=known), left)


def judged(
    total: str | None = "80",
    group: RankingGroup = RankingGroup.DESK,
    id: int = 1,
    level: int | None = None,
    **files: Value,
) -> Judged:
    """Return somebody with these points, files and rating."""
    measures: dict[str, Value] = {f"files.{key}": files.get(key, 0) for key in ("early", "on_time", "overdue")}
    measures["rating.level"] = level
    points = None if total is None else Decimal(total)
    return Judged(id, f"cb{id:02}", group, 1, points, Decimal(100), None, 0, measures)


def unit(*members: Judged, id: int = 7) -> JudgedUnit:
    """Return a unit with these members."""
    return JudgedUnit(id, "land", "Land division", members)
