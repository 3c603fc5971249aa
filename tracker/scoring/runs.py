"""A scoring run: measure everybody, ask every rule, add up, rank. A run that cannot ask every rule gives nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from tracker.contributions import EMPTY_COHORT, AnyRule, Cohort, Measures, MeasureSet, Points, Rule, round_points
from tracker.fingerprint import refuse_other_plugins
from tracker.messages import InputError
from tracker.periods import Period
from tracker.plugins import PluginError, Plugins, isolated
from tracker.records.postings import HeldPosting, RankingGroup, postings_between
from tracker.records.units import commune_of_units
from tracker.scoring.checks import Shape, fitting_points, refuse_unfit_rule
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
from tracker.workdays import FIRST_DAY, LAST_DAY

OWNER = "tracker.ranking"
NOTHING = Decimal("0.00")


class CohortKey(NamedTuple):
    """With whom an official is compared: his ranking group in the whole commune."""

    commune_id: int
    group: RankingGroup


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
    """What one official earned; `rank` is None without a cohort, in one too small to be ranked, or without a total."""

    official_id: int
    posting: HeldPosting | None
    measures: Measures
    lines: tuple[Line, ...]
    cohort: CohortKey | None = None
    rank: int | None = None
    ranked_among: int = 0

    @property
    def total(self) -> Decimal | None:
        """The sum of the lines; None where no rule could give points."""
        given = [line.points.value for line in self.lines if line.points.value is not None]
        return sum(given, NOTHING) if given else None

    @property
    def reachable(self) -> Decimal:
        """The most that the rules which could judge the official give."""
        return sum((line.rule.most for line in self.lines if line.points.value is not None), NOTHING)


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

    Raises InputError if the calendar does not reach the period, a plugin that scores was set aside or fails, or this
    process runs other plugins than it should.
    """
    _refuse_outside_the_calendar(period)
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
    rules = _all_rules(session, plugins, settings)
    sets = all_measure_sets(plugins)
    _refuse_unknown_measures(rules, defaults_of(sets))
    return Basis(period, as_of, tuple(sets), tuple(rules), settings_on(session, OWNER, Ranking, period.end))


def _all_rules(session: Session, plugins: Plugins, settings: Mapping[str, BaseModel]) -> list[AnyRule]:
    """Return the rules of every plugin, each with the plugin's name and its most points with two decimals."""
    rules: list[AnyRule] = []
    for answer in plugins.call_each("rules", settings, session=session):
        for rule in contributed(answer, Rule, "rules"):
            given = replace(rule, plugin=answer.plugin.info.name)
            refuse_unfit_rule(given)
            rules.append(replace(given, most=round_points(given.most)))
    refuse_twice(rule.key for rule in rules)
    return rules


def _refuse_outside_the_calendar(period: Period) -> None:
    if period.start < FIRST_DAY or period.end > LAST_DAY:
        raise InputError(
            "Nothing was scored: %(period)s lies outside the holiday calendar, which has the years %(first)d to "
            "%(last)d. Choose a period in them.",
            period=period.name,
            first=FIRST_DAY.year,
            last=LAST_DAY.year,
        )


def _refuse_unknown_measures(rules: Iterable[AnyRule], known: Collection[str]) -> None:
    for rule in rules:
        for key in rule.reads:
            if key not in known:
                raise InputError(
                    "Nothing was scored: rule %(rule)s of the plugin %(plugin)s reads the measure %(key)s, which no "
                    "plugin gives. Enable the plugin that gives it, or correct the rule.",
                    rule=rule.title,
                    plugin=rule.plugin,
                    key=key,
                )


def score(session: Session, basis: Basis) -> list[Card]:
    """Return the cards of everybody who was in service or has a record in the period."""
    postings = postings_used(session, basis.period, basis.as_of)
    defaults = defaults_of(basis.measure_sets)
    found = measure_everybody(session, basis.measure_sets, basis.period, basis.as_of)
    listed = postings.keys() | _with_records(basis.measure_sets, found)
    measured = {who: with_defaults(found.get(who, {}), defaults) for who in listed}
    communes = commune_of_units(session)
    keys = {who: cohort_key(postings.get(who), communes) for who in measured}
    cohorts = _cohorts(measured, keys)
    shown: set[Shape] = set()
    cards = []
    for who, measures in measured.items():
        key = keys[who]
        lines = score_official(basis.rules, measures, cohorts[key] if key else EMPTY_COHORT, shown)
        cards.append(Card(who, postings.get(who), measures, lines, key))
    return ranked(cards, basis.ranking.smallest_group)


def _with_records(sets: Iterable[MeasureSet], found: Mapping[int, Measures]) -> set[int]:
    """Return the officials whom more than a posting earlier in the year puts into the period."""
    keys = {measure.key for one in sets for measure in one.measures if measure.gives_card}
    return {who for who, values in found.items() if any(value for key, value in values.items() if key in keys)}


def score_official(rules: Iterable[AnyRule], measures: Measures, cohort: Cohort, shown: set[Shape]) -> tuple[Line, ...]:
    """Return what the rules give for these measures. Raises InputError, naming the rule, if one fails.

    `shown` holds the sentences that were tried before; pass the same set for all officials.
    """
    return tuple(Line(rule, _ask(rule, measures, cohort, shown)) for rule in rules)


def points_without_cohort(session: Session, basis: Basis, official_id: int) -> tuple[Line, ...]:
    """Return one official's points from the rules that look at nobody else, without scoring the others."""
    alone = [rule for rule in basis.rules if not rule.reads_cohort]
    needed = {key for rule in alone for key in rule.reads}
    sets = [one for one in basis.measure_sets if any(measure.key in needed for measure in one.measures)]
    found = measure_everybody(session, sets, basis.period, basis.as_of, [official_id])
    measures = with_defaults(found.get(official_id, {}), defaults_of(sets))
    return score_official(alone, measures, EMPTY_COHORT, set())


def postings_used(session: Session, period: Period, as_of: date) -> dict[int, HeldPosting]:
    """Return, by official, the posting that a card of the period keeps: the last that held in it by the as-of date."""
    return {who: held[-1] for who, held in postings_between(session, period.start, as_of).items()}


def _ask(rule: AnyRule, measures: Measures, cohort: Cohort, shown: set[Shape]) -> Points:
    try:
        points = isolated(rule.score, {key: measures[key] for key in rule.reads}, cohort, rule.settings)
    except PluginError as fault:
        raise InputError(
            "Nothing was scored: rule %(rule)s of the plugin %(plugin)s failed with %(error)s. Mend it, or switch it "
            "off under its plugin.",
            rule=rule.title,
            plugin=rule.plugin,
            error=str(fault),
        ) from fault
    return fitting_points(rule, points, shown)


def cohort_key(posting: HeldPosting | None, communes: Mapping[int, int]) -> CohortKey | None:
    """Return with whom an official is compared, whoever asks; nobody without a posting."""
    return CohortKey(communes[posting.unit_id], posting.ranking_group) if posting else None


def _cohorts(measured: Mapping[int, Measures], keys: Mapping[int, CohortKey | None]) -> dict[CohortKey, Cohort]:
    members: dict[CohortKey, list[Measures]] = {}
    for who, measures in measured.items():
        key = keys[who]
        if key is not None:
            members.setdefault(key, []).append(measures)
    return {key: Cohort(tuple(group)) for key, group in members.items()}


def ranked(cards: list[Card], smallest_group: int) -> list[Card]:
    """Return the cards with ranks inside each group: equal totals share a rank, and the next one is skipped."""
    totals: dict[CohortKey | None, list[tuple[Decimal, int]]] = {}
    for card in cards:
        if card.total is not None:
            totals.setdefault(card.cohort, []).append((card.total, card.official_id))
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
