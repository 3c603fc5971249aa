"""Lists as workbooks: what looks like a formula stands in them as the text that somebody typed."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator

import openpyxl
import sqlalchemy as sa
from openpyxl.cell import Cell
from sqlmodel import SQLModel

from tests.web.conftest import Browser, Site
from tests.web.naughty import pages
from tests.web.page_forms import links_in
from tests.web.strangers import strangers_ids
from tracker.accounts.accounts import Account
from tracker.accounts.sign_ins import SignIn
from tracker.imports.batches import ImportBatch
from tracker.records.corrections import Correction
from tracker.records.delay_causes import DelayCause
from tracker.records.handled_files import HandledFile
from tracker.records.officials import Official
from tracker.records.postings import Posting
from tracker.records.procedures import Procedure
from tracker.records.training_records import TrainingRecord
from tracker.records.units import Unit

BEGINNINGS = ("=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", '=HYPERLINK("https://evil.example")')
TYPED: dict[type[SQLModel], tuple[str, ...]] = {
    Official: ("full_name", "code", "degree", "field_of_study", "email", "phone"),
    Unit: ("name", "code"),
    Posting: ("position",),
    Procedure: ("name", "code", "field"),
    HandledFile: ("code",),
    TrainingRecord: ("title", "form", "result", "certificate"),
    Correction: ("reason", "answer", "evidence"),
    DelayCause: ("cause",),
    ImportBatch: ("source", "filename", "actor"),
    Account: ("name",),
    SignIn: ("user_agent",),
}
"""Where people type text, or their programs do."""
LISTS = 14


def fill(site: Site) -> None:
    """Write texts that begin like a formula wherever people type text."""
    strangers_ids(site)
    with site.database.writing("=1+1", "@SUM(A1)") as session:
        for table, names in TYPED.items():
            key = sa.inspect(table).primary_key[0]
            beginning = sa.case(dict(enumerate(BEGINNINGS)), value=key % len(BEGINNINGS))
            text = sa.type_coerce(beginning, sa.String) + " " + sa.cast(key, sa.String)
            session.connection().execute(sa.update(table).values(dict.fromkeys(names, text)))


def workbooks(site: Site, browser: Browser) -> Iterator[tuple[str, bytes]]:
    """Yield every list that this person can save as a workbook."""
    seen = set[str]()
    for address, page in list(pages(site, browser)):
        for link in links_in(page, address):
            if "xlsx=1" in link and link not in seen:
                seen.add(link)
                answer = browser.ask(link)
                assert answer.status_code == 200, link
                yield link, answer.get_data()


def cells(content: bytes) -> Iterator[Cell]:
    """Yield every cell of a workbook that has a value."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            yield from (cell for cell in row if cell.value is not None)


def test_no_cell_of_any_workbook_is_a_formula(site: Site) -> None:
    fill(site)
    seen, with_typed = set[str](), set[str]()
    for name in ("leader", "admin", "staff"):
        for link, content in workbooks(site, site.browser(name)):
            seen.add(link.partition("?")[0])
            for cell in cells(content):
                assert cell.data_type != "f", (link, cell.coordinate, cell.value)
                assert cell.hyperlink is None, (link, cell.coordinate)
                if str(cell.value).startswith(BEGINNINGS):
                    assert cell.data_type == "s", (link, cell.coordinate, cell.value)
                    with_typed.add(link.partition("?")[0])
    assert len(seen) >= LISTS
    assert len(with_typed) >= LISTS - 4, seen - with_typed


def test_a_workbook_has_the_rows_of_the_list_and_no_others(site: Site) -> None:
    whole = site.browser("leader").ask("/files/?xlsx=1").get_data()
    own_unit = site.browser("other_leader").ask("/files/?xlsx=1").get_data()
    codes = {str(cell.value) for cell in cells(own_unit) if str(cell.value).startswith("H23")}
    everything = {str(cell.value) for cell in cells(whole) if str(cell.value).startswith("H23")}
    assert len(everything) == 5
    assert len(codes) == 1
    assert codes < everything
