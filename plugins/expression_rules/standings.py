"""Which version of which rule counts from when to when, and by whose decision."""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from plugins.expression_rules.rules import OWNER
from plugins.expression_rules.settings import WrittenRules
from plugins.expression_rules.written_rules import WrittenRule
from tracker.api import RecordSession
from tracker.api.settings import SettingsAsSet, settings_as_set

ONE_DAY = timedelta(days=1)
AsSet = SettingsAsSet[WrittenRules]


class State(enum.StrEnum):
    """Whether a version of a rule counts today, will, or did."""

    IN_FORCE = "in_force"
    LATER = "later"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Decision:
    """Who let a rule begin or end, when, and why."""

    actor: str | None
    at: datetime | None
    because: str


@dataclass(frozen=True, slots=True)
class Standing:
    """One version of a rule, from its first day to its last, None for one that has no end yet.

    `print` is what a draft that changes it begins from.
    """

    rule: WrittenRule
    valid_from: date
    valid_to: date | None
    state: State
    began: Decision
    ended: Decision | None

    @property
    def print(self) -> str:
        """What tells this version from every other."""
        return print_of(self.rule)


def print_of(rule: WrittenRule) -> str:
    """Return what changes with everything that a rule says, also with its title and its examples."""
    said = json.dumps(rule.model_dump(mode="json"), sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def standings(session: RecordSession, today: date) -> list[Standing]:
    """Return every version of every rule that ever counted or will, by its first day, the latest first."""
    days = _by_day(settings_as_set(session, OWNER, WrittenRules))
    keys = dict.fromkeys(rule.key for day in days for rule in _rules(day[-1]))
    found = [standing for key in keys for standing in _standings_of(key, days, today)]
    return sorted(found, key=lambda one: one.valid_from, reverse=True)


def history_of(session: RecordSession, key: str, today: date) -> list[Standing]:
    """Return the versions of one rule, the latest first."""
    return [standing for standing in standings(session, today) if standing.rule.key == key]


def _by_day(as_set: Sequence[AsSet]) -> list[list[AsSet]]:
    """Return what was set, for each day from which on something was; those that fit no more are left out."""
    readable = [one for one in as_set if one.settings is not None]
    return [list(group) for _day, group in groupby(readable, key=lambda one: one.valid_from)]


def _standings_of(key: str, days: Sequence[Sequence[AsSet]], today: date) -> Iterator[Standing]:
    """Yield the versions of a rule, the earliest first: a change of another rule does not end one."""
    begun: tuple[WrittenRule, date, Decision] | None = None
    before: WrittenRule | None = None
    for day in days:
        rule = _rule(day[-1], key)
        if rule == before:
            continue
        decision = _decision(key, day, before)
        if begun is not None:
            yield _standing(*begun, day[0].valid_from, decision, today)
        begun = None if rule is None else (rule, day[0].valid_from, decision)
        before = rule
    if begun is not None:
        yield _standing(*begun, None, None, today)


def _standing(
    rule: WrittenRule, valid_from: date, began: Decision, until: date | None, ended: Decision | None, today: date
) -> Standing:
    if valid_from > today:
        state = State.LATER
    elif until is not None and until <= today:
        state = State.ENDED
    else:
        state = State.IN_FORCE
    return Standing(rule, valid_from, None if until is None else until - ONE_DAY, state, began, ended)


def _decision(key: str, day: Sequence[AsSet], before: WrittenRule | None) -> Decision:
    """Return who made the rule of that day what it is: a later change of another rule from that day on did not."""
    decided, present = day[0], before
    for one in day:
        if _rule(one, key) != present:
            decided, present = one, _rule(one, key)
    return Decision(decided.actor, decided.at, decided.because)


def _rules(one: AsSet) -> Sequence[WrittenRule]:
    return () if one.settings is None else one.settings.rules


def _rule(one: AsSet, key: str) -> WrittenRule | None:
    return next((rule for rule in _rules(one) if rule.key == key), None)
