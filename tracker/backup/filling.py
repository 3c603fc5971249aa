"""Filling tables that were just made with the rows of a backup.

A row may stand before the one that it points to, so PostgreSQL's foreign keys are taken off and put back at the end,
which checks them; SQLite's are off already and are checked by `refuse_dangling_rows`.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from tracker.backup.archive import Backup
from tracker.backup.tables import stored_tables, write_rows
from tracker.messages import InputError

ForeignKey = tuple[str, str, str]
"""Table, name and definition, as PostgreSQL writes them."""


def fill_tables(connection: sa.Connection, backup: Backup) -> None:
    """Put the rows of the backup in the place of those that the migrations wrote. Raises InputError."""
    tables = stored_tables(connection, backup.manifest.owners)
    _refuse_other_tables(connection, backup, tables)
    keys = _take_foreign_keys_off(connection, tables)
    for name in tables:
        connection.execute(sa.delete(sa.table(name)))
        write_rows(connection, name, backup.manifest.tables[name].columns, backup.rows(name))
    _put_foreign_keys_back(connection, keys, backup)
    _let_numbers_go_on(connection, tables)


def refuse_dangling_rows(connection: sa.Connection, backup: Backup) -> None:
    """Raise InputError if a row on SQLite points to one that does not exist."""
    if connection.dialect.name == "sqlite":
        dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if dangling:
            raise _points_to_nothing(backup, sorted({row[0] for row in dangling}))


def _refuse_other_tables(connection: sa.Connection, backup: Backup, made: Sequence[str]) -> None:
    """Raise InputError unless the backup has the tables and columns that its revisions make, and no other."""
    inspector, told = sa.inspect(connection), backup.manifest.tables
    for name in sorted({*made, *told}):
        there = {column["name"] for column in inspector.get_columns(name)} if name in made else set()
        if name not in told or there != set(told[name].columns):
            raise InputError(
                "%(file)s does not fit: the table %(table)s has other columns in this version. Install Tracker "
                "%(version)s with the plugins that it was written with, and restore with them.",
                file=backup.name,
                table=name,
                version=backup.manifest.tracker,
            )


def _take_foreign_keys_off(connection: sa.Connection, tables: Sequence[str]) -> list[ForeignKey]:
    if connection.dialect.name == "sqlite":
        return []
    defined = sa.text(
        "SELECT quote_ident(relname), quote_ident(conname), pg_get_constraintdef(pg_constraint.oid) "
        "FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid "
        "WHERE contype = 'f' AND pg_table_is_visible(conrelid) AND relname = ANY(:tables) ORDER BY 1, 2"
    )
    keys = [(table, name, definition) for table, name, definition in connection.execute(defined, {"tables": tables})]
    for table, name, _definition in keys:
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    return keys


def _put_foreign_keys_back(connection: sa.Connection, keys: Sequence[ForeignKey], backup: Backup) -> None:
    for table, name, definition in keys:
        try:
            connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        except sa.exc.IntegrityError as error:
            raise _points_to_nothing(backup, [table]) from error


def _let_numbers_go_on(connection: sa.Connection, tables: Sequence[str]) -> None:
    """Let PostgreSQL number the next row after the last one, as SQLite does by itself."""
    if connection.dialect.name == "sqlite":
        return
    inspector, quote = sa.inspect(connection), connection.dialect.identifier_preparer.quote_identifier
    for table in tables:
        for name in (column["name"] for column in inspector.get_columns(table) if column.get("autoincrement")):
            last = connection.execute(sa.select(sa.func.max(sa.column(name))).select_from(sa.table(table))).scalar()
            sequence = sa.func.pg_get_serial_sequence(quote(table), name)
            connection.execute(sa.select(sa.func.setval(sequence, (last or 0) + 1, False)))


def _points_to_nothing(backup: Backup, tables: Sequence[str]) -> InputError:
    return InputError(
        "%(file)s: rows of %(tables)s point to rows that it does not hold. Nothing was changed. Take another backup.",
        file=backup.name,
        tables=tables,
    )
