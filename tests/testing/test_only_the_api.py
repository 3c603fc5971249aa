"""The built-in plugins use what every plugin may use, and nothing else: modules, names, templates."""

from __future__ import annotations

import ast
import importlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment
from jinja2.meta import find_referenced_templates

ROOT = Path(__file__).parents[2]
BUILT_IN = sorted(manifest.parent for manifest in (ROOT / "plugins").glob("*/plugin.toml"))
API = {"tracker.api", *(f"tracker.api.{one.stem}" for one in (ROOT / "tracker" / "api").glob("[!_]*.py"))}
API_OF_TESTS = {*API, "tracker.testing"}
TEMPLATES = set(
    re.findall(
        r"`([\w/]+\.html)`",
        (ROOT / "docs" / "plugins" / "pages.md").read_text(encoding="utf-8").split("## Templates")[1],
    )
)


def reached_around(plugin: Path) -> list[str]:
    """Return what a plugin uses that is not for plugins, each with its file."""
    found = [
        f"{file.relative_to(plugin).as_posix()}: {what}"
        for file in sorted(plugin.rglob("*.py"))
        for what in _imports_around(file, plugin)
    ]
    for file in sorted(plugin.rglob("*.html")):
        used = find_referenced_templates(Environment().parse(file.read_text(encoding="utf-8")))
        allowed = {*TEMPLATES, *(f"{plugin.name}/{own.name}" for own in plugin.rglob("*.html"))}
        found += [f"{file.relative_to(plugin).as_posix()}: {name}" for name in used if name not in allowed]
    return found


def _imports_around(file: Path, plugin: Path) -> Iterator[str]:
    api = API_OF_TESTS if "tests" in file.relative_to(plugin).parts else API
    manifest = tomllib.loads((plugin / "plugin.toml").read_text(encoding="utf-8"))
    own = {plugin.name, *manifest.get("requires", ())}
    for module, names in _imports(file):
        package, _, rest = module.partition(".")
        if package == "tracker" and module not in api:
            yield module
        elif package == "tracker":
            known = set(importlib.import_module(module).__all__)
            yield from (f"{module}.{name}" for name in names if name not in known)
        elif package == "plugins" and rest.partition(".")[0] not in own:
            yield module


def _imports(file: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield each module that a file imports, also by its name as text, with what it takes from it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, []) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
            yield node.module, [alias.name for alias in node.names]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("importlib.import_module", "__import__"):
            yield ast.literal_eval(node.args[0]), []


@pytest.mark.parametrize("plugin", BUILT_IN, ids=lambda plugin: plugin.name)
def test_a_built_in_plugin_uses_nothing_but_the_api(plugin: Path) -> None:
    assert reached_around(plugin) == []


def test_there_are_built_in_plugins_and_templates_to_look_at() -> None:
    assert {plugin.name for plugin in BUILT_IN} >= {"reward_rules", "expression_rules"}
    assert {"base.html", "list.html"} <= TEMPLATES


def test_what_is_not_for_plugins_is_found(tmp_path: Path) -> None:
    plugin = tmp_path / "sly"
    (plugin / "tests").mkdir(parents=True)
    (plugin / "templates" / "sly").mkdir(parents=True)
    (plugin / "plugin.toml").write_text('title = "Sly"\nrequires = ["reward_rules"]\n', encoding="utf-8")
    lines = (
        "import tracker.database",
        "from tracker.api import Points, contributions",
        "from tracker.testing import make_app",
        "from plugins.expression_rules.rules import rule_of",
        "from plugins.reward_rules.rules import in_time",
        "importlib.import_module('tracker.audit')",
    )
    (plugin / "__init__.py").write_text("\n".join(lines), encoding="utf-8")
    (plugin / "tests" / "test_sly.py").write_text("from tracker.testing import make_app\n", encoding="utf-8")
    page = '{% extends "base.html" %}{% import "parts/held.html" as held %}{% include "sly/part.html" %}'
    (plugin / "templates" / "sly" / "page.html").write_text(page, encoding="utf-8")
    (plugin / "templates" / "sly" / "part.html").write_text("", encoding="utf-8")
    assert sorted(reached_around(plugin)) == [
        "__init__.py: plugins.expression_rules.rules",
        "__init__.py: tracker.api.contributions",
        "__init__.py: tracker.audit",
        "__init__.py: tracker.database",
        "__init__.py: tracker.testing",
        "templates/sly/page.html: parts/held.html",
    ]
