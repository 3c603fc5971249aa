"""What runs without a page: jobs and commands, as the scheduler and somebody at the command line run them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.jobs.known import job_named, known_jobs
from tracker.jobs.running import Runner, run_now
from tracker.jobs.runs import RunOutcome
from tracker.messages import SOURCE_LANGUAGE, InputError, translate
from tracker.testing.apps import ACTOR, App

if TYPE_CHECKING:
    from click.testing import Result


def run_job(app: App, key: str, language: str = SOURCE_LANGUAGE) -> str:
    """Do a job now, and return what it says of the run. Raises InputError that says why if it fails."""
    known = known_jobs(app.tracker)
    job = job_named(known, key)
    ended = run_now(Runner(app.tracker, known), job, ACTOR)
    assert ended is not None, "nobody else works on this database"
    if ended.outcome is RunOutcome.FAILED:
        raise InputError.of(ended.told)
    return translate(ended.told, language)


def run_command(app: App, *words: str, language: str = SOURCE_LANGUAGE) -> Result:
    """Run `tracker` with these words; the answer has `exit_code`, `stdout` and `stderr`."""
    # Imported here: a test of a rule needs no command, and loading them takes a second.
    from click.testing import CliRunner

    from tracker.cli.main import tracker

    given = ("--config", str(app.config_file), "--language", language, "--today", app.tracker.today.isoformat())
    return CliRunner().invoke(tracker, [*given, *words], catch_exceptions=False)
