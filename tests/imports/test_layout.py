from __future__ import annotations

import pytest

from tracker.imports.checking.data_rows import RowSort, data_rows
from tracker.imports.checking.fields import FIELDS, ImportKind
from tracker.imports.checking.layout import choose_sheet, find_layout
from tracker.imports.reading.readers import Sheet
from tracker.messages import InputError

REGISTER = [
    ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "", "", "", "", "", "", "", "", ""],
    ["SỔ THEO DÕI HỒ SƠ"],
    ["Từ ngày 01/01/2026 đến ngày 31/12/2026"],
    [],
    [
        "STT",
        "Mã hồ sơ",
        "Nội dung hồ sơ",
        "Họ tên chủ hồ sơ",
        "Ngày, tháng, năm",
        "",
        "Trả kết quả",
        "",
        "",
        "Người nhận hồ sơ",
    ],
    ["", "", "", "", "Nhận hồ sơ\t", "Hẹn trả kết quả", "Ngày nhận\nkết quả", "Bên giao", "Bên nhận", ""],
    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)", "(10)"],
    ["I", "Lĩnh vực hộ tịch"],
    [1.0, "H56.14-260403-0001", "Đăng ký khai sinh", "N.V.A", "03/04/2026", "06/04/2026", "", "", "", "Trần Thị B"],
    [],
    [2.0, "H56.14-260425-0001", "Đăng ký khai tử", "N.V.B", "25/04/2026", "28/04/2026", "", "", "", "Trần Thị B"],
    ["Tổng cộng", "2", "", "", "", "", "", "", "", ""],
    ["", "", "", "", "", "", "", "", "Xã Hoa Sen, ngày 23 tháng 11 năm 2026"],
    ["", "Người lập biểu", "", "", "", "", "", "", "CHỦ TỊCH"],
    ["", "(Ký, ghi rõ họ tên)"],
    ["", "Nguyễn Văn C"],
]


def layout_of(rows, kind=ImportKind.FILES, mapping=None):
    return find_layout(Sheet("Danh sách", rows), kind, mapping)


def columns_of(*headings, kind=ImportKind.FILES, mapping=None):
    found = layout_of([list(headings), ["x"] * len(headings)], kind, mapping)
    return {key: headings[column] for key, column in found.columns.items()}


def numbers_and_skipped(rows, kind=ImportKind.FILES):
    skipped = {}
    numbers = [number for number, _ in data_rows(rows, layout_of(rows, kind), skipped)]
    return numbers, skipped


def test_a_register_with_titles_and_two_heading_rows_is_understood():
    found = layout_of(REGISTER)
    assert found.header_rows == (5, 6)
    assert found.first_data_row == 7
    assert found.columns == {"code": 1, "procedure_name": 2, "received": 4, "due": 5, "returned": 6, "receiver": 9}
    assert found.heading_of("returned") == "Trả kết quả / Ngày nhận kết quả"


def test_only_the_files_are_read_from_a_register_and_every_other_row_is_accounted_for():
    numbers, skipped = numbers_and_skipped(REGISTER)
    assert numbers == [9, 11]
    assert skipped == {
        RowSort.COLUMN_NUMBERS: [7],
        RowSort.GROUP: [8],
        RowSort.BLANK: [10],
        RowSort.TOTAL: [12],
        RowSort.SIGNATURE: [13, 14, 15, 16],
    }


def test_the_applicants_columns_are_never_read():
    assert columns_of("Mã hồ sơ", "Ngày nhận", "Chủ hồ sơ", "Địa chỉ", "Người nộp") == {
        "code": "Mã hồ sơ",
        "received": "Ngày nhận",
    }
    with pytest.raises(InputError, match="applicant"):
        columns_of("Mã hồ sơ", "Ngày nhận", "Chủ hồ sơ", mapping={"handler": "Chủ hồ sơ"})
    rows = [["Mã hồ sơ", "Ngày nhận", "Người nộp", ""], ["", "", "Họ tên", "Đơn vị"], ["1", "2", "3", "4"]]
    assert "unit" not in layout_of(rows).columns


def test_receiver_handler_and_unit_are_told_apart():
    columns = columns_of("Mã hồ sơ", "Ngày nhận", "Đơn vị tiếp nhận", "Người tiếp nhận", "Cán bộ thụ lý")
    assert columns["unit"] == "Đơn vị tiếp nhận"
    assert columns["receiver"] == "Người tiếp nhận"
    assert columns["handler"] == "Cán bộ thụ lý"


def test_the_same_inner_heading_means_what_its_outer_heading_says():
    rows = [
        ["Mã hồ sơ", "Tiếp nhận", "", "Trả kết quả", ""],
        ["", "Ngày", "Người", "Ngày", "Người"],
        ["a", "b", "c", "d", "e"],
    ]
    assert layout_of(rows).columns == {"code": 0, "received": 1, "receiver": 2, "returned": 3}


def test_days_below_one_heading_for_dates_are_told_apart_by_what_happened():
    rows = [
        ["Mã hồ sơ", "Ngày, tháng, năm", "", "", "Người tiếp nhận"],
        ["", "Tiếp nhận", "Hẹn trả", "Trả kết quả", ""],
        ["H-1", "03/04/2026", "06/04/2026", "06/04/2026", "Trần Thị B"],
    ]
    assert layout_of(rows).columns == {"code": 0, "received": 1, "due": 2, "returned": 3, "receiver": 4}


def test_decomposed_letters_and_stray_white_space_in_headings_do_not_matter():
    assert columns_of("Ma\u0303 hô\u0300 sơ", " NGÀY  TIẾP\nNHẬN\t").keys() == {"code", "received"}


def test_a_new_due_date_extends_the_first_one_or_stands_for_it_where_there_is_none():
    both = columns_of("Mã hồ sơ", "Ngày nhận", "Ngày hẹn trả", "Ngày hẹn trả mới")
    assert (both["due"], both["extended_due"]) == ("Ngày hẹn trả", "Ngày hẹn trả mới")
    alone = columns_of("Mã hồ sơ", "Ngày nhận", "Ngày hẹn trả mới")
    assert alone["due"] == "Ngày hẹn trả mới"
    assert "extended_due" not in alone


def test_the_day_of_submission_satisfies_a_list_without_a_day_of_receipt():
    assert columns_of("Mã hồ sơ", "Ngày nộp hồ sơ") == {"code": "Mã hồ sơ", "submitted": "Ngày nộp hồ sơ"}


def test_of_two_columns_for_one_field_the_best_heading_wins_and_the_other_is_named():
    found = layout_of([["Mã hồ sơ", "Ngày nhận", "Nội dung hồ sơ", "Tên thủ tục hành chính"], ["a"] * 4])
    assert found.columns["procedure_name"] == 3
    assert found.unused == ("Nội dung hồ sơ",)


def test_a_mapping_wins_over_the_known_headings():
    columns = columns_of("Mã hồ sơ", "Ngày nhận", "Ngày vào sổ", mapping={"received": "ngày vào sổ"})
    assert columns["received"] == "Ngày vào sổ"


def test_a_mapping_to_an_unknown_field_or_heading_is_answered_with_those_there_are():
    with pytest.raises(InputError, match="code, procedure_name"):
        columns_of("Mã hồ sơ", "Ngày nhận", mapping={"recieved": "Ngày nhận"})
    with pytest.raises(InputError, match=r"Due on \(due\).*Mã hồ sơ, Ngày nhận"):
        columns_of("Mã hồ sơ", "Ngày nhận", mapping={"due": "Ngày hẹn"})


def test_a_missing_required_column_is_told_with_the_headings_found_and_the_cure():
    with pytest.raises(InputError, match=r"File code.*Ngày nhận, Ngày hẹn trả.*--map code=HEADING"):
        columns_of("Ngày nhận", "Ngày hẹn trả")


def test_a_sheet_without_headings_is_told():
    with pytest.raises(InputError, match="no row of headings"):
        layout_of([["a", "b"], [1.0, 2.0]])


def test_the_sheet_that_holds_the_list_is_chosen_and_the_others_like_it_are_named():
    sheets = [
        Sheet("Bìa", [["Báo cáo"]]),
        Sheet("Ẩn", REGISTER, hidden=True),
        Sheet("T1", REGISTER),
        Sheet("T2", REGISTER),
    ]
    choice = choose_sheet(sheets, ImportKind.FILES)
    assert choice.sheet.name == "T1"
    assert choice.other_sheets == ("T2",)


def test_an_incomplete_file_is_not_dropped():
    rows = [["STT", "Mã hồ sơ", "Ngày nhận", "Trạng thái"], [1.0, "H1", "", "Đang xử lý"], [2.0, "H56.14-260403-0001"]]
    assert numbers_and_skipped(rows)[0] == [2, 3]


def test_a_file_below_the_signatures_is_still_a_file():
    rows = [["Mã hồ sơ", "Ngày nhận"], ["Người lập biểu", ""], ["H56.14-260403-0001", "03/04/2026"]]
    assert numbers_and_skipped(rows)[0] == [3]


def test_an_official_who_is_chairman_is_no_signature():
    rows = [["Mã cán bộ", "Họ và tên", "Chức vụ"], ["CB01", "Trần Văn B", "Chủ tịch"], ["", "Lê Thị C", "Phó Chủ tịch"]]
    assert numbers_and_skipped(rows, ImportKind.OFFICIALS)[0] == [2, 3]


def test_the_headings_repeated_on_a_new_page_are_no_file():
    rows = [["Mã hồ sơ", "Ngày nhận"], ["H-1", "03/04/2026"], ["Mã hồ sơ", "Ngày nhận"], ["H-2", "04/04/2026"]]
    assert numbers_and_skipped(rows) == ([2, 4], {RowSort.HEADING: [3]})


@pytest.mark.parametrize("total", ["Tổng cộng", "TỔNG SỐ", "Cộng", "Tổng số: 12 hồ sơ"])
def test_a_total_is_no_file_even_where_it_fills_the_required_columns(total):
    rows = [["Mã hồ sơ", "Ngày nhận"], ["H-1", "03/04/2026"], [total, 12.0]]
    assert numbers_and_skipped(rows)[0] == [2]


def test_a_procedure_whose_name_begins_like_a_total_is_read():
    rows = [["Mã số", "Tên"], ["1.011607", "Công nhận hộ nghèo"], ["Công nhận", "Tổng hợp"]]
    assert numbers_and_skipped(rows, ImportKind.PROCEDURES)[0] == [2, 3]


def test_a_subheading_of_columns_that_are_not_read_is_no_file():
    rows = [["Mã hồ sơ", "Ngày nhận", "Người nộp", ""], ["", "", "Họ tên", "Địa chỉ"], ["H-1", "03/04/2026", "A", "B"]]
    assert layout_of(rows).first_data_row == 3


def test_no_heading_means_two_fields_of_one_import_but_a_new_due_date():
    for kind, fields in FIELDS.items():
        names = [name for field in fields for name in field.synonyms]
        doubled = {name for name in names if names.count(name) > 1}
        assert doubled == ({"ngay hen tra moi", "hen tra moi"} if kind is ImportKind.FILES else set())


@pytest.mark.parametrize("kind", list(ImportKind))
def test_the_english_headings_of_our_own_exports_are_known(kind):
    columns = columns_of(*(field.title for field in FIELDS[kind]), kind=kind)
    assert columns == {field.key: field.title for field in FIELDS[kind]}
