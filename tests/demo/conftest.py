from __future__ import annotations

from datetime import date

import pytest

from tracker.demo.story import Story, make_story
from tracker.workdays import SHIPPED_OVERRIDES, Calendar, make_calendar

TODAYS = (
    date(2026, 1, 4),
    date(2026, 1, 15),
    date(2026, 1, 20),
    date(2026, 2, 23),
    date(2026, 7, 1),
    date(2026, 11, 22),
    date(2026, 11, 23),
    date(2026, 12, 31),
    date(2028, 2, 29),
)


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    return make_calendar(SHIPPED_OVERRIDES)


@pytest.fixture(scope="session", params=TODAYS, ids=str)
def story(request: pytest.FixtureRequest, calendar: Calendar) -> Story:
    """The story as told on several days: new year, mid-January, right after Tết, a Sunday, a leap day."""
    return make_story(request.param, "story", calendar)


@pytest.fixture(scope="session", params=TODAYS, ids=str)
def hard_story(request: pytest.FixtureRequest, calendar: Calendar) -> Story:
    return make_story(request.param, "hard", calendar)


@pytest.fixture(scope="session")
def november(calendar: Calendar) -> Story:
    return make_story(date(2026, 11, 23), "story", calendar)


@pytest.fixture(scope="session")
def hard_november(calendar: Calendar) -> Story:
    return make_story(date(2026, 11, 23), "hard", calendar)
