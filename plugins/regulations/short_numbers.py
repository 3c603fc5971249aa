"""Numbers that are written shortly: a list whose last number has the symbol for all, decrees without NĐ-CP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from plugins.regulations.numbers import Number

_SERIAL = r"\d{1,5}[a-zA-Z]?"
_NUMBER_WORD = r"(?:(?:số|SỐ|so|SO)\s{0,3}:?\s{0,3})"
_AND = rf"(?:\s{{0,3}}[,;]\s{{0,3}}(?:(?:và|VÀ|va)\s{{1,3}})?|\s{{1,3}}(?:và|VÀ|va|hoặc|cùng)\s{{1,3}}){_NUMBER_WORD}?"
_ITEM = re.compile(rf"(?<![\w/])({_SERIAL})(?:/((?:19|20)\d\d))?(?![\w/-])")
_ENDS_AS_A_LIST = re.compile(
    r"\d[a-zA-Z]?\s{0,3}(?:[,;]|và|VÀ|va|hoặc|cùng)\W{0,4}(?:(?:và|VÀ|va)\s+)?(?:(?:số|SỐ|so)\W{0,4})?$"
)
_SHARING = re.compile(
    r"(?P<many>(?:[Cc]ác|CÁC|những|[Cc]ac|CAC)\s+)?"
    r"(?:[Nn]ghị định|NGHỊ ĐỊNH|[Nn]ghị quyết|NGHỊ QUYẾT|[Qq]uyết định|QUYẾT ĐỊNH|[Tt]hông tư(?: liên tịch)?|THÔNG TƯ|"
    r"[Cc]hỉ thị|[Cc]ông văn|[Vv]ăn bản|[Kk]ế hoạch|[Tt]hông báo|[Bb]áo cáo|[Tt]ờ trình|[Cc]ông điện|[Ll]uật|"
    r"[Kk]ết luận|[Hh]ướng dẫn|[Nn]ghi dinh|[Qq]uyet dinh|[Tt]hong tu|[Nn]ghi quyet|NĐ|QĐ|TT|NQ|CV|KH)"
    r"\s{1,3}(?P<said>"
    rf"{_NUMBER_WORD})?"
    rf"(?P<list>{_SERIAL}(?:/(?:19|20)\d\d)?(?:{_AND}{_SERIAL}(?:/(?:19|20)\d\d)?)*){_AND}$"
)
_DECREES = re.compile(
    r"(?<!\w)(?:[Nn]ghị định|NGHỊ ĐỊNH|[Nn]ghi dinh|NGHI DINH|NĐ|ND)\s{0,3}"
    rf"{_NUMBER_WORD}?\d{{1,4}}/(?:19|20)\d\d(?!\d)(?:{_AND}\d{{1,4}}/(?:19|20)\d\d(?!\d))*"
)
_OF_A_DECREE = re.compile(r"(?<!\d)(\d{1,4})/((?:19|20)\d\d)(?!\d|\s{0,3}[/-])")
_LAST_LETTERS = frozenset(",;àÀaốỐoOcg")
"""With one of these ends what stands between two numbers of a list: a comma, và, hoặc, cùng, số."""
LONGEST_LIST, FURTHEST_ITEM = 160, 30


def sharing_with(text: str, start: int, number: Number) -> Iterator[tuple[int, int, Number]]:
    """Give the numbers before a number that share its symbol, with their places: Nghị định số 61/2018, 107/2021/NĐ-CP.

    A serial alone is one of them only behind `số` or `các`.
    """
    if text[max(0, start - 4) : start].rstrip(" \n:")[-1:] not in _LAST_LETTERS:
        return
    begins = max(0, start - LONGEST_LIST)
    is_listed = _ENDS_AS_A_LIST.search(text, max(0, start - FURTHEST_ITEM), start) is not None
    listed = _SHARING.search(text[begins:start]) if is_listed else None
    if listed is None:
        return
    for item in _ITEM.finditer(listed["list"]):
        serial, year = item[1], int(item[2]) if item[2] else None
        if year is None and not (listed["said"] or listed["many"]):
            continue
        if year is not None and number.year is None:
            continue
        place = begins + listed.start("list") + item.start()
        yield place, place + len(item[0]), replace(number, serial=serial, year=year or number.year)


def decrees_without_symbol(text: str) -> Iterator[tuple[int, int, Number]]:
    """Give decrees that are named by serial and year, with their places; the Government's, so NĐ-CP is known."""
    for listed in _DECREES.finditer(text):
        for item in _OF_A_DECREE.finditer(text, listed.start()):
            if item.end() > listed.end():
                break
            yield item.start(), item.end(), Number(item[1], int(item[2]), "NĐ-CP")
