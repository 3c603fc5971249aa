"""The measures for whoever writes a rule: what each counts, and how it spread over the officials lately."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.contributions import Measure
from tracker.messages import Message, message
from tracker.periods import Period
from tracker.scoring.measure_spreads import MeasureSpread, last_scored_period, spreads_of
from tracker.scoring.measuring import all_measure_sets, measures_by_key
from tracker.web.requests import session, today, tracker

UNITS = {
    "files": message("files"),
    "days": message("days"),
    "units": message("weighted units"),
    "hours": message("lesson periods"),
}


def unit_of(measure: Measure) -> Message | str:
    """Return what a measure counts in: one that counts nothing is a share."""
    return UNITS.get(measure.unit, measure.unit) if measure.unit else message("share")


def all_measures() -> Mapping[str, Measure]:
    """Return every measure of the core and the plugins by key. Raises InputError if a plugin fails."""
    return measures_by_key(all_measure_sets(tracker().plugins))


def latest_spreads() -> tuple[Period | None, Mapping[str, MeasureSpread]]:
    """Return the last period that is over and scored, and how each measure spread in it; None if nothing was scored."""
    period = last_scored_period(session(), today())
    return period, {} if period is None else spreads_of(session(), period)
