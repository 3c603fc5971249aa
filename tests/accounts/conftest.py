"""Accounts whose passwords are checked quickly, and a clock that a test can move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher

from tests.conftest import NOW
from tracker.accounts.accounts import Account, account_by_name, add_account
from tracker.accounts.grants import give_role
from tracker.accounts.passwords import Passwords, set_password
from tracker.accounts.permissions import Role
from tracker.accounts.signing_in import Admitted, Credentials, Door, sign_in
from tracker.database import Database

SITE = ZoneInfo("Asia/Ho_Chi_Minh")
TODAY = NOW.astimezone(SITE).date()
SECRET = "bốn từ dễ nhớ"
HOME = "192.0.2.10"


@dataclass
class People:
    """Accounts of one installation, and the moment at which its clock stands."""

    url: str
    passwords: Passwords
    now: datetime = NOW
    database: Database = field(init=False)

    def __post_init__(self) -> None:
        self.database = Database(self.url, lambda: self.now)

    @property
    def door(self) -> Door:
        """Where they sign in."""
        return Door(self.database, self.passwords, SITE)

    @property
    def today(self) -> date:
        """The date at the site."""
        return self.now.astimezone(SITE).date()

    def later(self, by: timedelta) -> None:
        """Move the clock."""
        self.now += by

    def add(
        self, name: str, role: Role = Role.STAFF, official_id: int | None = None, unit_id: int | None = None
    ) -> int:
        """Add an account whose password is SECRET; returns its id."""
        hash = self.passwords.hash(SECRET)
        with self.database.writing("test") as session:
            account = add_account(session, name, official_id)
            set_password(session, account, hash, must_change=False)
            give_role(session, account, role, unit_id, TODAY)
        assert account.id is not None
        return account.id

    def sign_in(self, name: str = "ha", password: str = SECRET, address: str = HOME) -> Admitted:
        """Sign somebody in."""
        return sign_in(self.door, Credentials(name, password, address, "Firefox"))

    def account(self, name: str = "ha") -> Account:
        """Return an account as it is stored."""
        with self.database.reading() as session:
            return account_by_name(session, name)


@pytest.fixture
def passwords() -> Passwords:
    """Hashes that are made quickly."""
    return quick_passwords()


def quick_passwords() -> Passwords:
    """Return hashes that are made quickly."""
    return Passwords(Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def people(database_url: str, passwords: Passwords) -> Iterator[People]:
    """An installation with the account `ha`."""
    people = People(database_url, passwords)
    people.add("ha")
    yield people
    people.database.close()
