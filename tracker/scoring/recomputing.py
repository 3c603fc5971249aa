"""Closed periods anew from today's records, under the settings and the rules of their closing.

A rule whose version is not installed any more cannot be asked: its points stay as they were frozen, and are named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

import orjson
import sqlalchemy as sa
from pydantic import BaseModel, ValidationError
from sqlmodel import Session, col

from tracker.audit import head
from tracker.contributions import AnyRule
from tracker.database import RecordSession
from tracker.messages import Message
from tracker.periods import Period, parse_period
from tracker.plugins import Plugins
from tracker.scoring.adjustments import KEY as ADJUSTMENT
from tracker.scoring.basis import Basis, load_basis
from tracker.scoring.cards import NOTHING, Card
from tracker.scoring.closings import PeriodClosing, closed_periods, closing_of
from tracker.scoring.freshness import last_changes
from tracker.scoring.inserting import insert_many
from tracker.scoring.ranking import OWNER as RANKING
from tracker.scoring.ranking import Ranking, ranked
from tracker.scoring.runs import score
from tracker.scoring.scorecards import RecomputedCard, Scorecard, ScoredPeriod
from tracker.scoring.stored_differences import dump_differences
from tracker.scoring.stored_lines import StoredLine, read_lines
from tracker.scoring.stored_measures import dump_measures
from tracker.staleness import mark_stale

Listener = Callable[[RecordSession, Plugins, Period, date], None]
"""Looks, on a day, at a closed period that was recomputed, in the same transaction."""
_listeners: list[Listener] = []


@dataclass(frozen=True, slots=True)
class FrozenBasis:
    """What a closed period is recomputed with: a basis of the frozen rules that can still be asked, and the others."""

    basis: Basis
    missing: tuple[Message, ...]
    kept: frozenset[str]
    """The keys of the rules whose frozen points stand, since nobody can ask them any more."""


@dataclass(frozen=True, slots=True)
class Recomputed:
    """One official of a closed period by today's records, and what he was closed with.

    On `card`, whose lines are left out, stands what adjusts earlier periods as well, since he is ranked with that; it
    is empty where he would have none. `measures` are None where they are as on the closed card.
    """

    card: Card
    total_hundredths: int | None
    closed_hundredths: int | None
    differences: str
    measures: str | None

    @property
    def official_id(self) -> int:
        """Who it is."""
        return self.card.official_id


class ClosedCard(NamedTuple):
    """A card as it was closed: its total without what it adjusts, its lines, its measures as they are stored."""

    total_hundredths: int | None
    lines: Sequence[StoredLine]
    measures: str


NEVER_CLOSED = ClosedCard(None, (), "")


def when_recomputed(listener: Listener) -> Listener:
    """Call this function whenever a closed period was recomputed. It decorates it, in a module that is always loaded.

    @when_recomputed
    def tell_leaders(session: RecordSession, plugins: Plugins, period: Period, today: date) -> None:
        ...
    """
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def frozen_basis(session: Session, plugins: Plugins, closing: PeriodClosing) -> FrozenBasis:
    """Return what the period was scored with, as far as it is installed. Raises InputError as `load_basis` does."""
    period = parse_period(closing.period)
    frozen = closing.settings_by_owner()
    tried, unfit = _frozen_settings(plugins, frozen)
    basis = load_basis(session, plugins, period, closing.as_of, tried)
    shared = session.get_one(ScoredPeriod, closing.period)
    stored = orjson.loads(shared.rules)
    versions = {rule["rule"]: rule["version"] for rule in stored}
    rules = tuple(rule for rule in basis.rules if _is_as_frozen(rule, versions, unfit))
    asked = {rule.key for rule in rules}
    missing = [rule for rule in stored if rule["rule"] not in asked and not rule["rule"].startswith(ADJUSTMENT)]
    titles = tuple(Message.from_json(rule["title"]) for rule in missing)
    return FrozenBasis(replace(basis, rules=rules), titles, frozenset(rule["rule"] for rule in missing))


def _is_as_frozen(rule: AnyRule, versions: Mapping[str, str], unfit: frozenset[str]) -> bool:
    return versions.get(rule.key) == rule.version and rule.plugin not in unfit


def _frozen_settings(
    plugins: Plugins, frozen: Mapping[str, Mapping[str, object]]
) -> tuple[dict[str, BaseModel], frozenset[str]]:
    """Return the frozen settings of each owner, and the plugins whose installed version no longer takes them."""
    models: dict[str, type[BaseModel]] = {one.info.name: one.settings_model for one in plugins.loaded}
    models[RANKING] = Ranking
    tried, unfit = {}, set()
    for owner, model in models.items():
        try:
            tried[owner] = model.model_validate(frozen.get(owner, {}))
        except ValidationError:
            unfit.add(owner)
    return tried, frozenset(unfit)


def recompute_and_tell(session: RecordSession, plugins: Plugins, period: Period, today: date) -> None:
    """Recompute a closed period, store what came out, and let look at it who asked to."""
    recompute_closed(session, plugins, period)
    for listener in _listeners:
        listener(session, plugins, period, today)


def recompute_closed(session: Session, plugins: Plugins, period: Period) -> None:
    """Recompute a closed period, and store what came out. Raises InputError as `load_basis` does."""
    closing = closing_of(session, period)
    assert closing is not None
    store_recomputed(session, period, recompute(session, frozen_basis(session, plugins, closing)))


def recompute(session: Session, frozen: FrozenBasis) -> list[Recomputed]:
    """Return everybody who has a card in the closed period, then or by today's records."""
    closed = _closed_cards(session, frozen.basis.period)
    cards = {card.official_id: card for card in score(session, frozen.basis)}
    found = {
        who: _recomputed(who, cards.get(who), closed.get(who, NEVER_CLOSED), frozen.kept) for who in cards | closed
    }
    in_order = ranked([one.card for one in found.values()], frozen.basis.ranking.smallest_group)
    return [replace(found[card.official_id], card=card) for card in in_order]


def _recomputed(who: int, card: Card | None, closed: ClosedCard, kept: frozenset[str]) -> Recomputed:
    standing = [line for line in closed.lines if line.rule in kept and line.points is not None]
    given = [line.points.value for line in card.lines if line.points.value is not None] if card else []
    given += [line.points for line in standing if line.points is not None]
    adjusted = [line.points for line in closed.lines if line.points is not None and line.rule.startswith(ADJUSTMENT)]
    own = card or Card(who, None, {}, (), None, None, NOTHING)
    reachable = own.reachable + sum((line.most for line in standing), NOTHING)
    counted = replace(own, lines=(), total=_sum([*given, *adjusted]), reachable=reachable)
    compared = [line for line in closed.lines if line.rule not in kept and not line.rule.startswith(ADJUSTMENT)]
    differences = dump_differences(compared, card.lines if card else ())
    measures = dump_measures(card.measures) if card else closed.measures
    moved = None if measures == closed.measures else measures
    return Recomputed(counted, _hundredths(_sum(given)), closed.total_hundredths, differences, moved)


def _closed_cards(session: Session, period: Period) -> dict[int, ClosedCard]:
    """Return the cards as they were closed, by official."""
    shared = session.get(ScoredPeriod, period.name)
    wanted = sa.select(col(Scorecard.official_id), col(Scorecard.lines), col(Scorecard.measures))
    found = {}
    for who, stored, measures in session.connection().execute(wanted.where(col(Scorecard.period) == period.name)):
        assert shared is not None
        lines = read_lines(stored, shared)
        given = [line.points for line in lines if line.points is not None and not line.rule.startswith(ADJUSTMENT)]
        found[who] = ClosedCard(_hundredths(_sum(given)), lines, measures)
    return found


def _sum(given: Sequence[Decimal]) -> Decimal | None:
    """Return what points add up to, None where none were given."""
    return sum(given, Decimal(0)) if given else None


def _hundredths(total: Decimal | None) -> int | None:
    return None if total is None else int(total * 100)


def store_as_closed(session: Session, period: Period, cards: Sequence[Card]) -> None:
    """Store, at the closing of a period, that today's records give everybody what he is closed with."""
    position = head(session).position
    totals = ((card, _total_without_adjustments(card)) for card in cards)
    nothing = dump_differences((), ())
    rows = [_row(Recomputed(card, own, own, nothing, None), period, position) for card, own in totals]
    insert_many(session, RecomputedCard, rows)


def _total_without_adjustments(card: Card) -> int | None:
    own = (line.points.value for line in card.lines if not line.rule.key.startswith(ADJUSTMENT))
    return _hundredths(_sum([points for points in own if points is not None]))


def store_recomputed(session: Session, period: Period, recomputed: Sequence[Recomputed]) -> None:
    """Store what was recomputed in place of the earlier.

    Whose total moved is marked stale in the first open period, where his adjustment stands, with the same cause.
    """
    before, seen = _recomputed_before(session, period)
    changes = last_changes(session, period, seen)
    rows = [_row(one, period, head(session).position) for one in recomputed]
    session.connection().execute(sa.delete(RecomputedCard).where(col(RecomputedCard.period) == period.name))
    insert_many(session, RecomputedCard, rows)
    first_open = closed_periods(session)[-1].end + timedelta(days=1)
    for one in recomputed:
        if before.get(one.official_id) != one.total_hundredths:
            cause = max(changes.of_official.get(one.official_id, 0), changes.last_of_everybody)
            mark_stale(session, [(one.official_id, first_open)], cause or head(session).position)


def _row(one: Recomputed, period: Period, position: int) -> dict[str, object]:
    posting = one.card.posting
    return {
        "official_id": one.official_id,
        "period": period.name,
        "total_hundredths": one.total_hundredths,
        "closed_hundredths": one.closed_hundredths,
        "differences": one.differences,
        "posting_id": posting.id if posting else None,
        "ranking_group": posting.ranking_group if posting else None,
        "judged_hundredths": _hundredths(one.card.total),
        "reachable_hundredths": int(one.card.reachable * 100),
        "rank": one.card.rank,
        "ranked_among": one.card.ranked_among,
        "measures": one.measures,
        "audit_position": position,
    }


def _recomputed_before(session: Session, period: Period) -> tuple[dict[int, int | None], int]:
    """Return the totals that were recomputed last, and the last change of the records that they take into account."""
    one = RecomputedCard
    wanted = sa.select(col(one.official_id), col(one.total_hundredths), col(one.audit_position))
    rows = session.connection().execute(wanted.where(col(one.period) == period.name)).all()
    return {row[0]: row[1] for row in rows}, min((row[2] for row in rows), default=0)
