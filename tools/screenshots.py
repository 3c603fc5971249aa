"""The pictures of the documents, taken in Chromium from a running demo.

uv run python tools/screenshots.py [NAME]...        all of them, or those with these names

The same day gives the same pictures, whenever they are taken. Chromium is found on the path, or named by
TRACKER_TEST_BROWSER.
"""

from __future__ import annotations

import argparse
import base64
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from waitress.server import create_server

from tracker.app import create_app
from tracker.demo.installing import DemoInstallation, make_demo_installation
from tracker.demo.years import Scenario
from tracker.installation import Tracker
from tracker.messages import LANGUAGES
from tracker.web.serving import address_of, listening_socket

IMAGES = Path(__file__).parent.parent / "docs" / "images"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
TODAY = date(2026, 11, 23)
DESKTOP, PHONE = (1366, 768), (390, 844)
QUALITY = 76
CONTESTED_FILE = "a file that somebody contests"


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: who looks at which page of which demo, how large and how light."""

    name: str
    scenario: Scenario
    account: str
    page: str
    size: tuple[int, int] = DESKTOP
    colours: str = "light"


SHOTS = (
    Shot("overview", "story", "leader", "/overview"),
    Shot("overview-dark", "story", "leader", "/overview", colours="dark"),
    Shot("ranking", "story", "leader", "/ranking/"),
    Shot("reports", "story", "leader", "/reports/"),
    Shot("duty", "story", "leader", "/duty/"),
    Shot("scorecard", "story", "staff", "/me/"),
    Shot("scorecard-phone", "story", "staff", "/me/", PHONE),
    Shot("training", "story", "staff", "/training/"),
    Shot("regulations", "story", "leader", "/regulations/"),
    Shot("candidates", "story", "leader", "/rewards/"),
    Shot("decision", "story", "leader", "/decisions/4"),
    Shot("rating", "story", "staff2", "/rating/41"),
    Shot("titles", "story", "leader", "/commendations/"),
    Shot("inbox", "hard", "unit-leader", "/inbox/"),
    Shot("file", "hard", "unit-leader", CONTESTED_FILE),
    Shot("import", "hard", "admin", "/imports/uploads/1/check"),
    Shot("rules", "hard", "admin", "/plugins/reward_rules/settings"),
    Shot("audit-log", "hard", "auditor", "/audit-log/"),
)


def main(names: Sequence[str]) -> None:
    """Take the pictures."""
    wanted = [shot for shot in SHOTS if not names or shot.name in names]
    IMAGES.mkdir(parents=True, exist_ok=True)
    for scenario in dict.fromkeys(shot.scenario for shot in wanted):
        with demo(scenario) as (address, made), chromium() as browser:
            for shot in wanted:
                if shot.scenario == scenario:
                    take(browser, address, made, shot)


@contextmanager
def demo(scenario: Scenario) -> Iterator[tuple[str, DemoInstallation]]:
    """Serve a new demo on a free port."""
    noon = datetime.combine(TODAY, time(5), UTC)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        made = make_demo_installation(Path(folder), scenario, lambda: noon)
        app = create_app(made.config, lambda: noon)
        listening = listening_socket("127.0.0.1", 0)
        server = create_server(app, sockets=[listening], threads=12)
        threading.Thread(target=server.run, daemon=True).start()
        yield address_of(listening), made
        server.close()
        _tracker_of(app).database.close()


def _tracker_of(app: Flask) -> Tracker:
    tracker: Tracker = app.extensions["tracker"]
    return tracker


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open the browser."""
    path = os.environ.get("TRACKER_TEST_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        sys.exit("No Chromium was found. Install one, or name it in TRACKER_TEST_BROWSER.")
    switches = ["--disable-gpu", "--disable-background-networking", "--force-color-profile=srgb"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        switches.append("--no-sandbox")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=switches)


def take(browser: Browser, address: str, made: DemoInstallation, shot: Shot) -> None:
    """Take one picture in each language."""
    width, height = shot.size
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": height},
        color_scheme="dark" if shot.colours == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    sign_in(page, made, shot.account)
    for language in LANGUAGES:
        page.goto(f"/language/{language}")
        answer = page.goto(_address(page, made, shot))
        if answer is None or answer.status != 200:
            sys.exit(f"{shot.name}: {page.url} answered {answer and answer.status}")
        page.evaluate("document.fonts.ready")
        save(page, IMAGES / f"{shot.name}-{language}.webp")
    context.close()


def sign_in(page: Page, made: DemoInstallation, name: str) -> None:
    """Sign in as one of the demo's accounts."""
    (account,) = [one for one in made.accounts if one.user.name == name]
    page.goto("/sign-in")
    page.fill("[name=name]", name)
    page.fill("[name=password]", account.password)
    page.click("button[type=submit]")
    page.wait_for_load_state("networkidle")


def _address(page: Page, made: DemoInstallation, shot: Shot) -> str:
    """Return the address of the page; a contested file is looked for by its code."""
    if shot.page != CONTESTED_FILE:
        return shot.page
    code = next(one.files[0] for one in made.demo.story.contests if one.files and one.answer is None)
    page.goto(f"/files/?q={code}")
    address = page.locator("tbody a[href^='/files/']").first.get_attribute("href")
    assert address is not None
    return address


def save(page: Page, path: Path) -> None:
    """Save what is seen, compressed."""
    browser = page.context.new_cdp_session(page)
    taken = browser.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    path.write_bytes(base64.b64decode(taken["data"]))
    print(f"{path.name}  {path.stat().st_size // 1024} kB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[[], *(shot.name for shot in SHOTS)], metavar="NAME")
    main(parser.parse_args().names)
