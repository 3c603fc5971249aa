"""Who is ranked among whom."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import Session

from tests.scoring.july_files import finish_files
from tests.slow.offices import reward_rules
from tracker.database import Database
from tracker.periods import parse_period
from tracker.records.duty_days import DutyDay, DutyState
from tracker.records.officials import Official
from tracker.records.postings import Posting, RankingGroup
from tracker.records.training_records import TrainingRecord
from tracker.records.units import Unit, UnitKind
from tracker.scoring.cards import Card
from tracker.scoring.ranking import Ranking
from tracker.settings import change_settings
from tracker.testing import Office, cards_by_code

QUARTER = parse_period("2026-Q3")
DESK, LEADER = RankingGroup.DESK, RankingGroup.LEADER


def add_group(office: Office, group: RankingGroup, prefix: str, early: list[int]) -> None:
    """Add an official for each number, who finished so many files early and the rest of ten late."""
    for number, files in enumerate(early, start=1):
        finish_files(office, office.official(f"{prefix}{number}", group=group), files, 10 - files)


def score_quarter(session: Session) -> dict[str, Card]:
    return cards_by_code(session, reward_rules(), QUARTER)


def ranks(cards: dict[str, Card]) -> dict[str, int | None]:
    return {code: card.rank for code, card in sorted(cards.items())}


def test_a_group_of_four_is_ranked_by_its_totals(database: Database) -> None:
    with database.writing("test") as session:
        add_group(Office(session), DESK, "D", [7, 10, 8, 9])
        cards = score_quarter(session)
    assert ranks(cards) == {"D1": 4, "D2": 1, "D3": 3, "D4": 2}
    assert {card.ranked_among for card in cards.values()} == {4}


def test_a_group_of_three_is_not_ranked(database: Database) -> None:
    with database.writing("test") as session:
        add_group(Office(session), DESK, "D", [7, 10, 8])
        cards = score_quarter(session)
    assert ranks(cards) == {"D1": None, "D2": None, "D3": None}
    assert {card.ranked_among for card in cards.values()} == {0}


def test_the_smallest_group_is_the_setting_valid_on_the_last_day_of_the_period(database: Database) -> None:
    with database.writing("test") as session:
        add_group(Office(session), DESK, "D", [7, 10, 8])
        change_settings(session, "tracker.ranking", Ranking(smallest_group=3), date(2026, 10, 1), "small commune")
        assert set(ranks(score_quarter(session)).values()) == {None}
        change_settings(session, "tracker.ranking", Ranking(smallest_group=3), date(2026, 9, 30), "small commune")
        assert ranks(score_quarter(session)) == {"D1": 3, "D2": 1, "D3": 2}


def test_equal_totals_share_a_rank_and_the_next_is_skipped(database: Database) -> None:
    with database.writing("test") as session:
        add_group(Office(session), DESK, "D", [9, 8, 9, 7, 8])
        assert ranks(score_quarter(session)) == {"D1": 1, "D2": 3, "D3": 1, "D4": 5, "D5": 3}


def test_leaders_are_never_ranked_with_desk_staff(database: Database) -> None:
    with database.writing("test") as session:
        office = Office(session)
        add_group(office, DESK, "D", [7, 6, 8, 9])
        add_group(office, LEADER, "L", [10, 9])
        assert ranks(score_quarter(session)) == {"D1": 3, "D2": 4, "D3": 2, "D4": 1, "L1": None, "L2": None}


def test_two_communes_are_ranked_apart_and_have_medians_of_their_own(database: Database) -> None:
    with database.writing("test") as session:
        office = Office(session)
        add_group(office, DESK, "A", [7, 8, 9, 10])
        other = Unit(code="other", name="Other commune", kind=UnitKind.COMMUNE)
        session.add(other)
        session.flush()
        office.unit = other
        add_group(office, DESK, "B", [1, 2, 3])
        cards = score_quarter(session)
    assert ranks(cards) == {"A1": 4, "A2": 3, "A3": 2, "A4": 1, "B1": None, "B2": None, "B3": None}
    workload = {code: _points(card, "reward_rules.workload") for code, card in cards.items()}
    assert workload["A1"] == Decimal("12.50")  # as many as the median: 15 / 1.2
    assert workload["B1"] is None  # three have no median


def test_who_has_no_total_has_no_rank_and_does_not_make_the_group_larger(database: Database) -> None:
    with database.writing("test") as session:
        office = Office(session)
        add_group(office, DESK, "D", [7, 8, 9])
        office.official("NEW", group=DESK, since=QUARTER.end, until=QUARTER.end)
        cards = score_quarter(session)
        assert cards["NEW"].total == Decimal("0.00")  # the training that one day of the year asks for
        assert cards["NEW"].rank == 4
        office.official("NOBODY", group=DESK, since=date(2026, 10, 1))
        assert "NOBODY" not in score_quarter(session)


def test_a_total_of_none_is_left_out_of_the_ranking(database: Database) -> None:
    with database.writing("test") as session:
        office = Office(session)
        add_group(office, DESK, "D", [7, 8, 9])
        sunday = date(2026, 9, 27)
        office.official("SUNDAY", group=DESK, since=sunday, until=sunday)
        cards = score_quarter(session)
    assert cards["SUNDAY"].total is None
    assert set(ranks(cards).values()) == {None}


def test_an_official_is_ranked_in_the_last_group_that_he_held_in_the_period(database: Database) -> None:
    with database.writing("test") as session:
        office = Office(session)
        add_group(office, DESK, "D", [7, 8, 9])
        moved = office.official("MOVED", group=LEADER, until=date(2026, 8, 31))
        session.add(
            Posting(official_id=moved.id, unit_id=office.unit.id, ranking_group=DESK, valid_from=date(2026, 9, 1))
        )
        finish_files(office, moved, 10)
        assert ranks(score_quarter(session)) == {"D1": 4, "D2": 3, "D3": 2, "MOVED": 1}


@pytest.mark.parametrize("kind", ["file", "course", "duty"])
def test_who_was_never_posted_has_a_card_but_no_rank_if_he_has_a_record(database: Database, kind: str) -> None:
    with database.writing("test") as session:
        office = Office(session)
        guest = Official(code="GUEST", full_name="Official without a posting")
        session.add(guest)
        session.flush()
        assert "GUEST" not in score_quarter(session)
        on = date(2026, 8, 3)
        if kind == "file":
            office.file(guest, on, on, finished_on=on)
        elif kind == "course":
            session.add(TrainingRecord(official_id=guest.id, title="x", starts_on=on, ends_on=on, hours_hundredths=1))
        else:
            session.add(DutyDay(official_id=guest.id, on=on, state=DutyState.ABSENT))
        session.flush()
        assert score_quarter(session)["GUEST"].rank is None


def _points(card: Card, rule: str) -> Decimal | None:
    (line,) = (line for line in card.lines if line.rule.key == rule)
    return line.points.value
