"""How Vietnamese offices write dates, numbers and amounts; papers are in Vietnamese whoever makes them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from tracker.messages import Message, in_language, translate
from tracker.periods import Period

LANGUAGE = "vi"
DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
AFTER_TENS = {1: "mốt", 4: "tư", 5: "lăm"}
NOTHING = "–"
HUNDREDTH = Decimal("0.01")
THOUSANDS = ("", "nghìn", "triệu")
BILLION = 10**9


def say(told: Message) -> str:
    """Return a sentence as papers say it."""
    return translate(told, LANGUAGE)


def lowered(words: str) -> str:
    """Return words as they stand within a sentence."""
    return words[:1].lower() + words[1:]


def number(value: int | Decimal) -> str:
    """Return a number with Vietnamese marks: 1.234,5."""
    return str(in_language(Decimal(value), LANGUAGE))


def points(value: Decimal | None) -> str:
    """Return points with two decimals, a dash for none."""
    return NOTHING if value is None else number(value.quantize(HUNDREDTH))


def count(value: int) -> str:
    """Return how many of something there are, as offices write it: 03, 12, 200."""
    return f"{value:02}"


def day(on: date) -> str:
    """Return a date in words: a day below 10 and the months 1 and 2 have a 0 before them."""
    month = f"{on.month:02}" if on.month < 3 else str(on.month)
    return f"ngày {on.day:02} tháng {month} năm {on.year}"


def day_open(on: date) -> str:
    """Return the date of a paper that is not signed yet: the day is left to be filled in."""
    return f"ngày      {day(on).split(' ', 2)[2]}"


def moment(at: datetime) -> str:
    """Return an hour of a day: 14:05 05/10/2026."""
    return str(in_language(at, LANGUAGE))


def dong_in_words(amount: int) -> str:
    """Return an amount in words, such as "Một triệu không trăm linh năm nghìn đồng"."""
    words = f"{in_words(amount)} đồng"
    return words[0].upper() + words[1:]


def in_words(value: int) -> str:
    """Return a whole number in words; `value` is 0 or more."""
    if value == 0:
        return DIGITS[0]
    return " ".join(_words(value, follows=False))


def _words(value: int, *, follows: bool) -> list[str]:
    """Return the words of a number above 0; `follows`: after a larger part, so that every digit is said."""
    billions, rest = divmod(value, BILLION)
    words = [*_words(billions, follows=follows), "tỷ"] if billions else []
    for power in (2, 1, 0):
        group = rest // 1000**power % 1000
        if group:
            words += _of_group(group, follows=follows or bool(words))
            words += [THOUSANDS[power]] if power else []
    return words


def _of_group(group: int, *, follows: bool) -> list[str]:
    hundreds, tens, ones = group // 100, group // 10 % 10, group % 10
    words = [DIGITS[hundreds], "trăm"] if hundreds or follows else []
    if tens == 0:
        return [*words, *(["linh"] if words and ones else []), *([DIGITS[ones]] if ones else [])]
    words += ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    if ones == 0:
        return words
    if ones == 5 or (tens > 1 and ones in AFTER_TENS):
        return [*words, AFTER_TENS[ones]]
    return [*words, DIGITS[ones]]


QUARTERS = ("I", "II", "III", "IV")


def period_words(period: Period) -> str:
    """Return a period as papers call it: quý III năm 2026."""
    year, month = f"năm {period.start.year}", period.start.month
    match period.grain:
        case "year":
            return year
        case "half":
            return f"6 tháng {'đầu' if month == 1 else 'cuối'} {year}"
        case "quarter":
            return f"quý {QUARTERS[(month - 1) // 3]} {year}"
        case "month":
            return f"tháng {month} {year}"
        case "range":
            return f"từ {day(period.start)} đến {day(period.end)}"
