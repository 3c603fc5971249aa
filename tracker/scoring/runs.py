"""A scoring run: measure everybody, ask every rule, add up, rank. A run that cannot ask every rule gives nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from tracker.contributions import (
    EMPTY_COHORT,
    AnyRule,
    Cohort,
    Measure,
    Measures,
    MeasureSet,
    Rule,
    round_points,
)
from tracker.fingerprint import refuse_other_plugins
from tracker.messages import InputError, marked
from tracker.periods import Period
from tracker.plugin_times import Times
from tracker.plugins import Answer, Plugins
from tracker.records.postings import HeldPosting, RankingGroup, postings_between
from tracker.records.units import commune_of_units
from tracker.scoring.asking import Asked, ask_rules
from tracker.scoring.checks import refuse_unfit_rule, refuse_unknown_measures
from tracker.scoring.lines import Line
from tracker.scoring.measuring import (
    all_measure_sets,
    contributed,
    defaults_of,
    measure_everybody,
    measures_by_key,
    plugin_settings,
    refuse_twice,
    with_defaults,
)
from tracker.settings import settings_on
from tracker.workdays import FIRST_DAY, LAST_DAY

OWNER = "tracker.ranking"
NOTHING = Decimal("0.00")
UNRANKED = (None, 0)


class CohortKey(NamedTuple):
    """With whom an official is compared: his ranking group in the whole commune."""

    commune_id: int
    group: RankingGroup


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


@dataclass(frozen=True)
class Basis:
    """What a period is scored with: measures, rules, the ranking settings."""

    period: Period
    as_of: date
    measure_sets: tuple[MeasureSet, ...]
    rules: tuple[AnyRule, ...]
    ranking: Ranking
    times: Times = field(default_factory=Times, compare=False)


def load_basis(
    session: Session,
    plugins: Plugins,
    period: Period,
    as_of: date,
    tried: Mapping[str, BaseModel] = MappingProxyType({}),
) -> Basis:
    """Return what the period is scored with: the settings valid on its last day, the rules of every plugin.

    Settings that are tried, by owner, stand in place of the valid ones. Raises InputError if the calendar does not
    reach the period, a plugin that scores was set aside or fails, or this process runs other plugins than it should.
    """
    _refuse_outside_the_calendar(period)
    refuse_set_aside(plugins)
    refuse_other_plugins(session, plugins.fingerprint)
    settings = {**plugin_settings(session, plugins, period.end), **tried}
    sets = all_measure_sets(plugins)
    known = measures_by_key(sets)
    rules = _all_rules(session, plugins, settings, known)
    refuse_unknown_measures(rules, known)
    ranking = tried.get(OWNER) or settings_on(session, OWNER, Ranking, period.end)
    assert isinstance(ranking, Ranking)
    return Basis(period, as_of, tuple(sets), tuple(rules), ranking, plugins.times)


def refuse_set_aside(plugins: Plugins) -> None:
    """Raise InputError if a plugin that scores was set aside: without its rules every total would be wrong."""
    for aside in plugins.set_aside:
        if aside.scores:
            raise InputError(
                "Nothing was scored: the plugin %(name)s was set aside: %(why)s "
                "Mend it, or remove it from config.toml.",
                name=aside.name,
                why=aside.why,
            )


def rules_in(answer: Answer) -> list[AnyRule]:
    """Return the rules of a plugin, each with its name and its most points with two decimals. Raises InputError."""
    rules = [replace(rule, plugin=answer.plugin.info.name) for rule in contributed(answer, Rule)]
    for rule in rules:
        refuse_unfit_rule(rule)
    return [replace(rule, most=round_points(rule.most)) for rule in rules]


def _all_rules(
    session: Session, plugins: Plugins, settings: Mapping[str, BaseModel], measures: Mapping[str, Measure]
) -> list[AnyRule]:
    rules: list[AnyRule] = []
    for answer in plugins.call_each("rules", settings, session=session, measures=measures):
        rules += rules_in(answer)
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


def score(session: Session, basis: Basis) -> list[Card]:
    """Return the cards of everybody who was in service or has a record in the period."""
    return judge(measure(session, basis), basis)


@dataclass(frozen=True, slots=True)
class Measured:
    """Everybody who was in service or has a record in a period, by id: his measures, his posting, his ranking group."""

    measures: Mapping[int, Measures]
    postings: Mapping[int, HeldPosting]
    cohorts: Mapping[int, CohortKey | None]


def measure(session: Session, basis: Basis) -> Measured:
    """Return what the rules of a period judge by; it depends on no rule and no setting of one."""
    postings = postings_used(session, basis.period, basis.as_of)
    defaults = defaults_of(basis.measure_sets)
    found = measure_everybody(session, basis.measure_sets, basis.period, basis.as_of)
    listed = postings.keys() | _with_records(basis.measure_sets, found)
    measures = {who: with_defaults(found.get(who, {}), defaults) for who in listed}
    communes = commune_of_units(session)
    return Measured(measures, postings, {who: cohort_key(postings.get(who), communes) for who in measures})


def judge(measured: Measured, basis: Basis) -> list[Card]:
    """Return the cards that the rules make of what was measured, ranked."""
    lines = ask_rules(basis.rules, everybody_asked(measured), basis.times)
    cards = [
        unranked(who, measured.postings.get(who), measures, own, measured.cohorts[who])
        for (who, measures), own in zip(measured.measures.items(), lines, strict=True)
    ]
    return ranked(cards, basis.ranking.smallest_group)


def everybody_asked(measured: Measured) -> list[Asked]:
    """Return what the rules are asked about: everybody who was measured, each with his ranking group."""
    cohorts = _cohorts(measured)
    return [Asked(measures, _cohort_of(measured.cohorts[who], cohorts)) for who, measures in measured.measures.items()]


def _with_records(sets: Iterable[MeasureSet], found: Mapping[int, Measures]) -> set[int]:
    """Return the officials whom more than a posting earlier in the year puts into the period."""
    keys = {measure.key for one in sets for measure in one.measures if measure.gives_card}
    return {who for who, values in found.items() if any(value for key, value in values.items() if key in keys)}


def points_without_cohort(session: Session, basis: Basis, official_id: int) -> tuple[Line, ...]:
    """Return one official's points from the rules that look at nobody else, without scoring the others."""
    alone = [rule for rule in basis.rules if not rule.reads_cohort]
    needed = {key for rule in alone for key in rule.reads}
    sets = [one for one in basis.measure_sets if any(measure.key in needed for measure in one.measures)]
    found = measure_everybody(session, sets, basis.period, basis.as_of, [official_id])
    measures = with_defaults(found.get(official_id, {}), defaults_of(sets))
    (lines,) = ask_rules(alone, [Asked(measures, EMPTY_COHORT)], basis.times)
    return lines


def postings_used(session: Session, period: Period, as_of: date) -> dict[int, HeldPosting]:
    """Return, by official, the posting that a card of the period keeps: the last that held in it by the as-of date."""
    return {who: held[-1] for who, held in postings_between(session, period.start, as_of).items()}


def cohort_key(posting: HeldPosting | None, communes: Mapping[int, int]) -> CohortKey | None:
    """Return with whom an official is compared, whoever asks; nobody without a posting."""
    return CohortKey(communes[posting.unit_id], posting.ranking_group) if posting else None


def _cohorts(measured: Measured) -> dict[CohortKey, Cohort]:
    members: dict[CohortKey, list[Measures]] = {}
    for who, measures in measured.measures.items():
        key = measured.cohorts[who]
        if key is not None:
            members.setdefault(key, []).append(measures)
    return {key: Cohort(tuple(group)) for key, group in members.items()}


def _cohort_of(key: CohortKey | None, cohorts: Mapping[CohortKey, Cohort]) -> Cohort:
    return EMPTY_COHORT if key is None else cohorts[key]


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
