"""Text that breaks programs, in addresses: every page answers, or says that there is nothing."""

from __future__ import annotations

import re
from urllib.parse import quote_plus

import pytest

from tests.web.conftest import Site
from tests.web.naughty import BYTES, NAUGHTY, ROLES, SCRIPT, pages, rules
from tests.web.page_forms import parameters_in
from tracker.web.lists import EXPORT

NUMBERS = ("9" * 30, "9" * 5000, "0")
NOT_NUMBERS = ("-1", quote_plus(SCRIPT), BYTES[0])
OTHERS = (*NOT_NUMBERS, *BYTES[1:], "0000-00-00", "9999-12-31", "9999-W53", "2026-Q9")


@pytest.mark.parametrize("name", ["leader", "admin"])
def test_whatever_follows_the_question_mark_every_page_answers(site: Site, name: str) -> None:
    browser, wrong = site.browser(name), []
    values = (*map(quote_plus, NAUGHTY[:-1]), *BYTES)
    for address, page in list(pages(site, browser)):
        names = sorted((parameters_in(page, address) | {"q", "page", "sort", "period", "start", "kind"}) - {EXPORT})
        for first in range(0, len(values), 3):
            given = {one: values[(first + place) % len(values)] for place, one in enumerate(names)}
            query = "&".join(f"{one}={value}" for one, value in given.items())
            answer = browser.ask(f"{address}?{query}")
            if answer.status_code >= 500 or SCRIPT in answer.get_data(as_text=True):
                wrong.append(f"{answer.status_code} {address}?{query[:80]}")
    assert wrong == []


def test_whatever_stands_for_a_record_in_an_address_it_is_not_found(site: Site) -> None:
    wrong = []
    browsers = {name: site.browser(name) for name in ROLES}
    for rule in rules(site):
        address = rule.rule
        if not rule.arguments:
            continue
        takes_numbers = "<" not in re.sub("<int:[^>]*>", "", address)
        for value in (*NUMBERS, *(NOT_NUMBERS if takes_numbers else OTHERS)):
            tried = re.sub(r"<[^>]*>", value, address)
            for name in ("leader", "admin"):
                answer = browsers[name].ask(tried)
                if answer.status_code >= 500 or SCRIPT in answer.get_data(as_text=True):
                    wrong.append(f"{answer.status_code} {name} {rule.rule} {value[:30]}")
    assert wrong == []
