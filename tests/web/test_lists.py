"""Lists: the same rows in the same order, whether few are sorted or the database walks along many."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col
from werkzeug.datastructures import MultiDict

from tests.web.conftest import Site
from tracker.messages import message
from tracker.web import lists
from tracker.web.lists import COUNTED_TO, PAGE_SIZE, Column, Filter, Listed, Listing
from tracker.workdays import FIRST_DAY, LAST_DAY, CalendarDay

ON = col(CalendarDay.on)
DAYS = (LAST_DAY - FIRST_DAY).days + 1
LATE = date(2040, 1, 1)
HALVES = [("first", "first")]


def days_listed(site: Site, **asked: str) -> Listed:
    """Return a page of the list of all days that the calendar knows, more than are counted."""
    listing = Listing(
        title=message("Days"),
        name="days",
        key=ON,
        keys=sa.select(ON),
        rows=sa.select(ON),
        columns=[Column("on", message("Day"), lambda row: row[0], [ON])],
        order="on",
        filters=[
            Filter("from", message("From"), lambda text: date.fromisoformat(text) <= ON),
            Filter("half", message("Half"), lambda _: ON < LATE, HALVES, rare=frozenset({"", "first", "third"})),
        ],
    )
    with site.database.reading() as reader:
        return lists.listed(reader, listing, MultiDict(asked))


@contextmanager
def statements(site: Site) -> Iterator[list[str]]:
    """Collect what is sent to the database."""
    told: list[str] = []

    def note(_connection, _cursor, statement: str, *_rest: object) -> None:
        told.append(statement)

    sa.event.listen(site.database.engine, "before_cursor_execute", note)
    yield told
    sa.event.remove(site.database.engine, "before_cursor_execute", note)


def days_of(found: Listed) -> list[date]:
    """Return the days of the page."""
    return [row[0] for row in found.rows]


@pytest.mark.parametrize(("sort", "first"), [("on", FIRST_DAY), ("-on", LAST_DAY)])
def test_a_list_that_is_too_long_to_be_counted_is_sorted_both_ways(site: Site, sort: str, first: date) -> None:
    found = days_listed(site, sort=sort)
    step = timedelta(days=1 if first == FIRST_DAY else -1)
    assert days_of(found) == [first + number * step for number in range(PAGE_SIZE)]
    assert found.total > COUNTED_TO
    assert not found.is_counted
    assert found.has_more


def test_the_last_page_of_a_long_list_holds_what_is_left(site: Site) -> None:
    last = (DAYS - 1) // PAGE_SIZE + 1
    found = days_listed(site, page=str(last))
    assert len(found.rows) == DAYS - (last - 1) * PAGE_SIZE
    assert days_of(found)[-1] == LAST_DAY


def test_a_page_far_behind_is_walked_to_without_gathering_the_rows_before_it(site: Site) -> None:
    with statements(site) as told:
        found = days_listed(site, page=str(COUNTED_TO // PAGE_SIZE + 1))
    assert days_of(found)[0] == FIRST_DAY + timedelta(days=COUNTED_TO)
    assert found.total > COUNTED_TO
    assert sum("count(*)" in statement for statement in told) == 0


def test_a_page_behind_the_last_one_of_many_has_no_row_and_is_not_counted(site: Site) -> None:
    found = days_listed(site, page="99999")
    assert (found.rows, found.total, found.has_more) == ([], COUNTED_TO + 1, False)


def test_a_short_list_is_counted_on_every_page(site: Site) -> None:
    first, second = (days_listed(site, page=page, **{"from": "01/01/2050"}) for page in ("1", "2"))
    assert (first.total, second.total) == (365, 365)
    assert days_of(second)[0] == days_of(first)[-1] + timedelta(days=1)


def test_a_page_behind_the_last_one_has_no_row_and_knows_how_many_there_are(site: Site) -> None:
    found = days_listed(site, page="99", **{"from": "01/01/2050"})
    assert (found.rows, found.total) == ([], 365)


def test_a_rare_choice_is_sorted_although_it_is_too_long_to_be_counted(site: Site) -> None:
    found = days_listed(site, half="first", sort="-on")
    assert days_of(found)[0] == LATE - timedelta(days=1)
    assert not found.is_counted


@pytest.mark.parametrize("half", ["", "third"])
def test_a_list_that_nothing_narrows_is_not_gathered_whole(site: Site, half: str) -> None:
    assert days_listed(site, half=half).total == COUNTED_TO + 1


@pytest.mark.parametrize("address", ["/officials/", "/accounts/", "/units/"])
def test_the_head_of_a_list_stands_in_its_table(site: Site, address: str) -> None:
    page = site.browser("admin").get(address)
    assert page.index("<table") < page.index("<thead>") < page.index("<tbody>")
    assert page.count("<thead>") == 1
