"""Stored cards that are shown, also added up over a year, say what a scoring run says."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from statistics import median

import sqlalchemy as sa
from sqlmodel import Session

from tests.scoring.july_files import finish_files
from tests.slow.offices import in_random_offices, reward_rules
from tracker.database import Database, RecordSession
from tracker.fingerprint import store_fingerprint
from tracker.periods import Period, parse_period
from tracker.scoring.basis import load_basis
from tracker.scoring.cards import Card
from tracker.scoring.longer import add_up, measure_whole
from tracker.scoring.runs import score
from tracker.scoring.scorecards import Scorecard
from tracker.scoring.stored_cards import StoredCard, place_of, stored_card
from tracker.scoring.storing import store_cards
from tracker.testing import Office

AT = datetime(2027, 1, 1, tzinfo=UTC)
YEAR = parse_period("2026")
QUARTERS = YEAR.parts("quarter")


def score_and_store(session: Session) -> tuple[dict[str, list[Card]], list[Card]]:
    """Score and store the quarters of the year; returns their cards and those of the year."""
    bases = [load_basis(session, reward_rules(), part, part.end) for part in QUARTERS]
    parts = [score(session, basis) for basis in bases]
    for basis, cards in zip(bases, parts, strict=True):
        store_cards(session, basis, cards, AT)
    names = [part.name for part in QUARTERS]
    whole = measure_whole(session, bases[-1].measure_sets, YEAR, YEAR.end)
    return dict(zip(names, parts, strict=True)), add_up(whole, bases, parts)


def shown(session: Session, parts: list[Period], official_id: int) -> StoredCard:
    found = stored_card(session, parts, sa.select(Scorecard).where(Scorecard.official_id == official_id))
    assert found is not None
    return found


def agrees(session: Session, parts: list[Period], cards: list[Card]) -> None:
    """Check every card of a run, and its place, against what is shown."""
    for card in cards:
        found = shown(session, parts, card.official_id)
        place = place_of(session, parts, found)
        assert (found.total, found.reachable) == (card.total, card.reachable)
        assert (place.rank, place.among) == (card.rank, card.ranked_among)
        assert [(line.rule, line.points, line.because) for line in found.lines] == [
            (line.rule.key, line.points.value, line.points.because) for line in card.lines
        ]
        compared = [one.total for one in cards if one.cohort == card.cohort and one.total is not None]
        assert place.median == (median(compared) if compared and card.cohort else None)


def test_what_is_shown_is_what_was_scored_and_added_up(database: Database) -> None:
    in_random_offices(database, _agree, sqlite=6, postgresql=2)


def _agree(session: RecordSession, _chance: random.Random) -> None:
    quarters, year = score_and_store(session)
    for part in QUARTERS:
        agrees(session, [part], quarters[part.name])
    agrees(session, QUARTERS, year)


def test_measures_are_read_as_the_numbers_that_they_were(database: Database) -> None:
    with database.writing("test") as session:
        store_fingerprint(session, reward_rules().fingerprint)
        office = Office(session)
        finish_files(office, office.official("A"), early=9, late=1)
        quarters, _ = score_and_store(session)
        (card,) = quarters["2026-Q3"]
        assert shown(session, [parse_period("2026-Q3")], card.official_id).measures == card.measures


def test_who_has_no_card_is_shown_none(database: Database) -> None:
    with database.writing("test") as session:
        store_fingerprint(session, reward_rules().fingerprint)
        newcomer = Office(session).official("NEW", since=date(2026, 7, 1))
        score_and_store(session)
        cards = sa.select(Scorecard).where(Scorecard.official_id == newcomer.id)
        assert stored_card(session, [parse_period("2026-Q2")], cards) is None
        assert stored_card(session, QUARTERS, cards) is not None
