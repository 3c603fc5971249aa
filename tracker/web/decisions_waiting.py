"""Which decisions wait for an account: drafts for whoever decides, and for a member of the council those he is asked
about and has not voted on."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import col

from tracker.decisions.council import CouncilMember, CouncilVote
from tracker.decisions.decisions import Decision, DecisionItem, DecisionState
from tracker.scope import Scope

DECIDE = "rewards.decide"
Keys = sa.Select[int | None]


def drafts_to_decide(scope: Scope) -> Keys:
    """Return a select of the drafts that the account may issue; none that rewards himself."""
    wanted: Keys = sa.select(col(Decision.id)).where(col(Decision.state) == DecisionState.DRAFT)
    if not scope.reach(DECIDE).everywhere:
        return wanted.where(sa.false())
    own = _about_himself(scope, sa.not_(col(DecisionItem.goes_above)), col(DecisionItem.is_chosen).is_(True))
    return wanted.where(col(Decision.id).not_in(own))


def asked_and_not_voted(scope: Scope) -> Keys:
    """Return a select of the drafts on which the account is asked for its view and has not voted."""
    viewer = scope.viewer
    asked = sa.select(col(CouncilMember.decision_id)).where(col(CouncilMember.account_id) == viewer.account_id)
    voted = (
        sa.select(col(DecisionItem.decision_id))
        .join(CouncilVote, col(CouncilVote.item_id) == col(DecisionItem.id))
        .where(col(CouncilVote.account) == viewer.account_name)
    )
    wanted: Keys = sa.select(col(Decision.id)).where(col(Decision.state) == DecisionState.DRAFT)
    return wanted.where(col(Decision.id).in_(asked), col(Decision.id).not_in(voted))


def _about_himself(scope: Scope, *conditions: sa.ColumnElement[bool]) -> sa.Select[int]:
    own = scope.viewer.official_id
    wanted = sa.select(col(DecisionItem.decision_id)).where(*conditions)
    return wanted.where(sa.false() if own is None else col(DecisionItem.official_id) == own)
