"""The lists of a paper as a .xlsx file: a sheet for each, its numbers to be added up."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, time

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tracker.messages import InputError
from tracker.papers.contents import Align, Column, Paper, Row, Table
from tracker.workbooks import MOST_CHARACTERS, new_workbook, sheet_name

NUMBER = re.compile(r"-?(0|[1-9]\d{0,2}(\.\d{3})*)(,\d+)?")
"""A number as papers write it: 1.000.000 or 96,50, but no code such as 03."""
WIDTH = 100
"""How many letters all columns of a list hold together."""
NARROWEST = 6
HEADINGS_ROW = 2
A4 = 9
FONT = "Times New Roman"
TEXT = "@"


def make_lists(paper: Paper) -> bytes:
    """Return the lists of a paper and of what is enclosed with it. Raises InputError if it has none."""
    lists = list(_lists(paper))
    if not lists:
        raise InputError("This paper has no list to save as a workbook.")
    content, named = io.BytesIO(), Counter[str]()
    with new_workbook(content) as book:
        book.set_properties({"title": paper.title, "created": datetime.combine(paper.dated_on, time(), UTC)})
        looks = _Looks(book)
        for title, table in lists:
            called = sheet_name(title).casefold()  # Excel takes no two names that differ in their capitals only.
            named[called] += 1
            _write(book.add_worksheet(sheet_name(title, named[called])), title, table, looks)
    return content.getvalue()


def _lists(paper: Paper) -> Iterator[tuple[str, Table]]:
    """Yield the tables, each with the title of what it stands in."""
    parts = [(paper.title, paper.body), *((one.title, one.blocks) for one in paper.annexes)]
    for title, blocks in parts:
        for block in blocks:
            if isinstance(block, Table):
                yield title, block


class _Looks:
    """How cells look, each made once for a workbook."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[Align, str, bool], Format] = {}

    def of(self, align: Align, number: str = TEXT, *, is_bold: bool = True) -> Format:
        """Return how a cell with lines around it looks."""
        key = (align, number, is_bold)
        if key not in self._made:
            look = {"align": align, "num_format": number, "bold": is_bold, "font_size": 13}
            always = {"font_name": FONT, "valign": "vcenter", "text_wrap": True, "border": 1}
            self._made[key] = self._book.add_format(look | always)
        return self._made[key]

    def of_title(self) -> Format:
        """Return how the title above a list looks."""
        return self._book.add_format({"bold": True, "font_name": FONT, "font_size": 14})


def _write(sheet: Worksheet, title: str, table: Table, looks: _Looks) -> None:
    _lay_out(sheet, table.columns)
    sheet.write_string(0, 0, title[:MOST_CHARACTERS], looks.of_title())
    for place, column in enumerate(table.columns):
        sheet.write_string(HEADINGS_ROW, place, column.heading[:MOST_CHARACTERS], looks.of("center"))
    for line, row in enumerate(table.rows, HEADINGS_ROW + 1):
        for place, (text, align) in enumerate(_cells(row, table.columns)):
            _write_cell(sheet, line, place, text, align, looks, is_bold=row.is_bold)


def _lay_out(sheet: Worksheet, columns: tuple[Column, ...]) -> None:
    shares = sum(column.width for column in columns)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, max(NARROWEST, WIDTH * column.width // shares))
    sheet.freeze_panes(HEADINGS_ROW + 1, 0)
    sheet.repeat_rows(HEADINGS_ROW)
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


def _cells(row: Row, columns: tuple[Column, ...]) -> Iterator[tuple[str, Align]]:
    """Yield the text of every cell; those that the first one reaches over are empty, so that lists can be sorted."""
    yield row.cells[0], "left" if row.spans > 1 else columns[0].align
    for _ in range(1, row.spans):
        yield "", "left"
    for text, column in zip(row.cells[1:], columns[row.spans :], strict=True):
        yield text, column.align


def _write_cell(
    sheet: Worksheet, line: int, place: int, text: str, align: Align, looks: _Looks, *, is_bold: bool
) -> None:
    if align != "left" and NUMBER.fullmatch(text):
        decimals = len(text.partition(",")[2])
        shown = "#,##0" + (f".{'0' * decimals}" if decimals else "")
        value = float(text.replace(".", "").replace(",", "."))
        sheet.write_number(line, place, value, looks.of(align, shown, is_bold=is_bold))
    else:
        sheet.write_string(line, place, text[:MOST_CHARACTERS], looks.of(align, is_bold=is_bold))
