"""What somebody typed is not lost when he was signed out meanwhile, or when the token of his form is gone."""

from __future__ import annotations

import io
import re

import pytest
from flask.testing import FlaskClient
from sqlmodel import select
from werkzeug.test import TestResponse

from tests.conftest import NOW
from tests.web.conftest import CHEAP, PASSWORD, Site
from tests.web.page_forms import forms_in
from tracker.accounts.accounts import Account
from tracker.accounts.passwords import Passwords, set_password
from tracker.accounts.sign_ins import revoke_all
from tracker.database import Database
from tracker.imports.batches import ImportBatch
from tracker.records.units import Unit
from tracker.web.door import TOKEN_COOKIE
from tracker.web.typed import MOST_CHARACTERS

ADDRESS = "/units/new"
HERE = {"Origin": "http://localhost"}
GIVEN = "một mật khẩu cho sẵn"
TYPED = {"code": "party", "name": 'Văn phòng "Đảng ủy" <xã>\r\nhai dòng'}


def sent_signed_out(site: Site, values: dict[str, object] | None = None, **headers: str) -> tuple[FlaskClient, str]:
    """Send the administrator's form from his browser, in which he is no longer signed in; return the answer's page."""
    client = site.browser("admin").client
    with site.database.writing("test") as session:
        revoke_all(session, site.accounts["admin"], NOW)
    sent = {"opened_by": site.accounts["admin"], **TYPED} if values is None else values
    answer = client.post(ADDRESS, data=sent, headers=headers or HERE)
    return client, answer.get_data(as_text=True)


def sign_in(
    client: FlaskClient, page: str, name: str = "admin", password: str = PASSWORD, address: str = ADDRESS
) -> TestResponse:
    """Sign in on the page that asks for it."""
    (form,) = (one for one in forms_in(page, address) if "sign_in.name" in one.names)
    filled = {**form.values, "sign_in.name": name, "sign_in.password": password}
    return client.post(form.action, data=filled, headers=HERE)


def units(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.exec(select(Unit.code)))


def standing_in(page: str) -> dict[str, list[str]]:
    """Return what stands in the form for a unit."""
    (form,) = (one for one in forms_in(page, ADDRESS) if "code" in one.texts)
    return form.values


def test_what_was_typed_signed_out_stands_in_the_form_again_and_is_not_stored(site: Site) -> None:
    before = units(site.database)
    client, page = sent_signed_out(site)
    assert "What you typed is not lost" in page
    answer = sign_in(client, page)
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "You had been signed out, so this is not stored yet." in shown
    assert standing_in(shown)["name"] == [TYPED["name"]]
    assert units(site.database) == before
    stored = client.post(ADDRESS, data={**standing_in(shown), "name": "Văn phòng Đảng ủy"}, headers=HERE)
    assert stored.status_code == 302
    assert units(site.database) == before | {"party"}


def test_a_wrong_password_in_between_loses_nothing(site: Site) -> None:
    client, page = sent_signed_out(site)
    again = sign_in(client, page, password="not this one").get_data(as_text=True)
    assert "You are not signed in yet." in again
    assert standing_in(sign_in(client, again).get_data(as_text=True))["code"] == ["party"]


def test_another_account_that_signs_in_does_not_get_what_was_typed(site: Site) -> None:
    client, page = sent_signed_out(site)
    answer = sign_in(client, page, name="leader")
    assert answer.headers["Location"] == "/"
    overview = client.get("/", follow_redirects=True).get_data(as_text=True)
    assert "belongs to another account" in overview
    assert "party" not in overview


def test_a_form_that_another_account_opened_here_is_not_stored(site: Site) -> None:
    before = units(site.database)
    admin = site.browser("admin").client
    answer = admin.post(ADDRESS, data={**TYPED, "opened_by": site.accounts["leader"]}, headers=HERE)
    assert "was opened by another account" in answer.get_data(as_text=True)
    assert units(site.database) == before


def test_what_another_site_sends_does_not_travel(site: Site) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Referer": "https://evil.example/units"}):
        _, page = sent_signed_out(site, **headers)
        assert "party" not in page


def test_what_nobody_is_known_to_have_written_or_is_too_long_does_not_travel(site: Site) -> None:
    owner = site.accounts["admin"]
    for sent in (dict(TYPED), {"opened_by": owner}, {"opened_by": owner, "name": "party" * MOST_CHARACTERS}):
        client, page = sent_signed_out(site, sent)
        assert "party" not in page
        assert "nothing was saved" in client.get("/sign-in").get_data(as_text=True)


def test_a_password_never_travels(site: Site) -> None:
    client = site.browser("admin").client
    (form,) = (one for one in forms_in(client.get("/password").get_data(as_text=True), "/password") if one.texts)
    client.delete_cookie(TOKEN_COOKIE)
    sent = {**form.values, "present": "party 1", "new": "party 2", "new_again": "party 2", "note": "carried"}
    page = client.post("/password", data=sent, headers=HERE).get_data(as_text=True)
    assert "carried" in page
    assert "party" not in page


def asked_for_a_password_of_his_own(site: Site) -> tuple[FlaskClient, str]:
    """Send the administrator's form after somebody gave him a new password, with which he signs in meanwhile."""
    client = site.browser("admin").client
    with site.database.writing("test") as session:
        account = session.get_one(Account, site.accounts["admin"])
        set_password(session, account, Passwords(CHEAP).hash(GIVEN), must_change=True)
    page = client.post(ADDRESS, data={"opened_by": site.accounts["admin"], **TYPED}, headers=HERE)
    return client, sign_in(client, page.get_data(as_text=True), password=GIVEN).get_data(as_text=True)


def choose(client: FlaskClient, page: str, new: str, present: str = GIVEN) -> TestResponse:
    """Choose a new password on the page that asks for it."""
    (form,) = (one for one in forms_in(page, ADDRESS) if "own_password.new" in one.names)
    typed = {"own_password.present": present, "own_password.new": new, "own_password.new_again": new}
    return client.post(form.action, data={**form.values, **typed}, headers=HERE)


def test_what_was_typed_waits_until_a_new_password_is_chosen(site: Site) -> None:
    before = units(site.database)
    client, page = asked_for_a_password_of_his_own(site)
    assert "What you typed is not lost: choose a new password" in page
    again = choose(client, page, "short").get_data(as_text=True)
    assert "The password is not changed yet." in again
    answer = choose(client, again, "bốn từ dễ nhớ thôi")
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "You had to choose a new password first, so this is not stored yet." in shown
    assert standing_in(shown)["name"] == [TYPED["name"]]
    assert units(site.database) == before
    stored = client.post(ADDRESS, data={**standing_in(shown), "name": "Văn phòng Đảng ủy"}, headers=HERE)
    assert stored.status_code == 302
    assert units(site.database) == before | {"party"}


def test_whoever_has_a_password_of_somebody_else_stores_nothing_before_he_chose_his_own(guarded: Site) -> None:
    client, page = asked_for_a_password_of_his_own(guarded)
    assert client.get(ADDRESS).headers["Location"] == "/password"
    assert client.post(ADDRESS, data=TYPED, headers={"Origin": "https://evil.example"}).status_code in (302, 400)
    refused = choose(client, page, "bốn từ dễ nhớ thôi", present="not this one")
    assert refused.status_code == 422
    assert "bốn từ" not in refused.get_data(as_text=True)
    assert "party" not in units(guarded.database)


def test_a_file_that_was_chosen_has_to_be_chosen_again_and_the_page_says_so(site: Site) -> None:
    client = site.browser("admin").client
    client.delete_cookie(TOKEN_COOKIE)
    sent = {"opened_by": site.accounts["admin"], "kind": "files", "new_source": "Cổng tỉnh"}
    page = client.post("/imports/new", data={**sent, "file": (io.BytesIO(b"a;b"), "l.csv")}, headers=HERE)
    shown = sign_in(client, page.get_data(as_text=True), address="/imports/new").get_data(as_text=True)
    assert "The file that was chosen has to be chosen again." in shown
    assert "Cổng tỉnh" in shown


@pytest.fixture
def guarded(site: Site) -> Site:
    """The site as it is in use: a form is stored only with its token."""
    site.app.config["WTF_CSRF_ENABLED"] = True
    return site


def test_a_form_whose_token_is_gone_is_shown_again_and_stored_when_it_is_sent_again(guarded: Site) -> None:
    before = units(guarded.database)
    client = guarded.browser("admin").client
    answer = client.post(ADDRESS, data={**TYPED, "name": "Đảng ủy"}, headers=HERE)
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "This page had been open for too long, so this is not stored yet." in shown
    assert units(guarded.database) == before
    assert client.post(ADDRESS, data=standing_in(shown), headers=HERE).status_code == 302
    assert units(guarded.database) == before | {"party"}


def test_a_button_whose_token_is_gone_asks_before_it_does_anything(guarded: Site) -> None:
    address = f"/accounts/{guarded.accounts['auditor']}/disable"
    client = guarded.browser("admin").client
    page = client.post(address, headers=HERE).get_data(as_text=True)
    assert "This is not stored yet" in page
    with guarded.database.reading() as session:
        assert session.get_one(Account, guarded.accounts["auditor"]).disabled_at is None
    (form,) = (one for one in forms_in(page, address) if one.action == address)
    assert client.post(address, data=form.values, headers=HERE).status_code == 302
    with guarded.database.reading() as session:
        assert session.get_one(Account, guarded.accounts["auditor"]).disabled_at is not None


def test_what_does_not_store_through_the_request_stores_nothing_either(guarded: Site) -> None:
    with guarded.database.writing("test") as session:
        batch = ImportBatch(kind="files", source="s", filename="f", stored_at=NOW, actor="test", digest="0" * 64)
        session.add(batch)
        session.flush()
    page = guarded.browser("admin").client.post(f"/imports/{batch.id}/undo", headers=HERE).get_data(as_text=True)
    assert "This is not stored yet" in page
    with guarded.database.reading() as session:
        assert session.get_one(ImportBatch, batch.id).undone_at is None


def test_a_form_that_another_site_sends_without_its_token_is_refused(guarded: Site) -> None:
    answer = guarded.browser("admin").client.post(ADDRESS, data=TYPED, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 400
    assert "party" not in answer.get_data(as_text=True)


def test_signing_in_on_a_page_that_was_open_for_long_asks_for_the_password_again(guarded: Site) -> None:
    client = guarded.browser().client
    page = client.post("/sign-in", data={"name": "admin", "password": "party", "left_out": "password"}, headers=HERE)
    shown = page.get_data(as_text=True)
    assert 'value="admin"' in shown
    assert "party" not in shown
    token = re.findall(r'name="csrf_token" value="([^"]+)"', shown)[0]
    sent = {"name": "admin", "password": PASSWORD, "csrf_token": token}
    assert client.post("/sign-in", data=sent, headers=HERE).status_code == 302


def test_signed_out_with_a_token_that_is_gone_what_was_typed_waits_too(guarded: Site) -> None:
    client, page = sent_signed_out(guarded)
    shown = sign_in(client, page).get_data(as_text=True)
    assert standing_in(shown)["code"] == ["party"]
    assert "party" not in units(guarded.database)
