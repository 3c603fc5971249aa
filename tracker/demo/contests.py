"""What the demo's officials find wrong in the records, and what they were answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from tracker.demo.delays import DemoDelayCause, is_late
from tracker.demo.duty import DemoDuty
from tracker.demo.files import DemoFile
from tracker.demo.people import DEPUTY_CHAIR
from tracker.records.correction_states import CorrectionKind
from tracker.records.duty_days import DutyState
from tracker.records.training_records import ContentGroup
from tracker.workdays import Calendar


@dataclass(frozen=True, slots=True)
class DemoAnswer:
    """What was answered; `is_accepted` None: it was taken back."""

    is_accepted: bool | None
    on: date
    text: str = ""
    by: str = DEPUTY_CHAIR


@dataclass(frozen=True, slots=True)
class DemoContest:
    """One request about files, asked together, about a duty day, or else about a course that is missing.

    `wanted` names officials by their codes.
    """

    kind: CorrectionKind
    said_by: str
    said_on: date
    reason: str
    wanted: MappingProxyType[str, object]
    files: tuple[str, ...] = ()
    duty: DemoDuty | None = None
    answer: DemoAnswer | None = field(default=None)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is recorded of one year, for its officials to look through."""

    files: Sequence[DemoFile]
    duty_days: Sequence[DemoDuty]
    delay_causes: Sequence[DemoDelayCause]


_CHAIR = "CB02"
_SAID_AGO = 3
_ASKED_AFTER, _ANSWERED_AFTER = 4, 2


def contests_about_files(recorded: Recorded, today: date, calendar: Calendar) -> Iterator[DemoContest]:
    """Yield what was asked about the files of one year: accepted, refused, waiting; causes were refused before."""
    refused = {cause.file: cause.decided_on for cause in recorded.delay_causes if cause.is_objective is False}
    late = [file for file in recorded.files if file.code in refused and file.finished]
    for number, file in enumerate(late[:3]):
        decided_on = refused[file.code] or today
        said_on = calendar.add(decided_on, _ASKED_AFTER)
        answered_on = calendar.add(said_on, _ANSWERED_AFTER)
        is_waiting = number == 2 or answered_on > today
        yield DemoContest(
            kind=CorrectionKind.WRONG,
            said_by=file.handler,
            said_on=calendar.add(today, -_SAID_AGO) if is_waiting else said_on,
            reason=_REASONS[number],
            wanted=MappingProxyType({"finished_on": file.due_on}),
            files=(file.code,),
            answer=None if is_waiting else DemoAnswer(number == 0, answered_on, _ANSWERS[number]),
        )
    yield from _not_mine(recorded, today, calendar)


_REASONS = (
    "Kết quả đã ký số đúng ngày hẹn; ngày trên phần mềm là ngày trả cho công dân.",
    "Công dân bổ sung giấy tờ chậm nên không tính là trễ.",
    "Phần mềm mất kết nối nên hôm sau mới bấm hoàn thành; kết quả đã ký đúng ngày hẹn.",
)
_ANSWERS = (
    "Đã đối chiếu chữ ký số trên kết quả: đúng ngày hẹn.",
    "Phần mềm không ghi yêu cầu bổ sung nào trong thời gian xử lý, giữ nguyên.",
)


def _not_mine(recorded: Recorded, today: date, calendar: Calendar) -> Iterator[DemoContest]:
    """Yield the request of an official for whose colleague a file counts rightly."""
    taken = {cause.file for cause in recorded.delay_causes}
    for file in recorded.files:
        is_plain = file.finished is not None and file.handler == file.first_handler and file.code not in taken
        if not is_plain or file.receiver == file.handler or is_late(file, today):
            continue
        said_on = calendar.add(file.status_on, _ASKED_AFTER)
        answered_on = calendar.add(said_on, _ANSWERED_AFTER)
        if answered_on > today:
            return
        yield DemoContest(
            kind=CorrectionKind.NOT_MINE,
            said_by=file.handler,
            said_on=said_on,
            reason="Hồ sơ này do người tiếp nhận xử lý từ đầu đến cuối.",
            wanted=MappingProxyType({"handler_id": file.receiver}),
            files=(file.code,),
            answer=DemoAnswer(True, answered_on, "Đã hỏi cả hai, đúng như đề nghị."),
        )
        return


def contests_of_today(recorded: Recorded, today: date, calendar: Calendar) -> Iterator[DemoContest]:
    """Yield what waits for an answer: a duty day noted as missed, and a course that nobody noted."""
    for duty in [duty for duty in recorded.duty_days if duty.state is DutyState.ABSENT][:1]:
        yield DemoContest(
            kind=CorrectionKind.WRONG,
            said_by=duty.official,
            said_on=max(calendar.add(today, -2), calendar.add(duty.on, 1)),
            reason="Có trực cả ngày, sổ trực có chữ ký.",
            wanted=MappingProxyType({"state": DutyState.SERVED.value}),
            duty=duty,
        )
    course = {
        "official_id": "CB07",
        "title": "Bồi dưỡng kỹ năng số cho bộ phận một cửa",
        "content_group": ContentGroup.DIGITAL_AND_INNOVATION.value,
        "starts_on": calendar.add(today, -12),
        "ends_on": calendar.add(today, -11),
        "hours_hundredths": 1600,
    }
    said_on = calendar.add(today, -_SAID_AGO)
    why = "Lớp do tỉnh mở, chưa có trong danh sách của xã; giấy chứng nhận kèm theo."
    yield DemoContest(CorrectionKind.MISSING, "CB07", said_on, why, MappingProxyType(course))


def contests_of_a_hard_year(recorded: Recorded, today: date, calendar: Calendar) -> Iterator[DemoContest]:
    """Yield more: several files asked about together, one request taken back, one duty day answered."""
    said_on = calendar.add(today, -_SAID_AGO)
    early = [file for file in recorded.files if file.finished and file.receiver != file.handler == file.first_handler]
    asker = early[-1].handler if early else ""
    together = [file for file in early if file.handler == asker and not is_late(file, today)][-4:]
    if len(together) == 4:
        yield DemoContest(
            kind=CorrectionKind.NOT_MINE,
            said_by=asker,
            said_on=said_on,
            reason="Ba hồ sơ này nhận thay đồng nghiệp đi học, người khác xử lý.",
            wanted=MappingProxyType({}),
            files=tuple(file.code for file in together[1:]),
        )
        yield DemoContest(
            kind=CorrectionKind.WRONG,
            said_by=asker,
            said_on=said_on,
            reason="Hình thức nộp ghi nhầm.",
            wanted=MappingProxyType({"channel": "post"}),
            files=(together[0].code,),
            answer=DemoAnswer(None, calendar.add(said_on, 1)),
        )
    for duty in [duty for duty in recorded.duty_days if duty.state is DutyState.ABSENT][1:2]:
        asked_on = calendar.add(duty.on, 1)
        if calendar.add(asked_on, 1) <= today:
            by = _CHAIR if duty.official != _CHAIR else DEPUTY_CHAIR
            answer = DemoAnswer(False, calendar.add(asked_on, 1), "Sổ trực ngày này không có chữ ký.", by)
            wanted = MappingProxyType[str, object]({"state": DutyState.SERVED.value})
            why = "Trực buổi sáng, buổi chiều họp ở tỉnh."
            yield DemoContest(CorrectionKind.WRONG, duty.official, asked_on, why, wanted, duty=duty, answer=answer)
