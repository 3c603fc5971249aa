"""Asking for a run of a job now, as a page does; a scheduler takes it within seconds."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from tracker.contributions import Job
from tracker.jobs.claims import ask_for_run
from tracker.jobs.runs import JobRun
from tracker.jobs.schedulers import schedulers_at_work
from tracker.messages import InputError


def ask_a_scheduler(session: Session, job: Job, asked_by: str, now: datetime) -> None:
    """Ask for a run now. Raises InputError if nobody would do it soon, or a run of the job is not ended yet."""
    if not schedulers_at_work(session, now):
        raise InputError(
            "No scheduler is running, so nobody would do it. Start one with `tracker serve` or `tracker scheduler`, or "
            "run `tracker jobs run %(job)s` on the server.",
            job=job.key,
        )
    if under_way(session, job.key) is not None:
        raise InputError("“%(job)s” is being done, or waits for a scheduler. Wait until it has ended.", job=job.title)
    ask_for_run(session, job.key, asked_by, now)


def under_way(session: Session, job: str) -> JobRun | None:
    """Return the run of the job that is being done or waits for a scheduler, None if there is none."""
    return session.exec(
        select(JobRun).where(col(JobRun.job) == job, col(JobRun.finished_at).is_(None)).limit(1)
    ).first()
