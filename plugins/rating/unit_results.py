"""Item d of leaders, as far as the records can tell it: how those came off whom the leader leads."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlmodel import Session, col, select

from plugins.rating.models import SIGNED, RatingSheet
from plugins.rating.people import chains_of_units
from plugins.rating.settings import settings_for
from tracker.api import leaders_by_unit


def proposed_unit_result(session: Session, sheet: RatingSheet, today: date) -> Decimal | None:
    """Return the percentage for the unit of a leader: whole where all whom he leads reached “completed” in the period.

    They are those posted in the units that his account leads, else in his own unit, and below it. None where nobody of
    them is rated yet. It is a proposal: what is typed for the item counts.
    """
    settings = settings_for(session, sheet.about)
    leading = leaders_by_unit(session, today)
    led = {unit for unit, accounts in leading.items() if any(one.official_id == sheet.official_id for one in accounts)}
    tops = led or {sheet.unit_id}
    units = [unit for unit, chain in chains_of_units(session).items() if tops.intersection(chain)]
    wanted = select(RatingSheet.score_hundredths).where(
        RatingSheet.period == sheet.period,
        col(RatingSheet.unit_id).in_(units),
        RatingSheet.official_id != sheet.official_id,
        col(RatingSheet.state).in_(SIGNED),
        col(RatingSheet.score_hundredths).is_not(None),
    )
    scores = [Decimal(hundredths or 0) / 100 for hundredths in session.exec(wanted)]
    if not scores:
        return None
    all_completed = all(score >= settings.levels.completed for score in scores)
    return settings.formula.unit_all_completed if all_completed else settings.formula.unit_somebody_failed
