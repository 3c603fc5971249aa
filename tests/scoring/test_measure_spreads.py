"""How the measures of a scored period spread over the officials."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from decimal import Decimal

from tests.slow.offices import in_random_offices, reward_rules
from tracker.database import Database, RecordSession
from tracker.fingerprint import store_fingerprint
from tracker.periods import parse_period
from tracker.scoring.basis import load_basis
from tracker.scoring.measure_spreads import last_scored_period, spreads_of
from tracker.scoring.measuring import CORE_MEASURE_SETS
from tracker.scoring.runs import score
from tracker.scoring.storing import store_cards
from tracker.testing import Office

AT = datetime(2027, 1, 1, tzinfo=UTC)
SECOND, THIRD = parse_period("2026-Q2"), parse_period("2026-Q3")


def test_a_spread_has_the_lowest_the_middle_and_the_highest_of_what_the_cards_say(database: Database) -> None:
    def check(session: RecordSession, _chance: random.Random) -> None:
        store_fingerprint(session, reward_rules().fingerprint)
        basis = load_basis(session, reward_rules(), THIRD, THIRD.end)
        cards = score(session, basis)
        store_cards(session, basis, cards, AT)
        spreads = spreads_of(session, THIRD)
        for key in (measure.key for one in CORE_MEASURE_SETS for measure in one.measures):
            known = sorted(Decimal(value) for card in cards if (value := card.measures[key]) is not None)
            if not known:
                assert key not in spreads
                continue
            found = spreads[key]
            lower, upper = known[(len(known) - 1) // 2], known[len(known) // 2]
            assert (found.officials, found.lowest, found.highest) == (len(known), known[0], known[-1])
            assert found.median == (lower if lower == upper else (lower + upper) / 2)

    in_random_offices(database, check, sqlite=8, postgresql=3)


def test_the_last_scored_period_is_the_last_one_that_is_over(database: Database) -> None:
    with database.writing("test") as session:
        Office(session).official()
        store_fingerprint(session, reward_rules().fingerprint)
        assert last_scored_period(session, date(2026, 11, 1)) is None
        for period in (THIRD, SECOND):
            basis = load_basis(session, reward_rules(), period, period.end)
            store_cards(session, basis, score(session, basis), AT)
        assert last_scored_period(session, date(2026, 11, 1)) == THIRD
        assert last_scored_period(session, date(2026, 8, 1)) == SECOND
        assert last_scored_period(session, date(2026, 5, 1)) == THIRD


def test_every_measure_of_the_core_says_what_it_counts() -> None:
    untold = [measure.key for one in CORE_MEASURE_SETS for measure in one.measures if measure.about is None]
    assert untold == []
