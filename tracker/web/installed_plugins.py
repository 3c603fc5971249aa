"""What is installed, as the page of plugins shows it: the core and each plugin, with all that it contributes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import current_app

from tracker import __version__
from tracker.accounts.permissions import Permission
from tracker.contributions import AnyRule, Measure, MeasureSet
from tracker.messages import InputError, Message, message
from tracker.migrate import current_revision, refuse_old_tables
from tracker.owners import CORE, Owner
from tracker.plugin_admin.config_file import naming_variable
from tracker.plugin_admin.given import Given, given_by_plugins
from tracker.plugin_admin.mending import commands_that_mend
from tracker.plugin_times import Spent
from tracker.plugins import SetAside
from tracker.scoring.measuring import CORE_MEASURE_SETS, measures_by_key
from tracker.scoring.settings_owners import SettingsOwner, settings_owners
from tracker.web.navigation import menu
from tracker.web.plugin_pages import is_brought_by, is_page
from tracker.web.requests import session, tracker


@dataclass
class Installed:
    """The core or one plugin as the page shows it; what is wrong with it, and the command that mends it.

    `variable` names the plugins of one that was set aside, where config.toml does not.
    """

    name: str
    title: Message
    summary: Message
    version: str | None
    scores: bool
    owners: Sequence[SettingsOwner] = ()
    rules: Sequence[AnyRule] = ()
    measure_sets: Sequence[MeasureSet] = ()
    revision: str | None = None
    requires: Sequence[str] = ()
    permissions: Sequence[Permission] = ()
    given: Given | None = None
    menu: Sequence[Message] = ()
    spent: Mapping[str, Spent] = field(default_factory=dict)
    is_set_aside: bool = False
    faults: list[Message] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    variable: str | None = None

    @property
    def is_healthy(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.faults and not self.is_set_aside

    @property
    def state(self) -> Message:
        """Whether it is loaded and works."""
        if self.is_set_aside:
            return message("Set aside")
        return message("Works") if self.is_healthy else message("Has a fault")


def installed() -> dict[str, Installed]:
    """Return the core, then the plugins in config order, then those set aside."""
    found = tracker().plugins
    given, owners = given_by_plugins(tracker(), session(), addresses()), settings_owners(found)
    everything = {CORE: _core([owner for owner in owners.values() if owner.catalogue == CORE])}
    for plugin in found.loaded:
        name = plugin.info.name
        everything[name] = _loaded(given[name], owners[name])
    for aside in found.set_aside:
        everything[aside.name] = _set_aside(aside)
    return everything


def measures_of_everything(everything: Mapping[str, Installed]) -> dict[str, Measure]:
    """Return all measures by key."""
    return measures_by_key(one for each in everything.values() for one in each.measure_sets)


def addresses() -> dict[str, list[str]]:
    """Return the addresses of the pages that this process serves for each plugin."""
    found: dict[str, list[str]] = {}
    for plugin in tracker().plugins.loaded:
        rules = current_app.url_map.iter_rules()
        served = [rule.rule for rule in rules if is_brought_by(plugin.info.name, rule.endpoint) and is_page(rule)]
        found[plugin.info.name] = list(dict.fromkeys(served))
    return found


def _core(owners: Sequence[SettingsOwner]) -> Installed:
    core = Installed(
        name=CORE,
        title=message("Tracker"),
        summary=message("Records, working days, measures, accounts and the audit log."),
        version=__version__,
        scores=True,
        owners=owners,
        measure_sets=CORE_MEASURE_SETS,
    )
    return _with_tables(core, tracker().owners[0])


def _loaded(given: Given, settings: SettingsOwner) -> Installed:
    plugin, scoring = given.scoring.plugin, given.scoring
    info = plugin.info
    shown = Installed(
        name=info.name,
        title=Message(info.title, catalogue=info.name),
        summary=Message(info.summary, catalogue=info.name),
        version=info.version,
        scores=info.scores,
        owners=[settings] if settings.model.model_fields else [],
        rules=scoring.rules,
        measure_sets=scoring.measure_sets,
        requires=info.requires,
        permissions=plugin.permissions,
        given=given,
        menu=[entry.title for group in menu() for entry in group.entries if is_brought_by(info.name, entry.endpoint)],
        spent=tracker().plugins.times.of(info.name),
        faults=list(given.faults),
    )
    if shown.faults:
        shown.commands.append(f"tracker plugins check {info.name}")
    return _with_tables(shown, plugin.owner)


def _set_aside(aside: SetAside) -> Installed:
    variable = naming_variable(tracker().config.variables)
    return Installed(
        name=aside.name,
        title=message("%(name)s", name=aside.name),
        summary=message("Not loaded, so nothing of it is used."),
        version=None,
        scores=aside.scores,
        is_set_aside=True,
        faults=[aside.why],
        commands=commands_that_mend(tracker().plugins, aside.name, are_named_by_variable=variable is not None),
        variable=variable,
    )


def _with_tables(shown: Installed, owner: Owner) -> Installed:
    """Note at which revision the tables stand, and the command that brings old ones up."""
    shown.revision = current_revision(tracker().database, owner) if any(owner.versions.glob("*.py")) else None
    try:
        refuse_old_tables(tracker().database, [owner])
    except InputError as error:
        shown.faults.append(error.message)
        shown.commands.append("tracker db upgrade")
    return shown
