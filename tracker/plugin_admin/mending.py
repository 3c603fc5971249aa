"""The commands that mend a plugin which was set aside, or do without it."""

from __future__ import annotations

from tracker.messages import InputError
from tracker.plugin_admin.requirements import required_by
from tracker.plugin_manifests import find_plugin
from tracker.plugins import Plugins


def commands_that_mend(plugins: Plugins, name: str, are_named_by_variable: bool = False) -> list[str]:
    """Return, for a plugin that was set aside, the command that mends it or says more, then that which switches it off.

    One that is not there can only be switched off. Where a variable of the environment names the plugins, no command
    switches them, so only the one that says more is left.
    """
    if are_named_by_variable:
        return [f"tracker plugins check {name}"] if _is_there(name) else []
    without = f"tracker plugins disable {name}"
    return [without] if not _is_there(name) else [f"tracker plugins {_first_step(plugins, name)}", without]


def _is_there(name: str) -> bool:
    try:
        find_plugin(name)
    except InputError:
        return False
    return True


def _first_step(plugins: Plugins, name: str) -> str:
    order, aside = plugins.enabled, [one.name for one in plugins.set_aside]
    for other in required_by(name):
        if other not in order:
            return f"enable {other}"
        if other in aside:
            return f"check {other}"
        if order.index(other) > order.index(name):
            return f"enable {name}"
    return f"check {name}"
