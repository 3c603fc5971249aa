"""How lines are stored: rules and sentences once for a period, in each card only what fills them in.

A stored line is a list in the order of the rules: the points as text (null where there was too little to judge by), the
sentence, the next step or null. A sentence is its number in the period and its parameters, `[0, 9, "0.9000"]`; one that
holds other sentences is stored whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import count
from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.contributions import AnyRule
from tracker.messages import Message, dump_with_messages
from tracker.scoring.lines import Line, Sentence
from tracker.scoring.scorecards import ScoredPeriod

PERIODS_KEPT = 8
Numbers = defaultdict[Sentence, int]
"""The sentences of a period, numbered in the order in which they are first said."""


class StoredRule(NamedTuple):
    """A rule of a scored period."""

    key: str
    title: Message
    most: Decimal
    reads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredLine:
    """What one rule gave, of at most how much, and why; `points` is None where there was too little to judge by."""

    rule: str
    title: Message
    points: Decimal | None
    most: Decimal
    because: Message
    next_step: Message | None
    reads: tuple[str, ...]


def new_numbers() -> Numbers:
    """Return the numbers of a period of which no line is stored yet."""
    return defaultdict(count().__next__)


def rule_to_json(rule: AnyRule) -> dict[str, object]:
    """Return a rule as JSON, its title as a message."""
    return {
        "rule": rule.key,
        "title": rule.title,
        "version": rule.version,
        "most": str(rule.most),
        "reads": list(rule.reads),
    }


def dump_lines(lines: Sequence[Line], numbers: Numbers, rules: Sequence[AnyRule]) -> str:
    """Return lines as they are stored, in the order of the rules; null for a rule of which there is no line."""
    told: list[object] = [_told_line(line, numbers) for line in lines]
    if len(lines) != len(rules):
        by_rule = {line.rule.key: one for line, one in zip(lines, told, strict=True)}
        told = [by_rule.get(rule.key) for rule in rules]
    return orjson.dumps(told, default=str, option=orjson.OPT_PASSTHROUGH_DATETIME).decode()


def _told_line(line: Line, numbers: Numbers) -> object:
    _rule, points, because, next_step = line
    return (
        points.value,
        _told(points.because, because, numbers),
        None if points.next_step is None else _told(points.next_step, next_step, numbers),
    )


def _told(told: Message, sentence: Sentence | None, numbers: Numbers) -> object:
    if sentence is None:
        return orjson.Fragment(dump_with_messages(told))
    return numbers[sentence], *told.params.values()


def scored_period(name: str, rules: Iterable[AnyRule], numbers: Numbers) -> ScoredPeriod:
    """Return what the cards of a period share, when all lines were dumped."""
    return ScoredPeriod(
        period=name,
        rules=dump_with_messages([rule_to_json(rule) for rule in rules]),
        sentences=dump_with_messages([sentence.pattern for sentence in numbers]),
    )


def read_rules(stored: str) -> tuple[StoredRule, ...]:
    """Return the rules of a scored period."""
    return tuple(
        StoredRule(rule["rule"], Message.from_json(rule["title"]), Decimal(rule["most"]), tuple(rule["reads"]))
        for rule in orjson.loads(stored)
    )


def rules_by_period(session: Session, names: Sequence[str]) -> dict[str, tuple[StoredRule, ...]]:
    """Return the rules of those of the periods that are scored, the earliest first."""
    wanted = sa.select(col(ScoredPeriod.period), col(ScoredPeriod.rules)).where(col(ScoredPeriod.period).in_(names))
    rows = session.connection().execute(wanted.order_by(col(ScoredPeriod.period)))
    return {name: read_rules(rules) for name, rules in rows}


def read_lines(stored: str, period: ScoredPeriod) -> tuple[StoredLine, ...]:
    """Return the lines of a card of the period."""
    rules, patterns = _shared(period.rules, period.sentences)
    return tuple(
        StoredLine(
            rule=rule.key,
            title=rule.title,
            points=None if points is None else Decimal(points),
            most=rule.most,
            because=_filled_in(because, patterns),
            next_step=None if next_step is None else _filled_in(next_step, patterns),
            reads=rule.reads,
        )
        for rule, line in zip(rules, orjson.loads(stored), strict=True)
        if line is not None
        for points, because, next_step in (line,)
    )


@lru_cache(maxsize=PERIODS_KEPT)
def _shared(rules: str, sentences: str) -> tuple[tuple[StoredRule, ...], Sequence[Mapping[str, Any]]]:
    """Return the rules and sentences of a period: whoever reads many of its cards would read these with each."""
    return read_rules(rules), orjson.loads(sentences)


def _filled_in(told: Any, patterns: Sequence[Mapping[str, Any]]) -> Message:
    if isinstance(told, dict):
        return Message.from_json(told)
    number, *values = told
    pattern = patterns[number]["message"]
    kinds = zip(pattern["params"].items(), values, strict=True)
    params = {name: value if kind is None else {kind: value} for (name, kind), value in kinds}
    return Message.from_json({"message": {**pattern, "params": params}})
