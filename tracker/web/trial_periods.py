"""On which periods settings can be tried, and on which it takes long: another working time moves every file in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import col

from tracker.messages import InputError, Message, message
from tracker.period_titles import period_title
from tracker.periods import MONTHS, CalendarGrain, Period, period_of
from tracker.records import working_time
from tracker.records.handled_files import HandledFile
from tracker.web.period_choice import first_day
from tracker.web.ranking import scored_grain
from tracker.web.requests import session, today

MANY_FILES = 50_000
"""Those of so many files that move are judged anew in one to four seconds, while nobody else can store anything."""
TOO_MANY_FILES = 250_000


def periods_to_try() -> list[Period]:
    """Return the periods that settings can be tried on: those that are scored, then longer ones, the latest first."""
    first, shortest = first_day(), MONTHS[scored_grain()]
    lengths: list[CalendarGrain] = [
        grain for grain in ("month", "quarter", "half", "year") if MONTHS[grain] >= shortest
    ]
    found: list[Period] = []
    for grain in lengths:
        period = period_of(today(), grain)
        found.append(period)
        while (period := period.previous()).end >= first:
            found.append(period)
    return found


def usual_period() -> Period:
    """Return the last period that has ended and has files received in it; the running one where there is none."""
    running = period_of(today(), scored_grain())
    latest = sa.select(sa.func.max(col(HandledFile.received_on))).where(col(HandledFile.received_on) < running.start)
    received_on = session().execute(latest).scalar_one()
    return running if received_on is None else period_of(received_on, scored_grain())


def period_scored_on(day: date) -> Period:
    """Return the period that is scored and holds the day."""
    return period_of(day, scored_grain())


def takes_long(owner_key: str, periods: Sequence[Period], period: Period) -> Message | None:
    """Say that to try a change of this owner on the period takes long, or else on a whole year of those offered."""
    if owner_key != working_time.OWNER:
        return None
    for one in (period, *(other for other in periods if other.grain == "year")):
        files = _files_received(one)
        if files > MANY_FILES:
            return message(
                "%(files)s files were received in %(period)s. To try other office hours on so many takes a while, and "
                "nobody else can store anything meanwhile.",
                files=Decimal(files),
                period=period_title(one),
            )
    return None


def refuse_too_many_files(owner_key: str, period: Period) -> None:
    """Raise InputError, with the command to use instead, if a change of this owner moves too many files for a page."""
    if owner_key != working_time.OWNER:
        return
    files = _files_received(period)
    if files > TOO_MANY_FILES:
        raise InputError(
            "%(files)s files were received in %(period)s, too many to try other office hours on them here, for nobody "
            "else could store anything for minutes. On the server, in a quiet hour: `tracker score %(name)s --simulate "
            "FILE.toml`.",
            files=Decimal(files),
            period=period_title(period),
            name=period.name,
        )


def _files_received(period: Period) -> int:
    counted = sa.select(sa.func.count()).where(col(HandledFile.received_on).between(period.start, period.end))
    return int(session().execute(counted).scalar_one())
