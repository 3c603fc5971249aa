"""Files of the demo that were not early: on the due day, extended, late, and what was said about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tracker.demo.files import DemoFile, Office, finish
from tracker.demo.people import DEPUTY_CHAIR
from tracker.records.delay_causes import DelayKind
from tracker.records.lifecycle import FileStatus


@dataclass(frozen=True, slots=True)
class DemoDelayCause:
    """What the holder said about a late file, and whether the deputy chair took it as objective (None: undecided)."""

    file: str
    kind: DelayKind
    cause: str
    said_by: str
    said_on: date
    is_objective: bool | None = None
    decided_by: str | None = None
    decided_on: date | None = None
    decision_reason: str = ""


_CAUSES = (
    (DelayKind.SYSTEM, "Hệ thống thông tin giải quyết thủ tục hành chính của tỉnh mất kết nối", True),
    (DelayKind.OTHER_OFFICE, "Chờ kết quả xác minh của nơi cư trú cũ", True),
    (DelayKind.WORKLOAD, "Nhiều hồ sơ đến cùng lúc sau kỳ nghỉ, xử lý không kịp", False),
    (DelayKind.OTHER_OFFICE, "Chờ ý kiến của cơ quan phối hợp", True),
    (DelayKind.OVERSIGHT, "Ghi sót ngày hẹn trả khi nhận bàn giao", False),
    (DelayKind.WEATHER, "Mưa bão, mất điện diện rộng", True),
)
_DECIDED = {True: "Có văn bản, thông báo kèm theo.", False: "Việc trong nội bộ, sắp xếp được."}
_LAST_SAID = "Tìm thấy công văn báo lùi thời hạn xác minh của cơ quan phối hợp"
_EXTENDABLE_FROM = 5
_LONGEST_DELAY = 6
_EXTENSION = (3, 8)


def with_delays(office: Office, files: Sequence[DemoFile], *, on_time: int, late: int, extended: int) -> list[DemoFile]:
    """Return the files, so many of them finished on the due day, late, or early after an extension instead."""
    changed = list(files)
    movable = [number for number, file in enumerate(files) if _could_be_later(office, file)]
    extendable = [number for number in movable if _could_be_extended(office, files[number])]
    for number in office.rng.sample(extendable, min(extended, len(extendable))):
        changed[number] = _extended(office, files[number])
        movable.remove(number)
    punctual = [number for number in movable if _could_be_on_time(office, files[number])]
    for number in office.rng.sample(punctual, on_time):
        changed[number] = finish(office, files[number], files[number].due_on)
        movable.remove(number)
    for number in office.rng.sample(movable, late):
        changed[number] = _late(office, files[number])
    return changed


def _term(office: Office, file: DemoFile) -> int:
    return office.calendar.between(file.received.date(), file.due_on)


def _could_be_later(office: Office, file: DemoFile) -> bool:
    """Whether its only holder, whom nothing made wait, is there on a day after the due date that has already come."""
    is_plain = file.handler == file.first_handler and not file.paused_days
    return is_plain and bool(_days_after_due(office, file))


def _could_be_on_time(office: Office, file: DemoFile) -> bool:
    return _term(office, file) > 1 and office.presence.is_there(file.handler, file.due_on)


def _could_be_extended(office: Office, file: DemoFile) -> bool:
    shortest, longest = (office.calendar.add(file.due_on, days) for days in _EXTENSION)
    return (
        _term(office, file) >= _EXTENDABLE_FROM
        and longest <= office.last_day
        and bool(_days_until(office, file, shortest))
    )


def _days_after_due(office: Office, file: DemoFile) -> list[date]:
    end = min(office.calendar.add(file.due_on, _LONGEST_DELAY), office.last_day)
    return office.working_days(file.due_on + timedelta(days=1), end, file.handler)


def _days_until(office: Office, file: DemoFile, new_due: date) -> list[date]:
    return office.working_days(file.due_on, new_due - timedelta(days=1), file.handler)


def _late(office: Office, file: DemoFile) -> DemoFile:
    days = _days_after_due(office, file)
    return finish(office, file, min(office.rng.choice(days), office.rng.choice(days)))


def _extended(office: Office, file: DemoFile) -> DemoFile:
    calendar = office.calendar
    new_due = calendar.add(file.due_on, office.rng.randint(*_EXTENSION))
    recorded = calendar.add(file.due_on, -1)
    finished = finish(office, file, office.rng.choice(_days_until(office, file, new_due)))
    return replace(finished, extended_due_on=new_due, extension_recorded_on=recorded)


def is_late(file: DemoFile, today: date) -> bool:
    """Whether the file ended after its deadline, or has not ended and is past it."""
    if file.status is FileStatus.WITHDRAWN:
        return file.status_on > file.deadline_on
    return (file.finished.date() if file.finished else today) > file.deadline_on


def delay_causes(office: Office, late_files: Sequence[DemoFile], *, all_answered: bool) -> list[DemoDelayCause]:
    """Return what was said about the late files; unless `all_answered`, some causes are missing, some undecided."""
    causes = []
    for number, file in enumerate(late_files):
        said_on = office.calendar.add(file.deadline_on, office.rng.randint(1, 3))
        if said_on > office.last_day or not (all_answered or number % 3):
            continue
        kind, cause, is_objective = office.rng.choice(_CAUSES)
        said = DemoDelayCause(file.code, kind, cause, file.handler, said_on)
        decided_on = office.calendar.add(said_on, office.rng.randint(1, 4))
        if decided_on <= office.last_day and (all_answered or number % 3 == 1):
            said = replace(
                said,
                is_objective=is_objective,
                decided_by=DEPUTY_CHAIR,
                decided_on=decided_on,
                decision_reason=_DECIDED[is_objective],
            )
        causes.append(said)
    return causes


def said_again(office: Office, causes: Sequence[DemoDelayCause]) -> list[DemoDelayCause]:
    """Return what the holder of the last file with a refused cause said of it two days ago; it waits."""
    refused = [cause for cause in causes if cause.is_objective is False][-1:]
    said_on = office.calendar.add(office.last_day, -2)
    return [
        DemoDelayCause(cause.file, DelayKind.OTHER_OFFICE, _LAST_SAID, cause.said_by, said_on)
        for cause in refused
        if cause.decided_on is not None and cause.decided_on <= said_on
    ]
