"""Packed workbooks (.xlsx, .ods), bounded before they are parsed.

The parser lays each sheet out as a full rectangle, so a file of 5 kB with one cell far away would take all the memory.
Every member is therefore inflated once, counted, and searched for the cell that lies farthest.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from tracker.imports.reading.error_cells import ERRORS, ErrorMark, SheetErrors, column_number, excel_errors
from tracker.imports.reading.limits import (
    Limits,
    damaged,
    large_content,
    not_a_workbook,
    refuse_large_sheet,
    refuse_many_merged,
)
from tracker.imports.reading.merged_cells import MergedCount
from tracker.messages import InputError

_CHUNK = 1024 * 1024
_LONGEST_CELL_TAG = 300
_FEW_COLUMNS, _FEW_ROWS = 26, 99_999
_FILLED = rb"""["'][^>]*(?<!/)>(?!</(?:\w+:)?c>)"""
_FAR_CELL = re.compile(rb"""r\s*=\s*["']([A-Za-z]{2,3}[0-9]+|[A-Za-z][0-9]{6,7})""" + _FILLED)
_ANY_CELL = re.compile(rb"""r\s*=\s*["']([A-Za-z]{1,3}[0-9]{1,7})""" + _FILLED)
_CELLS = ("table:table-cell", "table:covered-table-cell")
_REFERENCE = re.compile(rb"([A-Z]+)([0-9]+)")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    expat.ExpatError,
    ValueError,
    LookupError,
)


def check_packed(content: bytes, filename: str, limits: Limits) -> dict[str, SheetErrors]:
    """Raise an InputError unless `content` is a whole .xlsx or .ods workbook within the limits.

    Returns the cells that show an error, by sheet.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_directory(archive, filename, limits)
            members, errors = _check_members(archive, filename, limits)
        return errors | excel_errors(content, members) if members else errors
    except _BROKEN as error:
        raise damaged(filename) from error


def _check_directory(archive: zipfile.ZipFile, filename: str, limits: Limits) -> None:
    members = archive.infolist()
    names = {member.filename for member in members}
    if "xl/workbook.bin" in names:
        raise InputError("%(file)s is a binary workbook (.xlsb). Open it in Excel and save it as .xlsx.", file=filename)
    if not names & {"xl/workbook.xml", "content.xml"} or any(name.startswith("word/") for name in names):
        raise not_a_workbook(filename)
    if len(members) > limits.max_members:
        raise InputError(
            "%(file)s is made of %(parts)d parts, at most %(most)d are read. Copy the list alone into a new workbook.",
            file=filename,
            parts=len(members),
            most=limits.max_members,
        )
    if sum(member.file_size for member in members) > limits.max_unpacked_bytes:
        raise large_content(filename, limits)


def _check_members(archive: zipfile.ZipFile, filename: str, limits: Limits) -> tuple[list[str], dict[str, SheetErrors]]:
    """Check the members; returns those of an .xlsx that hold error cells, and the error cells of an .ods."""
    room = limits.max_unpacked_bytes
    with_errors: list[str] = []
    errors: dict[str, SheetErrors] = {}
    for member in archive.infolist():
        if member.filename == "content.xml":
            extent = _OpenDocumentExtent()
            for chunk in _inflated(archive, member, room, filename, limits):
                extent.read(chunk)
            rows, columns, errors = extent.rows, extent.columns, extent.errors
        else:
            mark, merged = ErrorMark(), MergedCount()
            chunks = merged.watch(_inflated(archive, member, room, filename, limits))
            rows, columns = _farthest(mark.watch(chunks), _FAR_CELL)
            refuse_many_merged(filename, merged.found, limits)
            with_errors += [member.filename] if mark.is_found else []
            if max(rows, _FEW_ROWS) * max(columns, _FEW_COLUMNS) > limits.max_cells:
                rows, columns = _farthest(_inflated(archive, member, room, filename, limits), _ANY_CELL)
        refuse_large_sheet(filename, rows, columns, limits)
        room -= member.file_size
    return with_errors, errors


def _inflated(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, room: int, filename: str, limits: Limits
) -> Iterator[bytes]:
    """Inflate a member, counting what really comes out: a directory may lie about the size."""
    member.file_size = room + 2 * _CHUNK
    size = 0
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > room:
                raise large_content(filename, limits)
            yield chunk
    member.file_size = size


def _farthest(chunks: Iterator[bytes], cells: re.Pattern[bytes]) -> tuple[int, int]:
    """Return the greatest row and column among the filled cells that the pattern finds."""
    rows = columns = 0
    tail = b""
    for chunk in chunks:
        for reference in cells.findall(tail + chunk):
            match = _REFERENCE.fullmatch(reference.upper())
            assert match, reference
            rows = max(rows, int(match[2]))
            columns = max(columns, column_number(match[1]))
        tail = chunk[-_LONGEST_CELL_TAG:]
    return rows, columns


class _OpenDocumentExtent:
    """How far the filled cells of an OpenDocument reach, its repeated rows and cells counted out, and its errors."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self.errors: dict[str, SheetErrors] = {}
        self._sheet = ""
        self._error: str | None = None
        self._row = self._row_repeats = self._column = self._filled_to = 0
        self._cell_repeats = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def read(self, chunk: bytes) -> None:
        self._parser.Parse(chunk, False)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self._row, self._sheet = 0, attributes.get("table:name", "")
        elif name == "table:table-row":
            self._row_repeats = int(attributes.get("table:number-rows-repeated", "1"))
            self._column = self._filled_to = 0
        elif name in _CELLS:
            self._cell_repeats = int(attributes.get("table:number-columns-repeated", "1"))
            self._column += self._cell_repeats
            if "office:value-type" in attributes:
                self._filled_to = self._column
            if "error" in attributes.values() and any(key.endswith(":value-type") for key in attributes):
                self._error = ""
        elif name == "text:p":
            self._filled_to = self._column

    def _text(self, text: str) -> None:
        if self._error is not None:
            self._error += text

    def _end(self, name: str) -> None:
        if name in _CELLS and self._error is not None:
            row = self.errors.setdefault(self._sheet, {}).setdefault(self._row, {})
            row[self._column - self._cell_repeats] = self._error if self._error in ERRORS else "#N/A"
            self._error = None
        if name != "table:table-row":
            return
        self._row += self._row_repeats
        if self._filled_to:
            self.rows = max(self.rows, self._row)
            self.columns = max(self.columns, self._filled_to)
