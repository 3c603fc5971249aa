"""Migrations: the core and every plugin own their tables, each with a version table of its own.

On SQLite a migration runs with foreign keys off, set before the transaction begins, because rebuilding a table inside
one would silently empty the tables that cascade from it; they are checked before the commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlmodel import SQLModel

import tracker.tables as _core_tables
from tracker.database import WRITER_LOCK, Database
from tracker.messages import InputError
from tracker.owners import CORE, Owner

ENVIRONMENT = Path(__file__).parent.parent / "migrations"
CORE_OWNER = Owner(CORE, ENVIRONMENT / "versions")


def upgrade(database: Database, owners: Sequence[Owner] = (CORE_OWNER,), revision: str = "head") -> None:
    """Bring the tables of the owners, in this order, to a revision."""
    for owner in owners:
        if _has_revisions(owner):
            _run(database, owner, lambda config: command.upgrade(config, revision))


def downgrade(database: Database, owner: Owner = CORE_OWNER, revision: str = "base") -> None:
    """Take the tables of one owner back to a revision; `base` removes them."""
    if _has_revisions(owner):
        _run(database, owner, lambda config: command.downgrade(config, revision))


def write_revision(database: Database, owner: Owner, message: str) -> Path:
    """Write a revision file with what the owner's models changed; returns its path."""
    number = len(list(owner.versions.glob(f"{owner.name}_[0-9]*.py"))) + 1
    written: list[Path] = []

    def write(config: AlembicConfig) -> None:
        script = command.revision(config, message, autogenerate=True, rev_id=f"{owner.name}_{number:04d}")
        assert script is not None
        assert not isinstance(script, list)
        written.append(Path(script.path))

    owner.versions.mkdir(parents=True, exist_ok=True)
    _run(database, owner, write)
    return written[0]


def missing_changes(database: Database, owner: Owner) -> list[str]:
    """Return what the owner's models have that its tables lack, empty when they agree."""
    prefix = f"{owner.name}_"

    def is_owned(_object: object, name: str | None, kind: str, _reflected: bool, _compared: object) -> bool:
        return kind != "table" or (name is not None and name.startswith(prefix))

    with database.engine.connect() as connection:
        options = {"include_object": is_owned, "version_table": f"{owner.name}_alembic_version", "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)
        return [str(difference) for difference in compare_metadata(context, SQLModel.metadata)]


def current_revision(database: Database, owner: Owner) -> str | None:
    """Return the revision at which the owner's tables stand."""
    with database.engine.connect() as connection:
        options = {"version_table": f"{owner.name}_alembic_version"}
        return MigrationContext.configure(connection, opts=options).get_current_revision()


def refuse_old_tables(database: Database, owners: Sequence[Owner]) -> None:
    """Raise InputError if the tables of an owner are not those that this version expects."""
    for owner in owners:
        if not _has_revisions(owner):
            continue
        wanted = ScriptDirectory.from_config(alembic_config(owner)).get_current_head()
        current = current_revision(database, owner)
        if current != wanted:
            raise InputError(
                "The tables of %(owner)s stand at %(current)s, this version needs %(wanted)s. "
                "Run `tracker db upgrade`.",
                owner=owner.name,
                current=current or "-",
                wanted=wanted or "-",
            )


def _has_revisions(owner: Owner) -> bool:
    return any(owner.versions.glob("*.py"))


def alembic_config(owner: Owner) -> AlembicConfig:
    config = AlembicConfig()
    for option, folder in (("script_location", ENVIRONMENT), ("version_locations", owner.versions)):
        config.set_main_option(option, folder.as_posix().replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["owner"] = owner.name
    return config


def _run(database: Database, owner: Owner, run: Callable[[AlembicConfig], None]) -> None:
    config = alembic_config(owner)
    with _connection(database, owner) as connection:
        config.attributes["connection"] = connection
        try:
            run(config)
        except (CommandError, sa.exc.DBAPIError) as error:
            raise InputError(
                "The tables of %(owner)s stay as they are, their migration failed: %(what)s. Correct the migration, "
                "or install the version of %(owner)s that it belongs to.",
                owner=owner.name,
                what=str(error.orig if isinstance(error, sa.exc.DBAPIError) else error),
            ) from error


@contextmanager
def _connection(database: Database, owner: Owner) -> Iterator[sa.Connection]:
    engine = sa.create_engine(database.engine.url, poolclass=sa.NullPool, **_driver_options(database))
    with engine.connect() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")
        yield connection
        if database.is_sqlite:
            _refuse_dangling_rows(connection, owner)
            connection.exec_driver_sql("COMMIT")
        connection.commit()


def _driver_options(database: Database) -> dict[str, object]:
    return {"connect_args": {"isolation_level": None, "timeout": 30}} if database.is_sqlite else {}


def _refuse_dangling_rows(connection: sa.Connection, owner: Owner) -> None:
    dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if dangling:
        raise InputError(
            "The tables of %(owner)s stay as they are: after its migration rows of %(tables)s would point to nothing. "
            "Correct the migration, or those rows.",
            owner=owner.name,
            tables=sorted({row[0] for row in dangling}),
        )


assert _core_tables.CORE_TABLES
