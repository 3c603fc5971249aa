"""Two schedulers and a web server at once on a real clock, one of them killed in the middle of a job."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import col, select

from tests.jobs.conftest import effects_in, free_port
from tracker.config import load_config
from tracker.database import Database, RecordSession
from tracker.installation import open_tracker, utc_now
from tracker.jobs.runs import JobRun, RunOutcome

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a process of Windows cannot be told to end from here")

SECONDS = 90
PROCESS = """
import os
from datetime import timedelta
from pathlib import Path

from tracker.cli.output import Terminal
from tracker.cli.scheduling import do_jobs
from tracker.cli.serving import serve_installation
from tracker.config import load_config
from tracker.installation import utc_now
from tracker.jobs.scheduler import Pace

port = os.environ.pop("PORT", None)
terminal = Terminal(load_config(os.environ, Path.cwd()), "en", utc_now)
pace = Pace(lease=timedelta(seconds=3), look_every=timedelta(seconds=1))
if port is None:
    do_jobs(terminal, pace)
else:
    serve_installation(terminal, "127.0.0.1", int(port), pace)
"""
PLUGIN = '''
import os
import time
from pathlib import Path

from tracker.api import Cron, Job, hookimpl, sentences
from tracker.audit import record

_ = sentences("steps")


def hold(where, due_at):
    """Stay here for good if this process is told to."""
    order = Path(f"hold-{where}-{os.getpid()}")
    if order.exists():
        order.rename(f"held-{due_at.timestamp():.0f}")
        time.sleep(600)


def work(context):
    hold("working", context.due_at)

    def store(session):
        record(session, "noted", "steps", context.due_at.isoformat())
        hold("storing", context.due_at)
        return _("Done")

    return store


@hookimpl
def jobs():
    return [Job("steps.note", _("Note the time"), Cron(second="*", minute="*", hour="*"), work)]
'''
INFO = {"title": "Steps", "summary": "For a test", "version": "1.0", "tracker": ">=0.1,<2"}


@dataclass
class Hosts:
    """The processes of one installation."""

    folder: Path
    environment: dict[str, str]
    processes: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        """Start a process with the program of these words, else one that does the jobs; serves too if it has a PORT."""
        process = subprocess.Popen(
            [sys.executable, "-c", *(words or [PROCESS])],
            cwd=self.folder,
            env={**os.environ, **self.environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        self.processes.append(process)
        return process

    def command(self, *words: str) -> subprocess.Popen[str]:
        """Start `tracker` with these words."""
        return self.start("from tracker.cli import main; main()", "--language", "en", *words)

    def runs(self, job: str = "steps.note") -> list[JobRun]:
        """Return the runs of a job in the order in which they were due."""
        with reading(self) as session:
            return list(session.exec(select(JobRun).where(JobRun.job == job).order_by(col(JobRun.due_at))))


@contextmanager
def reading(hosts: Hosts) -> Iterator[RecordSession]:
    """Read the database that the processes share."""
    database = Database(hosts.environment["TRACKER_DATABASE__URL"], utc_now)
    with database.reading() as session:
        yield session
    database.close()


@pytest.fixture
def hosts(database_url: str, tmp_path: Path) -> Iterator[Hosts]:
    """An installation with a plugin whose job notes every second; what still runs at the end is ended."""
    folder = tmp_path / "plugins" / "steps"
    folder.mkdir(parents=True)
    (folder / "plugin.toml").write_text("\n".join(f"{k} = {json.dumps(v)}" for k, v in INFO.items()), encoding="utf-8")
    (folder / "__init__.py").write_text(PLUGIN, encoding="utf-8")
    environment = {"TRACKER_DATABASE__URL": database_url, "TRACKER_PLUGINS__ENABLED": "reward_rules,steps"}
    hosts = Hosts(tmp_path, environment)
    tracker = open_tracker(load_config(environment, tmp_path))
    tracker.upgrade()
    tracker.database.close()
    yield hosts
    for process in hosts.processes:
        process.kill()
        process.communicate()


def wait_until(is_so: Callable[[], object], seconds: float = SECONDS) -> None:
    """Wait for something to become so."""
    begun = time.monotonic()
    while not is_so():
        assert time.monotonic() - begun < seconds, "it never came"
        time.sleep(0.1)


@pytest.mark.parametrize(("victim", "where"), [(0, "working"), (2, "storing")], ids=["scheduler", "web"])
def test_a_process_is_killed_in_the_middle_of_a_job_and_every_due_run_has_its_effect_exactly_once(
    hosts: Hosts, victim: int, where: str
) -> None:
    processes = [hosts.start(), hosts.start(), hosts.start(PORT=str(free_port()))]
    wait_until(lambda: len(hosts.runs()) >= 3 or any(process.poll() is not None for process in processes))
    assert [process.poll() for process in processes] == [None, None, None]

    (hosts.folder / f"hold-{where}-{processes[victim].pid}").touch()
    wait_until(lambda: list(hosts.folder.glob("held-*")))
    processes[victim].kill()
    processes[victim].wait(SECONDS)
    (held,) = hosts.folder.glob("held-*")
    held_at = datetime.fromtimestamp(int(held.name.removeprefix("held-")), UTC)

    def is_taken_over_and_left_behind() -> bool:
        runs = hosts.runs()
        return any(run.due_at == held_at and run.finished_at for run in runs) and runs[-1].due_at > held_at

    wait_until(is_taken_over_and_left_behind)
    survivors = [process for process in processes if process is not processes[victim]]
    for process in survivors:
        process.send_signal(signal.SIGTERM)
    said = [process.communicate(timeout=SECONDS)[0] for process in survivors]
    assert [process.returncode for process in survivors] == [0, 0], said

    first, *runs = hosts.runs()
    assert first.outcome is RunOutcome.PASSED
    assert {run.outcome for run in runs} == {RunOutcome.DONE}
    assert [run.attempt for run in runs if run.due_at == held_at] == [2]
    assert all(not run.due_at.microsecond for run in runs)
    with reading(hosts) as session:
        assert sorted(effects_in(session)) == [run.due_at.isoformat() for run in runs]


def test_a_scheduler_of_its_own_says_what_it_does_and_ends_with_ctrl_c(hosts: Hosts) -> None:
    process = hosts.command("scheduler")
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "Doing 8 jobs at their times. Ctrl+C ends it."
    wait_until(lambda: any(run.outcome is RunOutcome.DONE for run in hosts.runs()))
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=SECONDS)
    assert process.returncode == 0
    assert rest.splitlines() == ["Ending; what runs is finished first.", "Ended."]


@pytest.mark.parametrize(("words", "does_jobs"), [((), True), (("--no-scheduler",), False)])
def test_serving_does_the_jobs_unless_it_is_told_to_leave_them(
    hosts: Hosts, words: tuple[str, ...], does_jobs: bool
) -> None:
    process = hosts.command("serve", "--port", str(free_port()), *words)
    assert process.stdout is not None
    while "Ctrl+C" not in process.stdout.readline():
        assert process.poll() is None
    if does_jobs:
        wait_until(lambda: any(run.outcome is RunOutcome.DONE for run in hosts.runs()))
    else:
        time.sleep(4)
        assert hosts.runs() == []
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=SECONDS)
    assert (process.returncode, rest.strip()) == (0, "Ended.")
