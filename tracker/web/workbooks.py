"""A list as an .xlsx file: text stays text, so that no cell can carry a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal

from flask import Response
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tracker.messages import Message, translate
from tracker.workbooks import MOST_CHARACTERS, new_workbook, sheet_name

Cell = Message | str | int | Decimal | date | datetime | time | bool | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook_answer(
    title: Message, headings: Sequence[Message], rows: Iterable[Sequence[Cell]], name: str, language: str
) -> Response:
    """Answer with a workbook to be saved as `name`.xlsx."""
    content = make_list_workbook(title, headings, rows, language)
    answer = Response(content, mimetype=XLSX)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.xlsx")
    return answer


def make_list_workbook(
    title: Message, headings: Sequence[Message], rows: Iterable[Sequence[Cell]], language: str
) -> bytes:
    """Return a workbook with one sheet: the headings in the first row, then the rows."""
    content = io.BytesIO()
    with new_workbook(content) as book:
        sheet = book.add_worksheet(sheet_name(translate(title, language)))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(headings) - 1, 18)
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        formats = {date: book.add_format({"num_format": "dd/mm/yyyy"}), time: book.add_format({"num_format": "hh:mm"})}
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, translate(heading, language), bold)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                _write(sheet, number, column, cell, language, formats)
    return content.getvalue()


def _write(sheet: Worksheet, row: int, column: int, cell: Cell, language: str, formats: dict[type, Format]) -> None:
    match cell:
        case None:
            sheet.write_blank(row, column, None)
        case bool():
            sheet.write_boolean(row, column, cell)
        case int() | Decimal():
            sheet.write_number(row, column, float(cell))
        case datetime():
            sheet.write_string(row, column, cell.strftime("%d/%m/%Y %H:%M:%S"))
        case date() if cell.year >= 1900:
            sheet.write_datetime(row, column, datetime.combine(cell, time()), formats[date])
        case time():
            sheet.write_datetime(row, column, cell, formats[time])
        case Message():
            sheet.write_string(row, column, translate(cell, language)[:MOST_CHARACTERS])
        case _:
            sheet.write_string(row, column, str(cell)[:MOST_CHARACTERS])
