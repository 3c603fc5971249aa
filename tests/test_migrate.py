"""Migrations on both databases: there and back, without losing a row, and all or nothing."""

from __future__ import annotations

import importlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from tests.conftest import NOW, NewPostgres
from tracker.audit import verify
from tracker.database import Database
from tracker.messages import InputError
from tracker.migrate import (
    CORE_OWNER,
    current_revision,
    downgrade,
    missing_changes,
    refuse_old_tables,
    upgrade,
    write_revision,
)
from tracker.owners import Owner
from tracker.plugins import Plugins
from tracker.tables import CORE_TABLES
from tracker.testing import Office

PLUGIN = "filenotes"
MODELS = '''
from sqlmodel import Field, SQLModel


class Note(SQLModel, table=True):
    """What somebody noted about a file."""

    __tablename__ = "filenotes_note"

    id: int | None = Field(default=None, primary_key=True)
    file_id: int = Field(foreign_key="tracker_handled_file.id", ondelete="CASCADE", index=True)
    text: str = Field(max_length=200)
'''
TOML = 'title = "Notes"\nsummary = "Notes about files"\nversion = "1.0"\ntracker = ">=0.1"\n'
REVISION = """
import sqlalchemy as sa
from alembic import op

from tracker.records.searching import bytes_in_order

revision = "{owner}_9999"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade():
    {up}


def downgrade():
    {down}
"""
REBUILD = (
    'with op.batch_alter_table("tracker_handled_file") as files:\n'
    '        files.alter_column("code", type_=bytes_in_order({new}), existing_type=sa.String({old}), nullable=False)'
)
HEAD = max(path.name for path in CORE_OWNER.versions.glob("*.py"))[: len("tracker_0000")]
NEXT = f"tracker_{int(HEAD[-4:]) + 1:04d}"
LONGER, SHORTER = REBUILD.format(old=120, new=300), REBUILD.format(old=300, new=120)


@pytest.fixture(scope="session")
def notes_owner(tmp_path_factory: pytest.TempPathFactory) -> Owner:
    """A plugin with a table that cascades from the files, its revision written by the program."""
    parent = tmp_path_factory.mktemp("plugins")
    folder = parent / PLUGIN
    folder.mkdir()
    (folder / "plugin.toml").write_text(TOML, encoding="utf-8")
    (folder / "models.py").write_text(MODELS, encoding="utf-8")
    (folder / "__init__.py").write_text("from . import models\n", encoding="utf-8")
    importlib.invalidate_caches()
    (owner,) = Plugins([PLUGIN], parent).owners
    database = Database(f"sqlite:///{(parent / 'scratch.db').as_posix()}", lambda: NOW)
    upgrade(database)
    write_revision(database, owner, "notes")
    database.close()
    return owner


@pytest.fixture
def with_notes(database: Database, notes_owner: Owner) -> Database:
    """A database with three files, each with a note in the plugin's table."""
    upgrade(database, [CORE_OWNER, notes_owner])
    with database.writing("test") as session:
        office = Office(session)
        official = office.official()
        for number in range(3):
            file = office.file(official, date(2026, 7, 6), date(2026, 7, 10))
            note = {"file": file.id, "text": f"note {number}"}
            session.connection().execute(
                sa.text("INSERT INTO filenotes_note (file_id, text) VALUES (:file, :text)"), note
            )
    return database


def core_with(tmp_path: Path, up: str, down: str = "pass") -> Owner:
    """Return the core with one more revision."""
    versions = tmp_path / "versions"
    shutil.copytree(CORE_OWNER.versions, versions, ignore=shutil.ignore_patterns("__pycache__"))
    return with_revision(Owner("tracker", versions), up, down)


def with_revision(owner: Owner, up: str, down: str = "pass") -> Owner:
    """Add a revision behind the last one of a copied folder."""
    head = max(path.name for path in owner.versions.glob("*.py"))[: len(owner.name) + 5]
    source = REVISION.format(owner=owner.name, head=head, up=up, down=down)
    (owner.versions / f"{owner.name}_9999_more.py").write_text(source, encoding="utf-8")
    return owner


def copied(owner: Owner, tmp_path: Path) -> Owner:
    """Return an owner whose revision files may be changed."""
    versions = tmp_path / owner.name
    shutil.copytree(owner.versions, versions, ignore=shutil.ignore_patterns("__pycache__"))
    return Owner(owner.name, versions)


@contextmanager
def connected(database: Database) -> Iterator[sa.Connection]:
    """A connection past the guard of the sessions, as a database tool has it."""
    engine = sa.create_engine(database.engine.url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        yield connection


def tables(database: Database) -> set[str]:
    """Return the names of the tables."""
    with connected(database) as connection:
        return set(sa.inspect(connection).get_table_names())


def shape(database: Database, prefix: str = "tracker_") -> dict[str, object]:
    """Return everything that the database knows of the tables with this prefix."""
    with connected(database) as connection:
        inspector = sa.inspect(connection)
        names = [name for name in inspector.get_table_names() if name.startswith(prefix) and "alembic" not in name]
        return {name: _shape_of(inspector, name) for name in sorted(names)}


def _shape_of(inspector: sa.Inspector, name: str) -> object:
    columns = {
        column["name"]: (str(column["type"]), column["nullable"], column["default"])
        for column in inspector.get_columns(name)
    }
    checks = {check["name"]: check["sqltext"] for check in inspector.get_check_constraints(name)}
    indexes = {index["name"]: (index["column_names"], index["unique"]) for index in inspector.get_indexes(name)}
    uniques = sorted(str(unique["column_names"]) for unique in inspector.get_unique_constraints(name))
    keys = sorted(
        (str(key["constrained_columns"]), key["referred_table"], str(key["options"].get("ondelete")))
        for key in inspector.get_foreign_keys(name)
    )
    return columns, inspector.get_pk_constraint(name)["constrained_columns"], checks, indexes, uniques, keys


def rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of the files and of the notes."""
    with connected(database) as connection:
        return {
            name: [tuple(row) for row in connection.execute(sa.text(f"SELECT * FROM {name} ORDER BY id"))]
            for name in ("tracker_handled_file", "filenotes_note")
        }


def count(database: Database, table: str) -> int:
    """Return how many rows a table has."""
    with connected(database) as connection:
        return int(connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_the_core_goes_up_down_to_nothing_and_up_again(empty_database: Database) -> None:
    upgrade(empty_database)
    first = shape(empty_database)
    assert len(first) == len(CORE_TABLES)
    downgrade(empty_database)
    assert tables(empty_database) == {"tracker_alembic_version"}
    assert current_revision(empty_database, CORE_OWNER) is None
    upgrade(empty_database)
    assert shape(empty_database) == first
    refuse_old_tables(empty_database, [CORE_OWNER])


def test_each_revision_of_the_core_goes_up_and_down_with_records_in_the_tables(with_notes: Database) -> None:
    before = shape(with_notes), rows(with_notes)
    downgrade(with_notes, revision="tracker_0001")
    assert current_revision(with_notes, CORE_OWNER) == "tracker_0001"
    upgrade(with_notes)
    assert (shape(with_notes), rows(with_notes)) == before


def test_the_tables_of_a_plugin_go_up_down_and_up_again_beside_those_of_the_core(
    with_notes: Database, notes_owner: Owner
) -> None:
    first, files = shape(with_notes, "filenotes_"), count(with_notes, "tracker_handled_file")
    downgrade(with_notes, notes_owner)
    assert not {name for name in tables(with_notes) if name == "filenotes_note"}
    assert count(with_notes, "tracker_handled_file") == files == 3
    upgrade(with_notes, [CORE_OWNER, notes_owner])
    assert shape(with_notes, "filenotes_") == first
    assert missing_changes(with_notes, notes_owner) == []


def test_plugins_taken_down_before_the_core_leave_nothing(with_notes: Database, notes_owner: Owner) -> None:
    downgrade(with_notes, notes_owner)
    downgrade(with_notes)
    assert tables(with_notes) == {"tracker_alembic_version", "filenotes_alembic_version"}


def test_the_core_is_not_taken_down_under_the_rows_of_a_plugin(with_notes: Database) -> None:
    before = shape(with_notes, ""), rows(with_notes)
    with pytest.raises(InputError, match="The tables of tracker stay as they are"):
        downgrade(with_notes)
    assert (shape(with_notes, ""), rows(with_notes)) == before


def test_each_owner_has_its_own_version_table(with_notes: Database, notes_owner: Owner) -> None:
    assert current_revision(with_notes, notes_owner) == "filenotes_0001"
    assert current_revision(with_notes, CORE_OWNER) == HEAD


def test_a_file_that_goes_takes_the_rows_of_a_plugin_with_it(with_notes: Database) -> None:
    with connected(with_notes) as connection:
        connection.execute(sa.text("DELETE FROM tracker_handled_file WHERE id = 1"))
    assert count(with_notes, "filenotes_note") == 2


@pytest.mark.parametrize("revisions", [("9999",), ("9999", HEAD), ("9999", HEAD, "9999")])
def test_rebuilding_a_table_of_the_core_loses_no_row_of_a_plugin(
    with_notes: Database, tmp_path: Path, revisions: tuple[str, ...]
) -> None:
    before, core = rows(with_notes), core_with(tmp_path, LONGER, SHORTER)
    for revision in revisions:
        if revision == HEAD:
            downgrade(with_notes, core, HEAD)
        else:
            upgrade(with_notes, [core])
    assert rows(with_notes) == before
    with connected(with_notes) as connection:
        length = sa.inspect(connection).get_columns("tracker_handled_file")[1]["type"].length  # type: ignore[attr-defined]
        assert length == (120 if revisions[-1] == HEAD else 300)
        connection.execute(sa.text("DELETE FROM tracker_handled_file WHERE id = 1"))
    assert count(with_notes, "filenotes_note") == 2


def test_a_rebuilt_table_keeps_its_checks_indexes_and_keys(with_notes: Database, tmp_path: Path) -> None:
    before = shape(with_notes)
    core = core_with(tmp_path, LONGER, SHORTER)
    upgrade(with_notes, [core])
    downgrade(with_notes, core, HEAD)
    assert shape(with_notes) == before
    with pytest.raises(sa.exc.IntegrityError), connected(with_notes) as connection:
        connection.execute(sa.text("UPDATE tracker_handled_file SET paused_days = 1001"))


def test_a_removed_plugin_folder_does_not_break_the_upgrade_of_the_core(with_notes: Database, tmp_path: Path) -> None:
    core = core_with(tmp_path, LONGER, SHORTER)
    before = rows(with_notes)
    upgrade(with_notes, [core])
    refuse_old_tables(with_notes, [core])
    assert current_revision(with_notes, core) == "tracker_9999"
    assert rows(with_notes) == before


FAILURES = {
    "its code": ('raise RuntimeError("no paper")', RuntimeError, "no paper"),
    "the database": ('op.execute("UPDATE tracker_unit SET no_such_column = 1")', InputError, "no_such_column"),
    "rows that point to nothing": (
        'op.execute("UPDATE filenotes_note SET file_id = 4711")',
        InputError,
        "The tables of tracker stay as they are",
    ),
}


@pytest.mark.parametrize(("failure", "error", "told"), FAILURES.values(), ids=FAILURES)
def test_a_migration_that_fails_leaves_the_tables_as_they_were(
    with_notes: Database, tmp_path: Path, failure: str, error: type[Exception], told: str
) -> None:
    before = shape(with_notes, ""), rows(with_notes)
    first = 'op.create_table("tracker_half", sa.Column("id", sa.Integer, primary_key=True))'
    gone = 'op.execute("DELETE FROM tracker_scorecard"); op.execute("UPDATE tracker_handled_file SET revision = 9")'
    core = core_with(tmp_path, "\n    ".join((first, LONGER, gone, failure)))
    with pytest.raises(error, match=told):
        upgrade(with_notes, [core])
    assert (shape(with_notes, ""), rows(with_notes)) == before
    assert current_revision(with_notes, CORE_OWNER) == HEAD
    with with_notes.writing("test") as session:
        assert verify(session) is None


def test_a_failing_plugin_leaves_the_core_at_its_new_version(
    empty_database: Database, notes_owner: Owner, tmp_path: Path
) -> None:
    failing = with_revision(copied(notes_owner, tmp_path), 'op.drop_table("filenotes_nowhere")')
    with pytest.raises(InputError, match="The tables of filenotes stay as they are"):
        upgrade(empty_database, [CORE_OWNER, failing])
    assert missing_changes(empty_database, CORE_OWNER) == []
    assert current_revision(empty_database, failing) is None


def test_the_models_of_the_core_have_nothing_that_its_tables_lack(database: Database) -> None:
    assert missing_changes(database, CORE_OWNER) == []


def test_upgraded_tables_are_those_that_the_models_would_make(
    empty_database: Database, make_empty: Callable[[], Database]
) -> None:
    upgrade(empty_database)
    made = make_empty()
    with connected(made) as connection:
        of_the_core = [table for name, table in SQLModel.metadata.tables.items() if name.startswith("tracker_")]
        SQLModel.metadata.create_all(connection, of_the_core)
    upgraded, wanted = shape(empty_database), shape(made)
    for table in NUMBERED_ONE:  # The first revision gave them a sequence that nothing draws from.
        del upgraded[table], wanted[table]
    assert upgraded == wanted


NUMBERED_ONE = ("tracker_audit_head", "tracker_plugin_fingerprint")


@pytest.fixture
def make_empty(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[[], Database]]:
    """Make a second database without any table."""
    opened: list[Database] = []

    def make() -> Database:
        url = f"sqlite:///{(tmp_path / 'second.db').as_posix()}"
        if backend != "sqlite":
            new: NewPostgres = request.getfixturevalue("new_postgres")
            url = new()
        opened.append(Database(url, lambda: NOW))
        return opened[-1]

    yield make
    for database in opened:
        database.close()


@pytest.mark.parametrize(
    ("change", "lacking"),
    [
        ("DROP INDEX ix_tracker_handled_file_received", "ix_tracker_handled_file_received"),
        ("ALTER TABLE tracker_official DROP COLUMN phone", "phone"),
        ("DROP TABLE tracker_score_change", "tracker_score_change"),
        ("CREATE TABLE tracker_forgotten (id INTEGER PRIMARY KEY)", "tracker_forgotten"),
    ],
)
def test_a_difference_between_tables_and_models_is_named(database: Database, change: str, lacking: str) -> None:
    with connected(database) as connection:
        connection.execute(sa.text(change))
    assert any(lacking in difference for difference in missing_changes(database, CORE_OWNER))


def test_the_tables_of_others_are_no_difference(with_notes: Database, notes_owner: Owner) -> None:
    with connected(with_notes) as connection:
        connection.execute(sa.text("DROP TABLE filenotes_note"))
    assert missing_changes(with_notes, CORE_OWNER) == []
    assert any("filenotes_note" in difference for difference in missing_changes(with_notes, notes_owner))


def test_a_written_revision_gets_the_next_number_and_can_be_run(database: Database, tmp_path: Path) -> None:
    core = copied(CORE_OWNER, tmp_path)
    with connected(database) as connection:
        connection.execute(sa.text("ALTER TABLE tracker_official DROP COLUMN phone"))
    path = write_revision(database, core, "phone again")
    assert path.name == f"{NEXT}_phone_again.py"
    upgrade(database, [core])
    assert missing_changes(database, CORE_OWNER) == []


def test_a_revision_is_written_only_against_tables_that_are_up_to_date(
    empty_database: Database, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="not up to date"):
        write_revision(empty_database, copied(CORE_OWNER, tmp_path), "too early")


def test_old_tables_are_refused_with_the_cure(empty_database: Database) -> None:
    with pytest.raises(InputError, match=rf"stand at -, this version needs {HEAD}\. Run `tracker db upgrade`"):
        refuse_old_tables(empty_database, [CORE_OWNER])


def test_tables_of_a_newer_version_are_refused(database: Database, tmp_path: Path) -> None:
    upgrade(database, [core_with(tmp_path, "pass")])
    with pytest.raises(InputError, match="stand at tracker_9999"):
        refuse_old_tables(database, [CORE_OWNER])
    with pytest.raises(InputError, match="tracker_9999"):
        upgrade(database)


def test_a_revision_that_does_not_exist_is_named(database: Database) -> None:
    with pytest.raises(InputError, match="nowhere"):
        downgrade(database, revision="nowhere")


def test_a_plugin_without_tables_needs_no_migration(database: Database) -> None:
    owners = Plugins(["reward_rules"]).owners
    upgrade(database, owners)
    refuse_old_tables(database, owners)
    downgrade(database, owners[0])
    assert "reward_rules_alembic_version" not in tables(database)


def test_rows_of_a_plugin_are_audited_like_those_of_the_core(with_notes: Database) -> None:
    note = importlib.import_module(f"plugins.{PLUGIN}.models").Note
    with with_notes.writing("CB01") as session:
        session.get_one(note, 1).text = "seen"
        session.flush()
        assert session.info["last_audit_position"]
        assert verify(session) is None
