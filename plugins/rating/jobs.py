"""The job that opens the sheets that are due, and reminds who has not signed."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from sqlmodel import Session, col, select

from plugins.rating.kinds import State
from plugins.rating.models import RatingSheet
from plugins.rating.opening import open_sheets, periods_to_rate
from plugins.rating.raters import raters_of
from plugins.rating.settings import settings_for
from tracker.api import (
    Cron,
    Job,
    JobContext,
    JobEnd,
    Message,
    RecordSession,
    accounts_of,
    counting,
    period_title,
    sentences,
    tell,
)

_ = sentences("rating")
counted = counting("rating")
PAGE = "/rating/"


def opening_job() -> Job:
    """Return the job."""
    return Job(
        "rating.opening", _("Open rating sheets, and remind who has not signed"), Cron(hour="6"), open_and_remind
    )


def open_and_remind(context: JobContext) -> JobEnd:
    """Leave all to the end: it opens only what is missing, and tells nobody twice."""
    return partial(_store, context.today)


def _store(today: date, session: RecordSession) -> Message:
    opened = 0
    for period in periods_to_rate(session, today):
        for sheet in open_sheets(session, period, today).sheets:
            opened += 1
            told = _("Your rating for %(period)s is open: fill it in and sign it.", period=period_title(period))
            _tell_official(session, sheet, f"rating.opened.{sheet.id}", told, today)
    for sheet in _waiting(session):
        _remind(session, sheet, today)
    return counted("%(count)s sheet opened.", "%(count)s sheets opened.", count=opened)


def _waiting(session: Session) -> list[RatingSheet]:
    wanted = select(RatingSheet).where(col(RatingSheet.state).in_([State.OPEN, State.SELF_RATED, State.CONTESTED]))
    return list(session.exec(wanted.order_by(col(RatingSheet.id))))


def _remind(session: RecordSession, sheet: RatingSheet, today: date) -> None:
    days = settings_for(session, sheet.about).schedule.remind_after
    since = sheet.opened_on if sheet.own_at is None else sheet.own_at.date()
    if not days or today < since + timedelta(days=days):
        return
    period = period_title(sheet.about)
    key = f"rating.waits.{sheet.id}.{sheet.version}"
    if sheet.state is State.OPEN:
        _tell_official(session, sheet, key, _("Your rating for %(period)s still waits for you.", period=period), today)
    else:
        raters = [account.id for account in raters_of(session, sheet, today) if account.id is not None]
        tell(session, raters, key, _("A rating for %(period)s waits for you.", period=period), PAGE)


def _tell_official(session: RecordSession, sheet: RatingSheet, key: str, told: Message, today: date) -> None:
    account = accounts_of(session, [sheet.official_id], today).get(sheet.official_id)
    if account is not None and account.id is not None:
        tell(session, [account.id], key, told, PAGE)
