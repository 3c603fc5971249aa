from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tracker.demo.story import Story
from tracker.demo.workbooks import Workbooks, write_workbooks

FIRST_FILE = 9


@pytest.fixture(scope="module")
def books(november: Story, tmp_path_factory: pytest.TempPathFactory) -> Workbooks:
    return write_workbooks(november, tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def hard_books(hard_november: Story, tmp_path_factory: pytest.TempPathFactory) -> Workbooks:
    return write_workbooks(hard_november, tmp_path_factory.mktemp("hard"))


def rows_of(path: Path) -> list[list[object]]:
    return [list(row) for row in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()]


def file_rows(path: Path) -> list[dict[object, object]]:
    rows = rows_of(path)
    headings = [sub or heading for heading, sub in zip(rows[6], rows[7], strict=True)]
    end = next(number for number, row in enumerate(rows) if row[0] == "Tổng cộng")
    return [dict(zip(headings, row, strict=True)) for row in rows[FIRST_FILE:end]]


def test_the_export_holds_every_file_of_the_story_in_order(books: Workbooks, november: Story) -> None:
    assert [row["Mã hồ sơ"] for row in file_rows(books.files)] == [file.code for file in november.files]


def test_the_export_has_titles_a_merged_header_and_column_numbers_above_its_rows(books: Workbooks) -> None:
    rows = rows_of(books.files)
    assert rows[4][0] == "Từ ngày 02/01/2025 đến ngày 23/11/2026"
    assert rows[6][11:14] == ["Ngày, tháng, năm", "", ""]
    assert rows[7][11:14] == ["Ngày tiếp nhận", "Ngày hẹn trả", "Ngày hẹn trả\nmới"]
    assert rows[8][:3] == ["(1)", "(2)", "(3)"]


def test_the_export_ends_with_a_total_and_a_signature_block_without_a_name(books: Workbooks, november: Story) -> None:
    rows = rows_of(books.files)[FIRST_FILE + len(november.files) :]
    said = [str(cell) for row in rows for cell in row if cell]
    assert said[:2] == ["Tổng cộng", "1962 hồ sơ"]
    assert said[2] == "Chi Lăng Bắc, ngày 23 tháng 11 năm 2026"
    assert not any(official.full_name in " ".join(said) for official in november.officials)


def test_dates_are_text_and_in_places_true_excel_dates_of_the_same_moment(books: Workbooks, november: Story) -> None:
    cells = [row["Ngày tiếp nhận"] for row in file_rows(books.files)]
    true_dates = sum(isinstance(cell, datetime) for cell in cells)
    assert 100 < true_dates < len(cells) / 2
    for cell, file in zip(cells, november.files, strict=True):
        assert cell in (f"{file.received:%d/%m/%Y %H:%M:%S}", file.received)


def test_the_namesakes_are_written_with_their_logins_and_nobody_else_is(books: Workbooks) -> None:
    handlers = {str(row["Cán bộ thụ lý"]) for row in file_rows(books.files)}
    with_login = {name for name in handlers if "(" in name}
    assert with_login == {"Nguyễn Thị Thoan (thoan.nt1)", "Nguyễn Thị Thoan (thoan.nt2)"}
    assert len(handlers) == 7


def test_applicants_are_made_up_initials_only(books: Workbooks) -> None:
    for row in file_rows(books.files):
        assert re.fullmatch(r"\w\.\w\.\w", str(row["Chủ hồ sơ"]))


def test_statuses_and_channels_are_written_in_vietnamese(books: Workbooks) -> None:
    rows = file_rows(books.files)
    assert {row["Hình thức nộp"] for row in rows} == {"Trực tuyến", "Trực tiếp", "BCCI"}
    assert {row["Trạng thái"] for row in rows} >= {"Đang xử lý", "Đã trả kết quả", "Công dân yêu cầu rút hồ sơ"}


def test_the_hard_export_repeats_a_code_with_other_dates(hard_books: Workbooks, hard_november: Story) -> None:
    code = hard_november.odd_rows[0].file.code
    first, second = (row for row in file_rows(hard_books.files) if row["Mã hồ sơ"] == code)
    assert first["Ngày kết thúc\nxử lý"] != second["Ngày kết thúc\nxử lý"]


def test_the_hard_export_has_an_impossible_date_an_unknown_official_and_a_bare_namesake(hard_books: Workbooks) -> None:
    bad_date, unknown, namesake = file_rows(hard_books.files)[-3:]
    assert str(bad_date["Ngày tiếp nhận"]).startswith("31/02/")
    assert unknown["Cán bộ thụ lý"] == "Lưu Thị Thêu"
    assert namesake["Cán bộ thụ lý"] == "Nguyễn Thị Thoan"


def test_the_officials_stand_once_for_each_posting(books: Workbooks) -> None:
    codes = [row[0] for row in rows_of(books.officials)[2:]]
    assert len(codes) == 21
    assert len(set(codes)) == 20


@pytest.mark.parametrize(
    ("book", "heading", "records"),
    [
        ("procedures", "Mã số", "procedures"),
        ("duty", "Ngày", "duty_days"),
        ("training", "Mã cán bộ", "training_records"),
        ("absences", "Mã cán bộ", "absences"),
    ],
)
def test_a_list_has_title_headings_and_a_row_for_each_record(
    books: Workbooks, november: Story, book: str, heading: str, records: str
) -> None:
    rows = rows_of(getattr(books, book))
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in str(rows[0][0])
    assert rows[1][0] == heading
    assert len(rows[2:]) == len(getattr(november, records))


def test_the_same_story_gives_the_same_bytes(books: Workbooks, november: Story, tmp_path: Path) -> None:
    again = write_workbooks(november, tmp_path / "again")
    assert again.files.read_bytes() == books.files.read_bytes()
