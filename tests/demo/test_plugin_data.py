"""What plugins add to the demo: each in a transaction of its own, and no demo where one fails."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from tests.plugins_system.conftest import PluginFolder
from tracker.config import Config, DatabaseConfig, PluginsConfig
from tracker.database import Database
from tracker.demo.plugin_data import add_data_of_plugins
from tracker.installation import Tracker
from tracker.messages import InputError, translate
from tracker.records.procedures import Procedure

HOOK = """
from tracker.api import Procedure


@hookimpl
def demo_data(session, scenario, today):
    session.add(Procedure(name=f"{scenario} on {today}"))
    ENDING
"""


def added(database: Database, folder: Path, *endings: str) -> list[str]:
    """Let plugins with such a hook add to the demo; returns what they say."""
    plugins = PluginFolder(folder)
    names = [plugins.add("shown", HOOK.replace("ENDING", ending)) for ending in endings]
    url = database.url.render_as_string(hide_password=False)
    config = Config(database=DatabaseConfig(url=url), plugins=PluginsConfig(enabled=tuple(names)))
    tracker = Tracker(config, database, plugins.load(*names), lambda: datetime(2026, 11, 23, 2, tzinfo=UTC))
    return [translate(told, "en") for told in add_data_of_plugins(tracker, "hard", "demo")]


def names_of_procedures(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.exec(select(Procedure.name)))


def test_each_plugin_adds_its_data_and_says_what(database: Database, tmp_path: Path) -> None:
    assert added(database, tmp_path, 'return _("one")', 'return _("another")') == ["one", "another"]
    assert names_of_procedures(database) == ["hard on 2026-11-23"] * 2


@pytest.mark.parametrize(
    ("ending", "told"),
    [
        ("1 / 0", "demo_data\\(\\) of the plugin shown\\d+ raised ZeroDivisionError"),
        ("return None", "does not return a sentence"),
    ],
)
def test_where_one_fails_no_demo_is_made(database: Database, tmp_path: Path, ending: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        added(database, tmp_path, ending)
    assert names_of_procedures(database) == []
