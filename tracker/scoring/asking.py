"""Asking the rules: each about all officials, in one place that refuses what no rule may give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tracker.contributions import AnyRule, Cohort, Measures, Points
from tracker.messages import InputError
from tracker.plugin_errors import PluginError, isolated
from tracker.plugin_times import Times
from tracker.scoring.checks import Shape, fitting_lines
from tracker.scoring.lines import Line, Sentence

ASKED_AT_ONCE = 100
"""A rule is asked about some officials in one go: few enough that their lines are added up while they are at hand."""


class Asked(NamedTuple):
    """What the rules are asked about: one official's measures, and those of his ranking group."""

    measures: Measures
    cohort: Cohort


def ask_rules(
    rules: Sequence[AnyRule], asked: Sequence[Asked], times: Times | None = None
) -> Iterator[tuple[Line, ...]]:
    """Yield what the rules give each official, in their order. Raises InputError, naming the rule, if one fails.

    `times` notes how long they took.
    """
    known: dict[Shape, Sentence] = {}
    times = times or Times()
    for first in range(0, len(asked), ASKED_AT_ONCE):
        some = asked[first : first + ASKED_AT_ONCE]
        by_rule = [_ask(rule, some, known, times) for rule in rules]
        yield from zip(*by_rule, strict=True) if by_rule else ((),) * len(some)


def _ask(rule: AnyRule, asked: Sequence[Asked], known: dict[Shape, Sentence], times: Times) -> list[Line]:
    try:
        given = isolated(times.timed(rule.plugin, "Rule.score", _score_each), rule, asked)
    except PluginError as fault:
        raise InputError(
            "Nothing was scored: rule %(rule)s of the plugin %(plugin)s failed with %(error)s. Mend it, or switch it "
            "off under its plugin.",
            rule=rule.title,
            plugin=rule.plugin,
            error=str(fault),
        ) from fault
    return fitting_lines(rule, given, known)


def _score_each(rule: AnyRule, asked: Sequence[Asked]) -> list[Points]:
    score, reads, settings = rule.score, rule.reads, rule.settings
    return [score({key: measures[key] for key in reads}, cohort, settings) for measures, cohort in asked]
