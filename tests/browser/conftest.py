"""A real browser on a real server: the demo of the hard scenario, served on this computer."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from waitress.server import create_server

from plugins.expression_rules.drafts import new_draft_of
from plugins.expression_rules.samples import samples
from tests.browser.waiting_lists import bring_lists
from tests.conftest import NOW
from tracker.accounts.accounts import account_by_name
from tracker.accounts.sign_ins import open_sign_in
from tracker.app import create_app
from tracker.config import load_config
from tracker.demo.installing import make_demo_installation
from tracker.installation import Tracker
from tracker.web.door import TOKEN_COOKIE

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")


@dataclass(frozen=True)
class Served:
    """The demo as it is served."""

    address: str
    app: Flask
    folder: Path
    passwords: Mapping[str, str]

    @property
    def tracker(self) -> Tracker:
        """The installation that is served."""
        tracker: Tracker = self.app.extensions["tracker"]
        return tracker

    def token(self, name: str) -> str:
        """Return a sign-in of this account."""
        with self.tracker.database.writing("test") as session:
            account = account_by_name(session, name)
            token, _ = open_sign_in(session, account.id or 0, "127.0.0.1", "test", NOW)
        return token


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The hard demo on a free port, with a draft of a rule, and lists that wait to be stored."""
    folder = tmp_path_factory.mktemp("demo")
    made = make_demo_installation(folder, "hard", lambda: NOW)
    passwords = {account.user.name: account.password for account in made.accounts}
    app = create_app(load_config({}, folder), lambda: NOW)
    with app.extensions["tracker"].database.writing("admin") as session:
        new_draft_of(session, samples()["early_files"])
        bring_lists(session)
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Served(f"http://127.0.0.1:{server.effective_port}", app, folder, passwords)
    server.close()
    app.extensions["tracker"].database.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The Chromium of this computer; without one these tests are left out, save in CI, where it must be there."""
    path = os.environ.get("TRACKER_TEST_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        told = "No Chromium was found: install one (apt-get install chromium), or name it in TRACKER_TEST_BROWSER."
        if os.environ.get("CI"):
            pytest.fail(told)
        pytest.skip(told)
    with sync_playwright() as playwright:
        yield _launch(playwright, path)


def _launch(playwright: Playwright, path: str) -> Browser:
    switches = ["--disable-gpu", "--disable-background-networking", "--force-color-profile=srgb"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        switches.append("--no-sandbox")
    return playwright.chromium.launch(executable_path=path, args=switches)


@dataclass
class Seat:
    """One person at a browser; `complaints` is what the browser said against the page."""

    page: Page
    complaints: list[str]

    def open(self, address: str) -> None:
        """Go to an address of the site, which must answer with a page."""
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status == 200, (address, answer.status)


TakeSeat = Callable[..., Seat]


@pytest.fixture
def seats(chromium: Browser, served: Served) -> Iterator[TakeSeat]:
    """Give a seat: `seats("staff", "vi")`; nobody has signed in there without a name."""
    opened: list[BrowserContext] = []

    def take(name: str | None, language: str = "vi", *, has_scripts: bool = True) -> Seat:
        context = chromium.new_context(
            base_url=served.address,
            viewport={"width": 1366, "height": 768},
            locale="vi-VN",
            color_scheme="light",
            java_script_enabled=has_scripts,
        )
        context.set_default_timeout(15_000)
        opened.append(context)
        cookies = [{"name": "language", "value": language, "url": served.address}]
        if name is not None:
            cookies.append({"name": TOKEN_COOKIE, "value": served.token(name), "url": served.address})
        context.add_cookies(cookies)  # type: ignore[arg-type]
        page, complaints = context.new_page(), []
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return Seat(page, complaints)

    yield take
    for context in opened:
        context.close()
