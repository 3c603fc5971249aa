"""Cells of .xls workbooks that show an error such as #N/A, which the parser gives as empty ones."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from tracker.imports.reading.error_cells import SheetErrors

_SHEET, _BEGINNING, _FORMULA, _YES_NO_OR_ERROR = 0x0085, 0x0809, 0x0006, 0x0205
_NO_NUMBER, _ERROR_RESULT = 0xFFFF, 2
_BY_NUMBER: Mapping[int, str] = MappingProxyType(
    {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
)


class Record(NamedTuple):
    """One record of the workbook's stream."""

    position: int
    kind: int
    body: bytes


def old_errors(records: Iterable[Record]) -> dict[str, SheetErrors]:
    """Return the cells that show an error, by sheet."""
    sheets: dict[int, str] = {}
    errors: dict[str, SheetErrors] = {}
    sheet = ""
    for position, kind, body in records:
        if kind == _SHEET and len(body) > 8:
            sheets[struct.unpack_from("<I", body)[0]] = _name(body)
        elif kind == _BEGINNING:
            sheet = sheets.get(position, "")
        elif (number := _error_number(kind, body)) is not None:
            row, column = struct.unpack_from("<HH", body)
            errors.setdefault(sheet, {}).setdefault(row, {})[column] = _BY_NUMBER.get(number, "#N/A")
    return errors


def _error_number(kind: int, body: bytes) -> int | None:
    if kind == _YES_NO_OR_ERROR and len(body) >= 8 and body[7]:
        return body[6]
    if kind == _FORMULA and len(body) >= 14 and body[6] == _ERROR_RESULT:
        return body[8] if struct.unpack_from("<H", body, 12)[0] == _NO_NUMBER else None
    return None


def _name(body: bytes) -> str:
    length, is_wide = body[6], body[7] & 1
    return body[8 : 8 + length * 2].decode("utf-16-le", "replace") if is_wide else body[8 : 8 + length].decode("cp1252")
