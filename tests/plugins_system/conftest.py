"""Tiny plugins, written inside the test that needs them."""

from __future__ import annotations

import importlib
import json
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from tests.conftest import FilledBy
from tests.plugins_system.rule_desk import Desk, fill_desk, open_desk
from tracker.config import Config
from tracker.database import Database
from tracker.installation import Tracker
from tracker.messages import SOURCE_LANGUAGE, translate
from tracker.plugins import Plugins

IMPORTS = """
from decimal import Decimal

from pydantic import BaseModel

from tracker.api import Measure, MeasureSet, Points, Rule, hookimpl, sentences

_ = sentences("tiny")


class Settings(BaseModel):
    most: Decimal = Decimal(5)


def one_point(measures, cohort, settings):
    return Points(settings.most, _("Everybody gets this"))


def rule(key, reads=(), score=one_point, settings=Settings()):
    return Rule(key, _("Tiny rule"), settings, reads, Decimal(5), score)


def measures(key, measure):
    return MeasureSet(key, [Measure(key, _("Tiny measure"))], measure)
"""
INFO = {"title": "Tiny", "summary": "For a test", "version": "1.0", "tracker": ">=0.1,<2", "scores": True}
_numbers = count(1)


@dataclass(frozen=True)
class PluginFolder:
    """A folder of plugins; each gets a name that no other test has used, because modules stay imported."""

    path: Path

    def add(self, stem: str, source: str = "", toml: str | None = None, **info: object) -> str:
        """Write a plugin whose `__init__.py` is the usual imports and `source`; returns its name."""
        name = self.fresh(stem)
        self.write(name, source, toml, **info)
        return name

    @staticmethod
    def fresh(stem: str) -> str:
        """Return a name that no other test has used."""
        return f"{stem}{next(_numbers)}"

    def write(self, name: str, source: str = "", toml: str | None = None, **info: object) -> None:
        """Write a plugin under a given name."""
        folder = self.path / name
        folder.mkdir()
        values = {**INFO, **info}
        lines = [f"{key} = {json.dumps(value)}" for key, value in values.items() if value is not None]
        (folder / "plugin.toml").write_text("\n".join(lines) if toml is None else toml, encoding="utf-8")
        (folder / "__init__.py").write_text(IMPORTS + source, encoding="utf-8")

    def load(self, *names: str) -> Plugins:
        """Load these plugins, in this order."""
        importlib.invalidate_caches()
        return Plugins(names, extra_folder=self.path)


@pytest.fixture
def folder(tmp_path: Path) -> PluginFolder:
    """An empty folder of plugins."""
    path = tmp_path / "plugins"
    path.mkdir()
    return PluginFolder(path)


@pytest.fixture
def desk(filled_by: FilledBy) -> Desk:
    """An installation with the plugin of written rules."""
    return open_desk(filled_by(fill_desk))


def fill_register(database: Database) -> None:
    """Add the tables of the regulation watch and the documents that it ships with."""
    Tracker(Config(), database, Plugins(["regulations"]), database.clock).upgrade()


def why(plugins: Plugins, name: str) -> str:
    """Return the English sentence that says why a plugin was set aside."""
    (aside,) = [one for one in plugins.set_aside if one.name == name]
    return translate(aside.why, SOURCE_LANGUAGE)


def names(plugins: Plugins) -> list[str]:
    """Return the names of the loaded plugins."""
    return [plugin.info.name for plugin in plugins.loaded]
