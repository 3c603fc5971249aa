"""Where a text has numbers of documents, told from dates, scores, files, contracts, permits and its own number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.regulations.numbers import ISSUERS, LEGISLATURE, NUMBER_BEGINS, TYPES, Number, read_symbol
from plugins.regulations.short_numbers import decrees_without_symbol, sharing_with

_PAPERS = (
    *(
        "mẫu",
        "biểu",
        "phụ lục",
        "lô",
        "thửa",
        "tờ bản đồ",
        "sổ",
        "quyển",
        "biên lai",
        "biên nhận",
        "hóa đơn",
        "hoá đơn",
    ),
    *("phiếu", "hợp đồng", "séc", "giấy phép", "giấy chứng nhận", "chứng chỉ", "gói thầu", "hộ khẩu"),
    *("tài khoản", "phông", "hộp", "cặp"),
)
"""What has numbers of its own that look like those of documents."""
_OF_A_PAPER = re.compile(rf"(?<!\w)(?:{'|'.join(_PAPERS)})(?:\s+số)?\s*:?\s*(?:[ivx]+\.)?$")
_COUNCILS = frozenset({"HĐND", "HĐTP", "HĐBT", "HĐTĐKT", "HĐNVQS", "HĐPH", "HĐPHPBGDPL", "HĐKL", "HĐGPMB", "HĐBC"})
"""Symbols that begin with HĐ and are of a council; the others are contracts."""
_PERMITS = frozenset({"GP", "GPXD", "GPHĐ", "GPKD", "GPLX", "GCN", "GCNQSDĐ", "CCHN", "CCQH"})
_TRIALS = frozenset({"ST", "PT", "GĐT"})
"""With these ends the number of a judgment, such as 12/2024/DS-ST."""
_PERMIT_OF_FIRE_PREVENTION = ["TD", "PCCC"]
_SAID_TO_BE_ONE = re.compile(
    r"(?:văn bản|công văn|luật|lệnh|nghị định|nghị quyết|quyết định|quy định|thông tư|chỉ thị|công điện|thông báo|"
    r"kế hoạch|tờ trình|báo cáo|chương trình|kết luận|hướng dẫn|quy chế|đề án|phương án|giấy mời|biên bản|sắc lệnh)"
    r"[\s|]*(?:số)?\s*:?\s*$",
    re.IGNORECASE,
)
_SHORT_HEAD = re.compile(r"(?<!\w)(?:NĐ|QĐ|TT|TTLT|NQ|CV|KH|CT|TB|ND|QD)$")
"""Kinds that stand right before a number without a space: NĐ61/2018/NĐ-CP."""
_SEPARATOR = re.compile(r"[-/.]")
_OWN_NUMBER = re.compile(r"S[ốo]\s*(?P<colon>:)?\s*$")
_END_OF_LINE = re.compile(r"\s*?(?:\n|$|\s{2}|\|)")
LOOKED_BACK, HEAD_OF_A_DOCUMENT = 24, 1500
Place = tuple[int, int, Number]
"""Where a number begins and ends, and how it should be written."""


def numbers_in(text: str) -> Iterator[Place]:
    """Give the numbers of documents in a normalised text; one that is found twice is given in its whole form last."""
    yield from decrees_without_symbol(text)
    end = 0
    for begun in NUMBER_BEGINS.finditer(text):
        start = begun.start()
        if start < end or not (_may_begin(text, start) or (end and text[end:start] == "/")):
            continue
        symbol = read_symbol(text, begun.end())
        if symbol is None or not _is_number(text, begun, *symbol):
            continue
        end = symbol[1]
        year = int(begun["year"]) if begun["year"] else None
        number = Number(begun["serial"], year, symbol[0], is_of_party=begun["hyphen"] is not None)
        yield from sharing_with(text, start, number)
        yield start, end, number


def _may_begin(text: str, start: int) -> bool:
    """Whether a number may begin here: not inside another number, a code or a word in capitals."""
    if start == 0:
        return True
    before = text[start - 1]
    earlier = text[start - 2] if start > 1 else " "
    if before.isupper():
        return _SHORT_HEAD.search(text, max(0, start - LOOKED_BACK), start) is not None
    if before.isdigit() or before == "/" or (before == "_" and earlier.isalnum()):
        return False
    if before == "-":
        return not (earlier.isalnum() or earlier == "/")
    return not (before in ".,:" and earlier.isdigit())


def _is_number(text: str, begun: re.Match[str], symbol: str, end: int) -> bool:
    """Whether a serial and a symbol are the number of another document."""
    start = begun.start()
    before = text[max(0, start - LOOKED_BACK) : start]
    if start < HEAD_OF_A_DOCUMENT and _is_its_own(before, text, end):
        return False
    words = _SEPARATOR.split(symbol)
    if _is_paper(words) or _is_of_a_paper(before.casefold()):
        return False
    if begun["hyphen"]:
        return "/" in symbol and words[0] in TYPES
    if words[0].startswith("HĐ") and words[0] not in _COUNCILS:
        return (words[0] == "HĐ" and words[-1] in ISSUERS) or bool(_SAID_TO_BE_ONE.search(before))
    if len(words) > 1 or (symbol in ISSUERS and symbol != "UB"):
        return True
    return bool(LEGISLATURE.fullmatch(symbol) or _SAID_TO_BE_ONE.search(before))


def _is_paper(words: list[str]) -> bool:
    """Whether a symbol is that of a permit, a certificate or a judgment."""
    if words[0] in _PERMITS or words[-1] in _PERMITS or words == _PERMIT_OF_FIRE_PREVENTION:
        return True
    return words[-1] in _TRIALS and words[0] not in TYPES


def _is_of_a_paper(before: str) -> bool:
    word = before.rstrip(" :.ivx\n").removesuffix("số").rstrip()
    return word.endswith(_PAPERS) and _OF_A_PAPER.search(before) is not None


def _is_its_own(before: str, text: str, end: int) -> bool:
    """Whether the number that ends here is that of the document itself: `Số: ` under its head or on its own line."""
    own = _OWN_NUMBER.search(before)
    if own is None:
        return False
    head = before[: own.start()].rstrip(" |")
    if own["colon"]:
        return not head or head[-1] == "\n" or head[-1].isupper()
    return (not head or head[-1] == "\n") and _END_OF_LINE.match(text, end) is not None
