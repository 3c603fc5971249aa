"""The reports on pages: the same figures as the command, narrowed to the leader's units, saved as workbooks."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest

from tests.web.conftest import Site
from tracker.periods import parse_range_or_period
from tracker.records.deriving import derive_file
from tracker.records.handled_files import HandledFile
from tracker.records.lifecycle import FileStatus
from tracker.reports.files import report_files
from tracker.reports.form_ii06a import form_ii06a
from tracker.reports.grouping import Grouping

PERIOD = "2026-10"


def cells(page: str, label: str) -> list[str]:
    """Return the figures of the row with that label."""
    found = re.search(rf'<th scope="row">{re.escape(label)}</th>(.*?)</tr>', page, re.S)
    assert found, label
    return re.findall(r'<td class="num">([^<]*)</td>', found[1])


def sheet(site: Site, address: str) -> list[list[object]]:
    """Return the rows of a workbook below its title."""
    answer = site.browser("leader").ask(address)
    assert answer.status_code == 200
    workbook = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    return [list(row) for row in workbook.iter_rows(min_row=4, values_only=True)]


@pytest.mark.parametrize("by", [by.value for by in Grouping])
def test_page_workbook_and_json_agree(site: Site, by: str) -> None:
    page = site.browser("leader").get(f"/reports/?period={PERIOD}&by={by}")
    rows = sheet(site, f"/reports/?period={PERIOD}&by={by}&xlsx=1")
    with site.database.reading() as session:
        period = parse_range_or_period(PERIOD)
        counted = report_files(session, period, period.end, Grouping(by)).to_json()
    total, in_json = cells(page, "Total"), counted["total"]
    assert isinstance(in_json, dict)
    as_shown = [
        "–" if value is None else f"{value * 100:.2f}%" if name.endswith("_share") else str(value)
        for name, value in in_json.items()
    ]
    assert total == as_shown
    assert rows[-1][1:] == ["–" if value is None else pytest.approx(value) for value in in_json.values()]
    by_group = counted["by"]
    assert isinstance(by_group, dict)
    assert len(rows) == len(by_group) + 2


def test_a_leader_of_one_unit_reads_its_figures_on_every_report(site: Site) -> None:
    leader = site.browser("other_leader")
    assert cells(leader.get(f"/reports/?period={PERIOD}"), "Total")[0] == "1"
    assert cells(leader.get(f"/reports/form-ii06a?period={PERIOD}"), "Total")[0] == "1"
    with site.database.writing("test") as session:
        for file_id in (site.files["early"], site.files["land"]):
            file = session.get_one(HandledFile, file_id)
            derive_file(session, file, changes={"due_on": None, "procedure_id": None})
    assert '<h2 id="h-differences">1 file</h2>' in leader.get(f"/reports/differences?period={PERIOD}")


def test_staff_read_no_report(site: Site) -> None:
    for page in ("", "form-ii06a", "differences"):
        assert site.browser("staff").ask(f"/reports/{page}").status_code == 403


def test_any_range_of_days_can_be_reported(site: Site) -> None:
    leader = site.browser("leader")
    assert cells(leader.get("/reports/?from=05/10/2026&to=2026-10-06"), "Total")[0] == "2"
    assert cells(leader.get("/reports/?from=07/10/2026"), "Total")[0] == "4"
    answer = leader.ask("/reports/?from=31/02/2026&to=05/03/2026")
    assert answer.status_code == 400
    assert "Write them such as" in answer.get_data(as_text=True)


def test_the_chart_tells_where_most_files_are(site: Site) -> None:
    page = site.browser("leader").get(f"/reports/?period={PERIOD}")
    assert "Files by Official, October 2026: most at CB01 Phạm Thị Hà, 1 of 4 overdue in all" in page
    assert "CB01 Phạm Thị Hà: 2 files; 1 early, 0 on time, 1 overdue" in page


def test_the_rows_sort_by_any_figure(site: Site) -> None:
    page = site.browser("leader").get(f"/reports/?period={PERIOD}&sort=overdue")
    assert re.findall(r'<th scope="row">(CB\d+)', page)[0] == "CB01"
    assert 'aria-sort="descending"' in page


def test_every_column_is_explained(site: Site) -> None:
    page = site.browser("leader").get(f"/reports/?period={PERIOD}")
    explained = page[page.index('<dl class="body terms">') :]
    assert explained.count("<dt>") == len(cells(page, "Total"))


def test_the_form_shows_its_sums_and_agrees_with_its_workbook(site: Site) -> None:
    page = site.browser("leader").get(f"/reports/form-ii06a?period={PERIOD}")
    with site.database.reading() as session:
        period = parse_range_or_period(PERIOD)
        form = form_ii06a(session, period, period.end)
    counts = [str(count) for count in form.total.to_json().values()]
    assert cells(page, "Total") == counts
    assert "(3) = (4) + (5) + (6): 4 = 0 + 4 + 0" in page
    assert [str(cell) for cell in sheet(site, f"/reports/form-ii06a?period={PERIOD}&xlsx=1")[-1][1:]] == counts


def test_the_files_on_which_form_and_outcome_differ_are_listed_with_why(site: Site) -> None:
    with site.database.writing("test") as session:
        file = session.get_one(HandledFile, site.files["open"])
        file.status, file.status_on = FileStatus.SUPPLEMENT, file.received_on
    page = site.browser("leader").get("/reports/differences?period=2026-11")
    assert "Waits for the applicant&#39;s supplement: it is open, the form counts it as resolved on time." in page
    assert sheet(site, "/reports/differences?period=2026-11&xlsx=1")[1][0] == "H23.14-000003"
    assert "agree on every file" in site.browser("leader").get("/reports/differences?period=2026-10")


def test_a_period_without_files_says_what_to_do_next(site: Site) -> None:
    assert "Choose another period." in site.browser("leader").get("/reports/?period=2024")
