"""Many rows written or looked up by one statement, handed to the driver as it takes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import Final

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine.default import DefaultDialect

_POSITIONAL: Final = "format"
_MANY_ROWS = 5_000


class BulkInsert:
    """An insert for many rows of one shape; the values of dates, times and choices are converted once each.

    It is about twice as fast as handing the rows to SQLAlchemy one by one. Each of `names` is given by every row, and
    nothing else is bound in the statement.
    """

    def __init__(self, connection: sa.Connection, statement: sa.Insert, names: Sequence[str]) -> None:
        self._connection = connection
        own = connection.dialect
        assert isinstance(own, DefaultDialect)
        dialect = own if own.positional else type(own)(paramstyle=_POSITIONAL)
        compiled = statement.compile(dialect=dialect, column_keys=list(names))
        assert compiled.positiontup is not None
        self._sql = str(compiled)
        self._cells = itemgetter(*compiled.positiontup)
        types = [statement.table.columns[name].type.dialect_impl(dialect) for name in compiled.positiontup]
        self._converted = [_Converted(convert) if (convert := one.bind_processor(dialect)) else None for one in types]

    def write(self, rows: Iterable[Mapping[str, object]]) -> None:
        """Write the rows."""
        columns = zip(*map(self._cells, rows), strict=True)
        converted = (
            column if known is None else map(known.__getitem__, column)
            for known, column in zip(self._converted, columns, strict=False)
        )
        if values := list(zip(*converted, strict=True)):
            self._connection.exec_driver_sql(self._sql, values)


@contextmanager
def indexes_built_at_the_end(connection: sa.Connection, table: sa.Table, rows: int) -> Iterator[None]:
    """While more rows come into a SQLite table than it has, leave out its indexes, and build them at once afterwards.

    Sorting them once costs a fifth of keeping them in order row by row. If the transaction fails they are as before.
    PostgreSQL keeps its indexes: readers would have to wait until the end.
    """
    is_filled = connection.dialect.name == "sqlite" and rows >= _MANY_ROWS and rows > _number_of_rows(connection, table)
    indexes = sorted(table.indexes, key=lambda index: str(index.name)) if is_filled else []
    for index in indexes:
        index.drop(connection)
    yield
    for index in indexes:
        index.create(connection)


def _number_of_rows(connection: sa.Connection, table: sa.Table) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def is_one_of(
    connection: sa.Connection, column: sa.ColumnElement[str], texts: Sequence[object]
) -> sa.ColumnElement[bool]:
    """Return whether a column holds one of many texts, all of them in one parameter, which is faster than one each."""
    given = sa.bindparam(None, orjson.dumps(texts).decode(), sa.Text)
    if connection.dialect.name == "sqlite":
        listed = sa.func.json_each(given).table_valued(sa.column("value", sa.Text)).c.value
    else:
        listed = sa.func.json_array_elements_text(sa.cast(given, postgresql.JSON)).column_valued("value")
    return column.in_(sa.select(listed))


class _Converted(dict[object, object]):
    """The values of one column as the driver takes them."""

    def __init__(self, convert: Callable[[object], object]) -> None:
        super().__init__()
        self._convert = convert

    def __missing__(self, value: object) -> object:
        converted = self[value] = self._convert(value)
        return converted
