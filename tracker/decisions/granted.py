"""What issued decisions granted: to whom which form for which period, and what that cost."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.decisions.decisions import (
    AnswerAbove,
    Decision,
    DecisionItem,
    DecisionKind,
    DecisionState,
    holds_reward,
)
from tracker.messages import Message
from tracker.periods import Period, parse_period


@dataclass(frozen=True, slots=True)
class Granted:
    """One reward that somebody holds: the form, the period that it is for, None for an initiative, and since when."""

    form: str
    period: Period | None
    official_id: int | None
    unit_id: int | None
    decided_on: date


@dataclass(frozen=True, slots=True)
class Paid:
    """What one issued decision pays, in đồng, to how many."""

    decision_id: int
    number: str
    title: Message
    form: str
    period: Period | None
    decided_on: date
    recipients: int
    amount: int

    @property
    def cost(self) -> int:
        """What it costs in all."""
        return self.recipients * self.amount


def granted_before(session: Session, forms: Collection[str], day: date) -> list[Granted]:
    """Return who holds one of these forms by a decision, here or of the level above, of an earlier day than that."""
    decided_on = sa.func.coalesce(col(AnswerAbove.decided_on), col(Decision.decided_on))
    wanted = (
        sa.select(col(Decision.form), col(Decision.period), col(DecisionItem.official_id), col(DecisionItem.unit_id))
        .add_columns(decided_on)
        .join_from(DecisionItem, Decision, col(Decision.id) == col(DecisionItem.decision_id))
        .outerjoin(AnswerAbove, col(AnswerAbove.item_id) == col(DecisionItem.id))
        .where(col(Decision.state) == DecisionState.ISSUED, holds_reward())
        .where(col(Decision.form).in_(forms), decided_on < day)
    )
    rows = session.connection().execute(wanted)
    return [Granted(form, _period(name), who, unit, on) for form, name, who, unit, on in rows]


def paid_between(session: Session, fund: str, first: date, last: date) -> list[Paid]:
    """Return what the decisions issued from one day to another pay out of a fund, the latest first."""
    rewarded = sa.and_(col(DecisionItem.is_chosen).is_(True), sa.not_(col(DecisionItem.goes_above)))
    recipients = sa.select(sa.func.count()).where(col(DecisionItem.decision_id) == col(Decision.id), rewarded)
    wanted = sa.select(Decision, recipients.correlate(Decision).scalar_subquery()).where(
        col(Decision.state) == DecisionState.ISSUED,
        col(Decision.pays_from) == fund,
        col(Decision.decided_on).between(first, last),
    )
    rows = session.execute(wanted.order_by(col(Decision.decided_on).desc(), col(Decision.id).desc()))
    return [_paid(decided, number) for decided, number in rows]


def finders_recognised(session: Session, first: date, last: date) -> frozenset[int]:
    """Return who found an initiative that a decision of one of these days rewards, or proposes to the level above."""
    wanted = (
        sa.select(col(DecisionItem.official_id))
        .join(Decision, col(Decision.id) == col(DecisionItem.decision_id))
        .where(
            col(Decision.kind) == DecisionKind.ACHIEVEMENT,
            col(Decision.state) == DecisionState.ISSUED,
            col(DecisionItem.is_chosen).is_(True),
            col(Decision.decided_on).between(first, last),
        )
    )
    return frozenset(who for who in session.connection().execute(wanted).scalars() if who is not None)


def _period(name: str | None) -> Period | None:
    return None if name is None else parse_period(name)


def _paid(decided: Decision, recipients: int) -> Paid:
    assert decided.decided_on is not None
    return Paid(
        decision_id=decided.id or 0,
        number=decided.number or "",
        title=decided.form_title,
        form=decided.form,
        period=decided.about,
        decided_on=decided.decided_on,
        recipients=recipients,
        amount=decided.amount or 0,
    )
