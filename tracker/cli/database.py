"""`tracker db`: the tables."""

from __future__ import annotations

import click

from tracker.cli.output import Terminal
from tracker.messages import InputError, message
from tracker.migrate import downgrade, missing_changes, write_revision
from tracker.owners import Owner


@click.group()
def db() -> None:
    """Look after the tables."""


@db.command()
@click.pass_obj
def upgrade(terminal: Terminal) -> None:
    """Bring every table to this version, the calendar and the list of plugins too."""
    tracker = terminal.tracker_as_it_is
    tracker.upgrade()
    for aside in tracker.plugins.set_aside:
        terminal.say(message("Plugin %(name)s was set aside: %(why)s", name=aside.name, why=aside.why))
    terminal.say(message("The database is up to date."))


@db.command("downgrade")
@click.argument("revision")
@click.option("--owner", "owner_name", default="tracker", show_default=True, help="The core, or a plugin's name.")
@click.option("--yes", is_flag=True, help="Yes, what the newer tables hold is lost.")
@click.pass_obj
def downgrade_(terminal: Terminal, revision: str, owner_name: str, yes: bool) -> None:
    """Take the tables of one owner back to REVISION ("base" removes them and what is in them)."""
    if not yes:
        raise InputError(
            "Taking the tables of %(owner)s back to %(revision)s loses what the newer ones hold. Copy the database "
            "first, then give --yes.",
            owner=owner_name,
            revision=revision,
        )
    downgrade(terminal.tracker_as_it_is.database, _owner(terminal, owner_name), revision)
    terminal.say(message("The tables of %(owner)s stand at %(revision)s.", owner=owner_name, revision=revision))


@db.command()
@click.pass_obj
def check(terminal: Terminal) -> None:
    """Say whether the tables are those of this version; exit status 1 if not."""
    tracker = terminal.tracker
    for owner in tracker.owners:
        for difference in missing_changes(tracker.database, owner):
            raise InputError("The tables of %(owner)s differ: %(what)s.", owner=owner.name, what=difference)
    terminal.say(message("The database is up to date."))


@db.command()
@click.argument("summary")
@click.option("--owner", "owner_name", default="tracker", show_default=True, help="The core, or a plugin's name.")
@click.pass_obj
def revision(terminal: Terminal, summary: str, owner_name: str) -> None:
    """Write a migration with what the models changed."""
    path = write_revision(terminal.tracker_as_it_is.database, _owner(terminal, owner_name), summary)
    terminal.say(message("Written: %(path)s. Read it before you commit it.", path=path.as_posix()))


def _owner(terminal: Terminal, name: str) -> Owner:
    owners = {owner.name: owner for owner in terminal.tracker_as_it_is.owners}
    if name not in owners:
        raise InputError("There is no owner %(name)s; there are %(known)s.", name=name, known=sorted(owners))
    return owners[name]
