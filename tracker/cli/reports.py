"""`tracker report`: the files of a period, on the screen, as JSON and as a workbook."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import click

from tracker.cli.output import Terminal
from tracker.messages import InputError, message
from tracker.periods import parse_range_or_period
from tracker.reports.differences import DifferingFile, differing_files
from tracker.reports.files import report_files
from tracker.reports.form_ii06a import form_ii06a
from tracker.reports.grouping import Grouping
from tracker.reports.shares import as_percent
from tracker.reports.tables import FOLLOWS_FROM_OTHERS, Cell, ReportTable, differences_table, files_table, form_table
from tracker.reports.workbook import make_workbook

WIDEST_LABEL = 30
Command = TypeVar("Command", bound=Callable[..., None])


@click.group()
def report() -> None:
    """Report the files of a PERIOD: 2026, 2026-H1, 2026-Q3, 2026-11 or 2026-01-01..2026-06-30."""


def _with_outputs(command: Command) -> Command:
    """Give a command the argument PERIOD and the options of every report."""
    path = click.Path(dir_okay=False, path_type=Path)
    command = click.option("--xlsx", type=path, help="Write a workbook too.")(command)
    command = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")(command)
    return click.argument("period_text", metavar="PERIOD")(command)


@report.command("files")
@_with_outputs
@click.option(
    "--by", type=click.Choice([by.value for by in Grouping]), default=Grouping.OFFICIAL.value, show_default=True
)
@click.pass_obj
def files(terminal: Terminal, period_text: str, as_json: bool, xlsx: Path | None, by: str) -> None:
    """Count the files of PERIOD: early, on time, overdue, open."""
    period = parse_range_or_period(period_text)
    as_of = period.as_of(terminal.tracker.today)
    with terminal.tracker.database.reading() as session:
        found = report_files(session, period, as_of, Grouping(by))
    _save(terminal, xlsx, files_table(found))
    if as_json:
        terminal.show_json(found.to_json())
    else:
        show_table_of_report(terminal, files_table(found, leave_out=FOLLOWS_FROM_OTHERS))


@report.command("form-ii06a")
@_with_outputs
@click.pass_obj
def form(terminal: Terminal, period_text: str, as_json: bool, xlsx: Path | None) -> None:
    """Fill form II.06a for PERIOD."""
    period = parse_range_or_period(period_text)
    as_of = period.as_of(terminal.tracker.today)
    with terminal.tracker.database.reading() as session:
        found = form_ii06a(session, period, as_of)
    _save(terminal, xlsx, form_table(found))
    if as_json:
        terminal.show_json(found.to_json())
    else:
        show_table_of_report(terminal, form_table(found))


@report.command("differences")
@_with_outputs
@click.pass_obj
def differences(terminal: Terminal, period_text: str, as_json: bool, xlsx: Path | None) -> None:
    """List the files of PERIOD that form II.06a counts otherwise than their outcome, and why."""
    period = parse_range_or_period(period_text)
    as_of = period.as_of(terminal.tracker.today)
    with terminal.tracker.database.reading() as session:
        found = differing_files(session, period, as_of)
    table = differences_table(found, period, as_of)
    _save(terminal, xlsx, table)
    if as_json:
        listed = [_difference_json(terminal, file) for file in found]
        terminal.show_json({"period": period.name, "as_of": as_of.isoformat(), "files": listed})
    else:
        show_table_of_report(terminal, table)


def _difference_json(terminal: Terminal, file: DifferingFile) -> dict[str, object]:
    return {
        "code": file.code,
        "field": file.field,
        "outcome": file.outcome.value,
        "column": file.column,
        "because": terminal.text(file.because),
    }


def _save(terminal: Terminal, path: Path | None, table: ReportTable) -> None:
    if path is None:
        return
    try:
        path.write_bytes(make_workbook(table, terminal.language))
    except OSError as error:
        raise InputError(
            "%(path)s cannot be written: %(what)s. Close it if it is open elsewhere, or choose another place.",
            path=str(path),
            what=error.strerror,
        ) from error
    terminal.say(message("Written: %(path)s", path=str(path)))


def show_table_of_report(terminal: Terminal, table: ReportTable) -> None:
    """Print a report on the screen."""
    terminal.show(table.dates)
    rows = [*table.rows, *([table.total] if table.total else [])]
    terminal.show_table(table.title, table.headings, [[_on_screen(cell) for cell in row] for row in rows])


def _on_screen(cell: Cell) -> Cell:
    """Return a cell as the screen shows it: shares in percent, long names on several lines."""
    if isinstance(cell, Decimal):
        return as_percent(cell)
    return textwrap.fill(cell, WIDEST_LABEL) if isinstance(cell, str) else cell
