"""Who sends a form too late loses nothing; whoever leads is reminded of his own sheet; only leaders say why."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from plugins.rating.tests.desk import PRODUCT, desk_of, marks_for, page_of, self_rated, send, sheet_of
from tracker.testing import App


@pytest.fixture
def app() -> Iterator[App]:
    with desk_of() as app:
        yield app


@pytest.mark.parametrize("form", ["products/new", "products/1", "products/1/remove", "marks"])
def test_who_signed_in_another_window_meanwhile_is_told_so_and_keeps_what_he_typed(app: App, form: str) -> None:
    sheet = sheet_of(app, "CB01")
    own = self_rated(app, "CB01")
    sent = {**PRODUCT, **marks_for(app, sheet), "title": "Việc thứ hai", "note_1_general": "Ghi chú", "seen": "1"}
    late = own.post(f"/rating/{sheet.id}/{form}", data=sent)
    assert late.status_code == 422
    assert "What changed since you opened the page" in late.text
    assert "Self-rating signed" in late.text
    assert ("Ghi chú" if form == "marks" else "Việc thứ hai") in late.text or form.endswith("remove")


def test_nothing_is_changed_by_an_official_after_his_signature(app: App) -> None:
    own = self_rated(app, "CB01")
    assert send(own, app, "CB01", "products/new", **PRODUCT) == 422
    assert send(own, app, "CB01", "marks", **marks_for(app, sheet_of(app, "CB01"))) == 422
    assert own.get(f"/rating/{sheet_of(app, 'CB01').id}/products/new").status_code == 403


def test_only_a_leader_says_why_he_changes_a_product(app: App) -> None:
    own, sheet = app.client("staff", official="CB01"), sheet_of(app, "CB01")
    assert send(own, app, "CB01", "products/new", **PRODUCT) == 302
    assert "Why it is changed" not in page_of(own, f"/rating/{sheet.id}/products/1")
    self_rated(app, "CB01")
    leader = app.client("leader")
    assert "Why it is changed" in page_of(leader, f"/rating/{sheet.id}/products/2")
    changed = {**PRODUCT, "done": "3"}
    assert send(leader, app, "CB01", "products/2", **changed) == 422
    assert send(leader, app, "CB01", "products/2", **{**changed, "because": "Một báo cáo chưa nộp"}) == 302
    assert "Một báo cáo chưa nộp" in page_of(own, f"/rating/{sheet.id}")


def test_an_official_and_his_leader_find_the_rating_on_the_record(app: App) -> None:
    self_rated(app, "CB01")
    sheet = sheet_of(app, "CB01")
    for client, address in (
        (app.client("staff", official="CB01"), "/me/"),
        (app.client("leader"), f"/officials/{sheet.official_id}/"),
    ):
        page = page_of(client, address)
        assert f'href="/rating/{sheet.id}"' in page
        assert "Waits for the leader" in page
