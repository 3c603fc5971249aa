"""How people call a period."""

from __future__ import annotations

from tracker.messages import Message, marked, message
from tracker.periods import Period

HALF_YEARS = (marked("First half of %(year)s"), marked("Second half of %(year)s"))
QUARTERS = (marked("Q1 %(year)s"), marked("Q2 %(year)s"), marked("Q3 %(year)s"), marked("Q4 %(year)s"))
MONTHS = (
    marked("January %(year)s"),
    marked("February %(year)s"),
    marked("March %(year)s"),
    marked("April %(year)s"),
    marked("May %(year)s"),
    marked("June %(year)s"),
    marked("July %(year)s"),
    marked("August %(year)s"),
    marked("September %(year)s"),
    marked("October %(year)s"),
    marked("November %(year)s"),
    marked("December %(year)s"),
)


def period_title(period: Period) -> Message:
    """Return the name of a period as people say it: Q3 2026, November 2026."""
    year, month = {"year": str(period.start.year)}, period.start.month
    match period.grain:
        case "year":
            return message("Year %(year)s", **year)
        case "half":
            return Message(HALF_YEARS[(month - 1) // 6], year)
        case "quarter":
            return Message(QUARTERS[(month - 1) // 3], year)
        case "month":
            return Message(MONTHS[month - 1], year)
        case "range":
            return message("%(start)s to %(end)s", start=period.start, end=period.end)
