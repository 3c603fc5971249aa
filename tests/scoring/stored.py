"""What the database holds of a scored period."""

from __future__ import annotations

import json

from sqlmodel import Session, col, select

from tracker.periods import Period
from tracker.records.handled_files import HandledFile
from tracker.scoring.basis import Basis
from tracker.scoring.freshness import stale_periods
from tracker.scoring.scorecards import Scorecard


def stored_cards(session: Session, period: Period) -> list[Scorecard]:
    """Return the stored cards of a period."""
    wanted = select(Scorecard).where(Scorecard.period == period.name).order_by(col(Scorecard.official_id))
    return list(session.exec(wanted))


def measures_of(card: Scorecard) -> dict[str, int | str | None]:
    """Return the value of each measure on a stored card, decimals as text."""
    return json.loads(card.measures)


def is_fresh(session: Session, basis: Basis) -> bool:
    """Whether the stored cards of the period follow from the records."""
    return stale_periods(session, {basis.period: basis.as_of}) == []


def late_file(session: Session) -> HandledFile:
    """Return the first file that was or is overdue."""
    return next(file for file in session.exec(select(HandledFile)) if file.overdue_on)
