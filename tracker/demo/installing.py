"""A whole demo installation in a folder of its own: configuration, tables, records, accounts, points, jobs."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tracker.config import BackupsConfig, Config, PluginsConfig, load_config
from tracker.demo.accounts import DemoAccount
from tracker.demo.deciding import close_quarters, review_last_quarter
from tracker.demo.ideas import propose_ideas
from tracker.demo.jobs import do_jobs, read_what_was_told
from tracker.demo.making import ACTOR, Demo, Tell, make_demo
from tracker.demo.story import Story
from tracker.demo.years import Scenario
from tracker.installation import Clock, Tracker, open_tracker
from tracker.messages import InputError, Message
from tracker.periods import Period, period_of
from tracker.plugin_manifests import find_plugin
from tracker.scoring.looking import score_and_store

DATABASE = "demo.db"
BROKEN_PLUGIN = "citizens_survey"
_CONFIG = """# The configuration of the demo; see the one of the installation for every key.
[site]
name = "Xã Chi Lăng Bắc"
language = "{language}"

[database]
url = "sqlite:///demo.db"

[plugins]
enabled = [{plugins}]
"""
_PLUGIN_TOML = """title = "Citizens' survey"
summary = "How satisfied citizens are, asked at the desk"
version = "0.3"
tracker = ">=2,<3"
scores = false
"""


@dataclass(frozen=True, slots=True)
class DemoInstallation:
    """The demo as made, closed again: its configuration, what was made, and who can sign in with which password."""

    config: Config
    demo: Demo
    accounts: tuple[DemoAccount, ...]


def make_demo_installation(
    folder: Path,
    scenario: Scenario,
    clock: Clock,
    *,
    language: str = "vi",
    tell: Tell | None = None,
    enabled: Sequence[str] = PluginsConfig().enabled,
) -> DemoInstallation:
    """Make the demo in an empty folder, or anew where one was made before, ready to be served.

    It has the `enabled` plugins, without those that only the folder of another installation holds.

    Raises InputError where the folder holds something else, or a demo that runs.
    """
    folder = folder.resolve()
    _make_room(folder)
    plugins = [*filter(_is_found, enabled), *([BROKEN_PLUGIN] if scenario == "hard" else [])]
    if scenario == "hard":
        _write_broken_plugin(folder)
    quoted = ", ".join(f'"{name}"' for name in plugins)
    (folder / "config.toml").write_text(_CONFIG.format(language=language, plugins=quoted), encoding="utf-8")
    tracker = open_tracker(load_config({}, folder), clock)
    try:
        tracker.upgrade()
        made = make_demo(tracker, folder, scenario, tell or _say_nothing)
        _score(tracker, made.story)
        close_quarters(tracker, made.story.previous_begins_on)
        do_jobs(tracker)
        review_last_quarter(tracker, made.story.previous_begins_on)
        propose_ideas(tracker)
        read_what_was_told(tracker)
    finally:
        tracker.database.close()
    return DemoInstallation(tracker.config, made, made.accounts)


def _is_found(plugin: str) -> bool:
    """Whether a plugin comes with Tracker or in a package."""
    try:
        find_plugin(plugin)
    except InputError:
        return False
    return True


def _say_nothing(_told: Message) -> None:
    """Keep silent."""


def _make_room(folder: Path) -> None:
    """Make the folder, and remove a demo that was made there before."""
    folder.mkdir(parents=True, exist_ok=True)
    database = folder / DATABASE
    if not database.exists() and any(folder.iterdir()):
        raise InputError(
            "%(folder)s holds other files, which the demo would overwrite. Choose an empty or a new --folder.",
            folder=folder.as_posix(),
        )
    try:
        _refuse_database_in_use(database)
        for leftover in (database, *(folder / f"{DATABASE}-{part}" for part in ("wal", "shm"))):
            leftover.unlink(missing_ok=True)
        for made in (folder / "plugins" / BROKEN_PLUGIN, folder / BackupsConfig().folder):
            shutil.rmtree(made, ignore_errors=True)
    except PermissionError as error:
        raise InputError(
            "%(file)s is in use. End the demo that runs there, or choose another --folder.", file=database.as_posix()
        ) from error


def _refuse_database_in_use(database: Path) -> None:
    """Raise PermissionError if a demo runs: as long as anybody has the file open, its journal cannot be changed."""
    if not database.exists():
        return
    with closing(sqlite3.connect(database, timeout=0)) as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            raise PermissionError(str(error)) from error
        except sqlite3.DatabaseError:
            return  # It is no database, so nobody works with it.


def _write_broken_plugin(folder: Path) -> None:
    """Leave a plugin that this version cannot load; it gives no points, so everything goes on without it."""
    plugin = folder / "plugins" / BROKEN_PLUGIN
    plugin.mkdir(parents=True, exist_ok=True)
    (plugin / "plugin.toml").write_text(_PLUGIN_TOML, encoding="utf-8")
    (plugin / "__init__.py").write_text('"""A plugin for a later version of Tracker."""\n', encoding="utf-8")


def _score(tracker: Tracker, story: Story) -> None:
    """Score every quarter of the story, so that the first page need not."""
    for quarter in _quarters(tracker, story):
        score_and_store(tracker, ACTOR, quarter, quarter.as_of(tracker.today))


def _quarters(tracker: Tracker, story: Story) -> Iterator[Period]:
    quarter = period_of(story.previous_begins_on, "quarter")
    while quarter.start <= tracker.today:
        yield quarter
        quarter = period_of(quarter.end.fromordinal(quarter.end.toordinal() + 1), "quarter")
