"""Bonuses by rating: who gets which, and from when on there is a fund for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlmodel import Session

from plugins.commendations.bonus import bonuses
from plugins.commendations.settings import Commendations
from plugins.commendations.tests.making import RATING, judged
from tracker.api import AwardForm
from tracker.testing import make_app

SETTINGS = Commendations(
    bonus_year_excellent=5_000_000,
    bonus_year_good=3_000_000,
    bonus_year_completed=1_000_000,
    bonus_quarter_good=500_000,
)
YEAR_END = date(2026, 12, 31)


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    with make_app(["commendations"]) as app, app.reading() as reading:
        yield reading


def offered(session: Session, on: date = YEAR_END, settings: Commendations = SETTINGS) -> dict[str, AwardForm]:
    """Return the bonuses of a day by key, where officials are rated."""
    return {form.key: form for form in bonuses(session, settings, on, YEAR_END, RATING)}


def gets(form: AwardForm, level: int) -> bool:
    """Whether somebody who is rated so gets a bonus."""
    who = judged(level=level)
    met = all(one.gap(level) <= 0 for one in form.conditions)  # type: ignore[arg-type]
    return met and not any(one.concerns(who) for one in form.exclusions)  # type: ignore[arg-type]


@pytest.mark.parametrize(("level", "amount"), [(3, 5_000_000), (2, 3_000_000), (1, 1_000_000), (0, 0)])
def test_everybody_gets_the_bonus_of_his_level_and_no_other(session: Session, level: int, amount: int) -> None:
    of_year = [form for form in offered(session).values() if form.spans == "year"]
    assert sum(int(str(form.amount)) for form in of_year if gets(form, level)) == amount


def test_a_period_is_judged_by_its_score(session: Session) -> None:
    form = offered(session)["commendations.bonus_period_good"]
    (condition,) = form.conditions
    assert (form.spans, condition.reads, condition.threshold) == ("period", ("rating.monitored",), 70)


@pytest.mark.parametrize(
    ("on", "decrees"),
    [
        (date(2024, 6, 30), []),
        (date(2024, 7, 1), ["73/2024/NĐ-CP"]),
        (date(2026, 6, 30), ["73/2024/NĐ-CP"]),
        (date(2026, 7, 1), ["161/2026/NĐ-CP"]),
        (date(2026, 10, 1), ["161/2026/NĐ-CP"]),
    ],
)
def test_there_are_bonuses_since_july_2024_of_the_amount_that_the_commune_sets(
    session: Session, on: date, decrees: list[str]
) -> None:
    forms = offered(session, on).values()
    assert len(forms) == (4 if decrees else 0)
    assert {one.number for form in forms for one in form.amount_bases} == set(decrees)
    assert sorted(int(str(form.amount)) for form in forms) == (
        [500_000, 1_000_000, 3_000_000, 5_000_000] if decrees else []
    )


def test_without_an_amount_or_without_ratings_there_is_none(session: Session) -> None:
    assert offered(session, settings=Commendations()) == {}
    assert bonuses(session, SETTINGS, YEAR_END, YEAR_END, ()) == []
