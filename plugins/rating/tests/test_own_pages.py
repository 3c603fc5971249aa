"""What an official sees and does with his own sheet."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from plugins.rating.kinds import State
from plugins.rating.tests.desk import PRODUCT, desk_of, marks_for, page_of, rated, self_rated, send, sheet_of
from tracker.testing import App


@pytest.fixture
def app() -> Iterator[App]:
    with desk_of() as app:
        yield app


def test_the_notice_leads_to_a_page_that_names_the_open_sheet(app: App) -> None:
    page = page_of(app.client("staff", official="CB01"), "/rating/")
    assert "Your rating for Q3 2026 is open" in page
    assert "Decree 335/2025: civil servants" in page


def test_an_official_fills_in_his_sheet_and_signs_it(app: App) -> None:
    own = self_rated(app, "CB01")
    page = page_of(own, f"/rating/{sheet_of(app, 'CB01').id}")
    assert "Waits for the leader" in page
    assert "Báo cáo tháng" in page
    assert "1 excused" in page
    assert "General criteria: 30" in page
    assert "Đã hoàn thành" in page


def test_the_page_says_how_the_points_come_about(app: App) -> None:
    own = app.client("staff", official="CB05")
    send(own, app, "CB05", "marks", **marks_for(app, sheet_of(app, "CB05"), lost=1))
    send(own, app, "CB05", "products/new", **{**PRODUCT, "done": "3"})
    page = page_of(own, f"/rating/{sheet_of(app, 'CB05').id}")
    # By hand: 3 of 4 done; a failed check and a delay that counts take a quarter of one product each: 2.75 of 4.
    assert "General criteria: 28.00 of 30 points" in page
    assert "Quantity: 3.00 of 4.00 converted products done: 75.00%" in page
    assert "Quality: 68.75%" in page
    assert "Progress: 68.75%" in page
    # As a leader 100% each, so 70 x (75 + 68.75 + 68.75 + 300) / 6 / 100 = 59.79.
    assert "Together: 87.79 of 100 points" in page


def test_nothing_is_signed_before_every_criterion_has_a_mark(app: App) -> None:
    own = app.client("staff", official="CB01")
    sheet = sheet_of(app, "CB01")
    answer = own.post(f"/rating/{sheet.id}/steps/sign-own", data={"seen": "1", "text": "Chữ đã gõ"})
    assert answer.status_code == 422
    assert "Not every criterion has a mark" in answer.text
    assert "Chữ đã gõ" in answer.text


@pytest.mark.parametrize("mark", ["3", "-1", "1.234", "hai", "NaN", "1e9"])
def test_a_mark_beyond_its_bounds_is_refused_and_the_others_stay(app: App, mark: str) -> None:
    own, sheet = app.client("staff", official="CB01"), sheet_of(app, "CB01")
    sent = {**marks_for(app, sheet), "mark_1_general": mark, "note_2_general": "Ghi chú", "seen": "1"}
    answer = own.post(f"/rating/{sheet.id}/marks", data=sent)
    assert answer.status_code == 422
    assert "Ghi chú" in answer.text
    assert f'value="{mark}"' in answer.text


def test_more_done_than_assigned_is_refused_with_words(app: App) -> None:
    own, sheet = app.client("staff", official="CB01"), sheet_of(app, "CB01")
    answer = own.post(f"/rating/{sheet.id}/products/new", data={**PRODUCT, "done": "5", "seen": "1"})
    assert answer.status_code == 422
    assert "More was done (5) than assigned (4)" in answer.text


def test_a_product_is_changed_and_removed_while_the_sheet_is_open(app: App) -> None:
    own = app.client("staff", official="CB01")
    assert send(own, app, "CB01", "products/new", **PRODUCT) == 302
    assert send(own, app, "CB01", "products/1", **{**PRODUCT, "title": "Kế hoạch"}) == 302
    assert "Kế hoạch" in page_of(own, f"/rating/{sheet_of(app, 'CB01').id}")
    assert send(own, app, "CB01", "products/1/remove", because="") == 302
    assert send(own, app, "CB01", "products/1/remove", because="") == 404


def test_the_row_of_files_leads_to_the_files_and_takes_failed_checks(app: App) -> None:
    own, sheet = app.client("staff", official="CB01"), sheet_of(app, "CB01")
    assert send(own, app, "CB01", "products/files", failures="1", failures_excused="0") in (302, 422)
    assert page_of(own, f"/rating/{sheet.id}/files").count("Files behind the rating")


def test_who_comes_second_sees_what_the_first_did_and_keeps_what_he_typed(app: App) -> None:
    own, sheet = app.client("staff", official="CB01"), sheet_of(app, "CB01")
    send(own, app, "CB01", "products/new", **PRODUCT)
    late = own.post(f"/rating/{sheet.id}/products/new", data={**PRODUCT, "title": "Việc thứ hai", "seen": "1"})
    assert late.status_code == 422
    assert "What changed since you opened the page" in late.text
    assert "Added: Báo cáo tháng" in late.text
    assert "Việc thứ hai" in late.text
    assert 'name="seen" value="2"' in late.text


def test_a_rating_is_contested_with_a_reason_and_answered(app: App) -> None:
    own, leader = rated(app, "CB01", lost=2)
    assert send(own, app, "CB01", "steps/contest", reason="") == 422
    assert send(own, app, "CB01", "steps/contest", reason="Tiêu chí 1 có minh chứng") == 302
    assert sheet_of(app, "CB01").state is State.CONTESTED
    assert "A contested rating: Q3 2026" in page_of(leader, "/inbox/")
    assert send(leader, app, "CB01", "steps/uphold", reason="Đã xem xét") == 302
    assert "Đã xem xét" in page_of(own, f"/rating/{sheet_of(app, 'CB01').id}")


def test_somebody_elses_sheet_is_not_found(app: App) -> None:
    other, sheet = app.client("staff", official="CB02"), sheet_of(app, "CB01")
    for page in ("", "/marks", "/form.pdf", "/form.docx", "/files", "/products/new", "/steps/contest"):
        assert other.get(f"/rating/{sheet.id}{page}").status_code == 404
    assert other.get("/rating/99999").status_code == 404
    assert other.get("/rating/sheets").status_code == 403


@pytest.mark.parametrize("step", ["nothing", "sign", "return", "lower", "above", "reopen"])
def test_an_official_takes_no_step_of_his_leader(app: App, step: str) -> None:
    own = app.client("staff", official="CB01")
    assert own.get(f"/rating/{sheet_of(app, 'CB01').id}/steps/{step}").status_code in (403, 404)


def test_the_form_is_handed_out_as_docx_and_pdf_with_nothing_left_open(app: App) -> None:
    own, _leader = rated(app, "CB01")
    sheet = sheet_of(app, "CB01")
    docx = Document(BytesIO(own.get(f"/rating/{sheet.id}/form.docx").data))
    words = [paragraph.text for paragraph in docx.paragraphs]
    words += [cell.text for table in docx.tables for row in table.rows for cell in row.cells]
    written = " ".join(words)
    assert "Báo cáo tháng" in written
    assert "Đã hoàn thành" in written
    assert "{{" not in written
    pdf = PdfReader(BytesIO(own.get(f"/rating/{sheet.id}/form.pdf").data))
    text = " ".join(page.extract_text() for page in pdf.pages)
    assert "Báo cáo tháng" in text
    assert "Nhất trí" in text
