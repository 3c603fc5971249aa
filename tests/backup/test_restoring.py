"""What a backup may replace, and what restoring leaves when it is refused or killed."""

from __future__ import annotations

import multiprocessing
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.backup.conftest import restored, rows_of
from tests.test_migrate import connected, core_with
from tracker.backup.archive import open_backup
from tracker.backup.restoring import has_records, restore
from tracker.backup.tables import stored_owners
from tracker.backup.writing import back_up
from tracker.database import WRITER_LOCK, Database
from tracker.messages import InputError
from tracker.migrate import CORE_OWNER, upgrade
from tracker.owners import Owner
from tracker.records.officials import Official

MANY = 60_000


def test_records_are_replaced_only_when_told_and_are_kept(full: Database, empty: Database, tmp_path: Path) -> None:
    back_up(full, tmp_path / "b.zip")
    with full.writing("CB01") as session:
        session.add(Official(code="CB77", full_name="Trần Văn Bảy"))
    before = rows_of(full)
    with pytest.raises(InputError, match=r"holds records, which restoring would replace\. Give --yes"):
        restored(tmp_path / "b.zip", full)
    assert rows_of(full) == before
    assert restored(tmp_path / "b.zip", full, keep_in=tmp_path / "kept.zip") == tmp_path / "kept.zip"
    assert len(rows_of(full)["tracker_official"]) == len(before["tracker_official"]) - 1
    restored(tmp_path / "kept.zip", empty)
    assert rows_of(empty) == before


def test_tables_that_nobody_has_worked_with_are_replaced_unasked(
    full: Database, empty: Database, tmp_path: Path
) -> None:
    back_up(full, tmp_path / "b.zip")
    upgrade(empty)
    assert restored(tmp_path / "b.zip", empty) is None
    assert rows_of(empty) == rows_of(full)


def test_the_log_of_records_that_are_gone_is_a_record(database: Database) -> None:
    with database.writing("CB01") as session:
        session.add(official := Official(code="CB77", full_name="Trần Văn Bảy"))
        session.flush()
        session.delete(official)
    with database.reading() as session:
        assert has_records(session.connection())


def test_a_backup_of_newer_tables_is_refused_with_the_cure(full: Database, empty: Database, tmp_path: Path) -> None:
    upgrade(full, [core_with(tmp_path, "pass")])
    back_up(full, tmp_path / "b.zip")
    with pytest.raises(InputError, match=r"tracker stand at tracker_9999; .*Install the one that wrote it"):
        restored(tmp_path / "b.zip", empty)
    with empty.reading() as session:
        assert stored_owners(session.connection()) == {}


@pytest.fixture
def notes(tmp_path: Path) -> Owner:
    """A plugin with a table that points to the files."""
    versions = tmp_path / "notes"
    versions.mkdir()
    revision = (
        "import sqlalchemy as sa\nfrom alembic import op\n"
        'revision = "notes_0001"\ndown_revision = branch_labels = depends_on = None\n'
        "def upgrade():\n"
        '    op.create_table("notes_note", sa.Column("id", sa.Integer, primary_key=True),\n'
        '        sa.Column("file_id", sa.Integer, sa.ForeignKey("tracker_handled_file.id")))\n'
        '    op.execute("INSERT INTO notes_note (file_id) SELECT id FROM tracker_handled_file ORDER BY id")\n'
    )
    (versions / "notes_0001_notes.py").write_text(revision, encoding="utf-8")
    return Owner("notes", versions)


def notes_of(database: Database) -> list[tuple[int, int]]:
    """Return the plugin's rows."""
    with connected(database) as connection:
        rows = connection.execute(sa.text("SELECT id, file_id FROM notes_note ORDER BY id"))
        return [(row.id, row.file_id) for row in rows]


def test_the_tables_of_a_plugin_that_is_off_are_backed_up_and_need_it_to_be_restored(
    full: Database, empty: Database, notes: Owner, tmp_path: Path
) -> None:
    upgrade(full, [CORE_OWNER, notes])
    back_up(full, tmp_path / "b.zip")
    with pytest.raises(InputError, match="There are tables of notes, which is not installed here"):
        restored(tmp_path / "b.zip", empty)
    restored(tmp_path / "b.zip", empty, notes)
    assert notes_of(empty) == notes_of(full) == [(1, 1), (2, 2)]


def test_rows_of_a_plugin_that_is_off_are_not_replaced(full: Database, notes: Owner, tmp_path: Path) -> None:
    back_up(full, tmp_path / "b.zip")
    upgrade(full, [CORE_OWNER, notes])
    with connected(full) as connection:
        connection.execute(sa.text("DELETE FROM notes_note WHERE id = 1"))
    with pytest.raises(InputError, match="There are tables of notes"):
        restored(tmp_path / "b.zip", full, keep_in=tmp_path / "kept.zip")
    assert notes_of(full) == [(2, 2)]
    restored(tmp_path / "b.zip", full, notes, keep_in=tmp_path / "kept.zip")
    assert notes_of(full) == [(1, 1), (2, 2)]  # As its migration makes them.


def test_a_table_that_points_to_ours_and_is_nobodys_stops_the_restoring(full: Database, tmp_path: Path) -> None:
    back_up(full, tmp_path / "b.zip")
    with connected(full) as connection:
        connection.execute(sa.text("CREATE TABLE elsewhere (unit_id INTEGER REFERENCES tracker_unit (id))"))
        connection.execute(sa.text("INSERT INTO elsewhere VALUES (1)"))
        connection.execute(sa.text("UPDATE tracker_official SET phone = '1'"))
    if full.is_sqlite:
        restored(tmp_path / "b.zip", full, keep_in=tmp_path / "kept.zip")
    else:
        with pytest.raises(InputError, match=r"cannot be replaced now: .*depend"):
            restored(tmp_path / "b.zip", full, keep_in=tmp_path / "kept.zip")
    with connected(full) as connection:
        assert connection.execute(sa.text("SELECT unit_id FROM elsewhere")).all() == [(1,)]


def restore_from(path: Path, url: str) -> None:
    """Restore a backup, keeping what it replaces beside it."""
    database = Database(url, lambda: datetime.now(UTC))
    with open_backup(path) as backup:
        restore(database, [CORE_OWNER], backup, path.with_name("kept.zip"))


def test_a_restoring_that_is_killed_leaves_everything_as_it_was(
    full: Database, empty: Database, tmp_path: Path
) -> None:
    upgrade(empty)
    with empty.writing("test") as session:
        rows = [{"code": f"CB{number:06d}", "full_name": "Nguyễn Văn Ba"} for number in range(MANY)]
        session.connection().execute(sa.insert(Official), rows)
    back_up(empty, tmp_path / "many.zip")
    before, url = rows_of(full), full.url.render_as_string(hide_password=False)
    child = multiprocessing.get_context("spawn").Process(target=restore_from, args=(tmp_path / "many.zip", url))
    child.start()
    wait_until_it_writes(full)
    child.kill()
    child.join()
    assert child.exitcode != 0
    assert rows_of(full) == before
    with full.writing("CB01") as session:
        session.add(Official(code="CB77", full_name="Trần Văn Bảy"))


def wait_until_it_writes(database: Database) -> None:
    """Wait until another process has kept what it replaces, and is the one writer."""
    kept = f"SELECT pg_try_advisory_lock({WRITER_LOCK})"
    engine = sa.create_engine(database.engine.url, poolclass=sa.NullPool, **NO_WAIT[database.is_sqlite])
    with engine.connect() as connection:
        while True:
            time.sleep(0.02)
            if database.is_sqlite:
                try:
                    connection.exec_driver_sql("BEGIN IMMEDIATE")
                except sa.exc.OperationalError:
                    break
                connection.exec_driver_sql("ROLLBACK")
            else:
                if not connection.exec_driver_sql(kept).scalar_one():
                    break
                connection.exec_driver_sql(f"SELECT pg_advisory_unlock({WRITER_LOCK})")
    time.sleep(0.3)


NO_WAIT: dict[bool, dict[str, object]] = {True: {"connect_args": {"isolation_level": None, "timeout": 0}}, False: {}}
