"""Longer periods: the points of their parts added up, and measured as a whole."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlmodel import Session

from plugins.reward_rules.settings import RewardRules
from tests.scoring.july_files import finish_files
from tests.slow.offices import reward_rules
from tracker.database import Database
from tracker.fingerprint import store_fingerprint
from tracker.messages import translate
from tracker.periods import parse_period
from tracker.records.postings import Posting, RankingGroup
from tracker.scoring.basis import load_basis
from tracker.scoring.cards import Card
from tracker.scoring.longer import add_up, measure_whole, scored_parts
from tracker.scoring.runs import score
from tracker.settings import change_settings
from tracker.testing import Office

YEAR = parse_period("2026")
TODAY = date(2026, 12, 31)


def score_year(session: Session) -> tuple[list[dict[int, Card]], dict[int, Card]]:
    """Return the cards of the quarters and those of the year."""
    store_fingerprint(session, reward_rules().fingerprint)
    bases = [load_basis(session, reward_rules(), part, part.end) for part in scored_parts(YEAR, "quarter", TODAY)]
    parts = [score(session, basis) for basis in bases]
    added = add_up(measure_whole(session, bases[-1].measure_sets, YEAR, TODAY), bases, parts)
    return [{card.official_id: card for card in cards} for cards in parts], {card.official_id: card for card in added}


def busy_office(session: Session) -> Office:
    """An office of five with files due in July, of which the first official finished most, and some in April."""
    office = Office(session)
    for number in range(5):
        official = office.official(f"CB{number}")
        finish_files(office, official, early=10 - number, late=number)
        for day in range(6):
            due = date(2026, 4, 6 + day)
            office.file(official, date(2026, 4, 1), due, finished_on=due)
    return office


def test_the_points_of_a_year_are_those_of_its_quarters_added_up(database: Database) -> None:
    with database.writing("test") as session:
        busy_office(session)
        quarters, year = score_year(session)
    assert len(year) == 5
    for who, card in year.items():
        given = [cards[who].total for cards in quarters if cards[who].total is not None]
        assert len(given) == 4
        assert card.total == sum(given)
        assert card.reachable == sum(cards[who].reachable for cards in quarters)
        assert card.measures["files.finished"] == 16
    assert [year[who].rank for who in sorted(year)] == [1, 2, 3, 4, 5]


def test_each_line_says_what_every_quarter_gave(database: Database) -> None:
    with database.writing("test") as session:
        busy_office(session)
        _, year = score_year(session)
    line = next(line for line in year[1].lines if line.rule.key == "reward_rules.in_time")
    assert line.points.value == Decimal("80.00")
    assert line.rule.most == Decimal(80)
    assert translate(line.points.because, "en") == "2026-Q2: 40.00, 2026-Q3: 40.00; together 80.00"


def test_a_line_that_no_quarter_could_judge_gives_none_rather_than_zero(database: Database) -> None:
    with database.writing("test") as session:
        busy_office(session)
        _, year = score_year(session)
    line = next(line for line in year[1].lines if line.rule.key == "reward_rules.duty_share")
    assert line.points.value is None


def test_each_quarter_counts_with_the_settings_of_its_own_last_day(database: Database) -> None:
    with database.writing("test") as session:
        busy_office(session)
        generous = RewardRules.model_validate({"in_time": {"most": "60"}})
        change_settings(session, "reward_rules", generous, date(2026, 7, 1), "more for files in time")
        _, year = score_year(session)
    line = next(line for line in year[1].lines if line.rule.key == "reward_rules.in_time")
    assert (line.points.value, line.rule.most) == (Decimal("100.00"), Decimal(100))


def test_who_moved_is_ranked_with_those_of_his_last_posting(database: Database) -> None:
    with database.writing("test") as session:
        office = busy_office(session)
        moved = office.official("MOVED", until=date(2026, 6, 30))
        leader = RankingGroup.LEADER
        session.add(
            Posting(official_id=moved.id, unit_id=office.unit.id, ranking_group=leader, valid_from=date(2026, 7, 1))
        )
        session.flush()
        _, year = score_year(session)
    assert year[moved.id].posting.ranking_group is leader
    assert year[moved.id].rank is None
    assert {card.ranked_among for who, card in year.items() if who != moved.id} == {5}


def test_parts_are_those_that_have_begun_and_a_shorter_period_has_none() -> None:
    names = [part.name for part in scored_parts(YEAR, "quarter", date(2026, 7, 1))]
    assert names == ["2026-Q1", "2026-Q2", "2026-Q3"]
    assert scored_parts(parse_period("2026-Q2"), "quarter", TODAY) == [parse_period("2026-Q2")]
    assert scored_parts(parse_period("2026-05"), "quarter", TODAY) == []
