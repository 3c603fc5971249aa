"""The words of jobs: when one is due, how a run stands, how long it took."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import time
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import col

from tracker.contributions import Cron
from tracker.jobs.runs import JobRun, RunOutcome
from tracker.messages import Message, counted, message
from tracker.web.formatting import WEEKDAYS

DAYS_OF_THE_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
A_TENTH = Decimal("0.1")
A_MINUTE = 60_000
"""In milliseconds."""


class RunState(enum.StrEnum):
    """How a run of a job stands."""

    DONE = "done"
    FAILED = "failed"
    RUNNING = "running"
    WAITING = "waiting"
    PASSED = "passed"

    @property
    def told(self) -> Message:
        """What people call it."""
        return STATE_TITLES[self]

    @property
    def kind(self) -> str:
        """The kind of its tag."""
        return {"done": "ok", "failed": "bad", "running": "info", "waiting": "info", "passed": ""}[self.value]

    @property
    def icon(self) -> str:
        """The icon of its tag."""
        icons = {"done": "check", "failed": "alert-circle", "running": "refresh", "waiting": "clock", "passed": "point"}
        return icons[self.value]

    @property
    def condition(self) -> sa.ColumnElement[bool]:
        """Which runs stand so."""
        match self:
            case RunState.RUNNING:
                return sa.and_(col(JobRun.finished_at).is_(None), col(JobRun.started_at).is_not(None))
            case RunState.WAITING:
                return sa.and_(col(JobRun.finished_at).is_(None), col(JobRun.started_at).is_(None))
            case _:
                return col(JobRun.outcome) == RunOutcome(self.value)


STATE_TITLES: Mapping[RunState, Message] = {
    RunState.DONE: message("Done"),
    RunState.FAILED: message("Failed"),
    RunState.RUNNING: message("Running"),
    RunState.WAITING: message("Waits for a scheduler"),
    RunState.PASSED: message("Not run"),
}


def state_of(run: JobRun) -> RunState:
    """Return how a run stands."""
    if run.outcome is not None:
        return RunState(run.outcome.value)
    return RunState.WAITING if run.started_at is None else RunState.RUNNING


def times_of(cron: Cron) -> Message | None:
    """Return when something is due as people say it; None for times that would take a long sentence."""
    if cron.second != "0" or cron.month != "*":
        return None
    at = _time_of_day(cron)
    if at is None:
        return _often(cron)
    if cron.day.isdigit() and cron.day_of_week == "*":
        return message("On day %(day)s of each month at %(at)s", day=cron.day, at=at)
    if cron.day != "*":
        return None
    if cron.day_of_week == "*":
        return message("Every day at %(at)s", at=at)
    if cron.day_of_week == "mon-fri":
        return message("Monday to Friday at %(at)s", at=at)
    if cron.day_of_week in DAYS_OF_THE_WEEK:
        weekday = WEEKDAYS[DAYS_OF_THE_WEEK.index(cron.day_of_week)]
        return message("Each week at %(at)s: %(weekday)s", at=at, weekday=weekday)
    return None


def duration(milliseconds: int | None) -> Message | None:
    """Return how long something took."""
    if milliseconds is None:
        return None
    if milliseconds < 100:
        return message("less than %(seconds)s s", seconds=A_TENTH)
    if milliseconds < A_MINUTE:
        return message("%(seconds)s s", seconds=(Decimal(milliseconds) / 1000).quantize(A_TENTH))
    minutes, rest = divmod(milliseconds, A_MINUTE)
    return message("%(minutes)d min %(seconds)d s", minutes=minutes, seconds=rest // 1000)


def _time_of_day(cron: Cron) -> time | None:
    if not (cron.hour.isdigit() and cron.minute.isdigit()):
        return None
    return time(int(cron.hour), int(cron.minute))


def _often(cron: Cron) -> Message | None:
    """Return the words for what is due many times on each day."""
    if (cron.hour, cron.day, cron.day_of_week) != ("*", "*", "*"):
        return None
    every = "1" if cron.minute == "*" else cron.minute.removeprefix("*/")
    if cron.minute.startswith("*") and every.isdigit():
        return counted("Every %(count)s minute", "Every %(count)s minutes", count=int(every))
    return message("Every hour") if cron.minute == "0" else None
