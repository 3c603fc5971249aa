"""Candidates: who meets a form in which place, who misses it and by how much, and what a choice of them comes to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.rewards.cards import ENOUGH, FORM, QUARTER, D, card, judged_codes, listed, standing, with_quota
from tracker.award_forms import Condition, Exclusion, Quota, Rounding
from tracker.base_salary import OWNER, BaseSalary, base_salary_on
from tracker.contributions import HUNDREDTH
from tracker.database import Database
from tracker.messages import InputError, message, translate
from tracker.records.postings import RankingGroup
from tracker.records.units import Unit, UnitKind
from tracker.rewards.candidates import cut
from tracker.rewards.choosing import choose
from tracker.scoring.closings import PeriodClosing
from tracker.settings import change_settings
from tracker.testing import Office


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    """An office whose officials get their cards in the test."""
    with database.writing("test") as session:
        yield Office(session)


def test_the_places_are_filled_from_the_most_points_down_and_the_rest_is_listed_behind_the_cut(office: Office) -> None:
    for code, total in (("A", "71"), ("B", "95"), ("C", "69.99"), ("D", "80"), ("E", None)):
        card(office, code, total)
    found = listed(office.session)
    assert standing(found) == {"B": "proposed", "D": "proposed", "A": "below", "C": "misses", "E": "misses"}
    assert [one.place for one in found.everybody] == [1, 2, 3, None, None]
    assert (found.meet, found.pools[0].people, found.pools[0].places) == (3, 5, 2)


def test_who_misses_a_condition_is_told_by_how_much_and_who_cannot_be_judged_that_he_cannot(office: Office) -> None:
    card(office, "A", "69.99")
    card(office, "B", None)
    short = [one.verdict.missed[0].short for one in listed(office.session).everybody]
    assert short == [HUNDREDTH, None]


def test_exactly_the_threshold_is_enough_and_a_most_is_counted_from_above(office: Office) -> None:
    card(office, "A", "70.00", files=20)
    card(office, "B", "90", files=21)
    few = Condition(
        "test.few",
        message("At most 20 files"),
        lambda one: one.measures["files.finished"],
        D(20),
        message("files"),
        at_most=True,
        reads=("files.finished",),
    )
    found = listed(office.session, replace(FORM, conditions=(ENOUGH, few)))
    assert standing(found) == {"A": "proposed", "B": "misses"}
    assert [one.short for one in found.everybody[1].verdict.missed] == [D(1)]


def test_who_shares_the_last_place_is_proposed_by_nobody(office: Office) -> None:
    for code, total in (("A", "90"), ("B", "80"), ("C", "80"), ("D", "75")):
        card(office, code, total)
    found = listed(office.session)
    assert standing(found) == {"A": "proposed", "B": "tied", "C": "tied", "D": "below"}
    assert found.pools[0].tied_for == 1
    assert [one.place for one in found.everybody] == [1, 2, 2, 4]


@pytest.mark.parametrize(
    ("totals", "places", "expected"),
    [
        ([9, 8, 7], None, (3, 0)),
        ([9, 8, 7], 3, (3, 0)),
        ([9, 8, 7], 2, (2, 0)),
        ([9, 8, 8], 2, (1, 2)),
        ([9, 9, 9], 1, (0, 3)),
        ([9, 9, 9], 3, (3, 0)),
        ([9, 8], 0, (0, 0)),
        ([], 2, (0, 0)),
    ],
)
def test_the_cut_never_parts_equal_totals(totals: list[int], places: int | None, expected: tuple[int, int]) -> None:
    assert cut([Decimal(one) for one in totals], places) == expected


def test_a_share_of_a_group_counts_only_whom_nothing_excludes(office: Office) -> None:
    for number in range(10):
        card(office, f"C{number}", "90" if number else "99")
    card(office, "L1", "100", group=RankingGroup.LEADER)
    left_out = Exclusion(message("Left out"), lambda one: one.code == "C9" or one.group is RankingGroup.LEADER)
    found = listed(office.session, replace(with_quota(Quota(D("0.2"))), exclusions=(left_out,)))
    assert [(pool.people, pool.places) for pool in found.pools] == [(9, 1), (0, 0)]
    assert standing(found)["C9"] == standing(found)["L1"] == "excluded"
    assert standing(found)["C0"] == "proposed"


@pytest.mark.parametrize(("rounding", "places"), [("down", 1), ("nearest", 2), ("up", 2)])
def test_a_part_of_a_place_is_rounded_as_the_form_says(rounding: Rounding, places: int) -> None:
    assert Quota(D("0.2"), rounding=rounding).places(8) == places
    assert Quota(D("0.2"), number=1, rounding=rounding).places(8) == 1
    assert Quota().places(8) is None


def test_a_quota_of_units_makes_a_pool_of_each_unit(office: Office) -> None:
    card(office, "A", "90")
    office.unit = office.division()
    card(office, "B", "80")
    found = listed(office.session, with_quota(Quota(number=1, per="unit")))
    assert [pool.title for pool in found.pools] == ["Desk", "Land division"]
    assert standing(found) == {"A": "proposed", "B": "proposed"}


def test_two_communes_with_the_same_group_have_their_own_places(office: Office) -> None:
    card(office, "A", "90")
    other = Unit(code="other", name="Other commune", kind=UnitKind.COMMUNE)
    office.session.add(other)
    office.session.flush()
    office.unit = other
    card(office, "B", "80")
    titles = [pool.title for pool in listed(office.session, with_quota(Quota(number=1))).pools]
    assert [translate(title, "en") if not isinstance(title, str) else title for title in titles] == [
        "Specialists, Commune",
        "Specialists, Other commune",
    ]


def test_who_has_no_posting_in_the_period_has_no_place(office: Office) -> None:
    card(office, "A", "99", group=None)
    found = listed(office.session)
    assert standing(found) == {"A": "below"}


def test_who_finished_few_files_is_marked(office: Office) -> None:
    card(office, "A", "90", files=9)
    card(office, "B", "80", files=10)
    found = listed(office.session, replace(FORM, smallest_sample=10))
    assert [one.is_small_sample for one in found.everybody] == [True, False]


def test_a_choice_fills_places_and_costs_what_it_costs_and_names_who_was_added_and_dropped(office: Office) -> None:
    ids = {code: card(office, code, total) for code, total in (("A", "95"), ("B", "90"), ("C", "85"), ("D", "60"))}
    found = listed(office.session)
    proposed = choose(found, found.proposed)
    assert (proposed.money.cost, proposed.money.left, proposed.is_over) == (1_000_000, 0, False)
    assert (proposed.added, proposed.dropped) == ([], [])
    other = choose(found, {ids["A"], ids["C"], ids["D"]})
    assert [(one.chosen, one.is_over) for one in other.places] == [(3, True)]
    assert (other.money.left, other.is_over) == (-500_000, True)
    assert (judged_codes(other.added), judged_codes(other.dropped)) == (["C", "D"], ["B"])


def test_who_is_excluded_or_has_no_card_cannot_be_chosen(office: Office) -> None:
    who = card(office, "A", "95")
    out = Exclusion(message("Left out"), lambda _one: True)
    assert choose(listed(office.session, replace(FORM, exclusions=(out,))), {who, 999}).chosen == frozenset()


def test_a_period_is_preliminary_until_it_is_closed(office: Office) -> None:
    card(office, "A", "95")
    assert listed(office.session).is_preliminary
    frozen = {"settings": "{}", "plugins": "", "digest": "d" * 64, "audit_position": 1, "audit_hash": "a" * 64}
    at = datetime(2026, 10, 5, tzinfo=UTC)
    office.session.add(PeriodClosing(period=QUARTER.name, as_of=QUARTER.end, closed_at=at, **frozen))
    office.session.flush()
    assert not listed(office.session).is_preliminary


def test_a_condition_that_fails_names_its_form_and_plugin(office: Office) -> None:
    card(office, "A", "95")
    broken = Condition("test.broken", message("Broken"), lambda one: one.measures["nonsense"], D(1), message("points"))
    with pytest.raises(InputError, match="the form Praise of the plugin kitchen failed with KeyError"):
        listed(office.session, replace(FORM, conditions=(broken,), plugin="kitchen"))


def test_the_base_salary_is_that_of_the_day_or_the_one_that_the_commune_sets(database: Database) -> None:
    with database.writing("admin") as session:
        assert [base_salary_on(session, date(2026, month, day)) for month, day in ((6, 30), (7, 1))] == [
            2_340_000,
            2_530_000,
        ]
        change_settings(session, OWNER, BaseSalary(amount=2_700_000), date(2027, 1, 1), "a new decree")
        assert base_salary_on(session, date(2026, 12, 31)) == 2_530_000
        assert base_salary_on(session, date(2027, 1, 1)) == 2_700_000
        with pytest.raises(InputError, match="No base salary is known for 30/06/2018"):
            base_salary_on(session, date(2018, 6, 30))
