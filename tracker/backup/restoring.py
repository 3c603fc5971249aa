"""Restoring a backup: in one transaction everything in the database gives way to what the backup holds.

The tables are made as they were when the backup was written, filled, and then brought to this version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from tracker.backup.archive import Backup
from tracker.backup.filling import fill_tables, refuse_dangling_rows
from tracker.backup.tables import (
    VERSION_TABLE,
    count_rows,
    read_values_as_sqlite_stores_them,
    stored_owners,
    stored_tables,
)
from tracker.backup.writing import back_up
from tracker.database import SECONDS_TO_WAIT_FOR_THE_WRITER, WRITER_LOCK, WRITING_CACHE, Database
from tracker.messages import InputError
from tracker.migrate import alembic_config
from tracker.owners import Owner

LOG = "tracker_audit_entry"
FILLED_BY_AN_UPGRADE = frozenset(
    {
        *(LOG, "tracker_audit_head", "tracker_calendar_day", "tracker_holiday_override"),
        *("tracker_plugin_fingerprint", "tracker_stale_mark"),
    }
)
ACTOR_OF_UPGRADES = "tracker"
OF_THE_CORE = "tracker_"


def restore(
    database: Database, owners: Sequence[Owner], backup: Backup, keep_replaced_in: Path | None = None
) -> Path | None:
    """Put what the backup holds in the place of everything in the database, all of it or nothing. Raises InputError.

    `owners` are the core and the installed plugins, none other may own tables. Where there are records, they are first
    backed up to `keep_replaced_in`, which is then returned; without that path they are not replaced.
    """
    _refuse_newer(backup, owners)
    with _only_writer(database) as connection:
        stored = stored_owners(connection)
        _refuse_unknown(stored, owners)
        replaces = has_records(connection)
        if replaces:
            _keep(database, keep_replaced_in)
        _drop_tables(connection, stored, str(database.url))
        for owner in owners:
            if owner.name in backup.manifest.owners:
                _upgrade(connection, owner, backup.manifest.owners[owner.name])
        fill_tables(connection, backup)
        for owner in owners:
            _upgrade(connection, owner, "head")
        refuse_dangling_rows(connection, backup)
    return keep_replaced_in if replaces else None


def has_records(connection: sa.Connection) -> bool:
    """Whether somebody has worked with the database: it holds more than what an upgrade writes by itself.

    What the migrations of plugins bring along counts for nothing; what people do with plugins stands in the log.
    """
    counted = {table: rows for table, rows in count_rows(connection).items() if table.startswith(OF_THE_CORE)}
    if any(rows for table, rows in counted.items() if table not in FILLED_BY_AN_UPGRADE):
        return True
    by_somebody = sa.select(sa.literal(1)).select_from(sa.table(LOG)).where(sa.column("actor") != ACTOR_OF_UPGRADES)
    return LOG in counted and connection.execute(by_somebody.limit(1)).first() is not None


def _keep(database: Database, path: Path | None) -> None:
    if path is None:
        raise InputError(
            "%(database)s holds records, which restoring would replace. Give --yes to replace them; they are backed "
            "up first.",
            database=str(database.url),
        )
    back_up(database, path)


@contextmanager
def _only_writer(database: Database) -> Iterator[sa.Connection]:
    """Open the transaction of the one writer; on SQLite foreign keys are off, which must come before its beginning."""
    options = {"isolation_level": None, "timeout": SECONDS_TO_WAIT_FOR_THE_WRITER} if database.is_sqlite else {}
    engine = sa.create_engine(database.engine.url, poolclass=sa.NullPool, connect_args=options)
    with engine.connect() as connection:
        with _told_when_in_use(str(database.url)):
            _begin(connection)
        yield connection
        if database.is_sqlite:
            connection.exec_driver_sql("COMMIT")
        connection.commit()


def _begin(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql(f"PRAGMA cache_size = {WRITING_CACHE}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{SECONDS_TO_WAIT_FOR_THE_WRITER}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")
        read_values_as_sqlite_stores_them(connection)


@contextmanager
def _told_when_in_use(database: str) -> Iterator[None]:
    try:
        yield
    except sa.exc.DBAPIError as error:
        raise InputError(
            "The tables of %(database)s cannot be replaced now: %(what)s. End `tracker serve` and whatever else uses "
            "them, and give the command again.",
            database=database,
            what=str(error.orig).strip().partition("\n")[0],
        ) from error


def _refuse_newer(backup: Backup, owners: Sequence[Owner]) -> None:
    """Raise InputError unless each owner in the backup is here and knows the revision of its tables."""
    _refuse_unknown(backup.manifest.owners, owners)
    for owner in (owner for owner in owners if owner.name in backup.manifest.owners):
        revision = backup.manifest.owners[owner.name]
        try:
            ScriptDirectory.from_config(alembic_config(owner)).get_revision(revision)
        except CommandError as error:
            raise InputError(
                "%(file)s was written by Tracker %(version)s, whose tables of %(owner)s stand at %(revision)s; this "
                "version does not know them. Install the one that wrote it, and restore with it.",
                file=backup.name,
                version=backup.manifest.tracker,
                owner=owner.name,
                revision=revision,
            ) from error


def _refuse_unknown(stored: Iterable[str], owners: Sequence[Owner]) -> None:
    if unknown := sorted(set(stored).difference(owner.name for owner in owners)):
        raise InputError(
            "There are tables of %(unknown)s, which is not installed here or was set aside. Name it in enabled under "
            "[plugins] in config.toml, then restore.",
            unknown=unknown,
        )


def _drop_tables(connection: sa.Connection, owners: Iterable[str], database: str) -> None:
    quote = connection.dialect.identifier_preparer.quote_identifier
    names = [*stored_tables(connection, owners), *(f"{owner}{VERSION_TABLE}" for owner in owners)]
    with _told_when_in_use(database):
        if connection.dialect.name == "sqlite":
            for name in names:
                connection.exec_driver_sql(f"DROP TABLE {quote(name)}")
        elif names:
            # All at once, since they point to each other.
            connection.exec_driver_sql(f"DROP TABLE {', '.join(map(quote, names))}")


def _upgrade(connection: sa.Connection, owner: Owner, revision: str) -> None:
    """Bring the tables of an owner to a revision within this transaction."""
    if not any(owner.versions.glob("*.py")):
        return
    config = alembic_config(owner)
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, revision)
    except (CommandError, sa.exc.DBAPIError) as error:
        raise InputError(
            "Nothing was restored, the migration of %(owner)s to %(revision)s failed: %(what)s. Correct the migration, "
            "or restore with the version that wrote the backup.",
            owner=owner.name,
            revision=revision,
            what=str(error.orig if isinstance(error, sa.exc.DBAPIError) else error),
        ) from error
