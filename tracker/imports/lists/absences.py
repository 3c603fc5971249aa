"""The import of absences."""

from __future__ import annotations

from datetime import date
from typing import cast

from sqlmodel import Session

from tracker.imports.checking.checked import CheckedRow
from tracker.imports.lists.personal import PersonalList, import_personal
from tracker.imports.lists.words import ABSENCE_KINDS, read_word
from tracker.imports.lists.wrong_cells import CellError
from tracker.imports.prepared import Prepared, Progress
from tracker.imports.results import Counts, Findings
from tracker.imports.storing.open_batch import OpenBatch
from tracker.messages import message
from tracker.records.absences import Absence


def import_absences(
    session: Session, prepared: Prepared, today: date, batch: OpenBatch | None, _progress: Progress
) -> tuple[Counts, Findings]:
    """Plan and store absences: one for each official and first day."""
    return import_personal(session, prepared, today, batch, _ABSENCES)


def _said(row: CheckedRow) -> dict[str, object]:
    starts_on, ends_on = cast(date, row.values["from"]), cast("date | None", row.values.get("to"))
    if ends_on is not None and ends_on < starts_on:
        told = message(
            "The absence ends on %(end)s, before it begins on %(start)s. Correct one of the two dates.",
            end=ends_on,
            start=starts_on,
        )
        raise CellError("to", told)
    said = {"kind": read_word(row, "kind", ABSENCE_KINDS), "ends_on": ends_on}
    return {"starts_on": starts_on, **{name: value for name, value in said.items() if value is not None}}


_ABSENCES = PersonalList(Absence, key=("official_id", "starts_on"), day="from", said=_said)
