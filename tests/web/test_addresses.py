"""Addresses that pages make from what they were asked."""

from __future__ import annotations

import pytest

from tests.web.conftest import Site

PAGES = ("/files/", "/reports/", "/reports/differences", "/reports/form-ii06a", "/overview", "/ranking/", "/duty/")
ORDERS = "_scheme=javascript&_external=1&_anchor=x&_method=DELETE"


@pytest.mark.parametrize("page", PAGES)
def test_no_link_of_a_page_is_bent_by_what_follows_the_question_mark(site: Site, page: str) -> None:
    shown = site.browser("leader").get(f"{page}?{ORDERS}&sort=files")
    assert "javascript:" not in shown
    assert "http://localhost" not in shown
