"""Scoring random offices, against a second count that looks at one day after the other."""

from __future__ import annotations

import random
from datetime import date

from tests.slow.offices import in_random_offices, reward_rules
from tests.slow.scoring import Rows, SlowCard, score_slowly
from tracker.database import Database, RecordSession
from tracker.periods import parse_period
from tracker.scoring.basis import load_basis
from tracker.scoring.cards import Card
from tracker.scoring.runs import score

LOOKS = (
    ("2026-Q3", date(2026, 9, 30)),
    ("2026-Q3", date(2026, 8, 14)),
    ("2026-Q4", date(2026, 11, 23)),
    ("2026-08", date(2026, 8, 31)),
)


def test_every_measure_point_total_and_rank_agrees_with_the_slow_count(database: Database) -> None:
    in_random_offices(database, _agrees, sqlite=40, postgresql=6)


def _agrees(session: RecordSession, _chance: random.Random) -> None:
    rows = Rows(session)
    for name, as_of in LOOKS:
        period = parse_period(name)
        cards = score(session, load_basis(session, reward_rules(), period, as_of))
        slow = score_slowly(rows, period.start, period.end, as_of)
        assert {card.official_id: _as_slow(card) for card in cards} == slow, (name, as_of)


def _as_slow(card: Card) -> SlowCard:
    points = {line.rule.key: line.points.value for line in card.lines}
    return SlowCard(dict(card.measures), points, card.total, card.rank, card.ranked_among)
