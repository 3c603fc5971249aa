from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.messages import InputError
from tracker.periods import Period, parse_period, parse_range_or_period, period_of

days = st.dates(date(1900, 1, 1), date(2099, 12, 31))
grains = st.sampled_from(["year", "half", "quarter", "month"])
ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "start", "end", "grain"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "year"),
        ("2026-H1", date(2026, 1, 1), date(2026, 6, 30), "half"),
        ("2026-H2", date(2026, 7, 1), date(2026, 12, 31), "half"),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31), "quarter"),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30), "quarter"),
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30), "month"),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29), "month"),
    ],
)
def test_a_period_is_read_from_its_name(text, start, end, grain):
    period = parse_period(text)
    assert period == Period(text, start, end)
    assert period.grain == grain


def test_small_letters_and_outer_spaces_are_forgiven():
    assert parse_period(" 2026-q3 ") == parse_period("2026-Q3")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "26",
        "2026-",
        "2026-Q5",
        "2026-H3",
        "2026-13",
        "2026-00",
        "2026-1",
        "2026-Q",
        "3026",
        "Q3-2026",
        "2026-11-05",
        "2026-01-01..2026-06-30",
        "2026-1\u0661",
    ],
)
def test_what_is_no_period_is_answered_with_examples(text):
    with pytest.raises(InputError, match="2026, 2026-H1, 2026-Q3, 2026-11"):
        parse_period(text)


def test_a_report_takes_a_range_between_two_dates():
    period = parse_range_or_period("2026-01-15..2026-06-30")
    assert (period.start, period.end, period.grain) == (date(2026, 1, 15), date(2026, 6, 30), "range")
    assert parse_range_or_period("2026-Q3") == parse_period("2026-Q3")


@pytest.mark.parametrize(
    "text", ["..", "2026..2027", "2026-01-01..", "2026-02-30..2026-03-01", "2026-01-01...2026-06-30"]
)
def test_what_is_no_range_is_answered_with_an_example(text):
    with pytest.raises(InputError, match=r"2026-01-01\.\.2026-06-30"):
        parse_range_or_period(text)


def test_a_range_that_ends_before_it_begins_is_refused():
    with pytest.raises(InputError, match="ends before it begins"):
        parse_range_or_period("2026-06-30..2026-01-01")


@given(days, grains)
def test_a_name_written_is_the_period_read(day, grain):
    period = period_of(day, grain)
    assert period.contains(day)
    assert period.grain == grain
    assert parse_period(period.name) == period
    assert parse_range_or_period(period.name) == period


@given(days, days)
def test_a_range_written_is_the_range_read(one, other):
    start, end = min(one, other), max(one, other)
    period = parse_range_or_period(f"{start}..{end}")
    assert parse_range_or_period(period.name) == period
    assert (period.start, period.end) == (start, end)


@given(days, grains)
def test_a_period_holds_its_first_and_last_day_and_no_day_outside(day, grain):
    period = period_of(day, grain)
    assert period.contains(period.start)
    assert period.contains(period.end)
    assert not period.contains(period.start - ONE_DAY)
    assert not period.contains(period.end + ONE_DAY)


@given(days, grains)
def test_the_previous_period_ends_the_day_before_and_has_the_same_grain(day, grain):
    period = period_of(day, grain)
    before = period.previous()
    assert before.end + ONE_DAY == period.start
    assert before.grain == grain


@pytest.mark.parametrize(
    ("text", "previous"),
    [
        ("2026", "2025"),
        ("2026-H1", "2025-H2"),
        ("2026-Q1", "2025-Q4"),
        ("2026-01", "2025-12"),
        ("2026-01-01..2026-06-30", "2025-07-01..2025-12-31"),
        ("2026-03-01..2026-03-31", "2026-02-01..2026-02-28"),
        ("2026-03-05..2026-03-11", "2026-02-26..2026-03-04"),
        ("2026-03-05..2026-03-31", "2026-02-06..2026-03-04"),
        ("2026-03-01..2026-03-30", "2026-01-30..2026-02-28"),
    ],
)
def test_the_previous_period_is_the_one_to_compare_with(text, previous):
    assert parse_range_or_period(text).previous().name == previous


def test_a_year_divides_into_its_quarters():
    assert [part.name for part in parse_period("2026").parts("quarter")] == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]


def test_a_range_of_whole_months_divides_into_them():
    parts = parse_range_or_period("2025-12-01..2026-02-28").parts("month")
    assert [part.name for part in parts] == ["2025-12", "2026-01", "2026-02"]


@given(days, st.sampled_from([("year", "half"), ("year", "month"), ("half", "quarter"), ("quarter", "month")]))
def test_the_parts_of_a_period_cover_it_without_gap_or_overlap(day, grains):
    whole = period_of(day, grains[0])
    parts = whole.parts(grains[1])
    assert (parts[0].start, parts[-1].end) == (whole.start, whole.end)
    assert [part.previous() for part in parts[1:]] == parts[:-1]


@pytest.mark.parametrize(
    ("text", "grain"),
    [
        ("2026-Q3", "year"),
        ("2026-Q3", "half"),
        ("2026-01-15..2026-03-31", "month"),
        ("2026-01-01..2026-03-30", "month"),
    ],
)
def test_a_period_that_does_not_divide_into_whole_parts_says_so(text, grain):
    with pytest.raises(InputError, match="does not divide"):
        parse_range_or_period(text).parts(grain)


def test_a_running_period_is_looked_at_as_of_today_and_a_past_one_as_of_its_last_day():
    quarter = parse_period("2026-Q3")
    assert quarter.as_of(date(2026, 8, 5)) == date(2026, 8, 5)
    assert quarter.as_of(date(2026, 7, 1)) == date(2026, 7, 1)
    assert quarter.as_of(date(2027, 1, 1)) == date(2026, 9, 30)


def test_a_period_that_has_not_begun_cannot_be_looked_at():
    with pytest.raises(InputError, match="2026-Q3: it begins on 01/07/2026"):
        parse_period("2026-Q3").as_of(date(2026, 6, 30))


def test_periods_stand_in_the_order_of_their_days():
    names = ["2025-Q4", "2026-01", "2026-Q1", "2026-H1", "2026", "2026-02", "2026-11"]
    assert [period.name for period in sorted(map(parse_period, reversed(names)))] == names
    assert parse_period("2026-Q1") <= parse_period("2026-Q1") < parse_period("2026-H1")
