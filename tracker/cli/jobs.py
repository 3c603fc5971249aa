"""`tracker jobs` and `tracker scheduler`: what Tracker does by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from tracker.cli.output import Terminal
from tracker.jobs.claims import Ended
from tracker.jobs.due import next_due
from tracker.jobs.known import KnownJobs, job_named, known_jobs
from tracker.jobs.runs import JobRun, RunOutcome, last_runs
from tracker.jobs.schedulers import Scheduler, schedulers_at_work
from tracker.messages import InputError, Message, message

Due = Mapping[str, datetime | None]
LastRuns = Mapping[str, JobRun]


@click.group()
def jobs() -> None:
    """See and run what Tracker does by itself.

    The jobs are done at their times by `tracker serve` and `tracker scheduler`, whichever runs; each due time is done
    once. The page Jobs shows the same, and every run.
    """


@jobs.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def list_(terminal: Terminal, as_json: bool) -> None:
    """List the jobs: when each runs next, and what came of its last run; say whether a scheduler is at work."""
    tracker = terminal.tracker
    known, zone = known_jobs(tracker), tracker.config.site.zone
    with tracker.database.reading() as session:
        last, at_work = last_runs(session), schedulers_at_work(session, tracker.clock())
    if not at_work:
        terminal.say(message("No scheduler is running. Start `tracker serve` or `tracker scheduler`."))
    for fault in known.faults.values():
        terminal.say(fault)
    due = {key: next_due(job, zone, tracker.clock()) for key, job in known.jobs.items()}
    if as_json:
        _show_as_json(terminal, known, due, last, at_work)
    else:
        _show_as_table(terminal, known, due, last)


@jobs.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def run(terminal: Terminal, name: str, as_json: bool) -> None:
    """Run the job NAME now, in this process and apart from its times; exit status 1 if it fails."""
    from tracker.jobs.running import Runner, run_now

    tracker = terminal.tracker
    known = known_jobs(tracker)
    job = job_named(known, name)
    ended = run_now(Runner(tracker, known), job, terminal.actor)
    if ended is None:
        raise InputError("The job %(job)s was not done now, it is tried again by a scheduler.", job=name)
    if as_json:
        terminal.show_json({"job": name, **_ended_as_json(terminal, ended)})
        if ended.outcome is RunOutcome.FAILED:
            raise click.exceptions.Exit(1)
    elif ended.outcome is RunOutcome.FAILED:
        raise InputError.of(_failed(name, ended))
    else:
        terminal.show(ended.told)


@click.command()
@click.pass_obj
def scheduler(terminal: Terminal) -> None:
    """Do the jobs at their times until Ctrl+C, beside `tracker serve --no-scheduler` on other hosts."""
    # What only serving needs takes long to load.
    from tracker.cli.scheduling import do_jobs
    from tracker.jobs.scheduler import Pace

    do_jobs(terminal, Pace())


def _show_as_json(terminal: Terminal, known: KnownJobs, due: Due, last: LastRuns, at_work: Sequence[Scheduler]) -> None:
    zone = terminal.config.site.zone
    rows = [
        {
            "job": key,
            "title": terminal.text(job.title),
            "plugin": job.plugin,
            "next": _iso(due[key], zone),
            "last": _run_as_json(terminal, last[key]) if key in last else None,
        }
        for key, job in known.jobs.items()
    ]
    schedulers = [{"process": one.process, "since": _iso(one.started_at, zone)} for one in at_work]
    faults = [terminal.text(fault) for fault in known.faults.values()]
    terminal.show_json({"jobs": rows, "faults": faults, "schedulers": schedulers})


def _show_as_table(terminal: Terminal, known: KnownJobs, due: Due, last: LastRuns) -> None:
    zone = terminal.config.site.zone
    headings = (
        *(message("Job"), message("What it does"), message("Next")),
        *(message("Last"), message("Seconds"), message("What came of it")),
    )
    rows = []
    for key, job in known.jobs.items():
        at = due[key]
        next_at = None if at is None else at.astimezone(zone)
        rows.append((key, job.title, next_at, *_run_as_cells(terminal, last.get(key))))
    terminal.show_table(None, headings, rows)


def _iso(at: datetime | None, zone: ZoneInfo) -> str | None:
    return None if at is None else at.astimezone(zone).isoformat()


def _failed(name: str, ended: Ended) -> Message:
    return message("The job %(job)s failed: %(why)s", job=name, why=ended.told)


def _ended_as_json(terminal: Terminal, ended: Ended) -> dict[str, object]:
    seconds = ended.milliseconds / 1000
    return {"outcome": ended.outcome.value, "seconds": seconds, "told": terminal.text(ended.told)}


def _run_as_json(terminal: Terminal, run: JobRun) -> dict[str, object]:
    zone = terminal.config.site.zone
    return {
        "due": _iso(run.due_at, zone),
        "asked_by": run.asked_by,
        "attempt": run.attempt,
        "process": run.process,
        "started": _iso(run.started_at, zone),
        "finished": _iso(run.finished_at, zone),
        "outcome": None if run.outcome is None else run.outcome.value,
        "seconds": None if run.milliseconds is None else run.milliseconds / 1000,
        "told": None if run.message is None else terminal.text(run.message),
    }


def _run_as_cells(terminal: Terminal, run: JobRun | None) -> tuple[object, ...]:
    if run is None or run.outcome is RunOutcome.PASSED:
        return (None, None, message("not run yet"))
    due_at = run.due_at.astimezone(terminal.config.site.zone)
    if run.outcome is None:
        return (due_at, None, message("running, or waiting for a scheduler"))
    seconds = None if run.milliseconds is None else f"{run.milliseconds / 1000:.1f}"
    told = run.message
    if run.outcome is RunOutcome.FAILED and told is not None:
        told = message("failed: %(why)s", why=told)
    return (due_at, seconds, told)
