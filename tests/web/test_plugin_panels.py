"""Cards and inbox items of plugins on pages of Tracker: whom they are shown, and what a fault leaves out."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import event

from tests.web.conftest import Plugged, Site

SOURCE = """
from datetime import date

import sqlalchemy as sa
from flask import Blueprint
from sqlmodel import col, select

from tracker.api import HandledFile, InboxItem, Official, Panel, Permission, Role, hookimpl, sentences
from tracker.api.web import needs, of_people

_ = sentences("PLUGIN")
pages = Blueprint("PLUGIN", __name__, url_prefix="/PLUGIN", template_folder="templates")


@pages.get("/<int:number>")
@needs("PLUGIN.decide")
def decide(number):
    return f"number {number}"


@hookimpl
def blueprints():
    return [pages]


@hookimpl
def permissions():
    return [
        Permission("PLUGIN.view", _("See meetings"), frozenset(Role)),
        Permission("PLUGIN.decide", _("Move meetings"), frozenset({Role.LEADER})),
    ]


@hookimpl
def dashboard_panels(session, viewer, period, today):
    seen = of_people(select(Official), col(Official.id), "PLUGIN.decide")
    names = [one.full_name for one in session.exec(seen.order_by(Official.name_order))]
    return [Panel(_("Meetings"), "PLUGIN/panel.html", {"names": names, "period": period}, "PLUGIN.decide")]


@hookimpl
def official_panels(session, official_id):
    names = [session.get(Official, official_id).full_name]
    return [
        Panel(_("Meetings"), "PLUGIN/panel.html", {"names": names, "period": None}, "PLUGIN.view"),
        Panel(_("Secrets"), "PLUGIN/panel.html", {"names": ["secret"], "period": None}, "PLUGIN.decide"),
    ]


@hookimpl
def inbox_items(session, today):
    return [
        InboxItem(_("Move a meeting"), today, "PLUGIN.decide", "PLUGIN.decide", {"number": 7}, who="Vũ Thị Đào"),
        InboxItem(_("Open a meeting"), date(2026, 1, 5), "PLUGIN.decide", "PLUGIN.decide", {"number": 8}, count=2),
    ]
"""
FILES = {
    "templates/PLUGIN/panel.html": '<p class="body">{{ _("Meetings") }} of {{ names|join(", ") }} {{ today|day }}</p>',
    "locale/vi/LC_MESSAGES/messages.po": """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Meetings"
msgstr "Cuộc họp"

msgid "Move a meeting"
msgstr "Dời cuộc họp"
""",
}
LEFT_OUT = "Has a fault"


def test_a_card_on_the_overview_speaks_the_words_of_its_plugin(plugged: Plugged) -> None:
    site, _ = plugged(SOURCE, FILES)
    page = site.browser("leader", language="vi").get("/overview")
    assert re.search(r"<h2 [^>]*>Cuộc họp</h2></header>\s*<p class=\"body\">Cuộc họp of ", page)
    assert "Việc cần xử lý" in page or "Tổng quan" in page, "the page speaks its own words again after the card"


def test_a_card_shows_only_people_in_the_reach_of_the_permission(plugged: Plugged) -> None:
    site, _ = plugged(SOURCE, FILES)
    assert "Meetings of Trần Quốc Ánh, Nguyễn Văn Ân, Vũ Thị Đào" in site.browser("leader").get("/overview")
    assert "Meetings of Vũ Thị Đào, Bùi Đức Ước" in site.browser("other_leader").get("/overview")


def test_who_lacks_the_permission_sees_no_card(plugged: Plugged) -> None:
    site, _ = plugged(SOURCE, FILES)
    assert "Meetings of" not in site.browser("auditor").get("/overview")


def test_the_record_of_an_official_shows_the_cards_that_the_viewer_may_see_of_him(plugged: Plugged) -> None:
    site, _ = plugged(SOURCE, FILES)
    own = site.browser("staff").get("/me/")
    assert "Meetings of Phạm Thị Hà" in own
    assert "secret" not in own
    led = site.browser("other_leader").get(f"/officials/{site.officials['CB03']}/")
    assert "Meetings of secret" in led
    audited = site.browser("auditor").get(f"/officials/{site.officials['CB03']}/")
    assert "Meetings of Vũ Thị Đào" in audited
    assert "secret" not in audited


def test_things_of_a_plugin_wait_in_the_inbox_the_oldest_first(plugged: Plugged) -> None:
    site, name = plugged(SOURCE, FILES)
    leader = site.browser("leader")
    page = leader.get("/inbox/")
    assert page.index("Open a meeting") < page.index("Move a meeting")
    assert f'href="/{name}/7"' in page
    assert "3 to decide" in page
    assert "Vũ Thị Đào" in page
    assert "Move a meeting" in leader.get(f"/inbox/?only={name}")
    assert "Move a meeting" not in leader.get("/inbox/?only=causes")
    assert "Meetings: 3" in leader.get("/overview")
    assert f"number {7}" in leader.get(f"/{name}/7")


def test_the_number_in_the_menu_counts_them_too(plugged: Plugged) -> None:
    site, _ = plugged(SOURCE, FILES)
    assert re.search(r'href="/inbox/">.*<span class="cnt">3<', site.browser("leader").get("/files/"))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("def dashboard_panels(session,", "def dashboard_panels(", "NameError"),
        ('"PLUGIN/panel.html", {"names": names, "period": period}', '"PLUGIN/none.html", {}', "TemplateNotFound"),
        ('"PLUGIN/panel.html", {"names": names, "period": period}', '"PLUGIN/panel.html", {}', "is undefined"),
        ('"PLUGIN/panel.html", {"names": names, "period": period}', '"base.html", {}', "not in the folder"),
        ('"period": period}, "PLUGIN.decide")', '"period": period}, "PLUGIN.x")', "which nobody declares"),
        (
            "    names = [one.full_name",
            '    session.execute(sa.text("SELECT nothing"))\n    names = [one.full_name',
            "DB",
        ),
        (
            "    names = [one.full_name",
            "    names = session.execute(sa.text('SELECT 1/0 FROM nowhere'))\n    names = [one.full_name",
            "DB",
        ),
    ],
)
def test_a_card_that_cannot_be_shown_is_left_out_and_the_page_of_plugins_says_why(
    plugged: Plugged, old: str, new: str, told: str
) -> None:
    assert old in SOURCE
    site, name = plugged(SOURCE.replace(old, new, 1), FILES)
    page = site.browser("leader").get("/overview")
    assert "Meetings of" not in page
    assert "Whole ranking" in page
    about = site.browser("admin").get(f"/plugins/{name}")
    assert LEFT_OUT in about
    assert told in about or (told == "DB" and ("OperationalError" in about or "Undefined" in about))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('{"number": 7}', "{}", "does not give all that the address"),
        ('"PLUGIN.decide", "PLUGIN.decide", {"number": 7}', '"PLUGIN.no", "PLUGIN.decide"', "which is none"),
        ("def inbox_items(session, today):", "def inbox_items(session, today):\n    1 / 0", "division by zero"),
    ],
)
def test_things_that_cannot_be_shown_are_left_out_of_the_inbox(plugged: Plugged, old: str, new: str, told: str) -> None:
    assert old in SOURCE
    site, name = plugged(SOURCE.replace(old, new, 1), FILES)
    assert "Move a meeting" not in site.browser("leader").get("/inbox/")
    assert told in site.browser("admin").get(f"/plugins/{name}")


def statements_of(site: Site, who: str, address: str) -> int:
    """Return how many statements a page asks."""
    browser, asked = site.browser(who), []

    def note(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        asked.append(statement)

    browser.get(address)
    event.listen(site.database.engine, "before_cursor_execute", note)
    browser.get(address)
    event.remove(site.database.engine, "before_cursor_execute", note)
    return len(asked)


def test_a_plugin_without_cards_costs_no_statement(site: Site, plugged: Plugged) -> None:
    without = {address: statements_of(site, "leader", address) for address in ("/overview", "/inbox/", "/files/")}
    other, _ = plugged("from tracker.api import hookimpl\n")
    assert {address: statements_of(other, "leader", address) for address in without} == without
