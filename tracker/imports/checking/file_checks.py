"""Handled files: what the fields of one row, and the rows of one file, must not say against each other."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from tracker.imports.checking.checked import ABSENT
from tracker.imports.checking.columns import Columns
from tracker.messages import Message, counted, message
from tracker.records.lifecycle import CLOSED, DONE, WITHDRAWN_OR_REFUSED, FileStatus

_NOT_YET_RECEIVED = WITHDRAWN_OR_REFUSED | {FileStatus.REGISTERED}
_RESULTS = ("finished", "finished_time", "returned", "returned_time")
_ROWS_NAMED = 20


class _File(NamedTuple):
    status: FileStatus | None
    received: date | None
    due: date | None
    finished: date | None
    returned: date | None


def fill_received(columns: Columns) -> None:
    """Take the day of submission for the day of receipt where a list, or a file not yet received, has only that."""
    if "submitted" not in columns.values:
        return
    for suffix in ("", "_time"):
        submitted = columns.values.get(f"submitted{suffix}")
        if submitted is not None and "received" not in columns.written:
            columns.values[f"received{suffix}"] = list(submitted)
    if "received" not in columns.written:
        return
    received, submitted = columns.values["received"], columns.values["submitted"]
    for at, (day, status) in enumerate(zip(received, columns.statuses("status"), strict=True)):
        if day is None and status in _NOT_YET_RECEIVED:
            received[at] = submitted[at]


def check_files(columns: Columns) -> list[Message]:
    """Note the contradictions of each file, settle those that ended without a result, and return the notes."""
    days = (columns.dates(key) for key in ("received", "due", "finished", "returned"))
    for at, values in enumerate(zip(columns.statuses("status"), *days, strict=True)):
        file = _File(*values)
        if at not in columns.faulty and (told := _contradiction(file)):
            columns.tell(at, *told)
    _settle_ended(columns)
    return _check_repeated(columns)


def _contradiction(file: _File) -> tuple[str, Message] | None:
    """Return the field that is wrong and why, or None."""
    if file.received and (early := _before_receipt(file, file.received)):
        return early
    if file.returned and file.finished and file.returned < file.finished:
        return "returned", message(
            "Handed over on %(returned)s, before it was finished on %(finished)s. Correct one of the two dates.",
            returned=file.returned,
            finished=file.finished,
        )
    ended = file.finished or file.returned
    if file.status in DONE and not ended:
        return "status", message(
            "The file is done, but has neither a day of finish nor of hand-over. Fill in one of them, or correct the "
            "status."
        )
    if file.status and file.status not in CLOSED and ended:
        return "finished" if file.finished else "returned", message(
            "The file was finished on %(ended)s, but its status says that it is still open. Correct the status, or "
            "empty the date.",
            ended=ended,
        )
    return None


def _before_receipt(file: _File, received: date) -> tuple[str, Message] | None:
    if file.due and file.due < received:
        return "due", message(
            "Due on %(due)s, before the file was received on %(received)s. Correct one of the two dates.",
            due=file.due,
            received=received,
        )
    if file.finished and file.finished < received:
        return "finished", message(
            "Finished on %(finished)s, before the file was received on %(received)s. Correct one of the two dates.",
            finished=file.finished,
            received=received,
        )
    if file.returned and file.returned < received:
        return "returned", message(
            "Handed over on %(returned)s, before the file was received on %(received)s. Correct one of the two dates.",
            returned=file.returned,
            received=received,
        )
    return None


def _settle_ended(columns: Columns) -> None:
    """Make the day on which a withdrawn or refused file ended the day of its status: it has no result."""
    ended: dict[int, date] = {}
    for at, status in enumerate(columns.statuses("status")):
        if at in columns.faulty or status not in WITHDRAWN_OR_REFUSED:
            continue
        days = [columns.dates(key)[at] for key in ("status_date", "finished", "returned")]
        if status is FileStatus.REFUSED:
            days.append(columns.dates("received")[at])
        day = next((day for day in days if day), None)
        if day is None:
            columns.tell(at, "status", message("The file was withdrawn, but the day is missing. Fill in that day."))
        else:
            ended[at] = day
    if not ended:
        return
    status_dates = columns.values.setdefault("status_date", [ABSENT] * len(columns.numbers))
    results = [columns.values[key] for key in _RESULTS if key in columns.values]
    for at, day in ended.items():
        status_dates[at] = day
        for result in results:
            result[at] = None


def _check_repeated(columns: Columns) -> list[Message]:
    """Drop the rows that repeat an earlier one exactly, with a note; two rows that differ are a problem."""
    first_rows: dict[object, int] = {}
    fields = list(columns.values.values())
    for at, code in enumerate(columns.values["code"]):
        first = first_rows.setdefault(code, at)
        if first == at or code is None:
            continue
        if all(field[first] == field[at] for field in fields):
            columns.repeated.append(at)
        else:
            columns.tell(
                at,
                "code",
                message(
                    "The file stands in row %(first)d already, with other data. Keep the row that is right.",
                    first=columns.numbers[first],
                ),
            )
    if not columns.repeated:
        return []
    return [
        counted(
            "%(count)s row repeats an earlier row exactly and is left out: row %(rows)s.",
            "%(count)s rows repeat an earlier row exactly and are left out, among them rows %(rows)s.",
            count=len(columns.repeated),
            rows=[columns.numbers[at] for at in columns.repeated[:_ROWS_NAMED]],
        )
    ]
