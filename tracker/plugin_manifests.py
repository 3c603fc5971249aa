"""Finding a plugin by its name, and reading its plugin.toml without importing it."""

from __future__ import annotations

import importlib
import importlib.util
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from types import MappingProxyType

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from tracker.contributions import PluginInfo
from tracker.messages import InputError

# By name, so that the core imports no plugin; the folders of an installation are added to its path.
PACKAGE = importlib.import_module("plugins")
ENTRY_POINTS = "tracker.plugins"
PLUGIN_NAME = re.compile(r"[a-z][a-z0-9_]*")
INFO_KEYS: Mapping[str, type] = MappingProxyType(
    {"title": str, "summary": str, "version": str, "tracker": str, "requires": list, "scores": bool}
)
OPTIONAL_KEYS = frozenset({"requires", "scores"})


@dataclass(frozen=True, slots=True)
class PluginPlace:
    """Where a plugin was found: its folder, and the name under which it is imported."""

    folder: Path
    module: str


def find_plugin(name: str) -> PluginPlace:
    """Return where a plugin is: under `plugins/`, or a package with the entry point group `tracker.plugins`."""
    if not PLUGIN_NAME.fullmatch(name):
        raise InputError(
            "its name cannot be used: write small letters without accents, digits and _, and begin with a letter."
        )
    for parent in PACKAGE.__path__:
        folder = Path(parent) / name
        if (folder / "plugin.toml").exists():
            return PluginPlace(folder, f"{PACKAGE.__name__}.{name}")
    for entry_point in entry_points(group=ENTRY_POINTS, name=name):
        spec = importlib.util.find_spec(entry_point.module)
        if spec is not None and spec.origin is not None:
            return PluginPlace(Path(spec.origin).parent, entry_point.module)
    raise InputError(
        "there is no folder plugins/%(name)s with a plugin.toml, and no installed package gives it. "
        "Correct the name, or install the package.",
        name=name,
    )


def known_names(folder: Path) -> set[str]:
    """Return the names of all plugins: those of the installation in `folder`, those with Tracker, and of packages."""
    homes = (folder, Path(PACKAGE.__path__[0]))
    found = {manifest.parent.name for home in homes for manifest in home.glob("*/plugin.toml")}
    return found | {each.name for each in entry_points(group=ENTRY_POINTS)}


def is_of_a_plugin(module: str) -> bool:
    """Whether a module, by its name, belongs to a plugin: one under `plugins/`, or one of an installed package."""
    homes = (PACKAGE.__name__, *(each.module for each in entry_points(group=ENTRY_POINTS)))
    return any(module.startswith(f"{home}.") or module == home for home in homes)


def read_info(name: str, folder: Path) -> PluginInfo:
    """Return what the plugin.toml in `folder` says. Raises InputError."""
    try:
        values = tomllib.loads((folder / "plugin.toml").read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise InputError("its package has no plugin.toml beside its __init__.py. Add one.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError("its plugin.toml is not valid TOML: %(what)s.", what=str(error)) from error
    _refuse_unfit_info(values)
    return PluginInfo(name=name, **{**values, "requires": tuple(values.get("requires", ()))})


def _refuse_unfit_info(values: Mapping[str, object]) -> None:
    missing = [key for key in INFO_KEYS if key not in values and key not in OPTIONAL_KEYS]
    unknown = [key for key in values if key not in INFO_KEYS]
    if missing or unknown:
        raise InputError(
            "its plugin.toml lacks %(missing)s and has the unknown %(unknown)s. Its keys are %(keys)s.",
            missing=missing or "-",
            unknown=unknown or "-",
            keys=list(INFO_KEYS),
        )
    for key, value in values.items():
        if not isinstance(value, INFO_KEYS[key]) or (isinstance(value, list) and not _all_text(value)):
            raise InputError(
                "%(key)s in its plugin.toml cannot be %(value)s. Write it as in plugins/README.md.",
                key=key,
                value=repr(value),
            )
    try:
        Version(str(values["version"]))
        SpecifierSet(str(values["tracker"]))
    except (InvalidVersion, InvalidSpecifier) as error:
        raise InputError("its plugin.toml cannot be used: %(what)s.", what=str(error)) from error


def _all_text(values: Sequence[object]) -> bool:
    return all(isinstance(value, str) for value in values)
