"""Sheets and workbooks made on the fly."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from tests.imports.office import fill
from tracker.database import Database
from tracker.imports.checking.checked import Checked
from tracker.imports.checking.checks import check_sheet
from tracker.imports.checking.fields import ImportKind
from tracker.imports.checking.layout import find_layout
from tracker.imports.reading.cells import Cell
from tracker.imports.reading.readers import Sheet

Rows = Sequence[Sequence[Cell]]


@pytest.fixture
def office(database: Database) -> None:
    """The people and procedures that the lists name."""
    fill(database)


@pytest.fixture
def xlsx() -> Callable[..., bytes]:
    """Return a function that makes an .xlsx of sheets given by name."""

    def make(**sheets: Rows) -> bytes:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(list(row))
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    return make


@pytest.fixture
def sheet() -> Callable[[Rows], Sheet]:
    """Return a function that makes a sheet of rows."""

    def make(rows: Rows) -> Sheet:
        return Sheet("Danh sách", [list(row) for row in rows])

    return make


@pytest.fixture
def zone() -> ZoneInfo:
    return ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def check(zone: ZoneInfo) -> Callable[..., Checked]:
    """Return a function that finds the layout of rows and checks them."""

    def make(rows: Rows, kind: ImportKind = ImportKind.FILES, **options: object) -> Checked:
        made = Sheet("Danh sách", [list(row) for row in rows])
        return check_sheet(made.rows, find_layout(made, kind), zone=zone, **options)  # type: ignore[arg-type]

    return make
