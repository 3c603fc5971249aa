"""The demo's accounts: one for each kind of user, with passwords that are made anew each time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import select

from tracker.accounts.accounts import add_account
from tracker.accounts.grants import give_role
from tracker.accounts.passwords import GeneratedPassword, set_password
from tracker.accounts.permissions import Role
from tracker.database import RecordSession
from tracker.demo.people import DEPUTY_CHAIR, DESK
from tracker.records.officials import Official
from tracker.records.units import Unit


@dataclass(frozen=True, slots=True)
class DemoUser:
    """Somebody who signs in: the role and its unit, whose account it is, and the page to look at first."""

    name: str
    role: Role
    unit: str | None
    official: str | None
    page: str


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demo, to be told once."""

    user: DemoUser
    full_name: str | None
    unit_name: str | None
    password: str


LEADER = "leader"
USERS = (
    DemoUser(LEADER, Role.LEADER, "XA", "CB02", "/overview"),
    DemoUser("unit-leader", Role.LEADER, DESK, DEPUTY_CHAIR, "/inbox/"),
    DemoUser("staff", Role.STAFF, None, "CB06", "/me/"),
    DemoUser("staff2", Role.STAFF, None, "CB07", "/corrections/mine"),
    DemoUser("admin", Role.ADMIN, None, "CB16", "/imports/"),
    DemoUser("auditor", Role.AUDITOR, None, None, "/audit-log/"),
)


def name_of(official: str) -> str:
    """Return how the audit log calls an official: by the account, else by the code."""
    return next((user.name for user in USERS if user.official == official), official)


def make_accounts(
    session: RecordSession, passwords: Iterable[GeneratedPassword], valid_from: date
) -> tuple[DemoAccount, ...]:
    """Add the accounts with these passwords, which nobody has to change."""
    officials = {official.code: official for official in session.exec(select(Official))}
    units = {unit.code: unit for unit in session.exec(select(Unit))}
    made = []
    for user, password in zip(USERS, passwords, strict=True):
        official = officials[user.official] if user.official else None
        unit = units[user.unit] if user.unit else None
        account = add_account(session, user.name, official.id if official else None)
        set_password(session, account, password.hash, must_change=False)
        give_role(session, account, user.role, unit.id if unit else None, valid_from)
        told = (official.full_name if official else None, unit.name if unit else None)
        made.append(DemoAccount(user, *told, password.text))
    return tuple(made)
