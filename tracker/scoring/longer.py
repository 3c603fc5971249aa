"""Periods longer than the one that is scored: their parts are scored, and the points added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from tracker.contributions import AnyRule, Measures, MeasureSet, Points
from tracker.messages import Message, message
from tracker.periods import MONTHS, CalendarGrain, Period
from tracker.records.postings import HeldPosting
from tracker.records.units import commune_of_units
from tracker.scoring.basis import Basis
from tracker.scoring.cards import Card, cohort_key, unranked
from tracker.scoring.lines import Line
from tracker.scoring.measuring import defaults_of, measure_everybody, with_defaults
from tracker.scoring.ranking import ranked


def scored_parts(period: Period, grain: CalendarGrain, today: date) -> list[Period]:
    """Return the periods to score for `period`: itself, or its parts that have begun; empty if it is too short."""
    if period.grain == grain:
        return [period]
    if period.grain == "range" or MONTHS[period.grain] < MONTHS[grain]:
        return []
    return [part for part in period.parts(grain) if part.start <= today]


@dataclass(frozen=True, slots=True)
class MeasuredWhole:
    """A longer period measured over the whole of it, and the commune of each unit."""

    found: Mapping[int, Measures]
    defaults: Measures
    communes: Mapping[int, int]


def measure_whole(session: Session, sets: Sequence[MeasureSet], period: Period, as_of: date) -> MeasuredWhole:
    """Return what a longer period is measured by; it depends on no rule and no setting of one."""
    found = measure_everybody(session, sets, period, as_of)
    return MeasuredWhole(found, defaults_of(sets), commune_of_units(session))


def add_up(whole: MeasuredWhole, bases: Sequence[Basis], parts: Sequence[Sequence[Card]]) -> list[Card]:
    """Return the cards of a longer period: measured over the whole of it, with the points of its parts added up.

    The posting and the ranking group are those of the last part in which the official stands.
    """
    by_official: dict[int, dict[str, Card]] = {}
    for basis, cards in zip(bases, parts, strict=True):
        for card in cards:
            by_official.setdefault(card.official_id, {})[basis.period.name] = card
    added = []
    for who, own in by_official.items():
        posting = _last_posting(own)
        measures = with_defaults(whole.found.get(who, {}), whole.defaults)
        added.append(unranked(who, posting, measures, _added_lines(own), cohort_key(posting, whole.communes)))
    return ranked(added, bases[-1].ranking.smallest_group)


def _last_posting(cards: Mapping[str, Card]) -> HeldPosting | None:
    postings = [card.posting for card in cards.values() if card.posting is not None]
    return postings[-1] if postings else None


def _added_lines(cards: Mapping[str, Card]) -> tuple[Line, ...]:
    lines: dict[str, list[tuple[str, Line]]] = {}
    for period_name, card in cards.items():
        for line in card.lines:
            lines.setdefault(line.rule.key, []).append((period_name, line))
    return tuple(_added_line(parts) for parts in lines.values())


def _added_line(parts: Sequence[tuple[str, Line]]) -> Line:
    rule: AnyRule = parts[-1][1].rule
    most = sum((line.rule.most for _, line in parts if line.points.value is not None), Decimal(0))
    points = added_points([(name, line.points.value) for name, line in parts])
    return Line(rule if points.value is None else replace(rule, most=most), points)


def added_points(parts: Sequence[tuple[str, Decimal | None]]) -> Points:
    """Return the points of the parts of a period added up; each part has its name and its points."""
    given = [(name, value) for name, value in parts if value is not None]
    if not given:
        return Points.none(message("no part of the period could be judged"))
    total = sum((value for _, value in given), Decimal(0))
    terms: list[Message] = [message("%(period)s: %(points)s", period=name, points=value) for name, value in given]
    return Points(total, message("%(terms)s; together %(points)s", terms=terms, points=total))
