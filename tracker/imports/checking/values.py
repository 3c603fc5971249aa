"""Single cells read as what their field holds: a status, a channel, a number, yes or no, a duration, a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from tracker.deadlines import Duration, DurationUnit
from tracker.imports.checking.fields import CellKind
from tracker.imports.reading.cells import Cell, as_written, says_nothing
from tracker.messages import InputError
from tracker.records.lifecycle import Channel, FileStatus
from tracker.text import fold, normalise

_STATUS_WORDS: Mapping[FileStatus, str] = MappingProxyType(
    {
        FileStatus.REGISTERED: "1|receiving|Mới đăng ký|Đã đăng ký|Chờ tiếp nhận|Mới nộp|Đã nộp|Chưa tiếp nhận",
        FileStatus.ACCEPTED: "2|new|Được tiếp nhận|Đã tiếp nhận|Mới tiếp nhận|Tiếp nhận",
        FileStatus.REFUSED: "3|denied|Không được tiếp nhận|Từ chối|Từ chối tiếp nhận|Không tiếp nhận|Đã từ chối"
        "|Không được tiếp nhận (từ chối)|Từ chối giải quyết|Trả lại hồ sơ|Trả lại|Đã trả lại"
        "|Không đủ điều kiện giải quyết|Không đủ điều kiện|Không đủ điều kiện tiếp nhận",
        FileStatus.PROCESSING: "4|Đang xử lý|Đang giải quyết|Chờ xử lý|Đang thụ lý|Chờ thụ lý|Đang thẩm định"
        "|Chờ phê duyệt|Chờ duyệt|Chờ ký|Đang trình ký|Chưa xử lý|Chưa giải quyết|Chưa xử lý xong",
        FileStatus.SUPPLEMENT: "5|waiting|Yêu cầu bổ sung giấy tờ|Yêu cầu bổ sung|Yêu cầu bổ sung hồ sơ|Chờ bổ sung"
        "|Chờ bổ sung hồ sơ|Đang chờ bổ sung|Bổ sung hồ sơ|Chờ công dân bổ sung|Tạm dừng chờ bổ sung",
        FileStatus.PAYMENT: "6|paying|Yêu cầu thực hiện nghĩa vụ tài chính|Thực hiện nghĩa vụ tài chính"
        "|Chờ thực hiện nghĩa vụ tài chính|Nghĩa vụ tài chính|Chờ thanh toán|Chờ nộp phí|Chờ nộp phí, lệ phí",
        FileStatus.WITHDRAWN: "7|cancelled|Công dân yêu cầu rút hồ sơ|Công dân rút hồ sơ|Yêu cầu rút hồ sơ|Rút hồ sơ"
        "|Đã rút hồ sơ|Đã rút|Xin rút|Xin rút hồ sơ|Rút|Hủy hồ sơ|Đã hủy|Hủy",
        FileStatus.STOPPED: "8|unresolved|Dừng xử lý|Tạm dừng xử lý|Tạm dừng|Dừng giải quyết|Tạm dừng giải quyết|Dừng",
        FileStatus.FINISHED: "9|releasing|Đã xử lý xong|Đã xử lý|Xử lý xong|Đã giải quyết|Đã giải quyết xong"
        "|Hoàn thành|Đã hoàn thành|Đã có kết quả|Có kết quả|Chờ trả kết quả|Đã kết thúc|Kết thúc"
        "|Đã xử lý xong, chờ trả kết quả|Đã giải quyết xong, chờ trả kết quả",
        FileStatus.RETURNED: "10|done|Đã trả kết quả|Trả kết quả|Đã trả|Đã trả kết quả cho công dân",
    }
)
_CHANNEL_WORDS: Mapping[Channel, str] = MappingProxyType(
    {
        Channel.ONLINE: "Trực tuyến|Nộp trực tuyến|Qua mạng|Dịch vụ công|Cổng dịch vụ công|DVCTT|Tiếp nhận trực tuyến"
        "|Trực tuyến toàn trình|Trực tuyến một phần|Nộp qua mạng|Cổng DVC quốc gia|Cổng dịch vụ công quốc gia",
        Channel.COUNTER: "Trực tiếp|Nộp trực tiếp|Tại một cửa|Tại quầy|Một cửa|Tiếp nhận trực tiếp"
        "|Tại bộ phận một cửa|Trực tiếp tại một cửa",
        Channel.POST: "BCCI|Bưu chính công ích|Bưu chính|Qua bưu chính|Qua bưu chính công ích|Bưu điện|Qua bưu điện"
        "|Dịch vụ bưu chính công ích|Qua dịch vụ bưu chính công ích|Dịch vụ bưu chính",
    }
)


_YES = frozenset({"x", "co", "yes", "y", "true", "dung", "1", "phai"})
_NO = frozenset({"khong", "no", "n", "false", "sai", "0", "khong phai", "o"})
_CHECK_MARKS = frozenset("✓✔☑")
_TIMELINESS = re.compile(r"(truoc|dung|trong|qua|tre|som|con|den|sap den|chua den) (han|thoi han)")
_NUMBERED = re.compile(r"(10|[1-9]) (.+)")
_RESULT_ABBREVIATED = re.compile(r"\bkq\b")
_DECIMAL = re.compile(r"\d+(?:[.,]\d+)?")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?:[.,]\d+)?")
_TWO_WAYS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_DURATION = re.compile(r"(\d+) (ngay lam viec|ngay|gio lam viec|gio|working days?|days?|hours?)\b")
_FROM_TO = re.compile(r"(\d+) (?:(?:den|toi|hoac|to|or) )?(\d+) (?:ngay|gio|working|days?|hours?)\b")
_SAME_DAY = re.compile(r"(trong|ngay trong)( buoi)? ngay( lam viec)?|same day")
_NO_DURATION = re.compile(r"khong (quy dinh|co|ap dung)( thoi han)?|chua (co )?quy dinh")
_PROCEDURE_CODE_DIGITS = 6
_MORE_THAN_A_SPREADSHEET_KEEPS = 10**15

_Meaning = TypeVar("_Meaning", bound=StrEnum)


def _by_word(words: Mapping[_Meaning, str]) -> dict[str, _Meaning]:
    known: dict[str, _Meaning] = {}
    for meaning, spoken in words.items():
        known.update((fold(word), meaning) for word in (str(meaning), *spoken.split("|")))
    return known


_STATUSES = _by_word(_STATUS_WORDS)
_CHANNELS = _by_word(_CHANNEL_WORDS)


def read_text(cell: Cell) -> str | None:
    """Return the text in its normal form, or None when the cell says nothing."""
    if isinstance(cell, str):
        text = normalise(cell)
        return None if says_nothing(text) else text
    if isinstance(cell, (int, float)) and abs(cell) >= _MORE_THAN_A_SPREADSHEET_KEEPS:
        raise InputError(
            "“%(value)s” is a number, of which a spreadsheet keeps only the first 15 digits; the others are lost. "
            "Export the list again with this column as text, or write the true value into the cell as text.",
            value=f"{cell:.0f}",
        )
    return as_written(cell) or None


def read_procedure_code(cell: Cell) -> str | None:
    """Return a procedure's code, also where the spreadsheet has made a number of it: 2.00072 is 2.000720."""
    if isinstance(cell, float) and cell >= 10**_PROCEDURE_CODE_DIGITS and cell.is_integer():
        return f"{cell / 10**_PROCEDURE_CODE_DIGITS:.{_PROCEDURE_CODE_DIGITS}f}"
    if isinstance(cell, float) and not cell.is_integer():
        return f"{cell:.{_PROCEDURE_CODE_DIGITS}f}"
    return read_text(cell)


def read_status(cell: Cell) -> FileStatus | None:
    """Return the status; None when the cell says nothing, or only whether the file is in time."""
    text = read_text(cell)
    if text is None:
        return None
    words = _RESULT_ABBREVIATED.sub("ket qua", fold(text)).removeprefix("ho so ")
    numbered = _NUMBERED.fullmatch(words)
    for known in (words, numbered[2] if numbered else words):
        status = _STATUSES.get(known) or _STATUSES.get(_TIMELINESS.sub("", known).strip())
        if status or not _TIMELINESS.sub("", known).strip():
            return status
    raise InputError(
        "“%(value)s” is no known status. Write one of: Đang xử lý, Yêu cầu bổ sung, Đã xử lý xong, Đã trả kết quả, "
        "Rút hồ sơ, Từ chối tiếp nhận.",
        value=text,
    )


def read_channel(cell: Cell) -> Channel | None:
    """Return the channel, None where nothing is written."""
    text = read_text(cell)
    if text is None:
        return None
    channel = _CHANNELS.get(fold(text))
    if channel is None:
        raise InputError(
            "“%(value)s” is no known channel. Write one of: Trực tuyến, Trực tiếp, Bưu chính công ích.", value=text
        )
    return channel


def read_number(cell: Cell) -> Decimal | None:
    """Return a number of zero or more; a trailing percent sign is left out, 80% is 80."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and cell >= 0:
        return Decimal(as_written(cell))
    text = read_text(cell)
    if text is None:
        return None
    digits = text.removesuffix("%").strip()
    if _TWO_WAYS.fullmatch(digits):
        raise InputError(
            "“%(value)s” can be read as a whole number or as a fraction. Write it without separating the thousands, "
            "or with one digit more or less after the comma.",
            value=text,
        )
    if _DECIMAL.fullmatch(digits):
        return Decimal(digits.replace(",", "."))
    if _GROUPED.fullmatch(digits):
        return _grouped(digits)
    raise InputError("“%(value)s” is not a number of zero or more. Write it in digits, for example 1,5.", value=text)


def _grouped(digits: str) -> Decimal:
    """Return a number whose thousands are separated; the last mark is a comma or point only if it occurs once."""
    last = max(digits.rfind(","), digits.rfind("."))
    if last < 0 or digits.count(digits[last]) > 1:
        return Decimal(re.sub(r"\D", "", digits))
    return Decimal(f"{re.sub(r'[^0-9]', '', digits[:last])}.{digits[last + 1 :]}")


def read_yes_no(cell: Cell) -> bool | None:
    """Return True for x, Có, 1 and a check mark, False for Không and 0, None for an empty cell."""
    if isinstance(cell, bool):
        return cell
    text = read_text(cell)
    if text is None:
        return None
    word = fold(text)
    if word in _YES or text in _CHECK_MARKS:
        return True
    if word in _NO:
        return False
    raise InputError("“%(value)s” is neither yes nor no. Write Có or Không.", value=text)


def read_duration(cell: Cell) -> Duration | None:
    """Return how long a procedure may take; a bare number counts working days, "Không quy định" is None."""
    text = read_text(cell)
    words = fold(text) if text else ""
    if text is None or _NO_DURATION.fullmatch(words):
        return None
    if words.isdecimal():
        return Duration(int(words), DurationUnit.WORKING_DAY)
    if _SAME_DAY.fullmatch(words):
        return Duration(0, DurationUnit.WORKING_DAY)
    found = {(int(amount), _duration_unit(unit)) for amount, unit in _DURATION.findall(words)}
    if len(found) != 1 or re.search(r"\d[.,/]\d", text):
        raise InputError(
            "“%(value)s” is no time limit. Write one, for example “3 ngày làm việc”, “15 ngày”, “8 giờ” "
            "or “Không quy định”.",
            value=text,
        )
    if several := _FROM_TO.search(words):
        raise InputError(
            "“%(value)s” names two time limits, %(first)s and %(second)s. Write the one that is published.",
            value=text,
            first=several[1],
            second=several[2],
        )
    return Duration(*found.pop())


def _duration_unit(words: str) -> DurationUnit:
    if words.startswith(("gio", "hour")):
        return DurationUnit.HOUR
    return DurationUnit.WORKING_DAY if "lam viec" in words or "working" in words else DurationUnit.DAY


READERS: Mapping[CellKind, Callable[[Cell], object]] = MappingProxyType(
    {
        CellKind.TEXT: read_text,
        CellKind.PROCEDURE_CODE: read_procedure_code,
        CellKind.STATUS: read_status,
        CellKind.CHANNEL: read_channel,
        CellKind.NUMBER: read_number,
        CellKind.YES_NO: read_yes_no,
        CellKind.DURATION: read_duration,
    }
)
"""How the cells of each kind are read, one by one; columns of dates are resolved as a whole."""
