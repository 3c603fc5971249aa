"""Which jobs there are: the core's, then the plugins' in config order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from tracker.contributions import Job
from tracker.installation import Tracker
from tracker.jobs.backups import backup_jobs
from tracker.jobs.cleaning import cleaning_job
from tracker.jobs.deadlines import deadlines_job
from tracker.jobs.due import next_due
from tracker.jobs.mailing import mail_job
from tracker.jobs.reviews import reviews_job
from tracker.jobs.runs import LONGEST_KEY
from tracker.jobs.stale_scores import scores_job
from tracker.messages import InputError, Message
from tracker.plugins import Answer

KEY = re.compile(rf"[A-Za-z0-9._-]{{1,{LONGEST_KEY}}}")
"""What stands in the address of the job's page."""


@dataclass(frozen=True, slots=True)
class KnownJobs:
    """The jobs by key, and why those of a plugin are missing, by its name."""

    jobs: Mapping[str, Job]
    faults: Mapping[str, Message] = field(default_factory=dict)


def known_jobs(tracker: Tracker) -> KnownJobs:
    """Return the jobs of the installation; a plugin whose jobs cannot be used does not hide those of the others."""
    jobs: dict[str, Job] = {job.key: job for job in core_jobs(tracker)}
    faults: dict[str, Message] = {}
    for answer in tracker.plugins.call_each("jobs", {}):
        try:
            jobs |= _of_plugin(answer, jobs, tracker.config.site.zone, tracker.clock())
        except InputError as error:
            faults[answer.plugin.info.name] = error.message
    return KnownJobs(jobs, faults)


def core_jobs(tracker: Tracker) -> list[Job]:
    """Return the core's jobs, in the order in which what was missed is caught up."""
    return [
        scores_job(tracker),
        deadlines_job(),
        reviews_job(),
        mail_job(tracker),
        cleaning_job(),
        *backup_jobs(tracker),
    ]


def job_named(known: KnownJobs, key: str) -> Job:
    """Return the job with that key. Raises InputError."""
    if key not in known.jobs:
        raise InputError("There is no job %(name)s; there are %(known)s.", name=key, known=sorted(known.jobs))
    return known.jobs[key]


def _of_plugin(answer: Answer, others: Mapping[str, Job], zone: ZoneInfo, now: datetime) -> dict[str, Job]:
    name = answer.plugin.info.name
    if answer.error is not None:
        raise InputError(
            "The plugin %(name)s failed in jobs with %(error)s. Mend or disable it.", name=name, error=answer.fault
        ) from answer.error
    if not isinstance(answer.result, list) or not all(isinstance(one, Job) for one in answer.result):
        raise InputError("jobs of the plugin %(name)s must return a list of Job. Mend or disable it.", name=name)
    found: dict[str, Job] = {}
    for job in answer.result:
        if job.key in found or job.key in others:
            raise InputError(
                "The plugin %(name)s has a job %(job)s, and there is one of that key already. Choose another key, such "
                "as %(name)s.%(job)s.",
                name=name,
                job=job.key,
            )
        found[job.key] = _fitting(replace(job, plugin=name), zone, now)
    return found


def _fitting(job: Job, zone: ZoneInfo, now: datetime) -> Job:
    if not KEY.fullmatch(job.key):
        raise InputError(
            "The plugin %(name)s has a job with the key “%(key)s”. Write 1 to %(most)d letters without diacritics, "
            "digits, . - and _.",
            name=job.plugin,
            key=job.key,
            most=LONGEST_KEY,
        )
    if next_due(job, zone, now) is None:
        raise InputError(
            "Job %(job)s of the plugin %(plugin)s is never due. Correct its Cron.", job=job.key, plugin=job.plugin
        )
    return job
