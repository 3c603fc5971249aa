"""`tracker settings`: what leaders and administrators change, from a day on and with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import click

from tracker.cli.output import Terminal
from tracker.cli.settings_files import names_owner, read_changes, read_settings
from tracker.cli.usage import WrongUseError
from tracker.database import RecordSession
from tracker.messages import InputError, counted, message
from tracker.scoring.settings_changes import set_settings
from tracker.scoring.settings_owners import SettingsOwner, owner_of_settings, settings_owners
from tracker.scoring.simulation import Change
from tracker.settings import settings_on

DAY = click.DateTime(["%Y-%m-%d"])
MOST_NAMED = 2
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


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


def _owner_and_path(
    context: click.Context, argument: click.Parameter, words: tuple[str, ...]
) -> tuple[str | None, Path]:
    """Return the owner, if one was named before the file, and the file."""
    if len(words) > MOST_NAMED:
        raise WrongUseError(message("Name at most one owner of settings, and then one file."), context)
    return words[0] if len(words) == MOST_NAMED else None, Path(FILE.convert(words[-1], argument, context))


@settings.command("set")
@click.argument("named", metavar="[OWNER] PATH", nargs=-1, required=True, callback=_owner_and_path)
@click.option("--from", "valid_from", type=DAY, required=True, help="The first day on which they hold.")
@click.option("--because", required=True, help="Why, for the audit log.")
@click.pass_obj
def set_(terminal: Terminal, named: tuple[str | None, Path], valid_from: datetime, because: str) -> None:
    """Set settings to those in PATH, a TOML file, from a day on. Leaders are told.

    A file with a table for each owner, as `tracker score PERIOD --simulate` tries it, changes what it names. A file
    with settings of OWNER alone, without such a table, sets them whole: what it leaves out has its default.
    """
    tracker, day, (owner, path) = terminal.tracker, valid_from.date(), named
    owners = settings_owners(tracker.plugins)
    changes: Mapping[str, Change]
    if owner is None:
        changes = read_changes(path, owners)
    else:
        changes = _changes_of(owner_of_settings(owners, owner), path, owners)
    with tracker.database.writing(terminal.actor, because) as session:
        files = sum(_set(session, owners[key], change, day, tracker.today) for key, change in changes.items())
    if files:
        terminal.say(
            counted("%(count)s file is judged otherwise now.", "%(count)s files are judged otherwise now.", count=files)
        )
    for key in changes:
        terminal.say(message("The settings of %(owner)s hold from %(day)s on.", owner=key, day=day))


def _changes_of(owner: SettingsOwner, path: Path, owners: Mapping[str, SettingsOwner]) -> Mapping[str, Change]:
    """Return what a file changes of one owner. Raises InputError for one that changes others too."""
    if not names_owner(path, owners, owner):
        settings = read_settings(path, owner)
        return {owner.key: lambda _present: settings}
    changes = read_changes(path, owners)
    others = sorted(changes.keys() - {owner.key})
    if others:
        raise InputError(
            "%(file)s has settings of %(others)s too. Leave %(owner)s out of the command to set them all, or take them "
            "out of the file.",
            file=path.as_posix(),
            others=others,
            owner=owner.key,
        )
    return changes


def _set(session: RecordSession, owner: SettingsOwner, change: Change, day: date, today: date) -> int:
    changed = change(settings_on(session, owner.key, owner.model, day))
    return set_settings(session, owner, changed, day, session.change.because or "", today)
