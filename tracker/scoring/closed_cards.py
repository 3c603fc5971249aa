"""The cards of a closed period as they were frozen."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.contributions import Points, Rule
from tracker.periods import Period
from tracker.records.postings import HeldPosting, Posting
from tracker.records.units import commune_of_units
from tracker.scoring.adjustments import NoSettings, gives_nothing
from tracker.scoring.cards import Card, cohort_key
from tracker.scoring.lines import Line
from tracker.scoring.scorecards import Scorecard, ScoredPeriod
from tracker.scoring.stored_lines import StoredLine, read_lines
from tracker.scoring.stored_measures import read_measures


def closed_cards(session: Session, period: Period) -> list[Card]:
    """Return the cards of a closed period, whatever became of its records since."""
    shared = session.get(ScoredPeriod, period.name)
    if shared is None:
        return []
    communes = commune_of_units(session)
    rows = session.exec(select(Scorecard).where(col(Scorecard.period) == period.name)).all()
    postings = _postings(session, {row.posting_id for row in rows if row.posting_id is not None})
    cards = []
    for row in rows:
        posting = postings.get(row.posting_id or 0)
        lines = tuple(_line(line) for line in read_lines(row.lines, shared))
        total = None if row.total_hundredths is None else Decimal(row.total_hundredths) / 100
        reachable = Decimal(row.reachable_hundredths) / 100
        same = (row.official_id, posting, read_measures(row.measures), lines, cohort_key(posting, communes))
        cards.append(Card(*same, total, reachable, row.rank, row.ranked_among))
    return sorted(cards, key=lambda card: card.official_id)


def _line(stored: StoredLine) -> Line:
    rule = Rule(stored.rule, stored.title, NoSettings(), stored.reads, stored.most, gives_nothing)
    return Line(rule, Points(stored.points, stored.because, stored.next_step))


def _postings(session: Session, ids: Collection[int]) -> dict[int, HeldPosting]:
    columns = (col(getattr(Posting, name)) for name in HeldPosting._fields)
    rows = session.connection().execute(sa.select(*columns).where(col(Posting.id).in_(ids)))
    return {row[1]: HeldPosting(*row) for row in rows}
