"""The years of the holiday calendar: scored inside, one sentence outside."""

from __future__ import annotations

import pytest

from tests.slow.offices import reward_rules
from tracker.database import Database
from tracker.fingerprint import store_fingerprint
from tracker.messages import InputError
from tracker.periods import parse_period
from tracker.scoring.basis import load_basis
from tracker.scoring.runs import score
from tracker.testing import BEGINNING, Office
from tracker.workdays import FIRST_DAY, LAST_DAY


@pytest.mark.parametrize("name", ["1999", "2009-Q4", "2009-12", "2051-Q1"])
def test_a_period_outside_the_calendar_is_refused_with_its_years(database: Database, name: str) -> None:
    with database.writing("test") as session:
        store_fingerprint(session, reward_rules().fingerprint)
        period = parse_period(name)
        with pytest.raises(InputError, match=rf"{name} lies outside .* the years 2010 to 2050\. Choose a period"):
            load_basis(session, reward_rules(), period, period.end)


@pytest.mark.parametrize("name", ["2010-Q1", "2010", "2050-Q4"])
def test_the_first_and_the_last_year_of_the_calendar_are_scored(database: Database, name: str) -> None:
    with database.writing("test") as session:
        store_fingerprint(session, reward_rules().fingerprint)
        Office(session).official(since=min(FIRST_DAY, BEGINNING))
        period = parse_period(name)
        assert FIRST_DAY <= period.start <= period.end <= LAST_DAY
        (card,) = score(session, load_basis(session, reward_rules(), period, period.end))
    assert card.measures["days.present"] > 0
