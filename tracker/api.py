"""The API of plugins: the only module of Tracker that a plugin imports (its tests also import `tracker.testing`)."""

from tracker.contributions import (
    AnyRule,
    Cohort,
    Cron,
    Job,
    JobContext,
    JobEnd,
    Measure,
    Measures,
    MeasureSet,
    MeasureValues,
    Points,
    Records,
    Rule,
    Value,
    round_points,
)
from tracker.hookspecs import hookimpl
from tracker.messages import InputError, Message, counting, marked, sentences, worded
from tracker.periods import Period
from tracker.records.absences import Absence
from tracker.records.duty_days import DutyDay, DutyState
from tracker.records.handled_files import HandledFile, Timeliness
from tracker.records.officials import Official
from tracker.records.postings import Posting, RankingGroup
from tracker.records.procedures import Procedure
from tracker.records.training_records import TrainingRecord
from tracker.records.units import Unit
from tracker.validation_messages import RefusedValueError, told

__all__ = [
    "Absence",
    "AnyRule",
    "Cohort",
    "Cron",
    "DutyDay",
    "DutyState",
    "HandledFile",
    "InputError",
    "Job",
    "JobContext",
    "JobEnd",
    "Measure",
    "MeasureSet",
    "MeasureValues",
    "Measures",
    "Message",
    "Official",
    "Period",
    "Points",
    "Posting",
    "Procedure",
    "RankingGroup",
    "Records",
    "RefusedValueError",
    "Rule",
    "Timeliness",
    "TrainingRecord",
    "Unit",
    "Value",
    "counting",
    "hookimpl",
    "marked",
    "round_points",
    "sentences",
    "told",
    "worded",
]
