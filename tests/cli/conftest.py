"""Commands as a user gives them, on a database of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tracker.cli.main import tracker

Run = Callable[..., Result]


@pytest.fixture
def run(empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `tracker` with these words on a fresh database, in an empty folder, in English."""
    monkeypatch.chdir(tmp_path)

    def run_command(*words: str, **environment: str) -> Result:
        env = {"TRACKER_DATABASE__URL": empty_database_url, "TRACKER_SITE__LANGUAGE": "en", **environment}
        return CliRunner().invoke(tracker, list(words), env=env)

    return run_command


@pytest.fixture(scope="session")
def demo_config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The configuration of a demo; tests only ask it questions."""
    folder = tmp_path_factory.mktemp("demo")
    made = CliRunner().invoke(tracker, ["--today", "2026-11-23", "demo", "--cli", "--folder", str(folder)])
    assert made.exit_code == 0, made.output
    return folder / "config.toml"
