"""`tracker regulations`: a register brought in, documents scanned for what is no longer in force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import click

from plugins.regulations.feed_command import feeds
from plugins.regulations.import_results import import_as_json, show_import
from plugins.regulations.importing import plan_import, store_import
from plugins.regulations.list_fields import FIELDS
from plugins.regulations.local_documents import keep_scan
from plugins.regulations.register import load_register
from plugins.regulations.scan_results import document_as_json, show_scan
from plugins.regulations.scanning import choose_files, scan_file
from tracker.api import InputError, counting, sentences
from tracker.api.commands import Terminal, list_options
from tracker.api.lists import ListAnswers, limits_of, read_list

_ = sentences("regulations")
counted = counting("regulations")
DAY = click.DateTime(["%Y-%m-%d"])


@click.group("regulations")
def regulations() -> None:
    """Keep a register of legal documents, and find what cites those that are no longer in force."""


regulations.add_command(feeds)


@regulations.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@list_options
@click.option("--dry-run", is_flag=True, help="Say what would be done, and store nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def import_(
    terminal: Terminal,
    path: Path,
    answers: ListAnswers,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Bring in the register in PATH (.xlsx, .xls, .ods, .csv): documents are added, or brought up to date."""
    tracker = terminal.tracker
    config = tracker.config
    read = read_list(path, FIELDS, zone=config.site.zone, limits=limits_of(config.imports), answers=answers)
    if dry_run:
        with tracker.database.reading() as session:
            plan = plan_import(session, read, tracker.today)
    else:
        with tracker.database.writing(terminal.actor, f"import {path.name}") as session:
            plan = plan_import(session, read, tracker.today)
            store_import(session, plan)
    if as_json:
        terminal.show_json(import_as_json(terminal, path, read, plan, is_dry_run=dry_run))
    else:
        show_import(terminal, read, plan, is_dry_run=dry_run)
    if not (plan.added or plan.changed or plan.unchanged):
        raise InputError.of(_("%(file)s: no row could be accepted. Mend the rows named above.", file=path.name))


@regulations.command("scan")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
@click.option("--on", type=DAY, help="The day asked about; else today.")
@click.option("--soon", type=click.IntRange(0, 3650), default=30, show_default=True, help="So many days are soon.")
@click.option("--all", "show_all", is_flag=True, help="Show what is in force as well.")
@click.option("--keep", is_flag=True, help="Keep what each document cites, to be told when that ends.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def scan(
    terminal: Terminal,
    paths: Sequence[Path],
    on: datetime | None,
    soon: int,
    show_all: bool,
    keep: bool,
    as_json: bool,
) -> None:
    """Find what documents (.docx, .odt, .pdf, .html, .txt) or folders cite, and how it stands; exit 1 if one is broken.

    Shown is what must be looked at: expired, about to expire, not yet in force, suspended, ambiguous or unknown.
    """
    tracker = terminal.tracker
    day = on.date() if on else tracker.today
    with tracker.database.reading() as session:
        register = load_register(session)
    chosen = choose_files(paths)
    scanned = [scan_file(path, register, day) for path in chosen.files]
    if keep:
        with tracker.database.writing(terminal.actor, "scan") as session:
            for one in scanned:
                if one.error is None:
                    keep_scan(session, one.path.resolve().as_posix(), one, tracker.clock())
    if as_json:
        terminal.show_json({"documents": [document_as_json(terminal, one) for one in scanned]})
    else:
        show_scan(terminal, scanned, register, lambda one: show_all or one.needs_a_look(day, _later(day, soon)))
    if chosen.others:
        endings = [f"{ending} ({number})" for ending, number in sorted(chosen.others.items())]
        terminal.say(_("Not read, for documents are not of this kind: %(endings)s", endings=endings))
    broken = [one.error for one in scanned if one.error is not None]
    if broken:
        for told in broken if not as_json else ():
            terminal.say(told)
        raise InputError.of(
            counted(
                "%(count)s document could not be read.", "%(count)s documents could not be read.", count=len(broken)
            )
        )


def _later(day: date, days: int) -> date:
    return day + min(timedelta(days=days), date.max - day)
