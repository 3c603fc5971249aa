"""How the databases answer: from the indexes alone, never by reading the table of files from end to end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Session

from tests.slow.offices import reward_rules
from tracker.database import Database
from tracker.fingerprint import store_fingerprint
from tracker.periods import parse_period
from tracker.records.handled_files import HandledFile
from tracker.records.lifecycle import FileStatus
from tracker.records.officials import Official
from tracker.scoring.basis import load_basis
from tracker.scoring.measuring import CORE_MEASURE_SETS, measure_everybody
from tracker.scoring.runs import points_without_cohort

QUARTER = parse_period("2026-Q3")
FILES, OFFICIALS = 8000, 20
TABLE = str(HandledFile.__tablename__)
Statement = tuple[str, object]


@pytest.fixture
def large(database: Database) -> Database:
    """A database with some thousand files of two years, whose statistics are up to date."""
    with database.writing("test") as session:
        store_fingerprint(session, reward_rules().fingerprint)
        session.add_all(Official(id=who, code=f"CB{who}", full_name="Official") for who in range(1, OFFICIALS + 1))
        session.flush()
        session.connection().execute(sa.insert(HandledFile), [_row(number) for number in range(FILES)])
        session.refresh_statistics()
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"VACUUM ANALYZE {TABLE}")
    return database


def _row(number: int) -> dict[str, object]:
    received = date(2025, 1, 1) + timedelta(number % 700)
    finished = received + timedelta(number % 12) if number % 9 else None
    overdue = received + timedelta(8) if finished is None or finished > received + timedelta(7) else None
    who = number % OFFICIALS + 1
    return {
        "code": f"H23.14-{number:06d}",
        "received_on": received,
        "handler_id": who,
        "status": FileStatus.FINISHED if finished else FileStatus.PROCESSING,
        "finished_on": finished,
        "ended_on": finished,
        "deadline_on": received + timedelta(7),
        "overdue_on": overdue,
        "overdue_holder_id": who if overdue else None,
        "finisher_id": who if finished else None,
        "timeliness": None if finished is None else 2 if overdue else 0,
        "allowed_days": 5 if finished else None,
        "saved_days": 1 if finished else None,
    }


@contextmanager
def told(database: Database) -> Iterator[list[Statement]]:
    """Collect the statements about files that are sent to the database."""
    statements: list[Statement] = []

    def note(_connection, _cursor, statement: str, parameters: object, _context, _many: bool) -> None:
        if TABLE in statement:
            statements.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def plans(database: Database, session: Session, statements: list[Statement]) -> list[str]:
    """Return how the database answers each statement; PostgreSQL, when it can do without reading whole tables."""
    if not database.is_sqlite:
        session.connection().exec_driver_sql("SET LOCAL enable_seqscan = off")
        session.connection().exec_driver_sql("SET LOCAL enable_bitmapscan = off")
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    found = []
    for statement, parameters in statements:
        lines = session.connection().exec_driver_sql(explain + statement, parameters).all()
        found.append("\n".join(str(line[-1]) for line in lines))
    return found


def measured(database: Database, officials: list[int] | None) -> dict[str, list[str]]:
    """Return the plans of the statements about files, by measure set."""
    found = {}
    with database.reading() as session:
        for one in CORE_MEASURE_SETS:
            with told(database) as statements:
                measure_everybody(session, [one], QUARTER, QUARTER.end, officials)
            if statements:
                found[one.key] = plans(database, session, statements)
    return found


def test_every_measure_of_files_is_read_from_a_covering_index(large: Database) -> None:
    by_set = measured(large, officials=None)
    wanted = {
        "files.finished": f"ix_{TABLE}_finished",
        "files.received": f"ix_{TABLE}_received",
        "files.overdue": f"ix_{TABLE}_overdue",
        "files.open": f"ix_{TABLE}_overdue",
    }
    assert set(by_set) == set(wanted)
    for key, index in wanted.items():
        first, *_ = by_set[key]
        if large.is_sqlite:
            assert f"SEARCH {TABLE} USING COVERING INDEX {index} " in first, first
        else:
            assert "Index" in first, first
            assert "Seq Scan" not in first, first


@pytest.mark.parametrize("officials", [None, [7]], ids=["everybody", "one official"])
def test_no_measure_reads_the_table_of_files_from_end_to_end(large: Database, officials: list[int] | None) -> None:
    by_set = measured(large, officials)
    assert set(by_set) == {"files.finished", "files.received", "files.overdue", "files.open"}
    for plan in (plan for found in by_set.values() for plan in found):
        assert f"Seq Scan on {TABLE}" not in plan, plan
        assert f"SCAN {TABLE}" not in plan, plan


def test_the_points_of_one_official_are_found_by_an_index_that_knows_him(large: Database) -> None:
    with large.reading() as session:
        basis = load_basis(session, reward_rules(), QUARTER, QUARTER.end)
        with told(large) as statements:
            lines = points_without_cohort(session, basis, 7)
        found = plans(large, session, statements)
    assert any(line.points.value is not None for line in lines)
    for holder, index in (("finisher_id", "finisher"), ("overdue_holder_id", "overdue_holder")):
        assert any(_reads_only(large, index, holder) in plan for plan in found), found


def test_the_files_of_one_official_are_measured_without_reading_them_from_the_table(large: Database) -> None:
    by_set = measured(large, officials=[7])
    holders = {"files.finished": "finisher", "files.received": "handler", "files.overdue": "overdue_holder"}
    for key, index in holders.items():
        assert _reads_only(large, index, f"{index}_id") in by_set[key][0], by_set[key]


def _reads_only(database: Database, index: str, holder: str) -> str:
    """Return what a plan says that reads one official's files, on SQLite from the index alone."""
    return f"COVERING INDEX ix_{TABLE}_{index} ({holder}=? AND " if database.is_sqlite else f"({holder} = 7)"
