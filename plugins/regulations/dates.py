"""Days and years as documents write them: ngày 09 tháng 6 năm 2025, ngày 9/6/2025, năm 2024."""

from __future__ import annotations

import re
from datetime import date

DATE = re.compile(
    r"[Nn](?:gày|GÀY|gay|GAY)\s{0,3}(\d{1,2})\s{0,3}(?:[/.-]|tháng|THÁNG|thang|THANG)\s{0,3}"
    r"(\d{1,2})\s{0,3}(?:[/.-]|năm|NĂM|nam|NAM)\s{0,3}(\d{4})"
)
DAY = re.compile(r"[Nn](?:gày|GÀY|gay|GAY)(?![^\W\d_])")
YEAR = re.compile(
    r"(?:(?:năm|NĂM|nam)\s{1,3}(?P<said>(?:19|20)\d\d)(?=\d{0,2}(?!\d))|(?<=[\s(])(?P<alone>(?:19|20)\d\d)(?!\d))"
    r"(?!(?<=\d{4})[/.-]\d)"
)
"""The number of a footnote may stand right behind a year that has its word: năm 20105."""
WORD_OF_A_YEAR = re.compile(r"(?:năm|NĂM|nam)(?!\w)")
_BEFORE_ITS_DATE = re.compile(r"\s{0,3},?\s{0,3}\(?(?:của [^.;,\n\d]{2,80}?\s|được ban hành |ban hành )?")
FURTHEST_DATE = 120


def as_date(found: re.Match[str]) -> date | None:
    """Return the day that was found; None for one that no calendar has."""
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


def issued_after(text: str, end: int) -> date | None:
    """Return the day of issue that follows the number which ends here."""
    word = DAY.search(text, end, end + FURTHEST_DATE)
    found = DATE.match(text, word.start()) if word else None
    if found is None or not _BEFORE_ITS_DATE.fullmatch(text, end, found.start()):
        return None
    return as_date(found)
