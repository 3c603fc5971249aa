"""What forms offer to choose from: people, units and procedures, told apart and in the order in which one reads."""

from __future__ import annotations

import re

import pytest

from tests.web.conftest import Site
from tracker.records.officials import Official
from tracker.records.postings import Posting
from tracker.records.procedures import Procedure
from tracker.records.units import Unit
from tracker.testing import BEGINNING


def add_namesake(site: Site, code: str = "CB90") -> None:
    """Post another Phạm Thị Hà to the land division."""
    with site.database.writing("test") as session:
        namesake = Official(code=code, full_name="Phạm Thị Hà")
        session.add(namesake)
        session.flush()
        session.add(Posting(official_id=namesake.id, unit_id=3, valid_from=BEGINNING))


@pytest.mark.parametrize("address", ["/duty/plan", "/absences/new", "/training-records/new"])
def test_two_of_one_name_stand_with_their_units_in_every_list(site: Site, address: str) -> None:
    assert "Phạm Thị Hà (CB01)<" in site.browser("leader").get(address)
    add_namesake(site)
    page = site.browser("leader").get(address)
    assert "Phạm Thị Hà (CB01) · Desk" in page
    assert "Phạm Thị Hà (CB90) · Land division" in page
    assert "Nguyễn Văn Ân (CB02)<" in page


def test_two_of_one_name_without_an_account_stand_with_their_units(site: Site) -> None:
    add_namesake(site)
    add_namesake(site, "CB91")
    page = site.browser("admin").get("/accounts/new")
    assert "Phạm Thị Hà (CB90) · Land division" in page
    assert "Phạm Thị Hà (CB91) · Land division" in page
    assert "(CB01)" not in page


def test_units_of_one_name_stand_with_the_unit_above(site: Site) -> None:
    with site.database.writing("test") as session:
        session.add_all(
            [Unit(code="VP1", name="Văn phòng", parent_id=2), Unit(code="VP2", name="Văn phòng", parent_id=3)]
        )
    page = site.browser("admin").get("/officials/new")
    assert "Văn phòng (Desk)" in page
    assert "Văn phòng (Land division)" in page


def test_procedures_stand_by_field_and_name_as_vietnamese_is_read(site: Site) -> None:
    named = [
        ("3", "Ốm đau", "Y tế"),
        ("1", "Đăng ký khai sinh", "Hộ tịch"),
        ("9", "Cấp bản sao", "Hộ tịch"),
        ("2", "Ăn uống", "Y tế"),
        ("4", "Ông bà", "Y tế"),
        ("5", "Cấp bản sao", "Hộ tịch"),
    ]
    with site.database.writing("test") as session:
        session.add_all([Procedure(code=code, name=name, field=field) for code, name, field in named])
    page = site.browser("admin").get(f"/files/{site.files['early']}/correct")
    told = re.findall(r"<option[^>]*>((?:Hộ tịch|Y tế): [^<]*)<", page)
    assert told == [
        "Hộ tịch: Cấp bản sao (5)",
        "Hộ tịch: Cấp bản sao (9)",
        "Hộ tịch: Đăng ký khai sinh",
        "Y tế: Ăn uống",
        "Y tế: Ốm đau",
        "Y tế: Ông bà",
    ]
