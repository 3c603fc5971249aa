"""Everybody's measures in a period, with his posting and his ranking group: what the rules judge by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from tracker.contributions import EMPTY_COHORT, Cohort, Measures, MeasureSet
from tracker.periods import Period
from tracker.records.postings import HeldPosting, postings_between
from tracker.records.units import commune_of_units
from tracker.scoring.asking import Asked
from tracker.scoring.basis import Basis
from tracker.scoring.cards import CohortKey, cohort_key
from tracker.scoring.measuring import WITHOUT_DUE_DATES, defaults_of, measure_everybody, with_defaults


@dataclass(frozen=True, slots=True)
class Measured:
    """Everybody who was in service or has a record in a period, by id: his measures, his posting, his ranking group."""

    measures: Mapping[int, Measures]
    postings: Mapping[int, HeldPosting]
    cohorts: Mapping[int, CohortKey | None]


def measure(session: Session, basis: Basis) -> Measured:
    """Return what the rules of a period judge by; it depends on no rule and no setting of one."""
    found = measure_everybody(session, basis.measure_sets, basis.period, basis.as_of)
    postings = postings_used(session, basis.period, basis.as_of)
    return in_groups(session, _of_listed(basis, found, postings), postings)


def measure_moved(session: Session, basis: Basis, before: Measured) -> Measured:
    """Return what the rules judge by after due dates moved; what they do not move is taken from `before`."""
    found = moved_measures(session, basis.measure_sets, basis.period, basis.as_of, before.measures)
    measures = _of_listed(basis, found, before.postings)
    if measures.keys() - before.measures.keys():  # Of who had no card, only what due dates move is known.
        return measure(session, basis)
    return Measured(measures, before.postings, {who: before.cohorts[who] for who in measures})


def moved_measures(
    session: Session, sets: Iterable[MeasureSet], period: Period, as_of: date, before: Mapping[int, Measures]
) -> dict[int, Measures]:
    """Return the measures of everybody after due dates moved, given those from before."""
    moving = [one for one in sets if one not in WITHOUT_DUE_DATES]
    keys = {measure.key for one in moving for measure in one.measures}
    found: dict[int, Measures] = dict(measure_everybody(session, moving, period, as_of))
    for who, values in before.items():
        found[who] = {key: value for key, value in values.items() if key not in keys} | dict(found.get(who, {}))
    return found


def _of_listed(basis: Basis, found: Mapping[int, Measures], postings: Mapping[int, HeldPosting]) -> dict[int, Measures]:
    """Return the measures, complete, of everybody who was in service or has a record in the period."""
    defaults = defaults_of(basis.measure_sets)
    listed = postings.keys() | _with_records(basis.measure_sets, found)
    return {who: with_defaults(found.get(who, {}), defaults) for who in listed}


def in_groups(session: Session, measures: Mapping[int, Measures], postings: Mapping[int, HeldPosting]) -> Measured:
    """Return the measures of everybody with the ranking groups that follow from the postings."""
    communes = commune_of_units(session)
    return Measured(measures, postings, {who: cohort_key(postings.get(who), communes) for who in measures})


def everybody_asked(measured: Measured) -> list[Asked]:
    """Return what the rules are asked about: everybody who was measured, each with his ranking group."""
    cohorts = _cohorts(measured)
    return [Asked(measures, _cohort_of(measured.cohorts[who], cohorts)) for who, measures in measured.measures.items()]


def _with_records(sets: Iterable[MeasureSet], found: Mapping[int, Measures]) -> set[int]:
    """Return the officials whom more than a posting earlier in the year puts into the period."""
    keys = {measure.key for one in sets for measure in one.measures if measure.gives_card}
    return {who for who, values in found.items() if any(value for key, value in values.items() if key in keys)}


def postings_used(session: Session, period: Period, as_of: date) -> dict[int, HeldPosting]:
    """Return, by official, the posting that a card of the period keeps: the last that held in it by the as-of date."""
    return {who: held[-1] for who, held in postings_between(session, period.start, as_of).items()}


def _cohorts(measured: Measured) -> dict[CohortKey, Cohort]:
    members: dict[CohortKey, list[Measures]] = {}
    for who, measures in measured.measures.items():
        key = measured.cohorts[who]
        if key is not None:
            members.setdefault(key, []).append(measures)
    return {key: Cohort(tuple(group)) for key, group in members.items()}


def _cohort_of(key: CohortKey | None, cohorts: Mapping[CohortKey, Cohort]) -> Cohort:
    return EMPTY_COHORT if key is None else cohorts[key]
