"""The lists of papers as .xlsx files."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest

from tracker.messages import InputError
from tracker.papers.contents import Annex, Column, Row, Table
from tracker.papers.samples import COLUMNS, sample_paper
from tracker.papers.xlsx import make_lists

PAPER = replace(sample_paper("decision", people=200), body=())
MONEY = (Column("TT", 5, "center"), Column("Số hiệu", 20), Column("Tiền", 20, "right"))


def sheets_of(paper):
    return openpyxl.load_workbook(io.BytesIO(make_lists(paper))).worksheets


def enclosing(*annexes):
    return replace(PAPER, annexes=annexes)


def listing(*rows):
    return Annex("DANH SÁCH", (Table(MONEY, rows),))


def test_a_list_of_200_people_has_them_all_below_its_title_and_headings():
    (sheet,) = sheets_of(PAPER)
    title, _, headings, *rows = sheet.iter_rows(values_only=True)
    assert (sheet.title, title[0]) == ("DANH SÁCH", "DANH SÁCH")
    assert headings == tuple(column.heading for column in COLUMNS)
    assert rows[0] == (1, "Nông Thị Thử Nghiệm 1", "Công chức Tư pháp - Hộ tịch", 96.5, 1_000_000)
    assert [row[1] for row in rows[:-1]] == [f"Nông Thị Thử Nghiệm {number}" for number in range(1, 201)]


def test_its_numbers_can_be_added_up_and_give_its_total():
    (sheet,) = sheets_of(PAPER)
    *rows, total = list(sheet.iter_rows(min_row=4, values_only=True))
    assert sum(row[4] for row in rows) == total[4] == 200_000_000


def test_numbers_look_as_on_the_paper():
    (sheet,) = sheets_of(PAPER)
    assert [cell.number_format for cell in sheet[4]] == ["#,##0", "@", "@", "#,##0.00", "#,##0"]


@pytest.mark.parametrize("text", ["03", "1.00", "1.0000", "–", "", "12/3", "1.000 đ", "00", "1,"])
def test_what_only_looks_like_a_number_stays_text(text):
    (sheet,) = sheets_of(enclosing(listing(Row(("1", "x", text)))))
    assert (sheet["C4"].value or "") == text


def test_a_number_in_a_column_of_texts_stays_text():
    (sheet,) = sheets_of(enclosing(listing(Row(("1", "123", "5")))))
    assert (sheet["B4"].value, sheet["C4"].value) == ("123", 5)


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+1", "-1+1", "http://xa.vn", "{=1}"])
def test_no_text_becomes_a_formula_or_a_link(text):
    (sheet,) = sheets_of(enclosing(listing(Row((text, text, text)))))
    assert [cell.value for cell in sheet[4]] == [text] * 3
    assert all(cell.data_type == "s" and cell.hyperlink is None for cell in sheet[4])


def test_every_list_of_a_paper_has_a_sheet_of_its_own():
    (table,) = listing(Row(("1", "x", "2"))).blocks
    paper = enclosing(Annex("DANH SÁCH", (table, table)), Annex("Danh sách: [kèm] " + "rất dài " * 9, (table,)))
    assert [sheet.title for sheet in sheets_of(paper)] == [
        "DANH SÁCH",
        "DANH SÁCH (2)",
        "Danh sách kèm rất dài rất dài r",
    ]


def test_long_titles_that_begin_alike_are_two_sheets():
    (table,) = listing(Row(("1", "x", "2"))).blocks
    paper = enclosing(Annex("DANH SÁCH " + "x" * 40 + "1", (table,)), Annex("Danh sách " + "x" * 40 + "2", (table,)))
    _, second = sheets_of(paper)
    assert second.title.endswith(" (2)")
    assert len(second.title) <= 31


def test_a_paper_without_a_list_says_so():
    with pytest.raises(InputError, match="no list"):
        make_lists(enclosing())


def test_the_same_list_gives_the_same_bytes():
    assert make_lists(PAPER) == make_lists(PAPER)
