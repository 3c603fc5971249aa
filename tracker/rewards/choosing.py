"""What a choice of candidates comes to: the places that it fills, what it costs, what of it needs a reason."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tracker.award_forms import AwardForm, Fund
from tracker.rewards.candidates import Candidate, CandidatePool, Candidates, Standing


@dataclass(frozen=True, slots=True)
class Places:
    """How many of a pool are chosen, and how many may be; None for all."""

    pool: CandidatePool
    chosen: int

    @property
    def is_over(self) -> bool:
        """Whether more are chosen than there are places."""
        return self.pool.places is not None and self.chosen > self.pool.places


@dataclass(frozen=True, slots=True)
class Money:
    """What the choice costs, what may be spent, None without a limit, and which fund pays, where the form says so."""

    cost: int
    fund: int | None
    pays_from: Fund | None = None

    @property
    def left(self) -> int | None:
        """What the choice leaves of the fund, below 0 where it is not enough."""
        return None if self.fund is None else self.fund - self.cost

    @property
    def is_over(self) -> bool:
        """Whether the choice costs more than there is."""
        return self.left is not None and self.left < 0


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice: places by pool, money; who is added against the form or beyond the cut, and who is dropped."""

    chosen: frozenset[int]
    places: Sequence[Places]
    money: Money
    added: Sequence[Candidate]
    dropped: Sequence[Candidate]

    @property
    def is_over(self) -> bool:
        """Whether the choice is beyond a quota or the fund."""
        return self.money.is_over or any(one.is_over for one in self.places)


def choose(candidates: Candidates, wanted: Collection[int]) -> Chosen:
    """Return what the choice of these comes to; who is excluded, or has no card, cannot be chosen.

    What is only proposed to the level above costs nothing here.
    """
    everybody = candidates.everybody
    chosen = frozenset(
        one.recipient_id for one in everybody if one.recipient_id in wanted and one.standing is not Standing.EXCLUDED
    )
    places = [
        Places(pool, sum(one.recipient_id in chosen for one in pool.candidates))
        for pool in candidates.pools
        if pool.people
    ]
    form = candidates.offered.form
    money = Money(len(chosen) * candidates.offered.pays, most_to_spend(form), form.pays_from)
    proposed = candidates.proposed
    added = [one for one in everybody if one.recipient_id in chosen - proposed]
    dropped = [one for one in everybody if one.recipient_id in proposed - chosen]
    return Chosen(chosen, places, money, added, dropped)


def most_to_spend(form: AwardForm) -> int | None:
    """Return the lesser of the form's own limit and what is left in the fund that pays; None without either."""
    limits = [one for one in (form.fund, form.left_in_fund) if one is not None]
    return min(limits) if limits else None
