from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from tracker.imports.checking.dates import DateOrder, resolve_dates

AUGUST_5 = date(2026, 8, 5)


def only(value, zone, **options):
    column = resolve_dates([value], zone, **options)
    assert not column.problems
    return column.dates[0], column.times[0]


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("05/08/2026 09:30:41", time(9, 30, 41)),
        ("05/08/2026 09:30", time(9, 30)),
        ("05/08/2026 9h30", time(9, 30)),
        ("05/08/2026 02:30 CH", time(14, 30)),
        ("05/08/2026 12:15 AM", time(0, 15)),
        ("05/08/2026", None),
        ("05/08/2026 00:00:00", None),
        (" 5/8/2026\t", None),
        ("05-08-2026", None),
        ("05.08.2026", None),
        ("05/08/26", None),
        ("2026-08-05T09:30:41", time(9, 30, 41)),
        ("2026-08-05T02:30:41Z", time(9, 30, 41)),
        ("2026-08-05T02:30:41+00:00", time(9, 30, 41)),
        ("2026-08-04T20:00:00-05:00", time(8, 0)),
        ("2026-08-05 09:30", time(9, 30)),
        ("2026-08-05", None),
        ("ngày 05 tháng 8 năm 2026", None),
        ("Ngày 5 tháng 08 năm 2026", None),
        ("09 giờ 30 phút, ngày 05 tháng 8 năm 2026", time(9, 30)),
        ("09:30 05/08/2026", time(9, 30)),
        ("09:30, ngày 05/08/2026", time(9, 30)),
        ("46239", None),
        (46239.0, None),
        (46239, None),
        (46239.395833333336, time(9, 30)),
        (datetime.fromisoformat("2026-08-05T09:30"), time(9, 30)),
        (datetime(2026, 8, 5, 2, 30, tzinfo=UTC), time(9, 30)),
        (datetime.fromisoformat("2026-08-05"), None),
        (AUGUST_5, None),
    ],
)
def test_a_date_is_read_in_every_form_that_exports_write(written, at, zone):
    assert only(written, zone, order=DateOrder.DAY_FIRST) == (AUGUST_5, at)


@pytest.mark.parametrize(
    "written",
    ["", " ", "-", "–", "chưa có", "Chưa có", "NULL", None, "Không", "...", "…", "//", "/ /", "00/00/0000", "0-0-0"],
)
def test_what_says_nothing_is_no_date(written, zone):
    assert only(written, zone) == (None, None)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("31/02/2026", "no such day"),
        ("2026-02-31T08:00:00", "no such day"),
        ("ngày 31 tháng 2 năm 2026", "no such day"),
        ("05/08/1999", "years 2000 to 2049"),
        ("05/08/2050", "years 2000 to 2049"),
        ("05/08/75", "years 2000 to 2049"),
        (date(1926, 8, 5), "years 2000 to 2049"),
        ("hôm qua", "is not a date"),
        ("05/08", "is not a date"),
        ("05/08/2026 25:00", "is not a date"),
        ("05/08/2026 13:00 PM", "is not a date"),
        ("3 ngày", "is not a date"),
        (12.0, "is not a date"),
        (True, "is not a date"),
        (time(8, 30), "is not a date"),
    ],
)
def test_what_is_no_possible_date_is_a_problem(written, told, zone):
    column = resolve_dates([written], zone)
    assert told in column.problems[0].id % column.problems[0].params
    assert column.dates == [None]


def test_one_value_whose_day_is_clear_decides_for_its_column(zone):
    assert resolve_dates(["03/04/2026", "25/04/2026"], zone).dates == [date(2026, 4, 3), date(2026, 4, 25)]
    assert resolve_dates(["03/04/2026", "04/25/2026"], zone).dates == [date(2026, 3, 4), date(2026, 4, 25)]


def test_the_few_values_that_fit_only_the_other_order_are_problems(zone):
    column = resolve_dates(["25/04/2026", "26/04/2026", "04/27/2026"], zone)
    assert column.dates == [date(2026, 4, 25), date(2026, 4, 26), None]
    assert column.problems[2].params == {"value": "04/27/2026", "date": date(2026, 4, 27)}


def test_a_column_that_nothing_decides_is_ambiguous_and_shows_both_readings(zone):
    column = resolve_dates(["05/05/2026", "03/04/2026"], zone)
    assert column.ambiguous
    assert column.example.written == "03/04/2026"
    assert (column.example.day_first, column.example.month_first) == (date(2026, 4, 3), date(2026, 3, 4))
    assert column.two_ways == [1]


def test_a_column_that_reads_the_same_both_ways_is_not_ambiguous(zone):
    assert not resolve_dates(["05/05/2026", "", "2026-03-04"], zone).ambiguous


def test_as_many_values_for_one_order_as_for_the_other_are_a_question(zone):
    assert resolve_dates(["25/04/2026", "04/25/2026", "03/04/2026"], zone).ambiguous


def test_the_days_expected_decide_where_the_column_does_not(zone):
    window = (date(2026, 2, 27), date(2026, 3, 10))
    column = resolve_dates(["03/04/2026", "03/05/2026"], zone, hints=[window, None])
    assert not column.ambiguous
    assert column.dates == [date(2026, 3, 4), date(2026, 3, 5)]


def test_an_answer_wins_over_hints(zone):
    window = (date(2026, 4, 1), date(2026, 4, 10))
    column = resolve_dates(["03/04/2026"], zone, DateOrder.MONTH_FIRST, [window])
    assert column.dates == [date(2026, 3, 4)]
