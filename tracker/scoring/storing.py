"""Storing the cards of a run in place of the earlier ones, and noting every total that moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

import orjson
import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.audit import head
from tracker.contributions import HUNDREDTH, AnyRule, Value
from tracker.periods import Period
from tracker.scoring.basis import Basis
from tracker.scoring.cards import Card
from tracker.scoring.freshness import LastChanges, Standing, causes, forget_old_marks, last_changes
from tracker.scoring.inserting import insert_many
from tracker.scoring.lines import Line
from tracker.scoring.scorecards import Scorecard, ScoreChange, ScoredPeriod
from tracker.scoring.stored_lines import Numbers, dump_lines, new_numbers, rule_to_json, scored_period
from tracker.scoring.stored_measures import dump_measures

MOST_ALSO = 20


def store_cards(session: Session, basis: Basis, cards: Sequence[Card], at: datetime) -> list[ScoreChange]:
    """Store the cards of a whole run in place of the period's earlier ones; returns what moved, with its cause."""
    period, position = basis.period, head(session).position
    before, seen = _stored_standings(session, period)
    same_for_all = {"period": period.name, "as_of": basis.as_of, "scored_at": at, "audit_position": position}
    numbers = new_numbers()
    rules = _rules_in(basis, cards)
    rows = [_row(card, numbers, rules) | same_for_all for card in cards]
    for table in (Scorecard, ScoredPeriod):
        session.connection().execute(sa.delete(table).where(col(table.period) == period.name))
    insert_many(session, Scorecard, rows)
    if cards:
        session.add(scored_period(period.name, rules, numbers))
    after = {card.official_id: _standing(card, row) for card, row in zip(cards, rows, strict=True)}
    since = last_changes(session, period, seen)
    moved = causes(before, after, since) if before else {}
    changes = [
        ScoreChange(
            official_id=who,
            period=period.name,
            before_hundredths=before[who].total_hundredths,
            after_hundredths=after[who].total_hundredths if who in after else None,
            audit_position=cause,
            also_positions=_also(cause, since),
            changed_at=at,
        )
        for who, cause in moved.items()
    ]
    session.add_all(changes)
    forget_old_marks(session)
    session.flush()
    return changes


def _also(cause: int | None, since: LastChanges) -> str | None:
    """Return, as it is stored, what else changed for everybody while something did; the last of very many."""
    others = [position for position in since.of_everybody if position != cause]
    return orjson.dumps(others[-MOST_ALSO:]).decode() if cause and others else None


def line_to_json(line: Line) -> dict[str, object]:
    """Return a line as JSON: rule, points with two decimals as text; title, sentence, what is missing as messages."""
    points = line.points
    return {
        **rule_to_json(line.rule),
        "points": None if points.value is None else str(points.value),
        "because": points.because,
        "next_step": points.next_step,
    }


def hundredths(points: Decimal | None) -> int | None:
    """Return points as whole hundredths, as the database keeps them."""
    return None if points is None else int(points.quantize(HUNDREDTH) * 100)


def value_to_json(value: Value) -> int | str | None:
    """Return a measure's value as JSON: whole numbers as they are, decimals exactly, as text."""
    return str(value) if isinstance(value, Decimal) else value


def _rules_in(basis: Basis, cards: Sequence[Card]) -> list[AnyRule]:
    """Return the rules of a run, then those in whose name closed periods are adjusted, in their order."""
    asked = {rule.key for rule in basis.rules}
    adjusting = {line.rule.key: line.rule for card in cards for line in card.lines if line.rule.key not in asked}
    return [*basis.rules, *(adjusting[key] for key in sorted(adjusting))]


def _row(card: Card, numbers: Numbers, rules: Sequence[AnyRule]) -> dict[str, object]:
    return {
        "official_id": card.official_id,
        "posting_id": card.posting.id if card.posting else None,
        "ranking_group": card.posting.ranking_group if card.posting else None,
        "total_hundredths": hundredths(card.total),
        "reachable_hundredths": hundredths(card.reachable),
        "rank": card.rank,
        "ranked_among": card.ranked_among,
        "measures": dump_measures(card.measures),
        "lines": dump_lines(card.lines, numbers, rules),
    }


def _standing(card: Card, row: Mapping[str, object]) -> Standing:
    group, commune_id = (card.cohort.group, card.cohort.commune_id) if card.cohort else (None, None)
    total = row["total_hundredths"]
    assert total is None or isinstance(total, int)
    return Standing(total, str(row["measures"]), group, commune_id)


def _stored_standings(session: Session, period: Period) -> tuple[dict[int, Standing], int]:
    """Return the stored standings by official, and the last change of the records that they take into account."""
    columns = (
        *(col(Scorecard.official_id), col(Scorecard.total_hundredths), col(Scorecard.measures)),
        *(col(Scorecard.ranking_group), col(Scorecard.audit_position)),
    )
    rows = session.connection().execute(sa.select(*columns).where(col(Scorecard.period) == period.name)).all()
    return {row[0]: Standing(*row[1:4]) for row in rows}, min((row[4] for row in rows), default=0)
