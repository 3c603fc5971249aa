"""What the page of one file shows: its facts, how its outcome was decided, who held it, what was said about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.accounts.accounts import full_names
from tracker.history import HistoryEntry, history_of
from tracker.records.corrections import Correction, corrections_of
from tracker.records.delay_causes import DelayCause, causes_of
from tracker.records.file_changes import SUBJECT
from tracker.records.hand_overs import HandOver, hand_overs_of
from tracker.records.handled_files import HandledFile
from tracker.records.held_fields import held_of
from tracker.records.holders import holders_of
from tracker.records.officials import Official
from tracker.records.outcome_steps import Step, outcome_steps
from tracker.records.outcomes import Outcome, outcome_on
from tracker.records.procedures import Procedure
from tracker.records.units import Unit
from tracker.web.inbox import Disagreement, disagreements_of
from tracker.web.requests import account, scope


@dataclass(frozen=True, slots=True)
class FilePage:
    """Everything about one file, for an account that may see it."""

    file: HandledFile
    outcome: Outcome
    procedure: Procedure | None
    unit: Unit | None
    people: Mapping[int, str]
    accounts: Mapping[str, str]
    steps: Sequence[Step]
    hand_overs: Sequence[HandOver]
    causes: Sequence[DelayCause]
    corrections: Sequence[Correction]
    held: Sequence[Disagreement]
    disagreeing: frozenset[int]
    history: Sequence[HistoryEntry]
    may_change: bool
    may_ask: bool
    may_explain: bool
    is_own: bool


def file_page(session: Session, file: HandledFile, today: date) -> FilePage:
    """Return what the page of a file shows to this account."""
    assert file.id is not None
    hand_overs = sorted(hand_overs_of(session, [file.id]).get(file.id, []), key=lambda one: one.on)
    causes, corrections = causes_of(session, file.id), corrections_of(session, SUBJECT, file.id)
    held, outcome = held_of(session, SUBJECT, file.id), outcome_on(file, today)
    own = account().official_id in holders_of(session, file)
    return FilePage(
        file=file,
        outcome=outcome,
        procedure=session.get(Procedure, file.procedure_id) if file.procedure_id else None,
        unit=session.get(Unit, file.unit_id) if file.unit_id else None,
        people=_people(session, file, hand_overs, causes, corrections),
        accounts=full_names(session, _accounts(causes, corrections)),
        steps=outcome_steps(session, file, today),
        hand_overs=hand_overs,
        causes=causes,
        corrections=corrections,
        held=list(disagreements_of(held.values())),
        disagreeing=frozenset(one.id or 0 for one in held.values() if one.disagreement is not None),
        history=history_of(session, SUBJECT, file.id),
        may_change=_reaches(session, file, "files.edit"),
        may_ask=account().official_id is not None and _reaches(session, file, "corrections.ask"),
        may_explain=own and outcome is Outcome.OVERDUE and _waits_for_cause(causes),
        is_own=own,
    )


def _reaches(session: Session, file: HandledFile, permission: str) -> bool:
    return scope().fetch(session, HandledFile, file.id or 0, permission) is not None


def _waits_for_cause(causes: Sequence[DelayCause]) -> bool:
    """Whether the account may give a cause, and none waits for a decision or was confirmed."""
    return scope().may("causes.state") and all(one.is_objective is False for one in causes)


def _people(
    session: Session,
    file: HandledFile,
    hand_overs: Sequence[HandOver],
    causes: Sequence[DelayCause],
    corrections: Sequence[Correction],
) -> dict[int, str]:
    """Return the names of all officials whom the page names, by id."""
    named = {file.handler_id, file.receiver_id, file.finisher_id, file.overdue_holder_id}
    named |= {one.from_official_id for one in hand_overs} | {one.to_official_id for one in hand_overs}
    named |= {one.said_by_id for one in causes} | {one.said_by_id for one in corrections}
    ids = [id for id in named if id is not None]
    wanted = sa.select(col(Official.id), col(Official.full_name)).where(col(Official.id).in_(ids))
    return {id: name for id, name in session.connection().execute(wanted) if id is not None}


def _accounts(causes: Sequence[DelayCause], corrections: Sequence[Correction]) -> set[str]:
    return {one.decided_by or "" for one in causes} | {one.answered_by or "" for one in corrections}
