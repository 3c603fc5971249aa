"""Commands that plugins bring: beside those of Tracker, in its words, and without those of a plugin at fault."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path

import pytest

from tests.cli.conftest import Run

TOML = 'title = "Meetings"\nsummary = "For a test"\nversion = "1.0"\ntracker = ">=0.1,<2"\n'
COMMANDS = """
import click

from tracker.api import Message, hookimpl
from tracker.api.commands import Terminal


@click.group("meetings-NUMBER")
def meetings():
    \"\"\"See the meetings.\"\"\"


@meetings.command()
@click.argument("day", type=int)
@click.pass_obj
def held(terminal: Terminal, day: int):
    \"\"\"Print the meetings of a day.\"\"\"
    terminal.show_json({"day": day, "today": terminal.tracker.today.isoformat()})


@hookimpl
def commands():
    return [meetings]
"""
_numbers = count(1)


@pytest.fixture
def plugin(tmp_path: Path) -> str:
    """The name of a plugin with commands."""
    return write(tmp_path, COMMANDS)


def write(folder: Path, source: str) -> str:
    """Write a plugin into the installation; returns its name."""
    number = next(_numbers)
    path = folder / "plugins" / f"meetings_{number}"
    path.mkdir(parents=True)
    (path / "plugin.toml").write_text(TOML, encoding="utf-8")
    (path / "__init__.py").write_text(source.replace("NUMBER", str(number)), encoding="utf-8")
    return path.name


def test_a_plugins_command_is_given_as_one_of_trackers(run: Run, plugin: str) -> None:
    command = plugin.replace("_", "-")
    run("db", "upgrade", TRACKER_PLUGINS__ENABLED=plugin)
    given = run("--today", "2026-11-23", command, "held", "5", TRACKER_PLUGINS__ENABLED=plugin)
    assert given.exit_code == 0, given.output
    assert json.loads(given.stdout) == {"day": 5, "today": "2026-11-23"}


def test_the_help_of_tracker_names_the_commands_of_plugins(run: Run, plugin: str) -> None:
    assert "See the meetings." in run("--help", TRACKER_PLUGINS__ENABLED=plugin).output


def test_a_command_of_a_plugin_given_wrongly_is_explained_in_the_users_language(run: Run, plugin: str) -> None:
    command = plugin.replace("_", "-")
    given = run("--language", "vi", command, "held", TRACKER_PLUGINS__ENABLED=plugin)
    assert given.exit_code == 2
    assert "Còn thiếu DAY" in given.stderr


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"meetings-NUMBER"', '"files"', "is not named as the plugin"),
        ("return [meetings]", "return meetings", "does not return a list of Command"),
        ("return [meetings]", "return [1 / 0]", "division by zero"),
    ],
)
def test_commands_that_cannot_be_used_are_left_out_and_the_others_work(
    run: Run, tmp_path: Path, old: str, new: str, told: str
) -> None:
    name = write(tmp_path, COMMANDS.replace(old, new))
    helped = run("--help", TRACKER_PLUGINS__ENABLED=name)
    assert helped.exit_code == 0
    assert told in helped.stderr
    assert "score" in helped.stdout
    unknown = run(name.replace("_", "-"), "held", "5", TRACKER_PLUGINS__ENABLED=name)
    assert unknown.exit_code == 2
