"""The API of plugins: records, measures, rules, sentences, settings, jobs and notices.

Pages import `tracker.api.web` as well, commands `tracker.api.commands`, tests `tracker.testing`; there is no other.
"""

from tracker.accounts.accounts import Account, accounts_of, open_accounts
from tracker.accounts.grants import leading_accounts, open_admins, staff_accounts
from tracker.accounts.leading import leaders_by_unit, leaders_of
from tracker.accounts.permissions import Permission, Role
from tracker.accounts.viewers import Viewer
from tracker.audit import last_changes
from tracker.award_forms import (
    AwardForm,
    BaseSalaries,
    Condition,
    Exclusion,
    Fund,
    Judged,
    JudgedUnit,
    LegalBasis,
    LegalFinding,
    Quota,
    Spans,
)
from tracker.base_salary import base_salary_on
from tracker.contributions import (
    EMPTY_COHORT,
    AnyRule,
    Cohort,
    Cron,
    InboxItem,
    Job,
    JobContext,
    JobEnd,
    Measure,
    Measures,
    MeasureSet,
    MeasureValues,
    NavEntry,
    Panel,
    PaperKind,
    Points,
    Records,
    Rule,
    Value,
    round_points,
)
from tracker.database import RecordSession, one_of
from tracker.hookspecs import hookimpl
from tracker.messages import (
    InputError,
    Message,
    counting,
    dump_with_messages,
    marked,
    sentences,
    translate,
    worded,
)
from tracker.notices import tell
from tracker.papers.contents import Annex, Block, Column, Head, Paper, Paragraph, Row, Run, Signature, Table
from tracker.papers.office import Office, office_on, signed_by
from tracker.papers.wording import day as paper_day
from tracker.papers.wording import number as paper_number
from tracker.papers.wording import period_words as paper_period
from tracker.papers.wording import say as paper_words
from tracker.period_titles import period_title
from tracker.periods import Period, parse_period, period_of
from tracker.records.absences import Absence, AbsenceKind
from tracker.records.duty_days import DutyDay, DutyState, Shift
from tracker.records.handled_files import HandledFile, Timeliness
from tracker.records.officials import Official
from tracker.records.own_case import refuse_own_case
from tracker.records.postings import OfficialKind, Posting, RankingGroup, lasts_to, runs_on, shown_posting
from tracker.records.presence import shares_of_year
from tracker.records.procedures import Procedure
from tracker.records.training_changes import add_training_record
from tracker.records.training_changes import correct_course as correct_training_record
from tracker.records.training_changes import remove_course as remove_training_record
from tracker.records.training_records import ContentGroup, TrainingRecord
from tracker.records.units import Unit, unit_and_below
from tracker.records.words import choices_of, word
from tracker.settings import settings_on
from tracker.text import fold, plain_number
from tracker.unchanged import kept_while_unchanged
from tracker.validation_messages import RefusedValueError, told
from tracker.workdays import Calendar, load_calendar

__all__ = [
    "EMPTY_COHORT",
    "Absence",
    "AbsenceKind",
    "Account",
    "Annex",
    "AnyRule",
    "AwardForm",
    "BaseSalaries",
    "Block",
    "Calendar",
    "Cohort",
    "Column",
    "Condition",
    "ContentGroup",
    "Cron",
    "DutyDay",
    "DutyState",
    "Exclusion",
    "Fund",
    "HandledFile",
    "Head",
    "InboxItem",
    "InputError",
    "Job",
    "JobContext",
    "JobEnd",
    "Judged",
    "JudgedUnit",
    "LegalBasis",
    "LegalFinding",
    "Measure",
    "MeasureSet",
    "MeasureValues",
    "Measures",
    "Message",
    "NavEntry",
    "Office",
    "Official",
    "OfficialKind",
    "Panel",
    "Paper",
    "PaperKind",
    "Paragraph",
    "Period",
    "Permission",
    "Points",
    "Posting",
    "Procedure",
    "Quota",
    "RankingGroup",
    "RecordSession",
    "Records",
    "RefusedValueError",
    "Role",
    "Row",
    "Rule",
    "Run",
    "Shift",
    "Signature",
    "Spans",
    "Table",
    "Timeliness",
    "TrainingRecord",
    "Unit",
    "Value",
    "Viewer",
    "accounts_of",
    "add_training_record",
    "base_salary_on",
    "choices_of",
    "correct_training_record",
    "counting",
    "dump_with_messages",
    "fold",
    "hookimpl",
    "kept_while_unchanged",
    "last_changes",
    "lasts_to",
    "leaders_by_unit",
    "leaders_of",
    "leading_accounts",
    "load_calendar",
    "marked",
    "office_on",
    "one_of",
    "open_accounts",
    "open_admins",
    "paper_day",
    "paper_number",
    "paper_period",
    "paper_words",
    "parse_period",
    "period_of",
    "period_title",
    "plain_number",
    "refuse_own_case",
    "remove_training_record",
    "round_points",
    "runs_on",
    "sentences",
    "settings_on",
    "shares_of_year",
    "shown_posting",
    "signed_by",
    "staff_accounts",
    "tell",
    "told",
    "translate",
    "unit_and_below",
    "word",
    "worded",
]
