"""The handled files of one demo year: when they came in, who held them, when they were finished."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from tracker.deadlines import OfficeHours, due_date
from tracker.demo import people
from tracker.demo.absences import DemoAbsence, Presence
from tracker.demo.procedures import (
    ADOPTION,
    BUSINESS,
    CERTIFICATION,
    CIVIL_STATUS,
    CONSTRUCTION,
    LAND,
    POVERTY,
    PROCEDURE_BY_CODE,
    PROCEDURES,
    DemoProcedure,
)
from tracker.demo.receipts import Receipt
from tracker.records.lifecycle import Channel, FileStatus
from tracker.workdays import Calendar

OFFICE_HOURS = OfficeHours()
DESK_CLOSES = time(16, 30)
"""Who comes later is served on the next working day."""

_HANDLERS = {
    CIVIL_STATUS: {"CB06": 46, people.ON_MATERNITY_LEAVE: 30, people.MOVED_TO_DESK: 24},
    ADOPTION: {"CB06": 1},
    CERTIFICATION: {"CB07": 62, "CB08": 38},
    BUSINESS: {"CB10": 75, "CB08": 25},
    POVERTY: {"CB10": 1},
    LAND: {"CB12": 1},
    CONSTRUCTION: {"CB12": 1},
}
_DESK = {"CB10": 40, "CB08": 25, "CB07": 15, "CB06": 10, people.ON_MATERNITY_LEAVE: 5, people.MOVED_TO_DESK: 5}

_LONG = 8
_LONG_FILES_TAKE_AT_LEAST = 0.4
_PAUSED = 0.25
_TRIES = 8
_AT_LEAST = timedelta(minutes=8)
_YOUNG_DAY = timedelta(minutes=220)
_WHOLE_DAY = timedelta(minutes=445)
_WEIGHTS = [procedure.files_in_a_thousand for procedure in PROCEDURES]
_SAME_DAY = PROCEDURE_BY_CODE["2.000815"]
_HANDED_OVER = PROCEDURE_BY_CODE["1.004884"]


@dataclass(frozen=True, slots=True)
class DemoFile:
    """A handled file as the one-stop software keeps it, with who held it first; times are local."""

    code: str
    procedure: str
    unit: str
    receiver: str
    first_handler: str
    handler: str
    channel: Channel
    received: datetime
    due_on: date
    status: FileStatus
    status_on: date
    finished: datetime | None = None
    returned: datetime | None = None
    extended_due_on: date | None = None
    extension_recorded_on: date | None = None
    paused_days: int = 0

    @property
    def deadline_on(self) -> date:
        """The due date that counts: the extended one where there is one."""
        return self.extended_due_on or self.due_on


@dataclass(frozen=True, slots=True)
class Office:
    """What decides how a file fares: who is there, which days are worked, the last day that has happened."""

    rng: Random
    calendar: Calendar
    presence: Presence
    last_day: date

    def due_on(self, procedure: DemoProcedure, received: datetime) -> date:
        """Return the due date that the receipt slip shows."""
        due = due_date(
            received.date(),
            received.time(),
            procedure.duration,
            calendar=self.calendar,
            office_hours=OFFICE_HOURS,
            late_receipt_counts_next_day=procedure.late_receipt_counts_next_day,
        )
        assert due is not None, "a file without pauses has a due date"
        return due.on

    def first_day(self, received: datetime) -> date:
        """Return the day on which somebody first looks at the file."""
        day = received.date()
        if self.calendar.is_working(day) and received.time() <= DESK_CLOSES:
            return day
        return self.calendar.add(day, 1)

    def handler(self, procedure: DemoProcedure, day: date) -> str:
        """Return who takes a file of this procedure on `day`."""
        return self._one_of(_HANDLERS[procedure.field], day) or self.receiver(day)

    def receiver(self, day: date) -> str:
        """Return who of the desk is there on `day`."""
        receiver = self._one_of(_DESK, day)
        assert receiver is not None, "short absences of the desk never overlap"
        return receiver

    def _one_of(self, shares: dict[str, int], day: date) -> str | None:
        there = [official for official in shares if self.presence.is_there(official, day)]
        return self.rng.choices(there, [shares[official] for official in there])[0] if there else None

    def working_days(self, start: date, end: date, handler: str) -> list[date]:
        """Return the working days from `start` to `end` on which `handler` is there."""
        days, day = [], self.calendar.next_working(start)
        while day <= end:
            if self.presence.is_there(handler, day):
                days.append(day)
            day = self.calendar.add(day, 1)
        return days

    def moment(self, day: date, after: datetime | None = None) -> datetime:
        """Return a moment inside the office hours of `day`, some minutes after `after`; the last day is still young."""
        opened = OFFICE_HOURS.open_before(after.time()) if after and after.date() == day else timedelta()
        earliest = opened + _AT_LEAST
        latest = _YOUNG_DAY if day == self.last_day else _WHOLE_DAY
        drawn = min(self.rng.random(), self.rng.random())
        return datetime.combine(
            day, OFFICE_HOURS.time_after(earliest + (latest - earliest) * drawn).replace(microsecond=0)
        )


def finished_file(office: Office, receipt: Receipt) -> DemoFile:
    """Return a file that came in so and was finished before its due date."""
    drawn = office.rng.choices(PROCEDURES, _WEIGHTS, k=_TRIES)
    for procedure in (*drawn, _SAME_DAY):
        first = office.first_day(receipt.at)
        handler = office.handler(procedure, first)
        days = _days_before_due(office, procedure, receipt.at, handler)
        if days:
            file = opened_file(office, receipt, procedure, handler)
            return _perhaps_paused(office, finish(office, file, office.rng.choice(days)))
    raise AssertionError("same-day work can always be finished early")


def _days_before_due(office: Office, procedure: DemoProcedure, received: datetime, handler: str) -> list[date]:
    first, due = office.first_day(received), office.due_on(procedure, received)
    term = office.calendar.between(first, due)
    earliest = office.calendar.add(first, int(term * _LONG_FILES_TAKE_AT_LEAST)) if term >= _LONG else first
    return office.working_days(earliest, min(due - timedelta(days=1), office.last_day), handler)


def _perhaps_paused(office: Office, file: DemoFile) -> DemoFile:
    """Let some of the long files have waited a day or two for a paper."""
    term = office.calendar.between(file.received.date(), file.due_on)
    if term < _LONG or office.rng.random() > _PAUSED:
        return file
    return replace(file, paused_days=office.rng.randint(1, 2))


def opened_file(office: Office, receipt: Receipt, procedure: DemoProcedure, handler: str) -> DemoFile:
    """Return the file as it stands on the day of receipt; the code follows when all files are known."""
    received_on = receipt.at.date()
    return DemoFile(
        code="",
        procedure=procedure.code,
        unit=people.DESK,
        receiver=office.receiver(office.first_day(receipt.at)),
        first_handler=handler,
        handler=handler,
        channel=receipt.channel,
        received=receipt.at,
        due_on=office.due_on(procedure, receipt.at),
        status=FileStatus.PROCESSING,
        status_on=received_on,
    )


def finish(office: Office, file: DemoFile, on: date) -> DemoFile:
    """Return the file finished on `on`, and handed over when its applicant came, if that has happened yet."""
    finished = office.moment(on, file.received)
    online = file.channel is Channel.ONLINE
    came_on = on if online else office.calendar.add(on, office.rng.choice((0, 0, 1, 1, 2, 4)))
    returned = finished + timedelta(minutes=3) if came_on == on else office.moment(came_on)
    if came_on > office.last_day:
        return replace(file, finished=finished, returned=None, status=FileStatus.FINISHED, status_on=on)
    return replace(file, finished=finished, returned=returned, status=FileStatus.RETURNED, status_on=came_on)


def handed_over_file(office: Office, receipt: Receipt, leave: DemoAbsence, successor: str) -> DemoFile:
    """Return a file that its handler left to `successor` on going on leave, finished before its due date."""
    file = opened_file(office, receipt, _HANDED_OVER, leave.official)
    days = office.working_days(leave.from_on, file.due_on - timedelta(days=1), successor)
    return finish(office, replace(file, handler=successor), days[0])
