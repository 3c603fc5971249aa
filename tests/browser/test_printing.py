"""What is printed: the week and a scorecard on one sheet each, the duty roster on one lying sheet."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import Served, TakeSeat
from tests.browser.pages import address_of, printed_of_staff

SHEET = re.compile(rb"/Type\s*/Page\b(?!s)")
BOX = re.compile(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]")
PAPERS = {
    "week": ("home.week", {"day": "2026-11-19"}, False),
    "scorecard": ("record.printed", printed_of_staff, False),
    "roster": ("duty.month", {"month": "2026-11"}, True),
}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_is_one_sheet_with_its_content_and_without_the_menu(
    seats: TakeSeat, served: Served, name: str, language: str
) -> None:
    endpoint, arguments, lies = PAPERS[name]
    seat = seats("leader", language)
    seat.open(address_of(served, (endpoint, arguments)))
    content = seat.page.pdf(prefer_css_page_size=True)
    assert len(SHEET.findall(content)) == 1
    box = BOX.search(content)
    assert box is not None
    width, height = float(box[1]), float(box[2])
    assert (width > height) is lies
    assert {round(width), round(height)} <= {594, 595, 596, 841, 842, 843}
    seat.page.emulate_media(media="print")
    assert not seat.page.locator("aside.side").is_visible()
    assert not seat.page.locator("main .acts").first.is_visible()
    assert seat.page.locator("main table:visible").count() >= 1
    assert len(seat.page.locator("main").inner_text()) > 400
