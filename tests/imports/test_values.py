from __future__ import annotations

from decimal import Decimal

import pytest

from tracker.deadlines import Duration, DurationUnit
from tracker.imports.checking.values import (
    read_channel,
    read_duration,
    read_number,
    read_procedure_code,
    read_status,
    read_text,
    read_yes_no,
)
from tracker.messages import InputError
from tracker.records.lifecycle import Channel, FileStatus


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("Mới đăng ký", FileStatus.REGISTERED),
        ("ĐƯỢC TIẾP NHẬN", FileStatus.ACCEPTED),
        ("Không được tiếp nhận (từ chối)", FileStatus.REFUSED),
        ("Đang xử lý\n", FileStatus.PROCESSING),
        ("Yêu cầu bổ sung giấy tờ", FileStatus.SUPPLEMENT),
        ("Yêu cầu thực hiện nghĩa vụ tài chính", FileStatus.PAYMENT),
        ("Công dân yêu cầu rút hồ sơ", FileStatus.WITHDRAWN),
        ("Dừng xử lý", FileStatus.STOPPED),
        ("Đã xử lý xong", FileStatus.FINISHED),
        ("Đã trả kết quả", FileStatus.RETURNED),
        ("Đã trả KQ", FileStatus.RETURNED),
        ("Hồ sơ đã trả kết quả", FileStatus.RETURNED),
        ("Đã xử lý xong, chờ trả kết quả", FileStatus.FINISHED),
        ("Không đủ điều kiện giải quyết", FileStatus.REFUSED),
        ("releasing", FileStatus.FINISHED),
        ("4", FileStatus.PROCESSING),
        (10.0, FileStatus.RETURNED),
        ("7 - Rút hồ sơ", FileStatus.WITHDRAWN),
        ("Đang xử lý (quá hạn)", FileStatus.PROCESSING),
        ("Đã xử lý trước hạn", FileStatus.FINISHED),
        ("Đúng hạn", None),
        ("Trước hạn", None),
        ("Quá hạn", None),
        ("", None),
        (None, None),
    ],
)
def test_a_status_is_known_by_its_words_its_number_and_its_key(written, status):
    assert read_status(written) is status


def test_an_unknown_status_is_refused_with_those_to_choose_from():
    with pytest.raises(InputError, match=r"“Đang bay” is no known status.*Đang xử lý"):
        read_status("Đang bay")


@pytest.mark.parametrize(
    ("written", "channel"),
    [
        ("Trực tuyến", Channel.ONLINE),
        ("TRỰC TIẾP", Channel.COUNTER),
        ("BCCI", Channel.POST),
        ("online", Channel.ONLINE),
        ("", None),
        (None, None),
    ],
)
def test_a_channel_is_known_by_its_words_and_an_empty_cell_says_none(written, channel):
    assert read_channel(written) is channel


def test_an_unknown_channel_is_refused():
    with pytest.raises(InputError, match="no known channel"):
        read_channel("Bồ câu")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1 234,5", "1234.5"),
        ("1,5", "1.5"),
        ("0.125", "0.125"),
        ("80%", "80"),
        (2.5, "2.5"),
        (3.0, "3"),
        (7, "7"),
    ],
)
def test_numbers_are_read_with_comma_or_point(written, number):
    assert read_number(written) == Decimal(number)


@pytest.mark.parametrize("written", ["một", "-1", -1.0, "1.234", "1,234", "1.2.3", True])
def test_what_is_no_number_or_two_numbers_is_refused(written):
    with pytest.raises(InputError):
        read_number(written)


@pytest.mark.parametrize(
    ("written", "answer"),
    [("x", True), ("Có", True), (1.0, True), (True, True), ("✓", True), ("Không", False), (0, False), ("", None)],
)
def test_yes_and_no_are_read_as_people_mark_them(written, answer):
    assert read_yes_no(written) is answer


def test_neither_yes_nor_no_is_refused():
    with pytest.raises(InputError, match="neither yes nor no"):
        read_yes_no("có thể")


@pytest.mark.parametrize(
    ("written", "duration"),
    [
        ("3 ngày làm việc", Duration(3, DurationUnit.WORKING_DAY)),
        ("01 ngày", Duration(1, DurationUnit.DAY)),
        ("30 ngày làm việc kể từ ngày nhận đủ hồ sơ", Duration(30, DurationUnit.WORKING_DAY)),
        ("1 giờ", Duration(1, DurationUnit.HOUR)),
        ("5", Duration(5, DurationUnit.WORKING_DAY)),
        (5.0, Duration(5, DurationUnit.WORKING_DAY)),
        ("Trong ngày làm việc", Duration(0, DurationUnit.WORKING_DAY)),
        ("Không quy định", None),
        ("", None),
    ],
)
def test_a_time_limit_is_read_with_its_unit(written, duration):
    assert read_duration(written) == duration


@pytest.mark.parametrize("written", ["nhanh", "15 ngày; 20 ngày", "0,5 ngày", "17/20/30 ngày", "99999 ngày"])
def test_what_is_not_one_time_limit_is_refused(written):
    with pytest.raises(InputError):
        read_duration(written)


def test_a_procedure_code_that_the_spreadsheet_made_a_number_is_mended():
    assert read_procedure_code(2.00072) == "2.000720"
    assert read_procedure_code(1001193.0) == "1.001193"
    assert read_procedure_code("1.001193.H56") == "1.001193.H56"


def test_text_is_composed_and_trimmed_and_a_number_has_no_point():
    assert read_text(" Ma\u0303  hô\u0300 sơ\n") == "Mã hồ sơ"
    assert read_text(912345678.0) == "912345678"
    assert read_text("-") is None


@pytest.mark.parametrize("written", ["7 - 10 ngày", "7-10 ngày làm việc", "7 đến 10 ngày", "từ 7 hoặc 10 ngày"])
def test_a_time_limit_from_one_number_to_another_is_not_decided_for_the_office(written):
    with pytest.raises(InputError, match="names two time limits, 7 and 10"):
        read_duration(written)
