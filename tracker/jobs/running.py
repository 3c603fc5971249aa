"""Doing a run that this process holds: work outside of any transaction, store and end in a single one."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from tracker.accounts.grants import open_admins
from tracker.contributions import Job, JobContext
from tracker.database import Database, RecordSession
from tracker.installation import Tracker
from tracker.jobs.claims import (
    LEASE,
    MOST_ATTEMPTS,
    Claim,
    Ended,
    LostRunError,
    claim,
    claim_now,
    end,
    is_claimed,
    prolong,
    refuse_lost,
    take_over,
    unfinished,
)
from tracker.jobs.due import latest_due
from tracker.jobs.known import KnownJobs
from tracker.jobs.runs import RunOutcome
from tracker.messages import InputError, Message, message
from tracker.notices import tell
from tracker.periods import period_of
from tracker.plugin_errors import PluginError, isolated
from tracker.plugins import NoSettings
from tracker.settings import settings_on

ACTOR = "tracker"
SIGNS_OF_LIFE_IN_A_LEASE = 4
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Runner:
    """One process that does jobs: its installation, the jobs that it knows, and how long a run is its own."""

    tracker: Tracker
    known: KnownJobs
    lease: timedelta = LEASE

    @property
    def database(self) -> Database:
        """The database of the installation."""
        return self.tracker.database


def run_if_due(runner: Runner, job: Job) -> Ended | None:
    """Do the job for the last time that it was due, unless that is claimed; also what was missed, once."""
    now = runner.tracker.clock()
    due_at = latest_due(job, runner.tracker.config.site.zone, now)
    if due_at is None:
        return None
    with runner.database.reading() as session:
        if is_claimed(session, job.key, due_at):
            return None
    with runner.database.writing(ACTOR) as session:
        held = claim(session, job.key, due_at, now, runner.lease)
    return run_claimed(runner, job, held) if held is not None else None


def run_now(runner: Runner, job: Job, asked_by: str) -> Ended | None:
    """Do the job now, apart from its times; None if it is done again later, as by `run_claimed`."""
    with runner.database.writing(asked_by) as session:
        held = claim_now(session, job.key, asked_by, runner.tracker.clock(), runner.lease)
    return run_claimed(runner, job, held)


def run_what_waits(runner: Runner, is_over: Callable[[], bool] = lambda: False) -> None:
    """Take over the runs whose process is gone or that somebody asked for, then do what is due and nobody did.

    Begins no further run once `is_over`.
    """
    with runner.database.reading() as session:
        waiting = unfinished(session, runner.tracker.clock(), runner.lease)
    for run in waiting:
        job = runner.known.jobs.get(run.job)
        if job is not None and run.id is not None and not is_over():
            _run_left(runner, job, run.id, run.due_at)
    for job in runner.known.jobs.values():
        if not is_over():
            run_if_due(runner, job)


def _run_left(runner: Runner, job: Job, run_id: int, due_at: datetime) -> None:
    now = runner.tracker.clock()
    with runner.database.writing(ACTOR) as session:
        taken = take_over(session, run_id, now, runner.lease)
        if isinstance(taken, Ended):
            tell_admins_of_failure(runner.tracker, session, job, due_at, taken.told)
    if isinstance(taken, Claim):
        run_claimed(runner, job, taken)


def run_claimed(runner: Runner, job: Job, held: Claim) -> Ended | None:
    """Do a run that this process holds, and note what came of it.

    None if it is done again later: another process has taken it over, or the database could not be used.
    """
    begun = time.monotonic()
    try:
        return _work(runner, job, held, begun)
    except LostRunError:
        log.warning("job %s, due %s: another process has taken it over", job.key, held.due_at)
        return None
    except InputError as error:
        return _note_failure(runner, job, held, error.message, begun)
    except PluginError as fault:
        log.exception("job %s, due %s, attempt %d", job.key, held.due_at, held.attempt)
        if isinstance(fault.__cause__, DBAPIError) and held.attempt < MOST_ATTEMPTS:
            return None
        return _note_failure(runner, job, held, message("it raised %(error)s", error=str(fault)), begun)


def _work(runner: Runner, job: Job, held: Claim, begun: float) -> Ended:
    times = runner.tracker.plugins.times
    with _lease_kept(runner, held):
        store = isolated(times.timed(job.plugin, "Job.work", job.work), _context(runner, job, held))
    with runner.database.writing(ACTOR, f"job {job.key}") as session:
        refuse_lost(session, held)
        told = isolated(times.timed(job.plugin, "Job.store", store), session)
        if not isinstance(told, Message):
            raise InputError("what it returned to store its result does not return a message. Mend the plugin.")
        ended = Ended(RunOutcome.DONE, told, _milliseconds_since(begun))
        end(session, held, runner.tracker.clock(), ended)
    return ended


def _context(runner: Runner, job: Job, held: Claim) -> JobContext:
    tracker = runner.tracker
    with runner.database.reading() as session:
        settings = _settings_of(tracker, job, session)
    period = period_of(tracker.today, tracker.config.scoring.period)
    return JobContext(held.due_at, tracker.clock(), tracker.today, settings, period, runner.database.reading)


def _settings_of(tracker: Tracker, job: Job, session: Session) -> BaseModel:
    models = {plugin.info.name: plugin.settings_model for plugin in tracker.plugins.loaded}
    return settings_on(session, job.plugin, models.get(job.plugin, NoSettings), tracker.today)


def _note_failure(runner: Runner, job: Job, held: Claim, told: Message, begun: float) -> Ended | None:
    """End the run as failed, and tell the administrators."""
    ended = Ended(RunOutcome.FAILED, told, _milliseconds_since(begun))
    try:
        with runner.database.writing(ACTOR, f"job {job.key}") as session:
            end(session, held, runner.tracker.clock(), ended)
            tell_admins_of_failure(runner.tracker, session, job, held.due_at, told)
    except LostRunError:
        return None
    return ended


def tell_admins_of_failure(tracker: Tracker, session: RecordSession, job: Job, due_at: datetime, told: Message) -> None:
    """Tell every administrator that a run failed, and why."""
    failed = message(
        "The job %(job)s, due at %(due)s, failed: %(why)s",
        job=job.title,
        due=due_at.astimezone(tracker.config.site.zone),
        why=told,
    )
    admins = [account.id for account in open_admins(session, tracker.today) if account.id is not None]
    tell(session, admins, f"job:{job.key}:{due_at.isoformat()}", failed, page_of(job.key))


def page_of(job: str) -> str:
    """Return the address of the page with the runs of a job."""
    return f"/jobs/{quote(job, safe='')}"


def _milliseconds_since(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)


@contextmanager
def _lease_kept(runner: Runner, held: Claim) -> Iterator[None]:
    """Prolong the lease while the work goes on.

    It is let go before the result is stored: that transaction keeps every other writer out, this thread too.
    """
    stop = threading.Event()

    def prolong_until_stopped() -> None:
        while not stop.wait(runner.lease.total_seconds() / SIGNS_OF_LIFE_IN_A_LEASE):
            try:
                with runner.database.writing(ACTOR) as session:
                    prolong(session, held, runner.tracker.clock(), runner.lease)
            except DBAPIError as error:
                log.warning("job %s: its lease could not be prolonged now: %s", held.job, error.orig)

    prolonging = threading.Thread(target=prolong_until_stopped, name=f"lease of {held.job}", daemon=True)
    prolonging.start()
    try:
        yield
    finally:
        stop.set()
        prolonging.join()
