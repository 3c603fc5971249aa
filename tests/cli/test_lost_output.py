"""A result that nobody takes: the pipe is closed, or the disk full. One sentence, exit status 1, no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = (("settings", "show"), ("plugins", "list"), ("plugins", "list", "--json"))
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither /dev/full nor these pipes")


def run_into(output: int, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    code = "from tracker.cli import main; main()"
    environment = {**os.environ, "TRACKER_SITE__LANGUAGE": "en"}
    options = {"cwd": folder, "env": environment, "text": True, "check": False, "stderr": subprocess.PIPE}
    return subprocess.run([sys.executable, "-c", code, *words], stdout=output, **options)


@pytest.fixture(scope="module")
def commune(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation; tests only ask it questions."""
    folder = tmp_path_factory.mktemp("commune")
    upgraded = run_into(subprocess.DEVNULL, folder, "db", "upgrade")
    assert upgraded.returncode == 0, upgraded.stderr
    return folder


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is always full")
@pytest.mark.parametrize("words", COMMANDS)
def test_a_full_disk_is_one_sentence(commune: Path, words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        result = run_into(full.fileno(), commune, *words)
    assert result.returncode == 1
    assert "its result cannot be printed" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("words", COMMANDS)
def test_a_closed_pipe_is_one_sentence(commune: Path, words: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    result = run_into(writer, commune, *words)
    os.close(writer)
    assert result.returncode == 1
    assert result.stderr == "The command is done, but its result cannot be printed: nobody reads it any more.\n"
