"""Closed periods never change, and what corrections are worth stands in the next one, whatever is corrected."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlmodel import Session, select

from tests.slow.offices import in_random_offices, reward_rules
from tests.test_staleness import CHANGES
from tracker.closing.closing import close_period
from tracker.closing.verifying import verify_period
from tracker.config import Config
from tracker.database import Database, RecordSession
from tracker.periods import Period, parse_period
from tracker.plugins import Plugins
from tracker.scoring.adjustments import KEY
from tracker.scoring.basis import load_basis
from tracker.scoring.closings import ClosedAdjustment, closed_periods, closing_of
from tracker.scoring.freshness import stale_closings
from tracker.scoring.recomputing import frozen_basis, recompute_closed
from tracker.scoring.runs import score
from tracker.scoring.scorecards import Scorecard

TODAY = date(2026, 12, 31)
QUARTERS = [parse_period(f"2026-Q{number}") for number in (1, 2, 3, 4)]
NOTHING = Decimal(0)
Sums = dict[tuple[str, int], Decimal]


@dataclass
class Commune:
    """The installation that the offices of these tests stand in."""

    database: Database
    today: date = TODAY
    config: Config = field(default_factory=Config)
    plugins: Plugins = field(default_factory=reward_rules)


def test_cards_and_adjustments_add_up_to_what_scoring_everything_afresh_gives(database: Database) -> None:
    commune = Commune(database)

    def check(session: RecordSession, chance: random.Random) -> None:
        for period in QUARTERS[:3]:
            close_period(commune, session, period)
            frozen = frozen_rows(session)
            for change in chance.sample(CHANGES, 6):
                change(session, chance)
                adds_up(session)
            assert frozen.items() <= frozen_rows(session).items()
            assert all(verify_period(session, commune.plugins, one).is_whole for one in closed_periods(session))

    in_random_offices(database, check, sqlite=6, postgresql=1)


def frozen_rows(session: Session) -> dict[tuple[str, int], object]:
    """Return every card of a closed period as it is stored."""
    names = [period.name for period in closed_periods(session)]
    rows = session.exec(select(Scorecard)).all()
    return {(row.period, row.official_id): row.model_dump() for row in rows if row.period in names}


def adds_up(session: RecordSession) -> None:
    """Compare, by closed period and official, the card and its adjustments with scoring afresh."""
    closed = closed_periods(session)
    for period in stale_closings(session, closed):
        recompute_closed(session, reward_rules(), period)
    first_open = QUARTERS[len(closed)]
    given = {**on_closed_cards(session, closed)}
    for key, points in (*adjusted_before(session), *adjusted_now(session, first_open)):
        given[key] = given.get(key, NOTHING) + points
    afresh = scored_afresh(session, closed)
    assert {key: points for key, points in given.items() if points} == {
        key: points for key, points in afresh.items() if points
    }


def on_closed_cards(session: Session, closed: list[Period]) -> Sums:
    """Return what closed cards give for their own period: their total without what adjusts earlier ones."""
    names = [period.name for period in closed]
    rows = [row for row in session.exec(select(Scorecard)) if row.period in names]
    adjusting: dict[tuple[str, int], int] = {}
    for one in session.exec(select(ClosedAdjustment)):
        period = closing_names(session)[one.closing_id]
        adjusting[period, one.official_id] = adjusting.get((period, one.official_id), 0) + one.hundredths
    return {
        (row.period, row.official_id): Decimal(
            (row.total_hundredths or 0) - adjusting.get((row.period, row.official_id), 0)
        )
        / 100
        for row in rows
    }


def closing_names(session: Session) -> dict[int | None, str]:
    """Return the period of each closing."""
    found = {}
    for period in closed_periods(session):
        closing = closing_of(session, period)
        assert closing is not None
        found[closing.id] = period.name
    return found


def adjusted_before(session: Session) -> list[tuple[tuple[str, int], Decimal]]:
    """Return the adjustments that stand on closed cards, by the period that they adjust."""
    found = session.exec(select(ClosedAdjustment))
    return [((one.of_period, one.official_id), Decimal(one.hundredths) / 100) for one in found]


def adjusted_now(session: Session, period: Period) -> list[tuple[tuple[str, int], Decimal]]:
    """Return the adjustments on the cards of the open period."""
    cards = score(session, load_basis(session, reward_rules(), period, period.end))
    return [
        ((line.rule.key.removeprefix(KEY), card.official_id), line.points.value or NOTHING)
        for card in cards
        for line in card.lines
        if line.rule.key.startswith(KEY)
    ]


def scored_afresh(session: Session, closed: list[Period]) -> Sums:
    """Return the totals of the closed periods by the records as they stand."""
    found = {}
    for period in closed:
        closing = closing_of(session, period)
        assert closing is not None
        for card in score(session, frozen_basis(session, reward_rules(), closing).basis):
            found[period.name, card.official_id] = card.total or NOTHING
    return found
