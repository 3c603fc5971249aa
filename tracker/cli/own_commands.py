"""The commands of Tracker itself; each is loaded when it is asked for, since most of them take long to load."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

import click

from tracker.cli.usage import speak_the_users_language

OWN_COMMANDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "account": ("tracker.cli.accounts", "account"),
        "audit": ("tracker.cli.audit", "audit"),
        "db": ("tracker.cli.database", "db"),
        "demo": ("tracker.cli.demo", "demo"),
        "import": ("tracker.cli.imports", "import_"),
        "init": ("tracker.cli.init", "init"),
        "jobs": ("tracker.cli.jobs", "jobs"),
        "period": ("tracker.cli.period", "period"),
        "plugins": ("tracker.cli.plugins", "plugins"),
        "report": ("tracker.cli.reports", "report"),
        "scheduler": ("tracker.cli.jobs", "scheduler"),
        "score": ("tracker.cli.score", "score"),
        "serve": ("tracker.cli.serve", "serve"),
        "settings": ("tracker.cli.settings", "settings"),
    }
)
"""The module and the variable of each command, by the name that a user types."""


def own_command(name: str) -> click.Command | None:
    """Return Tracker's command of that name."""
    if name not in OWN_COMMANDS:
        return None
    module, variable = OWN_COMMANDS[name]
    command = getattr(import_module(module), variable)
    assert isinstance(command, click.Command)
    speak_the_users_language(command)
    return command
