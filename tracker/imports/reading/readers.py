"""Workbooks of any common format, read as sheets of rows."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TypeVar

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from tracker.file_errors import why_not
from tracker.imports.reading.cells import Row
from tracker.imports.reading.csv_text import csv_rows
from tracker.imports.reading.error_cells import SheetErrors, with_errors
from tracker.imports.reading.limits import (
    Limits,
    damaged,
    locked,
    not_a_workbook,
    refuse_large_file,
    refuse_large_sheet,
)
from tracker.imports.reading.merged_cells import Merged, RowsWithMerged
from tracker.imports.reading.old_excel import OLE_SIGNATURE, check_old_excel
from tracker.imports.reading.unpacking import check_packed
from tracker.messages import InputError
from tracker.text import fold

_ROWS_BETWEEN_LOOKS_AT_THE_CLOCK = 1_000
_PAGE_SIGNS = (b"<html", b"<!doctype", b"<table", b"<meta", b"<head", b"<?xml", b"<workbook", b"mime-version:")
_OTHER_FORMATS = (b"%pdf", b"\x89png", b"\xff\xd8\xff", b"gif8", b"rar!", b"7z\xbc\xaf", b"{\\rtf")

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; `rows` can be gone through again, and its first row is row 1 of the spreadsheet."""

    name: str
    rows: Iterable[Row]
    hidden: bool = False
    merged: Callable[[], Sequence[Merged]] = tuple

    def rows_with_merged(self, first_row: int) -> Iterable[Row]:
        """Return the rows; from `first_row` on, a merged cell has its value in every row that it covers."""
        return RowsWithMerged(self.rows, self.merged, first_row)


def read_sheets(
    content: bytes | Path, filename: str, limits: Limits | None = None, *, sheet: str | None = None
) -> list[Sheet]:
    """Return the sheets of a workbook, or only the one named `sheet`.

    What is no workbook, locked, damaged or too large is refused with one InputError; a limit on rows or seconds
    may also be raised later, while the rows are gone through.
    """
    limits = limits or Limits()
    stop_at = monotonic() + limits.max_seconds
    data = _content(content, filename, limits)
    # Without its zeros and mark, text in UTF-16 begins like any other.
    head = data[:2048].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    errors: dict[str, SheetErrors]
    if data.startswith(b"PK"):
        errors = check_packed(data, filename, limits)
    elif data.startswith(OLE_SIGNATURE):
        errors = check_old_excel(data, filename, limits)
    elif not head:
        raise InputError("%(file)s is empty. Export it again.", file=filename)
    elif head.startswith(_PAGE_SIGNS):
        raise InputError(
            "%(file)s is a web page that only bears the name of a workbook. Open it in Excel and save it as .xlsx.",
            file=filename,
        )
    elif head.startswith(_OTHER_FORMATS):
        raise not_a_workbook(filename)
    else:
        rows = _BoundedRows(csv_rows(data, filename), filename, limits, stop_at)
        return _only([Sheet(Path(filename).stem, rows)], None, filename)
    workbook = _Workbook(content, filename, limits, errors)
    return _only(_workbook_sheets(workbook, filename, limits, stop_at), sheet, filename)


def _content(content: bytes | Path, filename: str, limits: Limits) -> bytes:
    if isinstance(content, bytes):
        refuse_large_file(filename, len(content), limits)
        return content
    try:
        refuse_large_file(filename, content.stat().st_size, limits)
        return content.read_bytes()
    except OSError as error:
        raise InputError(
            "%(file)s cannot be read: %(reason)s. Check the path.",
            file=filename,
            reason=why_not(error),
        ) from error


def _workbook_sheets(workbook: _Workbook, filename: str, limits: Limits, stop_at: float) -> list[Sheet]:
    return [
        Sheet(
            entry.name,
            _BoundedRows(_SheetRows(workbook, entry.name), filename, limits, stop_at),
            hidden=entry.visible != SheetVisibleEnum.Visible,
            merged=partial(workbook.merged, entry.name),
        )
        for entry in workbook.opened().sheets_metadata
        if entry.typ == SheetTypeEnum.WorkSheet
    ]


def _only(sheets: list[Sheet], wanted: str | None, filename: str) -> list[Sheet]:
    if wanted is None:
        return sheets
    named = [sheet for sheet in sheets if sheet.name == wanted]
    named = named or [sheet for sheet in sheets if fold(sheet.name) == fold(wanted)]
    if not named:
        raise InputError(
            "%(file)s has no sheet named “%(sheet)s”. Its sheets are: %(sheets)s.",
            file=filename,
            sheet=wanted,
            sheets=[sheet.name for sheet in sheets],
        )
    return named


class _Workbook:
    """A workbook that holds no more in memory than the rows under way need, and is opened again for the others.

    The sheet looked at last is kept until it has been read to its end; the rest of a workbook of one sheet is not.
    """

    def __init__(self, source: bytes | Path, filename: str, limits: Limits, errors: Mapping[str, SheetErrors]) -> None:
        self.errors = errors
        self._source = source
        self._filename = filename
        self._limits = limits
        self._opened: CalamineWorkbook | None = None
        self._last: CalamineSheet | None = None

    def opened(self) -> CalamineWorkbook:
        """Return the workbook, opened."""
        if self._opened is None:
            content = _content(self._source, self._filename, self._limits)
            self._opened = _parsed(lambda: CalamineWorkbook.from_filelike(io.BytesIO(content)), self._filename)
        return self._opened

    def sheet(self, name: str) -> CalamineSheet:
        """Return one sheet, parsed."""
        if self._last is None or self._last.name != name:
            self._last = None
            workbook = self.opened()
            self._last = _parsed(lambda: workbook.get_sheet_by_name(name), self._filename)
            refuse_large_sheet(self._filename, self._last.total_height, self._last.total_width, self._limits)
            if len(workbook.sheet_names) == 1:
                self._opened = None
        return self._last

    def merged(self, name: str) -> Sequence[Merged]:
        """Return the merged cells of one sheet; of an .ods the parser tells none."""
        return self.sheet(name).merged_cell_ranges or ()

    def forget_sheet(self) -> None:
        """Give back the memory of the sheet; reading it again parses it again."""
        self._last = None


@dataclass(frozen=True, slots=True)
class _SheetRows:
    """The rows of one sheet of a workbook, columns counted from A."""

    workbook: _Workbook
    name: str

    def __iter__(self) -> Iterator[Row]:
        errors = self.workbook.errors.get(self.name)
        return with_errors(self._parsed(), errors) if errors else self._parsed()

    def _parsed(self) -> Iterator[Row]:
        sheet = self.workbook.sheet(self.name)
        if sheet.start is None:
            return
        left_of_the_list: Row = [""] * sheet.start[1]
        for row in sheet.iter_rows():
            yield [*left_of_the_list, *row] if left_of_the_list else list(row)
        self.workbook.forget_sheet()


@dataclass(frozen=True, slots=True)
class _BoundedRows:
    """Rows that stop with an InputError when there are too many, or when reading takes too long."""

    rows: Iterable[Row]
    filename: str
    limits: Limits
    stop_at: float

    def __iter__(self) -> Iterator[Row]:
        for number, row in enumerate(self.rows, start=1):
            if len(row) > self.limits.max_columns or number > self.limits.max_rows:
                refuse_large_sheet(self.filename, number, len(row), self.limits)
            if number % _ROWS_BETWEEN_LOOKS_AT_THE_CLOCK == 0 and monotonic() > self.stop_at:
                raise InputError(
                    "%(file)s: reading took longer than %(seconds)d seconds and was stopped at row %(row)d. "
                    "Export a shorter period.",
                    file=self.filename,
                    seconds=int(self.limits.max_seconds),
                    row=number,
                )
            yield row


def _parsed(parse: Callable[[], _Result], filename: str) -> _Result:
    """Return what the parser gives; its errors, and its panics on crafted files, become one InputError."""
    try:
        return parse()
    except PasswordError as error:
        raise locked(filename) from error
    except CalamineError as error:
        raise damaged(filename) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(filename) from error
