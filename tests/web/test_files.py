"""The list of handled files, as each kind of person sees it."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from tests.web.conftest import Site
from tracker.accounts.viewers import Viewer
from tracker.records.handled_files import HandledFile
from tracker.records.procedures import Procedure
from tracker.scope import OWN_RECORD, Reach, Scope
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


def test_words_and_a_part_of_a_code_are_found_together(site: Site) -> None:
    with site.database.writing("test") as session:
        session.add(Procedure(code="1.0002", name="Number 000002"))
        session.flush()
        third = session.exec(select(HandledFile).where(HandledFile.code == "H23.14-000003")).one()
        third.procedure_id = session.exec(select(Procedure.id).where(Procedure.code == "1.0002")).one()
    page = site.browser("leader").get("/files/?q=000002")
    assert page.count(">H23.14-") == 2
    assert site.browser("leader").get("/files/?q=000002&outcome=overdue").count(">H23.14-") == 1


def test_the_files_of_a_unit_are_found_in_their_order_from_the_index_alone(site: Site) -> None:
    reaches = {"files.view": Reach(units=frozenset({1})), OWN_RECORD: Reach()}
    seen = Scope(Viewer(1, "leader", None, date(2026, 11, 20)), reaches).narrow(
        sa.select(col(HandledFile.id)), HandledFile
    )
    walked = seen.order_by(*(column.desc() for column in (*BY_RECEIPT, col(HandledFile.id)))).limit(50)
    compiled = walked.compile(site.database.engine, compile_kwargs={"literal_binds": True})
    plan = plan_of(site, str(compiled), ())
    assert "SCAN tracker_handled_file USING COVERING INDEX ix_tracker_handled_file_received" in plan
    assert "TEMP B-TREE FOR" not in plan


@pytest.mark.parametrize("sort", ["code", "received", "due", "finished"])
def test_overdue_files_are_sorted_by_anything_from_an_index_that_holds_them_alone(site: Site, sort: str) -> None:
    plan = plan_of_list(site, f"outcome=overdue&sort={sort}")
    assert "SCAN tracker_handled_file USING COVERING INDEX ix_tracker_handled_file_overdue_listed" in plan


def test_the_files_of_the_words_of_a_procedure_are_found_by_its_index_alone(site: Site) -> None:
    plan = plan_of_list(site, "q=procedure of 5")
    assert "SEARCH tracker_handled_file USING COVERING INDEX ix_tracker_handled_file_procedure" in plan


def plan_of_list(site: Site, query: str) -> str:
    """Return how SQLite gathers the rows of the list of files."""
    told: list[tuple[str, object]] = []

    def note(_connection, _cursor, statement: str, parameters: object, _context, _many: bool) -> None:
        if "count(*) OVER ()" in statement:
            told.append((statement, parameters))

    browser = site.browser("leader")
    sa.event.listen(site.database.engine, "before_cursor_execute", note)
    browser.get(f"/files/?{query}")
    sa.event.remove(site.database.engine, "before_cursor_execute", note)
    (gathered,) = told
    return plan_of(site, *gathered)


def plan_of(site: Site, statement: str, parameters: object) -> str:
    """Return how SQLite answers a statement; PostgreSQL plans by the number of rows."""
    if not site.database.is_sqlite:
        pytest.skip("PostgreSQL plans by the number of rows")
    with site.database.reading() as session:
        rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return " ".join(row.detail for row in rows)
