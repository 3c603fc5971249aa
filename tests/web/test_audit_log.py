"""The audit log: found by record, person, action and day; paged by position; its chain checked."""

from __future__ import annotations

import io

import openpyxl
import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from tests.web.conftest import Site
from tracker import audit_log
from tracker.audit import AuditEntry, head
from tracker.records.handled_files import HandledFile
from tracker.records.officials import Official
from tracker.web import audit_log as pages


def change_file(site: Site, reason: str = "the paper says so", actor: str = "leader") -> str:
    with site.database.writing(actor, reason) as session:
        file = session.get_one(HandledFile, site.files["early"])
        file.returned_on = file.finished_on
        session.add(file)
        return file.code


def test_an_entry_tells_who_what_of_which_record_was_now_and_why(site: Site) -> None:
    code = change_file(site)
    page = site.browser("auditor").get("/audit-log/?actor=leader")
    assert f"File {code}" in page
    assert f"/files/{site.files['early']}" in page
    assert "Handed over:" in page
    assert "08/10/2026" in page
    assert "the paper says so" in page


def test_a_record_is_found_by_its_code_and_by_a_name_without_diacritics(site: Site) -> None:
    code = change_file(site)
    auditor = site.browser("auditor")
    found = auditor.get(f"/audit-log/?q={code}")
    assert found.count(f"File {code}") == found.count('<th scope="row"') > 1
    assert "Official: " in auditor.get("/audit-log/?q=pham thi ha")
    assert "Nothing here fits the filter." in auditor.get("/audit-log/?q=nobody-of-that-name")


def test_entries_are_narrowed_by_action_kind_and_day(site: Site) -> None:
    change_file(site)
    auditor = site.browser("auditor")
    changed = auditor.get("/audit-log/?action=changed&subject=tracker_handled_file&actor=leader")
    assert changed.count('<th scope="row"') == 1
    assert "Nothing here fits the filter." in auditor.get("/audit-log/?action=removed")
    assert "Nothing here fits the filter." in auditor.get("/audit-log/?from=24/11/2026")
    assert '<th scope="row"' in auditor.get("/audit-log/?from=23/11/2026&to=23/11/2026")
    assert "Nothing here fits the filter." in auditor.get("/audit-log/?to=20/11/2026")


def test_pages_go_by_position_and_no_entry_is_shown_twice_or_left_out(site: Site) -> None:
    with site.database.reading() as session:
        positions = list(session.exec(select(AuditEntry.position).order_by(col(AuditEntry.position).desc())))
        wanted, seen, before = audit_log.Wanted(), [], None
        while True:
            page = audit_log.log_page(session, wanted, 7, before)
            seen += [entry.position for entry in page.entries]
            if page.older is None:
                break
            before = page.older
    assert seen == positions


def test_a_rare_entry_is_found_by_looking_further_and_it_is_said_how_far_was_looked(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_log, "LOOKED_AT_ONCE", 10)
    auditor = site.browser("auditor")
    page = auditor.get("/audit-log/?subject=tracker_unit")
    steps = 1
    while '<th scope="row"' not in page:
        assert "Nothing fits down to entry" in page
        older = page.split('" rel="next"')[0].rsplit('href="', 1)[1].replace("&amp;", "&")
        page, steps = auditor.get(older), steps + 1
    assert steps > 1
    assert "Unit: " in page


def test_one_entry_shows_its_hashes_and_the_one_before_it(site: Site) -> None:
    change_file(site)
    with site.database.reading() as session:
        end = head(session)
        entry = session.get_one(AuditEntry, end.position)
    page = site.browser("auditor").get(f"/audit-log/{end.position}")
    assert entry.hash in page
    assert entry.previous_hash in page
    assert "All entries of this record" in page
    assert site.browser("auditor").ask(f"/audit-log/{end.position + 1}").status_code == 404


def test_a_record_that_is_gone_keeps_its_name(site: Site) -> None:
    with site.database.writing("test") as session:
        gone = Official(code="CB99", full_name="Đoàn Thị Mỵ")
        session.add(gone)
        session.flush()
        session.delete(gone)
    page = site.browser("auditor").get("/audit-log/")
    assert "CB99" in page
    assert "Removed" in page


def test_the_chain_is_checked_and_its_head_is_shown(site: Site) -> None:
    auditor = site.browser("auditor")
    with site.database.reading() as session:
        end = head(session)
    assert end.hash in auditor.get("/audit-log/")
    auditor.send("/audit-log/check", printed=end.hash.upper())
    assert f"Entries 1 to {end.position} are unbroken" in auditor.get("/audit-log/")


def test_an_altered_entry_breaks_the_chain_at_its_place(site: Site) -> None:
    with site.database.writing("test") as session:
        altered = sa.update(AuditEntry).where(col(AuditEntry.position) == 3).values(actor="somebody else")
        session.connection().execute(altered)
    auditor = site.browser("auditor")
    auditor.send("/audit-log/check")
    assert "The audit log is broken at entry 3" in auditor.get("/audit-log/")


def test_a_head_that_the_log_no_longer_holds_is_said(site: Site) -> None:
    auditor = site.browser("auditor")
    auditor.send("/audit-log/check", printed="ab" * 32)
    assert "The printed head is not in the log." in auditor.get("/audit-log/")


def test_of_a_long_log_the_end_is_checked_and_the_command_for_the_whole_is_named(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "CHECKED_AT_ONCE", 5)
    with site.database.reading() as session:
        end = head(session).position
    auditor = site.browser("auditor")
    auditor.send("/audit-log/check")
    page = auditor.get("/audit-log/")
    assert f"Entries {end - 4} to {end} are unbroken" in page
    assert "`tracker audit verify` checks all of them" in page


def test_the_entries_of_a_filter_are_saved_as_a_workbook(site: Site) -> None:
    change_file(site)
    answer = site.browser("auditor").ask("/audit-log/?actor=leader&xlsx=1")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    assert sheet.max_row == 2
    assert sheet["C2"].value == "leader"


def test_the_log_is_for_administrators_and_auditors(site: Site) -> None:
    assert site.browser("admin").ask("/audit-log/").status_code == 200
    assert site.browser("leader").ask("/audit-log/").status_code == 403
    assert site.browser("staff").ask("/audit-log/1").status_code == 403
