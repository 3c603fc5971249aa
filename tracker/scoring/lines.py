"""The lines of a card: what one rule gave an official, in sentences that can be stored and shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType, NoneType
from typing import NamedTuple

from tracker.contributions import AnyRule, Points
from tracker.messages import Message

PLAIN: Mapping[type, str | None] = MappingProxyType(
    {
        **dict.fromkeys((bool, int, str, float, NoneType)),
        **{Decimal: "decimal", date: "date", datetime: "datetime", time: "time"},
    }
)
"""The types of parameters that hold no other sentence, each with its kind; what JSON has by itself needs none."""


@dataclass(frozen=True, slots=True, eq=False)
class Sentence:
    """A sentence of a run that was tried: `pattern` has the kinds of its parameters instead of their values.

    All lines of a run that say it share it.
    """

    pattern: Message


class Line(NamedTuple):
    """What one rule gave an official; the sentences are None for what may hold other sentences."""

    rule: AnyRule
    points: Points
    because: Sentence | None = None
    next_step: Sentence | None = None


def sentence_of(told: Message) -> Sentence | None:
    """Return the sentence without its values; None if one of them may hold another sentence."""
    kinds = {name: type(value) for name, value in told.params.items()}
    if not PLAIN.keys() >= set(kinds.values()):
        return None
    return Sentence(told._replace(params={name: PLAIN[kind] for name, kind in kinds.items()}))
