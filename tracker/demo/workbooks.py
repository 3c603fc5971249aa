"""The demo commune's workbooks: the export of files, and the lists that an office keeps beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from xlsxwriter import Workbook

from tracker.demo import wording
from tracker.demo.files_workbook import write_files
from tracker.demo.story import Story

Cell = str | float | date | None


@dataclass(frozen=True, slots=True)
class Workbooks:
    """Where each workbook was written."""

    files: Path
    officials: Path
    procedures: Path
    duty: Path
    training: Path
    absences: Path


def write_workbooks(story: Story, folder: Path) -> Workbooks:
    """Write the story's workbooks into `folder`, which is made if it is missing; older ones are replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    books = Workbooks(
        files=folder / "files.xlsx",
        officials=folder / "officials.xlsx",
        procedures=folder / "procedures.xlsx",
        duty=folder / "duty.xlsx",
        training=folder / "training.xlsx",
        absences=folder / "absences.xlsx",
    )
    with _new_workbook(books.files, story) as workbook:
        write_files(story, workbook)
    _write_list(books.officials, story, "DANH SÁCH CÁN BỘ, CÔNG CHỨC", _OFFICIALS, _official_rows(story))
    _write_list(books.procedures, story, "DANH SÁCH THỦ TỤC HÀNH CHÍNH", _PROCEDURES, _procedure_rows(story))
    _write_list(books.duty, story, "LỊCH TRỰC TẠI BỘ PHẬN MỘT CỬA", _DUTY, _duty_rows(story))
    _write_list(books.training, story, "THEO DÕI ĐÀO TẠO, BỒI DƯỠNG", _TRAINING, _training_rows(story))
    _write_list(books.absences, story, "THEO DÕI NGHỈ PHÉP, CÔNG TÁC", _ABSENCES, _absence_rows(story))
    return books


_OFFICIALS = (
    *("Mã cán bộ", "Họ và tên", "Tên đăng nhập", "Đơn vị", "Chức vụ", "Loại", "Nhóm xếp hạng", "Cán bộ chủ chốt"),
    *("Thời gian làm việc (%)", "Trình độ", "Chuyên ngành", "Email", "Điện thoại", "Từ ngày", "Đến ngày"),
)
_PROCEDURES = (
    *("Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực"),
    *("Thời hạn giải quyết", "Hệ số", "Sau 15 giờ tính ngày sau"),
)
_DUTY = ("Ngày", "Ca", "Mã cán bộ", "Cán bộ trực", "Trạng thái", "Người trực thay")
_TRAINING = (
    *("Mã cán bộ", "Họ và tên", "Tên khóa học", "Nhóm nội dung", "Hình thức", "Từ ngày", "Đến ngày"),
    *("Số tiết", "Kết quả", "Số chứng chỉ"),
)
_ABSENCES = ("Mã cán bộ", "Họ và tên", "Loại nghỉ", "Từ ngày", "Đến ngày")


def _official_rows(story: Story) -> Iterator[tuple[Cell, ...]]:
    units = {unit.code: unit.name for unit in story.units}
    for official in story.officials:
        for posting in official.postings:
            yield (
                *(official.code, official.full_name, official.login, units[posting.unit], posting.position),
                *(wording.OFFICIAL_KIND[posting.kind], wording.RANKING_GROUP[posting.ranking_group]),
                *("x" if posting.is_key_official else None, posting.working_time_percent),
                *(official.degree, official.field_of_study, official.email, official.phone),
                *(posting.from_on, posting.to_on),
            )


def _procedure_rows(story: Story) -> Iterator[tuple[Cell, ...]]:
    for procedure in story.procedures:
        duration = procedure.duration
        yield (
            *(procedure.code, procedure.name, procedure.publisher, "Ủy ban nhân dân cấp xã", procedure.field),
            *(f"{duration.amount:02d} {wording.DURATION_UNIT[duration.unit]}", float(procedure.weight)),
            "x" if procedure.late_receipt_counts_next_day else None,
        )


def _duty_rows(story: Story) -> Iterator[tuple[Cell, ...]]:
    names = _names(story)
    for duty in story.duty_days:
        substitute = names[duty.substitute] if duty.substitute else None
        yield (
            *(duty.on, wording.SHIFT[duty.shift], duty.official, names[duty.official]),
            *(wording.DUTY_STATE[duty.state], substitute),
        )


def _training_rows(story: Story) -> Iterator[tuple[Cell, ...]]:
    names = _names(story)
    for record in story.training_records:
        yield (
            *(record.official, names[record.official], record.title, wording.CONTENT_GROUP[record.content_group]),
            *(record.form, record.from_on, record.to_on, record.hours, record.result, record.certificate),
        )


def _absence_rows(story: Story) -> Iterator[tuple[Cell, ...]]:
    names = _names(story)
    for absence in story.absences:
        kind = wording.ABSENCE[absence.kind]
        yield absence.official, names[absence.official], kind, absence.from_on, absence.to_on


def _names(story: Story) -> dict[str, str]:
    return {official.code: official.full_name for official in story.officials}


@contextmanager
def _new_workbook(path: Path, story: Story) -> Iterator[Workbook]:
    """Open a workbook that is the same, byte for byte, whenever it is written."""
    with Workbook(str(path)) as workbook:
        workbook.set_properties({"created": datetime.combine(story.today, time())})
        yield workbook


def _write_list(
    path: Path, story: Story, title: str, headings: Sequence[str], rows: Iterable[tuple[Cell, ...]]
) -> None:
    """Write a list as offices keep it: a motto and title over all columns, the headings, the rows."""
    with _new_workbook(path, story) as workbook:
        sheet = workbook.add_worksheet("Danh sách")
        bold = workbook.add_format({"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True})
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        motto = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
        sheet.merge_range(0, 0, 0, len(headings) - 1, f"{motto}\n{title}", bold)
        sheet.set_row(0, 60)
        sheet.set_column(0, len(headings) - 1, 22)
        for column, heading in enumerate(headings):
            sheet.write_string(1, column, heading, bold)
        for row, cells in enumerate(rows, start=2):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(row, column, cell, day)
                elif isinstance(cell, str):
                    sheet.write_string(row, column, cell)
                elif cell is not None:
                    sheet.write_number(row, column, cell)
