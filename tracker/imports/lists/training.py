"""The import of training records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import cast

from sqlmodel import Session

from tracker.imports.checking.checked import CheckedRow
from tracker.imports.lists.personal import PersonalList, import_personal
from tracker.imports.lists.words import CONTENT_GROUPS, FAILED, read_word
from tracker.imports.prepared import Prepared, Progress
from tracker.imports.results import Counts, Findings
from tracker.imports.storing.open_batch import OpenBatch
from tracker.messages import InputError
from tracker.records.training_records import TrainingRecord
from tracker.text import fold

_LONGEST_TITLE = 300
_MOST_HOURS = 10_000


def import_training(
    session: Session, prepared: Prepared, _today: date, batch: OpenBatch | None, _progress: Progress
) -> tuple[Counts, Findings]:
    """Plan and store training records: one for each official, course and first day."""
    return import_personal(session, prepared, batch, _TRAINING)


def _said(row: CheckedRow) -> dict[str, object]:
    values = row.values
    title, starts_on = cast(str, values["title"]), cast(date, values["from"])
    ends_on = cast("date | None", values.get("to")) or starts_on
    if len(title) > _LONGEST_TITLE:
        raise InputError("The name of the course has more than %(most)d characters. Shorten it.", most=_LONGEST_TITLE)
    if ends_on < starts_on:
        raise InputError(
            "The course ends on %(end)s, before it begins on %(start)s. Correct one of the two dates.",
            end=ends_on,
            start=starts_on,
        )
    said = {
        "content_group": read_word(CONTENT_GROUPS, values.get("content_group")),
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
        raise InputError("A course of %(hours)s hours is longer than any. Correct the hours.", hours=hours)
    return round(hours * 100)


_TRAINING = PersonalList(TrainingRecord, key=("official_id", "title", "starts_on"), day="from", said=_said)
