"""The check of a sheet: every cell read as its field holds it, every contradiction told, nothing stored."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from tracker.imports.checking.checked import Checked, CheckedRows, Skipped
from tracker.imports.checking.columns import Columns, collect
from tracker.imports.checking.data_rows import RowSort
from tracker.imports.checking.date_checks import DateAnswers, read_dates
from tracker.imports.checking.dates import DateOrder
from tracker.imports.checking.exchanged_dates import SpreadsheetDates
from tracker.imports.checking.fields import CellKind, Field, ImportKind, fields_of
from tracker.imports.checking.file_checks import check_files, fill_received
from tracker.imports.checking.layout import Layout
from tracker.imports.checking.repeated_headings import tell_repeated_headings
from tracker.imports.checking.values import READERS
from tracker.imports.reading.cells import Row, as_written
from tracker.messages import Message, counted, message


def check_sheet(
    rows: Iterable[Row],
    layout: Layout,
    *,
    zone: ZoneInfo,
    date_order: DateOrder | None = None,
    spreadsheet_dates: SpreadsheetDates | None = None,
) -> Checked:
    """Read the true rows of a list and return those fit to be stored, with the problems of the others.

    Dates with an offset are converted to `zone`. Where the result has questions, ask them and check again with the
    answer as `date_order` or `spreadsheet_dates`: until then the dates in question are read day first, and as they are
    shown. A column whose dates tell their order by themselves is read so, whatever the answer.
    """
    skipped: dict[RowSort, list[int]] = {}
    columns = collect(rows, layout, skipped)
    columns.tell_errors()
    notes = [*tell_repeated_headings(columns), *_codes_as_numbers(columns)]
    for field in fields_of(layout.kind):
        if field.key in columns.written and field.kind in READERS:
            columns.read(field.key, READERS[field.kind])
    questions = read_dates(columns, zone, DateAnswers(date_order, spreadsheet_dates))
    if layout.kind == ImportKind.FILES:
        fill_received(columns)
    _check_required(columns)
    notes += check_files(columns) if layout.kind == ImportKind.FILES else []
    return Checked(
        rows=_accepted(columns),
        problems=tuple(sorted(columns.problems, key=lambda problem: problem.row)),
        questions=tuple(questions),
        skipped=tuple(Skipped(sort, tuple(numbers)) for sort, numbers in skipped.items()),
        notes=tuple(notes),
    )


def _codes_as_numbers(columns: Columns) -> list[Message]:
    """Return a note where codes are numbers in the spreadsheet, which have no zeros at their beginning."""
    numbers = [cell for cell in columns.written.get("code", ()) if type(cell) in (int, float)]
    if not numbers or fields_of(columns.layout.kind)[0].kind is not CellKind.TEXT:
        return []
    return [
        counted(
            "%(count)s code is a number in the spreadsheet: %(code)s. Zeros at the beginning of a code are lost so: if "
            "it begins with zeros, export the list with this column as text.",
            "%(count)s codes are numbers in the spreadsheet, among them %(code)s. Zeros at the beginning of a code are "
            "lost so: if yours begin with zeros, export the list with this column as text.",
            count=len(numbers),
            code=as_written(numbers[0]),
        )
    ]


def _check_required(columns: Columns) -> None:
    for field in fields_of(columns.layout.kind):
        if not field.required:
            continue
        told = _missing(field)
        # A code names the official of its row; a day of submission stands only for a whole column, filled before.
        stand_ins = columns.texts(field.stand_in if field.kind is CellKind.TEXT else "")
        told_already = {problem.row for problem in columns.problems if problem.column == _heading(columns, field)}
        for at, value in enumerate(columns.texts(field.key)):
            if value is None and stand_ins[at] is None and columns.numbers[at] not in told_already:
                columns.tell(at, field.key, told)


def _missing(field: Field) -> Message:
    return message("%(field)s is missing. Fill it in, or delete the row if it holds no data.", field=field.named)


def _heading(columns: Columns, field: Field) -> str:
    return columns.layout.heading_of(field.key) if field.key in columns.written else ""


def _accepted(columns: Columns) -> CheckedRows:
    left_out = columns.faulty.union(columns.repeated)
    accepted = [at for at in range(len(columns.numbers)) if at not in left_out]
    order = [field.key for field in fields_of(columns.layout.kind)]
    keys = [key for name in order for key in (name, f"{name}_time") if key in columns.values]
    return CheckedRows(columns.numbers, {key: columns.values[key] for key in keys}, accepted)
