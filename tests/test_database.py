"""The one writer at a time, and readers that never write."""

from __future__ import annotations

import multiprocessing
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import select

from tracker.audit import verify
from tracker.database import MAPPED, Database
from tracker.migrate import CORE_OWNER, missing_changes
from tracker.records.officials import Official
from tracker.records.units import Unit, UnitKind

WRITERS, ROUNDS = 4, 15


def count_up(url: str, rounds: int) -> None:
    """Read a number, think, write it back one higher: the update that careless databases lose."""
    database = Database(url, lambda: datetime.now(UTC))
    for _ in range(rounds):
        with database.writing("counter") as session:
            unit = session.exec(select(Unit).where(Unit.code == "counter")).one()
            unit.name = str(int(unit.name) + 1)
            session.add(unit)
    database.close()


def test_no_update_of_several_processes_is_lost_and_no_link_of_the_audit_chain_breaks(database: Database) -> None:
    with database.writing("test") as session:
        session.add(Unit(code="counter", name="0", kind=UnitKind.DIVISION))
    url = database.url.render_as_string(hide_password=False)
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=count_up, args=(url, ROUNDS)) for _ in range(WRITERS)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * WRITERS
    with database.reading() as session:
        assert session.exec(select(Unit.name)).one() == str(WRITERS * ROUNDS)
        assert verify(session) is None


def test_a_reading_session_cannot_change_the_records(database: Database) -> None:
    with pytest.raises(sa.exc.DBAPIError), database.reading() as session:
        session.connection().execute(sa.insert(Official).values(code="CB01", full_name="Phạm Thị Hà"))


def test_what_is_tried_is_seen_inside_and_leaves_nothing_even_where_it_commits(database: Database) -> None:
    with database.trying() as session:
        session.connection().execute(sa.insert(Unit).values(code="tried", name="x", kind=UnitKind.DIVISION))
        session.commit()
        assert session.exec(select(Unit.name)).one() == "x"
    with database.reading() as session:
        assert session.exec(select(Unit)).all() == []
    with database.writing("test") as session:
        session.add(Unit(code="new", name="New"))


def test_a_reading_session_sees_one_moment(database: Database) -> None:
    with database.reading() as session:
        before = session.exec(select(sa.func.count()).select_from(Unit)).one()
        with database.writing("test") as writer:
            writer.add(Unit(code="new", name="New"))
        assert session.exec(select(sa.func.count()).select_from(Unit)).one() == before


def add_half_and_fail(database: Database) -> None:
    with database.writing("test") as session:
        session.add(Unit(code="half", name="Half"))
        session.flush()
        raise RuntimeError("midway")


def test_an_error_leaves_nothing_of_its_transaction(database: Database) -> None:
    with pytest.raises(RuntimeError, match="midway"):
        add_half_and_fail(database)
    with database.reading() as session:
        assert session.exec(select(Unit)).all() == []
        assert verify(session) is None


@pytest.mark.parametrize(("maps", "expected"), [(True, MAPPED), (False, 0)])
def test_a_page_alone_reads_the_file_as_memory(database: Database, maps: bool, expected: int) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL keeps its own memory")
    with database.reading(maps=not maps) as earlier:
        earlier.connection()
    with database.reading(maps=maps) as session:
        assert session.connection().exec_driver_sql("PRAGMA mmap_size").scalar_one() == expected
    with database.writing("test") as writer:
        assert writer.connection().exec_driver_sql("PRAGMA mmap_size").scalar_one() == 0


def known_to_the_planner(database: Database) -> set[str]:
    """Return the tables of whose indexes SQLite keeps how many rows they lead to."""
    with database.reading() as session:
        kept = session.connection().exec_driver_sql("SELECT tbl FROM sqlite_stat1") if database.is_sqlite else None
        return set(kept.scalars()) if kept is not None else set()


def add_unit_twice(database: Database) -> None:
    with database.writing("test") as session:
        session.add(Unit(code="new", name="New", kind=UnitKind.DIVISION))
        session.refresh_statistics()
        session.add(Unit(code="new", name="New", kind=UnitKind.DIVISION))


def test_what_the_planner_knows_of_the_indexes_is_refreshed_with_the_transaction_or_not_at_all(
    database: Database,
) -> None:
    with database.writing("test") as session:
        session.add(Official(code="CB01", full_name="Phạm Thị Hà"))
        session.refresh_statistics()
    assert ("tracker_official" in known_to_the_planner(database)) == database.is_sqlite
    with pytest.raises(sa.exc.IntegrityError):
        add_unit_twice(database)
    assert "tracker_unit" not in known_to_the_planner(database)
    assert missing_changes(database, CORE_OWNER) == []


def test_a_connection_is_set_up_anew_only_for_another_use(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("only SQLite is set up by PRAGMAs")
    sent: list[str] = []

    def note(_connection: sa.Connection, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    def read() -> None:
        with database.reading() as session:
            session.exec(select(Unit)).all()

    read()
    event.listen(database.engine, "before_cursor_execute", note)
    read()
    assert not [statement for statement in sent if statement.startswith("PRAGMA")]
    with database.writing("test") as session:
        session.add(Unit(code="new", name="New"))
    sent.clear()
    read()
    assert "PRAGMA query_only = ON" in sent
