"""What every .xlsx file that is written here keeps to: text stays text, memory stays small, names of sheets fit."""

from __future__ import annotations

from io import BytesIO

from xlsxwriter import Workbook

MOST_CHARACTERS = 32_767
"""The longest text of a cell."""
LONGEST_NAME = 31


def new_workbook(content: BytesIO) -> Workbook:
    """Return a workbook that is written row by row, in which no text becomes a formula or a link."""
    return Workbook(content, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})


def sheet_name(title: str, number: int = 1) -> str:
    """Return a name that Excel takes for a sheet; `number` stands behind it from the second of a title on."""
    ending = f" ({number})" if number > 1 else ""
    kept = "".join(letter for letter in title if letter not in "[]:*?/\\'")
    return (kept[: LONGEST_NAME - len(ending)].strip() or "1") + ending
