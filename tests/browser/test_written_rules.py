"""A rule written in the browser, from the first letter until it counts, with scripts and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import TakeSeat
from tests.browser.test_every_page import SIZES, faults_at

TOLD = {
    "title.vi": "Nhập hồ sơ trực tuyến",
    "title.en": "Online files",
    "because.vi": "{files.online} hồ sơ trực tuyến: {points}",
    "because.en": "{files.online} files online: {points}",
}


def field(name: str) -> str:
    """Return the selector of a field of the editor."""
    return f"[id='f-{name}']"


def press(page: Page, button: str) -> None:
    """Press a button of the editor, and wait for the page that follows."""
    with page.expect_navigation():
        page.locator(f"#editor button[value='{button}']:not(.vh)").first.click()


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_rule_is_written_checked_tried_and_published(seats: TakeSeat, has_scripts: bool) -> None:
    key = "online_a" if has_scripts else "online_b"
    seat = seats("admin", "en", has_scripts=has_scripts)
    page = seat.page
    seat.open("/expression-rules/")
    page.get_by_role("link", name="New rule").click()
    for name, text in TOLD.items():
        page.fill(field(name), text)
    page.fill(field("most"), "10")
    page.fill(field("points"), "min(files.onlin, 10)")
    page.fill(field("key"), key)
    if has_scripts:
        expect(page.locator("[id='e-points']")).to_contain_text("Did you mean files.online?")
        expect(page.locator("[id='e-points'] mark")).to_have_text("files.onlin")
        expect(page.locator(field("key"))).to_be_focused()
    with page.expect_navigation():
        page.press(field("key"), "Enter")
    expect(page.locator("#verdict")).to_contain_text("Did you mean files.online?")
    page.fill(field("points"), "min(files.online, 10)")
    press(page, "check")
    page.fill(field("examples.0.name"), "Three")
    page.fill(field("examples.0.measures.files.online"), "3")
    if has_scripts:
        expect(page.locator("#o-0")).to_contain_text("3 files online: 3.00")
    press(page, "add-example")
    expect(page.locator(field("examples.1.name"))).to_be_focused()
    page.fill(field("examples.0.points"), "4")
    page.fill(field("examples.1.name"), "Many")
    page.fill(field("examples.1.measures.files.online"), "40")
    page.fill(field("examples.1.points"), "10")
    press(page, "check")
    expect(page.locator("[id='e-examples.0.points']")).to_contain_text("the rule gives 3.00")
    expect(page.locator("#o-0")).to_contain_text("does not come out")
    page.fill(field("examples.0.points"), "3")
    press(page, "try")
    page.get_by_role("button", name="Try it on Q3 2026").click()
    expect(page.locator("#trial")).to_contain_text("nothing of it is stored")
    page.get_by_role("link", name="Publish…").click()
    page.fill("#f-because", "Resolution 5")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator("h1")).to_have_text("Online files")
    expect(page.locator("main")).to_contain_text("Resolution 5")
    if has_scripts:
        assert [fault for size in SIZES for fault in faults_at(seat, size, is_original=True)] == []
        assert seat.complaints == []


def test_what_is_typed_while_the_page_is_checked_is_never_overwritten(seats: TakeSeat) -> None:
    seat = seats("admin", "vi")
    page = seat.page
    seat.open("/expression-rules/new?start=early_files")
    with page.expect_response("**/expression-rules/check"):
        page.fill(field("points"), "most * files.early")
        page.wait_for_timeout(450)
        page.locator(field("points")).focus()
    typed = "most * files.early / 100 if files.early > 5 else 0"
    page.fill(field("points"), "")
    page.locator(field("points")).press_sequentially(typed, delay=40)
    expect(page.locator(field("points"))).to_have_value(typed)
    expect(page.locator(field("points"))).to_be_focused()
    assert seat.complaints == []


def test_a_check_that_gets_no_answer_covers_the_old_verdict_until_one_does(seats: TakeSeat) -> None:
    seat = seats("admin", "en")
    page = seat.page
    seat.open("/expression-rules/new?start=early_files")
    told = page.get_by_text("What you typed last is not checked yet")
    with page.expect_response("**/expression-rules/check"):
        page.fill(field("most"), "10")
    page.wait_for_timeout(1500)
    expect(told).to_be_hidden()
    page.context.set_offline(True)
    with page.expect_event("requestfailed"):
        page.fill(field("points"), "most * nothing")
    expect(told).to_be_visible()
    page.wait_for_timeout(1500)
    expect(told).to_be_visible()
    page.context.set_offline(False)
    page.fill(field("points"), "most * nothings")
    expect(page.locator("#verdict")).to_contain_text("There is nothing named nothings")
    page.wait_for_timeout(1500)
    expect(told).to_be_hidden()


def test_a_measure_is_found_while_its_name_is_typed_and_its_key_is_selected_by_one_click(seats: TakeSeat) -> None:
    seat = seats("admin", "vi")
    page = seat.page
    seat.open("/expression-rules/new")
    page.locator("#f-q").press_sequentially("truc tuyen")
    expect(page.locator("#measures li")).to_have_count(1)
    page.locator("#measures code.copy").click()
    assert page.evaluate("getSelection().toString().trim()") == "files.online"


def test_a_rule_with_many_faults_fits_every_screen(seats: TakeSeat) -> None:
    seat = seats("admin", "vi")
    page = seat.page
    seat.open("/expression-rules/new?start=early_files")
    for name in ("condition", "points", "parts.0.formula", "because.vi", "examples.0.measures.files.early"):
        page.fill(field(name), "x" * 200 + " {y} + 0,8")
    press(page, "check")
    assert [fault for size in SIZES for fault in faults_at(seat, size, is_original=True)] == []
