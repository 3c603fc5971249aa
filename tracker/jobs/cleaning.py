"""The job that removes what nobody needs any more: expired sign-ins, uploads nobody stored, old notices and runs."""

from __future__ import annotations

from datetime import timedelta

from tracker.accounts.sign_ins import forget_expired
from tracker.accounts.throttling import forget_old_attempts
from tracker.contributions import Cron, Job, JobContext, JobEnd
from tracker.database import RecordSession
from tracker.digests import forget_digests
from tracker.imports.uploads.uploads import remove_old
from tracker.jobs.runs import forget_runs
from tracker.messages import Message, message
from tracker.notices import forget_notices

NOTICES_KEPT = timedelta(days=180)
RUNS_KEPT = timedelta(days=40)
"""Longer than the longest month, so that the last run of every monthly job is among them."""


def cleaning_job() -> Job:
    """Return the job."""
    return Job("cleaning", message("Remove what has expired"), Cron(hour="3", minute="30"), clean)


def clean(context: JobContext) -> JobEnd:
    """Return what removes it; there is nothing to work out before."""

    def store(session: RecordSession) -> Message:
        now = context.now
        notices = forget_notices(session, now - NOTICES_KEPT)
        forget_digests(session, (now - NOTICES_KEPT).date())
        told = message(
            "Removed: sign-ins %(sign_ins)d, attempts to sign in %(attempts)d, uploads %(uploads)d, notices "
            "%(notices)d, runs of jobs %(runs)d.",
            sign_ins=forget_expired(session, now),
            attempts=forget_old_attempts(session, now),
            uploads=remove_old(session),
            notices=notices,
            runs=forget_runs(session, now - RUNS_KEPT),
        )
        session.refresh_statistics()
        return told

    return store
