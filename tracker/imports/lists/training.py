"""The import of training records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import cast

from sqlmodel import Session

from tracker.imports.checking.checked import CheckedRow
from tracker.imports.lists.personal import PersonalList, import_personal
from tracker.imports.lists.words import CONTENT_GROUPS, FAILED, read_word
from tracker.imports.lists.wrong_cells import CellError, refuse_long
from tracker.imports.prepared import Prepared, Progress
from tracker.imports.results import Counts, Findings
from tracker.imports.storing.open_batch import OpenBatch
from tracker.messages import message
from tracker.records.training_records import TrainingRecord
from tracker.text import fold

_LONGEST_TITLE = 300
_MOST_HOURS = 10_000


def import_training(
    session: Session, prepared: Prepared, today: date, batch: OpenBatch | None, _progress: Progress
) -> tuple[Counts, Findings]:
    """Plan and store training records: one for each official, course and first day."""
    return import_personal(session, prepared, today, batch, _TRAINING)


def _said(row: CheckedRow) -> dict[str, object]:
    values = row.values
    title, starts_on = cast(str, values["title"]), cast(date, values["from"])
    ends_on = cast("date | None", values.get("to")) or starts_on
    refuse_long(row, "title", _LONGEST_TITLE)
    if ends_on < starts_on:
        told = message(
            "The course ends on %(end)s, before it begins on %(start)s. Correct one of the two dates.",
            end=ends_on,
            start=starts_on,
        )
        raise CellError("to", told)
    said = {
        "content_group": read_word(row, "content_group", CONTENT_GROUPS),
        "form": values.get("form"),
        "hours_hundredths": _hundredths(cast("Decimal | None", values.get("hours"))),
        "result": values.get("result"),
        "is_passed": fold(str(values["result"])) not in FAILED if values.get("result") else None,
        "certificate": values.get("certificate"),
    }
    key = {"title": title, "starts_on": starts_on, "ends_on": ends_on}
    return {**key, **{name: value for name, value in said.items() if value is not None}}


def _hundredths(hours: Decimal | None) -> int | None:
    if hours is None:
        return None
    if hours > _MOST_HOURS:
        told = message("A course of %(hours)s hours is longer than any. Correct the hours.", hours=hours)
        raise CellError("hours", told)
    return round(hours * 100)


_TRAINING = PersonalList(
    TrainingRecord,
    key=("official_id", "title", "starts_on"),
    day="from",
    said=_said,
    happened=lambda _said: True,
    last_day="to",
)
