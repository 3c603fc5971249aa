"""The courses that the demo's officials took."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.demo.absences import DemoAbsence
from tracker.records.absences import AbsenceKind
from tracker.records.training_records import ContentGroup
from tracker.workdays import Calendar

IN_PERSON = "Tập trung"
ONLINE = "Trực tuyến"
BLENDED = "Bán tập trung"


@dataclass(frozen=True, slots=True)
class DemoTraining:
    """One official's finished course; hours are lesson periods."""

    official: str
    title: str
    content_group: ContentGroup
    form: str
    from_on: date
    to_on: date
    hours: int
    result: str
    certificate: str


@dataclass(frozen=True, slots=True)
class _Course:
    """A yearly course: how many working days, how many hours, when in the year, and who takes it."""

    title: str
    content_group: ContentGroup
    form: str
    working_days: int
    hours: int
    year_share: float
    officials: str


_COURSES = (
    _Course("Nghiệp vụ tư pháp - hộ tịch cấp xã", ContentGroup.JOB_POSITION, BLENDED, 10, 40, 0.12, "CB06 CB09 CB11"),
    _Course("Nghiệp vụ chứng thực và chứng thực điện tử", ContentGroup.JOB_POSITION, ONLINE, 6, 24, 0.2, "CB07 CB08"),
    _Course(
        "Khai thác phần mềm một cửa liên thông",
        ContentGroup.DIGITAL_AND_INNOVATION,
        ONLINE,
        2,
        8,
        0.25,
        "CB06 CB07 CB08 CB10 CB11",
    ),
    _Course(
        "Giao tiếp, ứng xử với công dân tại Bộ phận Một cửa",
        ContentGroup.JOB_POSITION,
        ONLINE,
        4,
        16,
        0.33,
        "CB06 CB07 CB10",
    ),
    _Course("Đăng ký đất đai và quản lý trật tự xây dựng", ContentGroup.JOB_POSITION, IN_PERSON, 5, 40, 0.4, "CB12"),
    _Course(
        "Cập nhật kiến thức cho lãnh đạo cấp xã",
        ContentGroup.STATE_MANAGEMENT,
        BLENDED,
        5,
        40,
        0.45,
        "CB01 CB02 CB03 CB04 CB05",
    ),
    _Course(
        "Quốc phòng và an ninh, đối tượng 4", ContentGroup.DEFENCE_AND_SECURITY, IN_PERSON, 5, 40, 0.5, "CB14 CB16"
    ),
    _Course(
        "Nghiệp vụ công tác mặt trận, đoàn thể", ContentGroup.JOB_POSITION, BLENDED, 3, 24, 0.55, "CB17 CB18 CB19 CB20"
    ),
    _Course(
        "Kỹ năng số và trí tuệ nhân tạo cơ bản",
        ContentGroup.DIGITAL_AND_INNOVATION,
        ONLINE,
        5,
        20,
        0.62,
        "CB07 CB08 CB09 CB13 CB15 CB19",
    ),
    _Course("Quản lý nhà nước ngạch chuyên viên", ContentGroup.STATE_MANAGEMENT, BLENDED, 20, 80, 0.68, "CB10 CB13"),
    _Course(
        "Trung cấp lý luận chính trị, học phần trong năm",
        ContentGroup.POLITICAL_THEORY,
        BLENDED,
        20,
        60,
        0.74,
        "CB08 CB15",
    ),
    _Course(
        "Cập nhật quy định mới về thủ tục hành chính",
        ContentGroup.JOB_POSITION,
        ONLINE,
        2,
        10,
        0.85,
        "CB06 CB07 CB09 CB10 CB11 CB12",
    ),
)


def training_records(
    span: tuple[date, date], absences: Iterable[DemoAbsence], calendar: Calendar
) -> list[DemoTraining]:
    """Return the courses begun and finished within the span; who is away on any of their days does not take part."""
    away = list(absences)
    records = []
    for number, course in enumerate(_COURSES, start=1):
        from_on, to_on = _days_of(course, span, calendar)
        for official in course.officials.split() if to_on <= span[1] else ():
            taken = DemoAbsence(official, AbsenceKind.STUDY, from_on, to_on)
            if not any(other.official == official and other.overlaps(taken) for other in away):
                records.append(_record(course, official, from_on, to_on, f"CC-{to_on.year}-{number:02d}{official[2:]}"))
    return records


def _record(course: _Course, official: str, from_on: date, to_on: date, certificate: str) -> DemoTraining:
    group, form, hours = course.content_group, course.form, course.hours
    return DemoTraining(official, course.title, group, form, from_on, to_on, hours, "Đạt", certificate)


def _days_of(course: _Course, span: tuple[date, date], calendar: Calendar) -> tuple[date, date]:
    planned = span[0] + timedelta(days=int((span[1] - span[0]).days * course.year_share))
    from_on = calendar.next_working(planned)
    return from_on, calendar.add(from_on, course.working_days - 1)


def study_absences(records: Iterable[DemoTraining]) -> list[DemoAbsence]:
    """Return the absences of those who sat in a classroom."""
    return [
        DemoAbsence(record.official, AbsenceKind.STUDY, record.from_on, record.to_on)
        for record in records
        if record.form == IN_PERSON
    ]
