"""The gate: who gets through to which page, tried on every address that the application has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from werkzeug.routing import Rule

from tests.web.conftest import PASSWORD, Site, app_of
from tests.web.strangers import NOT_OF_A_RECORD, filled, strangers_ids
from tests.web.strangers_in_plugins import FOR_THE_WHOLE_OFFICE, SENT_BY
from tracker.accounts.permissions import Role
from tracker.web.gate import NEEDS, PUBLIC, SIGNED_IN
from tracker.web.navigation import MENU

ROLES = {
    "staff": {Role.STAFF},
    "leader": {Role.LEADER, Role.STAFF},
    "other_leader": {Role.LEADER, Role.STAFF},
    "admin": {Role.ADMIN},
    "auditor": {Role.AUDITOR},
}
REFUSED = (403, 404)


def addresses(site: Site) -> Iterator[tuple[Rule, str]]:
    """Yield every address with what it needs."""
    for rule in site.app.url_map.iter_rules():
        yield rule, getattr(site.app.view_functions[rule.endpoint], NEEDS, "")


def requests(site: Site) -> Iterator[tuple[Rule, str, str, str]]:
    """Yield every address with what it needs, its method and the address for records of the desk: first what reads."""
    ids = strangers_ids(site)
    for method in ("GET", "POST"):
        for rule, needed in addresses(site):
            if method in (rule.methods or set()) and rule.endpoint != "signing_in.sign_out":
                yield rule, needed, method, filled(site, rule, ids)


def test_every_address_says_who_may_open_it(site: Site) -> None:
    known = {permission.key for permission in site.tracker.plugins.permissions} | {PUBLIC, SIGNED_IN}
    silent = {rule.rule: needed for rule, needed in addresses(site) if needed not in known}
    assert silent == {}


def test_a_page_that_declares_nothing_is_refused(site: Site, tmp_path: Path) -> None:
    app = app_of(site.database.url.render_as_string(hide_password=False), tmp_path)
    app.add_url_rule("/silent", "silent", lambda: "seen")
    assert replace(site, app=app).browser("admin").ask("/silent").status_code == 403
    app.extensions["tracker"].database.close()


def test_nobody_gets_past_the_door_without_signing_in(site: Site) -> None:
    stranger = site.browser().client
    for rule, needed, method, address in requests(site):
        if needed == PUBLIC:
            continue
        answer = stranger.open(address, method=method)
        assert answer.status_code == 302, (method, rule.rule)
        assert "/sign-in" in answer.headers["Location"], (method, rule.rule)


@pytest.mark.parametrize("name", ROLES)
def test_each_role_opens_what_is_its_own_and_nothing_else(site: Site, name: str) -> None:
    roles_of = {permission.key: permission.roles for permission in site.tracker.plugins.permissions}
    browser, wrong = site.browser(name), []
    for rule, needed, method, address in requests(site):
        if needed in (PUBLIC, SIGNED_IN):
            continue
        status = browser.client.open(address, method=method).status_code
        is_led_by_others = name == "other_leader" and rule.endpoint in FOR_THE_WHOLE_OFFICE
        may = bool(ROLES[name] & roles_of[needed]) and not is_led_by_others
        is_right = status < 500 and (status != 403 or rule.arguments) if may else status == 403
        if not is_right:
            wrong.append((method, rule.rule, needed, status))
    assert wrong == []


@pytest.mark.parametrize("name", ["leader", "admin"])
def test_every_address_of_the_test_names_a_record_that_is_there(site: Site, name: str) -> None:
    """Else the test after this one would prove nothing."""
    roles_of = {permission.key: permission.roles for permission in site.tracker.plugins.permissions}
    browser, wrong = site.browser(name), []
    for rule, needed, method, address in requests(site):
        if method != "GET" or not rule.arguments - NOT_OF_A_RECORD or not ROLES[name] & roles_of.get(needed, set()):
            continue
        if any(SENT_BY.get(part, name) != name for part in rule.arguments):
            continue
        status = browser.client.open(address).status_code
        if status in REFUSED or status >= 500:
            wrong.append((rule.rule, needed, status))
    assert wrong == []


@pytest.mark.parametrize("name", ["other_leader", "colleague"])
def test_a_record_of_somebody_else_is_not_found_under_its_number(site: Site, name: str) -> None:
    """The records tried are those of CB01: outside the unit of CB04, and not those of the colleague."""
    browser, wrong = site.browser(name), []
    for rule, needed, method, address in requests(site):
        if needed == PUBLIC or not rule.arguments - NOT_OF_A_RECORD:
            continue
        status = browser.client.open(address, method=method).status_code
        if status not in REFUSED:
            wrong.append((method, rule.rule, status))
    assert wrong == []


def test_every_answer_carries_the_headers_that_protect_it(site: Site) -> None:
    for address in ("/sign-in", "/files/", "/files/999999", "/no-such-page", "/static/app.css", "/health"):
        headers = site.browser("leader").ask(address).headers
        assert "unsafe-inline" not in headers["Content-Security-Policy"]
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == ("public, max-age=86400" if "static" in address else "no-store")


PAGES_ABOVE = {
    "accounts.take": "/accounts/{account_id}",
    "duty.release": "/duty",
    "corrections.take_back": "/corrections/{correction_id}",
    "imports.answer": "/imports/uploads/{upload_id}",
    "inbox.release_field": "/inbox",
    "signing_in.my_language": "/my-account",
    "signing_in.sign_out": "/",
}


def test_an_address_that_only_takes_a_form_leads_to_the_page_above_it(site: Site) -> None:
    """Else who reloads after an error, or follows his history, would see that this address does not take that."""
    ids, admin = strangers_ids(site), site.browser("admin")
    addresses_of = {rule.endpoint: rule for rule, _ in addresses(site)}
    shown = {rule.rule for rule, _ in addresses(site) if "GET" in (rule.methods or set())}
    for rule, _ in addresses(site):
        if rule.rule not in shown:
            assert admin.ask(filled(site, rule, ids)).status_code == 303, rule.rule
    for endpoint, page in PAGES_ABOVE.items():
        answer = admin.ask(filled(site, addresses_of[endpoint], ids))
        assert answer.headers["Location"].rstrip("/") == page.format(**ids).rstrip("/"), endpoint
    assert site.browser().ask("/sign-out").status_code == 405


@pytest.mark.parametrize("number", ["2147483648", "9" * 30, "9" * 5000])
def test_a_number_that_no_record_can_have_is_the_address_of_nothing(site: Site, number: str) -> None:
    admin = site.browser("admin")
    for address in ("/files/{}", "/accounts/{}", "/officials/{}/", "/units/{}/edit"):
        assert admin.ask(address.format(number)).status_code == 404


def test_who_was_signed_out_while_he_typed_is_led_back_to_the_form(site: Site) -> None:
    nobody = site.browser()
    answer = nobody.client.post("/corrections/missing", headers={"Referer": "http://localhost/corrections/missing"})
    assert answer.headers["Location"] == "/sign-in?next=http://localhost/corrections/missing"
    sent = nobody.send(answer.headers["Location"], name="staff", password=PASSWORD)
    assert sent.headers["Location"] == "/corrections/missing"


def test_a_form_without_its_token_is_refused_and_nothing_is_stored(site: Site) -> None:
    site.app.config["WTF_CSRF_ENABLED"] = True
    answer = site.browser("staff").send("/my-account/language", language="en")
    assert answer.status_code == 400
    assert "came from another page" in answer.get_data(as_text=True)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/x", "//evil.example", "/\\evil.example", "javascript:1"])
def test_nobody_is_led_to_another_site(site: Site, elsewhere: str) -> None:
    answer = site.browser().client.get("/language/en", query_string={"next": elsewhere})
    assert answer.headers["Location"] == "/"


def test_the_menu_shows_a_page_to_whom_may_open_it_and_nobody_else(site: Site) -> None:
    views = site.app.view_functions
    assert {entry.endpoint: entry.needs for group in MENU for entry in group.entries} == {
        entry.endpoint: getattr(views[entry.endpoint], NEEDS) for group in MENU for entry in group.entries
    }


def test_the_menu_names_the_person_and_then_the_account(site: Site) -> None:
    page = site.browser("staff").get("/me/")
    me = page[page.index('<div class="me">') :]
    assert me.index("<b>Phạm Thị Hà</b>") < me.index("staff</a>")
    assert "<b>admin</b>" in site.browser("admin").get("/more")
