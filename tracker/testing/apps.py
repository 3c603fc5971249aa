"""An application for a test: chosen plugins over a temporary database, and browsers signed in by role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import TYPE_CHECKING

from pydantic import BaseModel
from sqlmodel import select

from tracker.accounts.accounts import Account, add_account
from tracker.accounts.grants import give_role, grants_of
from tracker.accounts.permissions import Role
from tracker.accounts.sign_ins import open_sign_in
from tracker.config import SiteConfig, load_config
from tracker.database import Database, RecordSession
from tracker.installation import Clock, Tracker, utc_now
from tracker.messages import InputError
from tracker.migrate import upgrade
from tracker.plugins import Plugins
from tracker.settings import change_settings
from tracker.testing.office import BEGINNING, Office
from tracker.workdays import refresh_calendar

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

TODAY = date(2026, 8, 3)
ACTOR = "test"
CONFIG = """
site = {{ name = "Xã Thử", language = "en" }}
database = {{ url = "sqlite:///tracker.db" }}
web = {{ secret_key = "for tests" }}
plugins = {{ enabled = {plugins} }}
"""
SettingsByOwner = Mapping[str, BaseModel | Mapping[str, object]]


@dataclass(frozen=True)
class App:
    """One installation for a test: the web application, and the database and plugins behind it."""

    flask: Flask
    tracker: Tracker

    @property
    def config_file(self) -> Path:
        """The configuration of the installation, for commands."""
        return self.tracker.config.folder / "config.toml"

    @contextmanager
    def office(self) -> Iterator[Office]:
        """Open the office to add records; they are stored at the end."""
        with self.tracker.database.writing(ACTOR, "for a test") as session:
            yield Office(session)

    def reading(self) -> AbstractContextManager[RecordSession]:
        """Open a session that reads."""
        return self.tracker.database.reading()

    def client(self, role: str | None = None, official: str | None = None, language: str = "en") -> FlaskClient:
        """Return a browser in which somebody of this role is signed in; nobody without a role.

        The roles are staff, leader (of the commune), admin and auditor. `official` is the code of who he is.
        """
        from tracker.web.door import TOKEN_COOKIE

        client = self.flask.test_client()
        client.set_cookie("language", language)
        if role is not None:
            client.set_cookie(TOKEN_COOKIE, self._signed_in(Role(role), official))
        return client

    def _signed_in(self, role: Role, official: str | None) -> str:
        """Sign somebody in, whose account and role are added if they are not there yet; returns the token."""
        with self.tracker.database.writing(ACTOR, "for a test") as session:
            account = _account(session, (official or role.value).lower(), official)
            assert account.id is not None
            if role not in {grant.role for grant in grants_of(session, account.id)}:
                unit = Office(session).commune if role is Role.LEADER else None
                give_role(session, account, role, unit.id if unit else None, BEGINNING)
            token, _ = open_sign_in(session, account.id, "127.0.0.1", ACTOR, self.tracker.clock())
        return token


@contextmanager
def make_app(
    plugins: Sequence[str] = (),
    settings: SettingsByOwner = MappingProxyType({}),
    folder: Path | None = None,
    today: date = TODAY,
) -> Iterator[App]:
    """Make the application with these plugins, in this order, over a database of its own that is gone afterwards.

    `settings` are those of plugins by name, valid from the beginning; what a mapping leaves out has its default.
    `folder` is an installation whose `plugins/` is searched as well. It is 9:00 at the site on the day `today`, and
    stays so. Raises InputError, which says why, if a plugin cannot be loaded.
    """
    # Imported here: a test of a rule needs no page, and loading them takes a second.
    from tracker.app import create_app

    if folder is not None:
        find_plugins(folder / "plugins")
    with TemporaryDirectory(prefix="tracker-test-", ignore_cleanup_errors=True) as place:
        (Path(place) / "tracker.db").write_bytes(_core_tables())
        (Path(place) / "config.toml").write_text(CONFIG.format(plugins=list(plugins)), encoding="utf-8")
        flask = create_app(load_config({}, Path(place)), _clock(today))
        flask.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
        app = App(flask, flask.extensions["tracker"])
        try:
            _refuse_set_aside(app.tracker)
            app.tracker.upgrade()
            _set(app, settings)
            yield app
        finally:
            app.tracker.database.close()


def find_plugins(folder: Path) -> None:
    """Let `plugins.<name>` be imported from this folder too: what a `conftest.py` beside the tests of a plugin says."""
    Plugins((), folder)


def _account(session: RecordSession, name: str, official: str | None) -> Account:
    found = session.exec(select(Account).where(Account.name == name)).first()
    if found is not None:
        return found
    official_id = None if official is None else Office(session).official_with(official).id
    account = add_account(session, name, official_id)
    account.must_change_password = False
    session.flush()
    return account


def _clock(today: date) -> Clock:
    now = datetime.combine(today, time(9), SiteConfig().zone).astimezone(UTC)
    return lambda: now


@cache
def _core_tables() -> bytes:
    """Return a database file with every table of the core and the calendar; made once for all tests of a process."""
    with TemporaryDirectory(prefix="tracker-test-", ignore_cleanup_errors=True) as place:
        path = Path(place) / "core.db"
        database = Database(f"sqlite:///{path.as_posix()}", utc_now)
        upgrade(database)
        with database.writing(ACTOR) as session:
            refresh_calendar(session)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        return path.read_bytes()


def _refuse_set_aside(tracker: Tracker) -> None:
    for aside in tracker.plugins.set_aside:
        raise InputError("Plugin %(name)s was set aside: %(why)s", name=aside.name, why=aside.why)


def _set(app: App, settings: SettingsByOwner) -> None:
    models = {plugin.info.name: plugin.settings_model for plugin in app.tracker.plugins.loaded}
    with app.tracker.database.writing(ACTOR, "for a test") as session:
        for name, given in settings.items():
            if name not in models:
                raise InputError("There is no plugin %(name)s here to set. Name it among the plugins.", name=name)
            whole = given if isinstance(given, BaseModel) else models[name].model_validate(given)
            change_settings(session, name, whole, BEGINNING, "for a test")
