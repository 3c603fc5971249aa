"""The job that reminds those who have not looked at their scorecard in the last working days of a review.

When the review is over, those who may close the period are told so, once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlmodel import Session

from tracker.accounts.grants import leading_accounts
from tracker.closing.reviews import PeriodReview, running_reviews
from tracker.closing.telling import accounts_to_look, page_to_look
from tracker.contributions import Cron, Job, JobContext, JobEnd
from tracker.database import RecordSession
from tracker.messages import Message, counted, message
from tracker.notice_settings import OWNER, NoticeSettings
from tracker.notices import tell
from tracker.period_titles import period_title
from tracker.periods import parse_period
from tracker.scope import scope_of
from tracker.settings import settings_on
from tracker.workdays import Calendar, load_calendar


@dataclass(frozen=True, slots=True)
class Reminder:
    """One notice, and whom it is for."""

    accounts: Sequence[int]
    key: str
    message: Message
    page: str


def reviews_job() -> Job:
    """Return the job."""
    title = message("Remind of scorecards that nobody has looked at")
    return Job("reviews", title, Cron(hour="6", minute="45"), remind_of_reviews)


def remind_of_reviews(context: JobContext) -> JobEnd:
    """Find out whom to remind today."""
    with context.reading() as session:
        calendar = load_calendar(session)
        if not calendar.is_working(context.today):
            return lambda _session: message("Today is a day off.")
        days = settings_on(session, OWNER, NoticeSettings, context.today).due_soon_days
        reviews = running_reviews(session)
        reminders = [one for review in reviews for one in _of(session, review, context.today, calendar, days)]
    return partial(_store, reminders)


def _store(reminders: Sequence[Reminder], session: RecordSession) -> Message:
    number = sum(len(tell(session, one.accounts, one.key, one.message, one.page)) for one in reminders)
    return counted("%(count)s notice.", "%(count)s notices.", count=number)


def _of(session: Session, review: PeriodReview, today: date, calendar: Calendar, days: int) -> Iterator[Reminder]:
    period = parse_period(review.period)
    told = {"period": period_title(period), "until": review.until}
    if today > review.until:
        over = message("The review of %(period)s is over since %(until)s. The period can be closed now.", **told)
        leaders = _who_may_close(session, today)
        yield Reminder(leaders, f"review_over:{review.id}:{review.until}", over, f"/periods/{period.name}")
    elif review.until <= calendar.add(today, days):
        accounts = accounts_to_look(session, review, today)
        ends = message("Look at your scorecard of %(period)s by %(until)s: it is closed after that.", **told)
        yield Reminder(accounts, f"review:{review.id}:{today}", ends, page_to_look(review))


def _who_may_close(session: Session, today: date) -> list[int]:
    """Return the accounts of those who lead everything."""
    leading = leading_accounts(session, today)
    return [
        account.id
        for account in leading
        if account.id is not None and scope_of(session, account, today).reach("periods.close").everywhere
    ]
