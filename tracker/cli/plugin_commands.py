"""The commands that plugins bring."""

from __future__ import annotations

import click

from tracker.cli.output import Terminal
from tracker.cli.usage import speak_the_users_language
from tracker.messages import InputError, message
from tracker.plugin_admin.commands import fitting_commands


def plugin_commands(terminal: Terminal) -> dict[str, click.Command]:
    """Return the commands of the plugins by name; says why those of a plugin are left out."""
    found: dict[str, click.Command] = {}
    for answer in terminal.tracker_as_it_is.plugins.call_each("commands", {}):
        try:
            commands = fitting_commands(answer)
        except InputError as error:
            terminal.say(
                message(
                    "The commands of the plugin %(name)s are left out: %(why)s",
                    name=answer.plugin.info.name,
                    why=error.message,
                )
            )
            continue
        for command in commands:
            speak_the_users_language(command)
            found[command.name or ""] = command
    return found
