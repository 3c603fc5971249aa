"""Stored cards as they are shown: one official's card in a period, or those of its parts added up."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from statistics import median
from types import MappingProxyType

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.contributions import Measures
from tracker.periods import Period
from tracker.records.postings import Posting, RankingGroup
from tracker.records.units import commune_of_units
from tracker.scoring.cards import NOTHING
from tracker.scoring.longer import added_points
from tracker.scoring.ranking import OWNER, Ranking, ranks_of
from tracker.scoring.scorecards import Scorecard, ScoredPeriod
from tracker.scoring.stored_lines import StoredLine, read_lines
from tracker.scoring.stored_measures import read_measures
from tracker.settings import settings_on

CardSelect = sa.Select[Scorecard]
NOTHING_BOUND: Mapping[str, object] = MappingProxyType({})
SELECTS_KEPT = 256


@dataclass(frozen=True, slots=True)
class StoredCard:
    """What an official earned in a period, as it was stored; `measures` is empty for parts that were added up."""

    official_id: int
    as_of: date
    scored_at: datetime
    group: RankingGroup | None
    measures: Measures
    lines: tuple[StoredLine, ...]
    rank: int | None = None
    ranked_among: int = 0

    @property
    def total(self) -> Decimal | None:
        """The sum of the lines; None where no rule could give points."""
        given = [line.points for line in self.lines if line.points is not None]
        return sum(given, NOTHING) if given else None

    @property
    def reachable(self) -> Decimal:
        """The most that the rules which could judge the official give."""
        return sum((line.most for line in self.lines if line.points is not None), NOTHING)

    @property
    def left_out(self) -> list[StoredLine]:
        """The lines of rules that could not judge the official."""
        return [line for line in self.lines if line.points is None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a total stands in its ranking group: the rank (None in a group too small), and the group's median."""

    rank: int | None
    among: int
    median: Decimal | None


def stored_card(
    session: Session, parts: Sequence[Period], wanted: CardSelect, bound: Mapping[str, object] = NOTHING_BOUND
) -> StoredCard | None:
    """Return the card of an official in a period of these parts, added up where there are several.

    `wanted` selects his cards, no others, such as those that somebody may see; its parameters are `bound`. None if he
    has none.
    """
    names = [part.name for part in parts]
    rows = session.execute(_of_periods(wanted), {**bound, "periods": names})
    by_period = {row.period: _read(row, period) for row, period in rows}
    found = {name: by_period[name] for name in names if name in by_period}
    if not found:
        return None
    return next(iter(found.values())) if len(parts) == 1 else _added_up(found)


@lru_cache(maxsize=SELECTS_KEPT)
def _of_periods(wanted: CardSelect) -> sa.Select[Scorecard, ScoredPeriod]:
    """Return the select of the cards of the bound `periods`, each with what the cards of its period share."""
    of_period = col(ScoredPeriod.period) == col(Scorecard.period)
    is_wanted = col(Scorecard.period).in_(sa.bindparam("periods", expanding=True))
    return wanted.add_columns(ScoredPeriod).join(ScoredPeriod, of_period).where(is_wanted)


def place_of(session: Session, parts: Sequence[Period], card: StoredCard) -> Place:
    """Return where the card stands among those of its ranking group in its commune."""
    if len(parts) == 1:
        return Place(card.rank, card.ranked_among, _median(_ranked_together(session, parts[0], card)))
    totals = _totals_of_group(session, parts, card)
    smallest = settings_on(session, OWNER, Ranking, parts[-1].end).smallest_group
    if len(totals) < smallest or card.official_id not in totals:
        return Place(None, 0, _median(totals.values()))
    rank, among = ranks_of([(Decimal(total), who) for who, total in totals.items()])[card.official_id]
    return Place(rank, among, _median(totals.values()))


def _median(hundredths: Collection[int]) -> Decimal | None:
    return Decimal(median(hundredths)) / 100 if hundredths else None


def _ranked_together(session: Session, period: Period, card: StoredCard) -> Collection[int]:
    """Return the totals that the card was ranked among: of its group where that is of one commune, as it mostly is.

    A group that is too small to be ranked is so quickly read that its communes are looked at in the first place.
    """
    if not card.ranked_among:
        return _totals_of_group(session, [period], card).values()
    of_group = {"period": period.name, "group": card.group}
    stored = session.connection().execute(_totals_together(), of_group).scalars().all()
    totals = [one for one in stored if one is not None]
    if len(totals) == card.ranked_among:
        return totals
    return _totals_of_group(session, [period], card).values()


@cache
def _totals_together() -> sa.Select[int | None]:
    """Return the select of the totals in the bound ranking `group` and `period`."""
    together = (col(Scorecard.period) == sa.bindparam("period"), col(Scorecard.ranking_group) == sa.bindparam("group"))
    return sa.select(col(Scorecard.total_hundredths)).where(*together)


def _read(row: Scorecard, period: ScoredPeriod) -> StoredCard:
    same = (row.official_id, row.as_of, row.scored_at, row.ranking_group)
    return StoredCard(*same, read_measures(row.measures), read_lines(row.lines, period), row.rank, row.ranked_among)


def _added_up(cards: Mapping[str, StoredCard]) -> StoredCard:
    """Add the parts up as `tracker.scoring.longer` does: the group is that of the last part with a posting."""
    *_, last = cards.values()
    groups = [card.group for card in cards.values() if card.group is not None]
    lines: dict[str, list[tuple[str, StoredLine]]] = {}
    for name, card in cards.items():
        for line in card.lines:
            lines.setdefault(line.rule, []).append((name, line))
    return StoredCard(
        last.official_id,
        last.as_of,
        min(card.scored_at for card in cards.values()),
        groups[-1] if groups else None,
        {},
        tuple(_added_line(parts) for parts in lines.values()),
    )


def _added_line(parts: Sequence[tuple[str, StoredLine]]) -> StoredLine:
    last = parts[-1][1]
    points = added_points([(name, line.points) for name, line in parts])
    judged = [line.most for _, line in parts if line.points is not None]
    most = sum(judged, NOTHING) if judged else last.most
    return StoredLine(last.rule, last.title, points.value, most, points.because, None, last.reads)


def _totals_of_group(session: Session, parts: Sequence[Period], card: StoredCard) -> dict[int, int]:
    """Return the hundredths, by official, of those whom this one is compared with: his group in his commune."""
    columns = (col(Scorecard.official_id), col(Scorecard.total_hundredths), col(Scorecard.ranking_group))
    wanted = (
        sa.select(*columns, col(Posting.unit_id))
        .outerjoin_from(Scorecard, Posting, col(Posting.id) == col(Scorecard.posting_id))
        .where(col(Scorecard.period).in_([part.name for part in parts]))
        .order_by(col(Scorecard.period))
    )
    if len(parts) == 1:  # Over several parts somebody may have changed his group, so all are read.
        wanted = wanted.where(col(Scorecard.ranking_group) == card.group)
    rows = session.connection().execute(wanted)
    groups: dict[int, RankingGroup] = {}
    units: dict[int, int | None] = {}
    totals: dict[int, int] = {}
    for who, hundredths, group, unit_id in rows:
        if group is not None:
            groups[who], units[who] = group, unit_id
        if hundredths is not None:
            totals[who] = totals.get(who, 0) + hundredths
    mine = {who for who in totals if card.official_id in groups and groups.get(who) == groups[card.official_id]}
    if len({units[who] for who in mine}) > 1:
        communes = commune_of_units(session)
        of_official = {who: None if unit is None else communes[unit] for who, unit in units.items()}
        mine = {who for who in mine if of_official[who] == of_official[card.official_id]}
    return {who: totals[who] for who in mine}
