"""`tracker db`: the tables, and backups of what is in them."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.backup.archive import Backup, Manifest, open_backup
from tracker.backup.restoring import has_records, restore
from tracker.backup.tables import count_rows
from tracker.backup.writing import back_up, name_for_backup
from tracker.cli.output import Terminal
from tracker.messages import InputError, Message, counted, message
from tracker.migrate import downgrade, missing_changes, write_revision
from tracker.owners import CORE, Owner


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
    """Take the tables of one owner back to REVISION ("base" removes them and what is in them).

    Those of the plugins point to the core's, so "base" of the core removes theirs first.
    """
    if not yes:
        raise InputError(
            "Taking the tables of %(owner)s back to %(revision)s loses what the newer ones hold. Copy the database "
            "first, then give --yes.",
            owner=owner_name,
            revision=revision,
        )
    tracker, owner = terminal.tracker_as_it_is, _owner(terminal, owner_name)
    if revision == "base" and owner.name == CORE:
        for of_plugin in reversed([one for one in tracker.owners if one.name != CORE]):
            downgrade(tracker.database, of_plugin, revision)
    downgrade(tracker.database, owner, revision)
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


@db.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace a file of that name.")
@click.pass_obj
def backup(terminal: Terminal, path: Path | None, force: bool) -> None:
    """Write everything to one file while people go on working: to PATH, into that folder, or into var/backups."""
    if path is None or path.is_dir():
        path = _new_name(terminal, path)
    manifest = back_up(terminal.tracker_as_it_is.database, path, overwrite=force)
    told = message("Written and read back: %(file)s, %(what)s.", file=path.as_posix(), what=_content(manifest))
    terminal.show(told)


@db.command("restore")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Yes, what is in the database is replaced.")
@click.pass_obj
def restore_(terminal: Terminal, path: Path, yes: bool) -> None:
    """Put what the backup PATH holds in the place of everything in the database, which is backed up first."""
    tracker = terminal.tracker_as_it_is
    with open_backup(path) as opened:
        keep_in = _new_name(terminal)
        agreed = yes or _agrees_to_replace(terminal, opened, keep_in)
        kept = restore(tracker.database, tracker.owners, opened, keep_in if agreed else None)
        content = _content(opened.manifest)
    tracker.upgrade()
    terminal.show(message("Restored from %(file)s: %(what)s.", file=path.as_posix(), what=content))
    if kept is not None:
        terminal.show(message("What was replaced is kept in %(file)s.", file=kept.as_posix()))
    terminal.show(message("Restart the server, and run `tracker audit verify`."))


def _agrees_to_replace(terminal: Terminal, backup: Backup, keep_in: Path) -> bool:
    """Ask before records are replaced; False when there is none. Raises InputError unless the answer is yes."""
    database = terminal.tracker_as_it_is.database
    with database.reading() as session:
        if not has_records(session.connection()):
            return False
        rows = count_rows(session.connection())
    question = message(
        "Everything in %(database)s (%(present)s) is replaced by the backup of %(at)s (%(content)s). What is replaced "
        "is first backed up to %(keep)s. Replace it?",
        database=str(database.url),
        present=_numbers(rows.get("tracker_official", 0), rows.get("tracker_handled_file", 0)),
        at=backup.manifest.made_at.astimezone(terminal.config.site.zone),
        content=_content(backup.manifest),
        keep=keep_in.as_posix(),
    )
    if not terminal.agrees(question):
        raise InputError("Nothing was changed. Answer y, or give --yes, to replace what is in the database.")
    return True


def _new_name(terminal: Terminal, folder: Path | None = None) -> Path:
    now = terminal.clock().astimezone(terminal.config.site.zone)
    return name_for_backup(folder or terminal.config.folder / "var" / "backups", now)


def _content(manifest: Manifest) -> Message:
    return _numbers(manifest.rows_of("tracker_official"), manifest.rows_of("tracker_handled_file"))


def _numbers(officials: int, files: int) -> Message:
    return message(
        "%(officials)s, %(files)s",
        officials=counted("%(count)s official", "%(count)s officials", count=officials),
        files=counted("%(count)s file", "%(count)s files", count=files),
    )


def _owner(terminal: Terminal, name: str) -> Owner:
    owners = {owner.name: owner for owner in terminal.tracker_as_it_is.owners}
    if name not in owners:
        raise InputError("There is no owner %(name)s; there are %(known)s.", name=name, known=sorted(owners))
    return owners[name]
