"""When a job is due: times come from its trigger; the clock only says which of them have come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from tracker.contributions import Cron, Job
from tracker.messages import InputError

WINDOWS = tuple(timedelta(minutes=minutes) for minutes in (1, 60, 1_440, 11_520, 46_080, 525_600, 4_207_680))
"""How far to look back for the last due time, to eight years: the shortest that holds one is walked through."""
A_MOMENT = timedelta(microseconds=1)


def trigger_of(job: Job, zone: ZoneInfo) -> CronTrigger:
    """Return the trigger of a job. Raises InputError if its times cannot be understood."""
    cron = job.cron
    if any(sign.isdigit() for sign in cron.day_of_week):
        raise InputError(
            "Job %(job)s of the plugin %(plugin)s: days of the week are named. Write mon to sun, not %(given)s.",
            job=job.key,
            plugin=job.plugin,
            given=cron.day_of_week,
        )
    try:
        return _trigger(cron, zone)
    except (ValueError, TypeError) as error:
        raise InputError(
            "Job %(job)s of the plugin %(plugin)s: its times cannot be used: %(what)s. Write each part of Cron like "
            "5, 1,15, mon-fri, * or */10.",
            job=job.key,
            plugin=job.plugin,
            what=str(error),
        ) from error


def latest_due(job: Job, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Return the last time that the job was due by now, None if it has been in none of the last years."""
    trigger = trigger_of(job, zone)
    for window in WINDOWS:
        due = _next(trigger, now - window)
        if due is not None and due <= now:
            while (later := _next(trigger, due + A_MOMENT)) is not None and later <= now:
                due = later
            return due
    return None


def next_due(job: Job, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Return the next time that the job will be due, None if it never will."""
    return _next(trigger_of(job, zone), now + A_MOMENT)


def _trigger(cron: Cron, zone: ZoneInfo) -> CronTrigger:
    return CronTrigger(
        minute=cron.minute,
        hour=cron.hour,
        day=cron.day,
        month=cron.month,
        day_of_week=cron.day_of_week,
        second=cron.second,
        timezone=zone,
    )


def _next(trigger: CronTrigger, after: datetime) -> datetime | None:
    """Return the first time of the trigger from a moment on, whole in UTC."""
    due: datetime | None = trigger.get_next_fire_time(None, after)
    return None if due is None else due.astimezone(UTC)
