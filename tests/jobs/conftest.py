"""An installation whose clock a test can move, and jobs that say when they ran."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from tests.conftest import NOW
from tracker.audit import AuditEntry, record
from tracker.config import Config
from tracker.contributions import Cron, Job, JobContext, JobEnd
from tracker.database import RecordSession
from tracker.fingerprint import store_fingerprint
from tracker.installation import Tracker, open_tracker
from tracker.jobs.known import KnownJobs, core_jobs
from tracker.jobs.running import Runner, run_now
from tracker.jobs.runs import JobRun, RunOutcome
from tracker.messages import Message, message, translate


@dataclass
class Site:
    """One installation, and the moment at which its clock stands."""

    config: Config
    now: datetime = NOW
    tracker: Tracker = field(init=False)

    def __post_init__(self) -> None:
        self.tracker = open_tracker(self.config, lambda: self.now)
        with self.tracker.database.writing("test") as session:
            store_fingerprint(session, self.tracker.plugins.fingerprint)

    def later(self, **by: float) -> None:
        """Move the clock."""
        self.now += timedelta(**by)

    def runner(self, *jobs: Job) -> Runner:
        """Return a process that knows these jobs."""
        return Runner(self.tracker, KnownJobs({job.key: job for job in jobs}))

    def run_core(self, key: str) -> str:
        """Run a job of the core now; returns what came of it, a failure after its word."""
        runner = self.runner(*core_jobs(self.tracker))
        ended = run_now(runner, runner.known.jobs[key], "test")
        assert ended is not None
        told = translate(ended.told, "en")
        return told if ended.outcome is RunOutcome.DONE else f"failed: {told}"

    def runs(self) -> list[JobRun]:
        """Return all runs, in the order in which they were due."""
        with self.tracker.database.reading() as session:
            return sorted(session.exec(select(JobRun)), key=lambda run: (run.job, run.due_at))

    def effects(self) -> list[str]:
        """Return what the jobs of `noting` stored, in that order."""
        with self.tracker.database.reading() as session:
            return effects_in(session)


MakeSite = Callable[..., Site]


@pytest.fixture
def make_site(database_url: str, tmp_path: Path) -> Iterator[MakeSite]:
    """Open installations over one database; with other sections of the configuration where a test says so."""
    opened: list[Site] = []

    def make(**sections: object) -> Site:
        without_tables = {"plugins": {"enabled": ["reward_rules", "expression_rules"]}}
        same = {"site": {"language": "en"}, "database": {"url": database_url}, "folder": tmp_path}
        values = {**same, **without_tables, **sections}
        opened.append(Site(Config.model_validate(values)))
        return opened[-1]

    yield make
    for site in opened:
        site.tracker.database.close()


@pytest.fixture
def site(make_site: MakeSite) -> Site:
    """An installation with the default configuration, in English."""
    return make_site()


def free_port() -> int:
    """Return a port that nobody has."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def effects_in(session: Session) -> list[str]:
    """Return what jobs have noted, in that order."""
    noted = select(AuditEntry).where(AuditEntry.action == "noted").order_by(AuditEntry.position)  # type: ignore[arg-type]
    return [entry.subject_id for entry in session.exec(noted)]


def noting(key: str = "noting", cron: Cron = Cron(), meanwhile: Callable[[], None] = lambda: None) -> Job:  # noqa: B008
    """Return a job that stores its due time; `meanwhile` happens while it works."""

    def work(context: JobContext) -> JobEnd:
        meanwhile()

        def store(session: RecordSession) -> Message:
            record(session, "noted", key, context.due_at.isoformat())
            return message("%(what)s", what="noted")

        return store

    return Job(key, message("%(what)s", what=key), cron, work)
