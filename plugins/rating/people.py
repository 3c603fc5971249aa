"""Who is rated in a period: the posting that counts, how long he served, the agency that he belongs to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from plugins.rating.quota_settings import Agency
from tracker.api import Official, Period, Posting, Unit

DAYS_OF_TWELVE_MONTHS = 365
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Serving:
    """Somebody who served in a period: the posting that counts, his last in it, and how many days he served."""

    official_id: int
    code: str
    full_name: str
    posting: Posting
    days: int

    def served_months(self, months: int) -> bool:
        """Whether he served at least so many months of a year, a month taken as its twelfth."""
        return self.days * MONTHS >= months * DAYS_OF_TWELVE_MONTHS


def serving_in(session: Session, period: Period, officials: Collection[int] | None = None) -> list[Serving]:
    """Return who was posted on a day of the period, in the order of their names."""
    wanted = (
        sa.select(Posting, col(Official.code), col(Official.full_name))
        .join(Official, col(Official.id) == col(Posting.official_id))
        .where(col(Posting.valid_from) <= period.end)
        .where(sa.or_(col(Posting.valid_to).is_(None), col(Posting.valid_to) >= period.start))
        .order_by(col(Official.name_order), col(Official.code), col(Posting.valid_from))
    )
    if officials is not None:
        wanted = wanted.where(col(Official.id).in_(officials))
    found: dict[int, Serving] = {}
    for posting, code, full_name in session.execute(wanted):
        before = found.get(posting.official_id)
        days = _days_within(posting, period) + (before.days if before else 0)
        found[posting.official_id] = Serving(posting.official_id, code, full_name, posting, days)
    return list(found.values())


def _days_within(posting: Posting, period: Period) -> int:
    first, last = max(posting.valid_from, period.start), min(posting.valid_to or date.max, period.end)
    return (last - first).days + 1


def chains_of_units(session: Session) -> dict[int, list[int]]:
    """Return, for each unit, itself and the units above it, the topmost last."""
    above: dict[int | None, int | None] = {
        row[0]: row[1] for row in session.connection().execute(sa.select(col(Unit.id), col(Unit.parent_id)))
    }
    chains: dict[int, list[int]] = {}
    for unit in above:
        chain: list[int] = []
        while unit is not None and unit not in chain:
            chain.append(unit)
            unit = above.get(unit)
        chains[chain[0]] = chain
    return chains


def agency_of(chain: list[int], rule: Agency) -> int:
    """Return, of a unit and those above it, the one that is “the agency”.

    A body stands right below the commune; a unit that is the topmost itself is an agency of its own.
    """
    if rule is Agency.UNIT:
        return chain[0]
    if rule is Agency.COMMUNE:
        return chain[-1]
    return chain[-2] if len(chain) > 1 else chain[-1]


def units_by_id(session: Session) -> Mapping[int, Unit]:
    """Return every unit by its id."""
    return {one.id: one for one in session.exec(select(Unit)) if one.id is not None}
