"""A scoring run: measure everybody, ask every rule, add up, rank. A run that cannot ask every rule gives nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from tracker.contributions import EMPTY_COHORT, AnyRule, Cohort, Measures, MeasureSet, Points, Rule
from tracker.fingerprint import refuse_other_plugins
from tracker.messages import InputError
from tracker.periods import Period
from tracker.plugins import PluginError, Plugins, isolated
from tracker.records.postings import HeldPosting, RankingGroup, postings_between
from tracker.records.units import commune_of_units
from tracker.scoring.measuring import (
    all_measure_sets,
    contributed,
    defaults_of,
    measure_everybody,
    plugin_settings,
    refuse_twice,
    with_defaults,
)
from tracker.settings import settings_on

OWNER = "tracker.ranking"
CohortKey = tuple[int, RankingGroup]


class Ranking(BaseModel):
    """How officials are ranked; dated settings of the core."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    smallest_group: int = Field(default=4, ge=2, le=100, title="Smallest group that is ranked")


@dataclass(frozen=True, slots=True)
class Line:
    """What one rule gave an official."""

    rule: AnyRule
    points: Points


@dataclass(frozen=True, slots=True)
class Card:
    """What one official earned; `rank` is None in a group too small to be ranked or without a total."""

    official_id: int
    posting: HeldPosting | None
    measures: Measures
    lines: tuple[Line, ...]
    rank: int | None = None
    ranked_among: int = 0

    @property
    def total(self) -> Decimal | None:
        """The sum of the lines; None where no rule could give points."""
        given = [line.points.value for line in self.lines if line.points.value is not None]
        return sum(given, Decimal(0)) if given else None

    @property
    def reachable(self) -> Decimal:
        """The most that the rules which could judge the official give."""
        return sum((line.rule.most for line in self.lines if line.points.value is not None), Decimal(0))


@dataclass(frozen=True)
class Basis:
    """What a period is scored with: measures, rules, the ranking settings."""

    period: Period
    as_of: date
    measure_sets: tuple[MeasureSet, ...]
    rules: tuple[AnyRule, ...]
    ranking: Ranking


def load_basis(session: Session, plugins: Plugins, period: Period, as_of: date) -> Basis:
    """Return what the period is scored with: the settings valid on its last day, the rules of every plugin.

    Raises InputError if a plugin that scores was set aside or fails, or this process runs other plugins than it should.
    """
    for aside in plugins.set_aside:
        if aside.scores:
            raise InputError(
                "Nothing was scored: the plugin %(name)s was set aside: %(why)s "
                "Mend it, or remove it from config.toml.",
                name=aside.name,
                why=aside.why,
            )
    refuse_other_plugins(session, plugins.fingerprint)
    settings = plugin_settings(session, plugins, period.end)
    rules: list[AnyRule] = []
    for answer in plugins.call_each("rules", settings, session=session):
        rules += contributed(answer, Rule, "rules")
    refuse_twice(rule.key for rule in rules)
    sets = all_measure_sets(plugins)
    _refuse_unknown_measures(rules, defaults_of(sets))
    return Basis(period, as_of, tuple(sets), tuple(rules), settings_on(session, OWNER, Ranking, period.end))


def _refuse_unknown_measures(rules: Iterable[AnyRule], known: Collection[str]) -> None:
    for rule in rules:
        for key in rule.reads:
            if key not in known:
                raise InputError(
                    "Nothing was scored: rule %(rule)s reads the measure %(key)s, which no plugin gives. "
                    "Enable the plugin that gives it, or correct the rule.",
                    rule=rule.title,
                    key=key,
                )


def score(session: Session, basis: Basis) -> list[Card]:
    """Return the cards of everybody who was in service or has a record in the period."""
    postings = postings_used(session, basis.period, basis.as_of)
    defaults = defaults_of(basis.measure_sets)
    found = measure_everybody(session, basis.measure_sets, basis.period, basis.as_of)
    measured = {who: with_defaults(found.get(who, {}), defaults) for who in postings.keys() | _with_records(found)}
    communes = commune_of_units(session)
    keys = {who: cohort_key(postings.get(who), communes) for who in measured}
    cohorts = _cohorts(measured, keys)
    cards = []
    for who, measures in measured.items():
        key = keys[who]
        lines = score_official(basis.rules, measures, cohorts[key] if key else EMPTY_COHORT)
        cards.append(Card(who, postings.get(who), measures, lines))
    return ranked(cards, keys, basis.ranking.smallest_group)


def _with_records(found: Mapping[int, Measures]) -> set[int]:
    """Return the officials whom more than a posting earlier in the year puts into the period."""
    return {who for who, values in found.items() if any(value for key, value in values.items() if key in _IN_PERIOD)}


_IN_PERIOD = frozenset(
    {
        *("files.finished", "files.received", "files.overdue", "files.excused"),
        *("duty.assigned", "duty.substituted", "training.hours"),
    }
)


def score_official(rules: Iterable[AnyRule], measures: Measures, cohort: Cohort) -> tuple[Line, ...]:
    """Return what the rules give for these measures. Raises InputError, naming the rule, if one fails."""
    return tuple(Line(rule, _ask(rule, measures, cohort)) for rule in rules)


def points_without_cohort(session: Session, basis: Basis, official_id: int) -> tuple[Line, ...]:
    """Return one official's points from the rules that look at nobody else, without scoring the others."""
    alone = [rule for rule in basis.rules if not rule.reads_cohort]
    needed = {key for rule in alone for key in rule.reads}
    sets = [one for one in basis.measure_sets if any(measure.key in needed for measure in one.measures)]
    found = measure_everybody(session, sets, basis.period, basis.as_of, [official_id])
    measures = with_defaults(found.get(official_id, {}), defaults_of(sets))
    return score_official(alone, measures, EMPTY_COHORT)


def postings_used(session: Session, period: Period, as_of: date) -> dict[int, HeldPosting]:
    """Return, by official, the posting that a card of the period keeps: the last that held in it by the as-of date."""
    return {who: held[-1] for who, held in postings_between(session, period.start, as_of).items()}


def _ask(rule: AnyRule, measures: Measures, cohort: Cohort) -> Points:
    try:
        points = isolated(rule.score, {key: measures[key] for key in rule.reads}, cohort, rule.settings)
    except PluginError as fault:
        raise InputError(
            "Nothing was scored: rule %(rule)s failed with %(error)s. Mend it, or switch it off under its plugin.",
            rule=rule.title,
            error=str(fault),
        ) from fault
    if not isinstance(points, Points):
        raise InputError("Nothing was scored: rule %(rule)s gave no Points. Mend it.", rule=rule.title)
    return points


def cohort_key(posting: HeldPosting | None, communes: Mapping[int, int]) -> CohortKey | None:
    """Return with whom an official is compared: his ranking group in the whole commune, whoever asks."""
    return (communes[posting.unit_id], posting.ranking_group) if posting else None


def _cohorts(measured: Mapping[int, Measures], keys: Mapping[int, CohortKey | None]) -> dict[CohortKey, Cohort]:
    members: dict[CohortKey, list[Measures]] = {}
    for who, measures in measured.items():
        key = keys[who]
        if key is not None:
            members.setdefault(key, []).append(measures)
    return {key: Cohort(tuple(group)) for key, group in members.items()}


def ranked(cards: list[Card], keys: Mapping[int, CohortKey | None], smallest_group: int) -> list[Card]:
    """Return the cards with ranks inside each group: equal totals share a rank, and the next one is skipped."""
    totals: dict[CohortKey | None, list[tuple[Decimal, int]]] = {}
    for card in cards:
        if card.total is not None:
            totals.setdefault(keys[card.official_id], []).append((card.total, card.official_id))
    ranks: dict[int, tuple[int, int]] = {}
    for key, group in totals.items():
        if key is not None and len(group) >= smallest_group:
            ranks |= _ranks(group)
    placed = [_placed(card, ranks.get(card.official_id)) for card in cards]
    return sorted(placed, key=lambda card: card.official_id)


def _placed(card: Card, place: tuple[int, int] | None) -> Card:
    return card if place is None else replace(card, rank=place[0], ranked_among=place[1])


def _ranks(group: list[tuple[Decimal, int]]) -> dict[int, tuple[int, int]]:
    """Return, by official, his rank and among how many."""
    ranks: dict[int, tuple[int, int]] = {}
    rank, last = 0, None
    for place, (total, official_id) in enumerate(sorted(group, key=lambda one: one[0], reverse=True), start=1):
        rank = rank if total == last else place
        ranks[official_id], last = (rank, len(group)), total
    return ranks
