"""Which columns of which tables point to a table: those of the core, and of the plugins whose tables are there."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

_THERE = "tables that are there"


def references_to(session: Session, table: str) -> list[sa.ForeignKey]:
    """Return the foreign keys that point to the table, by the name of the table in which they stand.

    A plugin may be loaded whose tables are not made yet; those are left out.
    """
    there = session.info.get(_THERE)
    if there is None:
        there = session.info[_THERE] = frozenset(sa.inspect(session.connection()).get_table_names())
    return [
        key
        for name, child in sorted(SQLModel.metadata.tables.items())
        for key in child.foreign_keys
        if name in there and key.column.table.name == table
    ]
