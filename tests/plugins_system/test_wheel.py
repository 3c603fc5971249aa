"""A plugin that is a package of its own: built as a wheel, installed by pip, checked, enabled and scored with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.conftest import NOW
from tracker.database import Database
from tracker.plugin_admin.making import make_plugin
from tracker.testing import Office

PACKAGE, PLUGIN = "commune_meetings", "packaged_meetings"
PROJECT = f"""
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "commune-meetings"
version = "1.0"

[project.entry-points."tracker.plugins"]
{PLUGIN} = "{PACKAGE}"

[tool.hatch.build.targets.wheel]
packages = ["{PACKAGE}"]
exclude = ["tests"]
"""
CONFIG = '[site]\nlanguage = "vi"  # ours\n\n[plugins]\nenabled = ["reward_rules"]\n'
TRACKER = "from tracker.cli import main; main()"


def python(*words: str, folder: Path, path: str = "") -> subprocess.CompletedProcess[str]:
    """Run Python in a folder, with a path to search for packages first."""
    searched = os.pathsep.join(filter(None, (path, os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "PYTHONPATH": searched, "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, *words], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )


@dataclass(frozen=True)
class Installation:
    """An installation beside which the package is installed."""

    folder: Path
    site: Path

    def tracker(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Give a command as a person does, in a process of its own."""
        return python("-c", TRACKER, *words, folder=self.folder, path=str(self.site))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of a plugin that was made by `tracker plugins new` and is a package now."""
    project = tmp_path_factory.mktemp("project")
    make_plugin(project, PLUGIN, (), ()).rename(project / PACKAGE)
    for source in (project / PACKAGE).glob("*.py"):
        text = source.read_text(encoding="utf-8")
        source.write_text(text.replace(f"from plugins.{PLUGIN}", f"from {PACKAGE}"), encoding="utf-8")
    (project / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    built = python("-m", "build", "--wheel", "--no-isolation", folder=project)
    assert built.returncode == 0, built.stdout + built.stderr
    (path,) = (project / "dist").glob("*.whl")
    return path


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as pip installs it; nothing changes it."""
    site = tmp_path_factory.mktemp("site")
    installed = python(
        "-m", "pip", "install", "--no-deps", "--no-index", "--target", str(site), str(wheel), folder=site.parent
    )
    assert installed.returncode == 0, installed.stdout + installed.stderr
    return site


@pytest.fixture
def installation(site: Path, tmp_path: Path) -> Installation:
    """An installation beside the package."""
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    return Installation(tmp_path, site)


def test_a_wheel_has_the_manifest_and_the_catalogue_of_the_plugin(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {f"{PACKAGE}/plugin.toml", f"{PACKAGE}/locale/vi/LC_MESSAGES/messages.po"} <= names
    assert "commune_meetings-1.0.dist-info/entry_points.txt" in names


def test_an_installed_package_is_checked_enabled_scored_with_and_disabled(installation: Installation) -> None:
    checked = installation.tracker("plugins", "check", PLUGIN)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    enabled = installation.tracker("plugins", "enable", PLUGIN)
    assert enabled.returncode == 0, enabled.stderr
    database = Database(f"sqlite:///{(installation.folder / 'var' / 'tracker.db').as_posix()}", lambda: NOW)
    with database.writing("test") as session:
        office = Office(session)
        official = office.official("CB01")
        for finished in (7, 8, 8, 9, 10):
            office.file(official, date(2026, 7, 6), date(2026, 7, 10), finished_on=date(2026, 7, finished))
    database.close()
    scored = installation.tracker("--today", "2026-11-23", "score", "2026-Q3", "--json")
    assert scored.returncode == 0, scored.stderr
    (card,) = json.loads(scored.stdout)["officials"]
    (line,) = [one for one in card["lines"] if one["rule"] == f"{PLUGIN}.early_files"]
    assert (line["points"], line["because"]) == ("8.00", "Hồ sơ xong trước hạn: 4/5")
    disabled = installation.tracker("plugins", "disable", PLUGIN)
    assert disabled.returncode == 0, disabled.stderr
    assert (installation.folder / "config.toml").read_text(encoding="utf-8") == CONFIG


def test_without_the_package_the_plugin_is_set_aside_and_can_be_disabled(installation: Installation) -> None:
    assert installation.tracker("plugins", "enable", PLUGIN).returncode == 0
    without = Installation(installation.folder, installation.folder)
    (aside,) = json.loads(without.tracker("plugins", "list", "--json").stdout)["set_aside"]
    assert aside["mend"] == [f"tracker plugins disable {PLUGIN}"]
    assert without.tracker("plugins", "disable", PLUGIN).returncode == 0
