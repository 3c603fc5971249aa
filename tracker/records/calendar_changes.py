"""Changing what all files are judged by: a day off or worked, the office's hours, the rule on pauses."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlmodel import Session

from tracker.audit import record
from tracker.messages import InputError
from tracker.records import working_time
from tracker.records.rederiving import rederive_all
from tracker.records.working_time import WorkingTime
from tracker.settings import change_settings
from tracker.workdays import HolidayOverride, refresh_calendar

CALENDAR = "tracker_calendar_day"


def set_override(session: Session, on: date, is_working: bool, note: str, weekend: Collection[int]) -> int:
    """Declare a day off or worked, whatever is published; returns how many files are judged otherwise now.

    `weekend` holds the weekly days off as Python numbers them. Raises InputError without a note that says by what.
    """
    if not note.strip():
        raise InputError("Say by which document %(day)s is off or worked.", day=on)
    session.merge(HolidayOverride(on=on, is_working=is_working, note=note.strip()))
    session.flush()
    return bring_calendar_up_to_date(session, weekend)


def remove_override(session: Session, on: date, weekend: Collection[int]) -> int:
    """Go back to what is published for a day; returns how many files are judged otherwise now."""
    override = session.get(HolidayOverride, on)
    if override is None:
        raise InputError("There is no override for %(day)s.", day=on)
    session.delete(override)
    session.flush()
    return bring_calendar_up_to_date(session, weekend)


def bring_calendar_up_to_date(session: Session, weekend: Collection[int]) -> int:
    """Write the calendar anew where the overrides or the published holidays changed, and judge all files by it.

    Returns how many files are judged otherwise now.
    """
    if not refresh_calendar(session, weekend):
        return 0
    return rederive_all(session, record(session, "calendar", CALENDAR, "all"))


def change_working_time(session: Session, changed: WorkingTime, valid_from: date, because: str) -> int:
    """Set the working time from a day on; returns how many files are judged otherwise now."""
    change_settings(session, working_time.OWNER, changed, valid_from, because)
    return rederive_all(session, record(session, "working time", working_time.OWNER, valid_from.isoformat()))
