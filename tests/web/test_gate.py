"""The gate: who gets through to which page, tried on every address that the application has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from werkzeug.routing import Rule

from tests.web.conftest import Site
from tests.web.strangers import NOT_OF_A_RECORD, strangers_ids
from tracker.accounts.permissions import CORE_PERMISSIONS, Role
from tracker.web.gate import NEEDS, PUBLIC, SIGNED_IN

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


def filled(site: Site, rule: Rule) -> str:
    """Return the address with values for its variable parts: records of the desk."""
    ids = strangers_ids(site)
    values = {name: ids[name] for name in rule.arguments}
    with site.app.test_request_context():
        return str(site.app.url_map.bind("localhost").build(rule.endpoint, values, force_external=False))


def test_every_address_says_who_may_open_it(site: Site) -> None:
    known = {permission.key for permission in CORE_PERMISSIONS} | {PUBLIC, SIGNED_IN}
    silent = {rule.rule: needed for rule, needed in addresses(site) if needed not in known}
    assert silent == {}


def test_a_page_that_declares_nothing_is_refused(site: Site) -> None:
    site.app.add_url_rule("/silent", "silent", lambda: "seen")
    assert site.browser("admin").ask("/silent").status_code == 403


def test_nobody_gets_past_the_door_without_signing_in(site: Site) -> None:
    stranger = site.browser().client
    for rule, needed in addresses(site):
        if needed == PUBLIC:
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            answer = stranger.open(filled(site, rule), method=method)
            assert answer.status_code == 302, (method, rule.rule)
            assert "/sign-in" in answer.headers["Location"], (method, rule.rule)


@pytest.mark.parametrize("name", ROLES)
def test_each_role_opens_what_is_its_own_and_nothing_else(site: Site, name: str) -> None:
    roles_of = {permission.key: permission.roles for permission in CORE_PERMISSIONS}
    for rule, needed in addresses(site):
        if needed in (PUBLIC, SIGNED_IN) or rule.endpoint == "signing_in.sign_out":
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            answer = site.browser(name).client.open(filled(site, rule), method=method)
            if ROLES[name] & roles_of[needed]:
                assert answer.status_code < 500, (name, method, rule.rule, answer.status_code)
                assert answer.status_code != 403 or rule.arguments, (name, method, rule.rule)
            else:
                assert answer.status_code == 403, (name, method, rule.rule, answer.status_code)


@pytest.mark.parametrize("name", ["other_leader", "colleague"])
def test_a_record_of_somebody_else_is_not_found_under_its_number(site: Site, name: str) -> None:
    """The records tried are those of CB01: outside the unit of CB04, and not those of the colleague."""
    for rule, needed in addresses(site):
        if needed == PUBLIC or not rule.arguments - NOT_OF_A_RECORD:
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            answer = site.browser(name).client.open(filled(site, rule), method=method)
            assert answer.status_code in REFUSED, (name, method, rule.rule, answer.status_code)


def test_every_answer_carries_the_headers_that_protect_it(site: Site) -> None:
    for address in ("/sign-in", "/files/", "/files/999999", "/no-such-page", "/static/app.css", "/health"):
        headers = site.browser("leader").ask(address).headers
        assert "unsafe-inline" not in headers["Content-Security-Policy"]
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == ("public, max-age=86400" if "static" in address else "no-store")


def test_a_form_without_its_token_is_refused_and_nothing_is_stored(site: Site) -> None:
    site.app.config["WTF_CSRF_ENABLED"] = True
    answer = site.browser("staff").send("/my-account/language", language="en")
    assert answer.status_code == 400
    assert "came from another page" in answer.get_data(as_text=True)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/x", "//evil.example", "/\\evil.example", "javascript:1"])
def test_nobody_is_led_to_another_site(site: Site, elsewhere: str) -> None:
    answer = site.browser().client.get("/language/en", query_string={"next": elsewhere})
    assert answer.headers["Location"] == "/"
