"""The import of duty days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session

from tracker.imports.checking.checked import CheckedRow
from tracker.imports.lists.personal import PersonalList, import_personal
from tracker.imports.lists.words import DUTY_STATES, SHIFTS, read_word
from tracker.imports.prepared import Prepared, Progress
from tracker.imports.results import Counts, Findings
from tracker.imports.storing.open_batch import OpenBatch
from tracker.records.duty_days import DutyDay, DutyState, Shift


def import_duty(
    session: Session, prepared: Prepared, today: date, batch: OpenBatch | None, _progress: Progress
) -> tuple[Counts, Findings]:
    """Plan and store duty days: one for each official, date and shift."""
    return import_personal(session, prepared, today, batch, _DUTY)


def _said(row: CheckedRow) -> dict[str, object]:
    said: dict[str, object] = {"on": row.values["date"], "shift": read_word(row, "shift", SHIFTS) or Shift.DAY}
    state = read_word(row, "state", DUTY_STATES)
    if state is not None or row.values.get("substitute") is not None:
        said["state"] = state or DutyState.SERVED
    return said


def _happened(said: Mapping[str, object]) -> bool:
    return said.get("state") in (DutyState.SERVED, DutyState.ABSENT)


_DUTY = PersonalList(
    DutyDay,
    key=("on", "official_id", "shift"),
    day="date",
    said=_said,
    happened=_happened,
    others={"substitute": "substitute_id"},
)
