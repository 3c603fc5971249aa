"""The import of duty days."""

from __future__ import annotations

from datetime import date
from typing import cast

from sqlmodel import Session

from tracker.imports.checked import CheckedRow
from tracker.imports.named import Named
from tracker.imports.personal import import_personal
from tracker.imports.prepared import Prepared, Progress
from tracker.imports.results import Counts, Findings
from tracker.imports.storing import OpenBatch
from tracker.imports.words import DUTY_STATES, SHIFTS, read_word
from tracker.messages import InputError
from tracker.records.duty_days import DutyDay, DutyState, Shift


def import_duty(
    session: Session, prepared: Prepared, _today: date, batch: OpenBatch | None, _progress: Progress
) -> tuple[Counts, Findings]:
    """Plan and store duty days: one for each official, date and shift."""
    return import_personal(
        session,
        prepared,
        batch,
        table=DutyDay,
        key=("on", "official_id", "shift"),
        day="date",
        others=("substitute",),
        wanted=_wanted,
    )


def _wanted(row: CheckedRow, official_id: int, named: Named) -> dict[str, object]:
    values = row.values
    on, substitute = cast(date, values["date"]), cast("str | None", values.get("substitute"))
    wanted: dict[str, object] = {
        "on": on,
        "official_id": official_id,
        "shift": read_word(SHIFTS, values.get("shift")) or Shift.DAY,
    }
    if substitute is not None:
        wanted["substitute_id"] = named.officials.id_of(substitute, on, None)
        if wanted["substitute_id"] == official_id:
            raise InputError("An official cannot be his own substitute. Empty the substitute, or name another one.")
    state = read_word(DUTY_STATES, values.get("state"))
    if state is not None or substitute is not None:
        wanted["state"] = state or DutyState.SERVED
    return wanted
