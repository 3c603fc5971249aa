"""Signing in, and changing one's own password: the two places where somebody must know a password.

Each opens its own short transactions, because a password is checked between them: a check takes a tenth of a second, in
which no writer may wait, and a failure must stay written down although what was asked for is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from tracker.accounts.accounts import Account, is_open, sign_in_name
from tracker.accounts.passwords import Passwords, refuse_weak, renew_hash, set_password, stored_hash
from tracker.accounts.sign_ins import SignedIn, SignIn, open_sign_in
from tracker.accounts.throttling import claim_attempt, note_right
from tracker.database import Database
from tracker.messages import InputError, marked


@dataclass(frozen=True, slots=True)
class Door:
    """Where people sign in: the records, how passwords are checked, and the time zone of the site."""

    database: Database
    passwords: Passwords
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody gives to sign in, and where he does."""

    name: str
    password: str
    address: str
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class Admitted:
    """Who has just signed in, and the token for his browser, which is kept nowhere else."""

    token: str
    sign_in: SignIn
    account: Account


class SignInError(InputError):
    """Nobody is signed in. It says the same for a name that does not exist and for a wrong password."""


class TooManyAttemptsError(SignInError):
    """There were too many failures; the next attempt may come at `until`, a moment of the site's zone."""

    def __init__(self, until: datetime) -> None:
        super().__init__(
            marked(
                "There were too many failed attempts. Wait until %(until)s, then try again. If you forgot the "
                "password, an administrator can give you a new one."
            ),
            until=_full_minute_from(until),
        )
        self.until = until


def _full_minute_from(moment: datetime) -> datetime:
    """Return the moment, or the next full minute: people read no seconds, and must not come too early."""
    minute = moment.replace(second=0, microsecond=0)
    return minute if minute == moment else minute + timedelta(minutes=1)


def sign_in(door: Door, given: Credentials) -> Admitted:
    """Sign somebody in. Raises SignInError, or TooManyAttemptsError where he must wait first."""
    known = _check(door, given)
    newer = door.passwords.newer(given.password, known.stored)
    with door.database.writing("tracker", "sign in") as session:
        account, now = _still_right(session, known), session.change.at
        if not is_open(session, account, now.astimezone(door.zone).date()):
            raise SignInError("The account %(name)s is closed. Ask an administrator to open it.", name=account.name)
        if newer is not None:
            renew_hash(session, known.account_id, newer)
        token, opened = open_sign_in(session, known.account_id, given.address, given.user_agent, now)
    return Admitted(token, opened, account)


def change_own_password(door: Door, who: SignedIn, present: str, new: str) -> None:
    """Change the password of somebody who is signed in and knows the present one; he is signed out elsewhere.

    Raises InputError for a weak new password, SignInError for a wrong present one.
    """
    refuse_weak(who.account.name, new)
    if new == present:
        raise InputError("The new password is the present one. Choose another one.")
    known = _check(door, Credentials(who.account.name, present, who.sign_in.address))
    new_hash = door.passwords.hash(new)
    with door.database.writing(who.account.name) as session:
        account = _still_right(session, known)
        set_password(session, account, new_hash, must_change=False, keep_sign_in=who.sign_in.id)


@dataclass(frozen=True, slots=True)
class _Known:
    """An account whose password was right in this attempt, and the hash by which it was."""

    attempt_id: int
    account_id: int
    stored: str


def _check(door: Door, given: Credentials) -> _Known:
    """Write the attempt down, then check the password while nobody waits."""
    name = sign_in_name(given.name)
    with door.database.writing("tracker", "sign in") as session:
        account_id = session.exec(select(Account.id).where(col(Account.name) == name)).first() if name else None
        stored = None if account_id is None else stored_hash(session, account_id)
        claimed = claim_attempt(session, given.name, given.address, account_id, session.change.at)
    if isinstance(claimed, datetime):
        raise TooManyAttemptsError(claimed.astimezone(door.zone))
    is_right = door.passwords.check(given.password, stored)
    if not is_right or account_id is None or stored is None or claimed.id is None:
        raise _refusal()
    return _Known(claimed.id, account_id, stored)


def _still_right(session: Session, known: _Known) -> Account:
    """Note that the attempt was right, and return the account, unless its password was changed meanwhile."""
    if stored_hash(session, known.account_id) != known.stored:
        raise _refusal()
    note_right(session, known.attempt_id)
    return session.get_one(Account, known.account_id)


def _refusal() -> SignInError:
    return SignInError(
        "The sign-in name or the password is wrong. Check both; if you forgot the password, an administrator can give "
        "you a new one."
    )
