"""`tracker serve` and `tracker demo` as a person starts and ends them."""

from __future__ import annotations

import gc
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tracker.messages import InputError
from tracker.web.serving import address_of, keep_what_is_loaded, listening_socket, next_free_socket

COMMAND = [sys.executable, "-c", "from tracker.cli import main; main()", "--language", "en"]
SECONDS = 120
Start = Callable[..., subprocess.Popen[str]]
on_posix = pytest.mark.skipif(os.name == "nt", reason="a process of Windows cannot be sent Ctrl+C from here")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start `tracker` with these words; what still runs at the end is ended."""
    started: list[subprocess.Popen[str]] = []

    def start_command(*words: str, **environment: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*COMMAND, *words],
            cwd=tmp_path,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        started.append(process)
        return process

    yield start_command
    for process in started:
        process.kill()
        process.communicate()


def read_until(process: subprocess.Popen[str], words: str) -> str:
    """Return what the process said up to the line with these words."""
    assert process.stdout is not None
    said, begun = "", time.monotonic()
    for line in process.stdout:
        said += line
        if words in line:
            return said
        assert time.monotonic() - begun < SECONDS, said
    raise AssertionError(said)


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody else has."""
    with listening_socket("127.0.0.1", 0) as other:
        yield other.getsockname()[1]


def test_serving_old_tables_names_the_cure(run: Run) -> None:
    result = run("serve")
    assert result.exit_code == 1
    assert "Run `tracker db upgrade`." in result.stderr


def test_a_port_that_is_taken_is_one_sentence(run: Run, taken: int) -> None:
    run("db", "upgrade")
    result = run("serve", "--port", str(taken))
    assert result.exit_code == 1
    assert result.stderr.strip().splitlines() == [
        f"Port {taken} is taken by another program, perhaps by Tracker itself. End it, or choose another port with "
        "--port."
    ]


def test_a_host_of_another_computer_is_refused_with_the_cure(run: Run) -> None:
    run("db", "upgrade")
    result = run("serve", "--host", "192.0.2.1")
    assert result.exit_code == 1
    assert result.stderr.strip() == "192.0.2.1 is no address of this computer. Correct host under [web]."


def test_beside_a_taken_port_the_next_free_one_is_found(taken: int) -> None:
    with next_free_socket("127.0.0.1", taken) as found:
        assert taken < found.getsockname()[1] <= taken + 50


def test_the_address_of_every_address_is_that_of_this_computer() -> None:
    with listening_socket("0.0.0.0", 0) as found:
        assert address_of(found) == f"http://127.0.0.1:{found.getsockname()[1]}"


def test_a_name_that_is_no_host_is_refused() -> None:
    with pytest.raises(InputError, match="is no address of this computer"):
        listening_socket("no host.invalid", 0)


def test_what_is_loaded_is_not_looked_through_for_garbage_again() -> None:
    looked_through = len(gc.get_objects())
    try:
        keep_what_is_loaded()
        assert len(gc.get_objects()) < looked_through / 10
    finally:
        gc.unfreeze()


@on_posix
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM], ids=["ctrl+c", "end of the service"])
def test_pages_are_served_until_the_end_without_a_traceback(
    start: Start, ending: signal.Signals, installed_sqlite: Path, tmp_path: Path
) -> None:
    (tmp_path / "var").mkdir()
    shutil.copy(installed_sqlite, tmp_path / "var" / "tracker.db")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = start("serve", "--port", str(port))
    said = read_until(process, "Ctrl+C")
    assert "Nobody can sign in as an administrator yet. Run `tracker init`." in said
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health") as answer:
        assert answer.status == 200
    process.send_signal(ending)
    rest, _ = process.communicate(timeout=SECONDS)
    assert process.returncode == 0
    assert rest.strip() == "Ended."


@on_posix
def test_the_demo_says_how_to_sign_in_and_is_served_on_a_free_port(start: Start, taken: int) -> None:
    process = start("demo", "--port", str(taken), "--folder", "made")
    said = read_until(process, "The demo is at")
    assert f"Port {taken} is taken, so another one is used." in said
    found = re.search(r"^staff +(?P<password>\S+) +Staff .*(?P<page>http://127.0.0.1:\d+/me/) *$", said, re.MULTILINE)
    assert found is not None, said
    with urllib.request.urlopen(found["page"]) as answer:
        assert "/sign-in" in answer.url
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=SECONDS)
    assert process.returncode == 0
