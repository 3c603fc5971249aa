"""A file has one outcome in one period: quarters add up to their year, and no file is punished twice."""

from __future__ import annotations

import random
from collections import Counter

from sqlmodel import select

from tests.slow.offices import in_random_offices
from tracker.database import Database, RecordSession
from tracker.periods import Period, parse_period
from tracker.records.handled_files import HandledFile
from tracker.records.officials import Official
from tracker.scoring.evidence import evidence_of
from tracker.scoring.measuring import CORE_MEASURE_SETS, measure_everybody

YEAR = parse_period("2026")
OUTCOMES = ("files.early", "files.on_time", "files.overdue", "files.excused")


def test_the_quarters_of_every_official_add_up_to_the_year(database: Database) -> None:
    in_random_offices(database, _adds_up, sqlite=10, postgresql=3)


def test_no_file_has_two_outcomes_in_the_quarters_of_a_year(database: Database) -> None:
    in_random_offices(database, _counts_once, sqlite=5, postgresql=2)


def _outcomes(session: RecordSession, period: Period) -> Counter[tuple[int, str]]:
    found = measure_everybody(session, CORE_MEASURE_SETS, period, period.end)
    return Counter({(who, key): int(values.get(key, 0) or 0) for who, values in found.items() for key in OUTCOMES})


def _adds_up(session: RecordSession, _chance: random.Random) -> None:
    files, quarters = session.exec(select(HandledFile)).all(), YEAR.parts("quarter")
    added: Counter[tuple[int, str]] = Counter()
    for quarter in quarters:
        added.update(_outcomes(session, quarter))
        for file in files:
            is_charged = file.overdue_holder_id is not None and quarter.contains(file.overdue_on)
            if is_charged and file.excused_on is not None and quarter.end < file.excused_on <= YEAR.end:
                added[file.overdue_holder_id, "files.overdue"] -= 1
                added[file.overdue_holder_id, "files.excused"] += 1
    year = _outcomes(session, YEAR)
    assert +added == +year
    assert {key for _, key in +year} >= {"files.early", "files.overdue"}


def _counts_once(session: RecordSession, _chance: random.Random) -> None:
    counted: Counter[int] = Counter()
    for official in session.exec(select(Official)).all():
        for quarter in YEAR.parts("quarter"):
            for key in OUTCOMES:
                records = evidence_of(session, CORE_MEASURE_SETS, key, official.id, quarter, quarter.end)
                counted.update(file.id for file in records)
    assert counted
    assert set(counted.values()) == {1}
