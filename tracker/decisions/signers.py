"""Who may sign a decision on a day: who leads the whole installation then, and substitutes in somebody's absence."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.accounts.accounts import Account
from tracker.accounts.grants import Grant, holds_on
from tracker.accounts.permissions import Role
from tracker.messages import InputError
from tracker.records.absences import is_absent
from tracker.records.officials import Official
from tracker.records.postings import Posting, runs_on
from tracker.records.units import Unit


class Signer(NamedTuple):
    """An official who leads the commune on a day. A substitute's role ends on a day that was set from the start."""

    official_id: int
    full_name: str
    position: str
    is_substitute: bool
    is_absent: bool


def signers_on(session: Session, on: date) -> list[Signer]:
    """Return who may sign on that day, those whose role has no end first."""
    name, position = col(Official.full_name), sa.func.coalesce(col(Posting.position), "")
    ends = sa.func.min(sa.case((col(Grant.valid_to).is_(None), 0), else_=1))
    wanted = (
        sa.select(col(Official.id), name, position, ends, is_absent(col(Official.id), on))
        .join_from(Grant, Account, col(Account.id) == col(Grant.account_id))
        .join(Official, col(Official.id) == col(Account.official_id))
        .join(Unit, col(Unit.id) == col(Grant.unit_id))
        .outerjoin(Posting, sa.and_(col(Posting.official_id) == col(Official.id), runs_on(on)))
        .where(col(Grant.role) == Role.LEADER, holds_on(on), col(Unit.parent_id).is_(None))
        .group_by(col(Official.id), name, col(Official.name_order), position)
        .order_by(ends, col(Official.name_order), col(Official.id))
    )
    rows = session.connection().execute(wanted)
    return [Signer(who, called, held, bool(ends_on), bool(away)) for who, called, held, ends_on, away in rows]


def refuse_unfit_signer(session: Session, on: date, signer_id: int, signs_for_id: int | None) -> None:
    """Raise InputError if this official cannot sign on that day, or not in the absence of that one."""
    able = {one.official_id: one for one in signers_on(session, on)}
    signer = able.get(signer_id)
    if signer is None:
        raise InputError(
            "Who signs must lead the whole commune on %(day)s. Choose another signer, or give him the role of a leader "
            "for those days.",
            day=on,
        )
    if signer.is_absent:
        raise InputError("%(name)s is away on %(day)s, so somebody else signs.", name=signer.full_name, day=on)
    if signs_for_id is None:
        if signer.is_substitute:
            raise InputError(
                "%(name)s leads the commune only for some days. Say in whose absence he signs.", name=signer.full_name
            )
        return
    absent = able.get(signs_for_id)
    if absent is None or absent.is_substitute or signs_for_id == signer_id:
        raise InputError("Nobody signs for this official: choose who leads the commune, or leave it empty.")
    if not absent.is_absent:
        raise InputError(
            "%(name)s is not away on %(day)s, so nobody signs for him. Note his absence first, or leave it empty.",
            name=absent.full_name,
            day=on,
        )
