"""Laws that a text names by name and date or year, or up to their number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from plugins.regulations.dates import DATE, DAY, WORD_OF_A_YEAR, YEAR, as_date
from plugins.regulations.numbers import NUMBER_BEGINS

_LAW = re.compile(
    r"(?:[Bb]ộ [Ll]uật|BỘ LUẬT|[Ll]uật|LUẬT|Pháp lệnh|PHÁP LỆNH|Hiến pháp|HIẾN PHÁP|Bo luat|Luat|Phap lenh)(?!\w)"
)
_ANOTHER = re.compile(
    r"(?:Bộ luật|BỘ LUẬT|Luật(?! sư)|(?<!PHÁP )LUẬT(?! SƯ)|Pháp lệnh|PHÁP LỆNH|Hiến pháp|HIẾN PHÁP|Nghị định|"
    r"Nghị quyết|Quyết định|Thông tư|Chỉ thị|Công văn|Kế hoạch)(?!\w)"
)
_END_OF_A_NAME = re.compile(r"[\d;:]|\n\s*\n|\.\s")
_PASSED = re.compile(
    r"[\s,(]*(?:(?:đã\s+)?được\s+(?:Quốc hội|Ủy ban Thường vụ Quốc hội|UBTVQH|ban hành|thông qua)[^,;]{0,60}"
    r"|(?:do\s+Quốc hội\s+)?(?:ban hành|thông qua)|(?:hiện hành|mới|cũ)"
    r"|của\s+(?:Quốc hội|Ủy ban Thường vụ Quốc hội))?[\s,(]*(?:ngày|NGÀY|ngay|năm|NĂM|nam)?\s*$"
)
_AMENDED_IN = re.compile(r"\(\s*(?:sửa đổi|bổ sung|thay thế)[^)]*$")
"""The year that follows is that of the amendment: Luật Viên chức (sửa đổi năm 2019)."""
_NO_END_OF_A_NAME = " \n,-\"'”’»"
_BEFORE_A_NUMBER = re.compile(r"[\s,(]*(?:(?:[Ll]uật|LUẬT|Luat)\s+)?(?:số|SỐ|so)?\s*:?\s*$")
_AMENDING = re.compile(r"\s+(?:sửa đổi|SỬA ĐỔI|về|VỀ)\b")
_NO_PART_OF_A_NAME = re.compile(
    r"(?<!\w)(?:cho|được|đã|đang|sẽ|nhằm|để|khi|nếu|bằng|hội nghị|lớp|tuyên truyền|phổ biến|triển khai|kế hoạch|"
    r"có hiệu lực|này|đó|nêu trên|gồm|như|theo quy định)(?!\w)"
    r"|(?<!\w)(?:từ|đến|tới|trong|vào|đầu|cuối|hết|trước|sau|quý|tháng|khóa|đợt)\s*(?:ngày|năm)?\s*$"
)
_BEGINS_NO_NAME = re.compile(
    r"(?:này|đó|ấy|nào|trên|sau|mới|cũ|hiện|và|hoặc|hay|về|của|do|là|có|đã|được|đang|sẽ|cũng|chưa|không|phải|thì|"
    r"quy|ban|từ|đến|tới|trong|vào|tại|ở|theo|cho|năm|ngày|sư|gia|pháp|lệ|tục|khoa|học|chơi|bóng|thi đấu|su|nay|"
    r"moi)(?!\w)"
)
"""Words that follow the word for a law where it names none; older texts write its name with a small letter."""
_NO_LAW_AFTER = re.compile(
    r"(?:pháp|kỷ|quy|điều|dự|dự thảo|học|cử nhân|thạc sĩ|tiến sĩ|khoa|ngành|hội|đoàn|văn phòng|tủ sách|môn)\s+$",
    re.IGNORECASE,
)
_OFTEN_TYPED_SMALL = re.compile(
    r"(?:đất đai|nhà ở|hộ tịch|cư trú|căn cước|xây dựng|đầu tư|đấu thầu|giáo dục|trẻ em|thanh niên|lao động|dân sự|"
    r"hình sự|hôn nhân|bảo hiểm|khám bệnh|dược|an toàn|bảo vệ|phòng|xử lý|tố tụng|tố cáo|khiếu nại|tiếp công dân|"
    r"tiếp cận|thi đua|cán bộ|viên chức|công chứng|công đoàn|công an|quốc tịch|quản lý|quy hoạch|ngân sách|kế toán|"
    r"thuế|phí|doanh nghiệp|hợp tác xã|tổ chức|bầu cử|nghĩa vụ|dân quân|người|nuôi con|lưu trữ|giao thông|giao dịch|"
    r"đường|thủy lợi|lâm nghiệp|chăn nuôi|trồng trọt|thú y|tài nguyên|khoáng sản|môi trường|thực hiện|thanh tra|"
    r"trợ giúp|hòa giải|bình đẳng|tín ngưỡng|di sản|du lịch|quảng cáo|thư viện|thể dục|phổ biến|ban hành)(?!\w)"
)
"""With these words begin the names of laws that also people who write no capitals cite by name."""
LOOKED_BACK, LONGEST_NAME = 24, 240


@dataclass(frozen=True, slots=True)
class NamedLaw:
    """A law by its name, with the date or the year of its issue, or up to where its number begins."""

    name: str
    start: int
    end: int
    issued_on: date | None = None
    issued_in: int | None = None


def laws_in(text: str) -> Iterator[NamedLaw]:
    """Give the laws that a normalised text names, in its order."""
    end = 0
    for law in _LAW.finditer(text):
        if law.start() < end or _is_no_law(text, law.start()):
            continue
        named = _named(text, law.start(), law.end())
        if named is not None:
            yield named
            end = named.end


def _named(text: str, start: int, head_end: int) -> NamedLaw | None:
    """Return the law that is named here with its date or its year, or up to its number."""
    stop = _END_OF_A_NAME.search(text, head_end, head_end + LONGEST_NAME)
    if stop is None or not stop[0].isdigit():
        return None
    has_number = NUMBER_BEGINS.match(text, stop.start()) is not None
    written = text[head_end : stop.start()]
    name = _BEFORE_A_NUMBER.sub("", written) if has_number else _PASSED.sub("", written, count=1)
    if not _is_name(text[start:head_end], name):
        return None
    if _AMENDED_IN.search(name):
        return None
    said = " ".join((text[start:head_end] + name).rstrip(_NO_END_OF_A_NAME).split())
    if has_number:
        return NamedLaw(said, start, stop.start())
    return _with_its_date(text, start, stop.start(), said)


def _with_its_date(text: str, start: int, digit: int, name: str) -> NamedLaw | None:
    found = _begun_by(DAY, DATE, text, start, digit)
    if found is not None:
        return NamedLaw(name, start, _end_with_bracket(text, start, found.end()), as_date(found), int(found[3]))
    found = _begun_by(WORD_OF_A_YEAR, YEAR, text, start, digit) or YEAR.match(text, digit)
    if found is None:
        return None
    year = int(found["said"] or found["alone"])
    return NamedLaw(name, start, _end_with_bracket(text, start, found.end()), None, year)


def _begun_by(
    word: re.Pattern[str], wanted: re.Pattern[str], text: str, start: int, digit: int
) -> re.Match[str] | None:
    """Return what the last such word before a digit begins."""
    places = [found.start() for found in word.finditer(text, start, digit)]
    return wanted.match(text, places[-1]) if places else None


def _end_with_bracket(text: str, start: int, end: int) -> int:
    """Return where a citation ends: behind the bracket that closes the one in it, as in Luật Cư trú (2020)."""
    is_open = text.count("(", start, end) > text.count(")", start, end)
    return end + 1 if is_open and text[end : end + 1] == ")" else end


def _is_no_law(text: str, start: int) -> bool:
    """Whether the word for a law stands inside another word, or in the name of a school or an association."""
    before = text[max(0, start - LOOKED_BACK) : start]
    return before[-1:].isalnum() or bool(_NO_LAW_AFTER.search(before))


def _is_name(head: str, name: str) -> bool:
    """Whether what stands between the word for a law and its date or number is its name."""
    name = name.strip()
    if head[0].islower() and not (name[:1].isupper() or _OFTEN_TYPED_SMALL.match(name)):
        return False
    if head.casefold() == "hiến pháp":
        return not name or name.startswith("nước ")
    if not name or _ANOTHER.search(name) is not None or _BEGINS_NO_NAME.match(name):
        return bool(_AMENDING.match(f" {name}")) and not _NO_PART_OF_A_NAME.search(name)
    further = " ".join((name.lower() if name.isupper() else name).split()[2:])
    return not _NO_PART_OF_A_NAME.search(further)
