"""Dated settings: which are valid on a day, who changed them and why, and that the change makes scores stale."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from pydantic import BaseModel, ConfigDict
from sqlmodel import select

from plugins.reward_rules.settings import InTime, RewardRules
from tracker.audit import AuditEntry
from tracker.database import Database
from tracker.messages import InputError
from tracker.periods import parse_period
from tracker.plugins import Plugins
from tracker.settings import DatedSettings, change_settings, settings_on
from tracker.staleness import StaleMark
from tracker.testing import Office, cards_by_code

QUARTER = parse_period("2026-Q3")


class Coffee(BaseModel):
    """Settings with a decimal."""

    model_config = ConfigDict(extra="forbid")

    cups: int = 2
    price: Decimal = Decimal("1.50")


def change(database: Database, cups: int, valid_from: date, owner: str = "coffee") -> None:
    """Set the number of cups from a day on."""
    with database.writing("leader") as session:
        change_settings(session, owner, Coffee(cups=cups), valid_from, "the council asked for it")


def cups_on(database: Database, on: date) -> int:
    """Return the number of cups valid on a day."""
    with database.reading() as session:
        return settings_on(session, "coffee", Coffee, on).cups


def test_the_defaults_hold_until_settings_begin(database: Database) -> None:
    change(database, 3, date(2026, 7, 1))
    assert cups_on(database, date(2026, 6, 30)) == 2
    assert cups_on(database, date(2026, 7, 1)) == 3


def test_later_settings_replace_earlier_ones_from_their_day_on(database: Database) -> None:
    change(database, 9, date(2026, 10, 1))
    change(database, 3, date(2026, 1, 1))
    assert [cups_on(database, day) for day in (date(2026, 9, 30), date(2026, 10, 1))] == [3, 9]


def test_of_two_changes_for_one_day_the_later_change_holds(database: Database) -> None:
    change(database, 3, date(2026, 7, 1))
    change(database, 4, date(2026, 7, 1))
    assert cups_on(database, date(2026, 7, 1)) == 4


def test_each_owner_has_settings_of_his_own(database: Database) -> None:
    change(database, 9, date(2026, 1, 1), owner="tea")
    assert cups_on(database, date(2026, 7, 1)) == 2


def test_a_decimal_comes_back_exactly(database: Database) -> None:
    with database.writing("leader") as session:
        change_settings(session, "coffee", Coffee(price=Decimal("0.10")), date(2026, 1, 1), "cheaper")
        assert str(settings_on(session, "coffee", Coffee, date(2026, 1, 1)).price) == "0.10"


@pytest.mark.parametrize("because", ["", "  ", "\n"])
def test_a_change_without_a_reason_is_refused(database: Database, because: str) -> None:
    with pytest.raises(InputError, match="Say why the settings of coffee change"), database.writing("x") as session:
        change_settings(session, "coffee", Coffee(), date(2026, 1, 1), because)
    with database.reading() as session:
        assert session.exec(select(DatedSettings)).all() == []


def test_settings_that_no_longer_fit_their_plugin_are_named(database: Database) -> None:
    change(database, 3, date(2026, 7, 1))

    class NewCoffee(BaseModel):
        model_config = ConfigDict(extra="forbid")
        price: Decimal = Decimal(1)

    with database.reading() as session, pytest.raises(InputError) as refused:
        settings_on(session, "coffee", NewCoffee, date(2026, 7, 2))
    assert "The settings of coffee valid from 01/07/2026 do not fit" in str(refused.value)
    assert "cups" in str(refused.value)


def test_a_change_of_settings_is_audited_and_makes_every_score_stale(database: Database) -> None:
    change(database, 3, date(2026, 7, 1))
    with database.reading() as session:
        entry = session.exec(select(AuditEntry)).one()
        mark = session.exec(select(StaleMark)).one()
    after = json.loads(entry.after or "")
    assert (entry.actor, entry.action, entry.subject) == ("leader", "added", "tracker_dated_settings")
    assert (after["because"], json.loads(after["values"])["cups"]) == ("the council asked for it", 3)
    assert (mark.official_id, mark.month, mark.audit_position) == (None, None, entry.position)


@pytest.mark.parametrize(
    ("valid_from", "points"),
    [(date(2026, 9, 30), "80.00"), (date(2026, 10, 1), "40.00"), (date(2026, 1, 1), "80.00")],
)
def test_a_period_is_scored_with_the_settings_valid_on_its_last_day(
    database: Database, valid_from: date, points: str
) -> None:
    with database.writing("test") as session:
        office = Office(session)
        official = office.official()
        for _ in range(5):
            office.file(official, date(2026, 7, 6), date(2026, 7, 10), finished_on=date(2026, 7, 8))
        dearer = RewardRules(in_time=InTime(most=Decimal(80)))
        change_settings(session, "reward_rules", dearer, valid_from, "files matter most")
        card = cards_by_code(session, Plugins(["reward_rules"]), QUARTER)["CB01"]
    lines = {line.rule.key: line for line in card.lines}
    assert str(lines["reward_rules.in_time"].points.value) == points
    assert str(lines["reward_rules.in_time"].rule.most) == points
