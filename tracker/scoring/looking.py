"""Scoring whole periods and storing their cards: by a command, or when somebody looks at a card.

A card that is looked at must follow from the records as they stand. So whoever shows cards first calls
`score_if_stale`, and then reads what is stored; nothing is scored where nothing changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlmodel import Session

from tracker.audit import head
from tracker.config import Config
from tracker.database import Database
from tracker.messages import InputError, message
from tracker.periods import Period
from tracker.plugins import Plugins
from tracker.scoring.adjustments import adjusted_in
from tracker.scoring.basis import Basis, load_basis, refuse_set_aside
from tracker.scoring.cards import Card
from tracker.scoring.closed_cards import closed_cards
from tracker.scoring.closings import closed_among, closed_periods, closing_of
from tracker.scoring.freshness import freshness_of, has_changed_since, stale_closings, stale_periods
from tracker.scoring.longer import add_up, measure_whole, scored_parts
from tracker.scoring.recomputing import frozen_basis, recompute_and_tell
from tracker.scoring.runs import score as score_everybody
from tracker.scoring.storing import store_cards


class Installation(Protocol):
    """What scoring needs of an installation."""

    @property
    def config(self) -> Config:
        """Its configuration."""

    @property
    def database(self) -> Database:
        """Its database."""

    @property
    def plugins(self) -> Plugins:
        """Its plugins."""

    @property
    def today(self) -> date:
        """The date at the site."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A period scored by the parts that are stored, and the last change of the records that was seen."""

    period: Period
    as_of: date
    bases: Sequence[Basis]
    parts: Sequence[list[Card]]
    cards: list[Card]
    audit_position: int


def parts_to_score(tracker: Installation, period: Period) -> list[Period]:
    """Return the period, or the parts that are scored in it. Raises InputError for one that is too short."""
    grain = tracker.config.scoring.period
    parts = scored_parts(period, grain, tracker.today)
    if not parts:
        raise InputError(
            "Here points are given by the %(grain)s, so %(period)s is too short. Name one such as %(example)s.",
            grain=message("quarter") if grain == "quarter" else message("month"),
            period=period.name,
            example="2026-Q3" if grain == "quarter" else "2026-09",
        )
    return parts


def score_if_stale(tracker: Installation, session: Session, actor: str, period: Period) -> bool:
    """Score and store the parts of the period whose cards no longer follow from the records.

    Returns whether it did: `session` goes on seeing the earlier cards, so read those of now in a new one. Raises
    InputError if they cannot be scored; the earlier cards stand then.
    """
    as_of = {part: part.as_of(tracker.today) for part in parts_to_score(tracker, period)}
    refuse_set_aside(tracker.plugins)
    stale, closed = freshness_of(session, as_of)
    if _recompute_stale(tracker, session, actor, closed, list(as_of)):
        with tracker.database.reading() as later:
            stale = stale_periods(later, as_of)
    for part in stale:
        score_and_store(tracker, actor, part, as_of[part])
    return bool(stale)


def recompute_if_stale(tracker: Installation, session: Session, actor: str, parts: Sequence[Period]) -> bool:
    """Recompute the closed periods that are adjusted in one of these and that changes of the records touched."""
    return _recompute_stale(tracker, session, actor, closed_periods(session), parts)


def _recompute_stale(
    tracker: Installation, session: Session, actor: str, closed: Sequence[Period], parts: Sequence[Period]
) -> bool:
    stale = stale_closings(session, sorted({one for part in parts for one in adjusted_in(closed, part)}))
    if stale:
        with tracker.database.writing(actor, "recompute closed periods") as writer:
            for period in stale:
                recompute_and_tell(writer, tracker.plugins, period, tracker.today)
    return bool(stale)


def score_and_store(tracker: Installation, actor: str, period: Period, as_of: date) -> list[Card]:
    """Score the period, or the parts that are scored in it, and store the cards of each.

    Nobody waits for the scoring: only the storing holds the place of the one writer.
    """
    with tracker.database.reading() as session:
        recompute_if_stale(tracker, session, actor, parts_to_score(tracker, period))
    with tracker.database.reading() as session:
        scored = score_parts(tracker, session, period, as_of)
    with tracker.database.writing(actor, f"score {period.name}") as session:
        return store_parts(tracker, session, scored)


def score_parts(tracker: Installation, session: Session, period: Period, as_of: date) -> Scored:
    """Score the period, or the parts that are scored in it. Raises InputError for one that is too short."""
    parts = parts_to_score(tracker, period)
    bases = [_basis(tracker, session, part) for part in parts]
    closed = closed_among(session, parts)
    scored = [
        closed_cards(session, basis.period) if basis.period.name in closed else score_everybody(session, basis)
        for basis in bases
    ]
    if parts == [period]:
        return Scored(period, as_of, bases, scored, scored[0], head(session).position)
    whole = measure_whole(session, bases[-1].measure_sets, period, as_of)
    cards = add_up(whole, bases, scored)
    return Scored(period, as_of, bases, scored, cards, head(session).position)


def _basis(tracker: Installation, session: Session, part: Period) -> Basis:
    closing = closing_of(session, part)
    if closing is None:
        return load_basis(session, tracker.plugins, part, part.as_of(tracker.today))
    return frozen_basis(session, tracker.plugins, closing).basis


def store_parts(tracker: Installation, session: Session, scored: Scored) -> list[Card]:
    """Store what was scored, anew where a change of the records came between; returns the cards of the period."""
    if has_changed_since(session, scored.period, scored.audit_position):
        scored = score_parts(tracker, session, scored.period, scored.as_of)
    closed = closed_among(session, [basis.period for basis in scored.bases])
    for basis, cards in zip(scored.bases, scored.parts, strict=True):
        if basis.period.name in closed:
            continue
        store_cards(session, basis, cards, tracker.database.clock())
    return scored.cards
