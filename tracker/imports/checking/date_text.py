"""One date as a cell writes it: in numbers, in words, in ISO form, as a spreadsheet's date or its serial number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker.imports.checking.fields import FIRST_YEAR
from tracker.imports.reading.cells import Cell, as_written, says_nothing
from tracker.messages import Message, message
from tracker.text import fold, normalise

LAST_YEAR = 2049
_SERIAL_EPOCH = datetime.combine(date(1899, 12, 30), time())
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 54_789
_MIDNIGHT = time()
_NUMERIC_DATE = re.compile(r"(\d{1,4})([/.\-])(\d{1,2})\2(\d{4}|\d{2})")
_TIME = re.compile(r"(\d{1,2})\s*[:hg]\s*(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(am|pm|sa|ch)?", re.IGNORECASE)
_TIME_FIRST = re.compile(r"(\d{1,2}\s*[:hg]\s*\d{2}(?::\d{2})?)[\s,]+(?:ngày\s+)?(\d\S+)", re.IGNORECASE)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?")
_IN_WORDS = re.compile(r"(?:(\d{1,2}) (?:gio|h) (\d{2})?(?: phut)? ?)?(?:ngay )?(\d{1,2}) thang (\d{1,2}) nam (\d{4})")
_NO_DATE = re.compile(r"[\W_]*|0{1,4}[/.\-]0{1,2}[/.\-]0{1,4}( [0:]*)?|không", re.IGNORECASE)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")


@dataclass(frozen=True, slots=True, eq=False)
class TwoNumbers:
    """A date whose first two numbers still have to be put in order; None where a reading does not exist."""

    day_first: date | None
    month_first: date | None

    @property
    def is_two_ways(self) -> bool:
        return self.day_first is not None and self.month_first is not None and self.day_first != self.month_first


Day = date | TwoNumbers | Message | None


class DateReader:
    """Reads the cells of one column; what was read once is known by its text."""

    def __init__(self, zone: ZoneInfo, first_year: int = FIRST_YEAR) -> None:
        self._zone = zone
        self._first_year = first_year
        self._days: dict[str, Day] = {}
        self._times: dict[str, time | None] = {"": None}

    def read_all(self, values: Sequence[Cell]) -> tuple[list[Day], list[time | None]]:
        """Return the days and the times of day, value by value."""
        days: list[Day] = []
        times: list[time | None] = []
        known_days, known_times = self._days, self._times
        for value in values:
            if type(value) is str:
                head, _, tail = value.partition(" ")
                if head in known_days and (tail in known_times or self._learn_time(tail)):
                    days.append(known_days[head])
                    times.append(known_times[tail])
                    continue
            day, at = self._read(value)
            days.append(day)
            times.append(at)
        return days, times

    def _learn_time(self, text: str) -> bool:
        at = _time_of_day(text)
        if at is None:
            return False
        self._times[text] = at if at != _MIDNIGHT else None
        return True

    def _read(self, value: Cell) -> tuple[Day, time | None]:
        if isinstance(value, str):
            return self._read_text(normalise(value))
        if value is None:
            return None, None
        if isinstance(value, datetime):
            return self._moment(value.astimezone(self._zone) if value.tzinfo else value)
        if isinstance(value, date):
            return self._within_years(value), None
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return self._serial(float(value), as_written(value))
        return _not_a_date(as_written(value)), None

    def _read_text(self, text: str) -> tuple[Day, time | None]:
        if says_nothing(text) or _NO_DATE.fullmatch(text):
            return None, None
        if match := _TIME_FIRST.fullmatch(text):
            text = f"{match[2]} {match[1]}"
        head, _, tail = text.partition(" ")
        if numeric := _NUMERIC_DATE.fullmatch(head.rstrip(",")):
            if tail not in self._times and not self._learn_time(tail):
                return _not_a_date(text), None
            self._days[head] = self._numeric_day(numeric, head)
            return self._days[head], self._times[tail]
        if _ISO.fullmatch(text):
            return self._iso(text)
        if _SERIAL.fullmatch(text):
            return self._serial(float(text), text)
        return self._in_words(text)

    def _iso(self, text: str) -> tuple[Day, time | None]:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return _no_such_day(text), None
        return self._moment(moment.astimezone(self._zone) if moment.tzinfo else moment)

    def _numeric_day(self, match: re.Match[str], text: str) -> Day:
        first, second, last = int(match[1]), int(match[3]), int(match[4])
        if len(match[1]) == 4:
            return self._year_first(first, second, last, text)
        if len(match[1]) == 3 or len(match[4]) == 1:
            return _not_a_date(text)
        year = last if len(match[4]) == 4 else 2000 + last if last <= LAST_YEAR % 100 else 1900 + last
        if not self._first_year <= year <= LAST_YEAR:
            return self._wrong_year(text)
        numbers = TwoNumbers(_day(year, second, first), _day(year, first, second))
        return numbers if numbers.day_first or numbers.month_first else _no_such_day(text)

    def _in_words(self, text: str) -> tuple[Day, time | None]:
        match = _IN_WORDS.fullmatch(fold(text))
        if match is None:
            return _not_a_date(text), None
        day = self._year_first(int(match[5]), int(match[4]), int(match[3]), text)
        at = _time_of_day(f"{match[1]}:{match[2] or '00'}") if match[1] else None
        return day, at

    def _moment(self, moment: datetime) -> tuple[Day, time | None]:
        at = moment.time().replace(microsecond=0)
        return self._within_years(moment.date()), at if at != _MIDNIGHT else None

    def _serial(self, number: float, text: str) -> tuple[Day, time | None]:
        """Return the moment of a serial number of the 1900 date system."""
        if not _FIRST_SERIAL <= number < _LAST_SERIAL:
            return _not_a_date(text), None
        return self._moment(_SERIAL_EPOCH + timedelta(seconds=round(number * 86_400)))

    def _year_first(self, year: int, month: int, day: int, text: str) -> date | Message:
        found = _day(year, month, day)
        return _no_such_day(text) if found is None else self._within_years(found)

    def _within_years(self, day: date) -> date | Message:
        return day if self._first_year <= day.year <= LAST_YEAR else self._wrong_year(f"{day:%d/%m/%Y}")

    def _wrong_year(self, text: str) -> Message:
        return message(
            "“%(value)s” lies outside the years %(first)s to %(last)s. Correct the year.",
            value=text,
            first=str(self._first_year),
            last=str(LAST_YEAR),
        )


def _time_of_day(text: str) -> time | None:
    """Return the time, or None if the text is none; SA and AM, CH and PM are the halves of the day."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hour, half = int(match[1]), (match[4] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half in ("pm", "ch") else 0)
    try:
        return time(hour, int(match[2]), int(match[3] or 0))
    except ValueError:
        return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _no_such_day(text: str) -> Message:
    return message("“%(value)s”: there is no such day. Correct the date.", value=text)


def _not_a_date(text: str) -> Message:
    return message("“%(value)s” is not a date. Write it as day/month/year, for example 25/08/2026.", value=text)
