"""PostgreSQL databases for tests: copies of one that is ready, cleaned after a test and lent to the next one.

To copy a database takes longer than most tests; to put back the rows that a test changed does not.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass, field

import psycopg
import sqlalchemy as sa
from psycopg.sql import SQL, Identifier, Literal

TABLES = "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY 1"
SEQUENCES = "SELECT sequencename, coalesce(last_value, start_value), last_value IS NOT NULL FROM pg_sequences"
SHAPE = """
SELECT md5(string_agg(part, ';' ORDER BY part)) FROM (
    SELECT concat(n.nspname, '.', c.relname, c.relkind, a.attname, a.atttypid, a.attnotnull) AS part FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.oid >= 16384
    UNION ALL SELECT concat(conrelid, conname, contype) FROM pg_constraint WHERE oid >= 16384
    UNION ALL SELECT concat(tgrelid, tgname) FROM pg_trigger UNION ALL SELECT nspname FROM pg_namespace) AS parts
"""
"""What the database consists of, apart from rows: a copy of which a test changed that is not lent again."""

Rows = dict[str, tuple[int, int]]
"""Of each table the number of rows and the sum of the transactions that wrote them: what changes a row changes one."""


@dataclass
class Template:
    """The database to copy: its shape, its sequences, and its rows as text."""

    name: str
    shape: str
    sequences: list[tuple[str, int, bool]]
    kept: dict[str, bytes]


@dataclass
class Copies:
    """The databases of one server that are copies of others, and of those that are lent to nobody their rows."""

    server: sa.URL
    templates: dict[str, Template] = field(default_factory=dict)
    idle: dict[str, dict[str, Rows]] = field(default_factory=lambda: defaultdict(dict))
    kept: dict[str, psycopg.Connection] = field(default_factory=dict)
    """Of each copy the connection that cleans it: a new one would read the whole catalogue again for each test."""

    def address(self, name: str) -> str:
        """Return where a database is."""
        return self.server.set(database=name).render_as_string(hide_password=False)

    def copy(self, name: str, template: str = "template1") -> str:
        """Make a database by copying another one; return its address."""
        with self.connected("postgres") as server:
            server.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
        return self.address(name)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is connected to it."""
        if name in self.kept:
            self.kept.pop(name).close()
        with self.connected("postgres") as server:
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))

    def lend(self, template: str) -> tuple[str, Rows]:
        """Return a copy that is as the template is, and what tells whether a test changes it."""
        if self.idle[template]:
            return self.idle[template].popitem()
        if template not in self.templates:
            self.templates[template] = self._seen(template)
        name = f"t{uuid.uuid4().hex}"
        self.copy(name, template)
        self.kept[name] = self.connected(name)
        return name, _rows(self.kept[name], self.templates[template])

    def take_back(self, template: str, name: str, before: Rows) -> None:
        """Clean a copy, so that it can be lent again; remove it if more than its rows changed."""
        known, copied = self.templates[template], self.kept[name]
        copied.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        if _shape(copied) == known.shape:
            self.idle[template][name] = _put_back(copied, known, before)
        else:
            self.drop(name)

    def close(self) -> None:
        """Close what is kept open."""
        for connection in self.kept.values():
            connection.close()

    def _seen(self, name: str) -> Template:
        with self.connected(name) as ready:
            tables = [row[0] for row in ready.execute(TABLES)]
            sequences = ready.execute(SEQUENCES).fetchall()
            kept = {}
            for table in tables:
                with ready.cursor().copy(SQL("COPY {} TO STDOUT").format(Identifier(table))) as copying:
                    kept[table] = b"".join(bytes(part) for part in copying)
            return Template(name, _shape(ready), sequences, kept)

    def connected(self, name: str) -> psycopg.Connection:
        """Open a connection of which every statement holds at once."""
        return psycopg.connect(self.address(name).replace("+psycopg", ""), autocommit=True)


def _shape(database: psycopg.Connection) -> str:
    (shape,) = database.execute(SHAPE).fetchone()
    return shape


def _rows(database: psycopg.Connection, template: Template) -> Rows:
    count = SQL("SELECT {}, count(*), coalesce(sum(xmin::text::bigint), 0)::bigint FROM {}")
    counts = SQL(" UNION ALL ").join(count.format(Literal(table), Identifier(table)) for table in template.kept)
    return {table: (number, written) for table, number, written in database.execute(counts)}


def _put_back(database: psycopg.Connection, template: Template, before: Rows) -> Rows:
    """Put back the rows of the tables that a test changed, and the sequences; return the rows as they are then."""
    changed = [table for table, rows in _rows(database, template).items() if rows != before[table]]
    database.execute("SET session_replication_role = replica")
    for table in changed:
        database.execute(SQL("DELETE FROM {}").format(Identifier(table)))
        if template.kept[table]:
            with database.cursor().copy(SQL("COPY {} FROM STDIN").format(Identifier(table))) as copying:
                copying.write(template.kept[table])
    settings = (SQL("setval({}, {}, {})").format(*map(Literal, sequence)) for sequence in template.sequences)
    database.execute(SQL("SELECT {}").format(SQL(", ").join(settings)))
    return _rows(database, template) if any(template.kept[table] for table in changed) else before
