from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest

from tracker.deadlines import Duration, DurationUnit
from tracker.imports.checking.data_rows import RowSort
from tracker.imports.checking.dates import DateOrder
from tracker.imports.checking.exchanged_dates import SpreadsheetDates
from tracker.imports.checking.fields import ImportKind
from tracker.imports.reading.error_cells import NOT_CALCULATED
from tracker.messages import InputError, translate
from tracker.records.lifecycle import FileStatus

HEADINGS = ["Mã hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý", "Ngày trả kết quả", "Trạng thái"]
RECEIVED, DUE, DONE_ON = "13/04/2026", "20/04/2026", "17/04/2026"


def told(problem):
    return translate(problem.message, "en")


def only_problem(checked):
    (problem,) = checked.problems
    assert not checked.rows
    return problem


def test_a_row_is_read_as_its_fields_hold_it(check):
    checked = check(
        [
            [
                "Mã hồ sơ",
                "Ngày tiếp nhận",
                "Ngày hẹn trả",
                "Trạng thái",
                "Hình thức nộp",
                "Cán bộ thụ lý",
                "Số ngày tạm dừng",
            ],
            ["H56.14-260413-0001", "13/04/2026 09:30:41", "", "Đang xử lý", "", "Trâ\u0300n Thị B ", "2"],
        ]
    )
    (row,) = checked.rows
    assert row.number == 2
    assert row.values == {
        "code": "H56.14-260413-0001",
        "received": date(2026, 4, 13),
        "received_time": time(9, 30, 41),
        "due": None,
        "status": FileStatus.PROCESSING,
        "channel": None,
        "handler": "Trần Thị B",
        "paused_days": Decimal(2),
    }


def test_a_column_that_the_sheet_lacks_has_no_key(check):
    (row,) = check([["Mã hồ sơ", "Ngày tiếp nhận"], ["H-1", RECEIVED]]).rows
    assert row.values.keys() == {"code", "received"}


def test_a_faulty_cell_is_told_with_its_place_and_keeps_only_its_own_row_out(check):
    checked = check([HEADINGS, ["H-1", "hôm qua", DUE, "", "", ""], ["H-2", RECEIVED, DUE, "", "", ""]])
    (problem,) = checked.problems
    assert (problem.sheet, problem.row, problem.column, problem.value) == ("Danh sách", 2, "Ngày tiếp nhận", "hôm qua")
    assert "is not a date" in told(problem)
    assert [row.number for row in checked.rows] == [3]


def test_the_same_unknown_status_is_told_in_each_of_its_rows(check):
    checked = check([HEADINGS, *[[f"H-{n}", RECEIVED, DUE, "", "", "Đang bay"] for n in range(3)]])
    assert [problem.row for problem in checked.problems] == [2, 3, 4]


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (["H-1", RECEIVED, "10/04/2026", "", "", ""], "Ngày hẹn trả", "Due on 10/04/2026"),
        (["H-1", RECEIVED, DUE, "10/04/2026", "", ""], "Ngày kết thúc xử lý", "received on 13/04/2026"),
        (["H-1", RECEIVED, DUE, "", "10/04/2026", ""], "Ngày trả kết quả", "received on 13/04/2026"),
        (["H-1", RECEIVED, DUE, "17/04/2026", "16/04/2026", ""], "Ngày trả kết quả", "finished on 17/04/2026"),
        (["H-1", RECEIVED, DUE, "", "", "Đã xử lý xong"], "Trạng thái", "neither a day of finish"),
        (["H-1", RECEIVED, DUE, "", "", "Đã trả kết quả"], "Trạng thái", "neither a day of finish"),
        (["H-1", RECEIVED, DUE, DONE_ON, "", "Đang xử lý"], "Ngày kết thúc xử lý", "still open"),
        (["H-1", RECEIVED, DUE, "", DONE_ON, "Yêu cầu bổ sung"], "Ngày trả kết quả", "still open"),
        (["H-1", RECEIVED, DUE, "", "", "Đã rút hồ sơ"], "Trạng thái", "the day is missing"),
        (["H-1", "", DUE, "", "", ""], "Ngày tiếp nhận", "Received on is missing"),
        (["", RECEIVED, DUE, "", "", "Đang xử lý"], "Mã hồ sơ", "File code is missing"),
    ],
)
def test_a_file_that_contradicts_itself_is_told(check, row, column, words):
    problem = only_problem(check([HEADINGS, row]))
    assert problem.column == column
    assert words in told(problem)


def test_a_file_finished_and_returned_in_order_is_accepted(check):
    assert len(check([HEADINGS, ["H-1", RECEIVED, DUE, DONE_ON, "18/04/2026", "Đã trả kết quả"]]).rows) == 1


def test_a_withdrawn_file_ended_on_its_day_of_finish_and_has_no_result(check):
    (row,) = check([HEADINGS, ["H-1", RECEIVED, DUE, DONE_ON, "", "Rút hồ sơ"]]).rows
    assert row.values["status_date"] == date(2026, 4, 17)
    assert row.values["finished"] is None


def test_a_refused_file_without_a_day_was_refused_on_the_day_it_came_in(check):
    refused, other = check(
        [HEADINGS, ["H-1", RECEIVED, DUE, "", "", "Từ chối"], ["H-2", RECEIVED, DUE, "", "", ""]]
    ).rows
    assert refused.values["status_date"] == date(2026, 4, 13)
    assert "status_date" not in other.values


def test_the_day_of_submission_stands_for_that_of_receipt(check):
    (row,) = check([["Mã hồ sơ", "Ngày nộp hồ sơ"], ["H-1", "13/04/2026 08:00"]]).rows
    assert row.values["received"] == row.values["submitted"] == date(2026, 4, 13)
    assert row.values["received_time"] == time(8)


def test_only_a_file_not_yet_received_may_lack_its_day_of_receipt(check):
    headings = ["Mã hồ sơ", "Ngày nộp hồ sơ", "Ngày tiếp nhận", "Trạng thái"]
    checked = check([headings, ["H-1", RECEIVED, "", "Mới đăng ký"], ["H-2", RECEIVED, "", "Đang xử lý"]])
    assert [row.values["received"] for row in checked.rows] == [date(2026, 4, 13)]
    assert [problem.row for problem in checked.problems] == [3]


def test_a_file_that_stands_twice_alike_is_taken_once_with_a_note(check):
    row = ["H-1", RECEIVED, DUE, "", "", ""]
    checked = check([HEADINGS, row, row])
    assert [accepted.number for accepted in checked.rows] == [2]
    assert "row 3" in translate(checked.notes[0], "en")
    assert not checked.problems


def test_a_file_that_stands_twice_with_other_data_names_the_first_row(check):
    checked = check([HEADINGS, ["H-1", RECEIVED, DUE, "", "", ""], ["H-1", RECEIVED, "21/04/2026", "", "", ""]])
    assert [accepted.number for accepted in checked.rows] == [2]
    assert "row 2" in told(checked.problems[0])
    assert checked.problems[0].row == 3


def test_dates_that_can_be_read_two_ways_are_a_question_and_an_answer_settles_it(check):
    rows = [["Mã hồ sơ", "Ngày tiếp nhận"], ["A-1", "03/04/2026"], ["A-2", "05/05/2026"]]
    (question,) = check(rows).questions
    assert (question.kind, question.subject, question.rows) == ("date_order", "Ngày tiếp nhận", (2,))
    assert [choice.value for choice in question.choices] == ["day_first", "month_first"]
    assert translate(question.choices[1].message, "en") == "day 4, month 3"
    answered = check(rows, date_order=DateOrder(question.choices[1].value))
    assert not answered.questions
    assert answered.rows[0].values["received"] == date(2026, 3, 4)


def test_an_answer_is_not_forced_on_a_column_that_tells_its_order_by_itself(check):
    rows = [["Mã hồ sơ", "Ngày tiếp nhận"], ["A-1", "03/04/2026"], ["A-2", "25/04/2026"]]
    checked = check(rows, date_order=DateOrder.MONTH_FIRST)
    assert [row.values["received"] for row in checked.rows] == [date(2026, 4, 3), date(2026, 4, 25)]


def test_the_day_in_the_file_codes_answers_before_anybody_is_asked(check):
    checked = check([["Mã hồ sơ", "Ngày tiếp nhận"], ["H56.14-260304-0001", "03/04/2026"]])
    assert not checked.questions
    assert checked.rows[0].values["received"] == date(2026, 3, 4)


def test_a_column_is_read_in_the_order_of_the_other_columns_before_its_days_are_guessed(check):
    checked = check([HEADINGS[:3], ["H-1", "13/04/2026", "10/04/2026"]])
    assert "Due on 10/04/2026" in told(checked.problems[0])


def test_the_other_dates_of_the_files_answer_before_anybody_is_asked(check):
    checked = check(
        [
            ["Mã hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả"],
            ["A-1", "2026-04-03", "05/04/2026"],
            ["A-2", "2026-04-20", "01/05/2026"],
        ]
    )
    assert not checked.questions
    assert checked.rows[1].values["due"] == date(2026, 5, 1)


def test_rows_that_are_no_data_are_counted_by_sort(check):
    checked = check([HEADINGS, [], ["H-1", RECEIVED, DUE, "", "", ""], ["Tổng cộng", "1"]])
    assert {skipped.sort: skipped.rows for skipped in checked.skipped} == {RowSort.BLANK: (2,), RowSort.TOTAL: (4,)}


def test_procedures_are_read_with_their_time_limits(check):
    headings = ["Mã số", "Tên", "Lĩnh vực", "Thời hạn giải quyết", "Hệ số", "Sau 15 giờ tính ngày sau"]
    rows = [
        ["DANH SÁCH THỦ TỤC HÀNH CHÍNH"],
        headings,
        ["1.001193", "Đăng ký khai sinh", "Hộ tịch", "01 ngày làm việc", 1.5, "x"],
    ]
    (row,) = check(rows, ImportKind.PROCEDURES).rows
    assert row.values == {
        "code": "1.001193",
        "name": "Đăng ký khai sinh",
        "field": "Hộ tịch",
        "duration": Duration(1, DurationUnit.WORKING_DAY),
        "weight": Decimal("1.5"),
        "late_receipt": True,
    }


def test_a_duty_day_may_name_the_official_or_the_code(check):
    rows = [
        ["Ngày", "Cán bộ trực", "Mã cán bộ"],
        ["13/04/2026", "", "CB01"],
        ["14/04/2026", "Trần Thị B", ""],
        ["15/04/2026", "", ""],
    ]
    checked = check(rows, ImportKind.DUTY)
    assert [row.number for row in checked.rows] == [2, 3]
    assert [problem.row for problem in checked.problems] == [4]


def test_rows_can_be_taken_by_number_and_in_slices(check):
    rows = check([HEADINGS, *[[f"H-{n}", RECEIVED, DUE, "", "", ""] for n in range(5)]]).rows
    assert rows[-1].values["code"] == "H-4"
    assert [row.values["code"] for row in rows[1:3]] == ["H-1", "H-2"]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#VALUE!", "#DIV/0!"])
@pytest.mark.parametrize(("column", "heading"), [(0, "Mã hồ sơ"), (2, "Ngày hẹn trả"), (5, "Trạng thái")])
def test_a_cell_that_shows_an_error_is_a_problem_and_not_empty(check, error, column, heading):
    row = ["H-1", RECEIVED, DUE, "", "", "Đang xử lý"]
    row[column] = error
    problem = only_problem(check([HEADINGS, row]))
    assert (problem.column, problem.value) == (heading, error)
    assert f"The cell shows {error}" in told(problem)


def test_an_error_in_a_column_that_is_not_read_troubles_nobody(check):
    assert len(check([[*HEADINGS, "Ghi chú"], ["H-1", RECEIVED, DUE, "", "", "", "#REF!"]]).rows) == 1


def test_a_heading_that_stands_twice_is_noted_with_both_columns(check):
    headings = ["Mã hồ sơ", "Ngày tiếp nhận", "Trạng thái", "Ngày tiếp nhận"]
    checked = check([headings, ["H-1", RECEIVED, "", RECEIVED]])
    assert [row.values["received"] for row in checked.rows] == [date(2026, 4, 13)]
    assert "Columns B and D" in translate(checked.notes[0], "en")


@pytest.mark.parametrize(("first", "second"), [(RECEIVED, "14/04/2026"), ("", RECEIVED), (RECEIVED, "")])
def test_two_columns_of_one_heading_must_not_say_different_things(check, first, second):
    headings = ["Mã hồ sơ", "Ngày tiếp nhận", "Trạng thái", "Ngày\ntiếp nhận "]
    problem = only_problem(check([headings, ["H-1", first, "", second]]))
    assert problem.column == "Ngày tiếp nhận"
    assert "Columns B and D" in told(problem)
    assert f"say “{first}” and “{second}”" in told(problem)


def test_a_heading_twice_that_is_read_for_two_fields_is_not_a_repetition(check):
    headings = ["Mã hồ sơ", "Ngày tiếp nhận", "Hẹn trả mới", "Hẹn trả mới"]
    assert check([headings, ["H-1", RECEIVED, "20/04/2026", "27/04/2026"]]).notes == ()


# 3 April and 5 April, opened by an Excel that reads the month first, and 25 April, which it left alone.
OPENED_IN_EXCEL = [
    ["Mã hồ sơ", "Ngày tiếp nhận"],
    ["A-1", date(2026, 3, 4)],
    ["A-2", date(2026, 5, 4)],
    ["A-3", "25/04/2026"],
    ["A-4", date(2026, 4, 4)],
]


def test_dates_that_excel_may_have_exchanged_are_a_question(check):
    (question,) = check(OPENED_IN_EXCEL).questions
    assert (question.kind, question.subject, question.rows) == ("spreadsheet_dates", "Ngày tiếp nhận", (2, 3))
    assert [translate(choice.message, "en") for choice in question.choices] == [
        "04/03/2026, as the cell shows it",
        "03/04/2026, day and month exchanged",
    ]


@pytest.mark.parametrize(
    ("answer", "days"),
    [
        (SpreadsheetDates.EXCHANGED, [(4, 3), (4, 5), (4, 25), (4, 4)]),
        (SpreadsheetDates.AS_SHOWN, [(3, 4), (5, 4), (4, 25), (4, 4)]),
    ],
)
def test_an_answer_settles_what_excel_did(check, answer, days):
    checked = check(OPENED_IN_EXCEL, spreadsheet_dates=answer)
    assert not checked.questions
    assert [row.values["received"] for row in checked.rows] == [date(2026, *day) for day in days]


def test_the_other_date_columns_of_such_a_sheet_are_asked_about_too(check):
    rows = [[*row, date(2026, 6, 4)] for row in OPENED_IN_EXCEL]
    rows[0][2] = "Ngày hẹn trả"
    assert [question.subject for question in check(rows).questions] == ["Ngày tiếp nhận", "Ngày hẹn trả"]


@pytest.mark.parametrize(
    "cells",
    [
        [date(2026, 3, 4), date(2026, 4, 13), "25/04/2026"],
        [date(2026, 3, 4), "04/03/2026", "25/04/2026"],
        [date(2026, 3, 4), date(2026, 4, 3)],
        [date(2026, 4, 4), "25/04/2026"],
    ],
)
def test_dates_that_excel_cannot_have_exchanged_are_believed(check, cells):
    rows = [["Mã hồ sơ", "Ngày tiếp nhận"], *([f"A-{at}", cell] for at, cell in enumerate(cells))]
    assert not check(rows).questions


def test_a_formula_that_was_never_calculated_is_a_problem_and_not_empty(check):
    checked = check([HEADINGS[:3], ["H-1", RECEIVED, NOT_CALCULATED]])
    problem = only_problem(checked)
    assert (problem.row, problem.column) == (2, "Ngày hẹn trả")
    assert "was never calculated. Open the list in Excel, save it and import it again" in told(problem)


@pytest.mark.parametrize("code", [26110200012345678901, 2.61102e19])
def test_a_code_whose_last_digits_the_spreadsheet_has_lost_is_refused(check, code):
    assert "a spreadsheet keeps only the first 15 digits" in told(only_problem(check([HEADINGS[:2], [code, RECEIVED]])))


def test_codes_that_are_numbers_in_the_spreadsheet_are_read_and_noted_since_they_may_have_lost_zeros(check):
    checked = check([HEADINGS[:2], [12345.0, RECEIVED], ["H-2", RECEIVED], [17.0, RECEIVED]])
    assert [row.values["code"] for row in checked.rows] == ["12345", "H-2", "17"]
    (note,) = checked.notes
    assert "2 codes are numbers in the spreadsheet, among them 12345" in translate(note, "en")
    assert check([HEADINGS[:2], ["00012", RECEIVED]]).notes == ()


def test_a_second_list_below_with_its_columns_in_another_order_is_refused_with_its_row(check):
    other = ["Mã hồ sơ", "Ngày tiếp nhận", "Ngày kết thúc xử lý", "Ngày hẹn trả"]
    with pytest.raises(InputError) as refused:
        check(
            [HEADINGS[:4], ["H-1", RECEIVED, DUE, DONE_ON], ["II. Đang giải quyết"], other, ["H-2", RECEIVED, "", DUE]]
        )
    assert "row 4: another list begins here" in translate(refused.value.message, "en")
    assert "“Ngày kết thúc xử lý” stands below “Ngày hẹn trả”" in translate(refused.value.message, "en")


def test_a_second_list_below_with_the_same_columns_is_read_on(check):
    checked = check(
        [HEADINGS[:3], ["H-1", RECEIVED, DUE], ["II. Đang giải quyết"], HEADINGS[:3], ["H-2", RECEIVED, DUE]]
    )
    assert [row.values["code"] for row in checked.rows] == ["H-1", "H-2"]
    assert checked.problems == ()


def test_units_in_brackets_below_the_headings_are_no_row(check):
    checked = check([HEADINGS[:3], [None, "(ngày)", "(ngày, giờ)"], ["H-1", RECEIVED, DUE]])
    assert checked.problems == ()
    assert [row.number for row in checked.rows] == [3]


def test_headings_in_two_rows_that_stand_on_each_page_are_no_rows(check):
    headings = [["STT", "Mã hồ sơ", "Ngày, tháng, năm", None], [None, None, "Nhận hồ sơ", "Hẹn trả kết quả"]]
    checked = check([*headings, ["1", "H-1", RECEIVED, DUE], *headings, ["2", "H-2", RECEIVED, DUE]])
    assert checked.problems == ()
    assert [row.values["code"] for row in checked.rows] == ["H-1", "H-2"]


@pytest.mark.parametrize(
    ("font", "heading", "name"),
    [
        ("TCVN3 (ABC)", "M· hå s¬", "NguyÔn ThÞ Thoan"),
        ("TCVN3 (ABC)", "Mã hồ sơ", "Ph¹m ThÞ Hång Nhµn"),
        ("VNI", "Maõ hoà sô", "Nguyeãn Thò Thoan"),
        ("VNI", "Mã hồ sơ", "Phaïm Thò Hoàng Nhaøn"),
    ],
)
def test_a_list_in_an_old_font_is_refused_with_the_name_of_the_font(check, font, heading, name):
    status = {"TCVN3 (ABC)": "Đang gi¶i quyÕt", "VNI": "Ñang giaûi quyeát"}[font]
    with pytest.raises(InputError) as refused:
        check([[heading, "Ngày tiếp nhận", "Cán bộ thụ lý", "Trạng thái"], ["H-1", RECEIVED, name, status]])
    said = translate(refused.value.message, "en")
    assert f"written for the old font {font}" in said
    assert name in said or status in said


@pytest.mark.parametrize(
    "name",
    [
        "Müller · Đà Nẵng",
        "Lê Thị Hoà",
        "Nguyễn Thuý Hoàng",
        "© 2026 Sở Nội vụ",
        "Số nhà 1½",
        "Thửa 12, 120 m²",
        "HÐND xã «Đồng Tiến»",
    ],
)
def test_text_in_unicode_is_never_taken_for_an_old_font(check, name):
    headings = ["Mã hồ sơ", "Ngày tiếp nhận", "Tên thủ tục"]
    assert len(check([headings, ["H-1", RECEIVED, name], ["H-2", RECEIVED, name]]).rows) == 2
