"""Addresses that pages make from what they were asked."""

from __future__ import annotations

import pytest
from flask import url_for

from tests.web.conftest import Site
from tracker.web.addresses import numbered

PAGES = ("/files/", "/reports/", "/reports/differences", "/reports/form-ii06a", "/overview", "/ranking/", "/duty/")
ORDERS = "_scheme=javascript&_external=1&_anchor=x&_method=DELETE"


@pytest.mark.parametrize("page", PAGES)
def test_no_link_of_a_page_is_bent_by_what_follows_the_question_mark(site: Site, page: str) -> None:
    shown = site.browser("leader").get(f"{page}?{ORDERS}&sort=files")
    assert "javascript:" not in shown
    assert "http://localhost" not in shown


def test_the_menu_leads_below_where_the_site_is_mounted(site: Site) -> None:
    leader = site.browser("leader").client
    for below in ("", "/mot-cua", ""):
        page = leader.get("/files/", environ_overrides={"SCRIPT_NAME": below}).get_data(as_text=True)
        assert f'<a href="{below}/officials/"' in page
        assert f'href="{below}/static/app.css' in page


def test_an_address_with_its_number_left_open_is_that_of_url_for(site: Site) -> None:
    with site.app.test_request_context("/", environ_overrides={"SCRIPT_NAME": "/100%"}):
        assert numbered("files.show", "file_id") % 17 == url_for("files.show", file_id=17)
        asked = {"subject": "handled_file"}
        open_address = numbered("corrections.ask", "subject_id", **asked)
        assert open_address % 17 == url_for("corrections.ask", subject_id=17, **asked)
