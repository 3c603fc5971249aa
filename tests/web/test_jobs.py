"""The pages of jobs: what Tracker does by itself, who does it, how each run ended, how the backups stand."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from tests.conftest import NOW
from tests.jobs.conftest import noting
from tests.plugins_system.conftest import PluginFolder
from tests.web.conftest import Site
from tracker.app import create_app
from tracker.audit import AuditEntry
from tracker.config import BackupsConfig, PluginsConfig
from tracker.contributions import Cron
from tracker.jobs.claims import Ended, ask_for_run, claim_now, end
from tracker.jobs.known import known_jobs
from tracker.jobs.running import Runner, run_now
from tracker.jobs.runs import JobRun, RunOutcome
from tracker.jobs.scheduler import Pace, scheduling
from tracker.jobs.schedulers import GONE_AFTER, note_alive, this_process
from tracker.messages import message, translate
from tracker.web.job_words import duration, times_of

JOBS = ("scores", "deadlines", "mail", "cleaning", "backup", "restore_test")


@pytest.fixture
def scheduler(site: Site) -> None:
    """A scheduler that is at work since an hour."""
    with site.database.writing("test") as session:
        note_alive(session, "office-pc 4711", NOW - timedelta(hours=1), NOW)


def row_of(page: str, job: str) -> str:
    """Return the row of a job in the table."""
    found = re.search(rf'<th scope="row"><a href="/jobs/{job}">.*?</tr>', page, re.S)
    assert found, job
    return found[0]


def run_ended(site: Site, job: str, hours_ago: float, outcome: RunOutcome, told: str) -> None:
    """Note a run of a job that ended so many hours ago."""
    at = NOW - timedelta(hours=hours_ago)
    with site.database.writing("test") as session:
        held = claim_now(session, job, "ha", at)
        end(session, held, at + timedelta(seconds=2), Ended(outcome, message("%(what)s", what=told), 2_000))


def really_run(site: Site, job: str) -> None:
    """Run a job of the core now."""
    known = known_jobs(site.tracker)
    assert run_now(Runner(site.tracker, known), known.jobs[job], "test") is not None


def test_every_job_is_listed_with_its_times_the_next_one_and_its_last_run(site: Site) -> None:
    run_ended(site, "cleaning", 2, RunOutcome.DONE, "everything removed")
    page = site.browser("auditor").get("/jobs/")
    assert all(row_of(page, job) for job in JOBS)
    backup = row_of(page, "backup")
    assert "Every day at 01:30" in backup
    assert "next: 01:30, 24/11/2026" in backup
    assert "Never yet" in backup
    cleaning = row_of(page, "cleaning")
    assert "Done" in cleaning
    assert "07:00, 23/11/2026" in cleaning
    assert "took 2.0 s" in cleaning
    assert "Everything removed" in cleaning


@pytest.mark.usefixtures("scheduler")
def test_only_an_administrator_and_an_auditor_see_jobs_and_only_the_first_runs_them(site: Site) -> None:
    for name in ("staff", "leader", "other_leader"):
        assert site.browser(name).ask("/jobs/").status_code == 403
        assert site.browser(name).send("/jobs/backup/run").status_code == 403
    assert "Run now" in site.browser("admin").get("/jobs/")
    assert "Run now" not in site.browser("auditor").get("/jobs/")
    assert site.browser("auditor").send("/jobs/backup/run").status_code == 403


@pytest.mark.usefixtures("scheduler")
def test_a_job_asked_for_on_the_page_waits_for_the_scheduler_and_is_not_asked_for_twice(site: Site) -> None:
    admin = site.browser("admin")
    assert admin.send("/jobs/cleaning/run").headers["Location"] == "/jobs/"
    page = admin.get("/jobs/")
    assert "“Remove what has expired” begins within seconds." in page
    assert "Waits for a scheduler" in row_of(page, "cleaning")
    assert "Asked for by admin" in row_of(page, "cleaning")
    assert "Run now" not in row_of(page, "cleaning")
    assert 'hx-trigger="every 3s"' in page
    admin.send("/jobs/cleaning/run")
    assert "is being done, or waits for a scheduler" in admin.get("/jobs/")
    with site.database.reading() as session:
        assert [run.asked_by for run in session.exec(select(JobRun))] == ["admin"]


def test_a_scheduler_does_what_was_asked_for_on_the_page_and_says_of_itself_that_it_is_at_work(site: Site) -> None:
    admin = site.browser("admin")
    with scheduling(site.tracker, Pace(look_every=timedelta(milliseconds=50))):
        until(lambda: this_process() in admin.get("/jobs/"))
        page = admin.get("/jobs/")
        assert "at work since 09:00, 23/11/2026" in page
        assert "No scheduler is running" not in page
        admin.send("/jobs/cleaning/run")
        until(lambda: "Removed: sign-ins" in row_of(admin.get("/jobs/"), "cleaning"))
    assert "No scheduler is running" in admin.get("/jobs/")
    assert this_process() in admin.get("/jobs/cleaning")


def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so, for some seconds at most."""
    for _ in range(400):
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come to be so")


def test_without_a_scheduler_nothing_can_be_asked_for_and_the_page_says_how_to_start_one(site: Site) -> None:
    admin = site.browser("admin")
    page = admin.get("/jobs/")
    assert "No scheduler is running, so no job is done" in page
    assert '<code class="cmd">tracker scheduler</code>' in page
    assert 'action="/jobs/backup/run"' not in page
    admin.send("/jobs/backup/run")
    assert "No scheduler is running, so nobody would do it." in admin.get("/jobs/")
    with site.database.reading() as session:
        assert list(session.exec(select(JobRun))) == []


def test_a_scheduler_that_was_killed_is_not_counted_upon_and_is_named(site: Site) -> None:
    with site.database.writing("test") as session:
        note_alive(session, "office-pc 4711", NOW - timedelta(days=3), NOW - GONE_AFTER - timedelta(minutes=5))
    page = site.browser("admin").get("/jobs/")
    assert "No scheduler is running" in page
    assert "Heard of last: office-pc 4711 at 08:53, 23/11/2026" in page


def test_the_page_of_a_job_lists_its_runs_by_outcome_and_day_and_as_a_workbook(site: Site) -> None:
    run_ended(site, "backup", 50, RunOutcome.FAILED, "the disk is full")
    run_ended(site, "backup", 26, RunOutcome.DONE, "all was well")
    run_ended(site, "cleaning", 3, RunOutcome.DONE, "other job")
    auditor = site.browser("auditor")
    page = auditor.get("/jobs/backup")
    assert "The disk is full" in page
    assert "asked for by ha" in page
    assert this_process() in page
    assert "Other job" not in page
    failed = auditor.get("/jobs/backup?state=failed")
    assert "The disk is full" in failed
    assert "All was well" not in failed
    assert "The disk is full" not in auditor.get("/jobs/backup?from=22/11/2026")
    assert "All was well" not in auditor.get("/jobs/backup?to=21/11/2026")
    assert "Nothing here fits the filter" in auditor.get("/jobs/backup?state=running")
    (sheet,) = load_workbook(io.BytesIO(auditor.ask("/jobs/backup?xlsx=1").data)).worksheets
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:5] == ("Time due", "Begun", "Ended", "Took", "Attempts")
    assert rows[1][:5] == ("22/11/2026 07:00:00", "22/11/2026 07:00:00", "22/11/2026 07:00:02", "2.0 s", 1)
    assert rows[1][5:] == (this_process(), "ha", "Done", "all was well")


def test_runs_are_paged(site: Site) -> None:
    for hours in range(60):
        run_ended(site, "mail", hours + 1, RunOutcome.DONE, f"run {hours}")
    auditor = site.browser("auditor")
    assert "Rows 1–50 of 60" in auditor.get("/jobs/mail")
    assert "Run 59" in auditor.get("/jobs/mail?page=2")


@pytest.mark.usefixtures("scheduler")
def test_a_job_that_nobody_knows_is_not_found_and_one_that_is_gone_keeps_its_runs(site: Site) -> None:
    admin = site.browser("admin")
    assert admin.ask("/jobs/nothing").status_code == 404
    assert admin.send("/jobs/nothing/run").status_code == 404
    run_ended(site, "meetings.count", 2, RunOutcome.DONE, "3 meetings")
    page = admin.get("/jobs/meetings.count")
    assert "No plugin that is installed has this job any more." in page
    assert "3 meetings" in page
    assert "meetings.count" not in admin.get("/jobs/")


PLUGIN = """
from tracker.api import Cron, Job


@hookimpl
def jobs():
    return [Job("KEY", _("Count the meetings"), Cron(day_of_week="mon", hour="7"), lambda context: None)]
"""


@contextmanager
def with_sections(site: Site, **sections: object) -> Iterator[Site]:
    """Open the site once more, with other sections of its configuration."""
    app = create_app(site.tracker.config.model_copy(update=sections), lambda: NOW)
    app.config.update(WTF_CSRF_ENABLED=False, SECRET_KEY="for tests")
    yield replace(site, app=app, tracker=app.extensions["tracker"])
    app.extensions["tracker"].database.close()


@contextmanager
def with_job(site: Site, key: str) -> Iterator[tuple[Site, str]]:
    """Open the site with a plugin that has a job of this key; and the name of the plugin."""
    folder = site.tracker.config.folder / "plugins"
    folder.mkdir()
    name = PluginFolder(folder).add("meetings", PLUGIN.replace("KEY", key), title="Meetings", scores=False)
    with with_sections(site, plugins=PluginsConfig(enabled=("reward_rules", name))) as other:
        yield other, name


def test_the_jobs_of_a_plugin_stand_beside_those_of_the_core_under_its_name(site: Site) -> None:
    with with_job(site, "meetings.count") as (other, _):
        row = row_of(other.browser("admin").get("/jobs/"), "meetings.count")
    assert "Count the meetings" in row
    assert "Meetings" in row
    assert "Each week at 07:00: Monday" in row


def test_why_the_jobs_of_a_plugin_are_left_out_is_said_and_the_others_stay(site: Site) -> None:
    with with_job(site, "backup") as (other, name):
        page = other.browser("admin").get("/jobs/")
    assert "Jobs of a plugin are left out" in page
    assert f"The plugin {name} has a job backup" in page
    assert row_of(page, "cleaning")


@pytest.mark.usefixtures("scheduler")
def test_an_old_backup_is_warned_of_and_a_fresh_one_is_named_with_its_folder_and_size(site: Site) -> None:
    admin = site.browser("admin")
    assert "The last backup is too old" in admin.get("/jobs/")
    run_ended(site, "backup", 49, RunOutcome.DONE, "written")
    page = admin.get("/jobs/")
    assert "It was written at 08:00, 21/11/2026" in page
    really_run(site, "backup")
    page = admin.get("/jobs/")
    assert "The last backup is too old" not in page
    assert "the newest: tracker-20261123-090000.zip" in page
    assert (Path(site.tracker.config.folder) / "var" / "backups" / "nightly").as_posix() in page


def test_how_the_last_trial_of_a_backup_ended_is_said(site: Site) -> None:
    admin = site.browser("admin")
    really_run(site, "restore_test")
    assert "could not be restored" in admin.get("/jobs/")
    assert "There is no backup in" in admin.get("/jobs/")
    really_run(site, "backup")
    really_run(site, "restore_test")
    page = admin.get("/jobs/")
    assert "can be restored" in page
    assert "was restored beside" in page


def test_a_folder_of_backups_that_cannot_be_looked_at_is_said(site: Site) -> None:
    folder = Path(site.tracker.config.folder) / "var" / "backups" / "nightly"
    folder.mkdir(parents=True)
    (folder / "tracker-20261123-013000.zip").symlink_to(folder / "gone")
    assert "cannot be looked at: there is no such file or folder" in site.browser("admin").get("/jobs/")


def test_without_a_folder_the_page_says_that_no_backup_is_written(site: Site) -> None:
    with with_sections(site, backups=BackupsConfig(folder="")) as other:
        admin = other.browser("admin")
        assert "No backup is written: folder under [backups]" in admin.get("/jobs/")
        assert "No backup was written" not in admin.get("/overview")


@pytest.mark.usefixtures("scheduler")
def test_an_administrator_sees_on_his_overview_what_is_wrong_with_jobs_and_nobody_else_does(site: Site) -> None:
    run_ended(site, "backup", 3, RunOutcome.DONE, "written")
    run_ended(site, "cleaning", 2, RunOutcome.FAILED, "locked")
    page = site.browser("admin").get("/overview")
    assert "The job “Remove what has expired” failed when it ran last." in page
    assert 'href="/jobs/cleaning"' in page
    assert "No backup was written" not in page
    assert "No scheduler is running" not in page
    for name in ("leader", "auditor"):
        assert "failed when it ran last" not in site.browser(name).get("/overview")
    run_ended(site, "cleaning", 1, RunOutcome.DONE, "mended")
    assert "failed when it ran last" not in site.browser("admin").get("/overview")


def test_an_administrator_sees_on_his_overview_that_nobody_does_jobs_and_no_backup_is_written(site: Site) -> None:
    page = site.browser("admin").get("/overview")
    assert "No scheduler is running: no backup is written, nobody is told." in page
    assert "No backup was written in the last two days." in page


def test_a_run_that_is_held_shows_as_running(site: Site) -> None:
    with site.database.writing("test") as session:
        claim_now(session, "scores", "ha", NOW)
        ask_for_run(session, "mail", "ha", NOW)
    page = site.browser("auditor").get("/jobs/")
    assert "Running" in row_of(page, "scores")
    assert "Waits for a scheduler" in row_of(page, "mail")


@pytest.mark.usefixtures("scheduler")
def test_asking_for_a_run_leaves_the_audit_log_alone(site: Site) -> None:
    with site.database.reading() as session:
        before = len(list(session.exec(select(AuditEntry))))
    site.browser("admin").send("/jobs/mail/run")
    with site.database.reading() as session:
        assert len(list(session.exec(select(AuditEntry)))) == before


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        (Cron(hour="4"), "Every day at 04:00"),
        (Cron(day="1", hour="2", minute="30"), "On day 1 of each month at 02:30"),
        (Cron(day_of_week="mon", hour="7", minute="5"), "Each week at 07:05: Monday"),
        (Cron(day_of_week="mon-fri", hour="7"), "Monday to Friday at 07:00"),
        (Cron(minute="*/15", hour="*"), "Every 15 minutes"),
        (Cron(minute="*", hour="*"), "Every 1 minute"),
        (Cron(minute="0", hour="*"), "Every hour"),
        (Cron(minute="5", hour="*"), None),
        (Cron(minute="*/10", hour="8-17"), None),
        (Cron(day="1", day_of_week="mon"), None),
        (Cron(day="1-7"), None),
        (Cron(month="1"), None),
        (Cron(second="*"), None),
        (Cron(day_of_week="mon,tue"), None),
    ],
)
def test_times_are_said_as_people_say_them_where_that_is_short(cron: Cron, words: str | None) -> None:
    told = times_of(noting(cron=cron).cron)
    assert (told and translate(told, "en")) == words


def test_a_run_of_more_than_a_minute_is_told_in_minutes() -> None:
    assert [translate(duration(one) or message("-"), "en") for one in (40, 59_940, 125_000)] == [
        "less than 0.1 s",
        "59.9 s",
        "2 min 5 s",
    ]
