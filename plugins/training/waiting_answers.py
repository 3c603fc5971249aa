"""Which registrations wait for the answer of one account."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import Session, col

from plugins.training.kinds import Approval
from plugins.training.models import CourseSession, Registration
from plugins.training.seats import is_active
from tracker.api import Account, Viewer, leaders_of, open_admins


def waiting_for(session: Session, viewer: Viewer) -> list[Registration]:
    """Return the registrations that the account may answer and that nobody has answered, the oldest first.

    Those of officials in the units that it leads; an administrator has those that no leader can answer. Never its own.
    """
    wanted = (
        sa.select(Registration)
        .join(CourseSession, col(CourseSession.id) == col(Registration.session_id))
        .where(
            col(Registration.approval) == Approval.PENDING,
            is_active(),
            col(CourseSession.is_cancelled).is_(False),
            col(CourseSession.ends_on) >= viewer.today,
        )
        .order_by(col(Registration.asked_at), col(Registration.id))
    )
    pending = [one for one in session.execute(wanted).scalars() if one.official_id != viewer.official_id]
    leaders = leaders_of(session, {one.official_id for one in pending}, viewer.today) if pending else {}
    is_admin = viewer.account_id in {one.id for one in open_admins(session, viewer.today)} if pending else False
    return [one for one in pending if _answers(viewer, leaders.get(one.official_id), is_admin=is_admin)]


def _answers(viewer: Viewer, leaders: list[Account] | None, *, is_admin: bool) -> bool:
    return viewer.account_id in {one.id for one in leaders} if leaders else is_admin
