"""Public pages of plugins: what a calendar fetches without an account, at an address that nobody can guess."""

from __future__ import annotations

import pytest

from tests.web.conftest import Plugged, Site
from tracker.web.rates import MOST_A_MINUTE

SOURCE = """
from flask import Blueprint, abort

from tracker.api import hookimpl
from tracker.api.web import as_feed, public

pages = Blueprint("PLUGIN", __name__, url_prefix="/PLUGIN")
SAID = [b"BEGIN:VCALENDAR"]


@pages.get("/<token>.ics")
@public
def calendar(token):
    if token != "right":
        abort(404)
    return as_feed(SAID[0], "text/calendar", "Lịch học.ics", minutes=20)


@hookimpl
def blueprints():
    return [pages]
"""


@pytest.fixture
def fed(plugged: Plugged) -> tuple[Site, str]:
    return plugged(SOURCE)


def test_a_feed_is_open_without_an_account_and_kept_for_some_minutes(fed: tuple[Site, str]) -> None:
    site, name = fed
    answer = site.app.test_client().get(f"/{name}/right.ics")
    assert (answer.status_code, answer.data) == (200, b"BEGIN:VCALENDAR")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, max-age=1200"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "filename*=UTF-8''L%E1%BB%8Bch%20h%E1%BB%8Dc.ics" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("token", ["right", "wrong"])
def test_no_answer_of_it_sets_a_cookie(fed: tuple[Site, str], token: str) -> None:
    site, name = fed
    answer = site.app.test_client().get(f"/{name}/{token}.ics")
    assert "Set-Cookie" not in answer.headers
    assert answer.status_code == (200 if token == "right" else 404)


def test_what_has_not_changed_is_not_sent_again(fed: tuple[Site, str]) -> None:
    site, name = fed
    client = site.app.test_client()
    tag = client.get(f"/{name}/right.ics").headers["ETag"]
    again = client.get(f"/{name}/right.ics", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Cache-Control"] == "private, max-age=1200"


def test_a_page_that_is_no_feed_is_kept_by_nobody(fed: tuple[Site, str]) -> None:
    site, name = fed
    assert site.app.test_client().get(f"/{name}/wrong.ics").headers["Cache-Control"] == "no-store"
    assert site.browser("leader").ask("/files/").headers["Cache-Control"] == "no-store"


def test_who_guesses_on_and_on_is_held_back_and_others_are_not(fed: tuple[Site, str]) -> None:
    site, name = fed
    guesser = site.app.test_client()
    answers = [guesser.get(f"/{name}/{number}.ics").status_code for number in range(MOST_A_MINUTE)]
    assert set(answers) == {404}
    held_back = guesser.get(f"/{name}/right.ics")
    assert (held_back.status_code, held_back.headers["Retry-After"]) == (429, "60")
    assert guesser.get("/sign-in").status_code == 200
    other = site.app.test_client().get(f"/{name}/right.ics", environ_base={"REMOTE_ADDR": "10.0.0.9"})
    assert other.status_code == 200
