"""What people do with Tracker, clicked through in a browser: import, contest and decide, follow a number, keyboard."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Page, expect

from tests.browser.conftest import Seat, Served, TakeSeat
from tests.browser.pages import STAFF
from tests.browser.test_every_page import SIZES, faults_at

HEADINGS = ("Mã hồ sơ", "Cán bộ thụ lý", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý", "Trạng thái")
FOCUS = """() => {
  const one = document.activeElement, looks = getComputedStyle(one);
  return {
    tag: one.tagName,
    href: one.getAttribute('href') || '',
    name: one.getAttribute('name') || '',
    is_seen: (looks.outlineStyle !== 'none' && parseFloat(looks.outlineWidth) > 0) || looks.boxShadow !== 'none',
    is_in_view: one.getBoundingClientRect().bottom > 0 && one.getBoundingClientRect().top < innerHeight,
    html: one.outerHTML.slice(0, 160),
  };
}"""


def workbook(path: Path, *rows: tuple[str, ...]) -> Path:
    """Write a list of files as the provincial software exports it."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Hồ sơ")
        for number, row in enumerate((HEADINGS, *rows)):
            sheet.write_row(number, 0, row)
    return path


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_list_is_imported_with_an_answer_to_its_question(seats: TakeSeat, tmp_path: Path, has_scripts: bool) -> None:
    code = "NHAP77" if has_scripts else "NHAP88"
    rows = [
        (f"{code}-1", STAFF, "15/10/2026", "22/10/2026", "19/10/2026", "Đã xử lý xong"),
        (f"{code}-2", f"Người Lạ {code}", "16/11/2026", "30/11/2026", "", "Đang xử lý"),
    ]
    seat = seats("admin", "en", has_scripts=has_scripts)
    page = seat.page
    seat.open("/imports/new")
    page.select_option("#f-kind", "files")
    if page.locator("#f-source").count():
        page.select_option("#f-source", "")
    page.fill("#f-new_source", f"Portal {code}")
    page.set_input_files("#f-file", workbook(tmp_path / f"{code}.xlsx", *rows))
    page.get_by_role("button", name="Upload and look at the columns").click()
    page.get_by_role("button", name="Next: check the rows").click()
    wait_for_the_work(page, has_scripts)
    expect(page.get_by_text("1 row waits for an answer")).to_be_visible()
    page.get_by_label("Who it is").select_option(STAFF)
    page.get_by_role("button", name="Answer and check again").click()
    wait_for_the_work(page, has_scripts)
    page.get_by_role("link", name="Next: store 2 rows").click()
    page.get_by_role("button", name="Store now").click()
    wait_for_the_work(page, has_scripts)
    expect(page.get_by_role("heading", level=1)).to_contain_text("stored", ignore_case=True)
    if has_scripts:
        assert [fault for size in SIZES for fault in faults_at(seat, size, is_original=True)] == []
        assert seat.complaints == []
    seat.open(f"/files/?q={code}-2")
    expect(page.locator("main tbody tr")).to_have_count(1)


def wait_for_the_work(page: Page, has_scripts: bool) -> None:
    """Wait until the list is checked or stored: the page goes on by itself, or by its link."""
    if has_scripts:
        expect(page.locator("#progress")).to_have_count(0)
        return
    for _ in range(100):
        if not page.locator("#progress").count():
            return
        page.wait_for_timeout(100)
        page.get_by_role("link", name="Refresh").click()
    raise AssertionError("the work has not ended")


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_file_is_contested_the_leader_accepts_and_the_record_is_changed(seats: TakeSeat, has_scripts: bool) -> None:
    staff = seats("staff", "en", has_scripts=has_scripts)
    staff.open("/me/")
    row = staff.page.locator("table.mine tbody tr", has_text="At the counter").first
    code = row.locator("th a").inner_text()
    row.locator("a.flagit").click()
    staff.page.select_option("#f-channel", "online")
    staff.page.fill("#f-reason", f"{code} was sent online")
    staff.page.get_by_role("button", name="Send the request").click()
    expect(staff.page.locator("main")).to_contain_text("Sent. A leader will answer")

    leader = seats("leader", "en", has_scripts=has_scripts)
    leader.open(f"/corrections/?q={code}&state=open")
    leader.page.locator("main tbody tr", has_text=f"{code} was sent online").get_by_role("link").first.click()
    leader.page.fill("#f-answer", "The register says so too")
    leader.page.get_by_role("button", name="Accept").click()
    expect(leader.page.locator(".note.ok, [role=status]").first).to_be_visible()

    staff.open(f"/corrections/mine?q={code}")
    asked = staff.page.locator("main tbody tr", has_text=f"{code} was sent online")
    expect(asked).to_contain_text("accepted", ignore_case=True)
    asked.get_by_role("link").first.click()
    expect(staff.page.locator("main")).to_contain_text("The register says so too")
    staff.page.locator("h1 a").click()
    expect(staff.page.locator("h1")).to_contain_text(code)
    expect(staff.page.locator("main")).to_contain_text("Online")


def test_every_number_of_the_explain_card_leads_to_as_many_records(seats: TakeSeat) -> None:
    seat = seats("staff", "en")
    seat.open("/me/")
    links = seat.page.locator(".evs2 a[href*='/files.']")
    found = {}
    for link in links.all():
        number = link.locator("xpath=following-sibling::b[1]")
        if re.fullmatch(r"\d+", number.inner_text()):
            found[link.get_attribute("href") or ""] = int(number.inner_text())
    counted = {address: count for address, count in found.items() if not address.endswith("days")}
    assert len(counted) >= 3
    for address, count in counted.items():
        seat.open("/me/")
        seat.page.locator(f".evs2 a[href='{address}']").first.click()
        rows = 0
        while True:
            rows += seat.page.locator("main tbody tr").count()
            following = seat.page.locator("a[rel=next]")
            if not following.count():
                break
            following.click()
        assert rows == count, address


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until this has the focus; wherever the focus is on the way, it is seen."""
    for _ in range(250):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus["tag"] == "BODY":
            continue
        assert focus["is_seen"], focus
        assert focus["is_in_view"], focus
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"the keyboard does not reach {wanted}")


def test_somebody_without_a_mouse_signs_in_and_contests_a_file(seats: TakeSeat, served: Served) -> None:
    page = signed_in_by_keys(seats(None, "en"), served.passwords["staff"])
    tab_to(page, "a.skip")
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    tab_to(page, "table.mine a.flagit")
    press(page, "Enter")
    tab_to(page, "a[href*='kind=not_mine']")
    press(page, "Enter")
    tab_to(page, "[name=reason]")
    page.keyboard.type("A colleague did this one")
    tab_to(page, "main button.pri[type=submit]")
    press(page, "Space")
    expect(page.locator("main")).to_contain_text("Sent. A leader will answer")
    expect(page.locator("main")).to_contain_text("A colleague did this one")


def signed_in_by_keys(seat: Seat, password: str) -> Page:
    """Sign in as staff and go to the own record."""
    page = seat.page
    seat.open("/sign-in")
    tab_to(page, "[name=name]")
    page.keyboard.type("staff")
    tab_to(page, "[name=password]")
    page.keyboard.type(password)
    press(page, "Enter")
    tab_to(page, "nav.nav a[href='/me/']")
    press(page, "Enter")
    return page


def press(page: Page, key: str) -> None:
    """Press a key that leads to another page, and wait for that page."""
    with page.expect_navigation():
        page.keyboard.press(key)


def test_a_form_with_a_fault_puts_the_focus_on_what_is_wrong(seats: TakeSeat) -> None:
    seat = seats("leader", "en")
    seat.open("/training-records/new")
    seat.page.locator("main form button.pri[type=submit]").click()
    expect(seat.page.locator("#errors")).to_be_focused()
    seat.page.keyboard.press("Tab")
    seat.page.keyboard.press("Enter")
    expect(seat.page.locator("main form [id^='f-']:focus")).to_have_count(1)
