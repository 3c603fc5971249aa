"""How values are written on pages, in the reader's language: one function a kind of value."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

from markupsafe import Markup, escape

from tracker.messages import Message, message
from tracker.validation_messages import RefusedValueError

NOTHING = "–"
MINUS = "−"
WEEKDAYS = (
    message("Monday"),
    message("Tuesday"),
    message("Wednesday"),
    message("Thursday"),
    message("Friday"),
    message("Saturday"),
    message("Sunday"),
)
SHORT_WEEKDAYS = (
    message("Mon"),
    message("Tue"),
    message("Wed"),
    message("Thu"),
    message("Fri"),
    message("Sat"),
    message("Sun"),
)
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[/.-](?P<month>\d{1,2})[/.-](?P<day>\d{1,2})")
_CENTURY = 2000
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


def number(value: Decimal | int | float | None, language: str, decimals: int = 0, *, sign: bool = False) -> str:
    """Return 1.012 or 1,012; a fixed number of decimals; with `sign` also the plus."""
    if value is None:
        return NOTHING
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{abs(rounded):,f}"
    if language == "vi":
        text = text.translate(str.maketrans(",.", ".,"))
    if rounded < 0:
        return MINUS + text
    return f"+{text}" if sign and rounded > 0 else text


def percent(share: Decimal | None, language: str, decimals: int = 1) -> str:
    """Return a share from 0 to 1 as 99,9% or 99.9%."""
    return NOTHING if share is None else f"{number(share * 100, language, decimals)}%"


def points(value: Decimal | None, language: str, *, sign: bool = False) -> str:
    """Return points with their two decimals."""
    return number(value, language, 2, sign=sign)


def hundredths(value: int | None) -> Decimal | None:
    """Return a stored number of hundredths as a number."""
    return None if value is None else Decimal(value) / 100


def day(value: date | None) -> str:
    """Return 19/10/2026."""
    return NOTHING if value is None else f"{value.day:02}/{value.month:02}/{value.year}"


def first_day(value: date | None) -> Message | str:
    """Return the first day of what is dated; the earliest of all days stands for an unknown one."""
    return message("from the beginning") if value == date.min else day(value)


def read_day(text: str) -> date:
    """Return the day that somebody typed, as 19/10/2026, 19/10/26 or 2026-10-19; years in two digits are of this
    century. Raises RefusedValueError, which says how to write it."""
    found = _DAY_FIRST.fullmatch(text.strip()) or _YEAR_FIRST.fullmatch(text.strip())
    if found is None:
        raise RefusedValueError(
            message("“%(value)s” is not a date. Write it as day/month/year, for example 25/08/2026.", value=text)
        )
    year = int(found["year"]) if len(found["year"]) == 4 else _CENTURY + int(found["year"])
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise RefusedValueError(
            message(
                "“%(value)s” lies outside the years %(first)s to %(last)s. Correct the year.",
                value=text,
                first=str(_FIRST_YEAR),
                last=str(_LAST_YEAR),
            )
        )
    try:
        return date(year, int(found["month"]), int(found["day"]))
    except ValueError:
        raise RefusedValueError(message("“%(value)s”: there is no such day. Correct the date.", value=text)) from None


def moment(value: datetime | None) -> str:
    """Return 07:45, 19/10/2026; the caller gives the time of the site."""
    return NOTHING if value is None else value.strftime("%H:%M, %d/%m/%Y")


def clock(value: time | None) -> str:
    """Return 07:45."""
    return NOTHING if value is None else value.strftime("%H:%M")


def long_day(value: date) -> Message:
    """Return the day with its weekday."""
    return message("%(weekday)s, %(day)s", weekday=WEEKDAYS[value.weekday()], day=value)


def with_code(text: object) -> Markup:
    """Return a text with what stands between backticks, such as a command, as code."""
    parts = str(text).split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else part for number, part in enumerate(parts)
    )


def initials(full_name: str) -> str:
    """Return the first letters of the last two words of a name."""
    return "".join(word[0] for word in full_name.split()[-2:]).upper()


def short_name(full_name: str) -> str:
    """Return the name for a narrow cell: without the middle name Thị where it is long."""
    return full_name.replace(" Thị ", " ") if len(full_name) > 16 else full_name


def file_size(size: int, language: str) -> str:
    """Return 214 KB or 1,2 MB."""
    if size < 1024 * 1024:
        return f"{number(max(1, round(size / 1024)), language)} KB"
    return f"{number(size / 1024 / 1024, language, 1)} MB"
