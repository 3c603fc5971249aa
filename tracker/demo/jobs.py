"""What Tracker would have done by itself in the last days: its jobs are really done, by a clock that stands then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlmodel import col, select

from tracker.contributions import Job
from tracker.demo.standing import standing_at
from tracker.installation import Tracker
from tracker.jobs.backups import BACKUP, RESTORE_TEST
from tracker.jobs.due import A_MOMENT, latest_due
from tracker.jobs.known import known_jobs
from tracker.jobs.running import Runner, run_if_due, run_now
from tracker.notices import Notice, note_seen

RUNS = {"scores": 1, "deadlines": 4, "reviews": 1, "mail": 1, "cleaning": 3, BACKUP: 2, RESTORE_TEST: 1}
"""How often each job was done, for the last times that it was due; the first trial of a backup finds none."""
ADMIN = "admin"
SHORTLY = timedelta(seconds=2)


def do_jobs(tracker: Tracker) -> None:
    """Do the jobs for the last times that they were due, and try the last backup."""
    with standing_at(tracker, tracker.clock()) as (then, clock):
        runner = Runner(then, known_jobs(tracker))
        for due_at, job in sorted(_due(runner, tracker.clock()), key=lambda one: one[0]):
            clock.now = due_at + SHORTLY
            run_if_due(runner, job)
        clock.now = tracker.clock()
        run_now(runner, runner.known.jobs[RESTORE_TEST], ADMIN)


def _due(runner: Runner, now: datetime) -> Iterator[tuple[datetime, Job]]:
    """Yield the last times that the jobs were due, and the one before, at which each becomes known."""
    for key, runs in RUNS.items():
        job, before = runner.known.jobs[key], now
        for _ in range(runs + 1):
            due_at = latest_due(job, runner.tracker.config.site.zone, before)
            assert due_at is not None
            yield due_at, job
            before = due_at - A_MOMENT


def read_what_was_told(tracker: Tracker) -> None:
    """Note that everybody read what he was told before today."""
    zone = tracker.config.site.zone
    with tracker.database.writing(ADMIN) as session:
        told = session.exec(select(Notice).order_by(col(Notice.id))).all()
        before = {one.account_id: one for one in told if one.created_at.astimezone(zone).date() < tracker.today}
        for account_id, last in before.items():
            if last.id is not None:
                note_seen(session, account_id, last.created_at, last.id)
