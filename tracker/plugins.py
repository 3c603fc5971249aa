"""Plugins: found by name, checked, loaded in config order, set aside when broken, and called one by one.

`call_each` is the one place that isolates plugins from each other. What happens with an error is the caller's
decision: decoration may leave it out, scoring may not.
"""

from __future__ import annotations

import importlib
import importlib.util
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

import pluggy
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version
from pydantic import BaseModel

import plugins as plugins_package
from tracker import __version__, hookspecs
from tracker.contributions import PluginInfo
from tracker.messages import InputError, Message, add_catalogue, message
from tracker.migrate import CORE, Owner

ENTRY_POINTS = "tracker.plugins"
NO_ORDER_OF_ITS_OWN = ("wrapper", "hookwrapper", "tryfirst", "trylast")


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
    error: Exception | None = None


class Plugins:
    """The plugins of one app, in config order."""

    def __init__(self, enabled: Sequence[str], extra_folder: Path | None = None) -> None:
        if extra_folder is not None and str(extra_folder) not in plugins_package.__path__:
            plugins_package.__path__.append(str(extra_folder))
        self._manager = pluggy.PluginManager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)
        self.loaded: list[Plugin] = []
        self.set_aside: list[SetAside] = []
        for name in enabled:
            self._load(name)

    @property
    def fingerprint(self) -> str:
        """The names and versions of the loaded plugins, in order."""
        return ", ".join(f"{plugin.info.name} {plugin.info.version}" for plugin in self.loaded)

    @property
    def owners(self) -> list[Owner]:
        """The plugins as owners of tables, those required before those that require them."""
        return [plugin.owner for plugin in self.loaded]

    def call_each(self, hook: str, settings: Mapping[str, BaseModel], **arguments: object) -> Iterator[Answer]:
        """Ask every plugin that implements the hook, in config order; an error of one does not reach the others.

        Each implementation gets the arguments that it names; `settings` are those of its own plugin.
        """
        implementations = {impl.plugin_name: impl for impl in getattr(self._manager.hook, hook).get_hookimpls()}
        for plugin in self.loaded:
            implementation = implementations.get(plugin.info.name)
            if implementation is None:
                continue
            given = {**arguments, "settings": settings.get(plugin.info.name)}
            try:
                result = implementation.function(**{name: given[name] for name in implementation.argnames})
            except Exception as error:  # noqa: BLE001  a plugin may raise anything; the caller decides what it means
                yield Answer(plugin, error=error)
            else:
                yield Answer(plugin, result)

    def _load(self, name: str) -> None:
        scores = True
        try:
            folder = find_plugin(name)
            info = read_info(name, folder)
            scores = info.scores
            self._refuse_unfit(info)
            module = importlib.import_module(_module_name(name, folder))
            self._register(name, module)
            self.loaded.append(Plugin(info, module, folder))
            self.loaded[-1] = Plugin(info, module, folder, self._settings_model_of(name))
        except InputError as error:
            self._put_aside(name, error.message, scores)
        except Exception as error:  # noqa: BLE001  importing a plugin runs its code, which may raise anything
            self._put_aside(name, message("it raised %(error)s", error=f"{type(error).__name__}: {error}"), scores)
        else:
            add_catalogue(name, folder / "locale")

    def _put_aside(self, name: str, why: Message, scores: bool) -> None:
        self.loaded = [plugin for plugin in self.loaded if plugin.info.name != name]
        if self._manager.get_plugin(name) is not None:
            self._manager.unregister(name=name)
        self.set_aside.append(SetAside(name, why, scores))

    def _refuse_unfit(self, info: PluginInfo) -> None:
        if Version(__version__) not in SpecifierSet(info.tracker):
            raise InputError(
                "it needs tracker %(needs)s, this is %(here)s. Install a version of it for this one.",
                needs=info.tracker,
                here=__version__,
            )
        loaded = [plugin.info.name for plugin in self.loaded]
        for required in info.requires:
            if required not in loaded:
                raise InputError(
                    "it requires the plugin %(required)s. Name %(required)s before it in config.toml.",
                    required=required,
                )
        for other in (CORE, *loaded):
            if _shares_tables(info.name, other):
                raise InputError("its name and the name %(other)s begin alike; their tables would mix.", other=other)

    def _register(self, name: str, module: ModuleType) -> None:
        self._manager.register(module, name)
        self._manager.check_pending()
        for caller in self._manager.get_hookcallers(module) or []:
            for implementation in caller.get_hookimpls():
                if implementation.plugin_name == name and any(
                    getattr(implementation, option) for option in NO_ORDER_OF_ITS_OWN
                ):
                    raise InputError(
                        "its hook %(hook)s is a wrapper or asks to come first or last. Remove that option.",
                        hook=caller.name,
                    )

    def _settings_model_of(self, name: str) -> type[BaseModel]:
        for answer in self.call_each("settings_model", {}):
            if answer.plugin.info.name == name:
                if answer.error is not None:
                    raise answer.error
                if not (isinstance(answer.result, type) and issubclass(answer.result, BaseModel)):
                    raise InputError("its settings_model() does not return a pydantic model.")
                answer.result()
                return answer.result
        return NoSettings


def find_plugin(name: str) -> Path:
    """Return the folder of a plugin: under `plugins/`, or of a package with the entry point group `tracker.plugins`."""
    for parent in plugins_package.__path__:
        folder = Path(parent) / name
        if (folder / "plugin.toml").exists():
            return folder
    for entry_point in entry_points(group=ENTRY_POINTS, name=name):
        spec = importlib.util.find_spec(entry_point.value)
        if spec is not None and spec.origin is not None:
            return Path(spec.origin).parent
    raise InputError(
        "there is no folder plugins/%(name)s with a plugin.toml, and no installed package gives it. "
        "Correct the name in config.toml, or install the package.",
        name=name,
    )


def read_info(name: str, folder: Path) -> PluginInfo:
    """Return what the plugin.toml in `folder` says. Raises InputError."""
    try:
        values = tomllib.loads((folder / "plugin.toml").read_text(encoding="utf-8"))
        info = PluginInfo(name=name, **{**values, "requires": tuple(values.get("requires", ()))})
        Version(info.version)
        SpecifierSet(info.tracker)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError, ValueError, InvalidSpecifier) as error:
        raise InputError(
            "its plugin.toml cannot be used: %(what)s. It needs %(keys)s.",
            what=str(error),
            keys=", ".join(f.name for f in fields(PluginInfo) if f.name != "name"),
        ) from error
    return info


def _module_name(name: str, folder: Path) -> str:
    if str(folder.parent) in plugins_package.__path__:
        return f"plugins.{name}"
    (entry_point,) = entry_points(group=ENTRY_POINTS, name=name)
    return entry_point.value


def _shares_tables(name: str, other: str) -> bool:
    return f"{name}_".startswith(f"{other}_") or f"{other}_".startswith(f"{name}_")
