"""Units: the tree, and what administrators change in it."""

from __future__ import annotations

import io

import openpyxl
from sqlmodel import select

from tests.web.conftest import Browser, Site
from tracker.records.units import Unit
from tracker.web.forms import version_of


def unit(site: Site, code: str) -> Unit | None:
    with site.database.reading() as session:
        return session.exec(select(Unit).where(Unit.code == code)).first()


def known(site: Site, code: str) -> Unit:
    found = unit(site, code)
    assert found is not None
    return found


def as_recorded(site: Site, code: str, **changes: object) -> dict[str, object]:
    now = known(site, code)
    values = {name: getattr(now, name) for name in ("name", "code", "kind", "parent_id")}
    return {**values, "version": version_of(now), "because": "decision 7", **changes}


def test_the_tree_shows_who_is_in_service_in_each_unit_and_below_it(admin: Browser) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(admin.ask("/units/?xlsx=1").data)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [(code, own, whole) for code, _, _, own, whole in rows] == [
        ("commune", 1, 5),
        ("land", 2, 2),
        ("desk", 2, 2),
    ]
    page = admin.get("/units/")
    assert page.index(">Commune<") < page.index(">Land division<") < page.index(">Desk<")


def test_a_search_keeps_the_units_above_what_it_finds(admin: Browser) -> None:
    page = admin.get("/units/?q=LAND")
    assert "Land division" in page
    assert ">Commune</a>" in page
    assert ">Desk</a>" not in page
    assert "Nothing here fits the filter." in admin.get("/units/?q=%20nowhere")
    assert "Nothing here fits the filter." in admin.get("/units/?q=%25")


def test_a_leader_sees_his_units_alone_and_changes_none(site: Site) -> None:
    page = site.browser("other_leader").get("/units/")
    assert "Land division" in page
    assert ">Desk</a>" not in page
    assert "/units/new" not in page
    assert site.browser("other_leader").ask("/units/new").status_code == 403
    assert site.browser("staff").ask("/units/").status_code == 403


def test_a_unit_is_added_below_another(site: Site, admin: Browser) -> None:
    desk = known(site, "desk")
    assert f'value="{desk.id}" selected' in admin.get(f"/units/new?under={desk.id}")
    answer = admin.send("/units/new", name="Counter 1", code="Q1", kind="division", parent_id=str(desk.id))
    assert answer.status_code == 302
    assert known(site, "Q1").parent_id == desk.id
    assert 'class="in2"' in admin.get("/units/")


def test_a_unit_is_renamed_and_moved_and_both_are_held(site: Site, admin: Browser) -> None:
    address, desk = f"/units/{known(site, 'land').id}", known(site, "desk").id
    answer = admin.send(address, **as_recorded(site, "land", name="Land and building", parent_id=desk))
    assert answer.status_code == 302
    assert (known(site, "land").name, known(site, "land").parent_id) == ("Land and building", desk)
    assert admin.get(address).count("Held against imports since") == 2
    admin.send(f"{address}/release", field="name")
    assert admin.get(address).count("Held against imports since") == 1


def test_a_unit_cannot_be_put_under_what_stands_under_it(site: Site, admin: Browser) -> None:
    commune, desk = known(site, "commune"), known(site, "desk")
    assert f'<option value="{desk.id}"' not in admin.get(f"/units/{commune.id}")
    answer = admin.send(f"/units/{commune.id}", **as_recorded(site, "commune", parent_id=desk.id))
    assert answer.status_code == 422
    assert "Choose one of the list." in answer.get_data(as_text=True)


def test_two_who_edit_one_unit_do_not_overwrite_each_other(site: Site, admin: Browser) -> None:
    first, second = as_recorded(site, "land", name="A"), as_recorded(site, "land", name="B")
    admin.send(f"/units/{known(site, 'land').id}", **first)
    answer = admin.send(f"/units/{known(site, 'land').id}", **second)
    assert answer.status_code == 422
    assert known(site, "land").name == "A"


def test_a_unit_with_people_and_files_stays_and_says_what_belongs_to_it(site: Site, admin: Browser) -> None:
    desk = known(site, "desk")
    page = admin.get(f"/units/{desk.id}")
    assert "2 postings, past ones included" in page
    assert "4 handled files" in page
    assert "/remove" not in page
    answer = admin.send(f"/units/{desk.id}/remove", because="closed")
    assert answer.status_code == 422
    assert "Desk cannot be removed" in answer.get_data(as_text=True)


def test_an_empty_unit_is_removed_for_a_reason(site: Site, admin: Browser) -> None:
    admin.send("/units/new", name="Counter 1", code="Q1", kind="division", parent_id="")
    address = f"/units/{known(site, 'Q1').id}/remove"
    assert admin.send(address, because="").status_code == 422
    assert admin.send(address, because="a mistake").status_code == 302
    assert unit(site, "Q1") is None


def test_a_filter_with_nothing_to_choose_from_is_not_shown(site: Site) -> None:
    page = site.browser("admin").get("/imports/")
    assert 'name="kind"' in page
    assert 'name="source"' not in page
