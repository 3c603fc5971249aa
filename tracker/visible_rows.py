"""Which rows of each table belong to an account's units, and which are its own.

A leader sees a record of an official who is posted in his units today, or was on the day of the record: what happened
in a unit stays with it when the official moves on, and what happens to him elsewhere does not follow. The official
himself is seen to the end of the year after he left, as long as points and decisions of his time there are open.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy.sql import operators
from sqlmodel import SQLModel, col

from tracker.accounts.accounts import Account
from tracker.accounts.grants import Grant
from tracker.accounts.sign_ins import SignIn
from tracker.accounts.throttling import SignInAttempt
from tracker.accounts.viewers import Viewer
from tracker.audit import AuditEntry
from tracker.closing.comments import CardComment
from tracker.closing.looking import CardSeen
from tracker.closing.publishing import PublishedRanking
from tracker.closing.reviews import PeriodReview
from tracker.decisions.council import CouncilComment, CouncilMember, CouncilVote
from tracker.decisions.decisions import AnswerAbove, Decision, DecisionItem, DecisionState, DecisionStep
from tracker.decisions.initiatives import Initiative, InitiativePerson
from tracker.imports.batches import ImportBatch, ImportChange
from tracker.imports.uploads.uploads import ImportUpload, UploadPart
from tracker.jobs.runs import JobRun
from tracker.jobs.schedulers import Scheduler
from tracker.papers.templates import PaperTemplate
from tracker.records.absences import Absence
from tracker.records.aliases import Alias
from tracker.records.corrections import Correction
from tracker.records.delay_causes import DelayCause
from tracker.records.duty_days import DutyDay
from tracker.records.hand_overs import HandOver
from tracker.records.handled_files import HandledFile
from tracker.records.officials import Official
from tracker.records.postings import DayColumn, OfficialColumn, Posting, lasts_to, runs_on
from tracker.records.procedures import Procedure, ProcedureTerm
from tracker.records.training_records import TrainingRecord
from tracker.records.units import Unit
from tracker.scoring.closings import ClosedAdjustment, ClosedRecord, PeriodClosing
from tracker.scoring.scorecards import RecomputedCard, Scorecard, ScoreChange
from tracker.settings import DatedSettings
from tracker.workdays import CalendarDay, HolidayOverride

Condition = sa.ColumnElement[bool]


OfUnits = Callable[[Viewer, Collection[int]], Condition]
Own = Callable[[Viewer], Condition]


@dataclass(frozen=True, slots=True)
class VisibleRows:
    """The rows of one table: the permission to see them, those of some units, and the viewer's own.

    `of_units_to_change` differs where less may be changed than seen. `are_for_all_holders`: whoever has the permission
    for one unit, or for himself, sees all rows, such as the duty calendar, which hangs on the wall.
    """

    permission: str
    of_units: OfUnits | None = None
    own: Own | None = None
    of_units_to_change: OfUnits | None = None
    are_for_all_holders: bool = False


def _posted(official: OfficialColumn, units: Collection[int], when: Condition) -> Condition:
    # The first part is worked out once for all rows, and spares most of them the second.
    ever = sa.select(col(Posting.official_id)).where(col(Posting.unit_id).in_(units))
    in_units = sa.exists().where(col(Posting.official_id) == official, col(Posting.unit_id).in_(units), when)
    return sa.and_(official.in_(ever), in_units.correlate_except(Posting))


def _remembered(viewer: Viewer, units: Collection[int]) -> Condition:
    """Officials who are posted in the units, will be, or were since the beginning of last year."""
    since = date(viewer.today.year - 1, 1, 1)
    return _posted(col(Official.id), units, lasts_to(since))


def _of_staff(official: OfficialColumn) -> OfUnits:
    """Rows of officials who are posted in the units, or will be."""

    def of_units(viewer: Viewer, units: Collection[int]) -> Condition:
        return _posted(official, units, lasts_to(viewer.today))

    return of_units


def _records(official: OfficialColumn, day: DayColumn) -> OfUnits:
    """Records of officials who are posted in the units today, or were on the day of the record.

    Who is posted there today, and who ever was, is worked out once for all rows, not for each record.
    """

    def of_units(viewer: Viewer, units: Collection[int]) -> Condition:
        ever = sa.select(col(Posting.official_id)).where(col(Posting.unit_id).in_(units))
        present = ever.where(runs_on(viewer.today))
        then = ever.where(col(Posting.official_id) == official, runs_on(day)).correlate_except(Posting).exists()
        # Who was never posted there stands first: one look settles most rows.
        return official.in_(ever) & sa.or_(official.in_(present), then)

    return of_units


def _of_present_officials(official: OfficialColumn) -> OfUnits:
    def of_units(viewer: Viewer, units: Collection[int]) -> Condition:
        return _posted(official, units, runs_on(viewer.today))

    return of_units


def _of_himself(official: OfficialColumn) -> Own:
    """Rows of the viewer's own official; none for an account that is nobody's."""

    def own(viewer: Viewer) -> Condition:
        return sa.false() if viewer.official_id is None else official == viewer.official_id

    return own


def _of_his_account(account: OfficialColumn) -> Own:
    return lambda viewer: account == viewer.account_id


def _files_of_units(viewer: Viewer, units: Collection[int]) -> Condition:
    unit_id, handler_id = _read_with_its_row("unit_id"), _read_with_its_row("handler_id")
    by_handler = _records(handler_id, col(HandledFile.received_on))
    return sa.or_(unit_id.in_(units), by_handler(viewer, units))


def _read_with_its_row(name: str) -> sa.ColumnElement[int | None]:
    """Return a column of a file so that SQLite does not gather all files of a unit by index, to sort them after."""
    column: sa.Column[int | None] = sa.inspect(HandledFile).columns[name]
    return sa.UnaryExpression(column, operator=operators.custom_op("+"), type_=column.type)


def _own_files(viewer: Viewer) -> Condition:
    """Files that he holds, took in, or held before he handed them over."""
    if viewer.official_id is None:
        return sa.false()
    handed_over = sa.or_(
        col(HandOver.from_official_id) == viewer.official_id, col(HandOver.to_official_id) == viewer.official_id
    )
    return sa.or_(
        col(HandledFile.handler_id) == viewer.official_id,
        col(HandledFile.receiver_id) == viewer.official_id,
        col(HandledFile.id).in_(sa.select(col(HandOver.file_id)).where(handed_over)),
    )


def _through_file(file_id: sa.SQLColumnExpression[int]) -> VisibleRows:
    """Rows that are seen with their file."""

    def with_file(condition: Condition) -> Condition:
        return sa.exists().where(col(HandledFile.id) == file_id, condition).correlate_except(HandledFile)

    def of_units(viewer: Viewer, units: Collection[int]) -> Condition:
        return with_file(_files_of_units(viewer, units))

    def own(viewer: Viewer) -> Condition:
        return with_file(_own_files(viewer))

    return VisibleRows("files.view", of_units, own)


def _own_units(viewer: Viewer) -> Condition:
    if viewer.official_id is None:
        return sa.false()
    return col(Unit.id).in_(sa.select(col(Posting.unit_id)).where(col(Posting.official_id) == viewer.official_id))


def _own_corrections(viewer: Viewer) -> Condition:
    """Corrections that he asked for or answered."""
    asked = _of_himself(col(Correction.said_by_id))
    return sa.or_(asked(viewer), col(Correction.answered_by) == viewer.account_name)


def _own_duty_days(viewer: Viewer) -> Condition:
    """Duty days that he is assigned to, or stood in on."""
    if viewer.official_id is None:
        return sa.false()
    return sa.or_(col(DutyDay.official_id) == viewer.official_id, col(DutyDay.substitute_id) == viewer.official_id)


def _initiatives_of_units(viewer: Viewer, units: Collection[int]) -> Condition:
    """Initiatives that somebody found who is posted in the units, or will be."""
    found = _of_staff(col(InitiativePerson.official_id))(viewer, units)
    return col(Initiative.id).in_(sa.select(col(InitiativePerson.initiative_id)).where(found))


def _items_of_units(viewer: Viewer, units: Collection[int]) -> Condition:
    """What decisions say of who is posted in the units, or will be, and of the units themselves."""
    return sa.or_(_of_staff(col(DecisionItem.official_id))(viewer, units), col(DecisionItem.unit_id).in_(units))


def _own_items(viewer: Viewer) -> Condition:
    """What decisions say of himself, and of units in which he is or was."""
    posted = sa.select(col(Posting.unit_id)).where(_of_himself(col(Posting.official_id))(viewer))
    return sa.or_(_of_himself(col(DecisionItem.official_id))(viewer), col(DecisionItem.unit_id).in_(posted))


def _own_initiatives(viewer: Viewer) -> Condition:
    """Initiatives that he found or proposed, and those whose reward was published."""
    published = (
        sa.select(col(DecisionItem.initiative_id))
        .join(Decision, col(Decision.id) == col(DecisionItem.decision_id))
        .where(
            col(DecisionItem.initiative_id).is_not(None),
            col(DecisionItem.is_chosen).is_(True),
            col(Decision.state) == DecisionState.ISSUED,
            col(Decision.published_at).is_not(None),
        )
    )
    found = sa.select(col(InitiativePerson.initiative_id)).where(_of_himself(col(InitiativePerson.official_id))(viewer))
    said = col(Initiative.said_by) == viewer.account_name
    return sa.or_(said, col(Initiative.id).in_(found), col(Initiative.id).in_(published))


def _scorecards_of_units(viewer: Viewer, units: Collection[int]) -> Condition:
    """Scorecards earned in the units, and those of who is posted there today."""
    earned_there = sa.select(col(Posting.id)).where(col(Posting.unit_id).in_(units))
    present = _of_present_officials(col(Scorecard.official_id))
    return sa.or_(col(Scorecard.posting_id).in_(earned_there), present(viewer, units))


def rows_of_people(official: OfficialColumn, permission: str, day: DayColumn | None = None) -> VisibleRows:
    """Return which rows about officials belong to units: those of who is posted there now or later, as forms offer him.

    With the `day` of the record, also those of who was posted there on it, and is gone.
    """
    now = _of_staff(official)
    if day is None:
        return VisibleRows(permission, now, _of_himself(official))
    then = _records(official, day)

    def now_or_then(viewer: Viewer, units: Collection[int]) -> Condition:
        return sa.or_(now(viewer, units), then(viewer, units))

    return VisibleRows(permission, now_or_then, _of_himself(official))


def _of_cards(official: OfficialColumn) -> VisibleRows:
    """What stands beside scorecards: of who is posted in the units today, and one's own."""
    return VisibleRows("scores.view", _of_present_officials(official), _of_himself(official))


def _for_all(permission: str) -> VisibleRows:
    return VisibleRows(permission, are_for_all_holders=True)


VISIBLE_ROWS: Mapping[type[SQLModel], VisibleRows] = MappingProxyType(
    {
        Unit: VisibleRows("units.view", lambda _viewer, units: col(Unit.id).in_(units), _own_units),
        Official: VisibleRows(
            "officials.view", _remembered, _of_himself(col(Official.id)), _of_staff(col(Official.id))
        ),
        Posting: VisibleRows(
            "officials.view",
            lambda _viewer, units: col(Posting.unit_id).in_(units),
            _of_himself(col(Posting.official_id)),
        ),
        Alias: VisibleRows("officials.view", _of_present_officials(col(Alias.official_id))),
        HandledFile: VisibleRows("files.view", _files_of_units, _own_files),
        HandOver: _through_file(col(HandOver.file_id)),
        DelayCause: _through_file(col(DelayCause.file_id)),
        DutyDay: VisibleRows(
            "duty.view",
            _records(col(DutyDay.official_id), col(DutyDay.on)),
            _own_duty_days,
            are_for_all_holders=True,
        ),
        TrainingRecord: VisibleRows(
            "training_records.view",
            _records(col(TrainingRecord.official_id), col(TrainingRecord.ends_on)),
            _of_himself(col(TrainingRecord.official_id)),
        ),
        Absence: VisibleRows(
            "absences.view",
            _records(col(Absence.official_id), col(Absence.starts_on)),
            _of_himself(col(Absence.official_id)),
        ),
        Correction: VisibleRows(
            "corrections.view", _records(col(Correction.said_by_id), col(Correction.said_on)), _own_corrections
        ),
        Scorecard: VisibleRows("scores.view", _scorecards_of_units, _of_himself(col(Scorecard.official_id))),
        ScoreChange: _of_cards(col(ScoreChange.official_id)),
        ClosedRecord: _of_cards(col(ClosedRecord.official_id)),
        ClosedAdjustment: _of_cards(col(ClosedAdjustment.official_id)),
        RecomputedCard: _of_cards(col(RecomputedCard.official_id)),
        CardSeen: _of_cards(col(CardSeen.official_id)),
        CardComment: _of_cards(col(CardComment.official_id)),
        PeriodClosing: _for_all("periods.view"),
        PeriodReview: _for_all("periods.view"),
        PublishedRanking: _for_all("ranking.view"),
        Decision: _for_all("rewards.view"),
        DecisionItem: VisibleRows("rewards.view", _items_of_units, _own_items),
        AnswerAbove: _for_all("rewards.view"),
        DecisionStep: _for_all("rewards.view"),
        CouncilMember: _for_all("rewards.view"),
        CouncilVote: _for_all("rewards.view"),
        CouncilComment: _for_all("rewards.view"),
        Initiative: VisibleRows("initiatives.view", _initiatives_of_units, _own_initiatives),
        InitiativePerson: rows_of_people(col(InitiativePerson.official_id), "initiatives.view"),
        Procedure: _for_all("procedures.view"),
        ProcedureTerm: _for_all("procedures.view"),
        CalendarDay: _for_all("calendar.view"),
        HolidayOverride: _for_all("calendar.view"),
        DatedSettings: _for_all("settings.view"),
        PaperTemplate: _for_all("paper_templates.change"),
        ImportBatch: VisibleRows("imports.view"),
        ImportChange: VisibleRows("imports.view"),
        ImportUpload: VisibleRows("files.import"),
        UploadPart: VisibleRows("files.import"),
        Account: VisibleRows("accounts.view", own=_of_his_account(col(Account.id))),
        Grant: VisibleRows("accounts.view", own=_of_his_account(col(Grant.account_id))),
        SignIn: VisibleRows("accounts.view", own=_of_his_account(col(SignIn.account_id))),
        SignInAttempt: VisibleRows("accounts.view", own=_of_his_account(col(SignInAttempt.account_id))),
        JobRun: _for_all("jobs.view"),
        Scheduler: _for_all("jobs.view"),
        AuditEntry: VisibleRows("audit.view"),
    }
)
"""A kind of an absence, such as maternity, is personal: it is for whoever finds the absence here, nobody else."""
