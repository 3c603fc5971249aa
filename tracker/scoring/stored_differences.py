"""Which rules give an official other points than his closed card has: stored as JSON beside the recomputed total."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import orjson

from tracker.messages import Message, dump_with_messages, message
from tracker.scoring.lines import Line
from tracker.scoring.stored_lines import StoredLine

NONE = "–"


def dump_differences(closed: Iterable[StoredLine], now: Iterable[Line]) -> str:
    """Return the rules whose points differ, as JSON: title, the points then, the points now and why."""
    then = {line.rule: line for line in closed}
    told = []
    for line in now:
        before = then.get(line.rule.key)
        points = None if before is None else before.points
        if points != line.points.value:
            told.append([line.rule.title, _said(points), _said(line.points.value), line.points.because])
    return dump_with_messages(told)


def read_differences(stored: str) -> list[Message]:
    """Return a sentence for each rule whose points differ."""
    return [
        message(
            "%(rule)s: %(before)s, now %(after)s (%(because)s)",
            rule=Message.from_json(title),
            before=_points(before),
            after=_points(after),
            because=Message.from_json(because),
        )
        for title, before, after, because in orjson.loads(stored)
    ]


def _said(points: Decimal | None) -> str | None:
    return None if points is None else str(points)


def _points(said: str | None) -> Decimal | str:
    return NONE if said is None else Decimal(said)
