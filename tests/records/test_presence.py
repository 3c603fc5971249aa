"""The share of a year in which somebody is there, by which yearly targets are pro-rated."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tracker.database import Database
from tracker.periods import period_of
from tracker.records.presence import shares_of_year
from tracker.scoring.presence_measures import measure_presence
from tracker.testing import Office
from tracker.workdays import load_calendar

NEW_YEAR, JULY, LAST = date(2026, 1, 1), date(2026, 7, 1), date(2026, 12, 31)


@pytest.fixture
def people(database: Database) -> dict[str, int]:
    """Who is there from July, half the time, away from July on, and gone before the year."""
    with database.writing("test") as session:
        office = Office(session)
        found = {
            "july": office.official("CB01", since=JULY),
            "half": office.official("CB02", working_time_percent=50),
            "away": office.official("CB03"),
            "gone": office.official("CB04", until=date(2025, 12, 31)),
        }
        office.absence(found["away"], JULY, LAST)
        return {name: one.id or 0 for name, one in found.items()}


def test_a_share_is_the_working_days_in_service_and_not_absent_of_those_of_the_year(
    database: Database, people: dict[str, int]
) -> None:
    with database.reading() as session:
        found = shares_of_year(session, 2026, LAST)
        calendar = load_calendar(session)
    year = calendar.count(NEW_YEAR, LAST)
    assert found == {
        people["july"]: Decimal(calendar.count(JULY, LAST)) / year,
        people["half"]: Decimal("0.5"),
        people["away"]: Decimal(calendar.count(NEW_YEAR, date(2026, 6, 30))) / year,
    }


def test_the_measure_of_the_year_so_far_says_the_same(database: Database, people: dict[str, int]) -> None:
    day = date(2026, 8, 20)
    with database.reading() as session:
        measured = measure_presence(session, None, period_of(day, "quarter"), day)["days.share_of_year"]
        assert shares_of_year(session, 2026, day) == measured
        assert shares_of_year(session, 2026, day, [people["half"]]).keys() == {people["half"]}


def test_a_year_ends_with_its_last_day(database: Database, people: dict[str, int]) -> None:
    with database.reading() as session:
        assert shares_of_year(session, 2026, date(2027, 3, 1)) == shares_of_year(session, 2026, LAST)
        assert people["july"] not in shares_of_year(session, 2026, date(2026, 6, 30))
