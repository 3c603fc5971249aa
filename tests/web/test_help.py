"""The help page, open to everybody; what it says of outcomes is what the records say."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.web.conftest import Site
from tracker.database import Database
from tracker.records.lifecycle import FileStatus
from tracker.records.outcomes import outcome_on
from tracker.testing import Office
from tracker.web.help import AFTER, BEFORE, CASES, DUE, LATER

RECEIVED = date(2026, 10, 5)
RECORDED: list[dict[str, object]] = [
    {"finished_on": BEFORE, "returned_on": AFTER},
    {"finished_on": DUE},
    {"finished_on": AFTER},
    {},
    {"extended_due_on": LATER, "extension_recorded_on": BEFORE, "finished_on": AFTER},
    {"extended_due_on": LATER, "extension_recorded_on": AFTER, "finished_on": AFTER},
    {"status": FileStatus.SUPPLEMENT, "status_on": BEFORE},
    {"status": FileStatus.WITHDRAWN, "status_on": BEFORE},
]


@pytest.mark.parametrize("number", range(len(CASES)))
def test_each_example_is_judged_as_the_page_says(database: Database, number: int) -> None:
    with database.writing("test") as session:
        office = Office(session)
        file = office.file(office.official(), RECEIVED, DUE, **RECORDED[number])
        assert outcome_on(file, AFTER) is CASES[number].outcome


@pytest.mark.parametrize("name", [None, "staff", "leader", "admin", "auditor"])
def test_the_help_is_open_to_everybody(site: Site, name: str | None) -> None:
    page = site.browser(name).get("/help/")
    assert "Result ready on 08/10/2026, handed over on 14/10/2026" in page
    assert page.count('class="tag ok"') == 3
    assert page.count('class="tag bad"') == 3


def test_every_entry_of_the_contents_leads_to_its_part(site: Site) -> None:
    page = site.browser().get("/help/")
    wanted = re.findall(r'href="#([a-z-]+)"', page)
    assert {"outcomes", "as-of", "points", "held", "contest", "who", "words"} <= set(wanted)
    assert all(f'id="{one}"' in page for one in wanted)


def test_each_reader_has_his_own_language_one_after_the_other(site: Site) -> None:
    readers = [(language, site.browser(language=language)) for language in ("vi", "en")]
    for language, browser in readers * 2:
        assert f'<html lang="{language}"' in browser.get("/help/")
        assert f'<html lang="{language}"' in browser.ask("/nothing-is-here").get_data(as_text=True)
