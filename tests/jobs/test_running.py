"""Runs: each due time once, what was missed once, effects together with the end of the run."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from tests.accounts.conftest import quick_passwords
from tests.conftest import NOW
from tests.jobs.conftest import MakeSite, Site, noting
from tracker.accounts.accounts import add_account
from tracker.accounts.grants import give_role
from tracker.accounts.passwords import set_password
from tracker.accounts.permissions import Role
from tracker.contributions import Cron, Job, JobContext, JobEnd
from tracker.jobs.claims import LEASE, MOST_ATTEMPTS, Claim, ask_for_run, claim_now, take_over
from tracker.jobs.running import Runner, run_claimed, run_if_due, run_now, run_what_waits
from tracker.jobs.runs import RunOutcome, last_runs
from tracker.messages import InputError, Message, message, translate
from tracker.notices import notices_of

HOURLY = Cron(minute="0", hour="*")


def known_before(site: Site, *jobs: Job) -> Runner:
    """Return a process whose jobs were there an hour ago."""
    runner = site.runner(*jobs)
    site.later(hours=-1)
    run_what_waits(runner)
    site.later(hours=1)
    return runner


def admin(site: Site) -> int:
    """Add an administrator."""
    with site.tracker.database.writing("test") as session:
        account = add_account(session, "admin")
        set_password(session, account, quick_passwords().hash("bốn từ dễ nhớ"), must_change=False)
        give_role(session, account, Role.ADMIN, None, site.tracker.today)
    return account.id or 0


def told_to(site: Site, account_id: int) -> list[str]:
    """Return what an account was told."""
    with site.tracker.database.reading() as session:
        return [translate(notice.message, "en") for notice in notices_of(session, account_id)]


def begun_elsewhere(site: Site, job: Job) -> Claim:
    """Return a run that another process holds which will not be heard of again."""
    with site.tracker.database.writing("test") as session:
        return claim_now(session, job.key, "test", site.now)


def test_a_new_installation_has_missed_nothing(site: Site) -> None:
    runner = site.runner(noting(cron=HOURLY))
    run_what_waits(runner)
    assert site.effects() == []
    assert [run.outcome for run in site.runs()] == [RunOutcome.PASSED]


def test_a_due_job_runs_once_however_often_and_by_whom_it_is_looked_for(site: Site, make_site: MakeSite) -> None:
    job = noting(cron=HOURLY)
    runner, other = known_before(site, job), make_site().runner(job)
    for one in (runner, other, runner, other):
        run_if_due(one, job)
        run_what_waits(one)
    assert site.effects() == [NOW.isoformat()]


def test_a_computer_that_slept_for_days_catches_up_once_for_the_latest_due_time(site: Site) -> None:
    runner = known_before(site, noting(cron=HOURLY))
    site.later(days=3, minutes=20)
    run_what_waits(runner)
    run_what_waits(runner)
    assert site.effects() == [(NOW + timedelta(days=3)).isoformat()]


def test_a_clock_that_was_set_back_repeats_nothing_and_goes_on(site: Site) -> None:
    runner = known_before(site, noting(cron=HOURLY))
    run_what_waits(runner)
    site.later(minutes=-30)
    run_what_waits(runner)
    assert site.effects() == [NOW.isoformat()]
    site.later(hours=1, minutes=30)
    run_what_waits(runner)
    assert site.effects() == [NOW.isoformat(), (NOW + timedelta(hours=1)).isoformat()]


def test_a_clock_that_stood_years_ahead_for_a_while_stops_nothing(site: Site) -> None:
    runner = known_before(site, noting(cron=HOURLY))
    site.later(days=2000)
    run_what_waits(runner)
    site.later(days=-2000)
    run_what_waits(runner)
    assert site.effects() == [(NOW + timedelta(days=2000)).isoformat(), NOW.isoformat()]


def test_a_run_whose_process_is_gone_is_taken_over_when_its_lease_is_over(site: Site) -> None:
    job = noting(cron=HOURLY)
    held = begun_elsewhere(site, job)
    runner = site.runner(job)
    site.later(seconds=LEASE.total_seconds() - 1)
    run_what_waits(runner)
    assert site.effects() == []
    site.later(seconds=1)
    run_what_waits(runner)
    assert site.effects() == [held.due_at.isoformat()]
    (run,) = [run for run in site.runs() if run.asked_by]
    assert (run.attempt, run.outcome) == (2, RunOutcome.DONE)


def test_a_lease_given_by_a_clock_that_stood_ahead_does_not_hold_for_days(site: Site) -> None:
    job = noting(cron=HOURLY)
    site.later(days=5)
    held = begun_elsewhere(site, job)
    site.later(days=-5)
    run_what_waits(site.runner(job))
    assert site.effects() == [held.due_at.isoformat()]


def test_a_process_that_lost_its_run_stores_nothing(site: Site) -> None:
    job = noting(cron=HOURLY)
    held = begun_elsewhere(site, job)

    def slept_too_long() -> None:
        site.later(hours=1)
        with site.tracker.database.writing("test") as session:
            assert take_over(session, held.run_id, site.now) is not None

    assert run_claimed(site.runner(job), noting(cron=HOURLY, meanwhile=slept_too_long), held) is None
    assert site.effects() == []
    (run,) = site.runs()
    assert (run.attempt, run.finished_at) == (2, None)


def test_a_lease_is_prolonged_while_the_job_works(site: Site) -> None:
    prolonged = threading.Event()

    def wait_for_it() -> None:
        for _ in range(200):
            (run,) = site.runs()
            if run.lease_until > NOW + timedelta(minutes=30):
                prolonged.set()
                return
            site.now = NOW + timedelta(hours=1)
            threading.Event().wait(0.05)

    job = noting(cron=HOURLY, meanwhile=wait_for_it)
    held = begun_elsewhere(site, job)
    runner = Runner(site.tracker, site.runner(job).known, timedelta(seconds=1))
    assert run_claimed(runner, job, held) is not None
    assert prolonged.is_set()


def test_a_failed_run_stores_nothing_but_why_and_tells_the_administrators_once(site: Site) -> None:
    def fail(context: JobContext) -> JobEnd:
        store = noting().work(context)

        def store_and_fail(session: object) -> object:
            store(session)  # type: ignore[arg-type]
            raise InputError("The folder %(folder)s is full. Make room.", folder="x")

        return store_and_fail  # type: ignore[return-value]

    account_id = admin(site)
    runner = known_before(site, Job("full", message("Write a backup"), HOURLY, fail))
    run_what_waits(runner)
    run_what_waits(runner)
    assert site.effects() == []
    assert [run.outcome for run in site.runs()] == [RunOutcome.PASSED, RunOutcome.FAILED]
    (told,) = told_to(site, account_id)
    assert told == "The job Write a backup, due at 09:00 23/11/2026, failed: The folder x is full. Make room."


def test_an_error_in_the_code_of_a_job_is_noted_and_the_others_go_on(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_context: JobContext) -> JobEnd:
        raise ZeroDivisionError("division by zero")

    runner = known_before(site, Job("broken", message("%(what)s", what="x"), HOURLY, broken), noting(cron=HOURLY))
    with caplog.at_level(logging.CRITICAL):
        run_what_waits(runner)
    assert site.effects() == [NOW.isoformat()]
    told = [run.message for run in site.runs() if run.job == "broken"][-1]
    assert told is not None
    assert "ZeroDivisionError: division by zero" in translate(told, "en")


def test_a_job_that_finds_the_database_gone_is_tried_again(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    tries = []

    def gone_at_first() -> None:
        tries.append(site.now)
        if len(tries) == 1:
            raise sa.exc.OperationalError("SELECT 1", {}, Exception("server closed the connection"))

    runner = known_before(site, noting(cron=HOURLY, meanwhile=gone_at_first))
    with caplog.at_level(logging.CRITICAL):
        run_what_waits(runner)
    site.later(seconds=LEASE.total_seconds() + 1)
    run_what_waits(runner)
    assert site.effects() == [NOW.isoformat()]


def test_a_run_that_ends_its_process_each_time_is_given_up_and_told(site: Site) -> None:
    account_id = admin(site)
    job = noting(cron=HOURLY)
    held = begun_elsewhere(site, job)
    for _ in range(MOST_ATTEMPTS - 1):
        site.later(minutes=2)
        with site.tracker.database.writing("test") as session:
            assert isinstance(take_over(session, held.run_id, site.now), Claim)
    site.later(minutes=2)
    run_what_waits(site.runner(job))
    assert site.effects() == []
    (run,) = [run for run in site.runs() if run.asked_by]
    assert run.outcome is RunOutcome.FAILED
    (told,) = told_to(site, account_id)
    assert "it was given up: begun 3 times, it was never done" in told


def test_what_somebody_asks_for_on_a_page_is_done_by_the_next_scheduler_that_looks(site: Site) -> None:
    job = noting(cron=HOURLY)
    with site.tracker.database.writing("ha") as session:
        for _ in range(2):
            ask_for_run(session, job.key, "ha", site.now)
    run_what_waits(site.runner(job))
    assert len(site.effects()) == 2
    assert [run.asked_by for run in site.runs() if run.outcome is RunOutcome.DONE] == ["ha", "ha"]


def test_a_run_of_a_job_that_this_process_does_not_know_is_left_to_others(site: Site) -> None:
    begun_elsewhere(site, noting("of_a_plugin"))
    site.later(hours=1)
    run_what_waits(site.runner())
    assert [run.finished_at for run in site.runs()] == [None]


def test_the_last_run_of_a_job_is_the_one_that_was_due_last(site: Site) -> None:
    runner = known_before(site, noting(cron=HOURLY), noting("never", Cron(day="1")))
    run_what_waits(runner)
    with site.tracker.database.reading() as session:
        last = last_runs(session)
    assert {job: run.outcome for job, run in last.items()} == {
        "noting": RunOutcome.DONE,
        "never": RunOutcome.PASSED,
    }
    assert last["noting"].due_at == NOW


def test_while_a_job_works_others_may_write(site: Site) -> None:
    def somebody_writes() -> None:
        with site.tracker.database.writing("ha") as session:
            assert isinstance(session, Session)
            ask_for_run(session, "other", "ha", site.now)

    runner = known_before(site, noting(cron=HOURLY, meanwhile=somebody_writes))
    run_what_waits(runner)
    assert site.effects() == [NOW.isoformat()]


def test_what_a_job_of_a_plugin_takes_is_noted_with_its_errors(site: Site) -> None:
    def store(_session: Session) -> Message:
        return message("done")

    def fail(_context: JobContext) -> JobEnd:
        raise ValueError("no network")

    works = Job("school.courses", message("Courses"), HOURLY, lambda _context: store, plugin="school")
    fails = Job("school.feed", message("Feed"), HOURLY, fail, plugin="school")
    runner = site.runner(works, fails)
    for job in (works, fails):
        run_now(runner, job, "test")
    spent = site.tracker.plugins.times.of("school")
    assert (spent["Job.work"].calls, spent["Job.work"].errors) == (2, 1)
    assert "no network" in (spent["Job.work"].last_error or "")
    assert spent["Job.store"].calls == 1
