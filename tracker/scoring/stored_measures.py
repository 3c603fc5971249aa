"""What the stored cards of a period were judged by, so that it need not be measured again."""

from __future__ import annotations

from decimal import Decimal

import orjson
import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.contributions import Measures, Value
from tracker.scoring.basis import Basis
from tracker.scoring.freshness import stale_periods
from tracker.scoring.measured import Measured, in_groups, postings_used
from tracker.scoring.measuring import defaults_of
from tracker.scoring.scorecards import Scorecard


def dump_measures(measures: Measures) -> str:
    """Return measures as a card stores them."""
    return orjson.dumps(dict(measures), default=str).decode()


def read_measures(stored: str) -> dict[str, Value]:
    """Return the measures of a stored card: whole numbers as they are, decimals were stored as text."""
    return {key: Decimal(value) if isinstance(value, str) else value for key, value in orjson.loads(stored).items()}


def stored_measures(session: Session, basis: Basis) -> Measured | None:
    """Return what the stored cards were judged by, None where they do not follow from the records as they stand."""
    if stale_periods(session, {basis.period: basis.as_of}):
        return None
    columns = (col(Scorecard.official_id), col(Scorecard.measures))
    rows = session.connection().execute(sa.select(*columns).where(col(Scorecard.period) == basis.period.name))
    measures = {who: read_measures(stored) for who, stored in rows}
    known = defaults_of(basis.measure_sets).keys()
    if any(own.keys() != known for own in measures.values()):
        return None
    return in_groups(session, measures, postings_used(session, basis.period, basis.as_of))
