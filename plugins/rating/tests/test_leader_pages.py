"""What leaders and those who enter papers see and do with sheets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from plugins.rating.kinds import State
from plugins.rating.step_offers import OFFERS
from plugins.rating.tests.desk import PRODUCT, desk_of, marks_for, page_of, rated, self_rated, send, sheet_of
from tracker.testing import App

PAPER = {"number": "12/QĐ-UBND", "on": "01/10/2026"}


@pytest.fixture
def app() -> Iterator[App]:
    with desk_of() as app:
        yield app


def test_the_list_of_a_period_says_how_many_wait_for_what(app: App) -> None:
    self_rated(app, "CB01")
    leader = app.client("leader")
    assert leader.get("/rating/sheets").status_code == 302
    page = page_of(leader, "/rating/sheets?period=2026-Q3")
    assert "Waits for the self-rating: 4" in page
    assert "Waits for the leader: 1" in page
    assert leader.get("/rating/sheets?period=2026-Q3&export=xlsx").status_code == 200


@pytest.mark.parametrize("query", ["period=x", "period=2026-Q3&state=x", "level=x", "unit=x", "unit=9999", "page=x"])
def test_odd_filters_give_a_list(app: App, query: str) -> None:
    assert app.client("leader").get(f"/rating/sheets?{query}").status_code in (200, 302)


def test_a_leader_rates_and_the_score_stands(app: App) -> None:
    _own, leader = rated(app, "CB01", lost=1)
    sheet = sheet_of(app, "CB01")
    assert sheet.state is State.RATED
    assert sheet.general_hundredths == 2800
    page = page_of(leader, f"/rating/{sheet.id}")
    assert "Rated by the leader" in page
    assert "Nhất trí" in page


def test_a_leader_changes_a_signed_product_only_with_a_reason(app: App) -> None:
    self_rated(app, "CB01")
    leader = app.client("leader")
    changed = {**PRODUCT, "done": "3"}
    assert send(leader, app, "CB01", "products/1", **changed) == 422
    assert send(leader, app, "CB01", "products/1", **{**changed, "because": "Một báo cáo chưa nộp"}) == 302
    assert "Một báo cáo chưa nộp" in page_of(leader, f"/rating/{sheet_of(app, 'CB01').id}")


def test_a_sheet_is_sent_back_left_out_and_taken_in_again(app: App) -> None:
    self_rated(app, "CB01")
    leader = app.client("leader")
    assert send(leader, app, "CB01", "steps/return", reason="Thiếu sản phẩm") == 302
    assert sheet_of(app, "CB01").state is State.OPEN
    assert send(leader, app, "CB01", "steps/leave-out", reason="Nghỉ thai sản") == 302
    assert sheet_of(app, "CB01").state is State.LEFT_OUT
    assert send(leader, app, "CB01", "steps/take-in", reason="Đã đi làm lại") == 302
    assert sheet_of(app, "CB01").state is State.OPEN


def test_comments_of_others_stand_on_the_sheet(app: App) -> None:
    self_rated(app, "CB01")
    leader = app.client("leader")
    assert send(leader, app, "CB01", "steps/comment", said_by="Họp chi bộ", text="Gương mẫu") == 302
    page = page_of(leader, f"/rating/{sheet_of(app, 'CB01').id}")
    assert "Họp chi bộ" in page
    assert "Gương mẫu" in page


def test_nobody_takes_any_step_of_a_leader_on_his_own_sheet(app: App) -> None:
    own = app.client("leader", official="CB01")
    sheet = sheet_of(app, "CB01")
    assert own.get(f"/rating/{sheet.id}").status_code == 200
    for offer in OFFERS:
        if offer.who != "official":
            assert own.get(f"/rating/{sheet.id}/steps/{offer.key}").status_code in (403, 404), offer.key
    self_rated(app, "CB01")
    for page in ("marks", "products/new", "products/1", "products/1/remove", "products/files"):
        assert own.get(f"/rating/{sheet.id}/{page}").status_code == 403, page


def test_auditors_read_and_do_nothing(app: App) -> None:
    auditor, sheet = app.client("auditor"), sheet_of(app, "CB01")
    assert auditor.get(f"/rating/{sheet.id}").status_code == 200
    for page in (f"{sheet.id}/marks", f"{sheet.id}/steps/sign", "open", "grounds/new", "quota/2026/final"):
        assert auditor.get(f"/rating/{page}").status_code == 403, page


def test_what_waits_for_a_rating_stands_in_the_inbox(app: App) -> None:
    self_rated(app, "CB01")
    assert "Rate Q3 2026" in page_of(app.client("leader"), "/inbox/")
    assert "Rate Q3 2026" not in page_of(app.client("leader", official="CB01"), "/inbox/")


def test_a_ground_is_entered_listed_and_taken_back(app: App) -> None:
    leader = app.client("leader")
    official = str(sheet_of(app, "CB01").official_id)
    sent = {"official_id": official, "year": "2026", "ground": "discipline", "reason": "Vi phạm", **PAPER}
    assert leader.post("/rating/grounds/new", data=sent).status_code == 302
    assert "12/QĐ-UBND" in page_of(leader, "/rating/grounds")
    twice = leader.post("/rating/grounds/new", data=sent)
    assert twice.status_code == 422
    assert "entered for this year already" in twice.text
    assert leader.post("/rating/grounds/1/remove").status_code == 302
    assert leader.get("/rating/grounds/1/remove").status_code == 404


def test_a_period_is_opened_once(app: App) -> None:
    leader = app.client("leader")
    answer = leader.post("/rating/open", data={"period": "2026"}, follow_redirects=True)
    assert "5 sheets opened" in answer.text
    again = leader.post("/rating/open", data={"period": "2026"}, follow_redirects=True)
    assert "0 sheets opened" in again.text
    assert leader.post("/rating/open", data={"period": "x"}).status_code == 422


def test_a_year_is_rated_within_its_quota_and_becomes_final() -> None:
    with desk_of(date(2026, 12, 28)) as app:
        leader = app.client("leader")
        leader.post("/rating/open", data={"period": "2026"})
        for code in ("CB01", "CB02"):
            _own, leader = rated(app, code)
        for code in ("CB01", "CB02"):
            own, year = app.client("staff", official=code), sheet_of(app, code, "2026")
            signed = own.post(f"/rating/{year.id}/steps/sign-own", data={"seen": "1", "text": "", "level": "3"})
            assert signed.status_code == 302
            rating = {"seen": "2", "text": "", "level": "3", "level_because": ""}
            assert leader.post(f"/rating/{year.id}/steps/sign", data=rating).status_code == 302
        page = page_of(leader, "/rating/quota?year=2026")
        assert "Too many are excellent" in page
        one = sheet_of(app, "CB01", "2026")
        final = {"sheets": f"{one.id}.{one.version}", **PAPER}
        refused = leader.post("/rating/quota/2026/final", data=final)
        assert refused.status_code == 422
        assert "Too many are excellent" in refused.text
        for code in ("CB01", "CB02"):
            year = sheet_of(app, code, "2026")
            lowered = {"seen": str(year.version), "level": "2", "reason": "Hết chỉ tiêu"}
            assert leader.post(f"/rating/{year.id}/steps/lower", data=lowered).status_code == 302
        one = sheet_of(app, "CB01", "2026")
        final = {"sheets": f"{one.id}.{one.version}", **PAPER}
        assert leader.post("/rating/quota/2026/final", data=final).status_code == 302
        assert sheet_of(app, "CB01", "2026").state is State.FINAL
        assert sheet_of(app, "CB01").state is State.FINAL
        taken_back = {"seen": str(sheet_of(app, "CB01", "2026").version), "reason": "Sai sót", **PAPER}
        assert leader.post(f"/rating/{one.id}/steps/reopen", data=taken_back).status_code == 302
        assert sheet_of(app, "CB01", "2026").state is State.CONTESTED


def test_a_wider_share_is_entered_with_its_paper_and_taken_away(app: App) -> None:
    leader, unit = app.client("leader"), str(sheet_of(app, "CB01").unit_id)
    sent = {"unit_id": unit, "reason": "Đứng đầu tỉnh", **PAPER}
    assert leader.post("/rating/quota/2026/wider", data=sent).status_code == 302
    assert "Đứng đầu tỉnh" in page_of(leader, "/rating/quota?year=2026")
    assert leader.post("/rating/quota/2026/wider", data=sent).status_code == 422
    assert leader.post("/rating/quota/wider/1/remove").status_code == 302
    assert "None has the wider share" in page_of(leader, "/rating/quota?year=2026")


@pytest.mark.parametrize(
    "page", ["quota?year=x", "quota?year=1", "sheets?period=%00", "grounds?year=x", "sheets?page=-1"]
)
def test_odd_addresses_of_lists_are_answered(app: App, page: str) -> None:
    assert app.client("leader").get(f"/rating/{page}").status_code in (200, 302, 400, 404)


@pytest.mark.parametrize("page", ["quota/1999/final", "quota/1999/wider", "quota/wider/9/remove", "grounds/9/remove"])
def test_what_is_not_there_is_not_found(app: App, page: str) -> None:
    assert app.client("leader").get(f"/rating/{page}").status_code == 404


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30, "2.5"])
def test_a_version_that_is_none_harms_nothing(app: App, seen: str) -> None:
    own, sheet = app.client("staff", official="CB01"), sheet_of(app, "CB01")
    sent = {**marks_for(app, sheet), "seen": seen}
    assert own.post(f"/rating/{sheet.id}/marks", data=sent).status_code == 302
