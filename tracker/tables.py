"""Every table of the core, so that the metadata is whole wherever it is needed."""

from tracker.accounts.accounts import Account
from tracker.accounts.grants import Grant
from tracker.accounts.passwords import AccountPassword
from tracker.accounts.sign_ins import SignIn
from tracker.accounts.throttling import SignInAttempt
from tracker.audit import AuditEntry, AuditHead
from tracker.closing.comments import CardComment
from tracker.closing.looking import CardSeen
from tracker.closing.publishing import PublishedRanking
from tracker.closing.reviews import PeriodReview
from tracker.decisions.council import CouncilComment, CouncilMember, CouncilVote
from tracker.decisions.decisions import AnswerAbove, Decision, DecisionItem, DecisionStep
from tracker.decisions.initiatives import Initiative, InitiativePerson
from tracker.digests import Digest
from tracker.fingerprint import PluginFingerprint
from tracker.imports.batches import ImportBatch, ImportChange
from tracker.imports.sources import ImportSource
from tracker.imports.uploads.uploads import ImportUpload, UploadPart
from tracker.jobs.runs import JobRun
from tracker.jobs.schedulers import Scheduler
from tracker.notices import Notice
from tracker.papers.templates import PaperTemplate
from tracker.records.absences import Absence
from tracker.records.aliases import Alias
from tracker.records.corrections import Correction
from tracker.records.delay_causes import DelayCause
from tracker.records.duty_days import DutyDay
from tracker.records.hand_overs import HandOver
from tracker.records.handled_files import HandledFile
from tracker.records.held_fields import HeldField
from tracker.records.officials import Official
from tracker.records.postings import Posting
from tracker.records.procedures import Procedure, ProcedureTerm
from tracker.records.training_records import TrainingRecord
from tracker.records.units import Unit
from tracker.scoring.closings import ClosedAdjustment, ClosedRecord, PeriodClosing
from tracker.scoring.scorecards import RecomputedCard, Scorecard, ScoreChange, ScoredPeriod
from tracker.settings import DatedSettings
from tracker.staleness import StaleMark
from tracker.workdays import CalendarDay, HolidayOverride

CORE_TABLES = (
    *(AuditEntry, AuditHead, PluginFingerprint, DatedSettings, StaleMark, CalendarDay, HolidayOverride),
    *(Unit, Official, Posting, Absence, Alias, Procedure, ProcedureTerm),
    *(HandledFile, HandOver, DelayCause, HeldField, DutyDay, TrainingRecord, Correction),
    *(ImportBatch, ImportChange, ImportSource, ImportUpload, UploadPart),
    *(Scorecard, ScoredPeriod, ScoreChange, PeriodClosing, ClosedRecord, ClosedAdjustment, RecomputedCard),
    *(PeriodReview, CardSeen, CardComment, PublishedRanking),
    *(Initiative, InitiativePerson),
    *(Decision, DecisionItem, DecisionStep, AnswerAbove, CouncilMember, CouncilVote, CouncilComment),
    PaperTemplate,
    *(Account, AccountPassword, Grant, SignIn, SignInAttempt),
    *(JobRun, Scheduler, Notice, Digest),
)
