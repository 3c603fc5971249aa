"""The workbook of faulty rows: laid out as the source, with one more column that says what to mend."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tracker.imports.checking.checked import Problem
from tracker.imports.checking.layout import Layout
from tracker.imports.reading.cells import Cell, Row, as_written, is_empty
from tracker.messages import translate

ERROR_HEADING = "Lỗi / Error"
_LONGEST_TEXT = 32_767
_ERROR_WIDTH = 70
_LOOKS: Mapping[str, dict[str, object]] = MappingProxyType(
    {"text": {}, "date": {"num_format": "dd/mm/yyyy"}, "datetime": {"num_format": "dd/mm/yyyy hh:mm:ss"}}
)


def write_error_workbook(
    target: Path | BinaryIO, rows: Iterable[Row], layout: Layout, problems: Sequence[Problem], *, language: str = "vi"
) -> None:
    """Write the title rows, the headings and the faulty rows of a sheet to `target`, saying in `language` what to mend.

    Mended there, the rows can be imported as they are: the added column is read by no import.
    """
    by_row: dict[int, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_row[problem.row].append(problem)
    with Workbook(target, {"constant_memory": True}) as book:
        _Writer(book, layout, language).write(_kept(rows, layout, by_row), by_row)


def _kept(rows: Iterable[Row], layout: Layout, by_row: Mapping[int, object]) -> Iterator[tuple[int, Row]]:
    for number, row in enumerate(rows, start=1):
        if number < layout.first_data_row or number in by_row:
            yield number, row


class _Writer:
    """Writes the kept rows one below the other."""

    def __init__(self, book: Workbook, layout: Layout, language: str) -> None:
        self._sheet: Worksheet = book.add_worksheet()
        self._language = language
        self._heading_row = layout.header_rows[-1]
        self._columns = {layout.heading_of(key): column for key, column in layout.columns.items()}
        known = (column for column, heading in layout.headings.items() if heading == ERROR_HEADING)
        self._error_column = next(known, max(layout.headings) + 1)
        faulty = {"bg_color": "#FDE2E2", "border": 1, "border_color": "#B42318"}
        self._plain = {kind: book.add_format(look) for kind, look in _LOOKS.items()}
        self._faulty = {kind: book.add_format(look | faulty) for kind, look in _LOOKS.items()}
        self._error = book.add_format({"text_wrap": True, "font_color": "#B42318"})
        self._sheet.set_column(self._error_column, self._error_column, _ERROR_WIDTH)

    def write(self, rows: Iterable[tuple[int, Row]], by_row: Mapping[int, Sequence[Problem]]) -> None:
        for line, (number, row) in enumerate(rows):
            problems = by_row.get(number, ())
            faulty = {self._columns.get(problem.column) for problem in problems}
            for column, cell in enumerate(row[: self._error_column]):
                self._write_cell(line, column, cell, self._faulty if column in faulty else self._plain)
            if number == self._heading_row:
                self._sheet.write_string(line, self._error_column, ERROR_HEADING)
            elif problems:
                self._sheet.write_string(line, self._error_column, self._told(problems)[:_LONGEST_TEXT], self._error)

    def _told(self, problems: Sequence[Problem]) -> str:
        lines = (f"{problem.column}: {translate(problem.message, self._language)}" for problem in problems)
        return "\n".join(line.removeprefix(": ") for line in lines)

    def _write_cell(self, line: int, column: int, cell: Cell, formats: Mapping[str, Format]) -> None:
        if is_empty(cell):
            self._sheet.write_blank(line, column, None, formats["text"])
        elif isinstance(cell, datetime):
            self._sheet.write_datetime(line, column, cell, formats["datetime"])
        elif isinstance(cell, date):
            self._sheet.write_datetime(line, column, cell, formats["date"])
        elif isinstance(cell, (int, float)) and not isinstance(cell, bool):
            self._sheet.write_number(line, column, cell, formats["text"])
        else:
            text = cell if isinstance(cell, str) else as_written(cell)
            self._sheet.write_string(line, column, text[:_LONGEST_TEXT], formats["text"])
