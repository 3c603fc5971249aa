"""The duty roster as everybody sees it: a month, and one day with what became of it."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa
from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from sqlmodel import col

from tracker.messages import InputError, Message, message
from tracker.periods import Period, parse_period, period_of
from tracker.records.calendar_year import Day, calendar_year
from tracker.records.duty_days import DutyDay, DutyState
from tracker.reports.duty import OnDuty, desk_on, duty_between, key_officials_missing
from tracker.web.choosing import actor, numbers_of, officials_for
from tracker.web.duty_month import Load, Roster, least_loaded, roster_of
from tracker.web.gate import needs
from tracker.web.requests import language, scope, session, today, tracker
from tracker.workdays import FIRST_DAY, LAST_DAY

pages = Blueprint("duty", __name__, url_prefix="/duty")
ONE_DAY = timedelta(days=1)


@pages.get("/")
@pages.get("/<month>")
@needs("duty.view")
def month(month: str | None = None) -> ResponseReturnValue:
    """Show a month of the roster."""
    shown = _known_month(month) if month else period_of(today(), "month")
    roster = roster_of(session(), shown, language(), tracker().config.site.weekend)
    return render_template(
        "duty/month.html",
        roster=roster,
        me=actor(),
        look=look,
        one_day=ONE_DAY,
        suggested=_suggested(roster),
        printed_at=tracker().database.clock(),
    )


@pages.get("/day/<day>")
@needs("duty.view")
def day(day: str) -> ResponseReturnValue:
    """Show who is on duty on one day, with what may be done about it."""
    on = known_day(day)
    duties = duty_between(session(), on, on)
    calendar = calendar_of(on)
    return render_template(
        "duty/day.html",
        on=on,
        calendar=calendar,
        duties=duties,
        missing=key_officials_missing(duties) if calendar.is_working else 0,
        desk=desk_on(session(), on),
        mine=_numbers_for("corrections.ask", on),
        editable=_numbers_for("duty.plan", on),
        me=actor(),
        look=look,
        before=on - ONE_DAY if on > FIRST_DAY else None,
        after=on + ONE_DAY if on < LAST_DAY else None,
    )


def look(duty: OnDuty) -> tuple[str, str, Message]:
    """Return how a duty day is shown: the kind of its tag, its icon, its word."""
    if duty.state is DutyState.ABSENT:
        return "bad", "user-off", message("Absent")
    if duty.state is DutyState.SERVED:
        return (
            ("info", "arrows-exchange", message("Stood in"))
            if duty.substitute_id
            else ("ok", "check", message("Served"))
        )
    if duty.is_away:
        return "warn", "beach", message("Recorded as absent")
    return ("", "clock", message("Not noted yet")) if duty.on < today() else ("pri", "calendar", message("Planned"))


def known_day(text: str) -> date:
    """Return a day of the calendar from an address; there is no page for any other."""
    try:
        on = date.fromisoformat(text)
    except ValueError:
        abort(404)
    return on if FIRST_DAY <= on <= LAST_DAY else abort(404)


def calendar_of(on: date) -> Day:
    """Return what the calendar says of a day."""
    return calendar_year(session(), on.year, language(), tracker().config.site.weekend)[on.month - 1].days[on.day - 1]


def _known_month(text: str) -> Period:
    try:
        found = parse_period(text)
    except InputError:
        abort(404)
    if found.grain != "month" or not FIRST_DAY <= found.start <= found.end <= LAST_DAY:
        abort(404)
    return found


def _numbers_for(permission: str, on: date) -> set[int]:
    """Return the duty days of that day for which the account has the permission."""
    if not scope().may(permission):
        return set()
    wanted = scope().narrow(sa.select(col(DutyDay.id)).where(col(DutyDay.on) == on), DutyDay, permission)
    return {number for number in session().execute(wanted).scalars() if number is not None}


def _suggested(roster: Roster) -> Load | None:
    """Return whom the account could plan for the first day that lacks somebody."""
    short = roster.first_short(today())
    if short is None or not scope().may("duty.plan"):
        return None
    return least_loaded(session(), roster, short, numbers_of(officials_for("duty.plan")))
