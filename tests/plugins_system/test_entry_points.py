"""A plugin may be an installed package with the entry point group `tracker.plugins`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plugins_system.conftest import names, why
from tests.plugins_system.packages import install
from tracker import __version__
from tracker.plugins import Plugins


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
