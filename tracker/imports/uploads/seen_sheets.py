"""What a look at an uploaded workbook shows: its sheets, their headings, and what stands under them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from pydantic import BaseModel, ConfigDict, TypeAdapter

from tracker.imports.checking.data_rows import data_rows
from tracker.imports.checking.fields import ImportKind
from tracker.imports.checking.headings import Heading, columns_by_name, flattened
from tracker.imports.checking.layout import Layout, find_layout
from tracker.imports.reading.cells import Row, as_written, is_empty
from tracker.imports.reading.limits import Limits
from tracker.imports.reading.old_fonts import refuse_old_font
from tracker.imports.reading.readers import Sheet, read_sheets
from tracker.messages import InputError

_ROWS_SEARCHED = 60
_MOST_HEADING_ROWS = 3
_ROWS_SAMPLED = 200
_SAMPLES = 5
_LONGEST_SAMPLE = 80
_MOST_SHEETS = 20


class SeenColumn(BaseModel):
    """One column: its place from 0, its heading from the outer to the inner row, some of its cells as written."""

    model_config = ConfigDict(frozen=True)

    place: int
    parts: tuple[str, ...]
    samples: tuple[str, ...]

    @property
    def heading(self) -> Heading:
        """The heading."""
        return Heading(self.parts)


class SeenSheet(BaseModel):
    """One sheet: whether its headings are those of such a list, and how many fields they name."""

    model_config = ConfigDict(frozen=True)

    name: str
    hidden: bool
    is_list: bool
    fields_named: int
    header_row: int
    rows: int
    columns: tuple[SeenColumn, ...]

    @property
    def headings(self) -> dict[int, Heading]:
        """The headings by place."""
        return {column.place: column.heading for column in self.columns}


_SHEETS = TypeAdapter(tuple[SeenSheet, ...])


def look(
    content: bytes, filename: str, kind: ImportKind, mapping: Mapping[str, str], limits: Limits
) -> tuple[SeenSheet, ...]:
    """Return what the sheets of a workbook show. Raises InputError if it cannot be read, or has no rows at all."""
    sheets = read_sheets(content, filename, limits)[:_MOST_SHEETS]
    seen = tuple(one for sheet in sheets if (one := _look_at(sheet, kind, mapping)) is not None)
    if not any(one.is_list for one in seen):
        for sheet in sheets:
            refuse_old_font(sheet.name, islice(sheet.rows, _ROWS_SEARCHED))
    if not seen:
        raise InputError("%(file)s holds no list: every sheet is empty. Export it again.", file=filename)
    return seen


def first_list(seen: Sequence[SeenSheet]) -> SeenSheet:
    """Return the sheet that is read unless another one is chosen: the first list, else what looks most like one."""
    lists = [sheet for sheet in seen if sheet.is_list]
    if lists:
        return min(lists, key=lambda sheet: sheet.hidden)
    return max(seen, key=lambda sheet: (sheet.fields_named, not sheet.hidden))


def dump_sheets(seen: tuple[SeenSheet, ...]) -> str:
    """Return the sheets as they are kept."""
    return _SHEETS.dump_json(seen).decode()


def load_sheets(kept: str) -> tuple[SeenSheet, ...]:
    """Return the sheets that were kept."""
    return _SHEETS.validate_json(kept)


def _look_at(sheet: Sheet, kind: ImportKind, mapping: Mapping[str, str]) -> SeenSheet | None:
    layout = _layout(sheet, kind, mapping)
    if layout is not None:
        first, last = layout.header_rows[0], layout.header_rows[-1]
        headings = flattened(list(islice(sheet.rows, first - 1, last)))
        samples = _samples(_first_list_of(sheet, layout), headings, kind)
    else:
        found = _likely_headings(list(islice(sheet.rows, _ROWS_SEARCHED)), kind, mapping)
        if found is None:
            return None
        last, headings = found
        samples = _samples(islice(sheet.rows, last, None), headings, kind)
    columns = (SeenColumn(place=at, parts=one.parts, samples=samples[at]) for at, one in sorted(headings.items()))
    rows = sum(any(not is_empty(cell) for cell in row) for row in islice(sheet.rows, last, None))
    return SeenSheet(
        name=sheet.name,
        hidden=sheet.hidden,
        is_list=layout is not None,
        fields_named=len(columns_by_name(headings, kind, mapping)),
        header_row=last,
        rows=rows,
        columns=tuple(columns),
    )


def _first_list_of(sheet: Sheet, layout: Layout) -> Iterator[Row]:
    """Yield the rows of a list up to where it cannot be read on, which the check will tell."""
    try:
        for _, row in data_rows(sheet.rows_with_merged(layout.first_data_row), layout):
            yield row
    except InputError:
        return


def _layout(sheet: Sheet, kind: ImportKind, mapping: Mapping[str, str]) -> Layout | None:
    for wanted in (mapping, {}):
        try:
            return find_layout(sheet, kind, wanted)
        except InputError:
            continue
    return None


def _likely_headings(
    rows: Sequence[Row], kind: ImportKind, mapping: Mapping[str, str]
) -> tuple[int, dict[int, Heading]] | None:
    """Return the number of the last heading row, and the headings: those that name most fields, then the most."""
    best: tuple[int, dict[int, Heading]] | None = None
    best_score = (0, 0)
    for depth in range(1, _MOST_HEADING_ROWS + 1):
        for first in range(len(rows) - depth + 1):
            headings = flattened(rows[first : first + depth])
            score = (len(columns_by_name(headings, kind, mapping)), len(headings) if depth == 1 else 0)
            if score > best_score:
                best, best_score = (first + depth, headings), score
    return best


def _samples(rows: Iterable[Row], headings: Mapping[int, Heading], kind: ImportKind) -> dict[int, tuple[str, ...]]:
    """Return some of the cells under each heading; of the applicant's columns none."""
    shown = [at for at, heading in headings.items() if kind != ImportKind.FILES or not heading.is_applicants]
    found: dict[int, dict[str, None]] = {at: {} for at in headings}
    for row in islice(rows, _ROWS_SAMPLED):
        for at, text in _written(row, shown):
            if len(found[at]) < _SAMPLES:
                found[at][text] = None
    return {at: tuple(texts) for at, texts in found.items()}


def _written(row: Row, places: Iterable[int]) -> Iterator[tuple[int, str]]:
    for at in places:
        if at < len(row) and not is_empty(row[at]):
            yield at, as_written(row[at])[:_LONGEST_SAMPLE]
