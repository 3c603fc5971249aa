"""What one official earned in a period, and with whom he is compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from tracker.contributions import Measures
from tracker.records.postings import HeldPosting, RankingGroup
from tracker.scoring.lines import Line

NOTHING = Decimal("0.00")


class CohortKey(NamedTuple):
    """With whom an official is compared: his ranking group in the whole commune."""

    commune_id: int
    group: RankingGroup


@dataclass(frozen=True, slots=True)
class Card:
    """What one official earned.

    `total` is the sum of the lines, None where no rule could give points; `reachable` is the most that the rules which
    could judge the official give. `rank` is None without a cohort, in one too small to be ranked, or without a total.
    """

    official_id: int
    posting: HeldPosting | None
    measures: Measures
    lines: tuple[Line, ...]
    cohort: CohortKey | None
    total: Decimal | None
    reachable: Decimal
    rank: int | None = None
    ranked_among: int = 0


def cohort_key(posting: HeldPosting | None, communes: Mapping[int, int]) -> CohortKey | None:
    """Return with whom an official is compared, whoever asks; nobody without a posting."""
    return CohortKey(communes[posting.unit_id], posting.ranking_group) if posting else None


def unranked(
    official_id: int,
    posting: HeldPosting | None,
    measures: Measures,
    lines: tuple[Line, ...],
    cohort: CohortKey | None,
) -> Card:
    """Return a card with the sums of its lines, before it is ranked."""
    total, reachable = None, NOTHING
    for rule, points, _because, _next_step in lines:
        if points.value is not None:
            total = points.value if total is None else total + points.value
            reachable += rule.most
    return Card(official_id, posting, measures, lines, cohort, total, reachable)
