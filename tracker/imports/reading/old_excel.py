"""Old workbooks (.xls), bounded before they are parsed.

An .xls is a stream of records inside an OLE container. The parser lays every sheet out as a full rectangle and takes
room for as much as the records claim, so the farthest filled cell of each sheet and the claims are looked up first;
the same walk finds the mark of a password.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.imports.reading.error_cells import SheetErrors
from tracker.imports.reading.limits import (
    Limits,
    damaged,
    locked,
    many_cells,
    not_a_workbook,
    refuse_large_sheet,
    refuse_many_merged,
)
from tracker.imports.reading.old_errors import Record, old_errors

OLE_SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")
_END_OF_CHAIN = 0xFFFFFFFA
_DIRECTORY_ENTRY = 128
_SECTOR_SHIFTS, _SMALL_SECTOR_SHIFT = frozenset({9, 12}), 6
_STREAM, _ROOT = 2, 5
_WANTED_STREAMS = frozenset({"Workbook", "Book", "EncryptedPackage"})
_BEGINNING, _PASSWORD, _NUMBERS_IN_A_ROW = 0x0809, 0x002F, 0x00BD
_SHARED_TEXTS, _DIMENSIONS = 0x00FC, 0x0200
_MERGED, _MERGED_SIZE = 0x00E5, 8
_MOST_ROWS, _MOST_COLUMNS = 65_536, 256
_MOST_CELLS = _MOST_ROWS * _MOST_COLUMNS
_FILLED_CELLS = frozenset({0x0006, _NUMBERS_IN_A_ROW, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E})


def check_old_excel(content: bytes, filename: str, limits: Limits) -> dict[str, SheetErrors]:
    """Raise an InputError unless `content` is an unlocked .xls workbook within the limits.

    Returns the cells that show an error, by sheet.
    """
    try:
        streams = _streams(content)
    except (struct.error, IndexError) as error:
        raise damaged(filename) from error
    if "EncryptedPackage" in streams:
        raise locked(filename)
    book = streams.get("Workbook") or streams.get("Book")
    if book is None:
        raise not_a_workbook(filename)
    _check_extent(book, filename, limits)
    return old_errors(_records(book))


def _check_extent(book: bytes, filename: str, limits: Limits) -> None:
    rows = columns = cells_before = merged = 0
    for _, kind, body in _records(book):
        if kind == _PASSWORD:
            raise locked(filename)
        if _claims_too_much(kind, body, len(book)):
            raise damaged(filename)
        if kind == _MERGED:
            merged += len(body) // _MERGED_SIZE
        elif kind == _BEGINNING:
            cells_before += rows * columns
            rows = columns = 0
        elif kind in _FILLED_CELLS and len(body) >= 6:
            row, column = _farthest(kind, body)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            if cells_before + rows * columns > limits.max_cells:
                raise many_cells(filename, cells_before + rows * columns, limits)
    refuse_large_sheet(filename, rows, columns, limits)
    refuse_many_merged(filename, merged, limits)


def _farthest(kind: int, body: bytes) -> tuple[int, int]:
    row, column = struct.unpack_from("<HH", body)
    if kind == _NUMBERS_IN_A_ROW:
        (column,) = struct.unpack_from("<H", body, len(body) - 2)
    return row, column


def _claims_too_much(kind: int, body: bytes, size: int) -> bool:
    """Whether a record speaks of a sheet that cannot be, or of more texts than the workbook has room for."""
    if kind == _SHARED_TEXTS and len(body) >= 8:
        texts: tuple[int, ...] = struct.unpack_from("<II", body)
        return max(texts) > _MOST_CELLS or texts[1] > size
    if kind == _DIMENSIONS and len(body) >= 10:
        bounds: tuple[int, ...] = struct.unpack_from("<IIHH" if len(body) >= 14 else "<HHHH", body)
        return max(bounds[:2]) > _MOST_ROWS or max(bounds[2:]) > _MOST_COLUMNS
    return False


def _records(book: bytes) -> Iterator[Record]:
    position = 0
    while position + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, position)
        yield Record(position, kind, book[position + 4 : position + 4 + length])
        position += 4 + length


def _streams(content: bytes) -> dict[str, bytes]:
    """Return the streams of an OLE container by name, those of the small-sector kind included."""
    sector_shift, small_shift = struct.unpack_from("<HH", content, 30)
    if sector_shift not in _SECTOR_SHIFTS or small_shift != _SMALL_SECTOR_SHIFT:
        raise IndexError("no such sectors")
    size, small_size = 1 << sector_shift, 1 << small_shift
    _, directory, _, small_below, small_table, _, next_table, _ = struct.unpack_from("<8I", content, 44)
    sectors = _Sectors(content[size:], size, _table(content, size, next_table))
    entries = list(_entries(sectors.chain(directory)))
    root = next((entry for entry in entries if entry[1] == _ROOT), None)
    if root is None:
        raise IndexError("no root")
    small = _Sectors(sectors.chain(root[2]), small_size, _numbers(sectors.chain(small_table)))
    return {
        name: (small if length < small_below else sectors).chain(start)[:length]
        for name, kind, start, length in entries
        if kind == _STREAM and name in _WANTED_STREAMS
    }


def _table(content: bytes, size: int, next_table: int) -> tuple[int, ...]:
    """Return the table that says which sector follows which."""
    places = list(struct.unpack_from("<109I", content, 76))
    for _ in range(len(content) // size):
        if next_table >= _END_OF_CHAIN:
            break
        more = _numbers(content[size * (next_table + 1) : size * (next_table + 2)])
        places += more[:-1]
        next_table = more[-1]
    parts = [content[size * (place + 1) : size * (place + 2)] for place in places if place < _END_OF_CHAIN]
    return _numbers(b"".join(parts))


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack_from(f"<{len(data) // 4}I", data)


def _entries(directory: bytes) -> Iterator[tuple[str, int, int, int]]:
    """Yield name, kind, first sector and length of what a container holds."""
    for place in range(0, len(directory) - _DIRECTORY_ENTRY + 1, _DIRECTORY_ENTRY):
        name_length, kind = struct.unpack_from("<HB", directory, place + 64)
        start, length = struct.unpack_from("<II", directory, place + 116)
        name = directory[place : place + max(0, min(name_length, 64) - 2)].decode("utf-16-le", "replace")
        yield name, kind, start, length


@dataclass(frozen=True, slots=True)
class _Sectors:
    data: bytes
    size: int
    following: tuple[int, ...]

    def chain(self, first: int) -> bytes:
        """Return the sectors from `first` to the end of its chain, each at most once."""
        parts: list[bytes] = []
        while first < _END_OF_CHAIN and len(parts) * self.size < len(self.data):
            parts.append(self.data[first * self.size : (first + 1) * self.size])
            first = self.following[first]
        return b"".join(parts)
