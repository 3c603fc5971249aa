"""Citations: which documents a text names, by number in every form that real documents have, and laws by name and date.

A text is read once: at each number that may begin a document's number, and at each word that names a law. What is found
is written as it should be; nothing is looked up here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from plugins.regulations.numbers import ISSUERS, NUMBER_BEGINS, TYPES, Number, read_symbol

_LAW = re.compile(r"(?:[Bb]ộ [Ll]uật|BỘ LUẬT|[Ll]uật|LUẬT|Pháp lệnh|PHÁP LỆNH|Hiến pháp|HIẾN PHÁP)(?!\w)")
_ANOTHER = re.compile(
    r"(?:Bộ luật|BỘ LUẬT|Luật|(?<!PHÁP )LUẬT|Pháp lệnh|PHÁP LỆNH|Hiến pháp|HIẾN PHÁP|Nghị định|Nghị quyết|Quyết định|"
    r"Thông tư|Chỉ thị|Công văn|Kế hoạch)(?!\w)"
)
_DATE = re.compile(
    r"[Nn](?:gày|GÀY)\s{0,3}(\d{1,2})\s{0,3}(?:[/.-]|tháng|THÁNG)\s{0,3}(\d{1,2})\s{0,3}(?:[/.-]|năm|NĂM)\s{0,3}(\d{4})"
)
_YEAR = re.compile(r"(?:(?:năm|NĂM)\s{1,3}|(?<=[\s(]))((?:19|20)\d\d)(?!\d|[/.-]\d)")
_BEFORE_ITS_DATE = re.compile(r"\s{0,3},?\s{0,3}\(?(?:của [^.;,\n\d]{2,80}?\s|được ban hành |ban hành )?")
_END_OF_A_NAME = re.compile(r"[\d;:]|\n\s*\n|\.\s")
_PASSED = re.compile(
    r"[\s,(]*(?:(?:đã\s+)?được\s+(?:Quốc hội|Ủy ban Thường vụ Quốc hội|UBTVQH|ban hành|thông qua)[^,;]{0,60}"
    r"|của\s+(?:Quốc hội|Ủy ban Thường vụ Quốc hội))?[\s,(]*(?:ngày|NGÀY|năm|NĂM)?\s*$"
)
_BEFORE_A_NUMBER = re.compile(r"[\s,(]*(?:(?:[Ll]uật|LUẬT)\s+)?(?:số|SỐ)?\s*:?\s*$")
_AMENDING = re.compile(r"\s+(?:sửa đổi|SỬA ĐỔI|về|VỀ)\b")
_NO_PART_OF_A_NAME = re.compile(
    r"(?<!\w)(?:cho|được|đã|đang|sẽ|nhằm|để|khi|nếu|bằng|hội nghị|lớp|tuyên truyền|phổ biến|triển khai|kế hoạch|"
    r"có hiệu lực|này|đó|nêu trên|gồm|như|theo quy định)(?!\w)"
    r"|(?<!\w)(?:từ|đến|tới|trong|vào|đầu|cuối|hết|trước|sau|quý|tháng|khóa|đợt)\s*(?:ngày|năm)?\s*$"
)
_BEGINS_NO_NAME = re.compile(
    r"(?:này|đó|ấy|nào|trên|sau|mới|cũ|hiện|và|hoặc|hay|về|của|do|là|có|đã|được|đang|sẽ|cũng|chưa|không|phải|thì|"
    r"quy|ban|từ|đến|tới|trong|vào|tại|ở|theo|cho|năm|ngày|sư|gia|pháp|lệ|tục|khoa|học)(?!\w)"
)
"""Words that follow the word for a law where it names none; older texts write the name of a law with a small letter."""
_NO_LAW_AFTER = re.compile(
    r"(?:pháp|kỷ|quy|điều|dự|dự thảo|học|cử nhân|thạc sĩ|tiến sĩ|khoa|ngành|hội|đoàn|văn phòng|tủ sách|môn)\s+$",
    re.IGNORECASE,
)
_OF_NO_LAW = re.compile(r"(?:mẫu|biểu|biểu mẫu|phụ lục|lô|thửa|tờ bản đồ)(?:\s+số)?\s*:?\s*$", re.IGNORECASE)
_SAID_TO_BE_ONE = re.compile(
    r"(?:văn bản|công văn|luật|lệnh|nghị định|nghị quyết|quyết định|quy định|thông tư|chỉ thị|công điện|thông báo|"
    r"kế hoạch|tờ trình|báo cáo|chương trình|kết luận|hướng dẫn|quy chế|đề án|phương án|giấy mời)\s*(?:số)?\s*:?\s*$",
    re.IGNORECASE,
)
_DECREE_WITHOUT_SYMBOL = re.compile(
    r"(?:[Nn]ghị định|NGHỊ ĐỊNH)\s+(?:(?:số|SỐ)\s*:?\s*)?(\d{1,4})/((?:19|20)\d\d)(?!\d|\s*[/-])"
)
"""A decree is the Government's, so its number is known without NĐ-CP."""
_SEPARATOR = re.compile(r"[-/.]")
_LEGISLATURE = re.compile(r"(?:QH|UBTVQH)\d{1,2}")
_OWN_NUMBER = re.compile(r"Số\s*:\s*$")
LOOKED_BACK, LONGEST_NAME, FURTHEST_DATE, HEAD_OF_A_DOCUMENT = 24, 240, 120, 1500


@dataclass(frozen=True, slots=True)
class Citation:
    """One document that a text names, from `start` to `end` of the normalised text.

    By `number`, or a law by `name` and the date or the year of its issue; a law cited by name and number has both.
    """

    text: str
    start: int
    end: int
    number: Number | None
    name: str | None = None
    issued_on: date | None = None
    issued_in: int | None = None


def citations_in(text: str) -> list[Citation]:
    """Return what a normalised text cites, in its order."""
    numbers = {one.start: one for one in (*_by_number(text), *_decrees_without_symbol(text))}
    found: list[Citation] = []
    end = 0
    for law in _LAW.finditer(text):
        if law.start() < end or _is_no_law(text, law.start()):
            continue
        named = _by_name(text, law.start(), law.end())
        if named is None:
            continue
        number = numbers.get(named.end)
        if named.issued_in is not None:
            found.append(named)
        elif number is not None and number.number is not None and "QH" in number.number.symbol:
            numbers[named.end] = replace(number, name=named.name)
        else:
            continue
        end = named.end
    return sorted((*found, *numbers.values()), key=lambda one: one.start)


def _by_number(text: str) -> Iterator[Citation]:
    end = 0
    for begun in NUMBER_BEGINS.finditer(text):
        start = begun.start()
        if start < end or not _may_begin(text, start):
            continue
        symbol = read_symbol(text, begun.end())
        if symbol is None or not _is_number(text, begun, symbol[0]):
            continue
        end = symbol[1]
        year = int(begun["year"]) if begun["year"] else None
        number = Number(begun["serial"], year, symbol[0], is_of_party=begun["hyphen"] is not None)
        day = _issued_after(text, end)
        yield Citation(text[start:end], start, end, number, None, day, day.year if day else None)


def _decrees_without_symbol(text: str) -> Iterator[Citation]:
    for found in _DECREE_WITHOUT_SYMBOL.finditer(text):
        day = _issued_after(text, found.end())
        number = Number(found[1], int(found[2]), "NĐ-CP")
        yield Citation(text[found.start(1) : found.end()], found.start(1), found.end(), number, None, day)


def _may_begin(text: str, start: int) -> bool:
    """Whether a number may begin here: not inside another number, a code or a word in capitals."""
    if start == 0:
        return True
    before = text[start - 1]
    earlier = text[start - 2] if start > 1 else " "
    if before.isdigit() or before.isupper() or before == "/" or (before == "_" and earlier.isalnum()):
        return False
    if before == "-":
        return not (earlier.isalnum() or earlier == "/")
    return not (before in ".,:" and earlier.isdigit())


def _is_number(text: str, begun: re.Match[str], symbol: str) -> bool:
    """Whether a serial and a symbol are the number of a document."""
    start = begun.start()
    before = text[max(0, start - LOOKED_BACK) : start]
    if _OF_NO_LAW.search(before) or (start < HEAD_OF_A_DOCUMENT and _is_its_own(before)):
        return False
    words = _SEPARATOR.split(symbol)
    if begun["hyphen"]:
        return "/" in symbol and words[0] in TYPES
    if words[0].startswith("HĐ") and words[0] not in ISSUERS:
        return (words[0] == "HĐ" and words[-1] in ISSUERS) or bool(_SAID_TO_BE_ONE.search(before))
    if len(words) > 1 or symbol in ISSUERS:
        return True
    return bool(_LEGISLATURE.fullmatch(symbol) or _SAID_TO_BE_ONE.search(before))


def _is_its_own(before: str) -> bool:
    """Whether the number that follows is that of the document itself: `Số: ` under its head or on a line of its own."""
    own = _OWN_NUMBER.search(before)
    if own is None:
        return False
    head = before[: own.start()].rstrip(" |")
    return not head or head[-1] == "\n" or head[-1].isupper()


def _issued_after(text: str, end: int) -> date | None:
    """Return the date that follows a number."""
    if text.find("ngày", end, end + FURTHEST_DATE) < 0:
        return None
    found = _DATE.search(text, end, end + FURTHEST_DATE)
    if found is None or not _BEFORE_ITS_DATE.fullmatch(text, end, found.start()):
        return None
    return _as_date(found)


def _as_date(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


def _by_name(text: str, start: int, head_end: int) -> Citation | None:
    """Return the law that is named here with its date or its year, or up to its number."""
    stop = _END_OF_A_NAME.search(text, head_end, head_end + LONGEST_NAME)
    if stop is None or not stop[0].isdigit():
        return None
    has_number = NUMBER_BEGINS.match(text, stop.start()) is not None
    written = text[head_end : stop.start()]
    name = _BEFORE_A_NUMBER.sub("", written) if has_number else _PASSED.sub("", written, count=1)
    if not _is_name(text[start:head_end], name):
        return None
    said = " ".join((text[start:head_end] + name).split())
    if has_number:
        return Citation(said, start, stop.start(), None, said)
    return _with_its_date(text, start, head_end, stop.start(), said)


def _with_its_date(text: str, start: int, head_end: int, digit: int, name: str) -> Citation | None:
    word = max(text.rfind("ngày", head_end, digit), text.rfind("NGÀY", head_end, digit))
    found = _DATE.match(text, word) if word >= 0 else None
    if found is not None:
        day = _as_date(found)
        return Citation(text[start : found.end()], start, found.end(), None, name, day, int(found[3]))
    word = max(text.rfind("năm", head_end, digit), text.rfind("NĂM", head_end, digit))
    found = _YEAR.match(text, word) if word >= 0 else None
    found = found or _YEAR.match(text, digit)
    if found is None:
        return None
    return Citation(text[start : found.end()], start, found.end(), None, name, None, int(found[1]))


def _is_no_law(text: str, start: int) -> bool:
    """Whether the word for a law stands inside another word, or in the name of a school or an association."""
    before = text[max(0, start - LOOKED_BACK) : start]
    return before[-1:].isalnum() or bool(_NO_LAW_AFTER.search(before))


def _is_name(head: str, name: str) -> bool:
    """Whether what stands between the word for a law and its date or number is its name."""
    name = name.strip()
    if head[0].islower() and not name[:1].isupper():
        return False
    if head.casefold() == "hiến pháp":
        return not name or name.startswith("nước ")
    if not name or _ANOTHER.search(name) is not None or _BEGINS_NO_NAME.match(name):
        return bool(_AMENDING.match(f" {name}")) and not _NO_PART_OF_A_NAME.search(name)
    further = " ".join((name.lower() if name.isupper() else name).split()[2:])
    return not _NO_PART_OF_A_NAME.search(further)
