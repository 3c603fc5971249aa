"""`tracker db backup` and `tracker db restore`, as an operator gives them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from tests.cli.conftest import Run
from tracker.cli.main import tracker

ADD = "INSERT INTO tracker_official (code, full_name, search_text) VALUES ('CB77', 'Trần Văn Bảy', '')"


@pytest.fixture
def filled(run: Run, empty_database_url: str) -> Run:
    """Run commands on a database with one official."""
    assert run("db", "upgrade").exit_code == 0
    change(empty_database_url, ADD)
    return run


def change(url: str, statement: str) -> None:
    """Change a row as a database tool does."""
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


def officials(url: str) -> list[str]:
    """Return the names of the officials."""
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        names = [row[0] for row in connection.execute(sa.text("SELECT full_name FROM tracker_official"))]
    engine.dispose()
    return names


def test_a_backup_stands_in_var_under_its_date(filled: Run, tmp_path: Path) -> None:
    result = filled("--today", "2026-11-23", "db", "backup")
    assert result.exit_code == 0
    assert (tmp_path / "var" / "backups" / "tracker-20261123-120000.zip").exists()
    assert "tracker-20261123-120000.zip, 1 official, 0 files" in result.stdout
    assert filled("--today", "2026-11-23", "db", "backup").exit_code == 0
    assert filled("--today", "2026-11-23", "db", "backup", str(tmp_path)).exit_code == 0
    assert (tmp_path / "tracker-20261123-120000.zip").exists()


def test_a_file_that_exists_is_replaced_only_with_force(filled: Run) -> None:
    assert filled("db", "backup", "b.zip").exit_code == 0
    refused = filled("db", "backup", "b.zip")
    assert refused.exit_code == 1
    assert "--force" in refused.stderr
    assert filled("db", "backup", "b.zip", "--force").exit_code == 0


def test_a_backup_is_restored_into_an_unused_database_without_a_question(filled: Run, tmp_path: Path) -> None:
    filled("db", "backup", "b.zip")
    other = f"sqlite:///{(tmp_path / 'other.db').as_posix()}"
    assert filled("db", "upgrade", TRACKER_DATABASE__URL=other).exit_code == 0
    result = filled("db", "restore", "b.zip", TRACKER_DATABASE__URL=other)
    assert result.exit_code == 0, result.stderr
    assert officials(other) == ["Trần Văn Bảy"]
    assert filled("db", "check", TRACKER_DATABASE__URL=other).exit_code == 0
    assert filled("audit", "verify", TRACKER_DATABASE__URL=other).exit_code == 0


def test_replacing_records_asks_first_and_says_what_is_replaced(
    filled: Run, empty_database_url: str, tmp_path: Path
) -> None:
    filled("db", "backup", "b.zip")
    change(empty_database_url, "UPDATE tracker_official SET full_name = 'Mới'")

    def answer(text: str) -> Result:
        env = {"TRACKER_DATABASE__URL": empty_database_url, "TRACKER_SITE__LANGUAGE": "en"}
        return CliRunner().invoke(tracker, ["db", "restore", "b.zip"], env=env, input=text)

    for refusal in ("n\n", ""):
        result = answer(refusal)
        assert result.exit_code == 1
        assert "(1 official, 0 files) is replaced by the backup of" in result.stderr
        assert "Nothing was changed" in result.stderr
        assert officials(empty_database_url) == ["Mới"]
    result = answer("y\n")
    assert result.exit_code == 0, result.stderr
    assert officials(empty_database_url) == ["Trần Văn Bảy"]
    (kept,) = (tmp_path / "var" / "backups").iterdir()
    assert kept.name in result.stdout
    assert filled("db", "restore", str(kept), "--yes").exit_code == 0
    assert officials(empty_database_url) == ["Mới"]


def test_a_file_that_is_no_backup_is_refused_in_one_sentence(filled: Run, tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_text("nothing", encoding="utf-8")
    for name in ("b.zip", "nowhere.zip"):
        result = filled("db", "restore", name, "--yes")
        assert result.exit_code == 1
        assert name in result.stderr
        assert len(result.stderr.splitlines()) == 1


def test_the_demo_comes_back_whole(demo_config: Path, tmp_path: Path) -> None:
    def show(*words: str, config: Path) -> str:
        options = ["--config", str(config), "--language", "en", "--today", "2026-11-23"]
        result = CliRunner().invoke(tracker, [*options, *words])
        assert result.exit_code == 0, result.output
        return result.stdout

    show("db", "backup", str(tmp_path / "b.zip"), config=demo_config)
    config = tmp_path / "new" / "config.toml"
    config.parent.mkdir()
    shutil.copy(demo_config, config)
    show("db", "restore", str(tmp_path / "b.zip"), config=config)
    questions = (("audit", "verify", "--json"), ("report", "files", "2026", "--json"), ("score", "2026-Q3", "--json"))
    for question in questions:
        assert show(*question, config=config) == show(*question, config=demo_config)
