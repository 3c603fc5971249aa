"""A database that one test gives back is to the next one as if nobody had had it."""

from __future__ import annotations

from sqlmodel import delete, select

from tests.conftest import NOW
from tests.postgres import Copies
from tracker.database import Database
from tracker.records.officials import Official
from tracker.workdays import CalendarDay, load_calendar


def write(copies: Copies, name: str) -> int:
    """Add an official to the database and empty its calendar; return the official's number."""
    database = Database(copies.address(name), lambda: NOW)
    with database.writing("test") as session:
        assert session.exec(select(Official)).all() == []
        load_calendar(session)
        official = Official(code="A", full_name="A")
        session.add(official)
        session.flush()
        session.exec(delete(CalendarDay))
        number = official.id or 0
    database.close()
    return number


def test_rows_that_a_test_wrote_or_removed_are_put_back_and_numbers_begin_anew(
    copies: Copies, ready_postgres: str
) -> None:
    numbers, names = [], set()
    for _ in range(3):
        name, before = copies.lend(ready_postgres)
        numbers.append(write(copies, name))
        names.add(name)
        copies.take_back(ready_postgres, name, before)
    assert (numbers, len(names)) == ([1, 1, 1], 1)


def test_a_database_whose_tables_a_test_changed_is_lent_to_nobody(copies: Copies, ready_postgres: str) -> None:
    name, before = copies.lend(ready_postgres)
    with copies.connected(name) as database:
        database.execute("ALTER TABLE tracker_official ADD COLUMN nick text")
    copies.take_back(ready_postgres, name, before)
    assert name not in copies.idle[ready_postgres]
    with copies.connected("postgres") as server:
        assert server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None
