"""The job that reminds people of deadlines, courses, answers and results."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from plugins.training.leaving import leavers, movers
from plugins.training.reminders import Reminder, all_reminders
from plugins.training.settings import Training
from tracker.api import Cron, Job, JobContext, JobEnd, Message, RecordSession, counting, sentences, tell

_ = sentences("training")
counted = counting("training")


def reminder_job() -> Job:
    """Return the job."""
    return Job("training.reminders", _("Remind of courses and of their deadlines"), Cron(hour="7"), remind)


def remind(context: JobContext) -> JobEnd:
    """Find out whom to remind of what."""
    assert isinstance(context.settings, Training)
    with context.reading() as session:
        reminders = [
            *leavers(session, context.today),
            *movers(session, context.today),
            *all_reminders(session, context.today, context.settings),
        ]
    return partial(_store, reminders)


def _store(reminders: Sequence[Reminder], session: RecordSession) -> Message:
    number = sum(len(tell(session, one.accounts, one.key, one.told, one.page)) for one in reminders)
    return counted("%(count)s reminder.", "%(count)s reminders.", count=number)
