"""What each plugin contributes to scoring, for people to see: one that fails does not hide the others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from sqlmodel import Session

from tracker.contributions import AnyRule, MeasureSet, Rule
from tracker.messages import InputError, Message
from tracker.plugins import Answer, Plugin, Plugins
from tracker.scoring.checks import refuse_unknown_measures
from tracker.scoring.measuring import CORE_MEASURE_SETS, contributed, measures_by_key
from tracker.settings import settings_on

Contribution = TypeVar("Contribution")


@dataclass
class Contributions:
    """The rules and measure sets of one plugin under the settings of a day, and why some are missing."""

    plugin: Plugin
    rules: Sequence[AnyRule] = ()
    measure_sets: Sequence[MeasureSet] = ()
    faults: list[Message] = field(default_factory=list)


def contributions_of(session: Session, plugins: Plugins, on: date) -> dict[str, Contributions]:
    """Return what each loaded plugin contributes under the settings valid on that day, by its name."""
    found = {plugin.info.name: Contributions(plugin) for plugin in plugins.loaded}
    settings = {}
    for name, one in found.items():
        try:
            settings[name] = settings_on(session, name, one.plugin.settings_model, on)
        except InputError as error:
            one.faults.append(error.message)
    for answer in plugins.call_each("measure_sets", {}):
        one = found[answer.plugin.info.name]
        one.measure_sets = _given(one, answer, MeasureSet)
    known = measures_by_key([*CORE_MEASURE_SETS, *(each for one in found.values() for each in one.measure_sets)])
    for answer in plugins.call_each("rules", settings, session=session, measures=known):
        one = found[answer.plugin.info.name]
        if answer.plugin.info.name in settings:
            one.rules = _given(one, answer, Rule)
            _note_unknown_measures(one, known)
    return found


def _note_unknown_measures(one: Contributions, known: Collection[str]) -> None:
    try:
        refuse_unknown_measures([replace(rule, plugin=one.plugin.info.name) for rule in one.rules], known)
    except InputError as error:
        one.faults.append(error.message)


def _given(one: Contributions, answer: Answer, kind: type[Contribution]) -> Sequence[Contribution]:
    try:
        return contributed(answer, kind)
    except InputError as error:
        one.faults.append(error.message)
        return ()
