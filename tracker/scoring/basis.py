"""What a period is scored with: the measures, the rules with their settings, how officials are ranked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from pydantic import BaseModel
from sqlmodel import Session

from tracker.contributions import AnyRule, Measure, MeasureSet, Rule, round_points
from tracker.fingerprint import refuse_other_plugins
from tracker.messages import InputError
from tracker.periods import Period
from tracker.plugin_times import Times
from tracker.plugins import Answer, Plugins
from tracker.scoring.adjustments import adjustments_in
from tracker.scoring.checks import refuse_unfit_rule, refuse_unknown_measures
from tracker.scoring.lines import Line
from tracker.scoring.measuring import (
    all_measure_sets,
    contributed,
    measures_by_key,
    plugin_settings,
    refuse_twice,
)
from tracker.scoring.ranking import OWNER, Ranking
from tracker.settings import settings_on
from tracker.workdays import FIRST_DAY, LAST_DAY


@dataclass(frozen=True)
class Basis:
    """What a period is scored with: measures, rules, ranking settings; and what adjusts closed periods, by official."""

    period: Period
    as_of: date
    measure_sets: tuple[MeasureSet, ...]
    rules: tuple[AnyRule, ...]
    ranking: Ranking
    adjustments: Mapping[int, tuple[Line, ...]] = field(default_factory=dict)
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
    adjusted = {who: tuple(one.line() for one in some) for who, some in adjustments_in(session, period).items()}
    return Basis(period, as_of, tuple(sets), tuple(rules), ranking, adjusted, plugins.times)


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
