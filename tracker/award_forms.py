"""Award forms: what officials may be rewarded with for a period, on which conditions, how many of them, how much.

Some forms are for initiatives instead: then leaders propose who found one, and nobody is judged by his scorecard.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Literal

from tracker.contributions import Measures
from tracker.messages import Message
from tracker.owners import CORE
from tracker.records.postings import RankingGroup

PickedBy = Literal["period", "dossier", "decision"]
"""The day that picks something: the last of the period, the one on which the dossier is accepted, the decision's."""
Pool = Literal["group", "unit", "commune"]
"""Whose places are counted together: those of a ranking group, of a unit, of the whole commune."""
Rounding = Literal["down", "nearest", "up"]
ROUNDINGS = {"down": ROUND_FLOOR, "nearest": ROUND_HALF_UP, "up": ROUND_CEILING}


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """What a form rests on: the number of the document, such as `152/2025/NĐ-CP`, and what of it in words."""

    number: str
    text: Message


@dataclass(frozen=True, slots=True)
class LegalFinding:
    """What a register of legal documents says of one on a day: its number as asked, whether it holds, in a sentence."""

    number: str
    is_in_force: bool
    told: Message


@dataclass(frozen=True, slots=True)
class BaseSalaries:
    """An amount as a multiple of the base salary in force, such as `BaseSalaries(Decimal("0.3"))`."""

    number: Decimal


Amount = int | BaseSalaries
"""What one official gets: whole đồng, or a multiple of the base salary."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a form judges an official by: his scorecard of the period.

    `total` is None where no rule could give points. Of the measures, those are there which the form's conditions and
    exclusions read.
    """

    official_id: int
    code: str
    group: RankingGroup | None
    unit_id: int | None
    total: Decimal | None
    reachable: Decimal
    rank: int | None
    ranked_among: int
    measures: Measures


@dataclass(frozen=True)
class Condition:
    """Something that an official must reach: a number of his card that is at least, or `at_most`, the threshold.

    `title` is the sentence, such as "At least 70 points"; `unit` what the number counts. `value` is a pure function,
    None where there is too little to judge by, which misses the condition. `reads` names the measures that it uses.
    """

    key: str
    title: Message
    value: Callable[[Judged], Decimal | int | None]
    threshold: Decimal
    unit: Message
    at_most: bool = False
    reads: Sequence[str] = ()

    def gap(self, value: Decimal) -> Decimal:
        """Return by how much a value misses the threshold; 0 or less where it does not."""
        return value - self.threshold if self.at_most else self.threshold - value


@dataclass(frozen=True)
class Exclusion:
    """Who cannot be rewarded whatever he reached: why, in a sentence, and whom it concerns."""

    title: Message
    concerns: Callable[[Judged], bool]
    reads: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Quota:
    """How many may be rewarded in each pool: a share of those in it whom nothing excludes, a number, or the lesser."""

    share: Decimal | None = None
    number: int | None = None
    per: Pool = "group"
    rounding: Rounding = "down"

    def places(self, people: int) -> int | None:
        """Return how many of so many people may be rewarded, None for all."""
        limits = [] if self.number is None else [self.number]
        if self.share is not None:
            limits.append(int((self.share * people).quantize(Decimal(1), ROUNDINGS[self.rounding])))
        return min(limits) if limits else None


@dataclass(frozen=True)
class AwardForm:
    """One form of reward of a period, or of initiatives.

    `fund` is what all who get it in the period may cost, in đồng; of initiatives, all of a calendar year. Who finished
    fewer files than `smallest_sample` is marked, because his shares rest on little. `criteria_by` and `amount_by` say
    which day picks the conditions and the amount where they differ by date; the points are always those of the last day
    of the period. One `for_initiatives` has neither conditions nor exclusions nor a quota. `plugin` is filled in by
    Tracker.
    """

    key: str
    title: Message
    legal_bases: Sequence[LegalBasis]
    amount: Amount
    conditions: Sequence[Condition] = ()
    quota: Quota = Quota()
    fund: int | None = None
    exclusions: Sequence[Exclusion] = ()
    smallest_sample: int = 0
    criteria_by: PickedBy = "dossier"
    amount_by: PickedBy = "decision"
    for_initiatives: bool = False
    plugin: str = CORE

    @property
    def reads(self) -> list[str]:
        """The measures that its conditions and exclusions use."""
        of_conditions = [key for one in self.conditions for key in one.reads]
        return of_conditions + [key for one in self.exclusions for key in one.reads]
