"""The quarterly commendation by cases worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from plugins.commendations.forms import quarterly as quarterly_of
from plugins.commendations.settings import Commendations
from plugins.commendations.shares import share_of_points, share_on_time
from plugins.commendations.tests.making import ON, judged, making
from tracker.api import AwardForm, BaseSalaries, RankingGroup
from tracker.testing import said

D = Decimal


def quarterly(settings: Commendations, on: date) -> AwardForm:
    """Return the form where nothing is known of the year."""
    return quarterly_of(making(on, settings))


def test_it_asks_for_points_and_for_files_in_time() -> None:
    conditions = quarterly(Commendations(), ON).conditions
    assert [said(one.title) for one in conditions] == [
        "At least 70% of the points within reach",
        "At least 95% of the files early or on time",
    ]


def test_a_condition_of_nothing_is_not_asked() -> None:
    assert quarterly(Commendations(least_points=D(0), least_on_time=D(0)), ON).conditions == []


@pytest.mark.parametrize(
    ("files", "share"),
    [
        ({"early": 19, "overdue": 1}, D("95.00")),
        ({"early": 64, "on_time": 0, "overdue": 1}, D("98.46")),
        ({"overdue": 2}, D("0.00")),
        ({}, None),
    ],
)
def test_the_share_counts_early_and_on_time_of_what_was_due(files: dict[str, int], share: Decimal | None) -> None:
    assert share_on_time(judged(**files)) == share


@pytest.mark.parametrize(
    ("points", "reachable", "share"), [("80", "100", "80.00"), ("17.11", "20", "85.55"), ("0", "20", "0.00")]
)
def test_the_points_are_measured_by_what_the_rules_could_give(points: str, reachable: str, share: str) -> None:
    assert share_of_points(replace(judged(points), reachable=D(reachable))) == D(share)


def test_who_has_no_points_cannot_be_judged_by_them() -> None:
    assert share_of_points(judged(total=None)) is None
    assert share_of_points(replace(judged("0"), reachable=D(0))) is None


def test_one_file_late_of_twenty_is_exactly_enough() -> None:
    on_time = quarterly(Commendations(), ON).conditions[1]
    assert on_time.gap(share_on_time(judged(early=19, overdue=1)) or D(0)) == 0
    assert on_time.gap(share_on_time(judged(early=18, overdue=1)) or D(0)) == D("0.26")


def test_leaders_are_left_out_at_first_and_codes_however_they_are_written() -> None:
    settings = Commendations(excluded_codes="CB01, ,CB09")
    group, code, *_ = quarterly(settings, ON).exclusions
    assert group.concerns(judged(group=RankingGroup.LEADER))
    assert not group.concerns(judged())
    assert code.concerns(judged())
    assert not quarterly(Commendations(), ON).exclusions[1].concerns(judged())


def test_the_amount_is_a_multiple_of_the_base_salary_unless_the_commune_says_so_in_dong() -> None:
    assert quarterly(Commendations(), ON).amount == BaseSalaries(D("0.3"))
    assert quarterly(Commendations(amount=1_000_000), ON).amount == 1_000_000


@pytest.mark.parametrize(
    ("people", "rounds_up", "places"), [(14, False, 2), (14, True, 3), (4, False, 0), (5, False, 1)]
)
def test_a_fifth_of_each_group_may_be_rewarded(people: int, rounds_up: bool, places: int) -> None:
    assert quarterly(Commendations(rounds_up=rounds_up), ON).quota.places(people) == places


def test_the_law_of_the_day_stands_among_its_grounds() -> None:
    numbers = [[one.number for one in quarterly(Commendations(), on).legal_bases] for on in (date(2026, 9, 30), ON)]
    assert numbers == [["06/2022/QH15"], ["06/2022/QH15", "06/2026/QH16"]]
    assert [one.number for one in quarterly(Commendations(), ON).amount_bases] == ["152/2025/NĐ-CP"]
