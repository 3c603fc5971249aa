"""Claims: each due time of a job is claimed by one process, held by a lease, and ended once.

A run is held by its attempt: whoever takes it over raises the number, and only the last one may end it. A process that
slept or lost its lease therefore finds out when it wants to end the run, and its effects roll back with that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.jobs.runs import JobRun, RunOutcome
from tracker.jobs.schedulers import this_process
from tracker.messages import Message, dump_with_messages, message

LEASE = timedelta(seconds=60)
"""How long a run is left alone of which nothing was heard."""
MOST_ATTEMPTS = 3
SHORTEST_STEP = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Claim:
    """A run that this process holds."""

    run_id: int
    job: str
    due_at: datetime
    attempt: int


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended, what is said of it, and how long it took."""

    outcome: RunOutcome
    told: Message
    milliseconds: int


class LostRunError(Exception):
    """Another process has taken the run over, because nothing was heard of this one for too long."""


def claim(session: Session, job: str, due_at: datetime, now: datetime, lease: timedelta = LEASE) -> Claim | None:
    """Claim the run of a job for a due time; None if somebody has it or had it.

    Of a job that was never due before nothing was missed: its latest due time passes, and it runs from the next on.
    """
    of_schedule = select(JobRun.due_at).where(col(JobRun.job) == job, col(JobRun.asked_by).is_(None))
    if session.exec(of_schedule.limit(1)).first() is None:
        _add_passed(session, job, due_at, now)
        return None
    if _find(session, job, due_at) is not None:
        return None
    return _begin(session, JobRun(job=job, due_at=due_at, lease_until=now), now, lease)


def claim_now(session: Session, job: str, asked_by: str, now: datetime, lease: timedelta = LEASE) -> Claim:
    """Claim a run that somebody wants now, apart from the schedule."""
    return _begin(session, _asked_for(session, job, asked_by, now), now, lease)


def ask_for_run(session: Session, job: str, asked_by: str, now: datetime) -> int:
    """Ask for a run that the next scheduler takes that looks; returns the id of the run."""
    run = _asked_for(session, job, asked_by, now)
    session.add(run)
    session.flush()
    assert run.id is not None
    return run.id


def take_over(session: Session, run_id: int, now: datetime, lease: timedelta = LEASE) -> Claim | Ended | None:
    """Claim a run whose process is gone, or that waits for one; None if it is done or held.

    A run that several processes began and none ended is noted as failed; returns how it ended then.
    """
    run = session.get(JobRun, run_id)
    if run is None or run.finished_at is not None or not _is_free(run, now, lease):
        return None
    if run.attempt >= MOST_ATTEMPTS:
        told = message(
            "it was given up: begun %(count)d times, it was never done. Look at what the server wrote then",
            count=run.attempt,
        )
        given_up = Ended(RunOutcome.FAILED, told, 0)
        _finish(session, run, now, given_up)
        return given_up
    return _begin(session, run, now, lease)


def prolong(session: Session, held: Claim, now: datetime, lease: timedelta = LEASE) -> bool:
    """Hold the run for longer; returns whether it is still held."""
    still_mine = sa.update(JobRun).where(_is_held_by(held)).values(lease_until=now + lease)
    return session.connection().execute(still_mine).rowcount == 1


def refuse_lost(session: Session, held: Claim) -> None:
    """Raise LostRunError if the run is no longer held. In a writing session it stays held to the end of that."""
    if session.exec(select(JobRun.id).where(_is_held_by(held))).first() is None:
        raise LostRunError(held.job)


def end(session: Session, held: Claim, now: datetime, ended: Ended) -> None:
    """Note what came of the run. Raises LostRunError if it is no longer held."""
    refuse_lost(session, held)
    _finish(session, session.get_one(JobRun, held.run_id), now, ended)


def unfinished(session: Session, now: datetime, lease: timedelta = LEASE) -> list[JobRun]:
    """Return the runs that nobody holds and that are not done, the earliest due first."""
    wanted = select(JobRun).where(col(JobRun.finished_at).is_(None)).order_by(col(JobRun.due_at), col(JobRun.id))
    return [run for run in session.exec(wanted) if _is_free(run, now, lease)]


def is_claimed(session: Session, job: str, due_at: datetime) -> bool:
    """Whether somebody has or had the run for this due time."""
    return _find(session, job, due_at) is not None


def _find(session: Session, job: str, due_at: datetime) -> JobRun | None:
    return session.exec(select(JobRun).where(col(JobRun.job) == job, col(JobRun.due_at) == due_at)).first()


def _is_free(run: JobRun, now: datetime, lease: timedelta) -> bool:
    """Whether the lease has run out; one that lies far ahead was given by a clock that has been set back since."""
    return run.lease_until <= now or run.lease_until > now + 2 * lease


def _is_held_by(held: Claim) -> sa.ColumnElement[bool]:
    return sa.and_(
        col(JobRun.id) == held.run_id, col(JobRun.attempt) == held.attempt, col(JobRun.finished_at).is_(None)
    )


def _asked_for(session: Session, job: str, asked_by: str, now: datetime) -> JobRun:
    due_at = now
    while _find(session, job, due_at) is not None:
        due_at += SHORTEST_STEP
    return JobRun(job=job, due_at=due_at, asked_by=asked_by, lease_until=now)


def _begin(session: Session, run: JobRun, now: datetime, lease: timedelta) -> Claim:
    run.attempt += 1
    run.process = this_process()
    run.started_at, run.lease_until = now, now + lease
    session.add(run)
    session.flush()
    assert run.id is not None
    return Claim(run.id, run.job, run.due_at, run.attempt)


def _add_passed(session: Session, job: str, due_at: datetime, now: datetime) -> None:
    told = message("it is known from now on, and runs at its next time")
    run = JobRun(job=job, due_at=due_at, lease_until=now)
    _finish(session, run, now, Ended(RunOutcome.PASSED, told, 0))


def _finish(session: Session, run: JobRun, now: datetime, ended: Ended) -> None:
    run.finished_at, run.outcome, run.milliseconds = now, ended.outcome, ended.milliseconds
    run.told = dump_with_messages(ended.told)
    session.add(run)
    session.flush()
