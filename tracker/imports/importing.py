"""An import from the file to the records: read and check it first, then preview or store it.

Reading and checking take their time outside any transaction; storing is the last, single transaction, and plans anew
what it writes, since the records may have changed after the check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from sqlmodel import Session

from tracker.database import Database, RecordSession
from tracker.imports.checking.checks import check_sheet
from tracker.imports.checking.dates import DateOrder
from tracker.imports.checking.fields import FIELDS, ImportKind
from tracker.imports.checking.layout import Choice, Layout, choose_sheet
from tracker.imports.files.importing import import_files
from tracker.imports.kept_results import dump_result
from tracker.imports.lists.absences import import_absences
from tracker.imports.lists.duty import import_duty
from tracker.imports.lists.officials import import_officials
from tracker.imports.lists.procedures import import_procedures
from tracker.imports.lists.training import import_training
from tracker.imports.matching.names import remember_answers
from tracker.imports.prepared import Order, Prepared, Progress
from tracker.imports.reading.cells import Row
from tracker.imports.reading.limits import Limits
from tracker.imports.reading.readers import Sheet, read_sheets
from tracker.imports.results import Counts, Findings, ImportResult
from tracker.imports.sources import ImportSource, known_source, remember
from tracker.imports.storing.open_batch import OpenBatch
from tracker.messages import InputError, Message, counted, message
from tracker.text import fold

Import = Callable[[Session, Prepared, date, OpenBatch | None, Progress], tuple[Counts, Findings]]

IMPORTS: Mapping[ImportKind, Import] = MappingProxyType(
    {
        ImportKind.FILES: import_files,
        ImportKind.OFFICIALS: import_officials,
        ImportKind.PROCEDURES: import_procedures,
        ImportKind.DUTY: import_duty,
        ImportKind.TRAINING: import_training,
        ImportKind.ABSENCES: import_absences,
    }
)
"""How each kind of list is matched, planned and stored."""


_LONGEST_SOURCE = 80
_ROWS_BETWEEN_PROGRESS = 20_000


def quietly(_told: Message) -> None:
    """Report no progress."""


def prepare(
    database: Database,
    content: bytes | Path,
    order: Order,
    *,
    zone: ZoneInfo,
    limits: Limits | None = None,
    progress: Progress = quietly,
) -> Prepared:
    """Read and check a list outside any transaction. Raises InputError if it cannot be read."""
    if len(order.source) > _LONGEST_SOURCE:
        raise InputError("The name of a source has at most %(most)d characters. Shorten it.", most=_LONGEST_SOURCE)
    given = order.mapping
    with database.reading() as session:
        order = _with_what_is_remembered(session, order)
    progress(message("Reading %(file)s", file=order.filename))
    sheets = read_sheets(content, order.filename, limits, sheet=order.sheet)
    choice, notes = _choose(sheets, order, given)
    progress(message("Checking the sheet “%(sheet)s”", sheet=choice.layout.sheet))
    layout = _without_left_out(choice.layout, order)
    checked = check_sheet(
        _counted(choice.sheet.rows_with_merged(layout.first_data_row), progress),
        layout,
        zone=zone,
        date_order=order.date_order,
        spreadsheet_dates=order.spreadsheet_dates,
    )
    if not (checked.rows or checked.problems or checked.questions):
        raise InputError(
            "%(file)s: below the headings of the sheet “%(sheet)s” stands no record. Export the list again, or choose "
            "another sheet with --sheet.",
            file=order.filename,
            sheet=choice.layout.sheet,
        )
    notes += checked.notes
    if choice.other_sheets:
        told = message(
            "Read was the sheet “%(sheet)s”; %(others)s look like lists too. Choose one with --sheet.",
            sheet=choice.layout.sheet,
            others=list(choice.other_sheets),
        )
        notes.append(told)
    return Prepared(order, layout, checked, tuple(notes))


def preview(database: Database, prepared: Prepared, *, today: date, progress: Progress = quietly) -> ImportResult:
    """Say what storing the list would do; nothing is written."""
    with database.reading() as session:
        counts, findings = IMPORTS[prepared.order.kind](session, prepared, today, None, progress)
    return _result(prepared, counts, findings, None, is_dry_run=True)


def store(
    database: Database, prepared: Prepared, *, today: date, actor: str, progress: Progress = quietly
) -> ImportResult:
    """Store the accepted rows in one transaction, all of them or none; what is unchanged leaves no trace."""
    progress(counted("Storing %(count)s row", "Storing %(count)s rows", count=len(prepared.checked.rows)))
    with database.writing(actor) as session:
        return store_within(session, prepared, today=today, progress=progress)


def store_within(
    session: RecordSession, prepared: Prepared, *, today: date, progress: Progress = quietly
) -> ImportResult:
    """Store the accepted rows in the transaction of the caller."""
    order = prepared.order
    _remember(session, prepared)
    batch = OpenBatch(session, order.kind, order.source, order.filename)
    counts, findings = IMPORTS[order.kind](session, prepared, today, batch, progress)
    result = _result(prepared, counts, findings, None if batch.is_empty else batch.id, is_dry_run=False)
    if not batch.is_empty:
        batch.keep_result(dump_result(prepared, result))
        session.refresh_statistics()
    return result


def _with_what_is_remembered(session: Session, order: Order) -> Order:
    known = known_source(session, order.source, order.kind.value)
    mapping = {**known.headings, **order.mapping}
    remembered_order = DateOrder(known.date_order) if known.date_order else None
    return replace(
        order,
        mapping={field: heading for field, heading in mapping.items() if heading},
        left_out=_left_out(known, mapping.values(), order.left_out),
        date_order=order.date_order or remembered_order,
        returned_is_finish=known.returned_is_finish if order.returned_is_finish is None else order.returned_is_finish,
    )


def _left_out(known: ImportSource, mapped: Iterable[str], left_out: Iterable[str]) -> tuple[str, ...]:
    """Return the headings of columns that are not read, remembered or given, without those that are mapped."""
    read = {fold(heading) for heading in mapped}
    return tuple(dict.fromkeys(one for one in (*known.headings_left_out, *left_out) if fold(one) not in read))


def _without_left_out(layout: Layout, order: Order) -> Layout:
    """Return the layout without the columns that are left out; those of required fields are read all the same."""
    left_out = {fold(heading) for heading in order.left_out}
    required = {field.key for field in FIELDS[order.kind] if field.required and field.stand_in not in layout.columns}
    gone = {key for key in layout.columns if key not in required and fold(layout.heading_of(key)) in left_out}
    if not gone:
        return layout
    return replace(
        layout,
        columns={key: column for key, column in layout.columns.items() if key not in gone},
        repeated={key: column for key, column in layout.repeated.items() if key not in gone},
        unused=(*layout.unused, *(layout.heading_of(key) for key in gone)),
    )


def _counted(rows: Iterable[Row], progress: Progress) -> Iterator[Row]:
    for number, row in enumerate(rows, start=1):
        if number % _ROWS_BETWEEN_PROGRESS == 0:
            progress(message("%(rows)d rows read", rows=number))
        yield row


def _choose(sheets: Sequence[Sheet], order: Order, given: Mapping[str, str]) -> tuple[Choice, list[Message]]:
    """Return where the list stands; by its own headings, with a note, if a column that was remembered is missing."""
    try:
        return choose_sheet(sheets, order.kind, order.mapping), []
    except InputError as missing:
        given = {field: heading for field, heading in given.items() if heading}
        if given == order.mapping:
            raise
        choice = choose_sheet(sheets, order.kind, given)
        told = message("What was remembered of the columns does not fit this list: %(why)s", why=missing.message)
        return choice, [told]


def _remember(session: RecordSession, prepared: Prepared) -> None:
    order = prepared.order
    if order.aliases:
        remember_answers(session, order.source, order.aliases, _first_day(prepared))
    known = known_source(session, order.source, order.kind.value)
    said = order.mapping or order.left_out or order.date_order or order.returned_is_finish is not None
    if said or known.id is not None:
        remember_order(session, order)


def remember_order(session: Session, order: Order) -> None:
    """Remember for the source how its lists are read."""
    remember(
        session,
        order.source,
        order.kind.value,
        order.mapping,
        order.date_order,
        order.returned_is_finish,
        order.left_out,
    )


def _first_day(prepared: Prepared) -> date:
    keys = ("received", "from", "date")
    days = (row.values.get(key) for row in prepared.checked.rows for key in keys)
    return min((day for day in days if isinstance(day, date)), default=date.min)


def _result(
    prepared: Prepared, counts: Counts, findings: Findings, batch_id: int | None, *, is_dry_run: bool
) -> ImportResult:
    return ImportResult(
        kind=prepared.order.kind,
        source=prepared.order.source,
        batch_id=batch_id,
        is_dry_run=is_dry_run,
        counts=counts,
        problems=tuple(sorted(findings.problems, key=lambda problem: problem.row)),
        questions=tuple(findings.questions),
        notes=tuple(findings.notes),
        disagreements=tuple(findings.disagreements),
    )
