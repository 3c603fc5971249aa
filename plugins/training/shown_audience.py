"""For whom a course is, in words."""

from __future__ import annotations

from sqlmodel import Session, col, select

from plugins.training.audiences import Audience
from tracker.api import Message, Unit, word


def audience_told(session: Session, audience: Audience) -> list[Message | str]:
    """Return those for whom a course is, as people call them; nothing for everybody."""
    units = session.exec(select(Unit.name).where(col(Unit.id).in_(audience.units)).order_by(col(Unit.name))).all()
    groups = [word(one) for one in sorted(audience.ranking_groups)]
    return [*units, *groups, *(word(one) for one in sorted(audience.kinds))]
