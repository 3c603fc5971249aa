"""Merged cells: the date of a duty roster that stands once for everybody on duty that day."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path

import openpyxl
import pytest
import xlwt
from sqlmodel import select

from tests.imports.office import TODAY, ZONE
from tracker.database import Database
from tracker.imports.checking.error_workbook import write_error_workbook
from tracker.imports.checking.fields import ImportKind
from tracker.imports.importing import prepare, store
from tracker.imports.prepared import Order
from tracker.imports.reading.cells import Cell
from tracker.imports.reading.limits import Limits
from tracker.imports.reading.readers import read_sheets
from tracker.imports.results import Counts
from tracker.messages import InputError
from tracker.records.duty_days import DutyDay

HEADINGS = ("Ngày", "Ca", "Mã cán bộ", "Cán bộ trực")
ROSTER = (
    ("Lịch trực tháng 11", None, None, None),
    HEADINGS,
    (date(2026, 11, 24), "Sáng", "CB01", None),
    (None, "Sáng", "CB02", None),
    (None, None, None, None),
    (None, "Chiều", "CB01", "Vũ Duy Thuyên"),
    (date(2026, 11, 25), "Sáng", "CB02", None),
)


def xlsx_of(*merged: str, rows: tuple[tuple[object, ...], ...] = ROSTER) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def below(content: bytes, first_row: int = 3, filename: str = "roster.xlsx") -> list[list[Cell]]:
    (sheet,) = read_sheets(content, filename)
    return [list(row) for row in islice(sheet.rows_with_merged(first_row), first_row - 1, None)]


@pytest.mark.usefixtures("office")
def test_a_date_merged_over_two_rows_is_that_of_both_people(database: Database) -> None:
    order = Order(ImportKind.DUTY, "roster.xlsx")
    prepared = prepare(database, xlsx_of("A1:D1", "A3:A5"), order, zone=ZONE)
    result = store(database, prepared, today=TODAY, actor="clerk")
    assert result.counts == Counts(added=3, refused=1)
    assert [problem.row for problem in result.problems] == [6]
    with database.reading() as session:
        days = sorted((duty.on, duty.official_id) for duty in session.exec(select(DutyDay)))
    assert days == [(date(2026, 11, 24), 1), (date(2026, 11, 24), 2), (date(2026, 11, 25), 2)]


def test_a_merged_cell_fills_neither_plain_blanks_nor_empty_rows_nor_cells_to_its_right() -> None:
    rows = below(xlsx_of("A3:B5"))
    assert [row[0] for row in rows[:4]] == [date(2026, 11, 24), date(2026, 11, 24), "", ""]
    assert [row[1] for row in below(xlsx_of("A3:B3"))[:2]] == ["", "Sáng"]


def test_the_headings_and_what_stands_above_them_are_left_as_they_are() -> None:
    (sheet,) = read_sheets(xlsx_of("A1:A2", rows=(("Ngày", "Ca"), (None, "Sáng"))), "roster.xlsx")
    assert [list(row) for row in sheet.rows_with_merged(3)] == [["Ngày", "Ca"], ["", "Sáng"]]


def test_a_list_that_does_not_begin_in_the_first_cell_is_filled_where_its_cells_are_merged() -> None:
    rows = below(xlsx_of("B3:B4", rows=((), (None, "Ngày", "Ca"), (None, "x", "Sáng"), (None, None, "Chiều"))))
    assert rows == [["", "x", "Sáng"], ["", "x", "Chiều"]]


def test_merged_cells_of_an_old_workbook_are_filled_too() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Tháng 11")
    for column, heading in enumerate(HEADINGS):
        sheet.write(0, column, heading)
    sheet.write_merge(1, 2, 0, 0, "24/11/2026")
    sheet.write(1, 2, "CB01")
    sheet.write(2, 2, "CB02")
    stream = io.BytesIO()
    book.save(stream)
    assert [row[0] for row in below(stream.getvalue(), 2, "roster.xls")] == ["24/11/2026", "24/11/2026"]


@pytest.mark.usefixtures("office")
def test_a_row_that_has_to_be_mended_comes_back_with_the_date_that_was_merged(
    database: Database, tmp_path: Path
) -> None:
    content = xlsx_of("A3:A4", rows=(*ROSTER[:3], (None, "Khuya", "CB02", None)))
    prepared = prepare(database, content, Order(ImportKind.DUTY, "roster.xlsx"), zone=ZONE)
    result = store(database, prepared, today=TODAY, actor="clerk")
    (sheet,) = read_sheets(content, "roster.xlsx")
    target = tmp_path / "to-mend.xlsx"
    rows = sheet.rows_with_merged(prepared.layout.first_data_row)
    write_error_workbook(target, rows, prepared.layout, result.problems)
    mended = openpyxl.load_workbook(target).active
    assert mended is not None
    assert [cell.value for cell in mended[3]][:3] == [datetime.combine(date(2026, 11, 24), time()), "Khuya", "CB02"]


def test_a_workbook_with_too_many_merged_cells_is_refused_before_it_is_parsed() -> None:
    limits = Limits(max_merged=2)
    read_sheets(xlsx_of("A3:A4", "B3:B4"), "roster.xlsx", limits)
    with pytest.raises(InputError, match="3 groups of cells are merged, at most 2"):
        read_sheets(xlsx_of("A3:A4", "B3:B4", "C3:C4"), "roster.xlsx", limits)
    book = xlwt.Workbook()
    sheet = book.add_sheet("A")
    for column in range(3):
        sheet.write_merge(0, 1, column, column, "x")
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(InputError, match="3 groups of cells are merged, at most 2"):
        read_sheets(stream.getvalue(), "roster.xls", limits)
