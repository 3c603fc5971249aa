"""One row of a catalogue or a plan: what it says, as the columns of the records want it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from decimal import Decimal

from plugins.training.list_fields import BEST_WORDS, FORM_WORDS, GROUP_WORDS
from plugins.training.models import LONGEST_CODE, LONGEST_NAME, LONGEST_NOTE, LONGEST_TITLE
from tracker.api import fold, sentences
from tracker.api.lists import CheckedRow, RowError

_ = sentences("training")
MOST_HOURS, MOST_PLACES = 2000, 10_000
BEGINS_AT, ENDS_AT = time(7, 30), time(17)
"""From when to when a day of a course is where the list does not say it."""
LONGEST = {
    "title": LONGEST_TITLE,
    "code": LONGEST_CODE,
    "organiser": LONGEST_NAME,
    "place": LONGEST_NAME,
    "note": LONGEST_NOTE,
}
_WORDS: Mapping[str, Mapping[str, object]] = {"form": FORM_WORDS, "content_group": GROUP_WORDS}
_TIME = re.compile(r"(\d{1,2})\s*(?:[:hg]\s*(\d{2})?|giờ\s*(\d{2})?)", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_QUARTER = re.compile(r"(?<![A-Za-z0-9])(IV|I{1,3}|[1-4])(?![A-Za-z0-9])", re.IGNORECASE)
_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4}


def course_values(row: CheckedRow) -> dict[str, object]:
    """Return what a row says of its course; what stands in an empty cell is not said. Raises RowError."""
    _refuse_long(row)
    said = {name: row.values.get(name) for name in ("title", "code", "organiser", "is_outside", "about")}
    said |= {name: _word(row, name) for name in ("form", "content_group")}
    said["hours_hundredths"] = _hundredths(row)
    return {name: value for name, value in said.items() if value is not None}


def session_values(row: CheckedRow) -> dict[str, object]:
    """Return what a row says of a session of the course beside its days. Raises RowError."""
    places, until, starts_on = row.values.get("places"), row.values.get("register_until"), row.values.get("starts_on")
    if isinstance(places, Decimal) and not (1 <= places <= MOST_PLACES and places == places.to_integral_value()):
        raise RowError("places", _("Places are a whole number of at least 1. Correct it, or leave it empty."))
    if isinstance(until, date) and isinstance(starts_on, date) and until > starts_on:
        raise RowError("register_until", _("Registration would end after the course begins. Correct one of the dates."))
    return {
        "place": str(row.values.get("place") or ""),
        "places": int(places) if isinstance(places, Decimal) else None,
        "register_until": until,
    }


def days_of(row: CheckedRow) -> tuple[date, date] | None:
    """Return the first and the last day that a row names, None for a row without a session. Raises RowError."""
    starts_on, ends_on = row.values.get("starts_on"), row.values.get("ends_on")
    if not isinstance(starts_on, date):
        return None
    last = ends_on if isinstance(ends_on, date) else starts_on
    if last < starts_on:
        raise RowError("ends_on", _("The course would end before it begins on %(on)s. Correct one.", on=starts_on))
    if (last - starts_on).days > 366:
        raise RowError("ends_on", _("The course would last more than a year. Correct one of the dates."))
    return starts_on, last


def times_of(row: CheckedRow) -> tuple[time, time]:
    """Return from when to when a day of the course is, as in “7h30 - 11h30”. Raises RowError."""
    text = row.values.get("times")
    if text is None:
        return BEGINS_AT, ENDS_AT
    found = [(int(hours), int(first or second or 0)) for hours, first, second in _TIME.findall(str(text))]
    if len(found) == 2 and all(hours < 24 and minutes < 60 for hours, minutes in found) and found[0] < found[1]:
        return time(*found[0]), time(*found[1])
    raise RowError("times", _("“%(value)s” is no time from and to. Write it as 7:30 - 11:30.", value=str(text)))


def plan_values(
    row: CheckedRow,
    officials: Mapping[str, Sequence[int]],
    units: Mapping[str, Sequence[int]],
    of_list: int | None,
) -> dict[str, object]:
    """Return what a row says of a line of the plan; `of_list` is the year where it says none. Raises RowError."""
    _refuse_long(row)
    return {
        "year": _year(row, of_list),
        "quarter": _quarter(row),
        "title": row.values["title"],
        "official_id": _one(row, "official", officials),
        "unit_id": _one(row, "unit", units) if row.values.get("official") is None else None,
        "content_group": _word(row, "content_group"),
        "hours_hundredths": _hundredths(row) or 0,
        "note": str(row.values.get("note") or ""),
    }


def _refuse_long(row: CheckedRow) -> None:
    for name, most in LONGEST.items():
        if len(str(row.values.get(name) or "")) > most:
            raise RowError(name, _("It has more than %(most)d characters. Shorten it.", most=most))


def _word(row: CheckedRow, key: str) -> object:
    text = row.values.get(key)
    if text is None:
        return None
    meaning = _WORDS[key].get(fold(str(text)))
    if meaning is None:
        told = _("“%(value)s” is not known here. Write one of: %(known)s.", value=str(text), known=BEST_WORDS[key])
        raise RowError(key, told)
    return meaning


def _hundredths(row: CheckedRow) -> int | None:
    hours = row.values.get("hours")
    if not isinstance(hours, Decimal):
        return None
    if not 0 <= hours <= MOST_HOURS:
        raise RowError("hours", _("Lesson periods lie between 0 and %(most)d. Correct them.", most=MOST_HOURS))
    return round(hours * 100)


def _year(row: CheckedRow, of_list: int | None) -> int:
    text = row.values.get("year")
    if text is None and of_list is not None:
        return of_list
    found = _YEAR.search(str(text or ""))
    if found is None:
        told = _("“%(value)s” is no year. Write it as 2027, or name the year of the list.", value=str(text or ""))
        raise RowError("year", told)
    return int(found[1])


def _quarter(row: CheckedRow) -> int | None:
    text = row.values.get("quarter")
    if text is None:
        return None
    found = _QUARTER.search(str(text))
    if found is None:
        raise RowError(
            "quarter", _("“%(value)s” is no quarter. Write I, II, III or IV, or leave it empty.", value=str(text))
        )
    return _QUARTERS.get(found[1].upper()) or int(found[1])


def _one(row: CheckedRow, key: str, known: Mapping[str, Sequence[int]]) -> int | None:
    """Return whom a code or a name means, None for an empty cell."""
    text = row.values.get(key)
    if text is None:
        return None
    found = known.get(fold(str(text)), ())
    if not found:
        raise RowError(key, _("“%(value)s” is not known here. Write the code or the full name.", value=str(text)))
    if len(found) > 1:
        raise RowError(key, _("Several are called “%(value)s”. Write the code of the right one.", value=str(text)))
    return found[0]
