"""The list of the runs of one job: by outcome and day, on the page and as a workbook."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from datetime import time as time_of_day

import sqlalchemy as sa
from sqlmodel import col

from tracker.jobs.runs import JobRun
from tracker.messages import Message, message
from tracker.web.job_words import STATE_TITLES, RunState, duration, state_of
from tracker.web.lists import Column, Condition, Filter, Listing
from tracker.web.rendering import site_time
from tracker.web.requests import scope, tracker

ONE_DAY = timedelta(days=1)


def runs_listing(job: str, title: Message) -> Listing:
    """Return the list of the runs of a job."""
    of_job = col(JobRun.job) == job
    return Listing(
        title=title,
        name=f"runs-{''.join(sign if sign.isalnum() else '-' for sign in job)}",
        key=col(JobRun.id),
        keys=scope().narrow(sa.select(col(JobRun.id)), JobRun).where(of_job),
        rows=sa.select(JobRun),
        columns=(
            Column("due", message("Time due"), lambda row: _at_site(row[0].due_at), [col(JobRun.due_at)]),
            Column("begun", message("Begun"), lambda row: _at_site(row[0].started_at)),
            Column("ended", message("Ended"), lambda row: _at_site(row[0].finished_at), in_table=False),
            Column("took", message("Took"), lambda row: duration(row[0].milliseconds), is_number=True),
            Column("attempts", message("Attempts"), lambda row: row[0].attempt, is_number=True),
            Column("process", message("Process"), lambda row: row[0].process),
            Column("asked", message("Asked for by"), lambda row: row[0].asked_by, in_table=False),
            Column("state", message("How it ended"), lambda row: state_of(row[0]).told),
            Column("told", message("What came of it"), lambda row: row[0].message),
        ),
        order="-due",
        filters=(
            Filter(
                "state",
                message("How it ended"),
                lambda text: RunState(text).condition,
                [(state.value, title) for state, title in STATE_TITLES.items()],
            ),
            Filter("from", message("From"), lambda text: col(JobRun.due_at) >= _midnight(text)),
            Filter("to", message("To"), _until),
        ),
    )


def _until(text: str) -> Condition:
    return col(JobRun.due_at) < _midnight(text) + ONE_DAY


def _midnight(text: str) -> datetime:
    """Return the beginning of a day at the site."""
    return datetime.combine(date.fromisoformat(text), time_of_day(), tracker().config.site.zone)


def _at_site(moment: datetime | None) -> datetime | None:
    return None if moment is None else site_time(moment)
