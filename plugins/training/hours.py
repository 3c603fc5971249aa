"""The training hours of a year: how many each official has, how many are asked of him, who has not reached them.

Hours are lesson periods of passed courses by their last day, as the measure "training hours since 1 January" counts
them. What is asked is in proportion to the working days present and the working-time share.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import sqlalchemy as sa
from sqlmodel import Session, col

from plugins.training.settings import settings_for
from tracker.api import InputError, Official, Posting, TrainingRecord, Unit, fold, sentences, shares_of_year

_ = sentences("training")
TENTH = Decimal("0.1")
FIRST_YEAR = 2010


@dataclass(frozen=True, slots=True)
class YearHours:
    """The hours of one official in a year: done so far, expected by now, required by the end of the year.

    What is required follows from the postings and absences that are known so far. `unit` is where he works or worked
    last in that year.
    """

    official_id: int
    code: str
    full_name: str
    unit_id: int
    unit: str
    done: Decimal
    expected: Decimal
    required: Decimal

    @property
    def missing(self) -> Decimal:
        """What he lacks to the hours of the year."""
        return max(self.required - self.done, Decimal(0))

    @property
    def is_reached(self) -> bool:
        """Whether he has the hours of the year."""
        return self.done >= self.required

    @property
    def is_behind(self) -> bool:
        """Whether he has less than what the year so far would ask."""
        return self.done < min(self.expected, self.required)


@dataclass(frozen=True, slots=True)
class UnitHours:
    """The hours of those who work in one unit itself."""

    unit_id: int
    unit: str
    people: int
    reached: int
    done: Decimal
    required: Decimal

    @property
    def share(self) -> Decimal | None:
        """The share of those who have reached the hours of the year, None where there is nobody."""
        return Decimal(self.reached) / self.people if self.people else None


def last_day_looked_at(year: int, today: date) -> date:
    """Return the last day of the year, or today if that is earlier. Raises InputError for a year still to come."""
    if year > today.year:
        raise InputError.of(
            _("%(year)s has not begun. Choose %(last)s or an earlier year.", year=str(year), last=str(today.year))
        )
    if year < FIRST_YEAR:
        raise InputError.of(
            _(
                "Hours are counted from %(first)s on. Choose a later year than %(year)s.",
                first=str(FIRST_YEAR),
                year=str(year),
            )
        )
    return min(date(year, 12, 31), today)


def hours_of_year(
    session: Session, year: int, today: date, officials: Collection[int] | None = None
) -> list[YearHours]:
    """Return the hours of everybody who was in service in the year, or of some, in the order of their names.

    Raises InputError for a year that has not begun.
    """
    as_of = last_day_looked_at(year, today)
    asked = settings_for(session, as_of).hours_per_year
    so_far = shares_of_year(session, year, as_of, officials)
    of_all = shares_of_year(session, year, date(year, 12, 31), officials)
    done = hours_done(session, year, as_of, officials)
    units = _units(session, as_of)
    return [
        YearHours(
            official_id,
            code,
            full_name,
            *units[official_id],
            done.get(official_id, Decimal(0)),
            _tenth(asked * so_far[official_id]),
            _tenth(asked * of_all[official_id]),
        )
        for official_id, code, full_name in _people(session, officials)
        if official_id in so_far
    ]


def hours_done(
    session: Session, year: int, as_of: date, officials: Collection[int] | None = None
) -> Mapping[int, Decimal]:
    """Return, by official, the hours of the courses that he passed and that ended in the year, up to a day."""
    official = col(TrainingRecord.official_id)
    wanted = sa.select(official, sa.func.sum(col(TrainingRecord.hours_hundredths))).group_by(official)
    wanted = wanted.where(
        col(TrainingRecord.is_passed).is_(True), col(TrainingRecord.ends_on).between(date(year, 1, 1), as_of)
    )
    if officials is not None:
        wanted = wanted.where(official.in_(officials))
    return {who: Decimal(int(hundredths)) / 100 for who, hundredths in session.connection().execute(wanted)}


def hours_by_unit(rows: Iterable[YearHours]) -> list[UnitHours]:
    """Return the hours of each unit, in the order of their names; of nobody whom nothing is asked of."""
    found: dict[tuple[str, int], list[YearHours]] = {}
    for row in rows:
        if row.required:
            found.setdefault((row.unit, row.unit_id), []).append(row)
    return [
        UnitHours(
            unit_id,
            unit,
            len(of_unit),
            sum(row.is_reached for row in of_unit),
            sum((row.done for row in of_unit), Decimal(0)),
            sum((row.required for row in of_unit), Decimal(0)),
        )
        for (unit, unit_id), of_unit in sorted(found.items(), key=lambda one: fold(one[0][0]))
    ]


def _people(session: Session, officials: Collection[int] | None) -> list[tuple[int, str, str]]:
    wanted = sa.select(col(Official.id), col(Official.code), col(Official.full_name))
    if officials is not None:
        wanted = wanted.where(col(Official.id).in_(officials))
    rows = session.connection().execute(wanted.order_by(col(Official.name_order), col(Official.code)))
    return [(official_id, code, name) for official_id, code, name in rows if official_id is not None]


def _units(session: Session, as_of: date) -> dict[int, tuple[int, str]]:
    """Return, by official, the unit where he works on a day or worked last before it."""
    wanted = sa.select(col(Posting.official_id), col(Posting.unit_id), col(Unit.name)).join(
        Unit, col(Unit.id) == col(Posting.unit_id)
    )
    begun = wanted.where(col(Posting.valid_from) <= as_of).order_by(col(Posting.valid_from))
    return {official: (unit_id, unit) for official, unit_id, unit in session.connection().execute(begun)}


def _tenth(hours: Decimal) -> Decimal:
    return hours.quantize(TENTH, ROUND_HALF_UP)
