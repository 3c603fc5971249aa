"""Candidates: for one form and period, who meets it in which place, who misses it, and what is proposed.

Nothing here decides: a proposal fills the places of each pool from the most points down, and where the last place is
tied it proposes none of those who share it.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session, col, select

from tracker.award_forms import AwardForm, Judged
from tracker.messages import Message, message
from tracker.periods import CalendarGrain, Period
from tracker.records.postings import RankingGroup
from tracker.records.units import Unit, commune_of_units
from tracker.records.words import word
from tracker.rewards.forms import Offered
from tracker.rewards.judging import FILES, Recipient, Verdict, judge
from tracker.rewards.people import recipients_of
from tracker.scoring.closings import closed_among

PoolKey = tuple[int, int]
"""The commune or unit, and the place of the ranking group; 0 where there is none."""
LAST = len(RankingGroup)
NO_POSTING = message("No posting in the period")
LOWEST = Decimal(-1)


class Standing(enum.StrEnum):
    """How somebody stands to a form."""

    PROPOSED = "proposed"
    TIED = "tied"
    BELOW = "below"
    MISSES = "misses"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody with a card, or a unit: the place in the pool, which equal totals share; None where it is missed."""

    verdict: Verdict
    standing: Standing
    place: int | None
    is_small_sample: bool

    @property
    def recipient_id(self) -> int:
        """Which official it is, or which unit where the form is for units."""
        return self.verdict.recipient.id

    @property
    def files(self) -> int:
        """How many files were finished in the period."""
        return self.verdict.recipient.count(FILES)


@dataclass(frozen=True, slots=True)
class CandidatePool:
    """Those whose places are counted together, in the order of their points: who meets the form, misses it, is out.

    `people` are those whom nothing excludes, `places` how many of them may be rewarded, None for all.
    """

    key: PoolKey
    title: Message | str
    candidates: Sequence[Candidate]
    people: int
    places: int | None

    def standing_as(self, standing: Standing) -> list[Candidate]:
        """Return those who stand so."""
        return [one for one in self.candidates if one.standing is standing]

    @property
    def meet(self) -> int:
        """How many meet the form."""
        return sum(one.verdict.meets for one in self.candidates)

    @property
    def tied_for(self) -> int:
        """How many places those share who are tied at the cut; 0 without a tie."""
        tied = self.standing_as(Standing.TIED)
        return (self.places or 0) - len(self.standing_as(Standing.PROPOSED)) if tied else 0


@dataclass(frozen=True, slots=True)
class Candidates:
    """Everybody's standing to one form in one period; preliminary until the period is closed."""

    period: Period
    offered: Offered
    pools: Sequence[CandidatePool]
    is_preliminary: bool

    @property
    def everybody(self) -> list[Candidate]:
        """The candidates of all pools."""
        return [one for pool in self.pools for one in pool.candidates]

    @property
    def proposed(self) -> frozenset[int]:
        """The officials, or units, that are proposed."""
        return frozenset(one.recipient_id for one in self.everybody if one.standing is Standing.PROPOSED)

    @property
    def meet(self) -> int:
        """How many meet the form."""
        return sum(pool.meet for pool in self.pools)


def candidates_of(session: Session, period: Period, offered: Offered, grain: CalendarGrain) -> Candidates:
    """Return the candidates by the cards of the period as they are stored, frozen where it is closed.

    Of a year they are preliminary until each of its periods is closed; `grain` is the length of those that are scored.
    Raises InputError if a condition of the form fails.
    """
    recipients, parts = recipients_of(session, period, offered, grain), period.parts(grain)
    is_closed = len(closed_among(session, parts)) == len(parts)
    return candidates_among(session, period, offered, recipients, is_preliminary=not is_closed)


def candidates_among(
    session: Session, period: Period, offered: Offered, recipients: Iterable[Recipient], *, is_preliminary: bool
) -> Candidates:
    """Return the candidates among these. Raises InputError if a condition of the form fails."""
    pools = [_pool(offered.form, *one) for one in _in_pools(session, offered.form, judge(offered.form, recipients))]
    return Candidates(period, offered, pools, is_preliminary)


def _in_pools(
    session: Session, form: AwardForm, verdicts: Iterable[Verdict]
) -> list[tuple[PoolKey, Message | str, list[Verdict]]]:
    """Return the pools with their titles, those of a commune together, in the order of the ranking groups."""
    communes = commune_of_units(session)
    pools: dict[PoolKey, list[Verdict]] = {}
    for verdict in verdicts:
        pools.setdefault(_pool_key(form, verdict, communes), []).append(verdict)
    names = {unit.id or 0: unit.name for unit in session.exec(select(Unit).where(col(Unit.id).in_(_units(pools))))}
    titles = {key: _title(key, names, form) for key in pools}
    return [(key, titles[key], pools[key]) for key in sorted(pools, key=lambda key: (key[0] == 0, key))]


def _units(pools: Mapping[PoolKey, object]) -> list[int]:
    return [unit_id for unit_id, _ in pools]


def _pool_key(form: AwardForm, verdict: Verdict, communes: Mapping[int, int]) -> PoolKey:
    judged = verdict.recipient.judged
    if not isinstance(judged, Judged):
        return (communes[judged.unit_id], 0)
    if judged.unit_id is None:
        return (0, LAST)
    if form.quota.per == "unit":
        return (judged.unit_id, 0)
    group = list(RankingGroup).index(judged.group) if judged.group and form.quota.per == "group" else 0
    return (communes[judged.unit_id], group)


def _title(key: PoolKey, names: Mapping[int, str], form: AwardForm) -> Message | str:
    place, group = key
    if place == 0:
        return NO_POSTING
    if form.quota.per != "group" or form.recipients == "units":
        return names[place]
    title = word(list(RankingGroup)[group])
    return title if len(names) == 1 else message("%(group)s, %(commune)s", group=title, commune=names[place])


def _pool(form: AwardForm, key: PoolKey, title: Message | str, verdicts: list[Verdict]) -> CandidatePool:
    # Without a posting nobody has a place, nor a group that he could be compared with.
    people = sum(one.excluded is None for one in verdicts) if key[0] else 0
    places = form.quota.places(people) if key[0] else 0
    in_order = sorted(verdicts, key=_order)
    totals = [_total(one) for one in in_order if one.meets]
    proposed, tied = cut(totals, places)
    ranks: dict[Decimal, int] = {}
    for number, total in enumerate(totals, start=1):
        ranks.setdefault(total, number)
    candidates = []
    for number, one in enumerate(in_order):
        is_small = one.recipient.count(FILES) < form.smallest_sample
        rank = ranks[_total(one)] if one.meets else None
        candidates.append(Candidate(one, _standing(one, number, proposed, tied), rank, is_small))
    return CandidatePool(key, title, candidates, people, places)


def cut(totals: Sequence[Decimal], places: int | None) -> tuple[int, int]:
    """Return how many are proposed of those who meet a form, and how many behind them share the last place.

    `totals` are theirs, the highest first. Whom the points do not tell apart, no order of names may.
    """
    if places is None or places >= len(totals):
        return len(totals), 0
    if not places or totals[places - 1] != totals[places]:
        return places, 0
    return totals.index(totals[places]), totals.count(totals[places])


def _standing(one: Verdict, number: int, proposed: int, tied: int) -> Standing:
    """Return how somebody stands who is that many places behind the first of his pool."""
    if one.excluded is not None:
        return Standing.EXCLUDED
    if not one.meets:
        return Standing.MISSES
    if number < proposed:
        return Standing.PROPOSED
    return Standing.TIED if number < proposed + tied else Standing.BELOW


def _total(one: Verdict) -> Decimal:
    total = one.recipient.judged.total
    return LOWEST if total is None else total


def _order(one: Verdict) -> tuple[bool, bool, Decimal, str]:
    return (not one.meets, one.excluded is not None, -_total(one), one.recipient.name_order)
