"""A database with rows in all its tables, and another one to restore into."""

from __future__ import annotations

import json
import uuid
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from tests.conftest import NOW, NewPostgres
from tracker.backup.archive import open_backup
from tracker.backup.restoring import restore
from tracker.backup.tables import stored_owners, stored_tables
from tracker.database import Database
from tracker.decisions.decisions import Decision, DecisionItem, DecisionKind
from tracker.migrate import CORE_OWNER
from tracker.owners import Owner
from tracker.records.file_changes import note_hand_over
from tracker.records.officials import Official
from tracker.records.units import Unit, UnitKind
from tracker.testing import Office

Rows = dict[str, list[tuple[object, ...]]]
Open = Callable[[str], Database]
EXAMPLES: dict[type[object], object] = {
    str: "một ví dụ, “đủ” dấu \\ \t \n và cả \u2028",
    int: 1,
    bool: True,
    date: date(2026, 7, 6),
    time: time(7, 30, 5, 120),
    datetime: datetime(2026, 7, 6, 0, 30, 0, 70, tzinfo=UTC),
    bytes: b"\x00\xff\\",
}


@pytest.fixture
def full(database: Database) -> Database:
    """A database with at least one row in every table; one unit stands under a unit that was added later."""
    with database.writing("CB01", because="để thử") as session:
        office = Office(session)
        official, other = office.official(), office.official("CB02", "Trần Thị Bé")
        office.file(
            official, date(2026, 7, 6), date(2026, 7, 10), finished_on=date(2026, 7, 9), received_at=time(7, 30)
        )
        file = office.file(other, date(2026, 7, 6))
        note_hand_over(session, file, official.id or 0, date(2026, 7, 8))
        later = Unit(code="later", name="", kind=UnitKind.PROVINCE)
        session.add(later)
        session.flush()
        session.get_one(Unit, 1).parent_id = later.id
        decided = decision_on_an_achievement()
        session.add(decided)
        session.flush()
        session.add(praised(decided, official))
        session.flush()
        fill_empty_tables(session.connection())
    return database


def decision_on_an_achievement() -> Decision:
    """A draft that is about no period and revokes nothing."""
    told = json.dumps({"id": "một ví dụ", "parameters": {}})
    return Decision(
        kind=DecisionKind.ACHIEVEMENT, form="x", title=told, dossier_on=date(2026, 7, 6), proposed_by="CB01"
    )


def praised(decided: Decision, official: Official) -> DecisionItem:
    """An official, no unit, whom that decision is about."""
    return DecisionItem(decision_id=decided.id or 0, official_id=official.id, is_chosen=True)


def fill_empty_tables(connection: sa.Connection) -> None:
    """Add a row to each table of the core that has none."""
    there = stored_tables(connection, ["tracker"])
    for table in SQLModel.metadata.sorted_tables:
        if table.name in there and not connection.execute(sa.select(table.c).limit(1)).first():
            connection.execute(sa.insert(table).values({c.name: example(connection, c) for c in table.columns}))


def example(connection: sa.Connection, column: sa.Column[object]) -> object:
    """Return a value that the column takes; nothing where it may be empty."""
    for key in column.foreign_keys:
        return None if column.nullable else connection.execute(sa.select(key.column).limit(1)).scalar()
    kind = column.type.impl_instance if isinstance(column.type, sa.TypeDecorator) else column.type
    if column.nullable and not isinstance(kind, sa.Text):
        return None
    if isinstance(kind, sa.Enum):
        assert kind.enum_class is not None
        return next(iter(kind.enum_class))
    value, length = EXAMPLES[kind.python_type], getattr(kind, "length", None)
    return value[:length] if isinstance(value, str) and length else value


def rows_of(database: Database) -> Rows:
    """Return every row of every table, as the models see them."""
    with database.reading() as session:
        connection = session.connection()
        names = stored_tables(connection, stored_owners(connection))
        tables = [SQLModel.metadata.tables[name] for name in names]
        in_order = [sa.select(table).order_by(*table.primary_key) for table in tables]
        return {name: [tuple(row) for row in connection.execute(s)] for name, s in zip(names, in_order, strict=True)}


@pytest.fixture
def open_empty(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Open]:
    """Open a database of that kind without any table."""
    opened: list[Database] = []

    def open_one(backend: str) -> Database:
        url = f"sqlite:///{(tmp_path / uuid.uuid4().hex).as_posix()}.db"
        if backend != "sqlite":
            new: NewPostgres = request.getfixturevalue("new_postgres")
            url = new()
        opened.append(Database(url, lambda: NOW))
        return opened[-1]

    yield open_one
    for database in opened:
        database.close()


@pytest.fixture
def empty(open_empty: Open, backend: str) -> Database:
    """Another database of the same kind without any table."""
    return open_empty(backend)


def restored(path: Path, database: Database, *owners: Owner, keep_in: Path | None = None) -> Path | None:
    """Restore a backup of the core and these plugins."""
    with open_backup(path) as backup:
        return restore(database, [CORE_OWNER, *owners], backup, keep_in)


def members_of(path: Path) -> dict[str, bytes]:
    """Return what a backup holds, by member."""
    with zipfile.ZipFile(path) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def write_members(path: Path, members: dict[str, bytes]) -> None:
    """Write a backup that holds just that."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def forge(path: Path, table: str, lines: bytes) -> None:
    """Put other rows into a backup so that its manifest still fits."""
    members = members_of(path)
    manifest = json.loads(members["manifest.json"])
    digest = {"rows": lines.count(b"\n"), "bytes": len(lines), "sha256": sha256(lines).hexdigest()}
    manifest["tables"][table] |= digest
    write_members(path, members | {f"{table}.jsonl": lines, "manifest.json": json.dumps(manifest).encode()})
