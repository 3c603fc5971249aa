"""Sheets open by themselves, once, and who has not signed is reminded; settings refuse what cannot be."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from plugins.rating.items import FOR_CIVIL_SERVANTS, FOR_PUBLIC_EMPLOYEES, items_in
from plugins.rating.settings import GeneralItems, Levels
from tracker.api import InputError
from tracker.testing import fake_month, make_app, run_job

JOB = "rating.opening"


def test_sheets_open_days_before_the_quarter_ends_and_only_once() -> None:
    with make_app(["rating"], today=date(2026, 9, 28)) as app:
        fake_month(app)
        staff = app.client("staff", official="CB01")
        assert run_job(app, JOB) == "10 sheets opened."
        assert "is open: fill it in and sign it" in staff.get("/notices/").text
        assert run_job(app, JOB) == "0 sheets opened."


def test_in_december_the_year_opens_too() -> None:
    with make_app(["rating"], today=date(2026, 12, 5)) as app:
        fake_month(app)
        assert run_job(app, JOB) == "10 sheets opened."


@pytest.mark.parametrize("items", [FOR_CIVIL_SERVANTS, FOR_PUBLIC_EMPLOYEES])
def test_the_criteria_that_come_with_the_plugin_are_seventeen_and_thirty_points(items: tuple) -> None:  # type: ignore[type-arg]
    assert (len(items), sum(item.most for item in items)) == (17, 30)


def test_criteria_that_the_commune_writes_must_add_up() -> None:
    assert [item.most for item in items_in("20 | Kỷ luật\n 9,5|Thái độ\n0.5 | Đổi mới")] == [
        20,
        Decimal("9.5"),
        Decimal("0.5"),
    ]
    assert GeneralItems(civil_servants="20 | Kỷ luật\n10 | Thái độ").most == 30
    with pytest.raises(ValidationError, match="add up to 20"):
        GeneralItems(civil_servants="20 | Kỷ luật")


@pytest.mark.parametrize("line", ["Kỷ luật", "2 |", "x | Kỷ luật", "-1 | Kỷ luật", "0.001 | Kỷ luật", "NaN | Kỷ luật"])
def test_a_line_without_points_or_text_is_refused(line: str) -> None:
    with pytest.raises(InputError, match="one is not"):
        items_in(line)


def test_levels_must_stand_above_each_other() -> None:
    with pytest.raises(ValidationError, match="must begin above"):
        Levels(excellent=Decimal(70))
