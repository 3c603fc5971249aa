"""The demo's dozen files that are open, paused or withdrawn today."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from tracker.demo.files import DemoFile, Office, opened_file
from tracker.demo.procedures import PROCEDURE_BY_CODE
from tracker.demo.receipts import Receipt
from tracker.records.lifecycle import PAUSED, Channel, FileStatus


@dataclass(frozen=True, slots=True)
class _Unfinished:
    """A file that came in so many working days ago and has had its status for some of them."""

    procedure: str
    status: FileStatus
    days_ago: int
    status_days_ago: int


_DOZEN = (
    _Unfinished("2.000815", FileStatus.PROCESSING, 0, 0),
    _Unfinished("1.004873", FileStatus.PROCESSING, 2, 2),
    _Unfinished("1.001612", FileStatus.PROCESSING, 1, 1),
    _Unfinished("1.004884", FileStatus.PROCESSING, 3, 2),
    _Unfinished("1.012753", FileStatus.PROCESSING, 16, 15),
    _Unfinished("1.012753", FileStatus.PROCESSING, 6, 5),
    _Unfinished("1.013225", FileStatus.PROCESSING, 4, 4),
    _Unfinished("1.012812", FileStatus.SUPPLEMENT, 9, 5),
    _Unfinished("1.004772", FileStatus.SUPPLEMENT, 3, 1),
    _Unfinished("1.012753", FileStatus.PAYMENT, 12, 3),
    _Unfinished("1.013225", FileStatus.WITHDRAWN, 10, 6),
    _Unfinished("1.004746", FileStatus.WITHDRAWN, 7, 5),
)
_OVERDUE = (
    _Unfinished("1.004873", FileStatus.PROCESSING, 5, 5),
    _Unfinished("1.004884", FileStatus.PROCESSING, 8, 7),
    _Unfinished("2.001035", FileStatus.PROCESSING, 6, 6),
    _Unfinished("1.001612", FileStatus.PROCESSING, 7, 7),
)


def unfinished_files(office: Office, begins_on: date, *, with_overdue: bool) -> list[DemoFile]:
    """Return the dozen, all within their time, and where asked four more that are open and overdue.

    They came over the counter, so that the online files of the year are those finished.
    """
    wanted = (*_DOZEN, *_OVERDUE) if with_overdue else _DOZEN
    return [_unfinished_file(office, plan, begins_on) for plan in wanted]


def _unfinished_file(office: Office, plan: _Unfinished, begins_on: date) -> DemoFile:
    calendar = office.calendar
    earliest = calendar.next_working(begins_on)
    received_on = max(calendar.add(office.last_day, -plan.days_ago), earliest)
    status_on = max(calendar.add(office.last_day, -plan.status_days_ago), received_on)
    at = datetime.combine(received_on, time(7, 45)) + timedelta(seconds=office.rng.randint(0, 5000))
    procedure = PROCEDURE_BY_CODE[plan.procedure]
    handler = office.handler(procedure, received_on)
    file = opened_file(office, Receipt(at, Channel.COUNTER), procedure, handler)
    paused_days = calendar.between(status_on, office.last_day) if plan.status in PAUSED else 0
    return replace(file, status=plan.status, status_on=status_on, paused_days=paused_days)
