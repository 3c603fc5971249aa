"""Grants: which role an account has, over which unit and all below it, from when to when."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar

from tracker.accounts.accounts import Account, may_sign_in
from tracker.accounts.permissions import ROLE_TITLES, Role
from tracker.accounts.sign_ins import revoke_all
from tracker.database import RecordSession, one_of
from tracker.messages import InputError
from tracker.records.units import Unit

ONE_DAY = timedelta(days=1)


class Grant(SQLModel, table=True):
    """One role of one account. `valid_to` is its last day, None while it lasts; a substitute's has one from the start.

    `unit_id` is None for the whole installation; an administrator's always is, a leader's never. Staff need no unit:
    the role covers their own record.
    """

    __tablename__ = "tracker_grant"
    __table_args__ = (
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_it_begins"),
        sa.CheckConstraint("role <> 'leader' OR unit_id IS NOT NULL", name="leader_of_a_unit"),
        sa.CheckConstraint("role NOT IN ('admin', 'staff') OR unit_id IS NULL", name="not_of_a_unit"),
    )

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="tracker_account.id", ondelete="CASCADE", index=True)
    role: Role = Field(sa_type=one_of(Role, "role"))
    unit_id: int | None = Field(default=None, foreign_key="tracker_unit.id", ondelete="RESTRICT", index=True)
    valid_from: date
    valid_to: date | None = None


def give_role(
    session: Session,
    account: Account,
    role: Role,
    unit_id: int | None,
    valid_from: date,
    valid_to: date | None = None,
) -> Grant:
    """Give the account a role over a unit and all below it, None for everything.

    Raises InputError if the role needs a unit or has none, or the account has it on a day of that time already.
    """
    _refuse_wrong_unit(session, role, unit_id)
    if valid_to is not None and valid_to < valid_from:
        raise InputError(
            "The role of %(name)s cannot end on %(end)s, before it begins on %(start)s. Correct one of the dates.",
            name=account.name,
            end=valid_to,
            start=valid_from,
        )
    _refuse_overlap(session, account, role, unit_id, valid_from, valid_to)
    assert account.id is not None
    grant = Grant(account_id=account.id, role=role, unit_id=unit_id, valid_from=valid_from, valid_to=valid_to)
    session.add(grant)
    session.flush()
    return grant


def take_role(session: Session, grant: Grant, today: date) -> None:
    """End the role: it no longer holds today. Raises InputError if it is that of the last administrator."""
    if grant.role is Role.ADMIN and grant.valid_from <= today <= (grant.valid_to or date.max):
        _refuse_without_admin(session, today, without=grant.account_id)
    if grant.valid_from >= today:
        session.delete(grant)
    else:
        grant.valid_to = min(today - ONE_DAY, grant.valid_to or date.max)
        session.add(grant)
    session.flush()


def disable(session: RecordSession, account: Account, today: date) -> None:
    """Close the account: it is signed out at once, and cannot sign in. Raises InputError for the last administrator."""
    assert account.id is not None
    if account.disabled_at is not None:
        raise InputError("The account %(name)s is disabled already.", name=account.name)
    if is_admin(session, account.id, today):
        _refuse_without_admin(session, today, without=account.id)
    account.disabled_at, account.disabled_by = session.change.at, session.change.actor
    session.add(account)
    session.flush()
    revoke_all(session, account.id, session.change.at)


def enable(session: Session, account: Account) -> None:
    """Open the account again, with the password that it had."""
    account.disabled_at = account.disabled_by = None
    session.add(account)
    session.flush()


def grants_of(session: Session, account_id: int) -> list[Grant]:
    """Return all roles that the account has, had or will have, the earliest first."""
    wanted = select(Grant).where(col(Grant.account_id) == account_id)
    return list(session.exec(wanted.order_by(col(Grant.valid_from), col(Grant.id))))


def grants_on(session: Session, day: date) -> dict[int, list[Grant]]:
    """Return, by account, the roles that hold on that day."""
    found: dict[int, list[Grant]] = {}
    for grant in session.exec(select(Grant).where(holds_on(day)).order_by(col(Grant.id))):
        found.setdefault(grant.account_id, []).append(grant)
    return found


def holds_on(day: date) -> sa.ColumnElement[bool]:
    """Return, as a condition on grants, which ones hold on that day."""
    return sa.and_(col(Grant.valid_from) <= day, sa.or_(col(Grant.valid_to).is_(None), col(Grant.valid_to) >= day))


def has_admin(session: Session, today: date) -> bool:
    """Whether somebody can sign in today as an administrator."""
    return session.exec(_admins(today)).first() is not None


def open_admins(session: Session, today: date) -> list[Account]:
    """Return the accounts that can sign in today as administrators."""
    return list(session.exec(_admins(today).order_by(col(Account.id)).distinct()))


def leading_accounts(session: Session, today: date) -> list[Account]:
    """Return the accounts that can sign in today and lead a unit."""
    return _accounts_of(session, Role.LEADER, today)


def staff_accounts(session: Session, today: date) -> list[Account]:
    """Return the accounts that can sign in today and see their own record."""
    return _accounts_of(session, Role.STAFF, today)


def _accounts_of(session: Session, role: Role, today: date) -> list[Account]:
    has_role = sa.exists().where(col(Grant.account_id) == col(Account.id), col(Grant.role) == role, holds_on(today))
    wanted = select(Account).where(may_sign_in(today), has_role.correlate(Account))
    return list(session.exec(wanted.order_by(col(Account.id))))


def is_admin(session: Session, account_id: int, today: date) -> bool:
    """Whether this account can sign in today as an administrator."""
    return session.exec(_admins(today).where(col(Account.id) == account_id)).first() is not None


def _admins(today: date) -> SelectOfScalar[Account]:
    is_admin_today = sa.and_(col(Grant.role) == Role.ADMIN, holds_on(today))
    return (
        select(Account)
        .join(Grant, sa.and_(col(Grant.account_id) == col(Account.id), is_admin_today))
        .where(may_sign_in(today))
    )


def _refuse_without_admin(session: Session, today: date, without: int) -> None:
    """Raise InputError unless somebody else is an administrator for good; one for a time may end tomorrow."""
    for_good = _admins(today).where(col(Account.id) != without, col(Grant.valid_to).is_(None))
    if session.exec(for_good).first() is None:
        raise InputError("This is the last administrator. Make somebody else administrator first.")


def _refuse_wrong_unit(session: Session, role: Role, unit_id: int | None) -> None:
    if role is Role.LEADER and unit_id is None:
        raise InputError("A leader leads a unit and all below it. Name the unit, such as the commune itself.")
    if role in (Role.ADMIN, Role.STAFF) and unit_id is not None:
        raise InputError("The role %(role)s is not for one unit. Leave the unit out.", role=ROLE_TITLES[role])
    if unit_id is not None and session.get(Unit, unit_id) is None:
        raise InputError("There is no unit with the number %(unit)d. Choose another one.", unit=unit_id)


def _refuse_overlap(
    session: Session, account: Account, role: Role, unit_id: int | None, start: date, end: date | None
) -> None:
    for grant in grants_of(session, account.id or 0):
        is_same = (grant.role, grant.unit_id) == (role, unit_id)
        if is_same and grant.valid_from <= (end or date.max) and start <= (grant.valid_to or date.max):
            raise InputError(
                "%(name)s has the role %(role)s there from %(start)s already. End that one first.",
                name=account.name,
                role=ROLE_TITLES[role],
                start=grant.valid_from,
            )
