"""What was backed up comes back, to the last bit, on either database."""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.backup.conftest import Open, restored, rows_of
from tests.conftest import NOW
from tracker import __version__
from tracker.audit import verify
from tracker.backup.archive import open_backup
from tracker.backup.writing import back_up
from tracker.database import Database
from tracker.messages import InputError
from tracker.migrate import CORE_OWNER, current_revision, downgrade, missing_changes, upgrade
from tracker.owners import Owner
from tracker.records.officials import Official

KINDS = """
import sqlalchemy as sa
from alembic import op

revision = "kinds_0001"
down_revision = branch_labels = depends_on = None


def upgrade():
    op.create_table(
        "kinds_value",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("large", sa.BigInteger),
        sa.Column("text", sa.Text),
        sa.Column("yes", sa.Boolean),
        sa.Column("day", sa.Date),
        sa.Column("at", sa.Time),
        sa.Column("moment", sa.DateTime(timezone=True)),
        sa.Column("local", sa.DateTime),
        sa.Column("amount", sa.Numeric(30, 10)),
        sa.Column("real", sa.Float(53)),
        sa.Column("bytes", sa.LargeBinary),
        sa.Column("json", sa.JSON),
        sa.Column("uuid", sa.Uuid),
    )
"""
VALUES = sa.table(
    "kinds_value",
    *(sa.column("id", sa.Integer), sa.column("large", sa.BigInteger), sa.column("text", sa.Text)),
    *(sa.column("yes", sa.Boolean), sa.column("day", sa.Date), sa.column("at", sa.Time)),
    *(sa.column("moment", sa.DateTime(timezone=True)), sa.column("local", sa.DateTime)),
    *(sa.column("amount", sa.Numeric(asdecimal=False)), sa.column("real", sa.Float(53))),
    *(sa.column("bytes", sa.LargeBinary), sa.column("json", sa.JSON(none_as_null=True)), sa.column("uuid", sa.Uuid)),
)
OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}


@pytest.fixture
def kinds(tmp_path: Path) -> Owner:
    """A plugin with a column of every kind."""
    versions = tmp_path / "kinds"
    versions.mkdir()
    (versions / "kinds_0001_first.py").write_text(KINDS, encoding="utf-8")
    return Owner("kinds", versions)


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_every_row_of_every_table_comes_back_on_either_database(
    full: Database, open_empty: Open, target: str, tmp_path: Path
) -> None:
    before, other = rows_of(full), open_empty(target)
    assert all(before.values())
    written = back_up(full, tmp_path / "first.zip")
    assert restored(tmp_path / "first.zip", other) is None
    assert rows_of(other) == before
    assert missing_changes(other, CORE_OWNER) == []
    with other.reading() as session:
        assert verify(session) is None
    again = back_up(other, tmp_path / "second.zip")
    assert again.tables == written.tables
    assert (written.tracker, written.made_at, written.owners) == (
        __version__,
        NOW,
        {"tracker": again.owners["tracker"]},
    )


def test_people_go_on_working_where_the_backup_ended(full: Database, empty: Database, tmp_path: Path) -> None:
    back_up(full, tmp_path / "b.zip")
    restored(tmp_path / "b.zip", empty)
    for database in (full, empty):
        with database.writing("CB01") as session:
            session.add(Official(code="CB77", full_name="Trần Văn Bảy"))
            session.flush()
            assert verify(session) is None
    assert rows_of(empty) == rows_of(full)


def values(database: Database) -> list[tuple[object, ...]]:
    """Return the rows with a value of every kind, moments in UTC."""
    with database.reading() as session:
        return [in_utc(row) for row in session.connection().execute(sa.select(VALUES).order_by("id"))]


def in_utc(row: Iterable[object]) -> tuple[object, ...]:
    """Return a row with its moments in UTC; SQLite gives them so, without saying it."""
    return tuple(
        value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) and value.tzinfo else value
        for value in row
    )


@pytest.mark.parametrize("is_moved", [False, True])
def test_a_value_of_any_kind_comes_back_to_the_last_bit(
    empty_database: Database, backend: str, open_empty: Open, kinds: Owner, is_moved: bool, tmp_path: Path
) -> None:
    upgrade(empty_database, [CORE_OWNER, kinds])
    moment = datetime(2026, 1, 31, 23, 59, 59, 999999, UTC)
    given = (
        *(2**63 - 1, '{"bytes":"AA=="} \\N', True, date(1, 2, 3), time(0, 0, 0, 1)),
        *(moment, moment.replace(tzinfo=None), 1234.5678, 0.1 + 0.2, bytes(range(256)), {"a": [1.5, "x", None]}),
    )
    rows = [
        (1, *given, uuid.UUID(int=7)),
        (2, -(2**63), "", False, date(9999, 12, 31), time(23, 59), None, None, 0.0, math.inf, b"", [], None),
        (3, 0, "\\.", None, None, None, None, None, None, -5e-324, None, "", None),
        (4, *[None] * 12),
    ]
    with empty_database.writing("test") as session:
        names = [column.name for column in VALUES.columns]
        session.connection().execute(sa.insert(VALUES), [dict(zip(names, row, strict=True)) for row in rows])
    other = open_empty(OTHER[backend] if is_moved else backend)
    back_up(empty_database, tmp_path / "b.zip")
    restored(tmp_path / "b.zip", other, kinds)
    assert values(other) == values(empty_database) == [in_utc(row) for row in rows]


@pytest.mark.parametrize("backend", ["postgresql"])
def test_a_decimal_keeps_every_digit(empty_database: Database, empty: Database, kinds: Owner, tmp_path: Path) -> None:
    upgrade(empty_database, [CORE_OWNER, kinds])
    amount = sa.text("SELECT amount::text, moment::text FROM kinds_value")
    with empty_database.writing("test") as session:
        adding = "INSERT INTO kinds_value (id, amount, moment) VALUES (1, 12345678901234567890.0123456789, 'infinity')"
        session.connection().execute(sa.text(adding))
    back_up(empty_database, tmp_path / "b.zip")
    restored(tmp_path / "b.zip", empty, kinds)
    with empty.reading() as session:
        assert tuple(session.connection().execute(amount).one()) == ("12345678901234567890.0123456789", "infinity")


# PostgreSQL keeps garbage out of a timestamp by itself.
@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_was_tampered_with_is_kept_as_evidence_but_cannot_move_to_a_stricter_database(
    full: Database, open_empty: Open, tmp_path: Path
) -> None:
    with full.writing("test") as session:
        session.connection().execute(sa.text("UPDATE tracker_audit_entry SET at = 'garbage' WHERE position = 1"))
    back_up(full, tmp_path / "b.zip")
    same, stricter = open_empty("sqlite"), open_empty("postgresql")
    restored(tmp_path / "b.zip", same)
    with same.reading() as session:
        broken = verify(session)
        assert broken is not None
        assert broken.position == 1
    with pytest.raises(InputError, match=r"does not take the rows of tracker_audit_entry: .*garbage"):
        restored(tmp_path / "b.zip", stricter)
    with pytest.raises(InputError, match="no tables yet"):
        back_up(stricter, tmp_path / "nothing.zip")


def test_a_backup_of_an_older_version_is_brought_to_this_one(full: Database, empty: Database, tmp_path: Path) -> None:
    before = rows_of(full)
    head = current_revision(full, CORE_OWNER)
    downgrade(full, revision="tracker_0002")
    back_up(full, tmp_path / "old.zip")
    with open_backup(tmp_path / "old.zip") as backup:
        assert backup.manifest.owners == {"tracker": "tracker_0002"}
    restored(tmp_path / "old.zip", empty)
    assert current_revision(empty, CORE_OWNER) == head
    kept = ("tracker_handled_file", "tracker_unit", "tracker_official", "tracker_audit_entry")
    assert {name: rows_of(empty)[name] for name in kept} == {name: before[name] for name in kept}
