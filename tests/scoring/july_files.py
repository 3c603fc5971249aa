"""A quarter in which officials finish files, some early and some late."""

from __future__ import annotations

from datetime import date, timedelta

from tracker.records.handled_files import HandledFile
from tracker.records.officials import Official
from tracker.testing import Office

FIRST_DUE_DAY = date(2026, 7, 6)


def finish_files(office: Office, official: Official, early: int, late: int = 0) -> list[HandledFile]:
    """Let the official finish files of July and August 2026, so many early and then so many late."""
    files = []
    for number in range(early + late):
        due = FIRST_DUE_DAY + timedelta(days=number)
        finished = due - timedelta(days=1) if number < early else due + timedelta(days=1)
        files.append(office.file(official, due - timedelta(days=4), due, finished_on=finished))
    return files
