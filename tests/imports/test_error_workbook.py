from __future__ import annotations

import io

import openpyxl
import pytest

from tracker.imports.checking.checks import check_sheet
from tracker.imports.checking.error_workbook import ERROR_HEADING, write_error_workbook
from tracker.imports.checking.fields import ImportKind
from tracker.imports.checking.layout import find_layout
from tracker.imports.reading.readers import Sheet, read_sheets

ROWS = [
    ["DANH SÁCH HỒ SƠ"],
    ["STT", "Mã hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả"],
    [1.0, "H-1", "13/04/2026", "20/04/2026"],
    [2.0, "H-2", "hôm qua", "20/04/2026"],
    [3.0, "=1+1", "13/04/2026", "10/04/2026"],
]


@pytest.fixture
def written(zone):
    made = Sheet("Danh sách", ROWS)
    found = find_layout(made, ImportKind.FILES)
    stream = io.BytesIO()
    write_error_workbook(stream, ROWS, found, check_sheet(ROWS, found, zone=zone).problems, language="en")
    return stream.getvalue()


@pytest.fixture
def page(written):
    return openpyxl.load_workbook(io.BytesIO(written)).active


def test_it_has_the_layout_of_the_source_and_only_the_faulty_rows(page):
    values = [[cell.value for cell in row] for row in page.iter_rows()]
    assert values[0][0] == "DANH SÁCH HỒ SƠ"
    assert values[1] == ["STT", "Mã hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", ERROR_HEADING]
    assert [row[1] for row in values[2:]] == ["H-2", "=1+1"]


def test_it_says_what_to_mend_and_marks_the_cell(page):
    assert page["E3"].value == (
        "Ngày tiếp nhận: “hôm qua” is not a date. Write it as day/month/year, for example 25/08/2026."
    )
    assert page["C3"].fill.fgColor.rgb == "FFFDE2E2"
    assert page["D3"].fill.fgColor.rgb != "FFFDE2E2"


def test_what_people_wrote_never_becomes_a_formula(page):
    assert page["B4"].data_type == "s"


def test_mended_it_can_be_imported_as_it_is(written, zone):
    book = openpyxl.load_workbook(io.BytesIO(written))
    book.active["C3"], book.active["D4"] = "13/04/2026", "20/04/2026"
    stream = io.BytesIO()
    book.save(stream)
    (mended,) = read_sheets(stream.getvalue(), "loi.xlsx")
    checked = check_sheet(mended.rows, find_layout(mended, ImportKind.FILES), zone=zone)
    assert not checked.problems
    assert len(checked.rows) == 2
