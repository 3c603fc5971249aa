"""The list of handled files, as each kind of person sees it."""

from __future__ import annotations

import io

import openpyxl

from tests.web.conftest import Site


def test_a_leader_finds_a_file_by_its_procedure_without_diacritics_and_staff_see_no_list(site: Site) -> None:
    page = site.browser("leader").get("/files/?q=procedure of 5")
    assert page.count("H23.14-") == 4
    assert site.browser("staff").ask("/files/").status_code == 403


def test_a_leader_of_one_unit_sees_its_files_alone(site: Site) -> None:
    page = site.browser("other_leader").get("/files/")
    assert page.count("H23.14-") == 1
    assert site.browser("other_leader").ask(f"/files/{site.files['early']}").status_code == 404


def test_a_filter_stands_in_the_address_and_in_the_workbook(site: Site) -> None:
    leader = site.browser("leader")
    page = leader.get("/files/?outcome=overdue")
    assert page.count("H23.14-") == 1
    answer = leader.ask("/files/?outcome=overdue&xlsx=1")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet.max_row == 2
    assert sheet["A2"].value == "H23.14-000002"


def test_an_unknown_choice_in_the_address_is_left_out(site: Site) -> None:
    page = site.browser("leader").get("/files/?outcome=nonsense&from=32/13/2026&page=-1&sort=nothing")
    assert page.count("H23.14-") == 5


def test_a_file_is_found_by_the_beginning_the_middle_and_the_end_of_its_code(site: Site) -> None:
    leader = site.browser("leader")
    for query, files in (("h23.14", 5), ("14-0000", 5), ("000002", 1), ("H23.14-000002", 1), ("23-000002", 0)):
        assert leader.get(f"/files/?q={query}").count(">H23.14-") == files, query
