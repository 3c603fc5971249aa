"""What criteria are made from on a day: the settings, what is known of the years, and whether there is a rating."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from plugins.commendations.kinds import Needs
from plugins.commendations.laws import LAW_OF_2026
from plugins.commendations.past import Past
from plugins.commendations.settings import Commendations
from tracker.api import Judged

LEVEL = "rating.level"
"""The measure of the yearly rating: 3 excellent, 2 good, 1 completed, 0 not completed."""
GOOD = Decimal(2)
Value = Decimal | int | None


@dataclass(frozen=True, slots=True)
class Given:
    """What the criteria of a day are made from; `measures` are those that somebody gives."""

    settings: Commendations
    past: Past
    on: date
    measures: Collection[str]

    @property
    def is_rated(self) -> bool:
        """Whether the yearly rating is known here."""
        return LEVEL in self.measures

    @property
    def knows_advanced_workers(self) -> bool:
        """Whether it can be said who is an advanced worker of the year."""
        return self.is_rated or bool(self.past.holders("advanced_worker"))

    @property
    def needs_both(self) -> bool:
        """Whether a grassroots emulation fighter needs an excellent rating and an initiative, not one of them."""
        if self.settings.fighter_needs is Needs.BY_LAW:
            return self.on >= LAW_OF_2026
        return self.settings.fighter_needs is Needs.BOTH

    def is_advanced(self, judged: Judged) -> bool:
        """Whether somebody is an advanced worker of the year: by decision, before there is one by his rating."""
        holders = self.past.holders("advanced_worker")
        return judged.official_id in holders if holders else level_of(judged) >= GOOD

    @property
    def rating_read(self) -> Sequence[str]:
        """The measure of the rating, where it is known."""
        return (LEVEL,) if self.is_rated else ()


def level_of(judged: Judged) -> Decimal:
    """Return the level of the year's rating; -1 where there is none."""
    level = judged.measures.get(LEVEL)
    return Decimal(-1) if level is None else Decimal(level)
