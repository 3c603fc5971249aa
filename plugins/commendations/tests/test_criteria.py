"""What the yearly titles ask for, by cases worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from plugins.commendations.asking import conditions_of, notes_on
from plugins.commendations.forms import grants_on, yearly
from plugins.commendations.given import Given
from plugins.commendations.kinds import Grants, Needs
from plugins.commendations.past import Past
from plugins.commendations.settings import Commendations
from plugins.commendations.settings_titles import TitleTerms
from plugins.commendations.tests.making import given, judged, making, past, unit
from plugins.commendations.titles import BY_KEY, TITLES
from tracker.api import Judged, JudgedUnit
from tracker.testing import said

D = Decimal
BEFORE, SINCE = date(2026, 9, 30), date(2026, 10, 1)


def meets(key: str, who: Judged | JudgedUnit, known: Given) -> bool:
    """Whether somebody, or a unit, meets every condition of a title."""
    for one in conditions_of(BY_KEY[key], known):
        value = one.value(who)  # type: ignore[arg-type]
        if value is None or one.gap(D(value)) > 0:
            return False
    return True


@pytest.mark.parametrize(("level", "is_met"), [(None, False), (0, False), (1, False), (2, True), (3, True)])
def test_an_advanced_worker_is_rated_good_or_better(level: int | None, is_met: bool) -> None:
    assert meets("advanced_worker", judged(level=level), given()) is is_met


@pytest.mark.parametrize(
    ("on", "level", "has_found", "is_met"),
    [
        *((BEFORE, 2, False, False), (BEFORE, 3, False, True), (BEFORE, 2, True, True), (BEFORE, 3, True, True)),
        *((SINCE, 2, False, False), (SINCE, 3, False, False), (SINCE, 2, True, False), (SINCE, 3, True, True)),
    ],
)
def test_either_of_two_made_a_grassroots_fighter_until_30_september_2026_and_both_do_since(
    on: date, level: int, has_found: bool, is_met: bool
) -> None:
    known = given(on, known=past(finders=frozenset({1} if has_found else ())))
    assert meets("grassroots_fighter", judged(level=level), known) is is_met


def test_the_commune_says_whether_one_is_enough_since_the_law_is_not_confirmed() -> None:
    either, both = (Commendations(fighter_needs=one) for one in (Needs.EITHER, Needs.BOTH))
    assert meets("grassroots_fighter", judged(level=3), given(SINCE, either))
    assert not meets("grassroots_fighter", judged(level=3), given(BEFORE, both))
    assert "06/2026/QH16" in str([said(one) for one in notes_on(BY_KEY["grassroots_fighter"], given(SINCE))])
    assert "06/2026/QH16" not in str([said(one) for one in notes_on(BY_KEY["grassroots_fighter"], given(BEFORE))])


def test_without_ratings_the_condition_is_left_out_and_a_sentence_asks_to_look() -> None:
    known = given(measures=())
    assert conditions_of(BY_KEY["advanced_worker"], known) == []
    assert conditions_of(BY_KEY["excellent_unit"], known)[0].key == "commendations.unit_fighter"
    notes = [said(one) for one in notes_on(BY_KEY["advanced_worker"], known)]
    assert notes[0] == "No rating is kept in Tracker: check by hand how each was rated for the year."
    assert not any("No rating" in str(said(one)) for one in notes_on(BY_KEY["advanced_worker"], given()))


@pytest.mark.parametrize(
    ("years", "in_a_row"),
    [
        ((), 0),
        ((2026,), 1),
        ((2025, 2024), 2),
        ((2026, 2025, 2024), 3),
        ((2026, 2024, 2023), 1),
        ((2024, 2023), 0),
    ],
)
def test_years_in_a_row_end_with_the_year_or_with_the_one_before(years: tuple[int, ...], in_a_row: int) -> None:
    known = past(held={"grassroots_fighter": {1: set(years)}})
    assert known.in_a_row("grassroots_fighter", 1) == in_a_row


@for_all(st.frozensets(st.integers(2015, 2026)))
def test_years_in_a_row_are_the_longest_run_without_a_gap(years: frozenset[int]) -> None:
    known = past(held={"grassroots_fighter": {1: years}})
    runs = [
        number
        for last in (2026, 2025)
        for number in range(12, 0, -1)
        if all(last - ago in years for ago in range(number))
    ]
    expected = (runs[0] if 2026 in years else max(runs, default=0)) if runs else 0
    assert known.in_a_row("grassroots_fighter", 1) == expected


def ladder(**held: set[int]) -> Given:
    """Return what is known where the first official holds these titles for these years."""
    return given(known=past(held={title: {1: years} for title, years in held.items()}))


@pytest.mark.parametrize(
    ("key", "known", "is_met"),
    [
        ("provincial_fighter", ladder(grassroots_fighter={2024, 2025, 2026}), True),
        ("provincial_fighter", ladder(grassroots_fighter={2023, 2024, 2025}), True),
        ("provincial_fighter", ladder(grassroots_fighter={2023, 2025, 2026}), False),
        ("provincial_merit", ladder(grassroots_fighter={2025, 2026}), True),
        ("provincial_merit", ladder(grassroots_fighter={2026}), False),
        ("national_fighter", ladder(provincial_fighter={2024, 2025}), True),
        ("national_fighter", ladder(grassroots_fighter={2024, 2025}), False),
        (
            "prime_ministers_merit",
            ladder(provincial_merit={2022}, grassroots_fighter={2022, 2024, 2026}),
            True,
        ),
        (
            "prime_ministers_merit",
            ladder(provincial_merit={2026}, grassroots_fighter={2022, 2024, 2026}),
            False,
        ),
        (
            "prime_ministers_merit",
            ladder(provincial_merit={2022}, grassroots_fighter={2021, 2024, 2026}),
            False,
        ),
    ],
)
def test_higher_titles_ask_for_those_of_the_years_before(key: str, known: Given, is_met: bool) -> None:
    assert meets(key, judged(level=3), known) is is_met


def test_a_unit_is_advanced_with_half_of_its_members_and_excellent_with_seven_of_ten() -> None:
    rated = {"grassroots_fighter": {1: {2026}}}
    known = given(known=past(held=rated))
    half = unit(judged(id=1, level=2), judged(id=2, level=1))
    assert meets("advanced_unit", half, known)
    assert not meets("advanced_unit", unit(judged(level=1), judged(level=2), judged(level=1)), known)
    seven = unit(*(judged(id=one, level=2 if one <= 7 else 1) for one in range(1, 11)))
    assert meets("excellent_unit", seven, known)
    assert not meets("excellent_unit", seven, given(known=past()))
    assert not meets("excellent_unit", unit(*seven.members[:9], judged(id=10, level=0)), known)
    assert not meets("excellent_unit", unit(*seven.members[1:]), known)


def test_once_advanced_workers_are_decided_on_they_count_and_ratings_do_not() -> None:
    decided = given(known=past(held={"advanced_worker": {1: {2026}}}))
    assert meets("advanced_unit", unit(judged(id=1, level=1), judged(id=2, level=1)), decided)
    assert not meets("advanced_unit", unit(judged(id=3, level=3), judged(id=4, level=3)), decided)


def test_a_unit_without_members_is_judged_by_nothing() -> None:
    assert not meets("advanced_unit", unit(), given())
    assert not meets("unit_merit", unit(), given())


def test_the_certificate_of_a_unit_looks_at_what_its_members_reach() -> None:
    assert meets("unit_merit", unit(judged("60"), judged("80")), given())
    assert not meets("unit_merit", unit(judged("60"), judged("79")), given())


@pytest.mark.parametrize(
    ("on", "key", "grants"),
    [
        (date(2025, 6, 30), "grassroots_fighter", Grants.PROPOSES),
        (date(2025, 7, 1), "grassroots_fighter", Grants.DECIDES),
        (date(2025, 6, 30), "advanced_unit", Grants.PROPOSES),
        (date(2025, 7, 1), "advanced_unit", Grants.DECIDES),
        (date(2023, 6, 30), "advanced_worker", Grants.DECIDES),
        (date(2026, 10, 1), "excellent_unit", Grants.PROPOSES),
        (date(2026, 10, 1), "national_fighter", Grants.PROPOSES),
    ],
)
def test_the_commune_took_over_what_districts_granted(on: date, key: str, grants: Grants) -> None:
    assert grants_on(BY_KEY[key], Commendations(), on) is grants


def test_the_commune_may_say_otherwise() -> None:
    settings = Commendations(grassroots_fighter=TitleTerms(grants=Grants.PROPOSES))
    form = yearly(BY_KEY["grassroots_fighter"], making(settings=settings))
    assert (form.authority, form.pays_from) == ("proposes", None)


def test_every_title_says_that_the_dossier_picks_its_criteria_and_the_decision_its_amount() -> None:
    for title in TITLES:
        form = yearly(title, making())
        assert (form.criteria_by, form.amount_by, form.spans) == ("dossier", "decision", "year")
        assert form.recipients == ("units" if title.is_for_units else "officials")
        assert (form.pays_from is None) is (form.authority == "proposes")


def test_fifteen_of_a_hundred_advanced_workers_may_be_grassroots_fighters() -> None:
    quota = yearly(BY_KEY["grassroots_fighter"], making()).quota
    assert [quota.places(people) for people in (6, 7, 13, 14, 100)] == [0, 1, 1, 2, 15]
    assert yearly(BY_KEY["advanced_worker"], making()).quota.places(100) is None


def excluded(
    key: str, who: Judged | JudgedUnit, known: Past, settings: Commendations | None = None
) -> list[str | None]:
    """Return why somebody, or a unit, is excluded from a title."""
    form = yearly(BY_KEY[key], making(settings=settings, known=known))
    return [said(one.title) for one in form.exclusions if one.concerns(who)]  # type: ignore[arg-type]


def test_discipline_excludes_whoever_was_under_it_and_a_severe_one_his_unit() -> None:
    mild = past(disciplined=frozenset({1}))
    assert excluded("advanced_worker", judged(level=3), mild) == ["He was under discipline in the year"]
    assert excluded("advanced_unit", unit(judged(level=3)), mild) == []
    severe = replace(mild, disciplined_severely=frozenset({1}))
    assert excluded("advanced_unit", unit(judged(level=3)), severe) == [
        "A member was disciplined in the year, with a warning or worse"
    ]


def test_who_is_new_gets_no_title_but_may_have_a_certificate() -> None:
    known = past(new=frozenset({1}))
    assert excluded("advanced_worker", judged(level=3), known) == ["He has served too few months of the year"]
    assert excluded("yearly_merit", judged(level=3), known) == []


def test_only_an_advanced_worker_becomes_a_grassroots_fighter() -> None:
    assert excluded("grassroots_fighter", judged(level=1), past()) != []
    assert excluded("grassroots_fighter", judged(level=2), past()) == []
    decided = past(held={"advanced_worker": {2: {2026}}})
    assert excluded("grassroots_fighter", judged(level=3), decided) == ["He is not an advanced worker of the year"]
    assert excluded("grassroots_fighter", judged(id=2, level=3), decided) == []


def test_a_higher_certificate_takes_the_place_of_that_of_the_commune_but_titles_follow_each_other() -> None:
    held = past(held={"provincial_merit": {1: {2026}}, "advanced_worker": {1: {2026}}})
    assert excluded("yearly_merit", judged(level=3), held) == ["He holds a higher certificate of merit for the year"]
    assert excluded("yearly_merit", judged(level=3), held, Commendations(province_before_year=False)) == []
    assert excluded("grassroots_fighter", judged(level=3), held) == []
