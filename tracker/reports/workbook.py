"""A report as a workbook: numbers are numbers, text stays text."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime, time
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tracker.messages import Message, message, translate
from tracker.reports.grouping import NOTHING
from tracker.reports.tables import Cell, ReportTable
from tracker.workbooks import MOST_CHARACTERS, new_workbook

HEADINGS_ROW = 3
FIRST_COLUMN_WIDTH = 36
SHARE = "0.00%"


def make_workbook(table: ReportTable, language: str) -> bytes:
    """Return the table, with its title and dates above it, as an .xlsx file in `language`; equal ones are equal."""
    content = io.BytesIO()
    with new_workbook(content) as book:
        book.set_properties({"created": datetime.combine(table.as_of, time(), UTC)})
        sheet = book.add_worksheet(translate(message("Report"), language))
        _lay_out(sheet, table)
        plain, share = book.add_format(), book.add_format({"num_format": SHARE})
        bold, bold_share = book.add_format({"bold": True}), book.add_format({"bold": True, "num_format": SHARE})
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        _write_row(sheet, 0, [table.title], bold, share, language)
        _write_row(sheet, 1, [table.dates], plain, share, language)
        _write_row(sheet, HEADINGS_ROW, table.headings, heading, share, language)
        for number, row in enumerate(table.rows, HEADINGS_ROW + 1):
            _write_row(sheet, number, row, plain, share, language)
        if table.total is not None:
            _write_row(sheet, HEADINGS_ROW + 1 + len(table.rows), table.total, bold, bold_share, language)
    return content.getvalue()


def _lay_out(sheet: Worksheet, table: ReportTable) -> None:
    sheet.set_column(0, 0, FIRST_COLUMN_WIDTH)
    sheet.set_column(1, len(table.headings) - 1, 12)
    sheet.freeze_panes(HEADINGS_ROW + 1, 1)
    sheet.repeat_rows(HEADINGS_ROW)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _write_row(sheet: Worksheet, row: int, cells: Sequence[Cell], text: Format, share: Format, language: str) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, Decimal):
            sheet.write_number(row, column, float(cell), share)
        elif isinstance(cell, int):
            sheet.write_number(row, column, cell, text)
        else:
            sheet.write_string(row, column, _text(cell, language)[:MOST_CHARACTERS], text)


def _text(cell: str | Message | None, language: str) -> str:
    if cell is None:
        return NOTHING
    return translate(cell, language) if isinstance(cell, Message) else cell
