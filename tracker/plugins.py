"""Plugins: found by name, checked, loaded in config order, set aside when broken, and called one by one.

`call_each` is the one place that isolates plugins from each other. What happens with an error is the caller's
decision: decoration may leave it out, scoring may not.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import TypeVar

import pluggy
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version
from pydantic import BaseModel

from tracker import __version__, hookspecs
from tracker.contributions import PluginInfo
from tracker.messages import InputError, Message, add_catalogue, message
from tracker.owners import CORE, Owner

Result = TypeVar("Result")
# By name, so that the core imports no plugin; the folders of an installation are added to its path.
PACKAGE = importlib.import_module("plugins")
ENTRY_POINTS = "tracker.plugins"
NO_ORDER_OF_ITS_OWN = ("wrapper", "hookwrapper", "tryfirst", "trylast")
PLUGIN_NAME = re.compile(r"[a-z][a-z0-9_]*")
INFO_KEYS: Mapping[str, type] = MappingProxyType(
    {"title": str, "summary": str, "version": str, "tracker": str, "requires": list, "scores": bool}
)
OPTIONAL_KEYS = frozenset({"requires", "scores"})


class NoSettings(BaseModel):
    """The settings of a plugin that has none."""


@dataclass(frozen=True)
class Plugin:
    """One loaded plugin."""

    info: PluginInfo
    module: ModuleType
    folder: Path
    settings_model: type[BaseModel] = NoSettings

    @property
    def owner(self) -> Owner:
        """The plugin as an owner of tables."""
        return Owner(self.info.name, self.folder / "migrations")


@dataclass(frozen=True)
class SetAside:
    """One plugin that could not be loaded, and why; if it scores, nothing is scored without it."""

    name: str
    why: Message
    scores: bool


@dataclass(frozen=True)
class Answer:
    """What one plugin answered to a hook: a result, or the error that it raised."""

    plugin: Plugin
    result: object = None
    error: PluginError | None = None


class PluginError(Exception):
    """Code of a plugin raised an error; the text names its type and what it says, the cause is the error itself."""


def isolated(work: Callable[..., Result], *arguments: object, **named: object) -> Result:
    """Call code that a plugin contributed: the one place that catches whatever it may raise, as a PluginError.

    An InputError passes: it is meant for people.
    """
    try:
        return work(*arguments, **named)
    except InputError:
        raise
    except (Exception, SystemExit) as error:
        raise PluginError(f"{type(error).__name__}: {error}") from error


class Plugins:
    """The plugins of one app, in config order."""

    def __init__(self, enabled: Sequence[str], extra_folder: Path | None = None) -> None:
        if extra_folder is not None and str(extra_folder) not in PACKAGE.__path__:
            PACKAGE.__path__.append(str(extra_folder))
        self._manager = pluggy.PluginManager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)
        self.loaded: list[Plugin] = []
        self.set_aside: list[SetAside] = []
        for name in dict.fromkeys(enabled):
            self._load(name)

    @property
    def fingerprint(self) -> str:
        """The version of Tracker, and the names and versions of the plugins that score, in order."""
        scoring = (f"{plugin.info.name} {plugin.info.version}" for plugin in self.loaded if plugin.info.scores)
        return ", ".join((f"{CORE} {__version__}", *scoring))

    @property
    def owners(self) -> list[Owner]:
        """The plugins as owners of tables, those required before those that require them."""
        return [plugin.owner for plugin in self.loaded]

    def call_each(self, hook: str, settings: Mapping[str, BaseModel], **arguments: object) -> Iterator[Answer]:
        """Ask every plugin that implements the hook, in config order; an error of one does not reach the others.

        Each implementation gets the arguments that it names; `settings` are those of its own plugin.
        """
        implementations = self._implementations(hook)
        for plugin in self.loaded:
            implementation = implementations.get(plugin.info.name)
            if implementation is None:
                continue
            given = {**arguments, "settings": settings.get(plugin.info.name)}
            try:
                result = isolated(implementation.function, **{name: given[name] for name in implementation.argnames})
            except PluginError as fault:
                yield Answer(plugin, error=fault)
            else:
                yield Answer(plugin, result)

    def _implementations(self, hook: str) -> dict[str, pluggy.HookImpl]:
        """Return the implementations of a hook by plugin."""
        return {impl.plugin_name: impl for impl in getattr(self._manager.hook, hook).get_hookimpls()}

    def _load(self, name: str) -> None:
        scores = True
        try:
            found = find_plugin(name)
            info = read_info(name, found.folder)
            scores = info.scores
            self._refuse_unfit(info)
            module = isolated(importlib.import_module, found.module)
            self._register(name, module)
            self.loaded.append(Plugin(info, module, found.folder, self._settings_model_of(name)))
        except InputError as error:
            self._put_aside(name, error.message, scores)
        except PluginError as fault:
            self._put_aside(name, message("it raised %(error)s", error=str(fault)), scores)
        else:
            add_catalogue(name, found.folder / "locale")

    def _put_aside(self, name: str, why: Message, scores: bool) -> None:
        if self._manager.get_plugin(name) is not None:
            self._manager.unregister(name=name)
        self.set_aside.append(SetAside(name, why, scores))

    def _refuse_unfit(self, info: PluginInfo) -> None:
        if not SpecifierSet(info.tracker).contains(Version(__version__), prereleases=True):
            raise InputError(
                "it needs tracker %(needs)s, this is %(here)s. Install a version of it for this one.",
                needs=info.tracker,
                here=__version__,
            )
        loaded = [plugin.info.name for plugin in self.loaded]
        aside = [one.name for one in self.set_aside]
        for required in info.requires:
            if required in aside:
                raise InputError("it requires the plugin %(required)s, which was set aside.", required=required)
            if required not in loaded:
                raise InputError(
                    "it requires the plugin %(required)s. Name %(required)s before it in config.toml.",
                    required=required,
                )
        for other in (CORE, *loaded):
            if _shares_tables(info.name, other):
                raise InputError(
                    "its name and the name %(other)s begin alike, so their tables would mix. Rename its folder.",
                    other=other,
                )

    def _register(self, name: str, module: ModuleType) -> None:
        isolated(self._manager.register, module, name)
        known = sorted(hook for hook, caller in vars(self._manager.hook).items() if caller.spec is not None)
        for caller in self._manager.get_hookcallers(module) or []:
            if caller.spec is None:
                raise InputError(
                    "it has a hook %(hook)s, which Tracker does not know. Correct the name; there are %(known)s.",
                    hook=caller.name,
                    known=known,
                )
            _refuse_unfit_hook(caller.name, [one for one in caller.get_hookimpls() if one.plugin_name == name])

    def _settings_model_of(self, name: str) -> type[BaseModel]:
        implementation = self._implementations("settings_model").get(name)
        if implementation is None:
            return NoSettings
        model = isolated(implementation.function)
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            raise InputError("its settings_model() does not return a pydantic model.")
        isolated(model)
        return model


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
        "Correct the name in config.toml, or install the package.",
        name=name,
    )


def read_info(name: str, folder: Path) -> PluginInfo:
    """Return what the plugin.toml in `folder` says. Raises InputError."""
    try:
        values = tomllib.loads((folder / "plugin.toml").read_text(encoding="utf-8"))
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


def _refuse_unfit_hook(hook: str, implementations: Sequence[pluggy.HookImpl]) -> None:
    if len(implementations) > 1:
        raise InputError("it has the hook %(hook)s twice. Join the two functions into one.", hook=hook)
    for implementation in implementations:
        if any(getattr(implementation, option) for option in NO_ORDER_OF_ITS_OWN):
            raise InputError(
                "its hook %(hook)s is a wrapper or asks to come first or last. Remove that option.", hook=hook
            )
        if implementation.kwargnames:
            raise InputError(
                "its hook %(hook)s has a default for %(arguments)s, which would hide what Tracker gives. Remove it.",
                hook=hook,
                arguments=implementation.kwargnames,
            )


def _shares_tables(name: str, other: str) -> bool:
    return f"{name}_".startswith(f"{other}_") or f"{other}_".startswith(f"{name}_")
