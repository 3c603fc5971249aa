"""Who is judged for an award: everybody with a card in the period, read at once, and what each reaches or misses."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson
import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.award_forms import AwardForm, Condition, Judged
from tracker.contributions import Value
from tracker.messages import InputError, Message
from tracker.periods import Period
from tracker.plugin_errors import PluginError, isolated
from tracker.records.officials import Official
from tracker.records.postings import Posting
from tracker.records.units import Unit
from tracker.scoring.scorecards import RecomputedCard, Scorecard

FILES, OVERDUE = "files.finished", "files.overdue"
SHOWN = (FILES, OVERDUE)
"""The measures that are shown of everybody, whatever the form reads."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a card: what he is judged by, and what he is called and listed by."""

    judged: Judged
    full_name: str
    name_order: str
    unit: str | None


@dataclass(frozen=True, slots=True)
class Reached:
    """What somebody has of a condition; `short` is by how much he misses it, None where nothing can be judged."""

    condition: Condition
    value: Decimal | None
    is_met: bool
    short: Decimal | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a form says of somebody: each condition, and why he is excluded, if he is."""

    person: Person
    reached: Sequence[Reached]
    excluded: Message | None

    @property
    def missed(self) -> list[Reached]:
        """The conditions that he misses."""
        return [one for one in self.reached if not one.is_met]

    @property
    def meets(self) -> bool:
        """Whether he may be rewarded by the form, as far as there are places."""
        return self.excluded is None and all(one.is_met for one in self.reached)


def people_of(session: Session, period: Period, form: AwardForm) -> list[Person]:
    """Return everybody with a stored card in the period, with the measures that the form reads."""
    one = Scorecard
    wanted = _with_names(one, col(one.total_hundredths), col(one.measures)).where(col(one.period) == period.name)
    return _people(session, wanted, form)


def recomputed_people_of(session: Session, period: Period, form: AwardForm) -> list[Person]:
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


def _people(session: Session, wanted: sa.Select[*tuple[Any, ...]], form: AwardForm) -> list[Person]:
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
        found.append(Person(judged, name, order, unit))
    return found


def _measures(kept: str, reads: Collection[str]) -> Mapping[str, Value]:
    """Return these measures of a stored card; None for one that did not exist when the card was stored."""
    stored = orjson.loads(kept)
    values = ((key, stored.get(key)) for key in reads)
    return {key: Decimal(value) if isinstance(value, str) else value for key, value in values}


def judge(form: AwardForm, people: Iterable[Person]) -> list[Verdict]:
    """Return what the form says of these people. Raises InputError, naming the plugin, if a condition of it fails."""
    try:
        return isolated(lambda: [_verdict(form, person) for person in people])
    except PluginError as fault:
        raise InputError(
            "No candidates can be listed: the form %(form)s of the plugin %(plugin)s failed with %(error)s. "
            "Mend or disable it.",
            form=form.title,
            plugin=form.plugin,
            error=str(fault),
        ) from fault


def _verdict(form: AwardForm, person: Person) -> Verdict:
    judged = person.judged
    excluded = next((one.title for one in form.exclusions if one.concerns(judged)), None)
    return Verdict(person, [_reached(one, judged) for one in form.conditions], excluded)


def _reached(condition: Condition, judged: Judged) -> Reached:
    given = condition.value(judged)
    if given is None:
        return Reached(condition, None, is_met=False, short=None)
    value = Decimal(given)
    gap = condition.gap(value)
    return Reached(condition, value, gap <= 0, max(gap, Decimal(0)))
