"""What a checked row says of a handled file, in the columns of its record.

A missing column never empties a field, and neither does an empty cell, with one exception: where the source says that
a file which was done is in work again, or ended without a result, the days of its finish and hand-over go.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from tracker.records.handled_files import HandledFile
from tracker.records.lifecycle import DONE, FileStatus

Values = Mapping[str, object]

_COLUMNS = (
    ("channel", "channel"),
    ("received", "received_on"),
    ("received_time", "received_at"),
    ("due", "due_on"),
    ("due_time", "due_at"),
    ("extended_due", "extended_due_on"),
    ("extended_on", "extension_recorded_on"),
    ("finished", "finished_on"),
    ("finished_time", "finished_at"),
    ("returned", "returned_on"),
    ("returned_time", "returned_at"),
    ("status", "status"),
    ("status_date", "status_on"),
)
_HAND_OVER = frozenset({"returned"})
_FINISH = frozenset({"finished", "returned"})
_RESULT = (
    *(("finished_on", _FINISH), ("finished_at", _FINISH)),
    *(("returned_on", _HAND_OVER), ("returned_at", _HAND_OVER)),
)
_TIME_OF = (
    ("received_on", "received_at"),
    ("due_on", "due_at"),
    ("finished_on", "finished_at"),
    ("returned_on", "returned_at"),
)
NEW_FILE: Values = MappingProxyType(HandledFile(code="", received_on=date.min).model_dump(exclude={"id"}))
"""A file of which nothing is known yet."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a source is read: whether its hand-over stands for a missing finish, and the day of the import."""

    returned_is_finish: bool
    today: date


def recorded(values: Values, reading: Reading) -> dict[str, object]:
    """Return what the row says in the columns of the record; the ids of whom it names are added by the caller."""
    wanted = {column: value for key, column in _COLUMNS if (value := values.get(key)) is not None}
    wanted["code"] = values["code"]
    paused_days = values.get("paused_days")
    if paused_days is not None:
        wanted["paused_days"] = int(str(paused_days))
    if stands_for_finish(values, reading):
        wanted["finished_on"] = wanted["returned_on"]
        if "returned_at" in wanted:
            wanted["finished_at"] = wanted["returned_at"]
    return wanted


def stands_for_finish(values: Values, reading: Reading) -> bool:
    """Whether the day of the hand-over is taken for the finish, which the row does not give."""
    return reading.returned_is_finish and values.get("finished") is None and values.get("returned") is not None


def settle(wanted: dict[str, object], values: Values, stored: Values | None, reading: Reading) -> None:
    """Add to `wanted` what follows from the record as it stands: a result taken back, days that belong together."""
    if stored is None:
        _settle_status(wanted, NEW_FILE)
        _settle_extension(wanted, NEW_FILE, reading.today)
        return
    if stands_for_finish(values, reading) and stored["finished_on"] not in (None, stored["returned_on"]):
        wanted.pop("finished_on")
        wanted.pop("finished_at", None)
    _settle_status(wanted, stored)
    status = wanted.get("status")
    if status is not None and status not in DONE:
        wanted.update(
            (name, None) for name, keys in _RESULT if stored[name] is not None and not keys.isdisjoint(values)
        )
    if status is not None and status != stored["status"]:
        wanted.setdefault("status_on", None)
    for day, at in _TIME_OF:
        if day in wanted and at not in wanted and stored[at] is not None and wanted[day] != stored[day]:
            wanted[at] = None
    _settle_extension(wanted, stored, reading.today)


def _settle_status(wanted: dict[str, object], stored: Values) -> None:
    """Call a file done whose list gives the day of its result, but no status."""
    if "status" not in wanted and "returned_on" in wanted:
        wanted["status"] = FileStatus.RETURNED
    elif "status" not in wanted and "finished_on" in wanted and stored["status"] not in DONE:
        wanted["status"] = FileStatus.FINISHED


def _settle_extension(wanted: dict[str, object], stored: Values, today: date) -> None:
    """Date a new extension: as the row says, else today if the first due date has not passed, else unknown."""
    extended = wanted.get("extended_due_on")
    if extended is None or "extension_recorded_on" in wanted or extended == stored["extended_due_on"]:
        return
    first_due = wanted.get("due_on", stored["due_on"])
    wanted["extension_recorded_on"] = today if isinstance(first_due, date) and today <= first_due else None
