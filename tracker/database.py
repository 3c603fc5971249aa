"""The database: `reading()` and `writing()` are the only ways to a session.

One writer works at a time, on SQLite by `BEGIN IMMEDIATE`, on PostgreSQL by an advisory lock held to the end of the
transaction. What a writer read is therefore still true when it writes: no update is lost, no transaction has to be
tried again, and both databases behave alike. Readers never wait. Writing transactions are kept short.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session, SQLModel

WRITER_LOCK = 0x7472_6163_6B65_7200
_WRITES, _MAPS, _SET_UP = "tracker_writes", "tracker_maps", "tracker_set_up"
SECONDS_TO_WAIT_FOR_THE_WRITER = 30
READING_CACHE, WRITING_CACHE = -32_768, -65_536
"""Kilobytes of SQLite's page cache, written as SQLite wants them: writing touches every index, reading scans one."""
MAPPED = 1 << 30
"""Bytes of a SQLite file that pages read as memory, which halves the time of many rows that lie far apart."""
ENTRIES_LOOKED_AT = 1000
_POOL = {"poolclass": sa.QueuePool, "max_overflow": -1, "pool_use_lifo": True}
"""Whoever works has a connection, or two where a page reads and writes; a few are kept open for the next.

The one used last is used next: it has prepared most statements and read most of the file.
"""

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def one_of(choices: type[enum.StrEnum], name: str) -> sa.Enum:
    """Return the column type for a choice: stored as its value, checked by the database."""
    return sa.Enum(
        choices,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


@dataclass(frozen=True)
class Change:
    """Who changes the records in one writing transaction, when, and why."""

    actor: str
    at: datetime
    because: str | None = None


class RecordSession(Session):
    """The session of Tracker; what it writes is audited (see `tracker.audit`)."""

    @property
    def change(self) -> Change:
        """Who writes in this session; only a session of `writing()` has one."""
        change = self.info["change"]
        assert isinstance(change, Change)
        return change

    def refresh_statistics(self) -> None:
        """Let SQLite look through its indexes, so that it chooses the right one; PostgreSQL does so by itself.

        It reads at most `ENTRIES_LOOKED_AT` of each index, which takes some milliseconds in a file of any size.
        """
        connection = self.connection()
        if connection.dialect.name == "sqlite":
            self.flush()
            connection.exec_driver_sql(f"PRAGMA analysis_limit = {ENTRIES_LOOKED_AT}")
            connection.exec_driver_sql("ANALYZE")


class Database:
    """One database and the clock that dates its changes (UTC)."""

    def __init__(self, url: str, clock: Callable[[], datetime]) -> None:
        self.url = sa.make_url(url)
        self.clock = clock
        self.engine = _make_engine(self.url)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a SQLite file; else it is PostgreSQL."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def reading(self, *, maps: bool = False) -> Iterator[RecordSession]:
        """Open a session that sees one moment of the records and cannot change them.

        With `maps`, SQLite reads the file as memory: quick for a page that looks a row up here and there. The system
        counts what was read so as the program's own memory, though it takes it back where it is needed.
        """
        engine = self.engine.execution_options(**{_MAPS: maps})
        if not self.is_sqlite:
            engine = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with RecordSession(engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self, actor: str, because: str | None = None) -> Iterator[RecordSession]:
        """Open the session of the one writer; commits at the end, or leaves nothing if an error passes."""
        engine = self.engine.execution_options(**{_WRITES: True})
        info = {"change": Change(actor, self.clock(), because)}
        with RecordSession(engine, expire_on_commit=False, info=info) as session, session.begin():
            yield session

    @contextmanager
    def trying(self) -> Iterator[RecordSession]:
        """Open a session that changes records to see what follows: it leaves nothing, even where it commits.

        It holds the place of the one writer, and nobody stands in it as the one who changes what is audited.
        """
        engine = self.engine.execution_options(**{_WRITES: True})
        with engine.connect() as connection:
            transaction = connection.begin()
            session = RecordSession(connection, expire_on_commit=False, join_transaction_mode="rollback_only")
            try:
                with session:
                    yield session
            finally:
                transaction.rollback()

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()


def _make_engine(url: sa.URL) -> sa.Engine:
    if url.get_backend_name() == "sqlite":
        if url.database and url.database != ":memory:":
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        arguments = {"isolation_level": None, "timeout": SECONDS_TO_WAIT_FOR_THE_WRITER}
        engine = sa.create_engine(url, connect_args=arguments, **_POOL)
        event.listen(engine, "connect", _prepare_sqlite)
    else:
        engine = sa.create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True, **_POOL)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare_sqlite(connection: SQLiteConnection, _entry: ConnectionPoolEntry) -> None:
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    options = connection.get_execution_options()
    writes = options.get(_WRITES, False)
    if connection.dialect.name == "sqlite":
        _set_up(connection, writes=writes, maps=options.get(_MAPS, False))
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
    elif writes:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")


def _set_up(connection: sa.Connection, *, writes: bool, maps: bool) -> None:
    """Set a connection to SQLite up for what it is taken for, unless it was taken for the same before.

    Whenever `query_only` is set, SQLite prepares every statement anew, which takes a page a tenth of its time.
    """
    wanted = (
        f"PRAGMA query_only = {'OFF' if writes else 'ON'}",
        f"PRAGMA cache_size = {WRITING_CACHE if writes else READING_CACHE}",
        f"PRAGMA mmap_size = {MAPPED if maps else 0}",
    )
    if connection.info.pop(_SET_UP, None) != wanted:
        for pragma in wanted:
            connection.exec_driver_sql(pragma)
    connection.info[_SET_UP] = wanted
