"""Jobs: what Tracker does by itself, when and with what result, whether anybody does it, and how the backups stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.contributions import Job
from tracker.jobs.asking import ask_a_scheduler
from tracker.jobs.backup_state import backup_state
from tracker.jobs.due import next_due
from tracker.jobs.known import KnownJobs, known_jobs
from tracker.jobs.runs import JobRun, last_runs
from tracker.jobs.schedulers import last_heard_of, schedulers_at_work
from tracker.messages import InputError, Message, message
from tracker.owners import CORE
from tracker.web import lists
from tracker.web.gate import needs
from tracker.web.job_runs import runs_listing
from tracker.web.job_words import duration, state_of, times_of
from tracker.web.requests import account, session, told, tracker, writing

pages = Blueprint("jobs", __name__, url_prefix="/jobs")


@dataclass(frozen=True, slots=True)
class ShownJob:
    """One job as the page shows it: whose it is, when it is due, and its last run."""

    job: Job
    owner: Message
    times: Message | None
    next_at: datetime | None
    last: JobRun | None

    @property
    def is_under_way(self) -> bool:
        """Whether a run of it is being done, or waits for a scheduler."""
        return self.last is not None and self.last.finished_at is None


@pages.get("/")
@needs("jobs.view")
def index() -> ResponseReturnValue:
    """Show all jobs, who does them, and how the backups stand."""
    known = known_jobs(tracker())
    return render_template(
        "jobs/index.html",
        jobs=shown_jobs(known),
        faults=list(known.faults.values()),
        at_work=schedulers_at_work(session(), tracker().clock()),
        last_heard_of=last_heard_of(session()),
        backups=backup_state(tracker(), session()),
        state_of=state_of,
        duration=duration,
    )


@pages.get("/<job>")
@needs("jobs.view")
def show(job: str) -> ResponseReturnValue:
    """Show the runs of one job; those of a plugin that is gone have its key alone."""
    if not job.isprintable():
        abort(404)
    known = known_jobs(tracker())
    shown = next((one for one in shown_jobs(known) if one.job.key == job), None)
    listing = runs_listing(job, shown.job.title if shown else message("%(job)s", job=job))
    if shown is None and session().execute(listing.keys.limit(1)).first() is None:
        abort(404)
    return lists.show(
        listing,
        "jobs/show.html",
        shown=shown,
        at_work=schedulers_at_work(session(), tracker().clock()),
        state_of=state_of,
        duration=duration,
    )


@pages.post("/<job>/run")
@needs("jobs.run")
def run(job: str) -> ResponseReturnValue:
    """Ask a scheduler to run the job now."""
    wanted = known_jobs(tracker()).jobs.get(job) or abort(404)
    try:
        with writing() as writer:
            ask_a_scheduler(writer, wanted, account().name, tracker().clock())
    except InputError as error:
        flash(told(error.message), "bad")
    else:
        flash(told(message("“%(job)s” begins within seconds.", job=wanted.title)), "ok")
    return redirect(url_for("jobs.index"))


def shown_jobs(known: KnownJobs) -> Sequence[ShownJob]:
    """Return the jobs with their last runs."""
    last, zone, now = last_runs(session()), tracker().config.site.zone, tracker().clock()
    owners = {one.info.name: Message(one.info.title, catalogue=one.info.name) for one in tracker().plugins.loaded}
    owners[CORE] = message("Tracker")
    return [
        ShownJob(job, owners[job.plugin], times_of(job.cron), next_due(job, zone, now), last.get(job.key))
        for job in known.jobs.values()
    ]
