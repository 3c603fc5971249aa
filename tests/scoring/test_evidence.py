"""Behind every number stand exactly the records that it counts."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import select

from tests.slow.offices import in_random_offices
from tracker.contributions import Measure, MeasureSet
from tracker.database import Database, RecordSession
from tracker.messages import InputError, message
from tracker.periods import parse_period
from tracker.records.officials import Official
from tracker.records.postings import Posting
from tracker.scoring.evidence import evidence_of
from tracker.scoring.measuring import (
    CORE_MEASURE_SETS,
    defaults_of,
    measure_everybody,
    measures_by_key,
    with_defaults,
)
from tracker.workdays import CalendarDay

LOOKS = ((parse_period("2026-Q3"), date(2026, 9, 30)), (parse_period("2026-Q4"), date(2026, 11, 5)))
Records = Sequence[Any]


def _median_saved(files: Records) -> Decimal | None:
    return Decimal(statistics.median(file.saved_days or 0 for file in files)) if files else None


def _hours(courses: Records) -> Decimal:
    return Decimal(sum(course.hours_hundredths for course in courses)) / 100


SUMS: dict[str, Callable[[Records], object]] = {
    "files.allowed_days": lambda files: sum(file.allowed_days for file in files),
    "files.saved_days": lambda files: sum(file.saved_days or 0 for file in files),
    "files.median_saved_days": _median_saved,
    "files.units": lambda files: Decimal(sum(file.weight_hundredths for file in files)) / 100,
    "training.hours": _hours,
    "training.hours_this_year": _hours,
}
"""What a measure adds up of its records; the others count them."""


def test_the_records_behind_a_number_are_exactly_those_counted(database: Database) -> None:
    in_random_offices(database, _is_behind_every_number, sqlite=6, postgresql=2)


def _is_behind_every_number(session: RecordSession, _chance: random.Random) -> None:
    measures, defaults = measures_by_key(CORE_MEASURE_SETS), defaults_of(CORE_MEASURE_SETS)
    assert [key for key, measure in measures.items() if measure.evidence is None] == []
    for period, as_of in LOOKS:
        found = measure_everybody(session, CORE_MEASURE_SETS, period, as_of)
        for official in session.exec(select(Official)).all():
            values = with_defaults(found.get(official.id, {}), defaults)
            for key in measures:
                records = evidence_of(session, CORE_MEASURE_SETS, key, official.id, period, as_of)
                assert len({sa.inspect(record).identity for record in records}) == len(records)
                if key.startswith("days."):
                    assert _days(session, official.id, records, key) == values[key], (key, official.code, as_of)
                else:
                    assert SUMS.get(key, len)(records) == values[key], (key, official.code, as_of)


def _days(session: RecordSession, official_id: int, days: Records, key: str) -> Decimal:
    """Return the full-time days that these working days are, or their share of the working days of the year."""
    postings = session.exec(select(Posting).where(Posting.official_id == official_id)).all()
    percents = [
        next(one.working_time_percent for one in postings if one.valid_from <= day.on <= (one.valid_to or date.max))
        for day in days
    ]
    full_days = Decimal(sum(percents)) / 100
    if key == "days.present":
        return full_days
    year = select(CalendarDay).where(CalendarDay.on >= date(2026, 1, 1), CalendarDay.on <= date(2026, 12, 31))
    return full_days / sum(day.is_working for day in session.exec(year))


def test_the_measures_of_one_official_are_those_he_has_among_all(database: Database) -> None:
    in_random_offices(database, _is_alone_what_he_is_among_all, sqlite=5, postgresql=2)


def _is_alone_what_he_is_among_all(session: RecordSession, _chance: random.Random) -> None:
    defaults = defaults_of(CORE_MEASURE_SETS)
    for period, as_of in LOOKS:
        everybody = measure_everybody(session, CORE_MEASURE_SETS, period, as_of)
        for official in session.exec(select(Official)).all():
            alone = measure_everybody(session, CORE_MEASURE_SETS, period, as_of, [official.id])
            assert set(alone) <= {official.id}
            mine, among_all = alone.get(official.id, {}), everybody.get(official.id, {})
            assert with_defaults(mine, defaults) == with_defaults(among_all, defaults)


@pytest.mark.parametrize("key", ["tiny.seen", "files.nowhere"])
def test_a_number_without_records_behind_it_names_those_that_have_some(database: Database, key: str) -> None:
    bare = MeasureSet("tiny", (Measure("tiny.seen", message("Seen")),), lambda *_given: {})
    with database.reading() as session, pytest.raises(InputError, match=r"behind " + key + r".*files\.overdue"):
        evidence_of(session, (*CORE_MEASURE_SETS, bare), key, 1, *LOOKS[0])
