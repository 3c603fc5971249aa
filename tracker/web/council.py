"""The council of a decision on its pages: who is asked, and what each member votes and says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.accounts.accounts import Account, may_sign_in
from tracker.accounts.grants import Grant, holds_on
from tracker.decisions.council import CouncilMember
from tracker.decisions.decisions import Decision
from tracker.records.officials import Official
from tracker.records.postings import Posting, runs_on


@dataclass(frozen=True, slots=True)
class Asked:
    """An account that is asked, or can be: what its person is called, and what he is."""

    account_id: int
    account: str
    full_name: str
    position: str | None


def members_shown(session: Session, members: Sequence[CouncilMember], today: date) -> list[Asked]:
    """Return the members of a council by their names."""
    return _people(session, col(Account.id).in_([one.account_id for one in members]), today) if members else []


def who_can_be_asked(session: Session, today: date) -> list[Asked]:
    """Return the accounts that can sign in today and have a role, by their names."""
    has_role = sa.exists().where(col(Grant.account_id) == col(Account.id), holds_on(today)).correlate_except(Grant)
    return _people(session, sa.and_(may_sign_in(today), has_role), today)


def asked_before(session: Session, decided: Decision) -> set[int]:
    """Return who is asked about the decision; where nobody is, who was asked about the last decision before it."""
    last = (
        sa.select(sa.func.max(col(CouncilMember.decision_id)))
        .where(col(CouncilMember.decision_id) <= decided.id)
        .scalar_subquery()
    )
    wanted = sa.select(col(CouncilMember.account_id)).where(col(CouncilMember.decision_id) == last)
    return set(session.connection().execute(wanted).scalars())


def _people(session: Session, condition: sa.ColumnElement[bool], today: date) -> list[Asked]:
    position = sa.func.max(col(Posting.position))
    wanted = (
        sa.select(col(Account.id), col(Account.name), col(Official.full_name), position)
        .outerjoin(Official, col(Official.id) == col(Account.official_id))
        .outerjoin(Posting, sa.and_(col(Posting.official_id) == col(Official.id), runs_on(today)))
        .where(condition)
        .group_by(col(Account.id), col(Account.name), col(Official.full_name), col(Official.name_order))
        .order_by(sa.func.coalesce(col(Official.name_order), col(Account.name)), col(Account.id))
    )
    rows = session.connection().execute(wanted)
    return [Asked(number or 0, name, full_name or name, held) for number, name, full_name, held in rows]
