"""Which processes do the jobs: each says so of itself, takes itself off, or is no longer counted upon."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from tests.conftest import NOW
from tests.jobs.conftest import Site, noting
from tracker.jobs.asking import ask_a_scheduler
from tracker.jobs.claims import Ended, claim_now, end
from tracker.jobs.runs import RunOutcome, failing_runs
from tracker.jobs.scheduler import Pace, scheduling
from tracker.jobs.schedulers import (
    FORGOTTEN_AFTER,
    GONE_AFTER,
    last_heard_of,
    note_alive,
    note_ended,
    schedulers_at_work,
    this_process,
)
from tracker.messages import InputError, message

A_SECOND = timedelta(seconds=1)


def at_work(site: Site) -> list[str]:
    """Return the processes that do jobs now."""
    with site.tracker.database.reading() as session:
        return [one.process for one in schedulers_at_work(session, site.now)]


def say_alive(site: Site, process: str, ago: timedelta = timedelta()) -> None:
    """Note that a process does jobs."""
    with site.tracker.database.writing("test") as session:
        note_alive(session, process, NOW, site.now - ago)


def test_a_process_is_at_work_until_it_takes_itself_off(site: Site) -> None:
    say_alive(site, "pc 1")
    say_alive(site, "pc 2")
    say_alive(site, "pc 2")
    assert at_work(site) == ["pc 1", "pc 2"]
    with site.tracker.database.writing("test") as session:
        note_ended(session, "pc 1")
    assert at_work(site) == ["pc 2"]


def test_a_process_that_was_killed_is_no_longer_counted_upon_and_forgotten_after_days(site: Site) -> None:
    say_alive(site, "pc 1", ago=GONE_AFTER)
    assert at_work(site) == ["pc 1"]
    site.now += A_SECOND
    assert at_work(site) == []
    with site.tracker.database.reading() as session:
        last = last_heard_of(session)
        assert last is not None
        assert (last.process, last.seen_at) == ("pc 1", NOW - GONE_AFTER)
    site.now += FORGOTTEN_AFTER
    say_alive(site, "pc 2")
    with site.tracker.database.writing("test") as session:
        note_ended(session, "pc 2")
        assert last_heard_of(session) is None


def test_a_sign_from_a_clock_that_has_been_set_back_since_counts_for_nothing(site: Site) -> None:
    say_alive(site, "pc 1", ago=-timedelta(hours=1))
    assert at_work(site) == []


def test_a_scheduler_says_of_itself_that_it_is_at_work_and_takes_itself_off(site: Site) -> None:
    with scheduling(site.tracker, Pace()):
        for _ in range(100):
            if at_work(site):
                break
            time.sleep(0.05)
        assert at_work(site) == [this_process()]
    assert at_work(site) == []


def test_a_run_says_which_process_made_it(site: Site) -> None:
    with site.tracker.database.writing("test") as session:
        claim_now(session, "noting", "ha", site.now)
    assert [run.process for run in site.runs()] == [this_process()]


def test_nobody_asks_where_nobody_would_do_it(site: Site) -> None:
    with (
        pytest.raises(InputError, match="`tracker jobs run noting` on the server"),
        site.tracker.database.writing("ha") as session,
    ):
        ask_a_scheduler(session, noting(), "ha", site.now)
    assert site.runs() == []


def test_nobody_asks_for_a_job_that_waits_or_is_being_done(site: Site) -> None:
    say_alive(site, "pc 1")
    with site.tracker.database.writing("ha") as session:
        ask_a_scheduler(session, noting(), "ha", site.now)
        ask_a_scheduler(session, noting("other"), "ha", site.now)
    with pytest.raises(InputError, match="or waits"), site.tracker.database.writing("ha") as session:
        ask_a_scheduler(session, noting(), "ha", site.now)
    assert [run.job for run in site.runs()] == ["noting", "other"]


def test_a_job_fails_until_a_later_run_has_ended_otherwise(site: Site) -> None:
    def run(job: str, outcome: RunOutcome | None) -> None:
        site.later(minutes=1)
        with site.tracker.database.writing("test") as session:
            held = claim_now(session, job, "ha", site.now)
            if outcome is not None:
                end(session, held, site.now, Ended(outcome, message("%(what)s", what=outcome.value), 0))

    def failing() -> list[str]:
        with site.tracker.database.reading() as session:
            return [one.job for one in failing_runs(session)]

    run("mended", RunOutcome.FAILED)
    run("failing", RunOutcome.DONE)
    run("failing", RunOutcome.FAILED)
    assert failing() == ["failing", "mended"]
    run("mended", None)
    assert failing() == ["failing", "mended"]
    run("mended", RunOutcome.DONE)
    assert failing() == ["failing"]
