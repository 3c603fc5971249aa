"""What is frozen when a period is closed, in one order, and the hash over it: the same on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.scoring.closings import ClosedAdjustment, ClosedRecord, PeriodClosing
from tracker.scoring.scorecards import Scorecard, ScoredPeriod

_ROWS_AT_ONCE = 1000
_OF_CARD = (
    *("official_id", "as_of", "ranking_group", "total_hundredths", "reachable_hundredths", "rank", "ranked_among"),
    *("measures", "lines"),
)


def digest_of(session: Session, closing: PeriodClosing) -> str:
    """Return the hash over what was frozen: settings, plugins, rules, cards, the records behind them, adjustments.

    Every value goes in behind its length, so that none can run into the next.
    """
    hashed = hashlib.sha256()
    for row in _frozen(session, closing):
        for value in row:
            written = b"" if value is None else str(value).encode()
            hashed.update(b"%d:" % (-1 if value is None else len(written)))
            hashed.update(written)
        hashed.update(b"\n")
    return hashed.hexdigest()


def _frozen(session: Session, closing: PeriodClosing) -> Iterator[Sequence[object]]:
    yield closing.period, closing.as_of, closing.settings, closing.plugins
    shared = session.get(ScoredPeriod, closing.period)
    yield () if shared is None else (shared.rules, shared.sentences)
    cards = [col(getattr(Scorecard, name)) for name in _OF_CARD]
    yield from _rows(session, sa.select(*cards).where(col(Scorecard.period) == closing.period), Scorecard.official_id)
    one = ClosedRecord
    behind = sa.select(col(one.official_id), col(one.posting), col(one.evidence))
    yield from _rows(session, behind.where(col(one.closing_id) == closing.id), one.official_id)
    adjusted = sa.select(
        col(ClosedAdjustment.official_id), col(ClosedAdjustment.of_period), col(ClosedAdjustment.hundredths)
    ).where(col(ClosedAdjustment.closing_id) == closing.id)
    yield from _rows(session, adjusted, ClosedAdjustment.official_id, ClosedAdjustment.of_period)


def _rows(session: Session, wanted: sa.Select[*tuple[object, ...]], *order: object) -> Iterator[Sequence[object]]:
    rows = wanted.order_by(*map(col, order)).execution_options(yield_per=_ROWS_AT_ONCE)
    yield from session.connection().execute(rows)
