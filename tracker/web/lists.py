"""Lists: searched, filtered, sorted and paged by the database; the same rows as an .xlsx file.

What a list shows stands in its address, so it can be kept, sent and printed. The page first asks for the keys of its
rows alone, from the table that is listed, and then for the rows: the tenth thousandth page reads no other row.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Select
from werkzeug.datastructures import MultiDict

from tracker.contributions import Records as Records
from tracker.database import RecordSession
from tracker.messages import InputError, Message, message
from tracker.records.words import choices_of
from tracker.text import fold
from tracker.web.addresses import this_page
from tracker.web.form_types import Choices as Choices
from tracker.web.formatting import read_day
from tracker.web.requests import language, session
from tracker.web.workbooks import Cell, workbook_answer

PAGE_SIZE = 50
COUNTED_TO = 10_000
MOST_EXPORTED = 200_000
EXPORT = "xlsx"
UNBOUND: Mapping[str, object] = MappingProxyType({})
Row = Any
Condition = sa.ColumnElement[bool]


@dataclass(frozen=True)
class Column:
    """One column: its heading, what stands in it, and by what the database sorts it (nothing: it does not).

    A column that is not `in_table` stands in the workbook alone.
    """

    key: str
    heading: Message
    value: Callable[[Row], Cell]
    order: Sequence[Any] = ()
    is_number: bool = False
    in_table: bool = True


@dataclass(frozen=True)
class Filter:
    """One filter: a choice, or a day where `choices` is None; `condition` gets what was chosen, a day in ISO.

    While there is nothing to choose from it is not shown.

    `rare` are the choices of which there are few rows however long the list is, and which an index finds.
    """

    key: str
    label: Message
    condition: Callable[[str], Condition]
    choices: Choices | None = None
    rare: frozenset[str] = frozenset()

    def chosen(self, text: str) -> Condition | None:
        """Return the condition for what stands in the address; None for nothing and for what is no choice."""
        if not text or (self.choices is not None and text not in {value for value, _ in self.choices}):
            return None
        try:
            return self.condition(text if self.choices is not None else read_day(text).isoformat())
        except ValueError:
            return None

    def leaves_few(self, text: str) -> bool:
        """Whether what stands in the address leaves few rows; nothing, and what is no choice, leaves all."""
        return text in self.rare and self.chosen(text) is not None


@dataclass(frozen=True)
class Listing:
    """A list: `keys` selects the key of every row that may be seen, `rows` the rows; both lead with the same key."""

    title: Message
    name: str
    key: Any
    keys: Select[Any]
    rows: Records
    columns: Sequence[Column]
    order: str
    filters: Sequence[Filter] = ()
    search: Callable[[str], Condition] | None = None
    search_label: Message = field(default_factory=lambda: message("Search"))
    search_example: Message | None = None
    page_size: int = PAGE_SIZE

    @cached_property
    def first_page(self) -> Select[Any]:
        """The select of the keys on the first page, and of their number, as long as nobody asks for anything else.

        Most people ask for this page, and to build its select takes longer than to run it.
        """
        return _gathered(self, {}, self.keys.limit(COUNTED_TO + 1))

    @cached_property
    def rows_of_page(self) -> Records:
        """The select of the rows with the bound `keys`."""
        return self.rows.where(self.key.in_(sa.bindparam("keys", expanding=True)))


@dataclass(frozen=True)
class Listed:
    """One page of a list, as its address asks for it."""

    listing: Listing
    asked: MultiDict[str, str]
    rows: Sequence[Row]
    total: int

    @property
    def columns(self) -> Sequence[Column]:
        """The columns of the table."""
        return [column for column in self.listing.columns if column.in_table]

    @property
    def is_counted(self) -> bool:
        """Whether `total` is the whole number; beyond it the rows are not counted."""
        return self.total <= COUNTED_TO

    @property
    def page(self) -> int:
        """The number of the page, from 1."""
        return _page(self.asked)

    @property
    def first(self) -> int:
        """The number of the first row shown."""
        return (self.page - 1) * self.listing.page_size + 1

    @property
    def last(self) -> int:
        """The number of the last row shown."""
        return self.first + len(self.rows) - 1

    @property
    def has_more(self) -> bool:
        """Whether there is a next page."""
        return self.total > self.last and len(self.rows) == self.listing.page_size

    @property
    def query(self) -> str:
        """What is searched for."""
        return self.asked.get("q", "").strip()

    @cached_property
    def is_narrowed(self) -> bool:
        """Whether a search or a filter leaves rows out."""
        return bool(self.query) or any(one.chosen(self.chosen(one)) is not None for one in self.listing.filters)

    def chosen(self, one: Filter) -> str:
        """Return what is chosen in a filter."""
        return self.asked.get(one.key, "").strip()

    def sorted_by(self, column: Column) -> str | None:
        """Return "ascending" or "descending" for the column that the rows are sorted by, None for the others."""
        sort = _sort(self.listing, self.asked)
        if sort.removeprefix("-") != column.key:
            return None
        return "descending" if sort.startswith("-") else "ascending"

    def sort_address(self, column: Column) -> str:
        """Return the address that sorts by the column, the other way round where it does already."""
        return self.address(sort=f"-{column.key}" if self.sorted_by(column) == "ascending" else column.key, page=None)

    def address(self, **changes: str | int | None) -> str:
        """Return the address of this list with other choices."""
        return this_page({**self.asked.to_dict(flat=True), **changes, EXPORT: None})

    @property
    def unfiltered_address(self) -> str:
        """The address of this list without the search and the filters."""
        return self.address(**dict.fromkeys(("q", "page", *(one.key for one in self.listing.filters))))

    @property
    def export_address(self) -> str:
        """The address of the same rows as a workbook."""
        address = self.address(page=None)
        return f"{address}{'&' if '?' in address else '?'}{EXPORT}=1"


def show(listing: Listing, template: str, **context: object) -> ResponseReturnValue:
    """Answer with the page of the list that the address asks for, or with all of its rows as a workbook."""
    asked = MultiDict(request.args.items())
    if asked.get(EXPORT):
        return export(session(), listing, asked)
    return render_template(template, list=listed(session(), listing, asked), **context)


def listed(
    reader: RecordSession, listing: Listing, asked: MultiDict[str, str], bound: Mapping[str, object] = UNBOUND
) -> Listed:
    """Return the page of the list that was asked for; `bound` is what the parameters of its keys are bound to.

    Few rows are gathered first, by whatever index finds them, and then sorted. Of many rows the first stand soon in
    the order asked for, so the database walks along that order; a page behind the rows that are counted is of many.
    """
    wanted, start = _narrowed(listing, asked), (_page(asked) - 1) * listing.page_size
    is_rare = any(one.leaves_few(asked.get(one.key, "").strip()) for one in listing.filters)
    if start >= COUNTED_TO and not is_rare:
        keys = reader.execute(_walked(listing, asked, wanted, start), bound).scalars().all()
        total = COUNTED_TO + 1 if keys else _count(reader, wanted, COUNTED_TO, bound)
    else:
        most = None if is_rare else COUNTED_TO + 1
        is_first = wanted is listing.keys and not start and _sort(listing, asked) == listing.order
        sorted_keys = listing.first_page if is_first else _gathered(listing, asked, wanted.limit(most), start)
        gathered = reader.execute(sorted_keys, bound).all()
        keys = [row[0] for row in gathered]
        total = gathered[0].total if gathered else _count(reader, wanted, COUNTED_TO, bound) if start else 0
        if total > COUNTED_TO and not is_rare:
            keys = reader.execute(_walked(listing, asked, wanted, start), bound).scalars().all()
    found = reader.execute(listing.rows_of_page, {"keys": keys}).all() if keys else []
    by_key = {row[0] if not hasattr(row[0], "id") else row[0].id: row for row in found}
    return Listed(listing, asked, [by_key[key] for key in keys if key in by_key], total)


def _walked(listing: Listing, asked: Mapping[str, str], wanted: Select[Any], start: int) -> Select[Any]:
    """Return the select of the keys of the page, along the order asked for."""
    return wanted.order_by(*_order(listing, asked)).limit(listing.page_size).offset(start)


def _gathered(listing: Listing, asked: Mapping[str, str], wanted: Select[Any], start: int = 0) -> Select[Any]:
    """Return the select of the keys of the page, sorted after they are gathered, and of the number of all."""
    columns, is_descending = _sorting(listing, asked)
    named = [column.label(f"by_{place}") for place, column in enumerate(columns)]
    found = wanted.add_columns(*named).subquery()
    key, *order = found.c
    ways = [one.desc() if is_descending else one.asc() for one in (*order, key)]
    sorted_keys = sa.select(key, sa.func.count().over().label("total")).order_by(*ways)
    return sorted_keys.limit(listing.page_size).offset(start)


def export(
    reader: RecordSession, listing: Listing, asked: MultiDict[str, str], bound: Mapping[str, object] = UNBOUND
) -> Response:
    """Answer with every row that the search and the filters leave, in the order of the list, as a workbook."""
    wanted = _narrowed(listing, asked)
    if _count(reader, wanted, MOST_EXPORTED, bound) > MOST_EXPORTED:
        raise InputError(
            "A workbook takes at most %(most)d rows of this list. Narrow it by a search or a filter first.",
            most=MOST_EXPORTED,
        )
    rows = listing.rows.where(listing.key.in_(wanted)).order_by(*_order(listing, asked))
    found = reader.execute(rows.execution_options(yield_per=1000), bound)
    headings = [column.heading for column in listing.columns]
    cells = ([column.value(row) for column in listing.columns] for row in found)
    return workbook_answer(listing.title, headings, cells, listing.name, language())


def _count(reader: RecordSession, wanted: Select[Any], most: int, bound: Mapping[str, object]) -> int:
    """Return how many rows there are; more than `most` are not counted."""
    counting = sa.select(sa.func.count()).select_from(wanted.limit(most + 1).subquery())
    return int(reader.execute(counting, bound).scalar_one())


def _narrowed(listing: Listing, asked: Mapping[str, str]) -> Select[Any]:
    wanted = listing.keys
    for one in listing.filters:
        condition = one.chosen(asked.get(one.key, "").strip())
        if condition is not None:
            wanted = wanted.where(condition)
    query = asked.get("q", "").strip()
    if query and listing.search is not None:
        wanted = wanted.where(listing.search(query[:200]))
    return wanted


def _sort(listing: Listing, asked: Mapping[str, str]) -> str:
    sort = asked.get("sort", "")
    sortable = {column.key for column in listing.columns if column.order}
    return sort if sort.removeprefix("-") in sortable else listing.order


def _order(listing: Listing, asked: Mapping[str, str]) -> list[Any]:
    """Return the order of the list; the key comes last, so that no row stands on two pages."""
    columns, is_descending = _sorting(listing, asked)
    return [one.desc() if is_descending else one.asc() for one in (*columns, listing.key)]


def _sorting(listing: Listing, asked: Mapping[str, str]) -> tuple[Sequence[Any], bool]:
    """Return by what the list is sorted, and whether from the highest to the lowest."""
    sort = _sort(listing, asked)
    column = next(column for column in listing.columns if column.key == sort.removeprefix("-"))
    return column.order, sort.startswith("-")


def _page(asked: Mapping[str, str]) -> int:
    text = asked.get("page", "1")
    return min(max(int(text), 1), 1_000_000) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def choice(key: str, label: Message, column: Any, values: type[enum.Enum]) -> Filter:
    """Return the filter by a column that holds one of a few values."""
    return Filter(key, label, lambda text: column == values(text), choices_of(values))


def contains_words(column: Any, query: str) -> Condition:
    """Return whether a folded column holds every word of the query, in any order, without regard to diacritics."""
    words = fold(query).split()
    if not words:
        return sa.false()
    return sa.and_(*(column.contains(word, autoescape=True) for word in words))
