"""The indexes of the table of files while a first, large list comes in."""

from __future__ import annotations

from collections.abc import Set
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from tracker.database import Database
from tracker.imports.files.storing import FILES
from tracker.imports.storing.bulk import indexes_built_at_the_end
from tracker.records.handled_files import HandledFile

EVERY_INDEX = {index.name for index in FILES.indexes}
MANY, FEW = 5_000, 4_999


def indexes_in(session: Session) -> Set[str | None]:
    return {index["name"] for index in sa.inspect(session.connection()).get_indexes(FILES.name)}


def test_the_indexes_of_an_empty_table_are_built_after_many_rows_came_in(database: Database, backend: str) -> None:
    with database.writing("test") as session:
        with indexes_built_at_the_end(session.connection(), FILES, MANY):
            assert indexes_in(session) & EVERY_INDEX == (set() if backend == "sqlite" else EVERY_INDEX)
        assert indexes_in(session) >= EVERY_INDEX


def test_the_indexes_stay_while_few_rows_come_in(database: Database) -> None:
    with database.writing("test") as session, indexes_built_at_the_end(session.connection(), FILES, FEW):
        assert indexes_in(session) >= EVERY_INDEX


def test_the_indexes_stay_where_as_many_rows_stand_already(database: Database) -> None:
    with database.writing("test") as session:
        files = [{"code": f"H{number}", "received_on": date(2026, 7, 6)} for number in range(MANY)]
        session.connection().execute(sa.insert(HandledFile), files)
        with indexes_built_at_the_end(session.connection(), FILES, MANY):
            assert indexes_in(session) >= EVERY_INDEX


def test_an_import_that_fails_leaves_every_index(database: Database) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        database.writing("test") as session,
        indexes_built_at_the_end(session.connection(), FILES, MANY),
    ):
        raise ZeroDivisionError
    with database.reading() as session:
        assert indexes_in(session) >= EVERY_INDEX
