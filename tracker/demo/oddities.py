"""Rows that an export should not hold: the hard demo prints them for the import to find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from tracker.demo.files import DemoFile
from tracker.demo.people import DemoOfficial, name_in_export

UNKNOWN_OFFICIAL = "Lưu Thị Thêu"

Fault = Literal["code_twice", "impossible_date", "unknown_official", "ambiguous_namesake"]


@dataclass(frozen=True, slots=True)
class OddRow:
    """One more row of the export: a file of the story printed again, some of its cells (by field) replaced."""

    fault: Fault
    file: DemoFile
    cells: dict[str, str]


def odd_rows(files: Sequence[DemoFile], officials: tuple[DemoOfficial, ...]) -> tuple[OddRow, ...]:
    """Return one row for each fault; but for the repeated file, their codes are new."""
    finished = [file for file in files if file.finished]
    namesake = next(official for official in officials if name_in_export(official, officials) != official.full_name)
    again, bad_date, unknown, ambiguous = (finished[len(finished) * share // 5] for share in (1, 2, 3, 4))
    assert again.finished is not None
    later = replace(again, finished=again.finished + timedelta(days=7), returned=None)
    taken = {file.code for file in files}
    return (
        OddRow("code_twice", later, {}),
        OddRow("impossible_date", _new(bad_date, taken), {"received": f"31/02/{bad_date.received.year} 08:15:00"}),
        OddRow("unknown_official", _new(unknown, taken), {"handler": UNKNOWN_OFFICIAL}),
        OddRow("ambiguous_namesake", _new(ambiguous, taken), {"handler": namesake.full_name}),
    )


def _new(file: DemoFile, taken: set[str]) -> DemoFile:
    """Return the file under the first free code of its day, as if it had come in last."""
    agency_and_day, _, number = file.code.rpartition("-")
    while f"{agency_and_day}-{number}" in taken:
        number = f"{int(number) + 1:04d}"
    return replace(file, code=f"{agency_and_day}-{number}")
