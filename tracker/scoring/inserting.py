"""Inserting many rows at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

if TYPE_CHECKING:
    import psycopg


def insert_many(session: Session, model: type[SQLModel], rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows that all have the same columns; what the database fills in is not read back.

    They go to the driver as the database stores them, since SQLAlchemy takes longer to look at each than the database
    to take it: PostgreSQL by COPY, in half the time of an INSERT for each row, SQLite by one prepared statement.
    """
    if not rows:
        return
    connection, names = session.connection(), list(rows[0])
    table, quoted = model.metadata.tables[str(model.__tablename__)], connection.dialect.identifier_preparer
    into = f"{quoted.format_table(table)} ({', '.join(map(quoted.quote, names))})"
    converted = [_as_stored(connection, table.columns[name], [row[name] for row in rows]) for name in names]
    stored = list(zip(*converted, strict=True))
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"INSERT INTO {into} VALUES ({', '.join('?' for _ in names)})", stored)
        return
    driver = cast("psycopg.Connection", connection.connection.driver_connection)
    with driver.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in stored:
            copy.write_row(row)


def _as_stored(connection: sa.Connection, column: sa.Column[object], values: Sequence[object]) -> Sequence[object]:
    """Return a column's values as the driver takes them; many are the same, and each is converted once."""
    convert = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    if convert is None:
        return values
    stored = {value: None if value is None else convert(value) for value in set(values)}
    return [stored[value] for value in values]
