"""Who stands where in a period: the stored scorecards, or for a longer period those of its parts added up.

The database ranks, sorts and pages them; the points by rule are read for the officials that are shown.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.periods import Period
from tracker.records.postings import Posting, RankingGroup
from tracker.records.units import commune_of_units
from tracker.scoring.ranking import OWNER, Ranking
from tracker.scoring.scorecards import Scorecard
from tracker.scoring.stored_lines import StoredRule, rules_by_period
from tracker.settings import settings_on

Condition = sa.ColumnElement[bool]
Standings = sa.Select[*tuple[Any, ...]]
FILES = "files.finished"


def standings(session: Session, period: Period, parts: Sequence[Period]) -> sa.Subquery:
    """Return who stands where, one row an official, as a subquery.

    Its columns: official_id, posting_id, ranking_group, total and reachable in hundredths, rank, ranked_among.
    """
    found = _of_cards(period) if list(parts) == [period] else _added_up(session, parts)
    return found.subquery("standings")


def total_of(official_id: sa.SQLColumnExpression[Any], parts: Sequence[Period]) -> sa.ScalarSelect[int]:
    """Return, as a column, the hundredths of an official in these parts together; NULL without any points."""
    total = sa.select(sa.func.sum(Scorecard.total_hundredths)).correlate_except(Scorecard)
    of_parts = col(Scorecard.period).in_([part.name for part in parts])
    return total.where(of_parts, col(Scorecard.official_id) == official_id).scalar_subquery()


def _of_cards(period: Period) -> Standings:
    cards: Standings = sa.select(
        col(Scorecard.official_id),
        col(Scorecard.posting_id),
        col(Scorecard.ranking_group),
        col(Scorecard.total_hundredths).label("total"),
        col(Scorecard.reachable_hundredths).label("reachable"),
        col(Scorecard.rank),
        col(Scorecard.ranked_among),
    )
    return cards.where(col(Scorecard.period) == period.name)


def _added_up(session: Session, parts: Sequence[Period]) -> Standings:
    """Add the parts up as `tracker.scoring.longer` does: the group is that of the last part with a posting."""
    sums, cohort = _sums(parts), [_commune(session), col(Scorecard.ranking_group)]
    among = sa.func.count(sums.c.total).over(partition_by=cohort)
    place = sa.func.rank().over(partition_by=cohort, order_by=sums.c.total.desc().nulls_last())
    smallest = settings_on(session, OWNER, Ranking, parts[-1].end if parts else date.max).smallest_group
    is_ranked = sums.c.total.is_not(None) & col(Scorecard.ranking_group).is_not(None) & (among >= smallest)
    last_card = (col(Scorecard.official_id) == sums.c.official_id) & (col(Scorecard.period) == sums.c.last)
    return (
        sa.select(
            sums.c.official_id,
            col(Scorecard.posting_id),
            col(Scorecard.ranking_group),
            sums.c.total,
            sums.c.reachable,
            sa.case((is_ranked, place)).label("rank"),
            sa.case((is_ranked, among), else_=0).label("ranked_among"),
        )
        .outerjoin_from(sums, Scorecard, last_card)
        .outerjoin(Posting, col(Posting.id) == Scorecard.posting_id)
    )


def _sums(parts: Sequence[Period]) -> sa.Subquery:
    """Return what each official earned and could reach in the parts, and the last of them with a posting."""
    with_posting = sa.case((col(Scorecard.posting_id).is_not(None), Scorecard.period))
    sums = sa.select(
        col(Scorecard.official_id),
        sa.func.sum(Scorecard.total_hundredths).label("total"),
        sa.func.sum(Scorecard.reachable_hundredths).label("reachable"),
        sa.func.max(with_posting).label("last"),
    )
    of_parts = col(Scorecard.period).in_([part.name for part in parts])
    return sums.where(of_parts).group_by(col(Scorecard.official_id)).subquery()


def _commune(session: Session) -> sa.ColumnElement[int]:
    """Return the commune of a posting's unit as a column; nobody is compared across communes."""
    communes = commune_of_units(session)
    if len(set(communes.values())) < 2:
        return sa.literal_column("0")  # Not a bound value: windows that are the same are then sorted once.
    return sa.case(communes, value=col(Posting.unit_id))


@dataclass(frozen=True, slots=True)
class Earned:
    """What an official earned in a period by rule, in the order of the rules, and how many files he finished."""

    points: Mapping[str, Decimal | None] = field(default_factory=dict)
    files: int = 0


def rules_of_cards(session: Session, parts: Sequence[Period]) -> Sequence[StoredRule]:
    """Return the rules that the cards of the last scored part hold; none where nothing is stored.

    A rule's place among them gives it its colour on every page.
    """
    *_, newest = [(), *rules_by_period(session, [part.name for part in parts]).values()]
    return newest


def earned_by(session: Session, parts: Sequence[Period], officials: Collection[int] | None) -> dict[int, Earned]:
    """Return what these officials (None: all) earned in the parts of a period together."""
    names = [part.name for part in parts]
    rules = {name: [rule.key for rule in found] for name, found in rules_by_period(session, names).items()}
    columns = (col(Scorecard.official_id), col(Scorecard.period), col(Scorecard.lines), col(Scorecard.measures))
    wanted = sa.select(*columns).where(col(Scorecard.period).in_(names))
    if officials is not None:
        wanted = wanted.where(col(Scorecard.official_id).in_(officials))
    found: dict[int, Earned] = {}
    for official_id, period, lines, measures in session.connection().execute(wanted.order_by(col(Scorecard.period))):
        before = found.get(official_id, Earned())
        files = json.loads(measures).get(FILES) or 0
        found[official_id] = Earned(_added(before.points, rules[period], json.loads(lines)), before.files + int(files))
    return found


def _added(
    before: Mapping[str, Decimal | None], rules: Sequence[str], lines: Sequence[Sequence[str | None]]
) -> dict[str, Decimal | None]:
    points = dict(before)
    for rule, (told, *_) in zip(rules, lines, strict=True):
        given = None if told is None else Decimal(told)
        earlier = points.get(rule)
        points[rule] = given if earlier is None else earlier if given is None else earlier + given
    return points


@dataclass(frozen=True, slots=True)
class GroupSize:
    """How many officials of a ranking group have points, and whether they are enough to be ranked."""

    group: RankingGroup | None
    members: int
    with_points: int
    is_ranked: bool


def group_sizes(session: Session, standing: sa.Subquery, where: Condition | None = None) -> list[GroupSize]:
    """Return the groups of the standings, those of the desk first."""
    counts = sa.select(
        standing.c.ranking_group,
        sa.func.count().label("members"),
        sa.func.count(standing.c.total).label("with_points"),
        sa.func.count(standing.c.rank).label("ranked"),
    ).group_by(standing.c.ranking_group)
    rows = session.connection().execute(counts if where is None else counts.where(where)).all()
    sizes = [GroupSize(row.ranking_group, row.members, row.with_points, row.ranked > 0) for row in rows]
    order = list(RankingGroup)
    return sorted(sizes, key=lambda size: order.index(size.group) if size.group else len(order))
