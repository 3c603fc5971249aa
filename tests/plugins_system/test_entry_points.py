"""A plugin may be an installed package with the entry point group `tracker.plugins`."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from tests.plugins_system.conftest import IMPORTS, names, why
from tracker import __version__
from tracker.plugins import Plugins

TOML = 'title = "Packaged"\nsummary = "From a package"\nversion = "2.1"\ntracker = ">=0.1"\nscores = true\n'


def install(site: Path, package: str, plugin: str, toml: str | None = TOML) -> None:
    """Put a package into a site folder, with the metadata that an installer writes."""
    folder = site.joinpath(*package.split("."))
    folder.mkdir(parents=True)
    source = IMPORTS + "@hookimpl\ndef measure_sets():\n    return []\n"
    (folder / "__init__.py").write_text(source, encoding="utf-8")
    if toml is not None:
        (folder / "plugin.toml").write_text(toml, encoding="utf-8")
    info = site / f"{package.replace('.', '_')}-2.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 2.1\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[tracker.plugins]\n{plugin} = {package}\n", encoding="utf-8")
    importlib.invalidate_caches()


def test_an_installed_package_is_a_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    install(tmp_path, "commune_statistics", "statistics")
    plugins = Plugins(["statistics"])
    assert names(plugins) == ["statistics"]
    assert plugins.fingerprint == f"tracker {__version__}, statistics 2.1"
    assert plugins.loaded[0].module.__name__ == "commune_statistics"
    assert plugins.owners[0].versions == tmp_path / "commune_statistics" / "migrations"
    assert [answer.result for answer in plugins.call_each("measure_sets", {})] == [[]]


def test_a_package_inside_a_package_is_a_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    install(tmp_path, "commune_tools.reports", "reports")
    assert names(Plugins(["reports"])) == ["reports"]


def test_a_package_without_a_plugin_toml_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    install(tmp_path, "commune_unlabelled", "unlabelled", toml=None)
    assert "has no plugin.toml" in why(Plugins(["unlabelled"]), "unlabelled")


def test_a_folder_of_the_installation_comes_before_a_package_of_the_same_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    install(tmp_path, "other_reward_rules", "reward_rules")
    (plugin,) = Plugins(["reward_rules"]).loaded
    assert plugin.module.__name__ == "plugins.reward_rules"
