"""The formula against a second, slow computation product by product, and what must hold of it whatever the figures."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from plugins.rating.arithmetic import Work, mean_score, results_of, rounded
from plugins.rating.kinds import Level, Source
from plugins.rating.models import RatingProduct
from plugins.rating.products import work_of
from plugins.rating.settings import Levels

QUARTER = Decimal(25)


@st.composite
def products(draw: st.DrawFn) -> RatingProduct:
    assigned = draw(st.integers(0, 12))
    failures, delays = draw(st.integers(0, 8)), draw(st.integers(0, 8))
    return RatingProduct(
        sheet_id=1,
        source=Source.HAND,
        factor_hundredths=draw(st.integers(1, 500)),
        assigned=assigned,
        done=draw(st.integers(0, assigned)),
        failures=failures,
        failures_excused=draw(st.integers(0, failures)),
        delays=delays,
        delays_excused=draw(st.integers(0, delays)),
    )


def slow(rows: list[RatingProduct]) -> tuple[Fraction, Fraction, Fraction] | None:
    """Take each product in its hand: quarters are broken off the finished ones until nothing is left to break."""
    base = sum(row.factor_hundredths for row in rows for _ in range(row.assigned))
    if base == 0:
        return None
    kept = []
    for faults in (
        lambda _row: 0,
        lambda row: row.failures - row.failures_excused,
        lambda row: row.delays - row.delays_excused,
    ):
        whole = Fraction(0)
        for row in rows:
            quarters = 4 * row.done
            for _fault in range(faults(row)):
                quarters -= 1 if quarters else 0
            whole += Fraction(quarters * row.factor_hundredths, 4)
        kept.append(100 * whole / base)
    return kept[0], kept[1], kept[2]


@given(st.lists(products(), max_size=6))
def test_the_formula_is_what_counting_product_by_product_gives(rows: list[RatingProduct]) -> None:
    found, expected = results_of([work_of(row) for row in rows], QUARTER), slow(rows)
    assert (None if found is None else (found.quantity, found.quality, found.progress)) == expected


@given(st.lists(products(), min_size=1, max_size=5), st.data())
def test_a_cause_confirmed_as_objective_never_lowers_anything(rows: list[RatingProduct], data: st.DataObject) -> None:
    before = results_of([work_of(row) for row in rows], QUARTER)
    row = data.draw(st.sampled_from(rows))
    row.delays_excused = row.delays
    after = results_of([work_of(one) for one in rows], QUARTER)
    if before is not None and after is not None:
        assert after.progress >= before.progress
        assert (after.quantity, after.quality) == (before.quantity, before.quality)


@given(st.lists(products(), max_size=5))
def test_shares_lie_between_0_and_100(rows: list[RatingProduct]) -> None:
    found = results_of([work_of(row) for row in rows], QUARTER)
    if found is not None:
        assert 0 <= found.quality <= found.quantity <= 100
        assert 0 <= found.progress <= found.quantity
        assert 0 <= found.points(Decimal(70)) <= 70


def test_two_of_ten_late_once_and_nothing_else_cost_two_points_of_seventy_and_a_third() -> None:
    found = results_of([Work(Fraction(10), Fraction(10), late=Fraction(2))], QUARTER)
    assert found is not None
    assert found.progress == 95
    assert found.points(Decimal(70)) == Decimal("68.83")


def test_leaders_have_the_mean_of_six() -> None:
    found = results_of([Work(Fraction(4), Fraction(4))], QUARTER, [Decimal(50), Decimal(100), Decimal(100)])
    assert found is not None
    assert found.mean == Fraction(550, 6)
    assert found.points(Decimal(70)) == Decimal("64.17")


def test_where_nothing_was_assigned_there_are_no_results_rather_than_zero() -> None:
    assert results_of([], QUARTER) is None


@given(st.fractions(0, 1000))
def test_half_a_hundredth_is_rounded_up(exact: Fraction) -> None:
    assert abs(Fraction(rounded(exact)) - exact) <= Fraction(1, 200)
    assert rounded(Fraction(1, 200)) == Decimal("0.01")


def test_the_year_is_the_mean_of_its_periods() -> None:
    assert mean_score([Decimal("89.99"), Decimal(90)], 2) == Decimal("90.00")
    assert mean_score([Decimal(80)], 4) == Decimal(20)
    assert mean_score([], 4) is None


def test_a_bound_belongs_to_the_level_above_it() -> None:
    levels = Levels()
    reached = [levels.reached_with(Decimal(text)) for text in ("90", "89.99", "70", "69.99", "50", "49.99")]
    assert reached == [
        *(Level.EXCELLENT, Level.GOOD, Level.GOOD, Level.COMPLETED, Level.COMPLETED, Level.NOT_COMPLETED),
    ]
