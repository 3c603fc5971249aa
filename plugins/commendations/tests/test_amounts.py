"""What each title is worth, to the đồng, on both sides of every day on which that changes; worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import Session

from plugins.commendations.amounts import amount_of, praise_amount
from plugins.commendations.kinds import Confidence, Rounding
from plugins.commendations.laws import decrees_on, laws_on
from plugins.commendations.settings import Commendations
from plugins.commendations.settings_titles import TitleTerms
from plugins.commendations.titles import BY_KEY, TITLES
from tracker.api import BaseSalaries, base_salary_on
from tracker.testing import make_app

DAYS = (
    (date(2023, 6, 30),),
    (date(2023, 7, 1), date(2023, 12, 31), date(2024, 1, 1), date(2024, 6, 30)),
    (date(2024, 7, 1), date(2025, 6, 30)),
    (date(2025, 7, 1), date(2026, 6, 30)),
    (date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 1)),
)
"""Days between which no amount changes: base salaries of 1,490,000, 1,800,000, twice 2,340,000, and 2,530,000."""
WORTH = {
    "advanced_worker": (447_000, 540_000, 702_000, 702_000, 759_000),
    "grassroots_fighter": (1_490_000, 1_800_000, 2_340_000, 2_340_000, 2_530_000),
    "yearly_merit": (223_500, 270_000, 351_000, 702_000, 759_000),
    "provincial_fighter": (4_470_000, 5_400_000, 7_020_000, 7_020_000, 7_590_000),
    "provincial_merit": (2_235_000, 2_700_000, 3_510_000, 3_510_000, 3_795_000),
    "national_fighter": (6_705_000, 8_100_000, 10_530_000, 10_530_000, 11_385_000),
    "prime_ministers_merit": (5_215_000, 6_300_000, 8_190_000, 8_190_000, 8_855_000),
    "advanced_unit": (1_192_000, 1_440_000, 1_872_000, 1_872_000, 2_024_000),
    "excellent_unit": (2_235_000, 2_700_000, 3_510_000, 3_510_000, 3_795_000),
    "unit_merit": (447_000, 540_000, 702_000, 1_404_000, 1_518_000),
}


def by_day(key: str) -> dict[date, int]:
    """Return what a title is worth on each of the days."""
    return {day: worth for days, worth in zip(DAYS, WORTH[key], strict=True) for day in days}


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    with make_app(["commendations"]) as app, app.reading() as reading:
        yield reading


def dong(session: Session, amount: int | BaseSalaries, on: date) -> Decimal:
    """Return an amount in đồng, with whatever part of one it has."""
    return Decimal(amount) if isinstance(amount, int) else amount.number * base_salary_on(session, on)


def test_every_title_of_the_table_was_worked_out() -> None:
    assert WORTH.keys() == BY_KEY.keys()


@pytest.mark.parametrize("key", sorted(WORTH))
def test_a_title_is_worth_what_the_decree_and_the_base_salary_of_the_day_say(session: Session, key: str) -> None:
    expected = by_day(key)
    given = {day: dong(session, amount_of(session, BY_KEY[key], Commendations(), day), day) for day in expected}
    assert given == expected


def test_the_quarterly_commendation_and_that_for_an_initiative_follow_the_certificate_of_one_person(
    session: Session,
) -> None:
    for day, worth in by_day("yearly_merit").items():
        assert dong(session, praise_amount(session, None, None, Commendations(), day), day) == worth


def test_what_the_commune_sets_comes_before_the_decree(session: Session) -> None:
    settings = Commendations(advanced_worker=TitleTerms(base_salaries=Decimal("0.5")))
    on = date(2026, 10, 1)
    assert dong(session, amount_of(session, BY_KEY["advanced_worker"], settings, on), on) == 1_265_000
    assert dong(session, amount_of(session, BY_KEY["unit_merit"], settings, on), on) == 1_518_000
    assert praise_amount(session, Decimal("0.2"), 400_000, settings, on) == 400_000
    assert praise_amount(session, Decimal("0.2"), None, settings, on) == BaseSalaries(Decimal("0.2"))


@pytest.mark.parametrize(
    ("rounding", "worth"), [(Rounding.NONE, 223_500), (Rounding.THOUSAND, 224_000), (Rounding.TEN_THOUSAND, 230_000)]
)
def test_an_amount_is_rounded_up_where_the_commune_does_so(session: Session, rounding: Rounding, worth: int) -> None:
    on = date(2023, 6, 30)
    assert dong(session, amount_of(session, BY_KEY["yearly_merit"], Commendations(rounding=rounding), on), on) == worth


def test_an_amount_that_is_round_already_stays(session: Session) -> None:
    settings, on = Commendations(rounding=Rounding.TEN_THOUSAND), date(2024, 6, 30)
    assert amount_of(session, BY_KEY["advanced_worker"], settings, on) == 540_000


@pytest.mark.parametrize(
    ("day", "laws", "decree"),
    [
        (date(2023, 12, 31), ["15/2003/QH11"], "91/2017/NĐ-CP"),
        (date(2024, 1, 1), ["06/2022/QH15"], "98/2023/NĐ-CP"),
        (date(2025, 6, 30), ["06/2022/QH15"], "98/2023/NĐ-CP"),
        (date(2025, 7, 1), ["06/2022/QH15"], "152/2025/NĐ-CP"),
        (date(2026, 9, 30), ["06/2022/QH15"], "152/2025/NĐ-CP"),
        (date(2026, 10, 1), ["06/2022/QH15", "06/2026/QH16"], "152/2025/NĐ-CP"),
    ],
)
def test_laws_and_decrees_change_on_their_days(day: date, laws: list[str], decree: str) -> None:
    article = BY_KEY["advanced_worker"].article
    assert [one.number for one in laws_on(day, article)] == laws
    assert [one.number for one in decrees_on(day)] == [decree]


def test_what_is_from_memory_says_so() -> None:
    on = date(2026, 11, 23)
    unsure = {one.key for one in TITLES if one.multiple_on(on).confidence is not Confidence.HIGH}
    assert unsure == {"provincial_merit", "prime_ministers_merit", "unit_merit"}
    assert {one.key for one in TITLES if one.authority_on(on).source.confidence is Confidence.LOW} == {
        "grassroots_fighter",
        "advanced_unit",
    }
