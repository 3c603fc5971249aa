"""`tracker import`: bring lists in, look at what came in, and take it back."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

import click

from tracker.cli.import_results import result_as_json, show_result
from tracker.cli.list_options import DATE_ORDER, MAP, SHEET, SPREADSHEET_DATES, pairs
from tracker.cli.output import Terminal
from tracker.file_errors import why_not
from tracker.imports.batches import ImportBatch, latest_batches
from tracker.imports.checking.checked import Problem, Question
from tracker.imports.checking.dates import DateOrder
from tracker.imports.checking.error_workbook import write_error_workbook
from tracker.imports.checking.exchanged_dates import SpreadsheetDates
from tracker.imports.checking.fields import ImportKind
from tracker.imports.importing import prepare, preview, store
from tracker.imports.prepared import Order, Prepared
from tracker.imports.reading.limits import Limits, limits_of
from tracker.imports.reading.readers import read_sheets
from tracker.imports.results import ImportResult
from tracker.imports.undoing.undo import undo
from tracker.messages import InputError, Message, message

_KINDS: Mapping[str, Message] = MappingProxyType(
    {
        ImportKind.FILES: message("handled files"),
        ImportKind.OFFICIALS: message("officials"),
        ImportKind.PROCEDURES: message("procedures"),
        ImportKind.DUTY: message("duty days"),
        ImportKind.TRAINING: message("training records"),
        ImportKind.ABSENCES: message("absences"),
    }
)


@click.group("import")
def import_() -> None:
    """Import lists from .xlsx, .xls, .ods and .csv files."""


def _yes(_context: click.Context, _option: click.Parameter, value: str | None) -> bool | None:
    return None if value is None else value == "yes"


_OPTIONS = (
    click.argument("path", type=click.Path(path_type=Path)),
    SHEET,
    click.option("--source", default="default", show_default=True, help="Whose export it is; answers are kept by it."),
    MAP,
    click.option(
        "--alias", "aliases", multiple=True, metavar="NAME=CODE", callback=pairs, help="Whom the list means by a name."
    ),
    DATE_ORDER,
    SPREADSHEET_DATES,
    click.option(
        "--returned-is-finish",
        type=click.Choice(["yes", "no"]),
        callback=_yes,
        help="Whether the hand-over stands for a finish that the list does not give.",
    ),
    click.option("--create-officials", is_flag=True, help="Add the officials whom the list only names."),
    click.option("--dry-run", is_flag=True, help="Say what would be done, and store nothing."),
    click.option(
        "--errors", type=click.Path(path_type=Path, dir_okay=False), help="Write the faulty rows to this .xlsx."
    ),
    click.option("--json", "as_json", is_flag=True, help="Print one JSON object."),
)


def _command(kind: ImportKind, help: str) -> click.Command:
    def run(
        terminal: Terminal,
        /,
        path: Path,
        sheet: str | None,
        source: str,
        mapping: dict[str, str],
        aliases: dict[str, str],
        date_order: DateOrder | None,
        spreadsheet_dates: SpreadsheetDates | None,
        returned_is_finish: bool | None,
        create_officials: bool,
        dry_run: bool,
        errors: Path | None,
        as_json: bool,
    ) -> None:
        order = Order(
            kind=kind,
            filename=path.name,
            source=source,
            sheet=sheet,
            mapping=mapping,
            aliases=aliases,
            date_order=date_order,
            spreadsheet_dates=spreadsheet_dates,
            returned_is_finish=returned_is_finish,
            create_officials=create_officials,
            site_name=terminal.config.site.name,
        )
        _import(terminal, path, order, is_dry_run=dry_run, errors=errors, as_json=as_json)

    command = click.pass_obj(run)
    for option in reversed(_OPTIONS):
        command = option(command)
    return click.command(kind.value, help=help)(command)


for _kind, _help in (
    (ImportKind.FILES, "Import handled files, as the one-stop software exports them."),
    (ImportKind.OFFICIALS, "Import officials with their postings and logins."),
    (ImportKind.PROCEDURES, "Import procedures with their published durations."),
    (ImportKind.DUTY, "Import duty days."),
    (ImportKind.TRAINING, "Import training records."),
    (ImportKind.ABSENCES, "Import absences."),
):
    import_.add_command(_command(_kind, _help))


@import_.command("undo")
@click.argument("batch", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def undo_(terminal: Terminal, batch: int, as_json: bool) -> None:
    """Give back what BATCH changed and remove what it added, unless somebody has worked on it since."""
    undone = undo(terminal.tracker.database, batch, actor=terminal.actor)
    if as_json:
        counts = {"removed": undone.removed, "given_back": undone.given_back, "staying": list(undone.staying)}
        terminal.show_json({"batch": undone.batch_id, **counts})
        return
    terminal.show(undone.told)
    if undone.staying:
        terminal.show(message("Others name them, so they stay: %(names)s.", names=undone.staying))


@import_.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def list_(terminal: Terminal, as_json: bool) -> None:
    """List the latest batches."""
    with terminal.tracker.database.reading() as session:
        batches = latest_batches(session)
    if as_json:
        terminal.show_json({"batches": [_as_json(batch) for batch in batches]})
        return
    headings = (
        *(message("Batch"), message("Stored at"), message("Kind"), message("Source"), message("File")),
        *(message("Added"), message("Changed"), message("Unchanged"), message("Refused"), message("Undone at")),
    )
    terminal.show_table(None, headings, [_row(batch, terminal) for batch in batches])


def _as_json(batch: ImportBatch) -> dict[str, object]:
    return {**batch.model_dump(exclude={"stored_at", "undone_at", "result"}), **_moments(batch)}


def _moments(batch: ImportBatch) -> dict[str, object]:
    return {
        "stored_at": batch.stored_at.isoformat(),
        "undone_at": batch.undone_at.isoformat() if batch.undone_at else None,
    }


def _row(batch: ImportBatch, terminal: Terminal) -> tuple[object, ...]:
    zone = terminal.config.site.zone
    undone_at = batch.undone_at.astimezone(zone) if batch.undone_at else None
    return (
        *(batch.id, batch.stored_at.astimezone(zone), _KINDS[batch.kind], batch.source, batch.filename),
        *(batch.added, batch.changed, batch.unchanged, batch.refused, undone_at),
    )


def _import(
    terminal: Terminal, path: Path, order: Order, *, is_dry_run: bool, errors: Path | None, as_json: bool
) -> None:
    tracker = terminal.tracker
    limits = limits_of(terminal.config.imports)
    if errors is not None and not errors.parent.is_dir():
        raise _unwritable(errors, FileNotFoundError())
    prepared = prepare(
        tracker.database, path, order, zone=tracker.config.site.zone, limits=limits, progress=terminal.say
    )
    if is_dry_run:
        result = preview(tracker.database, prepared, today=tracker.today, progress=terminal.say)
    else:
        result = store(tracker.database, prepared, today=tracker.today, actor=terminal.actor, progress=terminal.say)
    if as_json:
        terminal.show_json(result_as_json(terminal, result))
    else:
        show_result(terminal, result)
    if errors is not None and result.counts.refused:
        _write_errors(terminal, errors, path, prepared, result, limits)
    if not result.is_useful:
        raise InputError("%(file)s: no row could be accepted. Mend the rows named above.", file=order.filename)


def _write_errors(
    terminal: Terminal, target: Path, path: Path, prepared: Prepared, result: ImportResult, limits: Limits
) -> None:
    """Write the refused rows in the layout of the list; the list is read again, to keep it out of memory till then."""
    layout = prepared.layout
    (sheet,) = read_sheets(path, path.name, limits, sheet=layout.sheet)[:1]
    asked = [
        Problem(layout.sheet, row, _column(question, prepared), question.subject, question.message)
        for question in result.questions
        for row in question.rows
    ]
    workbook = BytesIO()
    rows = sheet.rows_with_merged(layout.first_data_row)
    write_error_workbook(workbook, rows, layout, [*result.problems, *asked], language=terminal.language)
    try:
        target.write_bytes(workbook.getvalue())
    except OSError as error:
        raise _unwritable(target, error) from error
    terminal.say(message("The rows to mend stand in %(file)s.", file=str(target)))


def _unwritable(target: Path, error: OSError) -> InputError:
    return InputError(
        "%(file)s cannot be written: %(why)s. Choose another path for --errors.", file=str(target), why=why_not(error)
    )


def _column(question: Question, prepared: Prepared) -> str:
    return question.subject if question.subject in prepared.layout.headings.values() else ""
