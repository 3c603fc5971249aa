"""Checks: what was looked at before a decision is signed, how it weighs, and how a decision keeps it."""

from __future__ import annotations

import enum
import json
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.decisions.decisions import Decision
from tracker.messages import Message, dump_with_messages


class Weight(enum.StrEnum):
    """What a check found: all is well, something to know, something that stands in the way."""

    FINE = "fine"
    WARNS = "warns"
    STOPS = "stops"


class Topic(enum.StrEnum):
    """What a check is about, so that a page can lead to where it is mended."""

    PERIOD = "period"
    POINTS = "points"
    PLACES = "places"
    FUND = "fund"
    CONTESTS = "contests"
    OFFICIALS = "officials"
    BASES = "bases"
    COUNCIL = "council"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    weight: Weight
    topic: Topic
    told: Message


def fine(topic: Topic, told: Message) -> Check:
    """Return that something is in order."""
    return Check(Weight.FINE, topic, told)


def warns(topic: Topic, told: Message) -> Check:
    """Return something that a leader should know."""
    return Check(Weight.WARNS, topic, told)


def stops(topic: Topic, told: Message) -> Check:
    """Return something that stands in the way of signing."""
    return Check(Weight.STOPS, topic, told)


def kept_checks(checks: Sequence[Check]) -> str:
    """Return checks as a decision keeps them."""
    return dump_with_messages([(one.weight.value, one.topic.value, one.told) for one in checks])


def checks_kept(decided: Decision) -> list[Check]:
    """Return what was looked at before a decision was signed."""
    kept = json.loads(decided.checks or "[]")
    return [Check(Weight(weight), Topic(topic), Message.from_json(told)) for weight, topic, told in kept]


def stopped(checks: Sequence[Check]) -> list[Message]:
    """Return what stands in the way of signing."""
    return [one.told for one in checks if one.weight is Weight.STOPS]
