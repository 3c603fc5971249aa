"""How many may be excellent: pure arithmetic over who reached which level, by agency and group of similar tasks.

“Of those rated good” counts, by the settings, who reached good or better (n; at most the share of n are excellent), or
who is rated good and stays so (then e excellent of n need e <= share of n - e).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from plugins.rating.kinds import Level
from plugins.rating.quota_settings import Counted, Pooling, QuotaRules, Rounding
from tracker.api import RankingGroup

ROUNDINGS = {Rounding.DOWN: ROUND_FLOOR, Rounding.NEAREST: ROUND_HALF_UP, Rounding.UP: ROUND_CEILING}
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Rated:
    """Somebody who is rated: in which agency (the id of its unit), by which rules, in which group, at which level."""

    official_id: int
    agency: int
    regime: str
    group: RankingGroup
    level: Level
    score: Decimal | None = None


@dataclass(frozen=True)
class Pool:
    """Who shares places: of an agency or of several, by the same rules; of all groups together where `groups` is empty.

    `counted` is how many of them reached good or better, `places` how many may be excellent, `excellent` who is, the
    best score first. `is_pooled`: its groups were too small to have a place each.
    """

    agencies: frozenset[int]
    regime: str
    groups: frozenset[RankingGroup]
    share: Decimal
    people: int
    counted: int
    places: int
    excellent: tuple[int, ...] = field(default=())
    is_pooled: bool = False

    @property
    def too_many(self) -> int:
        """How many more are excellent than may be."""
        return max(len(self.excellent) - self.places, 0)

    @property
    def has_no_place(self) -> bool:
        """Whether nobody in it may be excellent, though somebody reached at least good."""
        return not self.places and self.counted > 0


def places_of(counted: int, share: Decimal, rules: QuotaRules) -> int:
    """Return how many of so many who reached good or better may be excellent."""
    if rules.counted is Counted.GOOD_OR_BETTER:
        return min(_share_of(counted, share, rules.rounding), counted)
    fitting = (taken for taken in range(counted + 1) if taken <= _share_of(counted - taken, share, rules.rounding))
    return max(fitting, default=0)


def _share_of(people: int, share: Decimal, rounding: Rounding) -> int:
    return int((share * people / HUNDRED).quantize(Decimal(1), ROUNDINGS[rounding]))


def pools_of(rated: Iterable[Rated], shares: Mapping[int, Decimal], rules: QuotaRules) -> list[Pool]:
    """Return the pools that somebody is in: each agency as a whole, and in it the groups, pooled as the rules say.

    `shares` are those of agencies with a wider one, in percent.
    """
    by_agency: dict[tuple[int, str], list[Rated]] = {}
    for one in rated:
        by_agency.setdefault((one.agency, one.regime), []).append(one)
    found: list[Pool] = []
    left: dict[str, list[Rated]] = {}
    for (agency, regime), members in sorted(by_agency.items()):
        share = shares.get(agency, rules.share)
        found.append(_pool(members, regime, share, rules, is_of_agency=True))
        small = []
        for group in RankingGroup:
            of_group = [one for one in members if one.group is group]
            pool = _pool(of_group, regime, share, rules)
            if of_group and (pool.places or rules.pooling is Pooling.NONE):
                found.append(pool)
            else:
                small += of_group
        if rules.pooling is Pooling.AGENCY and small:
            found.append(_pool(small, regime, share, rules, is_pooled=True))
        elif small:
            left.setdefault(regime, []).extend(small)
    found += [_pool(members, regime, rules.share, rules, is_pooled=True) for regime, members in sorted(left.items())]
    return found


def _pool(
    members: list[Rated],
    regime: str,
    share: Decimal,
    rules: QuotaRules,
    *,
    is_of_agency: bool = False,
    is_pooled: bool = False,
) -> Pool:
    counted = sum(one.level >= Level.GOOD for one in members)
    best = sorted(members, key=lambda one: (-(one.score or 0), one.official_id))
    return Pool(
        agencies=frozenset(one.agency for one in members),
        regime=regime,
        groups=frozenset() if is_of_agency else frozenset(one.group for one in members),
        share=share,
        people=len(members),
        counted=counted,
        places=places_of(counted, share, rules),
        excellent=tuple(one.official_id for one in best if one.level is Level.EXCELLENT),
        is_pooled=is_pooled,
    )
