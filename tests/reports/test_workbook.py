import io
from datetime import date
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from tracker.messages import message
from tracker.periods import parse_period
from tracker.reports.grouping import Grouping
from tracker.reports.tables import ReportTable, files_table, form_table
from tracker.reports.workbook import HEADINGS_ROW, make_workbook


def read(content):
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def table(*rows):
    headings = tuple(message("Heading") for _ in rows[0])
    return ReportTable(message("Title"), parse_period("2026"), date(2026, 12, 31), headings, rows)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "http://example.org", "0012", "12", " ", "{=1}"])
def test_what_people_typed_stays_text(text):
    assert read(make_workbook(table((text, "x")), "en"))[-1] == [text, "x"]


def test_counts_and_shares_are_numbers_and_a_missing_share_is_a_dash():
    assert read(make_workbook(table((7, Decimal("0.9846"), None)), "en"))[-1] == [7, 0.9846, "–"]


def test_title_and_dates_stand_above_the_headings():
    rows = read(make_workbook(table(("a", 1)), "en"))
    assert rows[0][0] == "Title"
    assert rows[1][0] == "Period 2026: 01/01/2026 to 31/12/2026, as of 31/12/2026"
    assert rows[HEADINGS_ROW] == ["Heading", "Heading"]


def test_a_text_longer_than_a_cell_holds_is_cut_rather_than_lost():
    assert len(read(make_workbook(table(("x" * 40_000,)), "en"))[-1][0]) == 32_767


def test_equal_reports_give_equal_files():
    assert make_workbook(table(("a", 1)), "en") == make_workbook(table(("a", 1)), "en")


def test_the_workbook_of_a_report_ends_with_its_total(office):
    office.add(finished=date(2026, 5, 14))
    office.add(handler_id=2)
    report = office.report(by=Grouping.OFFICIAL)
    rows = read(make_workbook(files_table(report), "en"))
    assert [row[0] for row in rows[HEADINGS_ROW + 1 :]] == ["B2 Lê Thị Ánh", "A1 Trần Văn Út", "Total"]
    shown = [value if value is not None else "–" for value in report.total.to_json().values()]
    assert rows[-1][1:] == shown


def test_the_workbook_of_the_form_has_its_numbered_columns(office):
    office.add(finished=date(2026, 5, 14))
    rows = read(make_workbook(form_table(office.form()), "en"))
    assert [heading.split()[0] for heading in rows[HEADINGS_ROW]] == [f"({number})" for number in range(2, 14)]
    assert rows[-1] == ["Total", 1, 0, 1, 0, 1, 1, 0, 0, 0, 0, 0]
