"""What is kept until a record changes that it was worked out from."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlmodel import select

from tests.conftest import NOW
from tracker.audit import record
from tracker.database import Database, RecordSession
from tracker.records.officials import Official
from tracker.records.units import Unit
from tracker.unchanged import kept_while_unchanged


class Counted:
    """The names of all units, with how often they were looked up."""

    def __init__(self) -> None:
        self.times = 0

        @kept_while_unchanged(Unit)
        def names(session: RecordSession, beginning: str = "") -> tuple[str, ...]:
            self.times += 1
            return tuple(one for one in session.exec(select(Unit.name)).all() if one.startswith(beginning))

        self.names = names


@pytest.fixture(name="counted")
def make_counted() -> Counted:
    return Counted()


def looked(database: Database, counted: Counted, *given: str) -> tuple[str, ...]:
    """Return the names as a page sees them."""
    with database.reading() as session:
        return counted.names(session, *given)


def add_unit(database: Database, name: str) -> None:
    with database.writing("test") as session:
        session.add(Unit(code=name, name=name))


def test_what_nobody_changed_is_looked_up_once(database: Database, counted: Counted) -> None:
    add_unit(database, "Land")
    assert [looked(database, counted) for _ in range(3)] == [("Land",)] * 3
    assert counted.times == 1


def test_it_is_looked_up_again_after_a_row_changed_was_added_or_went(database: Database, counted: Counted) -> None:
    assert looked(database, counted) == ()
    add_unit(database, "Land")
    assert looked(database, counted) == ("Land",)
    with database.writing("test") as session:
        unit = session.exec(select(Unit)).one()
        unit.name = "Fields"
    assert looked(database, counted) == ("Fields",)
    with database.writing("test") as session:
        session.delete(session.exec(select(Unit)).one())
    assert looked(database, counted) == ()


def test_changes_of_other_tables_do_not_matter(database: Database, counted: Counted) -> None:
    add_unit(database, "Land")
    looked(database, counted)
    for number in range(3):
        with database.writing("test") as session:
            session.add(Official(code=f"CB{number}", full_name="Phạm Thị Hà"))
            record(session, "looked", "unit", "1")
        looked(database, counted)
    assert counted.times == 1


def test_what_a_session_has_not_committed_yet_is_seen_in_it_and_by_nobody_later(
    database: Database, counted: Counted
) -> None:
    add_unit(database, "Land")

    def refused() -> None:
        with database.writing("test") as session:
            session.add(Unit(code="lake", name="Lake"))
            assert counted.names(session) == ("Land", "Lake")
            raise InterruptedError

    with pytest.raises(InterruptedError):
        refused()
    assert looked(database, counted) == ("Land",)


def test_other_arguments_are_another_question(database: Database, counted: Counted) -> None:
    add_unit(database, "Land")
    assert looked(database, counted, "F") == ()
    assert looked(database, counted, "L") == ("Land",)


def test_one_database_does_not_answer_for_another(
    database: Database, counted: Counted, ready_sqlite: Path, tmp_path: Path
) -> None:
    shutil.copy(ready_sqlite, tmp_path / "other.db")
    other = Database(f"sqlite:///{(tmp_path / 'other.db').as_posix()}", lambda: NOW)
    add_unit(database, "Land")
    add_unit(other, "Fields")
    assert looked(database, counted) == ("Land",)
    assert looked(other, counted) == ("Fields",)
    other.close()
