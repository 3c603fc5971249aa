"""`tracker jobs`: what Tracker does by itself, listed and run by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.plugins_system.conftest import PluginFolder
from tracker.database import Database
from tracker.installation import utc_now
from tracker.jobs.schedulers import note_alive

CORE_JOBS = ["scores", "deadlines", "reviews", "mail", "cleaning", "backup", "restore_test"]
PLUGIN_JOBS = [
    "expression_rules.news",
    "training.reminders",
    "regulations.feeds",
    "regulations.reminders",
    "commendations.bonus_fund",
    "rating.opening",
]
JOBS = [*CORE_JOBS, *PLUGIN_JOBS]
PLUGIN = """
from tracker.api import Cron, InputError, Job


def work(context):
    with context.reading():
        today = context.today
    return lambda session: _("It was %(day)s", day=today)


def refuse(context):
    raise InputError("There is no paper in the %(place)s. Put some in.", place="printer")


@hookimpl
def jobs():
    return [JOBS]
"""


@pytest.fixture
def commands_url(installed_url: str) -> str:
    """Commands find the tables of an installation."""
    return installed_url


def plugin(tmp_path: Path, jobs: str) -> str:
    """Write a plugin with these jobs; returns its name."""
    (tmp_path / "plugins").mkdir(exist_ok=True)
    return PluginFolder(tmp_path / "plugins").add("jobs", PLUGIN.replace("JOBS", jobs), scores=False)


def test_every_job_is_listed_with_its_next_time_at_the_site(run: Run) -> None:
    listed = json.loads(run("--today", "2026-11-23", "jobs", "list", "--json").stdout)
    assert [job["job"] for job in listed["jobs"]] == JOBS
    assert {job["job"]: job["next"] for job in listed["jobs"]}["backup"] == "2026-11-24T01:30:00+07:00"
    assert {job["job"]: job["next"] for job in listed["jobs"]}["restore_test"] == "2026-12-01T02:30:00+07:00"
    assert all(job["last"] is None for job in listed["jobs"])
    assert "not run yet" in run("jobs", "list").stdout


def test_a_job_is_run_by_hand_and_its_outcome_is_listed(run: Run, tmp_path: Path) -> None:
    result = run("jobs", "run", "backup")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Written and read back: ")
    assert len(list((tmp_path / "var" / "backups" / "nightly").glob("tracker-*.zip"))) == 1
    last = {job["job"]: job["last"] for job in json.loads(run("jobs", "list", "--json").stdout)["jobs"]}["backup"]
    assert (last["outcome"], last["attempt"]) == ("done", 1)
    assert last["asked_by"].endswith("(command line)")
    assert "Written and read back" in run("jobs", "list").stdout


def test_what_came_of_a_run_is_one_json_object(run: Run) -> None:
    result = json.loads(run("jobs", "run", "mail", "--json").stdout)
    assert result.pop("seconds") >= 0
    told = "Nobody is mailed: host under [mail] in config.toml is empty."
    assert result == {"job": "mail", "outcome": "done", "told": told}


def test_the_list_says_whether_a_scheduler_is_at_work(run: Run, commands_url: str) -> None:
    assert "No scheduler is running. Start `tracker serve` or `tracker scheduler`." in run("jobs", "list").stderr
    assert json.loads(run("jobs", "list", "--json").stdout)["schedulers"] == []
    database = Database(commands_url, utc_now)
    with database.writing("test") as session:
        note_alive(session, "office-pc 4711", utc_now(), utc_now())
    database.close()
    result = run("jobs", "list", "--json")
    assert "No scheduler" not in result.stderr
    assert [one["process"] for one in json.loads(result.stdout)["schedulers"]] == ["office-pc 4711"]


def test_a_job_can_be_run_twice_on_a_day_that_stands_still(run: Run) -> None:
    for _ in range(2):
        assert run("--today", "2026-11-23", "jobs", "run", "scores").exit_code == 0


def test_a_job_that_fails_says_why_with_status_1(run: Run) -> None:
    refused = run("jobs", "run", "restore_test")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("The job restore_test failed: There is no backup in ")
    as_json = run("jobs", "run", "restore_test", "--json")
    assert as_json.exit_code == 1
    assert json.loads(as_json.stdout)["outcome"] == "failed"


def test_a_job_that_is_not_there_names_those_that_are(run: Run) -> None:
    refused = run("jobs", "run", "sweep")
    assert refused.exit_code == 1
    assert refused.stderr.strip() == f"There is no job sweep; there are {', '.join(sorted(JOBS))}."


def test_a_job_of_a_plugin_is_run_with_what_it_asks_for(run: Run, tmp_path: Path) -> None:
    name = plugin(tmp_path, 'Job("days.say", _("Say the day"), Cron(hour="4"), work)')
    run("db", "upgrade", TRACKER_PLUGINS__ENABLED=name)
    result = run("--today", "2026-11-23", "jobs", "run", "days.say", TRACKER_PLUGINS__ENABLED=name)
    assert result.stdout.strip() == "It was 23/11/2026"


def test_an_input_error_of_a_plugins_job_is_its_outcome(run: Run, tmp_path: Path) -> None:
    name = plugin(tmp_path, 'Job("days.say", _("Say the day"), Cron(hour="4"), refuse)')
    run("db", "upgrade", TRACKER_PLUGINS__ENABLED=name)
    refused = run("jobs", "run", "days.say", TRACKER_PLUGINS__ENABLED=name)
    assert refused.stderr.strip() == "The job days.say failed: There is no paper in the printer. Put some in."


def test_jobs_of_a_plugin_that_cannot_be_used_are_left_out_with_the_reason_and_the_others_stay(
    run: Run, tmp_path: Path
) -> None:
    faults = {
        '"text"': "must return a list of Job",
        "1 / 0": "failed in jobs with ZeroDivisionError",
        'Job("backup", _("x"), Cron(), work)': "there is one of that key already",
        'Job("", _("x"), Cron(), work)': "has a job with the key “”",
        'Job("a/b", _("x"), Cron(), work)': "has a job with the key “a/b”",
        'Job("x", _("x"), Cron(day="31", month="2"), work)': "is never due. Correct its Cron.",
        'Job("x", _("x"), Cron(day_of_week="1"), work)': "Write mon to sun, not 1.",
    }
    for jobs, fault in faults.items():
        name = plugin(tmp_path, jobs)
        listed = run("jobs", "list", "--json", TRACKER_PLUGINS__ENABLED=name)
        (said,) = json.loads(listed.stdout)["faults"]
        assert fault in said
        assert fault in listed.stderr
        assert [job["job"] for job in json.loads(listed.stdout)["jobs"]] == CORE_JOBS
