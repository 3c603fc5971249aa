"""Which decisions wait for an account: drafts for whoever decides, and for a member of the council those he is asked
about and has not voted on."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import col

from tracker.decisions.council import CouncilMember, CouncilVote
from tracker.decisions.decisions import Decision, DecisionItem, DecisionState
from tracker.records.postings import Posting, runs_on
from tracker.scope import Scope

DECIDE = "rewards.decide"
Keys = sa.Select[int | None]


def drafts_to_decide(scope: Scope) -> Keys:
    """Return a select of the drafts that the account may issue; none that rewards or proposes himself or his unit."""
    wanted: Keys = sa.select(col(Decision.id)).where(col(Decision.state) == DecisionState.DRAFT)
    if not scope.reach(DECIDE).everywhere:
        return wanted.where(sa.false())
    return wanted.where(col(Decision.id).not_in(_choosing_himself(scope)))


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


def _choosing_himself(scope: Scope) -> sa.Select[int]:
    own = scope.viewer.official_id
    wanted = sa.select(col(DecisionItem.decision_id)).where(col(DecisionItem.is_chosen).is_(True))
    if own is None:
        return wanted.where(sa.false())
    units = sa.select(col(Posting.unit_id)).where(col(Posting.official_id) == own, runs_on(scope.viewer.today))
    return wanted.where(sa.or_(col(DecisionItem.official_id) == own, col(DecisionItem.unit_id).in_(units)))
