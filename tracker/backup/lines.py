"""One row as a line of a backup: a JSON list of its values as SQLite stores them.

JSON has no bytes and no infinite numbers: they stand as `{"bytes": base64}` and `{"real": "inf"}`.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence

import orjson

TOLD_BY_KIND = b'{"'
"""Inside a text its quotation mark would be escaped, so it stands only before a value that JSON does not have."""

Row = Sequence[object]


def line_of(row: Row) -> bytes:
    """Return the row as a line."""
    if float in map(type, row):
        row = [_with_infinity_told(value) for value in row]
    return orjson.dumps(row, default=_bytes_told, option=orjson.OPT_APPEND_NEWLINE)


def row_of(line: bytes) -> list[object] | None:
    """Return the row that stands on the line, None if none can be read there."""
    try:
        row = orjson.loads(line)
        if not isinstance(row, list):
            return None
        return [_value_of(value) for value in row] if TOLD_BY_KIND in line else row
    except (ValueError, KeyError, TypeError):
        return None


def _with_infinity_told(value: object) -> object:
    return {"real": str(value)} if isinstance(value, float) and not math.isfinite(value) else value


def _bytes_told(value: object) -> object:
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    raise TypeError(f"{type(value).__name__} cannot stand in a backup")


def _value_of(value: object) -> object:
    if not isinstance(value, dict):
        return value
    return base64.b64decode(value["bytes"], validate=True) if "bytes" in value else float(value["real"])
