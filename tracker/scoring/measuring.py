"""Measuring: all measures of all officials, from the core and the plugins, one query a set."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from pydantic import BaseModel
from sqlmodel import Session

from tracker.contributions import Measure, Measures, MeasureSet, MeasureValues, Value
from tracker.messages import InputError
from tracker.owners import CORE
from tracker.periods import Period
from tracker.plugin_errors import PluginError, isolated
from tracker.plugins import Answer, Plugins
from tracker.scoring.checks import fitting_values, refuse_unfit_set
from tracker.scoring.duty_measures import DUTY_DAYS
from tracker.scoring.file_measures import FINISHED_FILES, OPEN_FILES, OVERDUE_FILES
from tracker.scoring.presence_measures import PRESENCE
from tracker.scoring.received_measures import RECEIVED_FILES
from tracker.scoring.training_measures import TRAINING
from tracker.settings import settings_on

Contribution = TypeVar("Contribution")
CORE_MEASURE_SETS = (FINISHED_FILES, RECEIVED_FILES, OVERDUE_FILES, OPEN_FILES, DUTY_DAYS, TRAINING, PRESENCE)
WITHOUT_DUE_DATES = (RECEIVED_FILES, DUTY_DAYS, TRAINING, PRESENCE)
"""The sets of the core that give the same whatever the due dates of files are."""


def plugin_settings(session: Session, plugins: Plugins, on: date) -> dict[str, BaseModel]:
    """Return the settings of every plugin valid on that day."""
    return {p.info.name: settings_on(session, p.info.name, p.settings_model, on) for p in plugins.loaded}


def all_measure_sets(plugins: Plugins) -> list[MeasureSet]:
    """Return the measure sets of the core and of the plugins. Raises InputError if a plugin fails or keys collide."""
    sets = list(CORE_MEASURE_SETS)
    for answer in plugins.call_each("measure_sets", {}):
        name = answer.plugin.info.name
        for one in contributed(answer, MeasureSet):
            sets.append(replace(one, plugin=name, measure=plugins.times.timed(name, "MeasureSet.measure", one.measure)))
    for one in sets:
        refuse_unfit_set(one)
    refuse_twice(measure.key for one in sets for measure in one.measures)
    return sets


def contributed(answer: Answer, kind: type[Contribution]) -> list[Contribution]:
    """Return what a plugin handed over to scoring; scoring does without none of it, so an error stops the run."""
    name = answer.plugin.info.name
    if not answer.plugin.info.scores and answer.result != []:
        raise InputError(
            "Nothing was scored: the plugin %(name)s gives %(hook)s, but its plugin.toml does not say that it scores. "
            "Write scores = true there, or disable it.",
            name=name,
            hook=answer.hook,
        )
    if isinstance(answer.error, InputError):
        raise answer.error
    if answer.error is not None:
        raise InputError(
            "Nothing was scored: the plugin %(name)s failed in %(hook)s with %(error)s. Mend or disable it.",
            name=name,
            hook=answer.hook,
            error=str(answer.error),
        ) from answer.error
    if not isinstance(answer.result, list) or not all(isinstance(one, kind) for one in answer.result):
        raise InputError(
            "Nothing was scored: %(hook)s of the plugin %(name)s must return a list of %(kind)s.",
            name=name,
            hook=answer.hook,
            kind=kind.__name__,
        )
    return answer.result


def measure_everybody(
    session: Session,
    sets: Sequence[MeasureSet],
    period: Period,
    as_of: date,
    officials: Collection[int] | None = None,
) -> dict[int, dict[str, Value]]:
    """Return the measures of every official who has one that differs from its default; see `with_defaults`."""
    found: dict[int, dict[str, Value]] = {}
    for one in sets:
        for key, values in _measure(session, one, period, as_of, officials).items():
            for official_id, value in values.items():
                found.setdefault(official_id, {})[key] = value
    return found


def with_defaults(found: Measures, defaults: Measures) -> Measures:
    """Return an official's measures complete: what was not found has its default."""
    return {**defaults, **found}


def defaults_of(sets: Iterable[MeasureSet]) -> dict[str, Value]:
    """Return the value that each measure has for an official whom its set leaves out."""
    return {measure.key: measure.default for one in sets for measure in one.measures}


def measures_by_key(sets: Iterable[MeasureSet]) -> dict[str, Measure]:
    """Return the measures by key."""
    return {measure.key: measure for one in sets for measure in one.measures}


def _measure(
    session: Session, one: MeasureSet, period: Period, as_of: date, officials: Collection[int] | None
) -> MeasureValues:
    if one.plugin == CORE:
        return one.measure(session, officials, period, as_of)
    try:
        values = isolated(one.measure, session, officials, period, as_of)
    except PluginError as fault:
        raise InputError(
            "Nothing was scored: the measures %(key)s of the plugin %(plugin)s failed with %(error)s. "
            "Mend or disable it.",
            key=one.key,
            plugin=one.plugin,
            error=str(fault),
        ) from fault
    return fitting_values(one, values)


def refuse_twice(keys: Iterable[str]) -> None:
    """Raise InputError if a key comes twice."""
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise InputError("Nothing was scored: two plugins give the measure or rule %(key)s. Disable one.", key=key)
        seen.add(key)
