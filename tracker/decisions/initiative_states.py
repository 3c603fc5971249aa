"""What became of an initiative: open, in a proposal, rewarded or withdrawn; the decision in which it stands."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.decisions.decisions import Decision, DecisionItem, DecisionState
from tracker.decisions.initiatives import Initiative
from tracker.records.initiative_kinds import InitiativeState


def decisions_on(session: Session, initiatives: Collection[int]) -> dict[int, Decision]:
    """Return, by initiative, the proposal or the issued decision that rewards it; none where it can be proposed.

    One that was withdrawn or revoked rewards nothing any more, nor does one that dropped everybody who found it.
    """
    wanted = select(DecisionItem.initiative_id, Decision).join(Decision, _rewards())
    rows = session.exec(wanted.where(col(DecisionItem.initiative_id).in_(initiatives)))
    return {initiative_id: decided for initiative_id, decided in rows if initiative_id is not None}


def has_state(state: InitiativeState) -> sa.ColumnElement[bool]:
    """Return which initiatives are in that state."""
    in_draft, is_issued = _stands_in(DecisionState.DRAFT), _stands_in(DecisionState.ISSUED)
    is_withdrawn = col(Initiative.withdrawn_on).is_not(None)
    return {
        InitiativeState.OPEN: sa.not_(sa.or_(is_withdrawn, in_draft, is_issued)),
        InitiativeState.PROPOSED: in_draft,
        InitiativeState.REWARDED: is_issued,
        InitiativeState.WITHDRAWN: is_withdrawn,
    }[state]


def state_column() -> sa.ColumnElement[str]:
    """Return the state of an initiative as a column, for lists."""
    ends = (InitiativeState.WITHDRAWN, InitiativeState.REWARDED, InitiativeState.PROPOSED)
    return sa.case(*((has_state(one), one.value) for one in ends), else_=InitiativeState.OPEN.value)


def state_of(initiative: Initiative, decided: Decision | None) -> InitiativeState:
    """Return the state of an initiative that stands in this decision, or in none."""
    if initiative.withdrawn_on is not None:
        return InitiativeState.WITHDRAWN
    if decided is None:
        return InitiativeState.OPEN
    return InitiativeState.PROPOSED if decided.is_draft else InitiativeState.REWARDED


def _rewards() -> sa.ColumnElement[bool]:
    """Whether an item rewards somebody, or is about to."""
    in_draft = col(Decision.state) == DecisionState.DRAFT
    is_issued = sa.and_(col(Decision.state) == DecisionState.ISSUED, col(DecisionItem.is_chosen).is_(True))
    return sa.and_(col(Decision.id) == col(DecisionItem.decision_id), sa.or_(in_draft, is_issued))


def _stands_in(state: DecisionState) -> sa.ColumnElement[bool]:
    rows = sa.select(col(DecisionItem.initiative_id)).join(Decision, _rewards())
    rows = rows.where(col(Decision.state) == state, col(DecisionItem.initiative_id).is_not(None))
    return col(Initiative.id).in_(rows)
