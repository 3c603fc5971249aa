"""A plugin's measures and rules on a made-up month: they fit, are named as its own, and give the same each time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from sqlmodel import Session

from tracker.contributions import EMPTY_COHORT, AnyRule, Measures, MeasureSet, Points
from tracker.messages import InputError, Message, message
from tracker.plugin_checks.findings import Finding
from tracker.plugin_checks.watching import watched
from tracker.plugins import Plugin
from tracker.scoring.asking import Asked
from tracker.scoring.basis import Basis, load_basis
from tracker.scoring.cards import Card
from tracker.scoring.measured import everybody_asked, measure
from tracker.scoring.measuring import defaults_of, measure_everybody, with_defaults
from tracker.scoring.runs import judge
from tracker.testing import App, fake_month

PURE = message("Let the rule use only the measures, the ranking group and the settings that it is given.")


@dataclass(frozen=True, slots=True)
class Scored:
    """What a plugin contributed to the made-up month: what is at fault, and all that it said."""

    findings: Sequence[Finding]
    said: Sequence[Message] = ()


def score_fake_month(app: App, plugin: Plugin) -> Scored:
    """Score a made-up month with the plugin under its settings at first, and again."""
    period = fake_month(app)
    with app.reading() as session:
        try:
            basis = load_basis(session, app.tracker.plugins, period, period.end)
            measured = measure(session, basis)
            cards = judge(measured, basis)
        except InputError as error:
            cure = message("Mend that first; measures and rules are tried when it is.")
            return Scored([Finding(error.message, cure)])
        own = [one for one in basis.measure_sets if one.plugin == plugin.info.name]
        rules = [rule for rule in basis.rules if rule.plugin == plugin.info.name]
        found = [*_misnamed(plugin, own, rules), *_unsteady_measures(session, basis, own, cards)]
    nobody = Asked(defaults_of(basis.measure_sets), EMPTY_COHORT)
    asked = [*everybody_asked(measured), nobody]
    for rule in rules:
        found += rule_findings(rule, asked)
    return Scored(found, list(_said(own, rules, cards)))


def rule_findings(rule: AnyRule, asked: Sequence[Asked]) -> list[Finding]:
    """Return what makes a rule other than a pure function, tried on these officials, forwards and backwards."""
    kept = deepcopy((asked, rule.settings))
    first, reached = watched(lambda: [_give(rule, one) for one in asked])
    again = [_give(rule, one) for one in reversed(asked)][::-1]
    found = [
        Finding(message("The rule %(rule)s asks for %(what)s.", rule=rule.key, what=what), PURE) for what in reached
    ]
    if first != again:
        found.append(
            Finding(message("The rule %(rule)s gives other points when it is asked again.", rule=rule.key), PURE)
        )
    if (asked, rule.settings) != kept:
        found.append(
            Finding(
                message("The rule %(rule)s changes what it is given.", rule=rule.key),
                message("Let it copy what it changes: `mine = dict(measures)`."),
            )
        )
    return found


def _give(rule: AnyRule, asked: Asked) -> Points:
    return rule.score(asked.measures, asked.cohort, rule.settings)


def _misnamed(plugin: Plugin, sets: Iterable[MeasureSet], rules: Iterable[AnyRule]) -> Iterator[Finding]:
    name = plugin.info.name
    for key in [*(each.key for one in sets for each in one.measures), *(rule.key for rule in rules)]:
        if not key.startswith(f"{name}."):
            yield Finding(
                message("The key %(key)s does not begin with the plugin's name.", key=key),
                message("Call it %(name)s.%(key)s.", name=name, key=key),
            )


def _unsteady_measures(
    session: Session, basis: Basis, own: Sequence[MeasureSet], cards: Sequence[Card]
) -> Iterator[Finding]:
    """Yield measure sets that give somebody other values alone, or asked again, than among everybody."""
    for one in own:
        defaults = defaults_of([one])
        for card in cards:
            alone = measure_everybody(session, [one], basis.period, basis.as_of, [card.official_id])
            measured = with_defaults(alone.get(card.official_id, {}), defaults)
            if measured != _of_set(one, card.measures):
                yield Finding(
                    message("The measures %(key)s of one official alone are not those of him among all.", key=one.key),
                    message("Let the query depend on `officials`, `period` and `as_of` only, and count nobody else."),
                )
                break


def _of_set(one: MeasureSet, measures: Measures) -> Mapping[str, object]:
    return {each.key: measures[each.key] for each in one.measures}


def _said(sets: Iterable[MeasureSet], rules: Sequence[AnyRule], cards: Iterable[Card]) -> Iterator[Message]:
    """Yield what the plugin says to people on the cards."""
    yield from (each.title for one in sets for each in one.measures)
    yield from (rule.title for rule in rules)
    keys = {rule.key for rule in rules}
    for card in cards:
        for line in card.lines:
            if line.rule.key in keys:
                yield line.points.because
                if line.points.next_step is not None:
                    yield line.points.next_step
