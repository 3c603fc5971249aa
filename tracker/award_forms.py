"""Award forms: what officials or units may be rewarded with for a period or a year, on which conditions, how much.

Some forms are for initiatives instead: then leaders propose who found one, and nobody is judged by his scorecard.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Literal

from tracker.contributions import HUNDREDTH, Measures
from tracker.messages import Message
from tracker.owners import CORE
from tracker.records.postings import RankingGroup

PickedBy = Literal["period", "dossier", "decision"]
"""The day that picks something: the last of the period, the one on which the dossier is accepted, the decision's."""
Pool = Literal["group", "unit", "commune"]
"""Whose places are counted together: those of a ranking group, of a unit, of the whole commune."""
Spans = Literal["period", "year"]
"""Over which time a form judges: one period of those that are scored, or all of them in a calendar year together."""
Recipients = Literal["officials", "units"]
Authority = Literal["decides", "proposes"]
"""What the commune may do: grant the reward itself, or only propose it to the level above."""
Rounding = Literal["down", "nearest", "up"]
ROUNDINGS = {"down": ROUND_FLOOR, "nearest": ROUND_HALF_UP, "up": ROUND_CEILING}


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """What a form rests on: the number of the document, such as `152/2025/NĐ-CP`, and what of it in words."""

    number: str
    text: Message


@dataclass(frozen=True, slots=True)
class LegalFinding:
    """What a register of legal documents says of one on a day: its number as asked, whether it holds, in a sentence.

    `cited` is how papers cite it, in Vietnamese: "Luật Thi đua, khen thưởng số 06/2022/QH15", empty if not known.
    """

    number: str
    is_in_force: bool
    told: Message
    cited: str = ""


@dataclass(frozen=True, slots=True)
class BaseSalaries:
    """An amount as a multiple of the base salary in force, such as `BaseSalaries(Decimal("0.3"))`."""

    number: Decimal


Amount = int | BaseSalaries
"""What one official gets: whole đồng, or a multiple of the base salary."""


@dataclass(frozen=True, slots=True)
class Fund:
    """What pays a reward, such as the emulation fund: its key, by which decisions keep it, and what it is called."""

    key: str
    title: Message


@dataclass(frozen=True, slots=True)
class Judged:
    """What a form judges an official by: his scorecard of the period, or those of all periods of the year.

    Of a year, `total` and `reachable` are the sums of its cards, and the measures those of the whole year. `total` is
    None where no rule could give points. Of the measures, those are there which the form's conditions and exclusions
    read.
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


@dataclass(frozen=True, slots=True)
class JudgedUnit:
    """What a form for units judges a unit by: the cards of its members, who had their last posting of the time in it.

    The members of a unit that stands below it are those of that one alone.
    """

    unit_id: int
    code: str
    name: str
    members: Sequence[Judged]

    @property
    def total(self) -> Decimal | None:
        """The mean total of its members whom a rule could judge, to the hundredth; None where there is none."""
        return _mean([one.total for one in self.members if one.total is not None])

    @property
    def reachable(self) -> Decimal:
        """The mean of what its members could reach whom a rule could judge."""
        return _mean([one.reachable for one in self.members if one.total is not None]) or Decimal(0)


def _mean(values: Sequence[Decimal]) -> Decimal | None:
    return (sum(values, Decimal(0)) / len(values)).quantize(HUNDREDTH, ROUND_HALF_UP) if values else None


Number = Decimal | int | None


@dataclass(frozen=True)
class Condition:
    """Something that an official must reach: a number of his card that is at least, or `at_most`, the threshold.

    `title` is the sentence, such as "At least 70 points"; `unit` what the number counts. `value` is a pure function,
    of a `JudgedUnit` where the form is for units, None where there is too little to judge by, which misses the
    condition. `reads` names the measures that it uses.
    """

    key: str
    title: Message
    value: Callable[[Judged], Number] | Callable[[JudgedUnit], Number]
    threshold: Decimal
    unit: Message
    at_most: bool = False
    reads: Sequence[str] = ()

    def gap(self, value: Decimal) -> Decimal:
        """Return by how much a value misses the threshold; 0 or less where it does not."""
        return value - self.threshold if self.at_most else self.threshold - value


@dataclass(frozen=True)
class Exclusion:
    """Who cannot be rewarded whatever he reached: why, in a sentence, and which officials, or units, it concerns."""

    title: Message
    concerns: Callable[[Judged], bool] | Callable[[JudgedUnit], bool]
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
    """One form of reward of a period or of a year, or of initiatives.

    `fund` is what all who get it in the period may cost, in đồng; of initiatives, all of a calendar year. `pays_from`
    is the fund that pays, and is shown beside the money; `left_in_fund` is what is left
    in it after all that was issued, which one decision may not exceed. Who finished fewer files than `smallest_sample`
    is marked, because his shares rest on little. `criteria_by` and `amount_by` say which day picks the conditions and
    the amount where they differ by date; the points are always those of the last day of the period. With the amount
    come `amount_bases`, what it rests on, and both limits. `notes` say what the form cannot judge, or what of it is not
    certain. One that `spans` a year judges by the sum of its cards. `recipients` says whom the conditions and
    exclusions are asked about: a `Judged` each, or a `JudgedUnit`. Where the commune only `proposes`, everybody goes to
    the level above, and nothing is paid here. One `for_initiatives` has neither conditions nor exclusions nor a quota.
    Where it `has_certificate`, whom the commune rewards gets a certificate of merit (Giấy khen).
    `plugin` is filled in by Tracker.
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
    spans: Spans = "period"
    recipients: Recipients = "officials"
    authority: Authority = "decides"
    pays_from: Fund | None = None
    left_in_fund: int | None = None
    amount_bases: Sequence[LegalBasis] = ()
    notes: Sequence[Message] = ()
    has_certificate: bool = False
    plugin: str = CORE

    @property
    def reads(self) -> list[str]:
        """The measures that its conditions and exclusions use."""
        of_conditions = [key for one in self.conditions for key in one.reads]
        return of_conditions + [key for one in self.exclusions for key in one.reads]
