"""A scoring run: measure everybody, ask every rule, add up, rank. A run that cannot ask every rule gives nothing."""

from __future__ import annotations

from sqlmodel import Session

from tracker.contributions import EMPTY_COHORT
from tracker.scoring.asking import Asked, ask_rules
from tracker.scoring.basis import Basis
from tracker.scoring.cards import Card, unranked
from tracker.scoring.lines import Line
from tracker.scoring.measured import Measured, everybody_asked, measure
from tracker.scoring.measuring import defaults_of, measure_everybody, with_defaults
from tracker.scoring.ranking import ranked


def score(session: Session, basis: Basis) -> list[Card]:
    """Return the cards of everybody who was in service or has a record in the period."""
    return judge(measure(session, basis), basis)


def judge(measured: Measured, basis: Basis) -> list[Card]:
    """Return the cards that the rules make of what was measured, ranked."""
    lines = ask_rules(basis.rules, everybody_asked(measured), basis.times)
    adjusted = basis.adjustments
    cards = [
        unranked(who, measured.postings.get(who), measures, (*own, *adjusted.get(who, ())), measured.cohorts[who])
        for (who, measures), own in zip(measured.measures.items(), lines, strict=True)
    ]
    gone = [who for who in adjusted if who not in measured.measures]
    cards += [unranked(who, None, defaults_of(basis.measure_sets), adjusted[who], None) for who in gone]
    return ranked(cards, basis.ranking.smallest_group)


def points_without_cohort(session: Session, basis: Basis, official_id: int) -> tuple[Line, ...]:
    """Return one official's points from the rules that look at nobody else, without scoring the others."""
    alone = [rule for rule in basis.rules if not rule.reads_cohort]
    needed = {key for rule in alone for key in rule.reads}
    sets = [one for one in basis.measure_sets if any(measure.key in needed for measure in one.measures)]
    found = measure_everybody(session, sets, basis.period, basis.as_of, [official_id])
    measures = with_defaults(found.get(official_id, {}), defaults_of(sets))
    (lines,) = ask_rules(alone, [Asked(measures, EMPTY_COHORT)], basis.times)
    return lines
