"""A small commune behind the pages, and a browser signed in as each kind of person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import count
from pathlib import Path
from types import CodeType, MappingProxyType
from typing import cast

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlmodel import select
from werkzeug.test import TestResponse

from tests.conftest import NOW, Fill, FilledUrl, kept_database
from tracker.accounts.accounts import add_account
from tracker.accounts.grants import give_role
from tracker.accounts.passwords import Passwords, set_password
from tracker.accounts.permissions import Role
from tracker.accounts.sign_ins import open_sign_in
from tracker.app import create_app
from tracker.config import Config, DatabaseConfig, PluginsConfig, SiteConfig
from tracker.database import Database
from tracker.fingerprint import store_fingerprint
from tracker.installation import Tracker
from tracker.migrate import upgrade
from tracker.plugins import Plugins
from tracker.records.handled_files import HandledFile
from tracker.records.postings import RankingGroup
from tracker.records.units import Unit
from tracker.testing import Office
from tracker.web import rates
from tracker.web.door import PASSWORDS, TOKEN_COOKIE

PASSWORD = "bốn từ dễ nhớ"
MANIFEST = """title = "Meetings"
summary = "For a test"
version = "1.0"
tracker = ">=0.1,<2"
"""
AS_IN_TESTS = {"TESTING": False, "WTF_CSRF_ENABLED": False, "SECRET_KEY": "for tests"}
CHEAP = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)
Made = tuple[dict[str, int], ...]
"""The ids of the accounts, the officials and the files, and of what plugins add."""
FilledSite = Callable[..., tuple[Flask, Tracker, Made]]
_numbers = count(1)


@dataclass
class Browser:
    """One person's browser: what he gets is text; forms are sent with their CSRF token."""

    client: FlaskClient

    def get(self, address: str) -> str:
        """Return the page at the address, which must be there."""
        answer = self.client.get(address)
        assert answer.status_code == 200, (address, answer.status_code, answer.headers.get("Location"))
        return answer.get_data(as_text=True)

    def ask(self, address: str) -> TestResponse:
        """Return the answer, whatever it is."""
        return self.client.get(address, buffered=True)

    def send(self, address: str, **values: object) -> TestResponse:
        """Send a form; None leaves a field out, a list sends it several times."""
        sent = {name.replace("__", "."): value for name, value in values.items() if value is not None}
        return self.client.post(address, data=sent)


@dataclass
class Site:
    """The application over one commune, and the people in it."""

    app: Flask
    tracker: Tracker
    accounts: dict[str, int]
    officials: dict[str, int]
    files: dict[str, int]

    @property
    def database(self) -> Database:
        """The database of the site."""
        return self.tracker.database

    def browser(self, name: str | None = None, language: str = "en") -> Browser:
        """Return a browser in which this account is signed in; nobody without a name."""
        client = self.app.test_client()
        client.set_cookie("language", language)
        if name is not None:
            with self.database.writing("test") as session:
                token, _ = open_sign_in(session, self.accounts[name], "127.0.0.1", "test", NOW)
            client.set_cookie(TOKEN_COOKIE, token)
        return Browser(client)


Plugged = Callable[..., tuple[Site, str]]


class _Compiled(BytecodeCache):
    """Templates as they were compiled for the first application of this process."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled from the same text."""
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if bucket.code is not None:
            self.kept[bucket.key, bucket.checksum] = bucket.code


COMPILED = _Compiled()


@pytest.fixture(scope="session")
def kept_apps(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Flask]:
    """The applications of this process by their plugins, each to be handed one installation after the other."""

    @cache
    def kept_app(*plugins: str) -> Flask:
        folder = tmp_path_factory.mktemp("app")
        return app_of(f"sqlite:///{(folder / 'tracker.db').as_posix()}", folder, *plugins)

    return kept_app


@pytest.fixture
def filled_site(filled_url: FilledUrl, tmp_path: Path, kept_apps: Callable[..., Flask]) -> Iterator[FilledSite]:
    """Make a commune with these plugins beside those that everybody has, in a database that a function has filled."""
    opened: list[Tracker] = []

    def make(fill: Fill, *plugins: str) -> tuple[Flask, Tracker, Made]:
        url, made = filled_url(fill)
        app, config = kept_apps(*plugins), config_of(url, tmp_path, *plugins)
        loaded = Plugins(config.plugins.enabled, tmp_path / "plugins")
        tracker = Tracker(config, kept_database(url), loaded, lambda: NOW)
        opened.append(tracker)
        app.extensions["tracker"] = tracker
        app.config.update(AS_IN_TESTS)
        rates.prepare(app)
        return app, tracker, tuple(dict(ids) for ids in cast(Made, made))

    yield make
    for tracker in opened:
        tracker.database.close()


@pytest.fixture
def site(filled_site: FilledSite) -> Site:
    """A commune: at its desk CB01 (staff) and CB02 (colleague), in the land division CB03, whose leader is CB04
    (other_leader); CB05 leads the commune (leader); an admin and an auditor who are no officials."""
    app, tracker, made = filled_site(fill_commune)
    return Site(app, tracker, *made)


@pytest.fixture
def admin(site: Site) -> Browser:
    """The browser of an administrator."""
    return site.browser("admin")


@pytest.fixture
def plugged(site: Site, tmp_path: Path) -> Iterator[Plugged]:
    """Make the site with one more plugin, from the source of its `__init__.py` and its other files, where PLUGIN stands
    for its name; returns the site and the name."""
    opened: list[Tracker] = []

    def make(source: str, files: Mapping[str, str] = MappingProxyType({})) -> tuple[Site, str]:
        name = f"halls{next(_numbers)}"
        for path, text in {"__init__.py": source, "plugin.toml": MANIFEST, **files}.items():
            file = tmp_path / "plugins" / name / path.replace("PLUGIN", name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text.replace("PLUGIN", name), encoding="utf-8")
        app = app_of(site.database.url.render_as_string(hide_password=False), tmp_path, name)
        opened.append(app.extensions["tracker"])
        return Site(app, opened[-1], site.accounts, site.officials, site.files), name

    yield make
    for tracker in opened:
        tracker.database.close()


def file_of(site: Site, name: str) -> HandledFile:
    """Return a file of the commune as it stands now."""
    with site.database.reading() as session:
        return session.get_one(HandledFile, site.files[name])


def app_of(url: str, folder: Path, *plugins: str) -> Flask:
    """Return an application of its own over a commune, with these plugins beside those that everybody has."""
    app = create_app(config_of(url, folder, *plugins), lambda: NOW)
    app.config.update(AS_IN_TESTS)
    app.jinja_env.bytecode_cache = COMPILED
    app.extensions[PASSWORDS] = Passwords(CHEAP)
    return app


def config_of(url: str, folder: Path, *plugins: str) -> Config:
    """Return the configuration of a commune with these plugins beside those that everybody has."""
    return Config(
        database=DatabaseConfig(url=url),
        site=SiteConfig(name="Xã Thử", language="en"),
        plugins=PluginsConfig(enabled=(*PluginsConfig().enabled, *plugins)),
        folder=folder,
    )


def fill_commune(database: Database) -> Made:
    """Fill a database with the commune and the tables of the plugins that everybody has."""
    tracker = tracker_of(database)
    upgrade(database, tracker.plugins.owners)
    return _fill(tracker)


def tracker_of(database: Database, *plugins: str) -> Tracker:
    """Return an installation on a database with these plugins beside those that everybody has."""
    return Tracker(Config(), database, Plugins((*PluginsConfig().enabled, *plugins)), database.clock)


def _fill(tracker: Tracker) -> Made:
    hashes = Passwords(CHEAP)
    with tracker.database.writing("test") as session:
        store_fingerprint(session, tracker.plugins.fingerprint)
        office = Office(session)
        commune = session.exec(select(Unit).where(Unit.code == "commune")).one()
        staff = office.official("CB01", "Phạm Thị Hà", RankingGroup.DESK)
        colleague = office.official("CB02", "Nguyễn Văn Ân", RankingGroup.DESK)
        desk = office.unit
        land = Unit(code="land", name="Land division", parent_id=commune.id)
        session.add(land)
        session.flush()
        office.unit = land
        surveyor = office.official("CB03", "Vũ Thị Đào")
        land_leader = office.official("CB04", "Bùi Đức Ước", RankingGroup.LEADER)
        office.unit = commune
        chairman = office.official("CB05", "Trần Quốc Ánh", RankingGroup.LEADER)
        office.unit = desk
        procedure = office.procedure(5, "1.001193")
        files = {
            "early": office.file(
                staff, date(2026, 10, 5), date(2026, 10, 12), finished_on=date(2026, 10, 8), procedure_id=procedure.id
            ),
            "late": office.file(
                staff, date(2026, 10, 6), date(2026, 10, 13), finished_on=date(2026, 10, 20), procedure_id=procedure.id
            ),
            "open": office.file(staff, date(2026, 11, 18), date(2026, 11, 24), procedure_id=procedure.id),
            "colleague's": office.file(
                colleague,
                date(2026, 10, 7),
                date(2026, 10, 14),
                finished_on=date(2026, 10, 9),
                procedure_id=procedure.id,
            ),
        }
        office.unit = land
        files["land"] = office.file(surveyor, date(2026, 10, 7), date(2026, 10, 14), finished_on=date(2026, 10, 9))
        officials = {one.code: one.id or 0 for one in (staff, colleague, surveyor, land_leader, chairman)}
        roles = {
            "staff": (staff, [(Role.STAFF, None)]),
            "colleague": (colleague, [(Role.STAFF, None)]),
            "leader": (chairman, [(Role.LEADER, commune.id), (Role.STAFF, None)]),
            "other_leader": (land_leader, [(Role.LEADER, land.id), (Role.STAFF, None)]),
            "admin": (None, [(Role.ADMIN, None)]),
            "auditor": (None, [(Role.AUDITOR, None)]),
        }
        accounts = {}
        for name, (official, granted) in roles.items():
            account = add_account(session, name, official.id if official else None)
            set_password(session, account, hashes.hash(PASSWORD), must_change=False)
            for role, unit_id in granted:
                give_role(session, account, role, unit_id, date(2024, 1, 1))
            accounts[name] = account.id or 0
        return accounts, officials, {name: file.id or 0 for name, file in files.items()}
