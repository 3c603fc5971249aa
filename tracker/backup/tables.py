"""The tables of a database as they stand, at whatever revision, and their rows as a backup holds them.

On PostgreSQL the database itself writes and reads each value as SQLite stores it, so that one backup fits both.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType

import psycopg
import sqlalchemy as sa

from tracker.backup.lines import Row
from tracker.messages import InputError

VERSION_TABLE = "_alembic_version"
ROWS_AT_A_TIME = 2_000

Read = Callable[[sa.ColumnClause[object]], sa.ColumnElement[object]]


@dataclass(frozen=True, slots=True)
class StoredTable:
    """One table: its columns as they are read, and the names of those of its key."""

    name: str
    columns: Mapping[str, sa.ColumnElement[object]]
    key: Sequence[str]


def stored_owners(connection: sa.Connection) -> dict[str, str]:
    """Return who owns tables in the database, and the revision at which they stand; a plugin that is off counts."""
    found: dict[str, str] = {}
    for name in sa.inspect(connection).get_table_names():
        if name.endswith(VERSION_TABLE):
            select = sa.select(sa.column("version_num", sa.Text)).select_from(sa.table(name))
            if revision := connection.execute(select).scalar():
                found[name.removesuffix(VERSION_TABLE)] = revision
    return dict(sorted(found.items()))


def stored_tables(connection: sa.Connection, owners: Iterable[str]) -> list[str]:
    """Return the names of the owners' tables that hold rows of theirs."""
    prefixes = tuple(f"{owner}_" for owner in owners)
    names = sa.inspect(connection).get_table_names()
    return sorted(name for name in names if name.startswith(prefixes) and not name.endswith(VERSION_TABLE))


def count_rows(connection: sa.Connection) -> dict[str, int]:
    """Return how many rows each table has that belongs to an owner."""
    tables = stored_tables(connection, stored_owners(connection))
    counted = (connection.execute(sa.select(sa.func.count()).select_from(sa.table(name))) for name in tables)
    return {name: count.scalar_one() for name, count in zip(tables, counted, strict=True)}


def look_at(connection: sa.Connection, name: str) -> StoredTable:
    """Return how a table is read. Raises InputError if it has a column that no backup can hold."""
    inspector, is_sqlite = sa.inspect(connection), connection.dialect.name == "sqlite"
    columns: dict[str, sa.ColumnElement[object]] = {}
    for column in inspector.get_columns(name):
        read = next((read for kind, read in READ.items() if isinstance(column["type"], kind)), None)
        if read is None:
            raise InputError(
                "A backup cannot hold the column %(column)s of %(table)s, which is of the kind %(kind)s. Ask the "
                "author of the plugin to store it as text.",
                column=column["name"],
                table=name,
                kind=str(column["type"]),
            )
        bare: sa.ColumnClause[object] = sa.column(column["name"])
        columns[column["name"]] = bare if is_sqlite else read(bare)
    return StoredTable(name, columns, inspector.get_pk_constraint(name)["constrained_columns"])


def read_rows(connection: sa.Connection, table: StoredTable) -> Generator[list[Row]]:
    """Yield the rows of a table in the order of its key, some at a time; close it if not all are read."""
    ordered = sa.select(*table.columns.values()).select_from(sa.table(table.name)).order_by(*map(sa.column, table.key))
    with connection.execute(ordered, execution_options={"yield_per": ROWS_AT_A_TIME}) as found:
        for rows in found.partitions():
            yield [tuple(row) for row in rows]


def write_rows(connection: sa.Connection, table: str, columns: Sequence[str], rows: Iterator[Row]) -> None:
    """Add rows as a backup holds them. Raises InputError if the table does not take one."""
    write = _insert if connection.dialect.name == "sqlite" else _copy
    quote = connection.dialect.identifier_preparer.quote_identifier
    try:
        write(connection, quote(table), [quote(column) for column in columns], rows)
    except (sa.exc.DBAPIError, psycopg.Error) as error:
        raise InputError(
            "The database does not take the rows of %(table)s: %(what)s. Nothing was changed.",
            table=table,
            what=str(error.orig if isinstance(error, sa.exc.DBAPIError) else error).strip().partition("\n")[0],
        ) from error


def read_values_as_sqlite_stores_them(connection: sa.Connection) -> None:
    """Let PostgreSQL write and read dates in ISO order and moments in UTC, for this transaction."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("SET LOCAL TIME ZONE 'UTC'")
        connection.exec_driver_sql("SET LOCAL DateStyle = 'ISO'")


def _insert(connection: sa.Connection, table: str, columns: Sequence[str], rows: Iterator[Row]) -> None:
    places = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"
    while some := [tuple(row) for row in islice(rows, ROWS_AT_A_TIME)]:
        connection.exec_driver_sql(statement, some)


def _copy(connection: sa.Connection, table: str, columns: Sequence[str], rows: Iterator[Row]) -> None:
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN".encode()) as copy:
        for row in rows:
            copy.write_row(row)


def _as_it_is(column: sa.ColumnClause[object]) -> sa.ColumnElement[object]:
    return column


def _as_integer(column: sa.ColumnClause[object]) -> sa.ColumnElement[object]:
    return sa.cast(column, sa.Integer)


def _as_text(column: sa.ColumnClause[object]) -> sa.ColumnElement[object]:
    return sa.cast(column, sa.Text)


def _as_bare_digits(column: sa.ColumnClause[object]) -> sa.ColumnElement[object]:
    return sa.func.replace(sa.cast(column, sa.Text), "-", "")


def _written_as(form: str) -> Read:
    def read(column: sa.ColumnClause[object]) -> sa.ColumnElement[object]:
        # What has no such form, such as infinity, is kept as PostgreSQL writes it.
        return sa.func.coalesce(sa.func.to_char(column, form), sa.cast(column, sa.Text))

    return read


READ: Mapping[type[object], Read] = MappingProxyType(
    {
        sa.Boolean: _as_integer,
        sa.DateTime: _written_as("YYYY-MM-DD HH24:MI:SS.US"),
        sa.Date: _as_text,
        sa.Time: _written_as("HH24:MI:SS.US"),
        sa.Float: _as_it_is,
        sa.Numeric: _as_text,
        sa.Integer: _as_it_is,
        sa.Uuid: _as_bare_digits,
        sa.JSON: _as_text,
        sa.LargeBinary: _as_it_is,
        sa.String: _as_it_is,
    }
)
"""How a column of each kind is read on PostgreSQL; the first kind that fits counts."""
