"""`tracker training`: what there is, the hours of a year, and a catalogue or a plan from a workbook."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from sqlmodel import col, select

from plugins.training.importing import Imported, import_courses, import_plan
from plugins.training.kinds import Form
from plugins.training.list_fields import COURSE_FIELDS, PLAN_FIELDS
from plugins.training.models import Course, CourseSession
from plugins.training.plan_progress import plan_of_year
from plugins.training.sessions import Sitting, sittings_of
from plugins.training.standards import PlanItem
from tests.conftest import FilledBy
from tests.plugins_system.training_school import FIRST, TODAY, School, fill_school
from tracker.api import ContentGroup
from tracker.api.lists import ReadList, read_list
from tracker.audit import AuditEntry
from tracker.config import Config
from tracker.imports.reading.limits import Limits
from tracker.messages import SOURCE_LANGUAGE, translate
from tracker.testing import App, Office, fake_month, make_app, run_command, run_job

HEADINGS = (
    *("STT", "Tên khóa học", "Mã khóa học", "Nhóm nội dung", "Đơn vị tổ chức", "Hình thức", "Số tiết"),
    *("Ngày khai giảng", "Ngày bế giảng", "Giờ học", "Địa điểm", "Chỉ tiêu", "Hạn đăng ký"),
)
LAND = (1, "Luật Đất đai", "DD01", "Vị trí việc làm", "Sở Nông nghiệp", "Tập trung", 16)
WHEN = ("20/08/2026", "24/08/2026", "7h30 - 11h30", "Hội trường", 30, "14/08/2026")
PLAN = ("STT", "Năm", "Quý", "Khóa học", "Mã cán bộ", "Đơn vị", "Số tiết", "Ghi chú")
Cells = Sequence[object]


@pytest.fixture
def school(filled_by: FilledBy) -> School:
    """A commune with an empty catalogue."""
    return School(filled_by(fill_school))


def workbook(tmp_path: Path, *rows: Cells) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    book.save(tmp_path / "list.xlsx")
    return tmp_path / "list.xlsx"


def bring_in(school: School, tmp_path: Path, *rows: Cells, is_plan: bool = False) -> Imported:
    path = workbook(tmp_path, ("DANH SÁCH NĂM 2026",), PLAN if is_plan else HEADINGS, *rows)
    read: ReadList = read_list(
        path, PLAN_FIELDS if is_plan else COURSE_FIELDS, zone=Config().site.zone, limits=Limits()
    )
    with school.writing():
        return import_plan(school.session, read) if is_plan else import_courses(school.session, read)


def problems(imported: Imported) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, translate(one.message, SOURCE_LANGUAGE)) for one in imported.problems]


def counts(imported: Imported) -> tuple[int, int, int, int]:
    return imported.added, imported.changed, imported.unchanged, imported.sessions


def test_a_catalogue_brings_courses_and_their_sessions(school: School, tmp_path: Path) -> None:
    imported = bring_in(school, tmp_path, (*LAND, *WHEN))
    assert (counts(imported), imported.problems) == ((1, 0, 0, 1), [])
    with school.writing():
        course, held = school.session.exec(select(Course)).one(), school.the_session()
        assert (course.code, course.title, course.content_group) == ("DD01", "Luật Đất đai", ContentGroup.JOB_POSITION)
        assert (course.form, course.hours_hundredths, course.organiser) == (Form.IN_PERSON, 1600, "Sở Nông nghiệp")
        assert (held.place, held.places, held.register_until) == ("Hội trường", 30, date(2026, 8, 14))
        days = sittings_of(school.session, [held.id or 0])[held.id or 0]
        assert [(one.on.day, one.begins_at, one.ends_at) for one in days] == [
            (day, time(7, 30), time(11, 30)) for day in (20, 21, 22, 24)
        ], "Saturday 22 August is a make-up day, Sunday is off"


def test_the_same_catalogue_again_changes_nothing(school: School, tmp_path: Path) -> None:
    bring_in(school, tmp_path, (*LAND, *WHEN))
    with school.database.reading() as session:
        entries = len(session.exec(select(AuditEntry)).all())
    assert counts(bring_in(school, tmp_path, (*LAND, *WHEN))) == (0, 0, 1, 0)
    with school.database.reading() as session:
        assert len(session.exec(select(AuditEntry)).all()) == entries


def test_an_empty_cell_empties_nothing_and_a_full_one_changes_the_course(school: School, tmp_path: Path) -> None:
    bring_in(school, tmp_path, (*LAND, *WHEN))
    changed = bring_in(school, tmp_path, (1, "Luật Đất đai", "DD01", None, None, "Trực tuyến", 24, "17/09/2026"))
    assert counts(changed) == (0, 1, 0, 1)
    with school.database.reading() as session:
        course = session.exec(select(Course)).one()
        assert (course.form, course.hours_hundredths) == (Form.ONLINE, 2400)
        assert (course.content_group, course.organiser) == (ContentGroup.JOB_POSITION, "Sở Nông nghiệp")
        assert len(session.exec(select(CourseSession)).all()) == 2


def test_a_code_that_a_list_gives_to_two_courses_is_refused_the_second_time(school: School, tmp_path: Path) -> None:
    imported = bring_in(school, tmp_path, (1, "Kỹ năng số", "K1"), (2, "Tin học", "k1"), (3, "KỸ NĂNG SỐ", "K1"))
    assert counts(imported) == (1, 0, 1, 0)
    assert problems(imported) == [
        (4, "Mã khóa học", "“k1” stands for “Kỹ năng số” in an earlier row. Give each course its own code.")
    ]


def test_courses_without_a_code_are_known_by_their_title(school: School, tmp_path: Path) -> None:
    rows = [(1, "Kỹ năng số", None), (2, "KỸ NĂNG SỐ", None), (3, "Tin học", "T1"), (4, "Tin học", "T2")]
    assert counts(bring_in(school, tmp_path, *rows)) == (3, 0, 1, 0)
    with school.database.reading() as session:
        courses = session.exec(select(Course).order_by(col(Course.id))).all()
        assert [(one.title, one.code) for one in courses] == [
            ("Kỹ năng số", None),
            ("Tin học", "T1"),
            ("Tin học", "T2"),
        ]


def test_a_row_that_cannot_be_used_names_its_cell_and_the_cure(school: School, tmp_path: Path) -> None:
    good, wrong = (*LAND, *WHEN), [*LAND, *WHEN]
    rows = [good]
    for at, value in ((3, "Bơi lội"), (9, "sáng"), (11, 0), (8, "19/08/2026"), (12, "21/08/2026"), (6, 9000)):
        rows.append(tuple(value if at == number else cell for number, cell in enumerate(wrong)))
    imported = bring_in(school, tmp_path, *rows)
    assert counts(imported) == (1, 0, 0, 1)
    told = {column: text for _row, column, text in problems(imported)}
    assert "Write one of: " in told["Nhóm nội dung"]
    assert told["Giờ học"] == "“sáng” is no time from and to. Write it as 7:30 - 11:30."
    assert told["Chỉ tiêu"] == "Places are a whole number of at least 1. Correct it, or leave it empty."
    assert told["Ngày bế giảng"] == "The course would end before it begins on 20/08/2026. Correct one."
    assert told["Hạn đăng ký"] == "Registration would end after the course begins. Correct one of the dates."
    assert told["Số tiết"] == "Lesson periods lie between 0 and 2000. Correct them."
    assert [row for row, _column, _text in problems(imported)] == [4, 5, 6, 7, 8, 9]


def test_a_session_of_a_course_that_is_no_longer_offered_is_refused(school: School, tmp_path: Path) -> None:
    with school.writing():
        school.course(title="Luật Đất đai", code="DD01", is_offered=False)
    imported = bring_in(school, tmp_path, (*LAND, *WHEN))
    assert counts(imported) == (0, 0, 0, 0)
    assert problems(imported) == [(3, "Tên khóa học", "The course is no longer offered. Offer it again first.")]


def test_a_plan_is_brought_in_for_officials_units_and_everybody(school: School, tmp_path: Path) -> None:
    rows = [
        (1, 2026, "III", "Luật Đất đai", "CB01", None, 16, None),
        (2, 2026, "Quý 4", "Kỹ năng số", None, "Desk", 8, "cả phòng"),
        (3, "2026", None, "Quốc phòng", None, None, None, None),
        (4, 2026, "V", "Tin học", None, None, None, None),
        (5, 2026, "I", "Tin học", "CB99", None, None, None),
    ]
    imported = bring_in(school, tmp_path, *rows, is_plan=True)
    assert counts(imported)[:3] == (3, 0, 0)
    assert [(row, column) for row, column, _text in problems(imported)] == [(6, "Quý"), (7, "Mã cán bộ")]
    with school.writing():
        lines = plan_of_year(school.session, 2026, TODAY)
        assert [(one.item.quarter, one.title, one.whom, one.hours) for one in lines] == [
            (3, "Luật Đất đai", "Phạm Thị 1", Decimal(16)),
            (4, "Kỹ năng số", "Desk", Decimal(8)),
            (None, "Quốc phòng", None, Decimal(0)),
        ]
    again = bring_in(school, tmp_path, *rows[:2], (3, 2026, "II", "Quốc phòng"), is_plan=True)
    assert counts(again)[:3] == (0, 1, 2)
    with school.database.reading() as session:
        assert len(session.exec(select(PlanItem)).all()) == 3


def test_two_people_of_one_name_are_not_guessed_at(school: School, tmp_path: Path) -> None:
    with school.writing() as opened:
        Office(opened.session).official("CB77", "Phạm Thị 1")
    imported = bring_in(school, tmp_path, (1, 2026, None, "Tin học", "Phạm Thị 1"), is_plan=True)
    assert [text for _row, _column, text in problems(imported)] == [
        "Several are called “Phạm Thị 1”. Write the code of the right one."
    ]


@pytest.fixture(scope="module")
def app() -> Iterator[App]:
    """An installation with the fake month, in which CB01 and CB02 are registered for a course of one place."""
    with make_app(["training"], today=TODAY) as app:
        fake_month(app)
        for name in ("admin", "leader"):
            app.client(name)
        with School(app.tracker.database).writing() as school:
            school.held(1, [Sitting(FIRST, time(8), time(11))], school.course(code="DD01"))
            school.nominates("CB01", "CB02")
        yield app


def shown(app: App, *words: str) -> dict[str, list[dict[str, object]]]:
    answer = run_command(app, "training", *words, "--json")
    assert answer.exit_code == 0, answer.stderr
    found: dict[str, list[dict[str, object]]] = json.loads(answer.stdout)
    return found


def test_the_hours_of_a_year_are_printed_as_json_and_as_a_table(app: App) -> None:
    found = shown(app, "hours", "2026")
    by_code = {one["code"]: one for one in found["officials"]}
    assert (by_code["CB01"]["done"], by_code["CB04"]["done"]) == ("16", "0")
    assert (by_code["CB01"]["asked_in_year"], by_code["CB01"]["missing"]) == ("40.0", "24.0")
    assert (found["as_of"], found["units"][0]["people"]) == ("2026-08-03", 5)
    assert "Training hours of 2026" in run_command(app, "training", "hours", "2026").stdout


def test_the_hours_of_a_year_to_come_are_an_error(app: App) -> None:
    answer = run_command(app, "training", "hours", "2027")
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert "2027 has not begun" in answer.stderr


def test_courses_are_printed_with_their_seats(app: App) -> None:
    (course,) = shown(app, "courses")["courses"]
    assert (course["code"], course["hours"]) == ("DD01", 16.0)
    (held,) = course["sessions"]  # type: ignore[misc]
    assert (held["places"], held["seated"], held["waiting"], held["starts_on"]) == (1, 1, 1, "2026-08-20")
    assert "Land law" in run_command(app, "training", "courses").stdout


def test_registrations_are_printed_in_the_order_of_the_queue(app: App) -> None:
    found = shown(app, "registrations")["registrations"]
    assert [(one["official"], one["seated"], one["place_in_queue"]) for one in found] == [
        ("CB01", True, 1),
        ("CB02", False, 1),
    ]
    assert [one["official"] for one in shown(app, "registrations", "--official", "CB02")["registrations"]] == ["CB02"]
    assert shown(app, "registrations", "--session", "99")["registrations"] == []
    assert "number 1 of those who wait" in run_command(app, "training", "registrations").stdout


def test_a_plan_whose_rows_name_no_year_is_of_the_year_that_is_said(app: App, tmp_path: Path) -> None:
    path = workbook(tmp_path, ("KẾ HOẠCH NĂM 2027",), ("STT", "Khóa học", "Quý"), (1, "Kỹ năng số", "II"))
    refused = run_command(app, "training", "import", str(path), "--plan", "--json")
    assert refused.exit_code == 1
    assert "or name the year of the list" in json.loads(refused.stdout)["problems"][0]["message"]
    assert run_command(app, "training", "import", str(path), "--plan", "--year", "2027").exit_code == 0
    with app.reading() as session:
        (line,) = session.exec(select(PlanItem)).all()
        assert (line.year, line.quarter, line.title) == (2027, 2, "Kỹ năng số")


def test_the_job_of_reminders_runs(app: App) -> None:
    assert run_job(app, "training.reminders") == "0 reminders."


def test_a_trial_of_an_import_stores_nothing(app: App, tmp_path: Path) -> None:
    path = workbook(tmp_path, HEADINGS, (1, "Kỹ năng số", "KNS", "Chuyển đổi số"))
    answer = run_command(app, "training", "import", str(path), "--dry-run", "--json")
    told = json.loads(answer.stdout)
    assert (told["added"], told["dry_run"], told["refused"]) == (1, True, 0)
    assert len(shown(app, "courses")["courses"]) == 1
    assert "Nothing was stored" in run_command(app, "training", "import", str(path), "--dry-run").stdout


def test_an_import_of_which_nothing_can_be_used_is_an_error(app: App, tmp_path: Path) -> None:
    path = workbook(tmp_path, HEADINGS, (1, "Kỹ năng số", "KNS", "Bơi lội"))
    answer = run_command(app, "training", "import", str(path))
    assert answer.exit_code == 1
    assert "no row could be accepted" in answer.stderr
    assert "“Bơi lội” is not known here" in answer.stdout
