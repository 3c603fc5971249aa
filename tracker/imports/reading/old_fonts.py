"""Vietnamese text written for the fonts from before Unicode, whose letters read as others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tracker.imports.reading.cells import Row
from tracker.messages import InputError
from tracker.text import normalise

_LETTER = "[^\\W\\d_]"
_TCVN3_SIGNS = "[µ¶·¸¹¨¼¾Æ©Ç¤£¢¥¦§ËÎÏÑª¬Ö×Ø®ÜßÞþæçî÷]"
"""Left out are those that stand behind letters in Unicode too: m², Ð for Đ, closing quotation marks."""
_TCVN3 = re.compile(rf"{_LETTER}{_TCVN3_SIGNS}|[®µ¬ª][a-z]")
_VNI = re.compile(
    r"[aeouyAEOUYöôÖÔ][øûïäåöëüØÛÏÄÅÖËÜ]|[aeouyöôAEOUYÖÔ][õùÕÙ](?!\w)|[aeAE][âáàåãäêéèúüëÂÁÀÅÃÄÊÉÈÚÜË]|[ñÑ][a-zöôâêA-ZÖÔÂÊ]|ö[ôõùøûï]"
)
_FONTS = (("TCVN3 (ABC)", _TCVN3), ("VNI", _VNI))
_FEWEST, _SHARE = 2, 4


def refuse_old_font(sheet: str, rows: Iterable[Row]) -> None:
    """Raise InputError if much of what stands in these rows was written for an old font."""
    texts = [normalise(cell) for row in rows for cell in row if isinstance(cell, str) and not cell.isascii()]
    for font, sign in _FONTS:
        found = [text for text in texts if sign.search(text)]
        if len(found) >= _FEWEST and len(found) * _SHARE >= len(texts):
            raise _old_font(sheet, font, found)


def _old_font(sheet: str, font: str, found: Sequence[str]) -> InputError:
    return InputError(
        "Sheet “%(sheet)s” is written for the old font %(font)s, whose letters are not those of Unicode: “%(text)s”. "
        "Convert it to Unicode, for example with the conversion of UniKey (Ctrl+Shift+F6), and import it then.",
        sheet=sheet,
        font=font,
        text=max(found, key=len)[:80],
    )
