"""What one official was rewarded with so far: decisions on paper, those that were revoked too."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from tracker.decisions.decisions import AnswerAbove, Decision, DecisionItem, DecisionState
from tracker.records.postings import Posting
from tracker.records.units import Unit


@dataclass(frozen=True, slots=True)
class Received:
    """A decision that rewards an official or his unit, or proposes it to the level above.

    With it the one that revoked it, and what the level above answered, if either is there; the name of the unit.
    """

    decision: Decision
    item: DecisionItem
    revoked_by: Decision | None
    answer: AnswerAbove | None
    unit: str | None


def items_about(session: Session, official_id: int) -> list[int]:
    """Return the ids of what decisions say of an official, and of his units at the end of each period."""
    own = sa.select(col(DecisionItem.id)).where(col(DecisionItem.official_id) == official_id)
    found = list(session.connection().execute(own).scalars())
    of_units = sa.select(DecisionItem, Decision, Posting).join(
        Decision, col(Decision.id) == col(DecisionItem.decision_id)
    )
    of_units = of_units.join(Posting, col(Posting.unit_id) == col(DecisionItem.unit_id))
    for item, decided, posting in session.execute(of_units.where(col(Posting.official_id) == official_id)):
        day = decided.about.end if decided.about is not None else decided.dossier_on
        if posting.valid_from <= day and (posting.valid_to is None or posting.valid_to >= day):
            found.append(item.id)
    return [one for one in found if one is not None]


def received_by(session: Session, items: sa.Select[int | None]) -> list[Received]:
    """Return the decisions on paper in which an official was chosen, the latest first; published or not.

    `items` selects the ids of what decisions say of him, as far as somebody may see it.
    """
    revoking = aliased(Decision)
    wanted = (
        sa.select(Decision, DecisionItem, revoking, AnswerAbove, col(Unit.name))
        .join(DecisionItem, col(DecisionItem.decision_id) == col(Decision.id))
        .outerjoin(revoking, col(revoking.revokes_id) == col(Decision.id))
        .outerjoin(AnswerAbove, col(AnswerAbove.item_id) == col(DecisionItem.id))
        .outerjoin(Unit, col(Unit.id) == col(DecisionItem.unit_id))
        .where(col(DecisionItem.id).in_(items), col(DecisionItem.is_chosen).is_(True))
        .where(col(Decision.state).in_((DecisionState.ISSUED, DecisionState.REVOKED)))
        .order_by(col(Decision.decided_on).desc(), col(Decision.id).desc())
    )
    return [Received(*row) for row in session.execute(wanted)]
