"""Where a sheet keeps its list: the heading rows, and which column holds which field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from tracker.imports.checking.fields import ImportKind, ListKind, fields_of
from tracker.imports.checking.headings import Heading, columns_by_name, flattened, is_named
from tracker.imports.reading.cells import Cell, Row, is_empty
from tracker.imports.reading.old_fonts import refuse_old_font
from tracker.imports.reading.readers import Sheet
from tracker.messages import InputError, Message
from tracker.text import fold

_ROWS_SEARCHED = 60
_MOST_HEADING_ROWS = 3
_FEWEST_FIELDS = 2


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the list stands in a sheet; columns count from 0, rows from 1 as the spreadsheet shows them.

    `repeated` has, for a field whose heading stands twice, the second column.
    """

    sheet: str
    kind: ListKind
    header_rows: tuple[int, ...]
    headings: Mapping[int, str]
    columns: Mapping[str, int]
    repeated: Mapping[str, int]
    first_data_row: int
    unused: tuple[str, ...]

    def heading_of(self, key: str) -> str:
        """Return the heading, as written, of the column that holds the field."""
        return self.headings[self.columns[key]]


@dataclass(frozen=True, slots=True)
class Choice:
    """The sheet that holds the list, where the list stands, and the other sheets that look like one as well."""

    sheet: Sheet
    layout: Layout
    other_sheets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Rows taken for the heading, and the columns that they give."""

    first: int
    depth: int
    headings: Mapping[int, Heading]
    columns: Mapping[str, int]


def choose_sheet(sheets: Sequence[Sheet], kind: ListKind, mapping: Mapping[str, str] | None = None) -> Choice:
    """Return the first sheet with a usable list, hidden ones last; raise InputError if there is none."""
    ordered = sorted(sheets, key=lambda sheet: sheet.hidden)
    found: list[tuple[Sheet, Layout]] = []
    errors: list[InputError] = []
    # A workbook keeps only the sheet read last: from the end, that is the one chosen.
    for sheet in reversed(ordered):
        try:
            found.insert(0, (sheet, find_layout(sheet, kind, mapping)))
        except InputError as error:
            errors.insert(0, error)
    if not found:
        raise errors[0] if errors else InputError("The workbook has no sheet. Export it again.")
    (sheet, layout), *others = found
    return Choice(sheet, layout, tuple(other.name for other, _ in others if not other.hidden))


def find_layout(sheet: Sheet, kind: ListKind, mapping: Mapping[str, str] | None = None) -> Layout:
    """Return where the list stands in the sheet.

    `mapping` (field key to heading) wins over the known headings. Raises InputError when there is no heading row,
    when a required column is missing, or when the mapping names a field or a heading that does not exist.
    """
    mapping = mapping or {}
    _check_field_names(kind, mapping)
    rows = list(islice(sheet.rows, _ROWS_SEARCHED))
    refuse_old_font(sheet.name, rows)
    best = _best_heading(rows, kind, mapping)
    if best is None:
        raise InputError(
            "Sheet “%(sheet)s”: no row of headings was found in its first %(rows)d rows. A list needs at least the "
            "headings: %(needed)s. Choose another sheet with --sheet, or name a heading with --map FIELD=HEADING.",
            sheet=sheet.name,
            rows=_ROWS_SEARCHED,
            needed=[field.named for field in fields_of(kind) if field.required],
        )
    headings = {column: heading.written for column, heading in best.headings.items()}
    _check_mapped_headings(sheet.name, kind, mapping, best)
    _check_required(sheet.name, kind, best.columns, headings)
    taken = set(best.columns.values())
    return Layout(
        sheet=sheet.name,
        kind=kind,
        header_rows=tuple(range(best.first + 1, best.first + best.depth + 1)),
        headings=headings,
        columns=best.columns,
        repeated=_repeated(best),
        first_data_row=best.first + best.depth + 1,
        unused=tuple(heading for column, heading in headings.items() if column not in taken),
    )


def _repeated(found: _Candidate) -> dict[str, int]:
    """Return, by field, the first of the columns that are not read and have the heading of the field's own column."""
    taken = set(found.columns.values())
    free: dict[str, int] = {}
    for column, heading in found.headings.items():
        if column not in taken:
            free.setdefault(fold(heading.written), column)
    named = ((key, fold(found.headings[column].written)) for key, column in found.columns.items())
    return {key: free[name] for key, name in named if name in free}


def _best_heading(rows: Sequence[Row], kind: ListKind, mapping: Mapping[str, str]) -> _Candidate | None:
    """Return the rows that name the most fields; of equals the fewest rows, then the first."""
    best: _Candidate | None = None
    best_score = (_FEWEST_FIELDS - 1, 0)
    for depth in range(1, _MOST_HEADING_ROWS + 1):
        for first in range(len(rows) - depth + 1):
            if _filled(rows[first]) == 0:
                continue
            headings = flattened(rows[first : first + depth])
            columns = columns_by_name(headings, kind, mapping)
            score = (len(columns), sum(key in columns for key in mapping))
            if score > best_score:
                best, best_score = _Candidate(first, depth, headings, columns), score
    return best and _with_unread_subheadings(best, rows)


def _with_unread_subheadings(found: _Candidate, rows: Sequence[Row]) -> _Candidate:
    """Return the heading with the row below it, where that only divides columns that are not read."""
    below = found.first + found.depth
    if found.depth == _MOST_HEADING_ROWS or below >= len(rows):
        return found
    row = rows[below]
    read = [row[column] for column in found.columns.values() if column < len(row)]
    if _filled(row) < _FEWEST_FIELDS or not all(map(is_empty, read)) or not all(_is_words(cell) for cell in row):
        return found
    depth = found.depth + 1
    return _Candidate(found.first, depth, flattened(rows[found.first : found.first + depth]), found.columns)


def _filled(row: Row) -> int:
    return sum(not is_empty(cell) for cell in row)


def _is_words(cell: Cell) -> bool:
    return is_empty(cell) or (isinstance(cell, str) and any(letter.isalpha() for letter in cell))


def _check_field_names(kind: ListKind, mapping: Mapping[str, str]) -> None:
    keys = [field.key for field in fields_of(kind)]
    for key in mapping:
        if key not in keys:
            raise InputError(
                "--map %(field)s: there is no such field. The fields of this import are: %(fields)s.",
                field=key,
                fields=keys,
            )


def _check_mapped_headings(sheet: str, kind: ListKind, mapping: Mapping[str, str], found: _Candidate) -> None:
    for key, wanted in mapping.items():
        if key in found.columns:
            continue
        if kind == ImportKind.FILES and any(
            is_named(heading, wanted) and heading.is_applicants for heading in found.headings.values()
        ):
            raise InputError(
                "Sheet “%(sheet)s”: the column “%(heading)s” holds data of the applicant, which are never read. "
                "Choose another column for %(title)s (%(field)s).",
                sheet=sheet,
                heading=wanted,
                title=_title(kind, key),
                field=key,
            )
        raise InputError(
            "Sheet “%(sheet)s”: there is no heading “%(heading)s” for %(title)s (%(field)s). The headings are: "
            "%(headings)s.",
            sheet=sheet,
            heading=wanted,
            title=_title(kind, key),
            field=key,
            headings=[heading.written for heading in found.headings.values()],
        )


def _title(kind: ListKind, key: str) -> Message:
    return next(field.named for field in fields_of(kind) if field.key == key)


def _check_required(sheet: str, kind: ListKind, columns: Mapping[str, int], headings: Mapping[int, str]) -> None:
    missing = [
        field
        for field in fields_of(kind)
        if field.required and field.key not in columns and field.stand_in not in columns
    ]
    if missing:
        raise InputError(
            "Sheet “%(sheet)s”: no column holds %(titles)s. The headings are: %(headings)s. Say which one it is, with "
            "--map %(field)s=HEADING.",
            sheet=sheet,
            titles=[field.named for field in missing],
            headings=list(headings.values()),
            field=missing[0].key,
        )
