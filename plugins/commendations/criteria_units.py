"""The criteria of the yearly titles for units as conditions: of what their members reach, hold and are rated."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from plugins.commendations.given import LEVEL, Given, Value, level_of
from plugins.commendations.kinds import Criterion
from plugins.commendations.settings import Commendations
from plugins.commendations.shares import HUNDREDTH
from tracker.api import Condition, Judged, JudgedUnit, Message, sentences

_ = sentences("commendations")
COMPLETED, ALL = Decimal(1), Decimal(100)


def _unit_points(given: Given) -> Condition | None:
    least = given.settings.least_points

    def value(unit: JudgedUnit) -> Value:
        if unit.total is None or not unit.reachable:
            return None
        return (unit.total * 100 / unit.reachable).quantize(HUNDREDTH)

    title = _("Its members reach at least %(least)s%% of the points within reach", least=least)
    return _unit_condition("unit_points", title, value, least) if least else None


def _unit_share(
    key: str, title: Callable[[Decimal], Message], least: Callable[[Commendations], Decimal]
) -> Callable[[Given], Condition | None]:
    def make(given: Given) -> Condition | None:
        if not given.knows_advanced_workers:
            return None
        wanted = least(given.settings)
        return _unit_condition(key, title(wanted), _share(given.is_advanced), wanted, given.rating_read)

    return make


def _unit_all_completed(given: Given) -> Condition | None:
    if not given.is_rated:
        return None
    title = _("All members are rated completed or better for the year")
    return _unit_condition(
        "unit_all_completed", title, _share(lambda judged: level_of(judged) >= COMPLETED), ALL, (LEVEL,)
    )


def _unit_fighter(given: Given) -> Condition:
    def value(unit: JudgedUnit) -> Value:
        holders = given.past.holders("grassroots_fighter")
        return sum(one.official_id in holders for one in unit.members)

    title = _("At least one member is a grassroots emulation fighter of the year")
    return Condition("commendations.unit_fighter", title, value, Decimal(1), _("people"))


def _share(counts: Callable[[Judged], bool]) -> Callable[[JudgedUnit], Value]:
    """Return what gives the percentage of a unit's members who count; None for a unit without members."""

    def value(unit: JudgedUnit) -> Value:
        if not unit.members:
            return None
        return (Decimal(sum(map(counts, unit.members))) * 100 / len(unit.members)).quantize(HUNDREDTH)

    return value


def _unit_condition(
    key: str, title: Message, value: Callable[[JudgedUnit], Value], threshold: Decimal, reads: Sequence[str] = ()
) -> Condition:
    return Condition(f"commendations.{key}", title, value, threshold, _("%%"), reads=reads)


MADE: Mapping[Criterion, Callable[[Given], Condition | None]] = {
    Criterion.UNIT_POINTS: _unit_points,
    Criterion.UNIT_ADVANCED: _unit_share(
        "unit_advanced",
        lambda least: _("At least %(least)s%% of its members are advanced workers", least=least),
        lambda settings: settings.advanced_share,
    ),
    Criterion.UNIT_MOSTLY_ADVANCED: _unit_share(
        "unit_mostly_advanced",
        lambda least: _("At least %(least)s%% of its members are advanced workers", least=least),
        lambda settings: settings.excellent_share,
    ),
    Criterion.UNIT_ALL_COMPLETED: _unit_all_completed,
    Criterion.UNIT_FIGHTER: _unit_fighter,
}
