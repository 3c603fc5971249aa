"""Everybody with a card in a period, read at once, as a form judges him: of a scored period, as it is stored."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

import orjson
import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.award_forms import AwardForm, Judged
from tracker.contributions import Value
from tracker.periods import CalendarGrain, Period
from tracker.records.officials import Official
from tracker.records.postings import Posting
from tracker.records.units import Unit
from tracker.rewards.forms import Offered
from tracker.rewards.judged_units import as_units
from tracker.rewards.judging import SHOWN, Recipient
from tracker.rewards.years import people_of_year, recomputed_people_of_year
from tracker.scoring.scorecards import RecomputedCard, Scorecard


def recipients_of(session: Session, period: Period, offered: Offered, grain: CalendarGrain) -> list[Recipient]:
    """Return whom a form judges by the cards as they are stored: officials, or the units in which they work.

    `grain` is the length of the periods that are scored, which a year consists of.
    """
    is_scored = period.grain == grain
    people = people_of(session, period, offered.form) if is_scored else people_of_year(session, period, offered, grain)
    return _as_asked(session, people, offered.form)


def recomputed_recipients_of(
    session: Session, period: Period, offered: Offered, grain: CalendarGrain
) -> list[Recipient]:
    """Return whom a form judges of a period or year that is closed, by the cards that today's records would give."""
    is_scored = period.grain == grain
    people = (
        recomputed_people_of(session, period, offered.form)
        if is_scored
        else recomputed_people_of_year(session, period, offered, grain)
    )
    return _as_asked(session, people, offered.form)


def _as_asked(session: Session, people: list[Recipient], form: AwardForm) -> list[Recipient]:
    return as_units(session, people) if form.recipients == "units" else people


def people_of(session: Session, period: Period, form: AwardForm) -> list[Recipient]:
    """Return everybody with a stored card in the period, with the measures that the form reads."""
    one = Scorecard
    wanted = _with_names(one, col(one.total_hundredths), col(one.measures)).where(col(one.period) == period.name)
    return _people(session, wanted, form)


def recomputed_people_of(session: Session, period: Period, form: AwardForm) -> list[Recipient]:
    """Return everybody with a card in a closed period, as today's records would have it under its settings.

    What adjusts earlier periods on the closed card stands there as it did.
    """
    one, closed = RecomputedCard, Scorecard
    his = sa.and_(col(closed.period) == col(one.period), col(closed.official_id) == col(one.official_id))
    measures = sa.func.coalesce(col(one.measures), col(closed.measures))
    wanted = _with_names(one, col(one.judged_hundredths), measures).outerjoin(closed, his)
    return _people(session, wanted.where(col(one.period) == period.name), form)


def _with_names(
    card: type[Scorecard] | type[RecomputedCard],
    total: sa.SQLColumnExpression[int | None],
    measures: sa.SQLColumnExpression[str],
) -> sa.Select[*tuple[Any, ...]]:
    columns = (
        *(col(card.official_id), col(Official.code), col(Official.full_name), col(Official.name_order)),
        *(col(card.ranking_group), col(Posting.unit_id), col(Unit.name), total),
        *(col(card.reachable_hundredths), col(card.rank), col(card.ranked_among), measures),
    )
    return (
        sa.select(*columns)
        .join_from(card, Official, col(Official.id) == col(card.official_id))
        .outerjoin(Posting, col(Posting.id) == col(card.posting_id))
        .outerjoin(Unit, col(Unit.id) == col(Posting.unit_id))
    )


def _people(session: Session, wanted: sa.Select[*tuple[Any, ...]], form: AwardForm) -> list[Recipient]:
    reads = {*SHOWN, *form.reads}
    found = []
    for (
        who,
        code,
        name,
        order,
        group,
        unit_id,
        unit,
        total,
        reachable,
        rank,
        among,
        kept,
    ) in session.connection().execute(wanted):
        sums = (None if total is None else Decimal(total) / 100, Decimal(reachable) / 100)
        judged = Judged(who, code, group, unit_id, *sums, rank, among, _measures(kept, reads))
        found.append(Recipient(judged, name, order, unit))
    return found


def _measures(kept: str, reads: Collection[str]) -> Mapping[str, Value]:
    """Return these measures of a stored card; None for one that did not exist when the card was stored."""
    stored = orjson.loads(kept)
    values = ((key, stored.get(key)) for key in reads)
    return {key: Decimal(value) if isinstance(value, str) else value for key, value in values}
