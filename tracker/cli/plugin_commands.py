"""The commands that plugins bring."""

from __future__ import annotations

import click

from tracker.cli.output import Terminal
from tracker.cli.usage import speak_the_users_language
from tracker.messages import InputError, message
from tracker.plugins import Answer


def plugin_commands(terminal: Terminal) -> dict[str, click.Command]:
    """Return the commands of the plugins by name; says why those of a plugin are left out."""
    found: dict[str, click.Command] = {}
    for answer in terminal.tracker_as_it_is.plugins.call_each("commands", {}):
        try:
            found |= fitting_commands(answer)
        except InputError as error:
            terminal.say(
                message(
                    "The commands of the plugin %(name)s are left out: %(why)s",
                    name=answer.plugin.info.name,
                    why=error.message,
                )
            )
    return found


def fitting_commands(answer: Answer) -> dict[str, click.Command]:
    """Return the commands that a plugin handed over. Raises InputError, saying what to mend."""
    given = answer.listed(click.Command)
    prefix = answer.plugin.info.name.replace("_", "-")
    for command in given:
        name = command.name or ""
        if name != prefix and not name.startswith(f"{prefix}-"):
            raise InputError(
                "its command %(name)s is not named as the plugin. Call it %(prefix)s.", name=name, prefix=prefix
            )
        speak_the_users_language(command)
    return {command.name or "": command for command in given}
