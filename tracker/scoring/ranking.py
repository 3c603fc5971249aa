"""Ranks: equal totals share one, and the next one is skipped; a group that is too small has none."""

from __future__ import annotations

from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field

from tracker.messages import marked
from tracker.scoring.cards import Card, CohortKey

OWNER = "tracker.ranking"
UNRANKED = (None, 0)


class Ranking(BaseModel):
    """How officials are ranked; dated settings of the core."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    smallest_group: int = Field(
        default=4,
        ge=2,
        le=100,
        title=marked("Smallest group that is ranked"),
        description=marked("Officials of a smaller ranking group have points and no rank."),
        json_schema_extra={"unit": marked("officials")},
    )


def ranked(cards: list[Card], smallest_group: int) -> list[Card]:
    """Return the cards with ranks inside each group: equal totals share a rank, and the next one is skipped."""
    totals: dict[CohortKey | None, list[tuple[Decimal, int]]] = {}
    for card in cards:
        if card.total is not None:
            totals.setdefault(card.cohort, []).append((card.total, card.official_id))
    ranks: dict[int, tuple[int, int]] = {}
    for key, group in totals.items():
        if key is not None and len(group) >= smallest_group:
            ranks |= ranks_of(group)
    placed = [_placed(card, *ranks.get(card.official_id, UNRANKED)) for card in cards]
    return sorted(placed, key=lambda card: card.official_id)


def _placed(card: Card, rank: int | None, among: int) -> Card:
    sums = (card.total, card.reachable)
    return Card(card.official_id, card.posting, card.measures, card.lines, card.cohort, *sums, rank, among)


def ranks_of(group: list[tuple[Decimal, int]]) -> dict[int, tuple[int, int]]:
    """Return, by official, his rank and among how many; the group is a list of totals and officials."""
    ranks: dict[int, tuple[int, int]] = {}
    rank, last = 0, None
    for place, (total, official_id) in enumerate(sorted(group, key=lambda one: one[0], reverse=True), start=1):
        rank = rank if total == last else place
        ranks[official_id], last = (rank, len(group)), total
    return ranks
