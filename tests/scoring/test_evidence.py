"""Behind every number stand exactly the records that it counts."""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import select

from tests.slow.offices import in_random_offices
from tracker.database import Database, RecordSession
from tracker.messages import InputError
from tracker.periods import parse_period
from tracker.records.officials import Official
from tracker.scoring.evidence import evidence_of
from tracker.scoring.measuring import (
    CORE_MEASURE_SETS,
    defaults_of,
    measure_everybody,
    measures_by_key,
    with_defaults,
)

LOOKS = ((parse_period("2026-Q3"), date(2026, 9, 30)), (parse_period("2026-Q4"), date(2026, 11, 5)))
Records = Sequence[Any]


def _median_saved(files: Records) -> Decimal | None:
    return Decimal(statistics.median(file.saved_days for file in files)) if files else None


def _hours(courses: Records) -> Decimal:
    return Decimal(sum(course.hours_hundredths for course in courses)) / 100


SUMS: dict[str, Callable[[Records], object]] = {
    "files.same_day_allowed": lambda files: sum(file.allowed_days for file in files),
    "files.allowed_days": lambda files: sum(file.allowed_days for file in files),
    "files.saved_days": lambda files: sum(file.saved_days for file in files),
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
    with_evidence = [key for key, measure in measures.items() if measure.evidence is not None]
    assert with_evidence == [key for key in measures if not key.startswith("days.")]
    for period, as_of in LOOKS:
        found = measure_everybody(session, CORE_MEASURE_SETS, period, as_of)
        for official in session.exec(select(Official)).all():
            values = with_defaults(found.get(official.id, {}), defaults)
            for key in with_evidence:
                records = evidence_of(session, CORE_MEASURE_SETS, key, official.id, period, as_of)
                assert len({record.id for record in records}) == len(records)
                assert SUMS.get(key, len)(records) == values[key], (key, official.code, as_of)


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


def test_a_number_without_records_behind_it_names_those_that_have_some(database: Database) -> None:
    with database.reading() as session, pytest.raises(InputError, match=r"files\.overdue"):
        evidence_of(session, CORE_MEASURE_SETS, "days.present", 1, *LOOKS[0])
