"""Runs of jobs: what was done for which due time, and what came of it."""

from __future__ import annotations

import enum
import json
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Field, Session, SQLModel, col, select

from tracker.database import one_of
from tracker.messages import Message

LONGEST_KEY = 80


class RunOutcome(enum.StrEnum):
    """How a run ended; `PASSED` is a due time of before the job was known, at which nothing was missed."""

    DONE = "done"
    FAILED = "failed"
    PASSED = "passed"


class JobRun(SQLModel, table=True):
    """One run: the job, the time for which it was due, and what came of it, as a message in JSON.

    `asked_by` is who wanted it, None for the schedule, which alone gives a due time. `process` made the last attempt,
    which took so many `milliseconds`.
    """

    __tablename__ = "tracker_job_run"
    __audited__ = False
    __table_args__ = (
        sa.UniqueConstraint("job", "due_at"),
        sa.Index("ix_tracker_job_run_finished_at", "finished_at"),
        sa.CheckConstraint("(finished_at IS NULL) = (outcome IS NULL)", name="finished_with_an_outcome"),
    )

    id: int | None = Field(default=None, primary_key=True)
    job: str = Field(max_length=LONGEST_KEY)
    due_at: datetime
    asked_by: str | None = None
    attempt: int = 0
    lease_until: datetime
    process: str | None = Field(default=None, max_length=200)
    started_at: datetime | None = None
    finished_at: datetime | None = None
    outcome: RunOutcome | None = Field(
        default=None, sa_column=sa.Column(one_of(RunOutcome, "run_outcome"), nullable=True)
    )
    told: str | None = Field(default=None, sa_type=sa.Text)
    milliseconds: int | None = None

    @property
    def message(self) -> Message | None:
        """What came of the run, to be shown in the reader's language."""
        return None if self.told is None else Message.from_json(json.loads(self.told))


def last_runs(session: Session) -> dict[str, JobRun]:
    """Return the last run of each job, by the key of the job; one that passed only where there is no other."""
    has_passed = sa.func.coalesce(col(JobRun.outcome) == RunOutcome.PASSED, sa.false())
    latest_first = sa.func.row_number().over(
        partition_by=col(JobRun.job), order_by=(has_passed, col(JobRun.due_at).desc())
    )
    numbered = sa.select(col(JobRun.id), latest_first.label("number")).subquery()
    last = sa.select(numbered.c.id).where(numbered.c.number == 1)
    return {run.job: run for run in session.exec(select(JobRun).where(col(JobRun.id).in_(last)))}


def failing_runs(session: Session) -> list[JobRun]:
    """Return the last run of each job whose last one failed, the latest first; one that has not ended is left out."""
    later = aliased(JobRun)
    ended_later = sa.exists().where(
        col(later.job) == col(JobRun.job), col(later.due_at) > col(JobRun.due_at), col(later.finished_at).is_not(None)
    )
    failed = select(JobRun).where(col(JobRun.outcome) == RunOutcome.FAILED, ~ended_later)
    return list(session.exec(failed.order_by(col(JobRun.due_at).desc())))


def last_done(session: Session, job: str) -> JobRun | None:
    """Return the last run of the job that was done."""
    return _last(session, job, {RunOutcome.DONE})


def last_ended(session: Session, job: str) -> JobRun | None:
    """Return the last run of the job that was done or failed."""
    return _last(session, job, {RunOutcome.DONE, RunOutcome.FAILED})


def forget_runs(session: Session, before: datetime) -> int:
    """Remove the runs due before that moment, save for the last due time of each job; returns how many."""
    of_schedule = sa.select(sa.func.max(col(JobRun.due_at))).where(col(JobRun.asked_by).is_(None))
    last = of_schedule.group_by(col(JobRun.job))
    old = sa.delete(JobRun).where(col(JobRun.due_at) < before, col(JobRun.due_at).not_in(last))
    return session.connection().execute(old).rowcount


def _last(session: Session, job: str, outcomes: set[RunOutcome]) -> JobRun | None:
    wanted = select(JobRun).where(col(JobRun.job) == job, col(JobRun.outcome).in_(outcomes))
    return session.exec(wanted.order_by(col(JobRun.due_at).desc()).limit(1)).first()
