"""Passwords: kept only as Argon2id hashes, in a table that no list, paper or audit entry takes its rows from."""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlmodel import Field, Session, SQLModel

from tracker.accounts.accounts import Account
from tracker.accounts.common_passwords import COMMON_PASSWORDS
from tracker.accounts.sign_ins import revoke_all
from tracker.audit import record
from tracker.database import RecordSession
from tracker.messages import InputError
from tracker.text import fold

SHORTEST, LONGEST = 10, 200
FEWEST_DIFFERENT_CHARACTERS = 4
EASY_TO_READ = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that cannot be taken for one another on paper."""
GROUPS, GROUP_LENGTH = 4, 4

Hash = NewType("Hash", str)


class AccountPassword(SQLModel, table=True):
    """The hash of an account's password."""

    __tablename__ = "tracker_account_password"
    __audited__ = False

    account_id: int = Field(primary_key=True, foreign_key="tracker_account.id", ondelete="CASCADE")
    hash: str = Field(max_length=200, repr=False)
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class GeneratedPassword:
    """A password that Tracker chose, to be told to its owner once, and its hash."""

    text: str
    hash: Hash


class Passwords:
    """Makes and checks hashes. One check takes about 0.1 s and 46 MB: do it before the writing transaction."""

    def __init__(self, hasher: Argon2Hasher | None = None) -> None:
        self._hashes = PasswordHash((hasher or Argon2Hasher(time_cost=2, memory_cost=46 * 1024, parallelism=1),))
        self._of_nobody = self._hashes.hash(secrets.token_bytes())

    def hash(self, password: str) -> Hash:
        """Return the hash of a password, which `refuse_weak` should have seen first."""
        return Hash(self._hashes.hash(_as_bytes(password)))

    def generate(self) -> GeneratedPassword:
        """Return a first password, or one instead of a forgotten one: its owner must change it when he signs in."""
        text = generate_password()
        return GeneratedPassword(text, self.hash(text))

    def check(self, password: str, stored: str | None) -> bool:
        """Whether the password is the one whose hash is stored; for nobody's (None) it says no after the same time."""
        is_right = self._hashes.verify(_as_bytes(password), stored or self._of_nobody)
        return is_right and stored is not None

    def newer(self, password: str, stored: str) -> Hash | None:
        """Return a new hash of a password that was right, if today's hashes are made otherwise than the stored one."""
        return self.hash(password) if self._hashes.current_hasher.check_needs_rehash(stored) else None


def _as_bytes(password: str) -> bytes:
    """Return a password as it is hashed, alike however the keyboard composes it; what is too long fits none."""
    return unicodedata.normalize("NFC", password)[: LONGEST + 1].encode("utf-8", "surrogatepass")


def refuse_weak(name: str, password: str) -> None:
    """Raise InputError if the account with this name must not have this password."""
    length = len(unicodedata.normalize("NFC", password))
    if length < SHORTEST or length > LONGEST:
        raise InputError(
            "A password has %(least)d to %(most)d characters, this one has %(length)d. Choose one such as four words.",
            least=SHORTEST,
            most=LONGEST,
            length=length,
        )
    bare = fold(password).replace(" ", "")
    if bare == fold(name).replace(" ", ""):
        raise InputError("The password must not be the sign-in name. Choose another one.")
    if bare in COMMON_PASSWORDS or len(set(password)) < FEWEST_DIFFERENT_CHARACTERS:
        raise InputError("This password is among those that are tried first. Choose another one, such as four words.")


def generate_password() -> str:
    """Return a password that can be read out and typed, of 79 random bits."""
    groups = ("".join(secrets.choice(EASY_TO_READ) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    return "-".join(groups)


def stored_hash(session: Session, account_id: int) -> str | None:
    """Return the hash of the account's password."""
    stored = session.get(AccountPassword, account_id)
    return stored.hash if stored is not None else None


def set_password(
    session: RecordSession, account: Account, hash: Hash, must_change: bool, keep_sign_in: int | None = None
) -> None:
    """Give the account a password and sign it out everywhere, save for one sign-in.

    `must_change` is True for a password that somebody else chose: whoever signs in with it chooses his own first.
    """
    assert account.id is not None
    stored = session.get(AccountPassword, account.id)
    is_first = stored is None
    stored = stored or AccountPassword(account_id=account.id, hash=hash, changed_at=session.change.at)
    stored.hash, stored.changed_at = hash, session.change.at
    account.must_change_password = must_change
    session.add(stored)
    session.add(account)
    session.flush()
    revoke_all(session, account.id, session.change.at, keep_sign_in)
    action = "password set" if is_first else "password changed"
    record(session, action, str(Account.__tablename__), str(account.id))


def renew_hash(session: Session, account_id: int, hash: Hash) -> None:
    """Store the same password as today's hashes are made."""
    stored = session.get_one(AccountPassword, account_id)
    stored.hash = hash
    session.add(stored)
    session.flush()
