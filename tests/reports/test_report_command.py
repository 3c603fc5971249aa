import json
import re
from datetime import date

import pytest
from click.testing import CliRunner, Result
from python_calamine import CalamineWorkbook

from tracker.cli.main import tracker
from tracker.records.lifecycle import Channel, FileStatus
from tracker.reports.tables import HEADINGS


def day(number, month=5):
    return date(2026, month, number)


@pytest.fixture
def busy_office(office):
    office.add(finished=day(14), channel=Channel.ONLINE)
    office.add(finished=day(14), handler_id=2)
    office.add(finished=day(18), handler_id=2)
    office.add(handler_id=None)
    office.add(due=None)
    office.add(received=day(1, 4), due=day(10, 6), procedure_id=2)
    office.add(status=FileStatus.WITHDRAWN, status_on=day(12), procedure_id=None)
    return office


@pytest.fixture
def run(busy_office, tmp_path, monkeypatch):
    """Run `tracker report` as on 20 June 2026."""
    monkeypatch.chdir(tmp_path)
    address = busy_office.database.url.render_as_string(hide_password=False)

    def run_report(*arguments: str, language: str = "en") -> Result:
        environment = {"TRACKER_DATABASE__URL": address, "TRACKER_PLUGINS__ENABLED": ""}
        call = ["--language", language, "--today", "2026-06-20", "report", *arguments]
        return CliRunner().invoke(tracker, call, env=environment)

    return run_report


def test_json_is_one_object_and_nothing_else(run):
    result = run("files", "2026-05", "--json", "--xlsx", "report.xlsx")
    assert result.exit_code == 0
    report = json.loads(result.stdout)
    assert list(report) == ["period", "as_of", "total", "by"]
    assert (report["period"], report["as_of"]) == ("2026-05", "2026-05-31")
    assert list(report["by"]) == ["B2", "A1", ""]
    assert report["by"]["B2"] == {
        "files": 2,
        "received": 2,
        "carried_over": 0,
        "early": 1,
        "on_time": 0,
        "overdue": 1,
        "overdue_finished": 1,
        "overdue_open": 0,
        "open": 0,
        "no_deadline": 0,
        "withdrawn": 0,
        "online": 0,
        "online_share": 0.0,
        "on_time_share": 0.5,
        "overdue_share": 0.5,
    }
    assert report["total"]["online_share"] == 0.1667
    assert "Written: report.xlsx" in result.stderr


def test_a_period_that_still_runs_is_looked_at_as_of_today(run):
    assert json.loads(run("files", "2026", "--json").stdout)["as_of"] == "2026-06-20"


@pytest.mark.parametrize("by", ["official", "unit", "channel", "procedure"])
def test_screen_workbook_and_json_tell_the_same_to_the_last_digit(run, by, tmp_path):
    call = ("files", "2026-05", "--by", by)
    told = json.loads(run(*call, "--json", "--xlsx", "report.xlsx").stdout)
    counted = [*told["by"].values(), told["total"]]
    rows = CalamineWorkbook.from_path(tmp_path / "report.xlsx").get_sheet_by_index(0).to_python()
    as_written = [["–" if value is None else value for value in counts.values()] for counts in counted]
    assert [row[1:] for row in rows[4:]] == as_written
    rows_on_screen = re.findall(r"(?:  +(?:\d[\d.]*|–)){12}$", run(*call).stdout, re.MULTILINE)
    assert [row.split() for row in rows_on_screen] == [on_screen(counts) for counts in counted]


def on_screen(counts):
    shown = {name: value for name, value in counts.items() if name not in ("carried_over", "overdue", "online")}
    assert set(counts) == set(HEADINGS)
    return [written(value, name.endswith("_share")) for name, value in shown.items()]


def written(value, is_share):
    if value is None:
        return "–"
    return f"{value * 100:.2f}" if is_share else str(value)


def test_the_screen_names_an_official_by_code_and_name_and_says_which_days_it_looks_at(run):
    screen = run("files", "2026-05").stdout
    assert "B2 Lê Thị Ánh" in screen
    assert "as of 31/05/2026" in screen


@pytest.mark.parametrize("by", ["official", "unit", "channel", "procedure"])
@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_screen_is_no_wider_than_120_columns_however_long_a_name_is(run, by, language):
    screen = run("files", "2026-05", "--by", by, language=language).stdout
    assert max(len(line) for line in screen.splitlines()) <= 120


def test_a_vietnamese_reader_sees_decimal_commas(run):
    assert "50,00" in run("files", "2026-05", language="vi").stdout


def test_the_form_is_given_by_the_numbers_of_its_columns(run):
    form = json.loads(run("form-ii06a", "2026-05", "--json").stdout)
    assert list(form["by"]) == ["Hộ tịch", ""]
    assert form["total"] == {
        **{"3": 7, "4": 1, "5": 5, "6": 1},
        **{"7": 4, "8": 2, "9": 1, "10": 1},
        **{"11": 3, "12": 2, "13": 1},
    }
    assert "Hộ tịch" in run("form-ii06a", "2026-05").stdout


def test_the_differences_are_listed_with_the_reason(run):
    listed = json.loads(run("differences", "2026-05", "--json").stdout)["files"]
    assert [(file["outcome"], file["column"]) for file in listed] == [("no_deadline", 12), ("none", 9)]
    assert all(file["because"] for file in listed)
    assert listed[0]["code"] in run("differences", "2026-05").stdout


def test_a_period_that_is_none_is_refused_with_an_example(run):
    result = run("files", "2026-Q5", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "2026-Q3" in result.stderr


def test_a_period_that_has_not_begun_is_refused(run):
    result = run("form-ii06a", "2027")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "after today" in result.stderr


def test_a_workbook_that_cannot_be_written_is_said_and_nothing_is_printed(run):
    result = run("files", "2026-05", "--json", "--xlsx", "nowhere/report.xlsx")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "nowhere" in result.stderr


@pytest.mark.parametrize("call", [("files",), ("files", "2026", "--by", "weather"), ("forms", "2026")])
def test_a_call_that_is_none_exits_with_2(run, call):
    assert run(*call).exit_code == 2
