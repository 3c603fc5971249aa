"""Postings that were corrected by hand, and lists that say something else of them."""

from __future__ import annotations

from datetime import date

from sqlmodel import col, select

from tests.imports.office import bring_in, fill, said
from tracker.database import Database
from tracker.imports.results import ImportResult
from tracker.records.held_fields import HeldField
from tracker.records.official_changes import add_official
from tracker.records.officials import Official
from tracker.records.posting_changes import change_posting, post_from
from tracker.records.postings import Posting

PEOPLE = ("Mã cán bộ", "Họ và tên", "Đơn vị", "Chức vụ", "Từ ngày", "Đến ngày")


def an_official_who_stays_by_hand(database: Database) -> None:
    """Her posting ended by mistake; by hand it lasts, and is held."""
    fill(database)
    with database.writing("admin") as session:
        official = add_official(session, Official(code="CB50", full_name="Vũ Thị Sen"))
        assert official.id is not None
        wrong = Posting(official_id=official.id, unit_id=1, position="clerk", valid_from=date(2024, 1, 1))
        wrong.valid_to = date(2026, 6, 30)
        change_posting(session, post_from(session, wrong), {"valid_to": None}, "she has not left")


def imported(database: Database, *rows: tuple[str, ...]) -> ImportResult:
    return bring_in(database, [("CB50", "Vũ Thị Sen", *row) for row in rows], PEOPLE, "officials")


def days(database: Database) -> list[tuple[date, date | None]]:
    with database.reading() as session:
        wanted = select(Posting).join(Official).where(Official.code == "CB50").order_by(col(Posting.valid_from))
        return [(posting.valid_from, posting.valid_to) for posting in session.exec(wanted)]


def test_a_list_does_not_end_a_posting_that_lasts_by_hand_and_what_it_wanted_is_noted(database: Database) -> None:
    an_official_who_stays_by_hand(database)
    imported(database, ("", "clerk", "01/01/2024", "30/06/2026"))
    assert days(database) == [(date(2024, 1, 1), None)]
    with database.reading() as session:
        assert session.exec(select(HeldField)).one().disagreement == "2026-06-30"


def test_a_further_posting_in_a_list_never_overlaps_one_that_lasts_by_hand(database: Database) -> None:
    an_official_who_stays_by_hand(database)
    result = imported(database, ("", "clerk", "01/01/2024", "30/06/2026"), ("", "head", "01/07/2026", ""))
    assert days(database) == [(date(2024, 1, 1), None)]
    assert "overlaps the one from" in said([problem.message for problem in result.problems])
