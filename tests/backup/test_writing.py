"""Writing a backup: of one moment while others write, complete or not at all."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from tests.backup.conftest import Open, restored
from tests.conftest import NOW
from tracker.audit import AuditEntry, verify
from tracker.backup.writing import back_up, name_for_backup
from tracker.database import Database
from tracker.messages import InputError
from tracker.records.officials import Official

BACKUPS = 4


def add_officials(url: str, enough: Path) -> None:
    """Add officials, each by a transaction of its own, until told that it is enough."""
    database = Database(url, lambda: datetime.now(UTC))
    number = 0
    while not enough.exists():
        number += 1
        with database.writing("another process") as session:
            session.add(Official(code=f"CB{number:05d}", full_name="Nguyễn Văn Ba"))
    database.close()


def test_a_backup_is_of_one_moment_while_another_process_writes(
    database: Database, backend: str, open_empty: Open, tmp_path: Path
) -> None:
    url, enough = database.url.render_as_string(hide_password=False), tmp_path / "enough"
    writer = multiprocessing.get_context("spawn").Process(target=add_officials, args=(url, enough))
    writer.start()
    counts: list[int] = []
    while len(counts) < BACKUPS:
        manifest = back_up(database, tmp_path / "b.zip", overwrite=True)
        if manifest.rows_of("tracker_official") > max(counts, default=0):
            assert writer.is_alive()
            counts.append(manifest.rows_of("tracker_official"))
            other = open_empty(backend)
            restored(tmp_path / "b.zip", other)
            with other.reading() as session:
                added = select(sa.func.count()).where(col(AuditEntry.subject) == "tracker_official")
                assert session.exec(added).one() == counts[-1]
                assert verify(session) is None
    enough.touch()
    writer.join()
    assert writer.exitcode == 0
    assert counts == sorted(set(counts))


def test_a_file_that_exists_is_not_overwritten_unasked(full: Database, tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    path.write_text("precious", encoding="utf-8")
    with pytest.raises(InputError, match=r"b\.zip exists\. Choose another name, or give --force"):
        back_up(full, path)
    assert path.read_text(encoding="utf-8") == "precious"
    back_up(full, path, overwrite=True)
    assert path.read_bytes()[:2] == b"PK"


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
def test_only_its_owner_may_read_a_backup(full: Database, tmp_path: Path) -> None:
    back_up(full, tmp_path / "backups" / "b.zip")
    assert stat.S_IMODE((tmp_path / "backups" / "b.zip").stat().st_mode) == 0o600


# To SQLite every kind of column is one of four.
@pytest.mark.parametrize("backend", ["postgresql"])
def test_a_column_that_no_backup_can_hold_is_named(full: Database, tmp_path: Path) -> None:
    backups = tmp_path / "backups"
    with full.writing("test") as session:
        session.connection().execute(sa.text("ALTER TABLE tracker_unit ADD COLUMN strange INTERVAL"))
    with pytest.raises(InputError, match="cannot hold the column strange of tracker_unit"):
        back_up(full, backups / "b.zip")
    assert list(backups.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="Windows sets no such limit")
def test_a_backup_for_which_there_is_no_room_leaves_no_file(full: Database, tmp_path: Path) -> None:
    resource = importlib.import_module("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, before[1]))
    try:
        with pytest.raises(InputError, match=r"The backup .*b\.zip cannot be written: .* or make room"):
            back_up(full, tmp_path / "backups" / "b.zip")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_place_that_cannot_be_written_to_is_named(full: Database, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match=r"The backup .*file/b\.zip cannot be written"):
        back_up(full, tmp_path / "file" / "b.zip")


def test_a_database_without_tables_cannot_be_backed_up(empty_database: Database, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no tables yet"):
        back_up(empty_database, tmp_path / "b.zip")
    assert not list(tmp_path.glob("b.zip*"))


def test_two_backups_of_one_second_have_two_names(tmp_path: Path) -> None:
    first = name_for_backup(tmp_path, NOW)
    assert first.name == "tracker-20261123-020000.zip"
    first.touch()
    assert name_for_backup(tmp_path, NOW).name == "tracker-20261123-020000-2.zip"
