"""The API of plugins: records, measures, rules, sentences, settings, jobs and notices.

Pages import `tracker.api.web` as well, commands `tracker.api.commands`, tests `tracker.testing`; there is no other.
"""

from tracker.accounts.grants import leading_accounts, open_admins, staff_accounts
from tracker.accounts.permissions import Permission, Role
from tracker.accounts.viewers import Viewer
from tracker.audit import last_changes
from tracker.contributions import (
    EMPTY_COHORT,
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
    NavEntry,
    Points,
    Records,
    Rule,
    Value,
    round_points,
)
from tracker.database import RecordSession, one_of
from tracker.hookspecs import hookimpl
from tracker.messages import InputError, Message, counting, marked, sentences, translate, worded
from tracker.notices import tell
from tracker.period_titles import period_title
from tracker.periods import Period, parse_period, period_of
from tracker.records.absences import Absence
from tracker.records.duty_days import DutyDay, DutyState
from tracker.records.handled_files import HandledFile, Timeliness
from tracker.records.officials import Official
from tracker.records.postings import Posting, RankingGroup
from tracker.records.procedures import Procedure
from tracker.records.training_records import TrainingRecord
from tracker.records.units import Unit
from tracker.settings import settings_on
from tracker.text import fold, plain_number
from tracker.validation_messages import RefusedValueError, told

__all__ = [
    "EMPTY_COHORT",
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
    "NavEntry",
    "Official",
    "Period",
    "Permission",
    "Points",
    "Posting",
    "Procedure",
    "RankingGroup",
    "RecordSession",
    "Records",
    "RefusedValueError",
    "Role",
    "Rule",
    "Timeliness",
    "TrainingRecord",
    "Unit",
    "Value",
    "Viewer",
    "counting",
    "fold",
    "hookimpl",
    "last_changes",
    "leading_accounts",
    "marked",
    "one_of",
    "open_admins",
    "parse_period",
    "period_of",
    "period_title",
    "plain_number",
    "round_points",
    "sentences",
    "settings_on",
    "staff_accounts",
    "tell",
    "told",
    "translate",
    "worded",
]
