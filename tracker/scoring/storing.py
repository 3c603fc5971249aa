"""Keeping scorecards: storing a run, noting what moved and why, and knowing which cards are stale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

import orjson
import sqlalchemy as sa
from sqlmodel import Session, col, or_, select

from tracker.audit import head
from tracker.contributions import HUNDREDTH, Value
from tracker.messages import dump_with_messages
from tracker.periods import Period
from tracker.scoring.runs import Basis, Card, Line
from tracker.scoring.scorecards import Scorecard, ScoreChange
from tracker.staleness import StaleMark, months_between


def is_fresh(session: Session, basis: Basis) -> bool:
    """Whether the stored cards of the period follow from the records as they stand."""
    wanted = (
        select(col(Scorecard.as_of), col(Scorecard.audit_position))
        .where(Scorecard.period == basis.period.name)
        .limit(1)
    )
    stored = session.exec(wanted).first()
    return stored is not None and stored[0] == basis.as_of and not _marks(session, basis.period, after=stored[1])


def store_cards(session: Session, basis: Basis, cards: Sequence[Card], at: datetime) -> list[ScoreChange]:
    """Store the cards of a whole run in place of the period's earlier ones; returns what moved, with its cause."""
    period, position = basis.period, head(session).position
    before, seen = _stored_totals(session, period)
    causes = _causes(_marks(session, period, after=seen)) if before else {}
    rows = [_row(card, basis, at) | {"audit_position": position} for card in cards]
    connection = session.connection()
    connection.execute(sa.delete(Scorecard).where(col(Scorecard.period) == period.name))
    if rows:
        connection.execute(sa.insert(Scorecard), rows)
    changes = _changes(before, cards, causes, period, at)
    session.add_all(changes)
    _forget_old_marks(session)
    session.flush()
    return changes


def stored_cards(session: Session, period: Period) -> list[Scorecard]:
    """Return the stored cards of a period."""
    wanted = select(Scorecard).where(Scorecard.period == period.name).order_by(col(Scorecard.official_id))
    return list(session.exec(wanted))


def line_to_json(line: Line) -> dict[str, object]:
    """Return a line as it is stored: rule, points in hundredths, the sentence and what is missing."""
    points = line.points
    return {
        "rule": line.rule.key,
        "version": line.rule.version,
        "points": hundredths(points.value),
        "most": hundredths(line.rule.most),
        "because": points.because,
        "next_step": points.next_step,
        "reads": list(line.rule.reads),
    }


def hundredths(points: Decimal | None) -> int | None:
    """Return points as whole hundredths, as the database keeps them."""
    return None if points is None else int(points.quantize(HUNDREDTH) * 100)


def points_of(stored: int | None) -> Decimal | None:
    """Return stored hundredths as points."""
    return None if stored is None else (Decimal(stored) / 100).quantize(HUNDREDTH)


def value_to_json(value: Value) -> int | str | None:
    """Return a measure's value as JSON: whole numbers as they are, decimals exactly, as text."""
    return str(value) if isinstance(value, Decimal) else value


def _row(card: Card, basis: Basis, at: datetime) -> dict[str, object]:
    return {
        "official_id": card.official_id,
        "period": basis.period.name,
        "as_of": basis.as_of,
        "posting_id": card.posting.id if card.posting else None,
        "ranking_group": card.posting.ranking_group if card.posting else None,
        "total_hundredths": hundredths(card.total),
        "reachable_hundredths": hundredths(card.reachable),
        "rank": card.rank,
        "ranked_among": card.ranked_among,
        "measures": orjson.dumps(dict(card.measures), default=str).decode(),
        "lines": dump_with_messages([line_to_json(line) for line in card.lines]),
        "scored_at": at,
    }


def _stored_totals(session: Session, period: Period) -> tuple[dict[int, int | None], int]:
    """Return the stored totals by official, and the last change of the records that they take into account."""
    columns = (col(Scorecard.official_id), col(Scorecard.total_hundredths), col(Scorecard.audit_position))
    rows = session.connection().execute(sa.select(*columns).where(col(Scorecard.period) == period.name)).all()
    return {row[0]: row[1] for row in rows}, min((row[2] for row in rows), default=0)


def _marks(session: Session, period: Period, after: int) -> list[StaleMark]:
    """Return the marks on the period that later changes of the records left."""
    in_period = or_(col(StaleMark.month).is_(None), col(StaleMark.month).in_(months_between(period.start, period.end)))
    later = col(StaleMark.audit_position) > after
    return list(session.exec(select(StaleMark).where(in_period, later).order_by(col(StaleMark.audit_position))))


def _causes(marks: Iterable[StaleMark]) -> dict[int | None, int]:
    """Return the last audit entry that touched each official, under None the last that touched anybody."""
    causes: dict[int | None, int] = {}
    for mark in marks:
        if mark.official_id is None:
            causes.clear()
        causes[mark.official_id] = causes[None] = mark.audit_position
    return causes


def _changes(
    before: Mapping[int, int | None],
    cards: Iterable[Card],
    causes: Mapping[int | None, int],
    period: Period,
    at: datetime,
) -> list[ScoreChange]:
    after = {card.official_id: hundredths(card.total) for card in cards}
    return [
        ScoreChange(
            official_id=official_id,
            period=period.name,
            before_hundredths=total,
            after_hundredths=after.get(official_id),
            audit_position=causes.get(official_id, causes.get(None)),
            changed_at=at,
        )
        for official_id, total in before.items()
        if after.get(official_id) != total
    ]


def _forget_old_marks(session: Session) -> None:
    """Remove the marks that every stored card takes into account."""
    oldest = sa.select(sa.func.min(Scorecard.audit_position)).scalar_subquery()
    session.connection().execute(sa.delete(StaleMark).where(col(StaleMark.audit_position) <= oldest))
