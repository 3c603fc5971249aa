"""`tracker settings`: what leaders and administrators change, from a day on and with a reason."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from tracker.cli.output import Terminal
from tracker.cli.settings_files import read_settings
from tracker.messages import counted, message
from tracker.scoring.settings_owners import owner_of_settings, set_settings, settings_owners
from tracker.settings import settings_on

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def settings() -> None:
    """Show or change the dated settings of the core and of the plugins."""


@settings.command()
@click.argument("owner", required=False)
@click.option("--on", type=DAY, help="The day asked about; else today.")
@click.pass_obj
def show(terminal: Terminal, owner: str | None, on: datetime | None) -> None:
    """Print the settings of OWNER as JSON; without OWNER, list the owners."""
    owners = settings_owners(terminal.tracker.plugins)
    if owner is None:
        terminal.show_json({"owners": sorted(owners)})
        return
    model = owner_of_settings(owners, owner).model
    day = on.date() if on else terminal.tracker.today
    with terminal.tracker.database.reading() as session:
        found = settings_on(session, owner, model, day)
    terminal.show_json({"owner": owner, "on": day.isoformat(), "settings": found.model_dump(mode="json")})


@settings.command("set")
@click.argument("owner")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--from", "valid_from", type=DAY, required=True, help="The first day on which they hold.")
@click.option("--because", required=True, help="Why, for the audit log.")
@click.pass_obj
def set_(terminal: Terminal, owner: str, path: Path, valid_from: datetime, because: str) -> None:
    """Set the settings of OWNER to those in PATH, a TOML file; what it leaves out has its default.

    Leaders are told. What they would change shows `tracker score PERIOD --simulate`.
    """
    tracker, day = terminal.tracker, valid_from.date()
    known = owner_of_settings(settings_owners(tracker.plugins), owner)
    changed = read_settings(path, known)
    with tracker.database.writing(terminal.actor, because) as session:
        files = set_settings(session, known, changed, day, because, tracker.today)
    if files:
        terminal.say(
            counted("%(count)s file is judged otherwise now.", "%(count)s files are judged otherwise now.", count=files)
        )
    terminal.say(message("The settings of %(owner)s hold from %(day)s on.", owner=owner, day=day))
