"""The true rows of a list, told apart from totals, groups, page headings and the signatures below it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from tracker.imports.checking.fields import fields_of
from tracker.imports.checking.headings import columns_by_name, flattened
from tracker.imports.checking.layout import Layout
from tracker.imports.reading.cells import Cell, Row, as_written, is_empty
from tracker.messages import InputError
from tracker.text import fold


class RowSort(StrEnum):
    """What a row below the headings is; only data are read."""

    DATA = "data"
    BLANK = "blank"
    HEADING = "heading"
    COLUMN_NUMBERS = "column_numbers"
    GROUP = "group"
    TOTAL = "total"
    SIGNATURE = "signature"


_TOTAL = re.compile(r"(tong|tong cong|cong|cong tong|total)|(tong cong|tong so|cong tong)( \w+)*")
_SIGNATURE = re.compile(
    r"(nguoi|can bo|cong chuc) lap( \w+)*|nguoi (kiem tra|ky|duyet)|ke toan"
    r"|((kt|tm|tl|tuq|q) )?(pho )?(chu tich|giam doc|thu truong|truong phong|chanh van phong)( \w+)*"
    r"|(tm )?(uy ban nhan dan|ubnd)( \w+)*|xac nhan cua( \w+)*|noi nhan( \w+)*"
    r"|(da )?ky( va)?( ghi)? ro ho( va)? ten( \w+)*|ky ten( \w+)*|ky dong dau"
    r"|(\w+ )*ngay( \d+)? thang( \d+)? nam( \d+)?"
)
_LABELLED_GROUP = re.compile(r"\s*(?:[IVX]+\s+\S|(?:[IVXLC]+|[A-ZĐ]|\d{1,2})\s*[.)/:-]\s*[^\W\d])")
_GROUP_WORDS = re.compile(r"(linh vuc|phong|don vi|nhom|bo phan|khoi|thang|quy) .*")
_COLUMN_NUMBER = re.compile(r"\(?\s*(\d{1,2}|[A-Z])\s*(=.*)?\)?")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_FEW = 2
_LONGEST_COLUMN_NUMBER = 4
_LONGEST_SIGNATURE = 120
_TOTAL_BEGINS = frozenset({"tổ", "cộ", "to", "co"})


def data_rows(
    rows: Iterable[Row], layout: Layout, skipped: dict[RowSort, list[int]] | None = None
) -> Iterator[tuple[int, Row]]:
    """Yield the number and the cells of each true row; the numbers of the others are added to `skipped` by sort.

    A row that is only incomplete is true: its gaps are told when it is checked. Raises InputError where another list
    begins whose columns stand in another order.
    """
    sorter = _Sorter(layout)
    for number, row in enumerate(rows, start=1):
        if number < layout.first_data_row:
            continue
        if (missing := sorter.width - len(row)) > 0:
            row = [*row, *[None] * missing]
        if sorter.is_plainly_data(row):
            yield number, row
            continue
        sort = sorter.sort(number, row)
        if sort is RowSort.DATA:
            yield number, row
        elif skipped is not None:
            skipped.setdefault(sort, []).append(number)


class _Sorter:
    """Tells the sort of each row in turn; it remembers that the signatures have begun."""

    def __init__(self, layout: Layout) -> None:
        fields = [field for field in fields_of(layout.kind) if field.required]
        chosen = (layout.columns.get(field.key, layout.columns.get(field.stand_in)) for field in fields)
        self._required = [column for column in chosen if column is not None]
        self._key = self._required[0]
        self._layout = layout
        self._parts = {column: {heading, *heading.split(" / ")} for column, heading in layout.headings.items()}
        self._signatures_begun = False
        self.width = max((*layout.columns.values(), *layout.repeated.values())) + 1

    def is_plainly_data(self, row: Row) -> bool:
        """Whether the row needs no second look: complete, its key no heading, number or total, signatures not begun."""
        key, first = row[self._key], row[0]
        if self._signatures_begun or not isinstance(key, str) or len(key) <= _LONGEST_COLUMN_NUMBER:
            return False
        if isinstance(first, str) and first[:2].casefold() in _TOTAL_BEGINS:
            return False
        if any(row[column] is None or row[column] == "" for column in self._required):
            return False
        return key[-1].isdigit()

    def sort(self, number: int, row: Row) -> RowSort:
        """Return the sort of the row by all of its cells. Raises InputError where another list begins."""
        filled = [cell for cell in row if not is_empty(cell)]
        if not filled:
            return RowSort.BLANK
        if _are_column_numbers(filled):
            return RowSort.COLUMN_NUMBERS
        if self._is_heading(number, row):
            return RowSort.HEADING
        if _TOTAL.fullmatch(fold(as_written(filled[0]))):
            return RowSort.TOTAL
        if self._is_complete(row):
            self._signatures_begun = False
            return RowSort.DATA
        return self._sort_incomplete(row, filled)

    def _sort_incomplete(self, row: Row, filled: Sequence[Cell]) -> RowSort:
        texts = [as_written(cell) for cell in filled if isinstance(cell, str)]
        signs = [len(text) <= _LONGEST_SIGNATURE and bool(_SIGNATURE.fullmatch(fold(text))) for text in texts]
        unkeyed = all(is_empty(row[column]) for column in self._required)
        if signs and (all(signs) or (unkeyed and any(signs) and len(filled) <= _FEW)):
            self._signatures_begun = True
            return RowSort.SIGNATURE
        if self._signatures_begun and len(filled) <= _FEW + 1:
            return RowSort.SIGNATURE
        if len(filled) <= _FEW and (unkeyed or _is_group(texts)):
            return RowSort.GROUP
        return RowSort.DATA

    def _is_complete(self, row: Row) -> bool:
        return not any(is_empty(row[column]) for column in self._required)

    def _is_heading(self, number: int, row: Row) -> bool:
        """Whether the row heads columns: as the headings above do, or those of another list, which is refused."""
        if any(not isinstance(cell, str) and cell is not None for cell in row) or self._has_data(row):
            return False
        written = {column: as_written(cell) for column, cell in enumerate(row) if not is_empty(cell)}
        if len(written) < _FEW:
            return False
        if all(text in self._parts.get(column, ()) for column, text in written.items()):
            return True
        return all(map(_IN_BRACKETS.fullmatch, written.values())) or self._heads_a_list(number, row, written)

    def _has_data(self, row: Row) -> bool:
        """Whether a required cell has a figure that its heading has not."""
        cells = ((as_written(row[column]), self._layout.headings[column]) for column in self._required)
        return any(not heading.endswith(text) and any(map(str.isdigit, text)) for text, heading in cells)

    def _heads_a_list(self, number: int, row: Row, written: Mapping[int, str]) -> bool:
        layout = self._layout
        named = columns_by_name(flattened([row]), layout.kind, {})
        is_repeated = all(layout.headings[column].endswith(written.get(column, " ")) for column in self._required)
        required = (field for field in fields_of(layout.kind) if field.required)
        if not is_repeated and not all(field.key in named or field.stand_in in named for field in required):
            return False
        for key, column in layout.columns.items():
            text, heading = written.get(column, ""), layout.headings[column]
            if not heading.endswith(text) and named.get(key) != column:
                raise _another_list(layout.sheet, number, text, heading)
        return True


def _another_list(sheet: str, row: int, heading: str, first: str) -> InputError:
    return InputError(
        "Sheet “%(sheet)s”, row %(row)d: another list begins here, with its columns in another order: "
        "“%(heading)s” stands below “%(first)s”. Move it to a file of its own, and import both.",
        sheet=sheet,
        row=row,
        heading=heading,
        first=first,
    )


def _are_column_numbers(filled: Sequence[Cell]) -> bool:
    """Whether the cells only count the columns: (1) (2) (3)."""
    written = [as_written(cell) for cell in filled]
    matches = [_COLUMN_NUMBER.fullmatch(text) for text in written]
    if len(written) <= _FEW or not all(matches):
        return False
    numbers = [int(match[1]) for match in matches if match and match[1].isdigit()]
    return len(numbers) >= _FEW and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _is_group(texts: Sequence[str]) -> bool:
    """Whether the texts of a nearly empty row head a group: "I. Lĩnh vực hộ tịch"."""
    joined = " ".join(texts)
    if len(joined.split()) < _FEW:
        return False
    return bool(_LABELLED_GROUP.match(joined) or _GROUP_WORDS.fullmatch(fold(joined)))
