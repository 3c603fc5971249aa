"""Which period may be closed next: one that is over, of the length that is scored, in their order."""

from __future__ import annotations

from datetime import date, timedelta

from sqlmodel import Session

from tracker.messages import InputError, message
from tracker.period_titles import period_title
from tracker.periods import CalendarGrain, Period, period_of
from tracker.scoring.closings import closed_periods, closing_of


def refuse_unclosable(session: Session, period: Period, today: date, grain: CalendarGrain) -> None:
    """Raise InputError if the period cannot be closed today, saying why, and which one comes first."""
    title = period_title(period)
    refuse_other_length(period, grain)
    refuse_unfinished(period, today)
    if closing_of(session, period) is not None:
        raise InputError("%(period)s is closed already. `tracker period verify` checks it.", period=title)
    closed = [one for one in closed_periods(session) if one.grain == grain]
    if closed and period.previous() != closed[-1]:
        expected = next_after(closed[-1])
        raise InputError(
            "%(period)s cannot be closed now, because periods are closed in their order. Close %(expected)s first.",
            period=title,
            expected=period_title(expected),
        )


def refuse_other_length(period: Period, grain: CalendarGrain) -> None:
    """Raise InputError for a period of another length than the one that is scored."""
    if period.grain != grain:
        raise InputError(
            "Here points are given by the %(grain)s, so %(period)s is neither reviewed nor closed. Name one of these.",
            period=period_title(period),
            grain=message("quarter") if grain == "quarter" else message("month"),
        )


def refuse_unfinished(period: Period, today: date) -> None:
    """Raise InputError for a period that is not over."""
    if today <= period.end:
        raise InputError(
            "%(period)s is not over: it ends on %(end)s. Come back on a later day.",
            period=period_title(period),
            end=period.end,
        )


def next_after(period: Period) -> Period:
    """Return the period of the same grain that begins on the day behind this one."""
    grain = period.grain
    assert grain != "range"
    return period_of(period.end + timedelta(days=1), grain)
