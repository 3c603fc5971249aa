"""The commands of Tracker: all are listed with their help, and one is loaded without the others."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.cli.conftest import Run
from tracker.cli.own_commands import OWN_COMMANDS, own_command

LOADED = "import sys; from tracker.cli.main import own_command; own_command('audit'); print(*sys.modules)"


@pytest.mark.parametrize("backend", ["sqlite"])
def test_every_command_is_listed_with_its_help(run: Run) -> None:
    shown = run("--language", "en", "--help", TRACKER_PLUGINS__ENABLED="").stdout
    _, _, commands = shown.partition("\nCommands:\n")
    listed = dict(line.strip().split(maxsplit=1) for line in commands.splitlines() if line[2:3].strip())
    assert list(listed) == sorted(OWN_COMMANDS)
    assert all(listed.values())


@pytest.mark.parametrize("name", OWN_COMMANDS)
def test_a_command_is_known_by_its_own_name(name: str) -> None:
    command = own_command(name)
    assert command is not None
    assert command.name == name
    assert command.help


def test_a_command_is_loaded_without_the_others() -> None:
    loaded = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True).stdout.split()
    others = {module for name, (module, _) in OWN_COMMANDS.items() if name != "audit"}
    assert "tracker.cli.audit" in loaded
    assert others & set(loaded) == set()
