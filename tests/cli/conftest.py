"""Commands as a user gives them, on a database of their own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.conftest import NOW, LentPostgres
from tests.postgres import Copies
from tracker.cli.main import tracker
from tracker.config import load_config
from tracker.installation import open_tracker

Run = Callable[..., Result]


@pytest.fixture
def commands_url(empty_database_url: str) -> str:
    """The database on which `run` works: a fresh one, or what a module puts in its place."""
    return empty_database_url


@pytest.fixture
def run(commands_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `tracker` with these words on a database of its own, in an empty folder, in English."""
    monkeypatch.chdir(tmp_path)

    def run_command(*words: str, **environment: str) -> Result:
        env = {"TRACKER_DATABASE__URL": commands_url, "TRACKER_SITE__LANGUAGE": "en", **environment}
        return CliRunner().invoke(tracker, list(words), env=env)

    return run_command


@pytest.fixture(scope="session")
def installed_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file after `tracker db upgrade`, to be copied."""
    path = tmp_path_factory.mktemp("installed") / "tracker.db"
    _install(f"sqlite:///{path.as_posix()}", path.parent)
    return path


@pytest.fixture(scope="session")
def installed_postgres(copies: Copies, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a PostgreSQL database after `tracker db upgrade`, to be copied."""
    _install(copies.copy("installed"), tmp_path_factory.mktemp("installed"))
    return "installed"


@pytest.fixture
def installed_url(backend: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """The address of a database as `tracker db upgrade` leaves it."""
    if backend == "sqlite":
        shutil.copy(request.getfixturevalue("installed_sqlite"), tmp_path / "installed.db")
        return f"sqlite:///{(tmp_path / 'installed.db').as_posix()}"
    lend: LentPostgres = request.getfixturevalue("lent_postgres")
    return lend(request.getfixturevalue("installed_postgres"))


def _install(url: str, folder: Path) -> None:
    opened = open_tracker(load_config({"TRACKER_DATABASE__URL": url}, folder), lambda: NOW)
    opened.upgrade()
    opened.database.close()


@pytest.fixture(scope="session")
def demo_config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The configuration of a demo; tests only ask it questions."""
    folder = tmp_path_factory.mktemp("demo")
    made = CliRunner().invoke(tracker, ["--today", "2026-11-23", "demo", "--cli", "--folder", str(folder)])
    assert made.exit_code == 0, made.output
    return folder / "config.toml"
