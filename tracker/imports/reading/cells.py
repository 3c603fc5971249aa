"""Cells as a workbook gives them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from tracker.text import normalise

Cell = str | float | bool | datetime | date | time | timedelta | None
Row = list[Cell]

_WRITTEN_FOR_NOTHING = frozenset({"", "-", "–", "—", "--", "null", "none", "n/a", "chưa có", "không có"})


def is_empty(cell: Cell) -> bool:
    """Whether nothing is written in the cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def says_nothing(text: str) -> bool:
    """Whether the normalised text only says that there is nothing: empty, a dash, "null", "chưa có"."""
    return text in _WRITTEN_FOR_NOTHING or text.casefold() in _WRITTEN_FOR_NOTHING


def as_written(cell: Cell) -> str:
    """Return the cell as a person reads it in the spreadsheet."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y}" if cell.time() == time() else f"{cell:%d/%m/%Y %H:%M:%S}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return normalise(str(cell))
