"""Accounts: under which names people sign in, and for which officials."""

from __future__ import annotations

import enum
import re
from collections.abc import Collection
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from tracker.database import RecordSession, one_of
from tracker.digests import drop_waiting
from tracker.messages import InputError
from tracker.records.officials import Official
from tracker.records.postings import has_left

LONGEST_NAME = 60
_NAME = re.compile(rf"[a-z0-9][a-z0-9._@-]{{1,{LONGEST_NAME - 1}}}")
_NAMES_OF_THE_PROGRAM = frozenset({"tracker"})
"""Those that stand in the audit log for what nobody in particular did."""


class Language(enum.StrEnum):
    """In which language somebody reads the pages."""

    VIETNAMESE = "vi"
    ENGLISH = "en"


class Account(SQLModel, table=True):
    """One account; `language` is None for that of the site, `wants_mail` whether it gets the daily e-mail.

    Accounts are never deleted, nor renamed: the audit log names them.
    """

    __tablename__ = "tracker_account"
    __table_args__ = (sa.CheckConstraint("(disabled_at IS NULL) = (disabled_by IS NULL)", name="disabled_by_whom"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, max_length=LONGEST_NAME)
    official_id: int | None = Field(default=None, foreign_key="tracker_official.id", ondelete="RESTRICT", unique=True)
    language: Language | None = Field(default=None, sa_column=sa.Column(one_of(Language, "language"), nullable=True))
    wants_mail: bool = Field(default=True, sa_column_kwargs={"server_default": sa.true()})
    must_change_password: bool = True
    created_at: datetime
    disabled_at: datetime | None = None
    disabled_by: str | None = None


def sign_in_name(typed: str) -> str | None:
    """Return what somebody typed as the name of an account: small letters; None if no account can be named so."""
    name = typed.strip().lower()
    return name if _NAME.fullmatch(name) else None


def add_account(session: RecordSession, name: str, official_id: int | None = None) -> Account:
    """Add an account that cannot sign in yet: `set_password` gives it a password, `give_role` a role.

    Raises InputError if the name cannot be used, or the official has an account already.
    """
    usable = sign_in_name(name)
    if usable is None or usable in _NAMES_OF_THE_PROGRAM:
        raise InputError(
            "%(name)s cannot be a sign-in name. Write 2 to %(most)d letters without diacritics, digits, or . _ @ -, "
            "such as ha.pt.",
            name=name,
            most=LONGEST_NAME,
        )
    if _find(session, usable) is not None:
        raise InputError("There is an account %(name)s already. Choose another name.", name=usable)
    account = Account(name=usable, created_at=session.change.at)
    if official_id is not None:
        _refuse_second_account(session, account, official_id)
        account.official_id = official_id
    session.add(account)
    session.flush()
    return account


def account_by_name(session: Session, name: str) -> Account:
    """Return the account with this name. Raises InputError."""
    usable = sign_in_name(name)
    account = _find(session, usable) if usable is not None else None
    if account is None:
        raise InputError("There is no account %(name)s. `tracker account list` lists them.", name=name)
    return account


def accounts_in_order(session: Session) -> list[Account]:
    """Return all accounts by name."""
    return list(session.exec(select(Account).order_by(col(Account.name))))


def accounts_of(session: Session, officials: Collection[int], today: date) -> dict[int, Account]:
    """Return, by official, the accounts of these officials that can sign in today."""
    wanted = select(Account).where(col(Account.official_id).in_(officials), may_sign_in(today))
    return {one.official_id: one for one in session.exec(wanted) if one.official_id is not None}


def link_official(session: Session, account: Account, official_id: int | None) -> None:
    """Say for which official the account is, None for nobody. Raises InputError if he has another one."""
    if official_id is not None:
        _refuse_second_account(session, account, official_id)
    account.official_id = official_id
    session.add(account)
    session.flush()


def choose_language(session: Session, account: Account, language: Language | None) -> None:
    """Remember in which language the account reads, None for that of the site."""
    account.language = language
    session.add(account)
    session.flush()


def choose_mail(session: Session, account: Account, wants_mail: bool) -> None:
    """Remember whether the account gets the daily e-mail; if not, what waits to be sent is not sent."""
    assert account.id is not None
    account.wants_mail = wants_mail
    session.add(account)
    session.flush()
    if not wants_mail:
        drop_waiting(session, account.id)


def may_sign_in(today: date) -> sa.ColumnElement[bool]:
    """Return, as a condition on accounts, which ones are open: not disabled, and not of an official who left."""
    return sa.and_(col(Account.disabled_at).is_(None), sa.not_(has_left(col(Account.official_id), today)))


def is_open(session: Session, account: Account, today: date) -> bool:
    """Whether the account may sign in today."""
    found = session.exec(select(Account.id).where(col(Account.id) == account.id, may_sign_in(today))).first()
    return found is not None


def open_accounts(session: Session, today: date) -> set[int]:
    """Return the ids of the accounts that may sign in today."""
    return {account_id for account_id in session.exec(select(Account.id).where(may_sign_in(today))) if account_id}


def full_names(session: Session, accounts: set[str]) -> dict[str, str]:
    """Return the full names of the officials behind these accounts; an account that is nobody's is left out."""
    wanted = sa.select(col(Account.name), col(Official.full_name)).join(
        Official, col(Official.id) == col(Account.official_id)
    )
    rows = session.connection().execute(wanted.where(col(Account.name).in_(accounts)))
    return {row.name: row.full_name for row in rows}


def full_name(session: Session, account: str | None) -> str | None:
    """Return the full name of the official behind an account, else the account."""
    return account and full_names(session, {account}).get(account, account)


def _find(session: Session, name: str) -> Account | None:
    return session.exec(select(Account).where(col(Account.name) == name)).first()


def _refuse_second_account(session: Session, account: Account, official_id: int) -> None:
    other = session.exec(select(Account).where(col(Account.official_id) == official_id)).first()
    if other is None or other.id == account.id:
        return
    official = session.get_one(Official, official_id)
    raise InputError(
        "%(official)s (%(code)s) has the account %(name)s already. Use that one, or take the official from it first.",
        official=official.full_name,
        code=official.code,
        name=other.name,
    )
