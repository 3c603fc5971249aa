"""Letters of the time before Unicode: TCVN3 (ABC), which many documents written until 2010 still have."""

from __future__ import annotations

import re

_TCVN3 = (
    "a1Ă a2Â a3Ê a4Ô a5Ơ a6Ư a7Đ a8ă a9â aaê abô acơ adư aeđ b5à b6ả b7ã b8á b9ạ bbằ bcẳ bdẵ beắ c6ặ c7ầ c8ẩ c9ẫ caấ "
    "cbậ ccè ceẻ cfẽ d0é d1ẹ d2ề d3ể d4ễ d5ế d6ệ d7ì d8ỉ dcĩ ddí deị dfò e1ỏ e2õ e3ó e4ọ e5ồ e6ổ e7ỗ e8ố e9ộ eaờ ebở "
    "ecỡ edớ eeợ efù f1ủ f2ũ f3ú f4ụ f5ừ f6ử f7ữ f8ứ f9ự faỳ fbỷ fcỹ fdý feỵ"
)
_LETTERS = {int(pair[:2], 16): pair[2] for pair in _TCVN3.split()}
_SIGNS_AS_LETTERS = re.compile(r"[^\W\d_][®µ¶·¸¹»¼½¾§«¬©ª\u00ad]|[®µ¶·¸¹»¼½¾«¬©ª][^\W\d_]|[/-]N§-CP|Q§-")
"""Signs of other languages that stand inside words: in Unicode nobody writes them there."""
_OF_UNICODE = re.compile("[\u0102\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")
FEWEST = 2


def with_new_letters(text: str) -> str:
    """Return the text with lines in TCVN3 put into Unicode, letter for letter; all other lines stay."""
    if "®" not in text and "§" not in text:
        return text
    return "".join(_line(line) for line in text.splitlines(keepends=True))


def is_tcvn3(content: bytes) -> bool:
    """Whether bytes that are no UTF-8 are TCVN3 rather than the Windows code page of Vietnamese, by their letter đ."""
    return content.count(b"\xae") > content.count(b"\xf0")


def _line(line: str) -> str:
    if _OF_UNICODE.search(line) or len(_SIGNS_AS_LETTERS.findall(line)) < FEWEST:
        return line
    return line.translate(_LETTERS)
