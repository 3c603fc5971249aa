"""The commands that plugins bring, as Tracker takes them."""

from __future__ import annotations

from click import Command

from tracker.messages import InputError
from tracker.plugins import Answer


def fitting_commands(answer: Answer) -> list[Command]:
    """Return the commands that a plugin handed over. Raises InputError, saying what to mend."""
    given = answer.listed(Command)
    prefix = answer.plugin.info.name.replace("_", "-")
    for command in given:
        name = command.name or ""
        if name != prefix and not name.startswith(f"{prefix}-"):
            raise InputError(
                "its command %(name)s is not named as the plugin. Call it %(prefix)s.", name=name, prefix=prefix
            )
    return given
