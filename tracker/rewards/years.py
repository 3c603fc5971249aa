"""Everybody with a card in a year, as a form that spans it judges him: the cards of its periods added up.

Points and what could be reached are the sums of the cards, frozen as far as the periods are closed. The measures are
worked out over the whole year: only few add up from period to period (not a median, a stock, a sum since 1 January, a
rating of the year), and each set knows what its measures are of a longer period.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.award_forms import Judged
from tracker.contributions import Measures
from tracker.periods import CalendarGrain, Period
from tracker.records.officials import Official
from tracker.records.postings import Posting, RankingGroup
from tracker.records.units import Unit, commune_of_units
from tracker.rewards.forms import Offered
from tracker.rewards.judging import SHOWN, Recipient
from tracker.scoring.closings import ClosedAdjustment, PeriodClosing
from tracker.scoring.measuring import defaults_of, measure_everybody
from tracker.scoring.ranking import OWNER, UNRANKED, Ranking, ranks_of
from tracker.scoring.scorecards import RecomputedCard, Scorecard
from tracker.settings import settings_on

ZERO = Decimal(0)


@dataclass(slots=True)
class _Year:
    """What somebody's cards of a year come to; group and unit are those of the last one with a posting."""

    code: str
    full_name: str
    name_order: str
    group: RankingGroup | None = None
    unit_id: int | None = None
    unit: str | None = None
    totals: list[Decimal] = field(default_factory=list)
    reachable: Decimal = ZERO

    @property
    def total(self) -> Decimal | None:
        """The sum of the totals; None where no card has one."""
        return sum(self.totals, ZERO) if self.totals else None


def people_of_year(session: Session, year: Period, offered: Offered, grain: CalendarGrain) -> list[Recipient]:
    """Return everybody with a stored card in a period of the year."""
    parts = year.parts(grain)
    one = Scorecard
    found = _added_up(session, _cards(one, col(one.total_hundredths), parts), parts)
    last_day = sa.select(sa.func.max(col(one.as_of))).where(col(one.period).in_([part.name for part in parts]))
    as_of = session.connection().execute(last_day).scalar_one()
    return _judged(session, year, offered, found, as_of or year.start)


def recomputed_people_of_year(
    session: Session, year: Period, offered: Offered, grain: CalendarGrain
) -> list[Recipient]:
    """Return everybody with a card in a closed year, as today's records would have it under the settings then.

    A correction that stands on a later card of the same year is not counted again; one of an earlier year stays.
    """
    parts = year.parts(grain)
    found = _added_up(session, _cards(RecomputedCard, col(RecomputedCard.total_hundredths), parts), parts)
    for who, hundredths in _adjusted_from_outside(session, parts):
        if who in found:
            found[who].totals.append(Decimal(hundredths) / 100)
    return _judged(session, year, offered, found, year.end)


def _cards(
    card: type[Scorecard] | type[RecomputedCard], total: sa.SQLColumnExpression[int | None], parts: Sequence[Period]
) -> sa.Select[*tuple[Any, ...]]:
    columns = (
        *(col(card.official_id), col(Official.code), col(Official.full_name), col(Official.name_order)),
        *(col(card.period), col(card.ranking_group), col(Posting.unit_id), col(Unit.name), total),
        col(card.reachable_hundredths),
    )
    return (
        sa.select(*columns)
        .join_from(card, Official, col(Official.id) == col(card.official_id))
        .outerjoin(Posting, col(Posting.id) == col(card.posting_id))
        .outerjoin(Unit, col(Unit.id) == col(Posting.unit_id))
        .where(col(card.period).in_([part.name for part in parts]))
    )


def _added_up(session: Session, wanted: sa.Select[*tuple[Any, ...]], parts: Sequence[Period]) -> dict[int, _Year]:
    order = {part.name: number for number, part in enumerate(parts)}
    rows = sorted(session.connection().execute(wanted), key=lambda row: order[row[4]])
    found: dict[int, _Year] = {}
    for who, code, name, name_order, _period, group, unit_id, unit, total, reachable in rows:
        own = found.setdefault(who, _Year(code, name, name_order))
        if unit_id is not None:
            own.group, own.unit_id, own.unit = group, unit_id, unit
        if total is not None:
            own.totals.append(Decimal(total) / 100)
        own.reachable += Decimal(reachable) / 100
    return found


def _adjusted_from_outside(session: Session, parts: Sequence[Period]) -> Iterable[sa.Row[int, int]]:
    """Return, by official, the hundredths by which closed cards of the year adjust periods before it."""
    names = [part.name for part in parts]
    one = ClosedAdjustment
    wanted = (
        sa.select(col(one.official_id), sa.func.sum(col(one.hundredths)))
        .join(PeriodClosing, col(PeriodClosing.id) == col(one.closing_id))
        .where(col(PeriodClosing.period).in_(names), col(PeriodClosing.reopened_at).is_(None))
        .where(col(one.of_period).not_in(names))
        .group_by(col(one.official_id))
    )
    return session.connection().execute(wanted)


def _judged(
    session: Session, year: Period, offered: Offered, found: Mapping[int, _Year], as_of: date
) -> list[Recipient]:
    measures = _measured(session, year, offered, found, as_of)
    ranks = _ranks(session, year, found)
    return [
        Recipient(
            Judged(who, own.code, own.group, own.unit_id, own.total, own.reachable, *ranks[who], measures[who]),
            own.full_name,
            own.name_order,
            own.unit,
        )
        for who, own in found.items()
    ]


def _measured(
    session: Session, year: Period, offered: Offered, officials: Collection[int], as_of: date
) -> dict[int, Measures]:
    """Return, of each, the measures of the year that the form reads or that are shown."""
    keys = {*SHOWN, *offered.form.reads}
    defaults = defaults_of(offered.measure_sets)
    found = measure_everybody(session, offered.measure_sets, year, as_of)
    return {who: {key: found.get(who, {}).get(key, defaults.get(key)) for key in keys} for who in officials}


def _ranks(session: Session, year: Period, found: Mapping[int, _Year]) -> dict[int, tuple[int | None, int]]:
    """Return, by official, his rank in his ranking group by the year's total, and among how many are ranked."""
    communes = commune_of_units(session)
    groups: dict[tuple[int, RankingGroup], list[tuple[Decimal, int]]] = {}
    for who, own in found.items():
        if own.unit_id is not None and own.group is not None and own.total is not None:
            groups.setdefault((communes[own.unit_id], own.group), []).append((own.total, who))
    smallest = settings_on(session, OWNER, Ranking, year.end).smallest_group
    ranks: dict[int, tuple[int | None, int]] = dict.fromkeys(found, UNRANKED)
    for group in groups.values():
        if len(group) >= smallest:
            ranks.update(ranks_of(group))
    return ranks
