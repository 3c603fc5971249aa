"""The commendation for an initiative by cases worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from plugins.commendations import forms
from plugins.commendations.settings import Commendations
from plugins.commendations.tests.making import ON, making
from tracker.api import AwardForm, BaseSalaries


def initiative(settings: Commendations, on: date) -> AwardForm:
    """Return the form for initiatives where nothing is known of the year."""
    return forms.initiative(making(on, settings))


def quarterly(settings: Commendations, on: date) -> AwardForm:
    """Return that of a quarter likewise."""
    return forms.quarterly(making(on, settings))


def test_it_is_for_initiatives_and_judges_nobody_by_his_card() -> None:
    form = initiative(Commendations(), ON)
    assert (form.for_initiatives, form.conditions, form.exclusions) == (True, (), ())
    assert not quarterly(Commendations(), ON).for_initiatives


def test_its_amount_is_a_multiple_of_the_base_salary_unless_the_commune_says_so_in_dong() -> None:
    assert initiative(Commendations(), ON).amount == BaseSalaries(Decimal("0.3"))
    assert initiative(Commendations(initiative_amount=1_000_000), ON).amount == 1_000_000
    assert initiative(Commendations(amount=1_000_000), ON).amount == BaseSalaries(Decimal("0.3"))


def test_its_fund_is_another_than_that_of_a_quarter() -> None:
    settings = Commendations(fund=5_000_000, initiative_fund=2_000_000)
    assert (quarterly(settings, ON).fund, initiative(settings, ON).fund) == (5_000_000, 2_000_000)


def test_it_rests_on_the_law_of_the_day() -> None:
    for on in (date(2026, 9, 30), ON):
        assert initiative(Commendations(), on).legal_bases == quarterly(Commendations(), on).legal_bases
