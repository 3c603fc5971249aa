"""The scheduler: wakes at the times at which jobs are due, and looks every few seconds for what was left or missed.

The times come from APScheduler. The looking is counted by a clock that nobody sets, so a computer that slept, or whose
clock was set back, goes on by itself. Meanwhile it says of itself that it is at work, for the page of jobs.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from tracker.contributions import Job
from tracker.installation import Tracker
from tracker.jobs.claims import LEASE
from tracker.jobs.due import trigger_of
from tracker.jobs.known import known_jobs
from tracker.jobs.running import ACTOR, Runner, run_if_due, run_what_waits
from tracker.jobs.schedulers import SIGN_EVERY, note_alive, note_ended, this_process
from tracker.messages import SOURCE_LANGUAGE, translate

JOBS_AT_ONCE = 4
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a run is left alone of which nothing was heard, and how often to look for such."""

    lease: timedelta = LEASE
    look_every: timedelta = timedelta(seconds=10)


@contextmanager
def scheduling(tracker: Tracker, pace: Pace) -> Iterator[Runner]:
    """Do the jobs of the installation beside what the caller does; in the end, those that run are finished first."""
    runner = Runner(tracker, known_jobs(tracker), pace.lease)
    for fault in runner.known.faults.values():
        log.warning("%s", translate(fault, SOURCE_LANGUAGE))
    scheduler = _scheduler(runner)
    stop = threading.Event()
    looking = threading.Thread(target=_look_until, args=(stop, runner, scheduler, pace), name="looking for jobs")
    scheduler.start()
    looking.start()
    try:
        with _seen_at_work(tracker):
            yield runner
    finally:
        stop.set()
        scheduler.shutdown()
        looking.join()


@contextmanager
def _seen_at_work(tracker: Tracker) -> Iterator[None]:
    """Note that this process does jobs, for as long as it does."""
    stop, process, started_at = threading.Event(), this_process(), tracker.clock()

    def say(note: Callable[[Session], None]) -> None:
        with _left_for_later("signs of life"), tracker.database.writing(ACTOR) as session:
            note(session)

    def say_until_stopped() -> None:
        is_over = False
        while not is_over:
            say(lambda session: note_alive(session, process, started_at, tracker.clock()))
            is_over = stop.wait(SIGN_EVERY.total_seconds())
        say(lambda session: note_ended(session, process))

    saying = threading.Thread(target=say_until_stopped, name="signs of life")
    saying.start()
    try:
        yield
    finally:
        stop.set()
        saying.join()


def _scheduler(runner: Runner) -> BackgroundScheduler:
    zone = runner.tracker.config.site.zone
    scheduler = BackgroundScheduler(
        timezone=zone,
        executors={"default": ThreadPoolExecutor(JOBS_AT_ONCE)},
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    for job in runner.known.jobs.values():
        scheduler.add_job(_run, trigger_of(job, zone), args=(runner, job), id=job.key)
    return scheduler


def _run(runner: Runner, job: Job) -> None:
    with _left_for_later(f"job {job.key}"):
        run_if_due(runner, job)


def _look_until(stop: threading.Event, runner: Runner, scheduler: BackgroundScheduler, pace: Pace) -> None:
    """Look at once, then every few seconds."""
    is_over = False
    while not is_over:
        with _left_for_later("looking for jobs"):
            run_what_waits(runner, stop.is_set)
        is_over = stop.wait(pace.look_every.total_seconds())
        if not is_over:
            # Its own waiting stands still while the computer sleeps.
            scheduler.wakeup()


@contextmanager
def _left_for_later(what: str) -> Iterator[None]:
    """Go on where the database cannot be used now: it is tried again soon."""
    try:
        yield
    except DBAPIError as error:
        log.warning("%s: the database cannot be used now: %s", what, error.orig)
