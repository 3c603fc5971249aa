"""What is known of the years before, and of the year that is judged: titles held, discipline, service, initiatives.

Read in a few statements for everybody, so that conditions and exclusions only look up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from plugins.commendations.kinds import DisciplineKind
from plugins.commendations.models import Discipline, PastTitle
from plugins.commendations.titles import BY_KEY, TITLES
from tracker.api import Posting
from tracker.api.rewards import Granted, finders_recognised, granted_before

QUARTERLY = "commendations.quarterly"
FORMS = (*(one.form for one in TITLES), QUARTERLY)
HoldersByYear = Mapping[str, Mapping[int, Collection[int]]]


@dataclass(frozen=True, slots=True)
class Past:
    """What is known on a day about the year of a period: `held` by title has the years of each official.

    `granted` are all rewards of these forms that were decided before that day.
    """

    year: int
    period_ends: date
    held: HoldersByYear
    granted: Collection[Granted]
    disciplined: frozenset[int]
    disciplined_severely: frozenset[int]
    new: frozenset[int]
    finders: frozenset[int]

    def years(self, title: str, official_id: int) -> Collection[int]:
        """Return the years for which somebody holds a title."""
        return self.held.get(title, {}).get(official_id, frozenset())

    def in_a_row(self, title: str, official_id: int) -> int:
        """Return for how many years in a row he holds it, up to the year, or to the one before where it is to come."""
        years = self.years(title, official_id)
        last = self.year if self.year in years else self.year - 1
        number = 0
        while last - number in years:
            number += 1
        return number

    def holders(self, title: str) -> frozenset[int]:
        """Return who holds a title for the year itself."""
        return frozenset(who for who, years in self.held.get(title, {}).items() if self.year in years)

    def granted_for_year(self, *forms: str) -> Iterator[Granted]:
        """Yield what was granted by these forms for the year, or for a part of it."""
        return (
            one
            for one in self.granted
            if one.form in forms and one.period is not None and one.period.end.year == self.year
        )


def past_of(session: Session, on: date, period_ends: date, least_months: int) -> Past:
    """Return what is known on that day about the year in which a period ends."""
    year = period_ends.year
    first, last = date(year, 1, 1), date(year, 12, 31)
    granted = granted_before(session, FORMS, on)
    return Past(
        year=year,
        period_ends=period_ends,
        held=_held(session, granted),
        granted=granted,
        disciplined=_disciplined(session, first, last, tuple(DisciplineKind)),
        disciplined_severely=_disciplined(session, first, last, tuple(DisciplineKind)[1:]),
        new=_new(session, year, least_months),
        finders=finders_recognised(session, first, on),
    )


def _held(session: Session, granted: Collection[Granted]) -> HoldersByYear:
    held: dict[str, dict[int, set[int]]] = {}
    rows = session.exec(select(PastTitle.title, PastTitle.official_id, PastTitle.year)).all()
    by_key = {one.form: one.key for one in BY_KEY.values()}
    granted_rows = (
        (by_key[one.form], one.official_id, one.period.end.year)
        for one in granted
        if one.form in by_key and one.official_id is not None and one.period is not None
    )
    for title, who, year in (*rows, *granted_rows):
        held.setdefault(title, {}).setdefault(who, set()).add(year)
    return held


def _disciplined(session: Session, first: date, last: date, kinds: Collection[DisciplineKind]) -> frozenset[int]:
    """Return who was disciplined so in these days, or was so still."""
    until = sa.func.coalesce(col(Discipline.until_on), col(Discipline.from_on))
    wanted = select(Discipline.official_id).where(col(Discipline.from_on) <= last, until >= first)
    return frozenset(session.exec(wanted.where(col(Discipline.kind).in_(kinds))))


def _new(session: Session, year: int, least_months: int) -> frozenset[int]:
    """Return who began to serve so late that he cannot have that many months of the year."""
    if not least_months:
        return frozenset()
    latest = date(year, 13 - least_months, 1)
    official, began = col(Posting.official_id), sa.func.min(col(Posting.valid_from))
    wanted = sa.select(official).where(col(Posting.valid_from) <= date(year, 12, 31))
    rows = session.connection().execute(wanted.group_by(official).having(began > latest))
    return frozenset(rows.scalars())
