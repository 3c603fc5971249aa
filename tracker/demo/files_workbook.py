"""The demo's list of handled files, laid out as the one-stop software exports it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tracker.demo import wording
from tracker.demo.files import OFFICE_HOURS, DemoFile
from tracker.demo.people import name_in_export
from tracker.demo.procedures import PROCEDURE_BY_CODE
from tracker.demo.story import Story

Cell = str | int | datetime | None


@dataclass(frozen=True, slots=True)
class _Column:
    """A column by the field it holds; `above` is the heading that it shares with its neighbours."""

    field: str
    heading: str
    width: int
    above: str = ""


_DATES = "Ngày, tháng, năm"
_RESULT = "Kết quả giải quyết hồ sơ"
COLUMNS = (
    _Column("number", "STT", 5),
    _Column("code", "Mã hồ sơ", 21),
    _Column("procedure_code", "Mã TTHC", 10),
    _Column("procedure_name", "Tên thủ tục hành chính", 50),
    _Column("field", "Lĩnh vực", 14),
    _Column("owner", "Chủ hồ sơ", 9),
    _Column("submitter", "Người nộp", 9),
    _Column("channel", "Hình thức nộp", 11),
    _Column("unit", "Đơn vị tiếp nhận", 32),
    _Column("receiver", "Người tiếp nhận", 28),
    _Column("handler", "Cán bộ thụ lý", 28),
    _Column("received", "Ngày tiếp nhận", 19, _DATES),
    _Column("due", "Ngày hẹn trả", 19, _DATES),
    _Column("extended_due", "Ngày hẹn trả\nmới", 19, _DATES),
    _Column("extended_on", "Ngày gia hạn", 12, _DATES),
    _Column("finished", "Ngày kết thúc\nxử lý", 19, _RESULT),
    _Column("returned", "Ngày trả kết quả", 19, _RESULT),
    _Column("status", "Trạng thái", 24),
    _Column("status_date", "Ngày chuyển\ntrạng thái", 12),
    _Column("paused_days", "Số ngày\ntạm dừng\t", 9),
)
_HEADER_ROW = 6
_TEXT_DATES, _PATCH_OF_EXCEL_DATES = 35, 5
_FAMILIES, _MIDDLES, _GIVEN = "NPVBT", "VTĐ", "ABCDE"


@dataclass(frozen=True, slots=True)
class _Formats:
    title: Format
    heading: Format
    moment: Format


def write_files(story: Story, workbook: Workbook) -> None:
    """Write all files of the story, and its odd rows, as the only sheet of `workbook`."""
    sheet = workbook.add_worksheet("Danh sách hồ sơ")
    centred = {"bold": True, "align": "center", "valign": "vcenter"}
    formats = _Formats(
        title=workbook.add_format(centred),
        heading=workbook.add_format({**centred, "border": 1, "text_wrap": True}),
        moment=workbook.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"}),
    )
    _write_titles(sheet, story, formats)
    _write_header(sheet, formats)
    row = _HEADER_ROW + 3
    for number, cells in enumerate(_rows(story), start=1):
        as_text = number % (_TEXT_DATES + _PATCH_OF_EXCEL_DATES) < _TEXT_DATES
        _write_row(sheet, row, {"number": number, **cells}, formats.moment, as_text=as_text)
        row += 1
    _write_end(sheet, row, story, formats)


def _write_titles(sheet: Worksheet, story: Story, formats: _Formats) -> None:
    last = len(COLUMNS) - 1
    first_day = story.files[0].received.date()
    sheet.merge_range(0, 0, 0, 5, "ỦY BAN NHÂN DÂN XÃ CHI LĂNG BẮC", formats.title)
    sheet.merge_range(0, 10, 0, last, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", formats.title)
    sheet.merge_range(1, 0, 1, 5, "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", formats.title)
    sheet.merge_range(1, 10, 1, last, "Độc lập - Tự do - Hạnh phúc", formats.title)
    sheet.merge_range(3, 0, 3, last, "DANH SÁCH HỒ SƠ TIẾP NHẬN, GIẢI QUYẾT (SỐ LIỆU MINH HỌA)", formats.title)
    period = f"Từ ngày {first_day:%d/%m/%Y} đến ngày {story.today:%d/%m/%Y}"
    sheet.merge_range(4, 0, 4, last, period, formats.title)


def _write_header(sheet: Worksheet, formats: _Formats) -> None:
    for number, column in enumerate(COLUMNS):
        sheet.set_column(number, number, column.width)
        sheet.write_string(_HEADER_ROW + 2, number, f"({number + 1})", formats.heading)
    first = 0
    for above, group in groupby(COLUMNS, key=lambda column: column.above or column.heading):
        columns = list(group)
        last = first + len(columns) - 1
        if columns[0].above:
            sheet.merge_range(_HEADER_ROW, first, _HEADER_ROW, last, above, formats.heading)
            for number, column in enumerate(columns, start=first):
                sheet.write_string(_HEADER_ROW + 1, number, column.heading, formats.heading)
        else:
            sheet.merge_range(_HEADER_ROW, first, _HEADER_ROW + 1, first, above, formats.heading)
        first = last + 1


def _rows(story: Story) -> Iterator[dict[str, Cell]]:
    names = {official.code: name_in_export(official, story.officials) for official in story.officials}
    units = {unit.code: unit.name for unit in story.units}
    for file in story.files:
        yield _cells(file, names, units)
    for odd in story.odd_rows:
        yield {**_cells(odd.file, names, units), **odd.cells}


def _cells(file: DemoFile, names: dict[str, str], units: dict[str, str]) -> dict[str, Cell]:
    procedure = PROCEDURE_BY_CODE[file.procedure]
    applicant = _made_up_initials(file.code)
    return {
        "code": file.code,
        "procedure_code": procedure.code,
        "procedure_name": procedure.name,
        "field": procedure.field,
        "owner": applicant,
        "submitter": applicant,
        "channel": wording.CHANNEL[file.channel],
        "unit": units[file.unit],
        "receiver": names[file.receiver],
        "handler": names[file.handler],
        "received": file.received,
        "due": _closing(file.due_on),
        "extended_due": _closing(file.extended_due_on),
        "extended_on": f"{file.extension_recorded_on:%d/%m/%Y}" if file.extension_recorded_on else None,
        "finished": file.finished,
        "returned": file.returned,
        "status": wording.STATUS[file.status],
        "status_date": f"{file.status_on:%d/%m/%Y}",
        "paused_days": file.paused_days or None,
    }


def _closing(day: date | None) -> datetime | None:
    return datetime.combine(day, OFFICE_HOURS.closing) if day else None


def _made_up_initials(code: str) -> str:
    number = int(code.replace("-", "")[-8:])
    family, middle = _FAMILIES[number % len(_FAMILIES)], _MIDDLES[number % len(_MIDDLES)]
    return f"{family}.{middle}.{_GIVEN[number // 7 % len(_GIVEN)]}"


def _write_row(sheet: Worksheet, row: int, cells: dict[str, Cell], moment: Format, *, as_text: bool) -> None:
    for number, column in enumerate(COLUMNS):
        cell = cells[column.field]
        if isinstance(cell, datetime) and as_text:
            cell = f"{cell:%d/%m/%Y %H:%M:%S}"
        if isinstance(cell, datetime):
            sheet.write_datetime(row, number, cell, moment)
        elif isinstance(cell, int):
            sheet.write_number(row, number, cell)
        elif cell:
            sheet.write_string(row, number, cell)


def _write_end(sheet: Worksheet, row: int, story: Story, formats: _Formats) -> None:
    last, today = len(COLUMNS) - 1, story.today
    total = len(story.files) + len(story.odd_rows)
    sheet.merge_range(row, 0, row, 2, "Tổng cộng", formats.title)
    sheet.write_string(row, 3, f"{total} hồ sơ", formats.title)
    place_and_date = f"Chi Lăng Bắc, ngày {today.day:02d} tháng {today.month:02d} năm {today.year}"
    sheet.merge_range(row + 2, 10, row + 2, last, place_and_date, formats.title)
    sheet.merge_range(row + 3, 0, row + 3, 5, "NGƯỜI LẬP BIỂU", formats.title)
    sheet.merge_range(row + 3, 10, row + 3, last, "GIÁM ĐỐC TRUNG TÂM", formats.title)
    sheet.merge_range(row + 4, 0, row + 4, 5, "(Ký, ghi rõ họ tên)", formats.title)
    sheet.merge_range(row + 4, 10, row + 4, last, "(Ký, đóng dấu)", formats.title)
