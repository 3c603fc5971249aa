"""A small commune behind the pages, and a browser signed in as each kind of person."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from types import CodeType, MappingProxyType

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlmodel import select
from werkzeug.test import TestResponse

from tests.conftest import NOW
from tests.postgres import Copies
from tracker.accounts.accounts import add_account
from tracker.accounts.grants import give_role
from tracker.accounts.passwords import Passwords, set_password
from tracker.accounts.permissions import Role
from tracker.accounts.sign_ins import open_sign_in
from tracker.app import create_app
from tracker.config import Config, DatabaseConfig, PluginsConfig, SiteConfig
from tracker.database import Database
from tracker.fingerprint import store_fingerprint
from tracker.installation import Tracker, open_tracker
from tracker.migrate import upgrade
from tracker.records.handled_files import HandledFile
from tracker.records.postings import RankingGroup
from tracker.records.units import Unit
from tracker.testing import Office
from tracker.web.door import PASSWORDS, TOKEN_COOKIE

PASSWORD = "bốn từ dễ nhớ"
MANIFEST = """title = "Meetings"
summary = "For a test"
version = "1.0"
tracker = ">=0.1,<2"
"""
AS_IN_TESTS = {"TESTING": False, "WTF_CSRF_ENABLED": False, "SECRET_KEY": "for tests"}
CHEAP = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)
Made = tuple[dict[str, int], dict[str, int], dict[str, int]]
"""The ids of the accounts, the officials and the files."""
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
def sqlite_commune(ready_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Made]:
    """A SQLite file with the commune, to be copied."""
    path = tmp_path_factory.mktemp("commune") / "commune.db"
    shutil.copy(ready_sqlite, path)
    return path, _filled(f"sqlite:///{path.as_posix()}", path.parent)


@pytest.fixture(scope="session")
def postgres_commune(ready_postgres: str, copies: Copies, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Made]:
    """The name of a PostgreSQL database with the commune, to be copied."""
    url = copies.copy("commune", ready_postgres)
    return "commune", _filled(url, tmp_path_factory.mktemp("commune"))


@pytest.fixture(scope="session")
def kept_app(sqlite_commune: tuple[Path, Made]) -> Flask:
    """The application of this process, to be handed the installation of one test after the other."""
    path, _ = sqlite_commune
    app = app_of(f"sqlite:///{path.as_posix()}", path.parent)
    app.extensions["tracker"].database.close()
    return app


@pytest.fixture
def site(backend: str, tmp_path: Path, kept_app: Flask, request: pytest.FixtureRequest) -> Iterator[Site]:
    """A commune: at its desk CB01 (staff) and CB02 (colleague), in the land division CB03, whose leader is CB04
    (other_leader); CB05 leads the commune (leader); an admin and an auditor who are no officials."""
    if backend == "sqlite":
        path, made = request.getfixturevalue("sqlite_commune")
        shutil.copy(path, tmp_path / "tracker.db")
        url = f"sqlite:///{(tmp_path / 'tracker.db').as_posix()}"
    else:
        name, made = request.getfixturevalue("postgres_commune")
        url = request.getfixturevalue("lent_postgres")(name)
    tracker = open_tracker(config_of(url, tmp_path), lambda: NOW)
    kept_app.extensions["tracker"] = tracker
    kept_app.config.update(AS_IN_TESTS)
    yield Site(kept_app, tracker, *(dict(ids) for ids in made))
    tracker.database.close()


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


def _filled(url: str, folder: Path) -> Made:
    tracker: Tracker = app_of(url, folder).extensions["tracker"]
    upgrade(tracker.database, tracker.plugins.owners)
    made = _fill(tracker)
    tracker.database.close()
    return made


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
