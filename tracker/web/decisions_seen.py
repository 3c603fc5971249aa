"""Who sees a decision, and how much of it.

Whoever may see who may be rewarded sees every decision, of the officials in it those in his reach. A member of its
council sees the one that he is asked about, whole. When it is published everybody may read who is rewarded, and before
that whoever it rewards.
"""

from __future__ import annotations

import enum

import sqlalchemy as sa
from flask import abort
from sqlmodel import col

from tracker.database import RecordSession
from tracker.decisions.council import CouncilMember
from tracker.decisions.decisions import Decision, DecisionItem, DecisionState, holds_reward, items_of
from tracker.decisions.received import items_about
from tracker.web.people import may_everywhere, of_people
from tracker.web.requests import scope, session

VIEW, DECIDE = "rewards.view", "rewards.decide"
ON_PAPER = (DecisionState.ISSUED, DecisionState.REVOKED)


class Sight(enum.Enum):
    """How much of a decision somebody sees: as a reader, as a member of its council, what everybody may read."""

    READER = "reader"
    COUNCIL = "council"
    PUBLIC = "public"


def decisions_seen() -> sa.ColumnElement[bool]:
    """Return which decisions the account sees something of."""
    if scope().may(VIEW):
        return sa.true()
    asked = sa.select(col(CouncilMember.decision_id)).where(_asks_the_account())
    published = col(Decision.published_at).is_not(None)
    return sa.or_(col(Decision.id).in_(asked), published, col(Decision.id).in_(_rewarding_the_account()))


def decision_seen(decision_id: int, within: RecordSession | None = None) -> tuple[Decision, Sight]:
    """Return a decision and how much of it the account sees; answers "not found" where that is nothing."""
    wanted = sa.select(Decision).where(col(Decision.id) == decision_id, decisions_seen())
    found = (within or session()).execute(wanted).scalars().first()
    return (found, _sight(found)) if found is not None else abort(404)


def items_seen(decided: Decision, sight: Sight) -> list[DecisionItem]:
    """Return of a decision the officials whom the account may see with their points; of a public one, none."""
    if sight is Sight.PUBLIC:
        return []
    items = items_of(session(), decided)
    if is_asked(decided):
        return items
    wanted = sa.select(col(DecisionItem.id)).where(col(DecisionItem.decision_id) == decided.id)
    in_reach = set(session().execute(of_people(wanted, col(DecisionItem.official_id), VIEW)).scalars())
    units = scope().reach(VIEW).units
    return [item for item in items if item.id in in_reach or item.unit_id in units]


def rewarded_seen(decided: Decision) -> list[DecisionItem]:
    """Return of a decision on paper those whom everybody may know to be rewarded; else the account's own, or its unit.

    Whom the commune only proposed is among them once the level above has granted it.
    """
    if decided.state not in ON_PAPER:
        return []
    of_decision = sa.select(col(DecisionItem.id)).where(col(DecisionItem.decision_id) == decided.id, holds_reward())
    rewarded = set(session().execute(of_decision).scalars())
    if decided.published_at is None:
        rewarded &= set(_items_of_the_account())
    return [item for item in items_of(session(), decided) if item.id in rewarded]


def is_asked(decided: Decision) -> bool:
    """Whether the account is a member of the council that is asked about the decision."""
    wanted = sa.select(col(CouncilMember.id)).where(col(CouncilMember.decision_id) == decided.id, _asks_the_account())
    return session().execute(wanted).first() is not None


def decides_everything() -> bool:
    """Whether the account may choose who is rewarded anywhere; a decision is never about a part of the commune."""
    return may_everywhere(DECIDE)


def refuse_who_decides_a_part() -> None:
    """Answer "not allowed" to a leader of some units alone."""
    if not decides_everything():
        abort(403)


def _sight(decided: Decision) -> Sight:
    if scope().may(VIEW):
        return Sight.READER
    return Sight.COUNCIL if is_asked(decided) else Sight.PUBLIC


def _asks_the_account() -> sa.ColumnElement[bool]:
    return col(CouncilMember.account_id) == scope().viewer.account_id


def _rewarding_the_account() -> sa.Select[int]:
    rewarding = sa.select(col(DecisionItem.decision_id)).join(
        Decision, col(Decision.id) == col(DecisionItem.decision_id)
    )
    own = col(DecisionItem.id).in_(_items_of_the_account())
    return rewarding.where(own, holds_reward(), col(Decision.state).in_(ON_PAPER))


def _items_of_the_account() -> list[int]:
    own = scope().viewer.official_id
    return [] if own is None else items_about(session(), own)
