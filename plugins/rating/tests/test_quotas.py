"""Quotas against trying every number, and the date boundaries of the rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.rating.kinds import Level
from plugins.rating.quota_settings import Counted, Pooling, QuotaRules
from plugins.rating.quotas import Rated, places_of, pools_of
from plugins.rating.regimes import DECREE_233, DECREE_335, OLDER, PARTY, Regime, regime_of
from tracker.api import OfficialKind, RankingGroup

CIVIL, EMPLOYEE = OfficialKind.CIVIL_SERVANT, OfficialKind.PUBLIC_EMPLOYEE
ELECTED, ORGANISATION = OfficialKind.ELECTED_OFFICIAL, OfficialKind.PARTY_OR_ORGANISATION


@pytest.mark.parametrize(
    ("kind", "last_day", "expected"),
    [
        (CIVIL, date(2025, 12, 31), OLDER),
        (CIVIL, date(2026, 1, 1), DECREE_335),
        (ELECTED, date(2026, 3, 31), DECREE_335),
        (EMPLOYEE, date(2026, 6, 30), OLDER),
        (EMPLOYEE, date(2026, 7, 1), DECREE_233),
        (EMPLOYEE, date(2026, 12, 31), DECREE_233),
        (ORGANISATION, date(2026, 12, 31), PARTY),
    ],
)
def test_the_last_day_of_the_period_picks_the_rules(kind: OfficialKind, last_day: date, expected: Regime) -> None:
    assert regime_of(kind, last_day) is expected


def test_a_unit_without_regulations_may_rate_2026_and_no_later_year_by_the_old_rules() -> None:
    assert regime_of(EMPLOYEE, date(2026, 12, 31), employees_by_old_rules=True) is OLDER
    assert regime_of(EMPLOYEE, date(2027, 3, 31), employees_by_old_rules=True) is DECREE_233
    assert regime_of(ELECTED, date(2026, 12, 31), elected_by_party=True) is PARTY


@given(st.integers(0, 300), st.integers(0, 100))
def test_places_are_the_most_that_stay_within_the_share(people: int, percent: int) -> None:
    rules = QuotaRules()
    fitting = [taken for taken in range(people + 1) if Fraction(taken) <= Fraction(percent * people, 100)]
    assert places_of(people, Decimal(percent), rules) == max(fitting)


@given(st.integers(0, 200), st.integers(0, 100))
def test_by_the_strict_reading_the_excellent_are_not_among_those_counted(people: int, percent: int) -> None:
    rules = QuotaRules(counted=Counted.GOOD)
    fitting = [taken for taken in range(people + 1) if Fraction(taken) <= Fraction(percent * (people - taken), 100)]
    assert places_of(people, Decimal(percent), rules) == max(fitting)


def some(number: int, group: RankingGroup, agency: int = 1, level: Level = Level.GOOD, first: int = 1) -> list[Rated]:
    return [Rated(first + place, agency, "decree_335", group, level) for place in range(number)]


def test_the_quota_holds_in_the_agency_and_in_each_group() -> None:
    rated = some(10, RankingGroup.DESK) + some(4, RankingGroup.SPECIALIST, first=11)
    agency, desk, specialists = pools_of(rated, {}, QuotaRules())
    assert (agency.places, desk.places, specialists.places) == (2, 2, 0)
    assert specialists.has_no_place
    assert not desk.has_no_place


def test_small_groups_of_an_agency_may_be_counted_together() -> None:
    rated = some(4, RankingGroup.DESK) + some(4, RankingGroup.SPECIALIST, first=5)
    agency, pooled = pools_of(rated, {}, QuotaRules(pooling=Pooling.AGENCY))
    assert (agency.places, pooled.places, pooled.is_pooled) == (1, 1, True)


def test_small_groups_of_several_agencies_may_be_counted_together() -> None:
    rated = some(3, RankingGroup.DESK) + some(3, RankingGroup.DESK, agency=2, first=4)
    pooled = pools_of(rated, {}, QuotaRules(pooling=Pooling.COMMUNE))[-1]
    assert (pooled.agencies, pooled.places) == (frozenset({1, 2}), 1)


def test_an_agency_with_outstanding_results_has_the_wider_share() -> None:
    rated = some(4, RankingGroup.DESK, level=Level.EXCELLENT)
    _agency, desk = pools_of(rated, {1: Decimal(25)}, QuotaRules())
    assert (desk.places, desk.too_many) == (1, 3)
    assert pools_of(rated, {}, QuotaRules())[1].places == 0


@given(st.lists(st.sampled_from(Level), max_size=30))
def test_nobody_is_counted_who_did_not_reach_good(levels: list[Level]) -> None:
    rated = [Rated(place, 1, "decree_335", RankingGroup.DESK, level) for place, level in enumerate(levels)]
    for pool in pools_of(rated, {}, QuotaRules()):
        assert pool.counted == sum(level >= Level.GOOD for level in levels)
        assert pool.too_many == max(levels.count(Level.EXCELLENT) - pool.counted * 20 // 100, 0)
