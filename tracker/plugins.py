"""Plugins: loaded in config order, set aside when broken, and called one by one.

What happens with an error of a plugin is the caller's decision: decoration may leave it out, scoring may not.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from inspect import signature
from pathlib import Path
from time import perf_counter
from types import ModuleType
from typing import TypeVar

import pluggy
from packaging.specifiers import SpecifierSet
from packaging.version import Version
from pydantic import BaseModel

from tracker import __version__, hookspecs
from tracker.accounts.permissions import CORE_PERMISSIONS, Permission
from tracker.contributions import PluginInfo
from tracker.messages import SOURCE_LANGUAGE, InputError, Message, add_catalogue, message, translate
from tracker.owners import CORE, Owner
from tracker.plugin_errors import PluginError, isolated
from tracker.plugin_manifests import PACKAGE, find_plugin, read_info
from tracker.plugin_times import Times

Result = TypeVar("Result")
Contribution = TypeVar("Contribution")
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
    permissions: tuple[Permission, ...] = ()

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
    hook: str
    result: object = None
    error: PluginError | InputError | None = None

    @property
    def fault(self) -> Message | str:
        """What the error says."""
        return self.error.message if isinstance(self.error, InputError) else str(self.error)

    def listed(self, kind: type[Contribution]) -> list[Contribution]:
        """Return what the plugin handed over, a list of this kind. Raises InputError, saying what to mend."""
        if self.error is not None:
            raise InputError("%(hook)s() raised %(error)s. Mend it.", hook=self.hook, error=self.fault)
        if not isinstance(self.result, list) or not all(isinstance(one, kind) for one in self.result):
            raise InputError(
                "%(hook)s() does not return a list of %(kind)s. Mend it.", hook=self.hook, kind=kind.__name__
            )
        return self.result


class Plugins:
    """The plugins of one app, in config order."""

    def __init__(self, enabled: Sequence[str], extra_folder: Path | None = None) -> None:
        if extra_folder is not None and str(extra_folder) not in PACKAGE.__path__:
            PACKAGE.__path__.append(str(extra_folder))
        self._manager = pluggy.PluginManager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)
        self.loaded: list[Plugin] = []
        self.set_aside: list[SetAside] = []
        self.faults: dict[str, list[Message]] = {}
        self.times = Times()
        self.enabled = tuple(dict.fromkeys(enabled))
        for name in self.enabled:
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

    @property
    def permissions(self) -> tuple[Permission, ...]:
        """Everything that may be allowed: what the core declares, then the plugins."""
        return (*CORE_PERMISSIONS, *(one for plugin in self.loaded for one in plugin.permissions))

    def note_fault(self, name: str, why: Message) -> None:
        """Note that something of a loaded plugin is left out, which its page says; the rest of it counts."""
        known = self.faults.setdefault(name, [])
        if why not in known:
            known.append(why)

    def call_each(self, hook: str, settings: Mapping[str, BaseModel], **arguments: object) -> Iterator[Answer]:
        """Ask every plugin that implements the hook, in config order; an error of one does not reach the others.

        Each implementation gets the arguments that it names; `settings` are those of its own plugin.
        """
        for plugin in self.loaded:
            answer = self._ask(plugin, hook, {**arguments, "settings": settings.get(plugin.info.name)})
            if answer is not None:
                yield answer

    def implementing(self, hook: str) -> list[Plugin]:
        """Return the plugins that implement the hook, in config order."""
        names = self._implementations(hook)
        return [plugin for plugin in self.loaded if plugin.info.name in names]

    def call_one(self, name: str, hook: str, settings: BaseModel, **arguments: object) -> Answer | None:
        """Ask one plugin under these settings; None where it does not implement the hook."""
        plugin = next(one for one in self.loaded if one.info.name == name)
        return self._ask(plugin, hook, {**arguments, "settings": settings})

    def _ask(self, plugin: Plugin, hook: str, given: Mapping[str, object]) -> Answer | None:
        implementation = self._implementations(hook).get(plugin.info.name)
        if implementation is None:
            return None
        begun = perf_counter()
        try:
            result = isolated(implementation.function, **{name: given[name] for name in implementation.argnames})
        except (PluginError, InputError) as fault:
            said = translate(fault.message, SOURCE_LANGUAGE) if isinstance(fault, InputError) else str(fault)
            self.times.note(plugin.info.name, hook, begun, said)
            return Answer(plugin, hook, error=fault)
        self.times.note(plugin.info.name, hook, begun)
        return Answer(plugin, hook, result)

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
            handed_over = self._settings_model_of(name), self._permissions_of(name)
            self.loaded.append(Plugin(info, module, found.folder, *handed_over))
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
            if shares_tables(info.name, other):
                raise InputError(
                    "its name and the name %(other)s begin alike, so their tables would mix. Rename its folder.",
                    other=other,
                )

    def _register(self, name: str, module: ModuleType) -> None:
        self._refuse_unknown_arguments(module)
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

    def _refuse_unknown_arguments(self, module: ModuleType) -> None:
        for attribute in dir(module):
            options = self._manager.parse_hookimpl_opts(module, attribute)
            if options is None:
                continue
            hook = options["specname"] or attribute
            caller = getattr(self._manager.hook, hook, None)
            if caller is None or caller.spec is None:
                continue
            arguments = signature(getattr(module, attribute)).parameters.values()
            named = [one.name for one in arguments if one.kind is one.POSITIONAL_OR_KEYWORD]
            unknown = [one for one in named if one not in caller.spec.argnames]
            if unknown:
                raise InputError(
                    "its hook %(hook)s takes %(unknown)s, which Tracker does not give. It may take %(known)s.",
                    hook=hook,
                    unknown=unknown,
                    known=list(caller.spec.argnames) or "-",
                )

    def _settings_model_of(self, name: str) -> type[BaseModel]:
        implementation = self._implementations("settings_model").get(name)
        if implementation is None:
            return NoSettings
        model = isolated(implementation.function)
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            raise InputError("its settings_model() does not return a pydantic model.")
        isolated(model)
        return model

    def _permissions_of(self, name: str) -> tuple[Permission, ...]:
        implementation = self._implementations("permissions").get(name)
        declared = [] if implementation is None else isolated(implementation.function)
        if not isinstance(declared, list) or not all(isinstance(one, Permission) for one in declared):
            raise InputError("its permissions() does not return a list of Permission.")
        for permission in declared:
            if not permission.key.startswith(f"{name}."):
                raise InputError(
                    "its permission %(key)s does not begin with its name. Call it %(name)s.%(key)s.",
                    key=permission.key,
                    name=name,
                )
        return tuple(declared)


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


def shares_tables(name: str, other: str) -> bool:
    """Whether tables of these two plugins could be taken for each other's."""
    return f"{name}_".startswith(f"{other}_") or f"{other}_".startswith(f"{name}_")
