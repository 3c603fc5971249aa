"""A scoring run from end to end."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from tracker.database import Database
from tracker.periods import parse_period
from tracker.plugins import Plugins
from tracker.testing import Office, cards_by_code

QUARTER = parse_period("2026-Q3")


def test_sixty_four_of_sixty_five_files_in_time_give_39_38_points(database: Database) -> None:
    with database.writing("test") as session:
        office = Office(session)
        official = office.official()
        for number in range(65):
            due = date(2026, 7, 6) + timedelta(days=number)
            finished = due - timedelta(days=1) if number else due + timedelta(days=1)
            office.file(official, due - timedelta(days=5), due, finished_on=finished)
        card = cards_by_code(session, Plugins(["reward_rules"]), QUARTER)["CB01"]
    lines = {line.rule.key: line.points for line in card.lines}
    assert lines["reward_rules.in_time"].value == Decimal("39.38")
    assert str(lines["reward_rules.in_time"].because.params["share"]) == "0.9846"
    assert lines["reward_rules.nothing_overdue"].value == Decimal("0.00")
    assert lines["reward_rules.workload"].value is None
    assert lines["reward_rules.duty_share"].value is None
