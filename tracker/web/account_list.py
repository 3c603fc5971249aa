"""The list of accounts: whose each is, its roles, when somebody last signed in with it, and whether it is open."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.accounts.accounts import Account
from tracker.accounts.grants import Grant, grants_on, holds_on
from tracker.accounts.permissions import ROLE_TITLES, Role
from tracker.accounts.throttling import SignInAttempt
from tracker.messages import Message, message
from tracker.records.officials import Official
from tracker.records.postings import has_left
from tracker.records.units import Unit
from tracker.web import lists
from tracker.web.lists import Column, Condition, Filter, Listing, Records
from tracker.web.requests import scope


class AccountState(enum.StrEnum):
    """Whether somebody can sign in with an account."""

    OPEN = "open"
    FIRST_PASSWORD = "first_password"
    OFFICIAL_LEFT = "official_left"
    DISABLED = "disabled"

    @property
    def told(self) -> Message:
        """What people call it."""
        return STATE_TITLES[self]

    @property
    def kind(self) -> str:
        """The kind of its tag."""
        return {"open": "ok", "first_password": "info", "official_left": "warn", "disabled": "bad"}[self.value]

    @property
    def icon(self) -> str:
        """The icon of its tag."""
        return {"open": "check", "first_password": "key", "official_left": "user-off", "disabled": "lock"}[self.value]


STATE_TITLES: Mapping[AccountState, Message] = {
    AccountState.OPEN: message("Can sign in"),
    AccountState.FIRST_PASSWORD: message("Must choose a password"),
    AccountState.OFFICIAL_LEFT: message("Official left, locked out"),
    AccountState.DISABLED: message("Closed"),
}


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that an account has today."""

    role: Role
    unit: str | None
    valid_to: date | None

    @property
    def told(self) -> Message:
        """The role with its unit."""
        title = ROLE_TITLES[self.role]
        return message("%(role)s of %(unit)s", role=title, unit=self.unit) if self.unit else title


def accounts_listing(session: Session, today: date) -> Listing:
    """Return the list of accounts, with its columns, filters and search."""
    last = _last_signed_in()
    roles, states = roles_of_everybody(session, today), account_states(session, today)
    keys = scope().narrow(_joined(sa.select(col(Account.id)), last), Account)
    rows: Records = _joined(sa.select(Account, Official, last.c.at.label("last_at")), last)
    columns = (
        Column("name", message("Sign-in name"), lambda row: row[0].name, [col(Account.name)]),
        Column(
            "official",
            message("Official"),
            lambda row: row[1].full_name if row[1] else None,
            [col(Official.name_order).is_not(None), col(Official.name_order)],
        ),
        Column(
            "roles",
            message("Roles today"),
            lambda row: message("%(roles)s", roles=[one.told for one in roles.get(row[0].id, [])]),
        ),
        Column("last", message("Last signed in"), lambda row: row.last_at, [last.c.at.is_not(None), last.c.at]),
        Column("state", message("State"), lambda row: states[row[0].id].told),
    )
    return Listing(
        title=message("Accounts"),
        name="accounts",
        key=col(Account.id),
        keys=keys,
        rows=rows,
        columns=columns,
        order="name",
        filters=_filters(today),
        search=_search,
        search_label=message("Find a sign-in name or an official"),
        search_example=message("For example: nguyen van an"),
    )


def roles_of_everybody(session: Session, today: date) -> dict[int, list[HeldRole]]:
    """Return the roles that hold today, by account."""
    names = {unit.id: unit.name for unit in session.exec(select(Unit))}
    return {
        account_id: [HeldRole(one.role, names.get(one.unit_id), one.valid_to) for one in granted]
        for account_id, granted in grants_on(session, today).items()
    }


def account_states(session: Session, today: date) -> dict[int, AccountState]:
    """Return the state of every account."""
    wanted = sa.select(col(Account.id), _state(today))
    return {id: AccountState(state) for id, state in session.connection().execute(wanted) if id is not None}


def _joined(wanted: sa.Select[*tuple[object, ...]], last: sa.Subquery) -> Records:
    return wanted.outerjoin(Official, col(Official.id) == col(Account.official_id)).outerjoin(
        last, last.c.account_id == col(Account.id)
    )


def _last_signed_in() -> sa.Subquery:
    right = sa.select(col(SignInAttempt.account_id), sa.func.max(col(SignInAttempt.at)).label("at"))
    return right.where(col(SignInAttempt.is_right)).group_by(col(SignInAttempt.account_id)).subquery()


def _state(today: date) -> sa.ColumnElement[str]:
    return sa.case(
        (col(Account.disabled_at).is_not(None), AccountState.DISABLED.value),
        (has_left(col(Account.official_id), today), AccountState.OFFICIAL_LEFT.value),
        (col(Account.must_change_password), AccountState.FIRST_PASSWORD.value),
        else_=AccountState.OPEN.value,
    )


def _filters(today: date) -> tuple[Filter, ...]:
    return (
        Filter(
            "role",
            message("Role"),
            lambda text: col(Account.id).in_(
                sa.select(col(Grant.account_id)).where(col(Grant.role) == Role(text), holds_on(today))
            ),
            [(role.value, title) for role, title in ROLE_TITLES.items()],
        ),
        Filter(
            "state",
            message("State"),
            lambda text: _state(today) == text,
            [(state.value, title) for state, title in STATE_TITLES.items()],
        ),
    )


def _search(query: str) -> Condition:
    by_name = col(Account.name).icontains(query.strip(), autoescape=True)
    return sa.or_(by_name, lists.contains_words(col(Official.search_text), query))
