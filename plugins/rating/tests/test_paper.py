"""The rating form as a paper: what stands in it for a quarter and for a year, before and after the signatures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from plugins.rating.grounds import DecidedPaper, enter_from_above
from plugins.rating.kinds import Level
from plugins.rating.paper import rating_form_paper
from plugins.rating.tests.desk import TODAY, desk_of, rated, self_rated, sheet_of
from tracker.api import Paper, Paragraph, Table, Viewer
from tracker.testing import App


@pytest.fixture
def app() -> Iterator[App]:
    with desk_of() as app:
        yield app


def form_of(app: App, code: str, on: date = TODAY) -> Paper:
    """Return the form of the quarter of an official."""
    sheet = sheet_of(app, code)
    with app.office() as office:
        return rating_form_paper(office.session, sheet, on)


def lines_of(paper: Paper) -> list[str]:
    """Return the paragraphs of a form."""
    return [block.text for block in paper.body if isinstance(block, Paragraph)]


def tables_of(paper: Paper) -> list[Table]:
    """Return the tables of a form."""
    return [block for block in paper.body if isinstance(block, Table)]


def test_an_open_sheet_is_a_form_with_dashes_that_names_no_leader(app: App) -> None:
    paper = form_of(app, "CB01")
    points = tables_of(paper)[0]
    assert {row.cells[3:] for row in points.rows} == {("–", "–")}
    assert points.rows[-1].cells[:3] == ("", "Cộng", "30")
    assert "Điểm tự đánh giá: –" in lines_of(paper)
    assert [one.name for one in paper.signatures][1] == ""


def test_a_signed_sheet_has_both_marks_their_sums_and_who_signed(app: App) -> None:
    rated(app, "CB01", lost=1)
    paper = form_of(app, "CB01")
    points = tables_of(paper)[0]
    assert points.rows[0].cells[2:] == ("2", "2", "0")
    assert points.rows[-1].cells[2:] == ("30", "30", "28")
    assert len({len(row.cells) for row in points.rows}) == 1
    with app.office() as office:
        name = office.official_with("CB01").full_name
    assert paper.signatures[0].name == name
    assert "Lãnh đạo: Nhất trí" in lines_of(paper)


def test_products_tell_what_is_excused_and_why(app: App) -> None:
    self_rated(app, "CB01")
    row = tables_of(form_of(app, "CB01"))[1].rows[-1].cells
    assert row[1] == "Báo cáo tháng (Mất điện, Chủ tịch xác nhận)"
    assert row[2:] == ("1", "4", "4", "1", "2, trong đó loại trừ 1")


def test_the_form_says_by_which_rules_and_in_which_position(app: App) -> None:
    lines = lines_of(form_of(app, "CB01"))
    assert any(line.startswith("Căn cứ đánh giá: Nghị định 335/2025") for line in lines)
    assert any(line.startswith("Đối tượng: ") for line in lines)


def test_what_the_level_above_decided_is_signed_by_no_clerk(app: App) -> None:
    sheet = sheet_of(app, "CB01")
    clerk = Viewer(0, "clerk", None, TODAY)
    with app.office() as office:
        enter_from_above(
            office.session, sheet.id or 0, sheet.version, None, Decimal(91), "", DecidedPaper("7/KL", TODAY), clerk
        )
    paper = form_of(app, "CB01")
    assert paper.signatures[1].name == ""
    assert "Điểm lãnh đạo đánh giá: 91" in lines_of(paper)


def test_a_level_is_written_as_the_law_calls_it(app: App) -> None:
    sheet = sheet_of(app, "CB01")
    with app.office() as office:
        sheet.period, sheet.level, sheet.own_level = "2026", int(Level.GOOD), int(Level.EXCELLENT)
        lines = lines_of(rating_form_paper(office.session, sheet, TODAY))
    assert "Mức tự xếp loại: Hoàn thành xuất sắc nhiệm vụ" in lines
    assert "Mức được xếp: Hoàn thành tốt nhiệm vụ" in lines
