"""Writing a backup: everything as it stands at one moment, while people go on working; complete or not there at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import BinaryIO
from zipfile import ZipFile

import sqlalchemy as sa

from tracker import __version__
from tracker.backup.archive import Manifest, TableInBackup, new_archive, refuse_damaged, write_manifest, write_table
from tracker.backup.tables import (
    StoredTable,
    look_at,
    read_rows,
    read_values_as_sqlite_stores_them,
    stored_owners,
    stored_tables,
)
from tracker.database import Database
from tracker.file_errors import why_not
from tracker.messages import InputError


def back_up(database: Database, path: Path, overwrite: bool = False) -> Manifest:
    """Write everything in the database to a new file, and read it back. Raises InputError.

    The file bears its name only when it is complete; only its owner may read it.
    """
    if path.exists() and not overwrite:
        raise InputError("%(file)s exists. Choose another name, or give --force.", file=path.as_posix())
    try:
        with _complete_or_absent(path) as file:
            return write_into(database, file)
    except OSError as error:
        raise InputError(
            "The backup %(file)s cannot be written: %(why)s. Choose another place, or make room.",
            file=path.as_posix(),
            why=why_not(error),
        ) from error


def name_for_backup(folder: Path, at: datetime) -> Path:
    """Return the path of a file that is not in the folder yet, named for the moment `at`."""
    name = f"tracker-{at:%Y%m%d-%H%M%S}"
    names = (name if number == 1 else f"{name}-{number}" for number in count(1))
    return next(path for name in names if not (path := folder / f"{name}.zip").exists())


@contextmanager
def _complete_or_absent(path: Path) -> Iterator[BinaryIO]:
    path.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(prefix=f"{path.name}.", suffix=".part", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(number, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        refuse_damaged(part)
        part.replace(path)
        _keep_name_through_a_power_cut(path.parent)
    finally:
        part.unlink(missing_ok=True)


def _keep_name_through_a_power_cut(folder: Path) -> None:
    if os.name == "posix":
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def write_into(database: Database, file: BinaryIO) -> Manifest:
    """Write everything in the database to an open file."""
    with database.reading() as session:
        before = _tables_of(session.connection())
    with database.reading() as session, new_archive(file) as archive:
        connection = session.connection()
        _hold_tables(connection, before)
        owners = stored_owners(connection)
        if _tables_of(connection) != before:
            raise InputError("The tables were changed while the backup began. Give the command again.")
        read_values_as_sqlite_stores_them(connection)
        tables = [look_at(connection, name) for name in before]
        manifest = Manifest(
            tracker=__version__,
            database="sqlite" if database.is_sqlite else "postgresql",
            made_at=database.clock(),
            owners=owners,
            tables={table.name: _write_table(archive, connection, table) for table in tables},
        )
        write_manifest(archive, manifest)
    return manifest


def _write_table(archive: ZipFile, connection: sa.Connection, table: StoredTable) -> TableInBackup:
    with closing(read_rows(connection, table)) as rows:
        return write_table(archive, table.name, list(table.columns), rows)


def _tables_of(connection: sa.Connection) -> list[str]:
    tables = stored_tables(connection, stored_owners(connection))
    if not tables:
        raise InputError("The database has no tables yet, so there is nothing to back up. Run `tracker db upgrade`.")
    return tables


def _hold_tables(connection: sa.Connection, tables: list[str]) -> None:
    """Keep PostgreSQL from replacing a table while it is read; before the first question, which fixes the moment.

    The rows of a table made later would not be seen at that moment, and the backup would lack them without a word.
    """
    if connection.dialect.name != "sqlite":
        quote = connection.dialect.identifier_preparer.quote_identifier
        connection.exec_driver_sql(f"LOCK TABLE {', '.join(map(quote, tables))} IN ACCESS SHARE MODE")
