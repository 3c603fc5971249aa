"""What one official was rewarded with so far: decisions on paper, those that were revoked too."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from tracker.decisions.decisions import Decision, DecisionItem, DecisionState


@dataclass(frozen=True, slots=True)
class Received:
    """A decision that rewards an official, or proposes him to the level above; the one that revoked it, if any did."""

    decision: Decision
    item: DecisionItem
    revoked_by: Decision | None


def received_by(session: Session, items: sa.Select[int | None]) -> list[Received]:
    """Return the decisions on paper in which an official was chosen, the latest first; published or not.

    `items` selects the ids of what decisions say of him, as far as somebody may see it.
    """
    revoking = aliased(Decision)
    wanted = (
        sa.select(Decision, DecisionItem, revoking)
        .join(DecisionItem, col(DecisionItem.decision_id) == col(Decision.id))
        .outerjoin(revoking, col(revoking.revokes_id) == col(Decision.id))
        .where(col(DecisionItem.id).in_(items), col(DecisionItem.is_chosen).is_(True))
        .where(col(Decision.state).in_((DecisionState.ISSUED, DecisionState.REVOKED)))
        .order_by(col(Decision.decided_on).desc(), col(Decision.id).desc())
    )
    return [Received(*row) for row in session.execute(wanted)]
