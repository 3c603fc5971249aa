"""Plugins that come as packages, put into place as an installer does."""

from __future__ import annotations

import importlib
from pathlib import Path

from tests.plugins_system.conftest import IMPORTS

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
