"""A database beside the real one, of the same kind, for trying something out; it is gone afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from tracker.database import Database
from tracker.messages import InputError

SUFFIX = "_restore_test"
BESIDE_A_SQLITE_FILE = ("", "-wal", "-shm")


@contextmanager
def scratch_database(database: Database) -> Iterator[Database]:
    """Open an empty database beside this one, and remove it in the end; one that was left behind is removed before.

    Raises InputError if it cannot be made.
    """
    with _file_beside(database) if database.is_sqlite else _on_the_same_server(database) as url:
        scratch = Database(url, database.clock)
        try:
            yield scratch
        finally:
            scratch.close()


@contextmanager
def _file_beside(database: Database) -> Iterator[str]:
    real = Path(database.url.database or "")
    path = real.with_name(f"{real.stem}{SUFFIX}.db")
    _remove(path)
    try:
        yield f"sqlite:///{path.as_posix()}"
    finally:
        _remove(path)


def _remove(path: Path) -> None:
    for ending in BESIDE_A_SQLITE_FILE:
        path.with_name(path.name + ending).unlink(missing_ok=True)


@contextmanager
def _on_the_same_server(database: Database) -> Iterator[str]:
    name = f"{database.url.database}{SUFFIX}"
    engine = sa.create_engine(database.engine.url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    quoted = engine.dialect.identifier_preparer.quote_identifier(name)
    drop = f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)"
    with engine.connect() as connection:
        try:
            connection.exec_driver_sql(drop)
            connection.exec_driver_sql(f"CREATE DATABASE {quoted}")
        except sa.exc.DBAPIError as error:
            raise InputError(
                "The database %(name)s cannot be made: %(what)s. Let the user %(user)s of the database make some: "
                "`ALTER ROLE %(user)s CREATEDB`.",
                name=name,
                what=str(error.orig).strip().partition("\n")[0],
                user=database.url.username or "-",
            ) from error
        try:
            yield database.url.set(database=name).render_as_string(hide_password=False)
        finally:
            connection.exec_driver_sql(drop)
