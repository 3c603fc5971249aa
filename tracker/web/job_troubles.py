"""What an administrator must look after among the jobs: one that failed, a backup that is old, nobody who does them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from tracker.jobs.backup_state import is_backup_old
from tracker.jobs.known import known_jobs
from tracker.jobs.runs import failing_runs
from tracker.jobs.schedulers import schedulers_at_work
from tracker.messages import Message, message
from tracker.web.requests import session, tracker


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is not as it should be, and the page that shows more."""

    told: Message
    address: str


def job_troubles() -> list[Trouble]:
    """Return what is not as it should be, the worst first."""
    here, now, all_jobs = tracker(), tracker().clock(), url_for("jobs.index")
    troubles = []
    if not schedulers_at_work(session(), now):
        troubles.append(Trouble(message("No scheduler is running: no backup is written, nobody is told."), all_jobs))
    failing = failing_runs(session())
    jobs = known_jobs(here).jobs if failing else {}
    for run in failing:
        if run.job in jobs:
            told = message("The job “%(job)s” failed when it ran last.", job=jobs[run.job].title)
            troubles.append(Trouble(told, url_for("jobs.show", job=run.job)))
    if is_backup_old(here, session()):
        troubles.append(Trouble(message("No backup was written in the last two days."), all_jobs))
    return troubles
