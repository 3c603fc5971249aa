"""The list of handled files, as each kind of person sees it."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
import sqlalchemy as sa
from sqlmodel import col

from tests.web.conftest import Site
from tracker.records.handled_files import HandledFile
from tracker.scope import OWN_RECORD, Reach, Scope
from tracker.visible_rows import Viewer
from tracker.web.files import BY_RECEIPT


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


def test_the_files_of_a_unit_are_found_in_their_order_from_the_index_alone(site: Site) -> None:
    if not site.database.is_sqlite:
        pytest.skip("PostgreSQL plans by the number of rows")
    reaches = {"files.view": Reach(units=frozenset({1})), OWN_RECORD: Reach()}
    seen = Scope(Viewer(1, "leader", None, date(2026, 11, 20)), reaches).narrow(
        sa.select(col(HandledFile.id)), HandledFile
    )
    walked = seen.order_by(*(column.desc() for column in (*BY_RECEIPT, col(HandledFile.id)))).limit(50)
    with site.database.reading() as session:
        connection = session.connection()
        statement = walked.compile(connection, compile_kwargs={"literal_binds": True})
        plan = " ".join(row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}"))
    assert "SCAN tracker_handled_file USING COVERING INDEX ix_tracker_handled_file_received" in plan
    assert "TEMP B-TREE FOR" not in plan
