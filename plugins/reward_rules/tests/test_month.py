"""The reward rules on a whole month of records."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from tracker.testing import App, fake_month, make_app, score


@pytest.fixture(scope="module")
def app() -> Iterator[App]:
    """An app with the rules and the fake month."""
    with make_app(["reward_rules"]) as app:
        fake_month(app)
        yield app


@pytest.mark.parametrize(
    ("rule", "points"), [("in_time", "36.92"), ("nothing_overdue", "0.00"), ("duty_share", "5.00")]
)
def test_who_was_late_once_and_gave_a_duty_day_away_gets_less(app: App, rule: str, points: str) -> None:
    assert score(app, "2026-07")["CB02"].lines[f"reward_rules.{rule}"].points == Decimal(points)


def test_a_month_without_fault_gives_all_points_for_time_and_duty(app: App) -> None:
    lines = score(app, "2026-07")["CB01"].lines
    full = [key for key, line in lines.items() if line.points == line.most]
    assert full == ["reward_rules.in_time", "reward_rules.nothing_overdue", "reward_rules.duty_share"]


def test_the_sentences_are_told_in_vietnamese(app: App) -> None:
    line = score(app, "2026-07", language="vi")["CB01"].lines["reward_rules.duty_share"]
    assert line.because == "Đã trực 3/3 ngày trực: 1,0000 × 10 = 10,00"


def test_a_changed_setting_changes_the_points() -> None:
    with make_app(["reward_rules"], {"reward_rules": {"in_time": {"most": 20}}}) as app:
        card = score(app, fake_month(app))["CB01"]
    assert card.lines["reward_rules.in_time"].points == 20
