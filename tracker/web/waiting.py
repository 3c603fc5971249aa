"""What waits for a leader: corrections to answer, causes and rewards to decide, held fields that an import disagreed
with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from tracker.decisions.decisions import Decision
from tracker.messages import Message, message
from tracker.records.absences import Absence
from tracker.records.correction_states import CorrectionState
from tracker.records.corrections import Correction
from tracker.records.delay_causes import DelayCause
from tracker.records.duty_days import DutyDay
from tracker.records.file_changes import SUBJECT
from tracker.records.handled_files import HandledFile
from tracker.records.held_fields import HeldField
from tracker.records.holders import files_of
from tracker.records.leaving import held_by_who_left
from tracker.records.training_records import TrainingRecord
from tracker.scope import SCOPES_KEPT, Scope
from tracker.web.decisions_waiting import DECIDE, asked_and_not_voted, drafts_to_decide

Keys = sa.Select[int | None]
TO_CHANGE: Mapping[type[SQLModel], str] = MappingProxyType(
    {
        HandledFile: "files.edit",
        DutyDay: "duty.plan",
        TrainingRecord: "training_records.edit",
        Absence: "absences.edit",
    }
)
"""The permission to change a record by hand, and to release its held fields."""


@dataclass(frozen=True, slots=True)
class Pile:
    """Things of one kind that wait: how many, and the days of the oldest and the newest where they have one."""

    key: str
    title: Message
    icon: str
    count: int
    oldest: date | None = None
    newest: date | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Everything that waits for one leader; `piles` leaves out the kinds of which there is nothing.

    `left_files` are in work with officials who left: not to be decided, but to be handed to others.
    """

    piles: Sequence[Pile]
    left_files: int = 0

    @property
    def total(self) -> int:
        """How many things wait."""
        return sum(pile.count for pile in self.piles)


def waiting_for(session: Session, scope: Scope) -> Waiting:
    """Return what waits for the account of the scope."""
    piles = (
        _pile(session, "corrections", message("Corrections"), "message-circle-question", Correction, scope),
        _pile(session, "causes", message("Causes of delay"), "clock-exclamation", DelayCause, scope),
        *_drafts_pile(session, scope),
        _decisions_pile(session, "council", message("Asked as the council"), "users", asked_and_not_voted(scope)),
        _held_pile(session, scope),
    )
    return Waiting([pile for pile in piles if pile.count], _left_files(session, scope))


def _left_files(session: Session, scope: Scope) -> int:
    """Return how many files that the account may hand over are in work with officials who left."""
    left = sa.select(sa.func.count()).select_from(HandledFile).where(held_by_who_left(scope.viewer.today))
    return int(session.connection().execute(scope.narrow(left, HandledFile, "files.edit")).scalar_one())


def number_waiting(session: Session, scope: Scope) -> int:
    """Return how many things wait for the account of the scope, by one statement."""
    return int(session.connection().execute(_number(scope)).scalar_one())


@lru_cache(maxsize=SCOPES_KEPT)
def _number(scope: Scope) -> sa.Select[int]:
    """Return the select of the number, which the menu of every page shows: to build it takes longer than to run it."""
    counts = (sa.select(sa.func.count()).select_from(keys(scope).subquery()).scalar_subquery() for keys in _KEYS)
    first, *others = counts
    return sa.select(sum(others, start=first))


def open_corrections(scope: Scope) -> Keys:
    """Return a select of the corrections that the account may answer."""
    wanted = sa.select(col(Correction.id)).where(col(Correction.state) == CorrectionState.OPEN)
    wanted = scope.narrow(wanted, Correction, "corrections.answer")
    me = scope.viewer.official_id
    if me is None:
        return wanted
    of_file = sa.and_(col(Correction.subject) == SUBJECT, col(Correction.subject_id).in_(files_of(me)))
    return wanted.where(col(Correction.said_by_id) != me, ~sa.func.coalesce(of_file, sa.false()))


def undecided_causes(scope: Scope) -> Keys:
    """Return a select of the causes that the account may decide."""
    wanted = sa.select(col(DelayCause.id)).where(col(DelayCause.is_objective).is_(None))
    wanted = scope.narrow(wanted, DelayCause, "causes.confirm")
    me = scope.viewer.official_id
    return wanted if me is None else wanted.where(col(DelayCause.file_id).not_in(files_of(me)))


def disagreements(scope: Scope) -> Keys:
    """Return a select of the held fields that an import disagreed with and that the account may release."""
    of_tables = [
        sa.and_(
            col(HeldField.subject) == str(table.__tablename__),
            sa.exists(_record_of_field(scope, table, permission)),
        )
        for table, permission in TO_CHANGE.items()
    ]
    return sa.select(col(HeldField.id)).where(col(HeldField.disagreement).is_not(None), sa.or_(*of_tables))


def _record_of_field(scope: Scope, table: type[SQLModel], permission: str) -> Keys:
    """Return a select of the record that a held field belongs to, if the account may change it."""
    key = _key(table)
    return scope.narrow(sa.select(key).where(key == HeldField.subject_id), table, permission).correlate(HeldField)


_KEYS: Sequence[Callable[[Scope], Keys]] = (
    *(open_corrections, undecided_causes, disagreements),
    *(drafts_to_decide, asked_and_not_voted),
)


def _pile(
    session: Session,
    key: str,
    title: Message,
    icon: str,
    table: type[Correction] | type[DelayCause],
    scope: Scope,
) -> Pile:
    keys = open_corrections(scope) if table is Correction else undecided_causes(scope)
    day = col(table.said_on)
    wanted = sa.select(sa.func.count(), sa.func.min(day), sa.func.max(day)).where(col(table.id).in_(keys))
    count, oldest, newest = session.connection().execute(wanted).one()
    return Pile(key, title, icon, count, oldest, newest)


def _drafts_pile(session: Session, scope: Scope) -> list[Pile]:
    """Return the pile of drafts for whoever may decide; nobody else's page asks for it."""
    if not scope.reach(DECIDE).everywhere:
        return []
    return [_decisions_pile(session, "decisions", message("Decisions to issue"), "scale", drafts_to_decide(scope))]


def _decisions_pile(session: Session, key: str, title: Message, icon: str, keys: Keys) -> Pile:
    day = col(Decision.dossier_on)
    wanted = sa.select(sa.func.count(), sa.func.min(day), sa.func.max(day)).where(col(Decision.id).in_(keys))
    count, oldest, newest = session.connection().execute(wanted).one()
    return Pile(key, title, icon, count, oldest, newest)


def _held_pile(session: Session, scope: Scope) -> Pile:
    counting = sa.select(sa.func.count()).select_from(disagreements(scope).subquery())
    count = session.connection().execute(counting).scalar_one()
    return Pile("held", message("Disagreements with imports"), "lock", count)


def _key(table: type[SQLModel]) -> sa.Column[int]:
    return SQLModel.metadata.tables[str(table.__tablename__)].columns["id"]
