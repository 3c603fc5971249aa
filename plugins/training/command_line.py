"""`tracker training`: courses and registrations, the hours of a year, a catalogue or a plan brought in."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from plugins.training.command_results import (
    course_as_json,
    courses_with_sessions,
    hours_as_json,
    registration_as_json,
    registrations_in,
    unit_as_json,
)
from plugins.training.hours import hours_by_unit, hours_of_year, last_day_looked_at
from plugins.training.import_results import import_as_json, show_import
from plugins.training.importing import import_courses, import_plan
from plugins.training.list_fields import COURSE_FIELDS, PLAN_FIELDS
from plugins.training.words import word as word_of
from tracker.api import InputError, sentences, word
from tracker.api.commands import Terminal, list_options
from tracker.api.lists import ListAnswers, limits_of, read_list

_ = sentences("training")


@click.group("training")
def training() -> None:
    """See courses, registrations and training hours; bring in a catalogue or a plan."""


@training.command()
@click.argument("year", type=click.IntRange(1900, 2100))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def hours(terminal: Terminal, year: int, as_json: bool) -> None:
    """Show the training hours of YEAR against those that are asked, by official and by unit."""
    today = terminal.tracker.today
    with terminal.tracker.database.reading() as session:
        rows = hours_of_year(session, year, today)
    units = hours_by_unit(rows)
    if as_json:
        as_of = last_day_looked_at(year, today)
        people, of_units = [hours_as_json(one) for one in rows], [unit_as_json(one) for one in units]
        terminal.show_json({"year": year, "as_of": as_of.isoformat(), "officials": people, "units": of_units})
        return
    headings = (_("Official"), _("Unit"), _("Done"), _("Asked by now"), _("Asked in the year"), _("Missing"))
    shown = [(one.full_name, one.unit, one.done, one.expected, one.required, one.missing) for one in rows]
    terminal.show_table(_("Training hours of %(year)s", year=str(year)), headings, shown)
    by_unit = [(one.unit, one.people, one.reached, one.done, one.required) for one in units]
    headings_of_units = (_("Unit"), _("People"), _("Reached"), _("Done"), _("Asked in the year"))
    terminal.show_table(_("By unit"), headings_of_units, by_unit)


@training.command()
@click.option("--all", "everything", is_flag=True, help="Also courses that are no longer offered, and old sessions.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def courses(terminal: Terminal, everything: bool, as_json: bool) -> None:
    """List the courses with their sessions, and how many places are free."""
    with terminal.tracker.database.reading() as session:
        found = courses_with_sessions(session, None if everything else terminal.tracker.today)
    if as_json:
        terminal.show_json({"courses": [course_as_json(one) for one in found]})
        return
    headings = (_("Course"), _("Content group"), _("Session"), _("From"), _("Places"), _("With a place"), _("Waiting"))
    shown: list[Sequence[object]] = []
    for one in found:
        group = word(one.course.content_group) if one.course.content_group else None
        for held, seats in one.sessions:
            row = (held.id, held.starts_on, seats.places, seats.seated, seats.waiting)
            shown.append((one.course.title, group, *row))
        if not one.sessions:
            shown.append((one.course.title, group, None, None, None, None, None))
    terminal.show_table(None, headings, shown)


@training.command()
@click.option("--session", "held_id", type=int, metavar="NUMBER", help="Only those of this session.")
@click.option("--official", metavar="CODE", help="Only those of this official.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def registrations(terminal: Terminal, held_id: int | None, official: str | None, as_json: bool) -> None:
    """List who is registered for what, and who has a place."""
    with terminal.tracker.database.reading() as session:
        found = registrations_in(session, held_id, official)
    if as_json:
        terminal.show_json({"registrations": [registration_as_json(one) for one in found]})
        return
    headings = (_("Session"), _("Course"), _("From"), _("Official"), _("Approval"), _("Place in the queue"))
    shown = [
        (
            one.held.id,
            one.course.title,
            one.held.starts_on,
            one.official.full_name,
            word_of(one.registration.approval),
            one.stands,
        )
        for one in found
    ]
    terminal.show_table(None, headings, shown)


@training.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--plan", "is_plan", is_flag=True, help="PATH is a yearly plan; else it is a catalogue of courses.")
@click.option("--year", type=click.IntRange(2000, 2100), help="The year of a plan whose rows name none.")
@list_options
@click.option("--dry-run", is_flag=True, help="Say what would be done, and store nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def import_(
    terminal: Terminal,
    path: Path,
    is_plan: bool,
    year: int | None,
    answers: ListAnswers,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Bring in the courses and sessions, or the plan, in PATH (.xlsx, .xls, .ods, .csv)."""
    database, config = terminal.tracker.database, terminal.tracker.config
    fields = PLAN_FIELDS if is_plan else COURSE_FIELDS
    read = read_list(path, fields, zone=config.site.zone, limits=limits_of(config.imports), answers=answers)
    imported = None
    with suppress(_OnlyTriedError), database.writing(terminal.actor, f"import {path.name}") as session:
        imported = import_plan(session, read, year) if is_plan else import_courses(session, read)
        if dry_run:
            raise _OnlyTriedError
    assert imported is not None
    if as_json:
        terminal.show_json(import_as_json(terminal, path, read, imported, is_dry_run=dry_run))
    else:
        show_import(terminal, read, imported, is_dry_run=dry_run)
    if not (imported.added or imported.changed or imported.unchanged):
        raise InputError.of(_("%(file)s: no row could be accepted. Mend the rows named above.", file=path.name))


class _OnlyTriedError(Exception):
    """Passes out of a transaction that is only tried, so that it leaves nothing."""
