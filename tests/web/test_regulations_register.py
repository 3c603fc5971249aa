"""The register in the browser: the list on a day, a document with its reasons, adding, relating, concerns, import."""

from __future__ import annotations

import html
import io
import re
from datetime import date, datetime

import openpyxl
import pytest
from sqlmodel import select

from plugins.regulations.models import Concern, Document
from plugins.regulations.validity import Status
from tests.web.regulation_site import ALIVE, DEAD, HOME, Watch, send_files, watched  # noqa: F401 the fixture
from tracker.audit import AuditEntry
from tracker.database import RecordSession


def numbers_in(page: str) -> list[str]:
    table = page[page.index("register") :]
    return re.findall(r'<th scope="row"><a class="nowrap"[^>]*>([^<]+)</a>', table)


def test_everybody_sees_the_register_and_only_leaders_and_admins_change_it(watch: Watch) -> None:
    for name, status in (("staff", 403), ("auditor", 403), ("leader", 200), ("admin", 200)):
        browser = watch.browser(name)
        assert DEAD in browser.get(f"{HOME}?q=61/2018")
        assert ("Add a document" in browser.get(HOME)) is (status == 200)
        for address in (f"{HOME}documents/new", f"{watch.page_of(DEAD)}/edit", f"{HOME}own/scan", f"{HOME}import"):
            assert browser.ask(address).status_code == status, (name, address)


@pytest.mark.parametrize(
    "typed", [DEAD, "61/2018/nd-cp", "61 / 2018 / ND - CP", "Nghị định số 061/2018/NĐ-CP", "61/NĐ-CP"]
)
def test_a_number_is_found_in_any_spelling(watch: Watch, typed: str) -> None:
    assert DEAD in numbers_in(watch.browser("staff").ask(f"{HOME}?q={typed}").get_data(as_text=True))


def test_a_title_is_found_without_diacritics(watch: Watch) -> None:
    assert "30/2020/NĐ-CP" in numbers_in(watch.browser("staff").get(f"{HOME}?q=cong+tac+van+thu"))


def test_the_status_filter_follows_the_day_that_is_asked_about(watch: Watch) -> None:
    staff = watch.browser("staff")
    assert DEAD in numbers_in(staff.get(f"{HOME}?status=expired"))
    assert DEAD not in numbers_in(staff.get(f"{HOME}?status=in+force"))
    before = staff.get(f"{HOME}?status=in+force&day=05/12/2021")
    assert DEAD in numbers_in(before)
    assert ALIVE not in numbers_in(before)
    assert DEAD in numbers_in(staff.get(f"{HOME}?status=partly+expired&day=30/06/2025"))
    assert ALIVE in numbers_in(staff.get(f"{HOME}?status=not+yet+in+force&day=30/06/2025"))


def test_the_list_is_saved_as_a_workbook_with_what_replaces_what(watch: Watch) -> None:
    answer = watch.browser("staff").ask(f"{HOME}?q=61/2018&status=expired&xlsx=1")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True))
    (row,) = [one for one in rows if DEAD in one]
    assert {ALIVE, "Expired"} <= set(row)
    assert date(2025, 6, 30) in [cell.date() for cell in row if isinstance(cell, datetime)]


def test_the_register_is_printed_as_it_is_searched_and_filtered(watch: Watch) -> None:
    staff = watch.browser("staff")
    address = re.search(r'href="([^"]*printed[^"]*)"', staff.get(f"{HOME}?status=expired&day=01/07/2025&q=mot+cua"))
    assert address is not None
    page = staff.get(html.unescape(address[1]))
    assert DEAD in page
    assert ALIVE in page[page.index(DEAD) :]
    assert "30/2020/NĐ-CP" not in page
    assert "as on 01/07/2025 · mot cua · Status: Expired" in page
    assert "30/06/2025" in page
    assert "Printed at" in page


def test_the_line_of_replacements_leads_from_the_old_decree_to_the_new_one(watch: Watch) -> None:
    page = watch.browser("staff").get(watch.page_of(DEAD))
    chain = page[page.index('<ol class="chain') : page.index("</ol>")]
    assert re.findall(r"\d+/\d{4}/NĐ-CP", re.sub(r"<span>.*?</span>", "", chain))[:3] == [DEAD, "107/2021/NĐ-CP", ALIVE]


def test_a_document_says_why_it_stands_as_it_does_on_a_day(watch: Watch) -> None:
    staff = watch.browser("staff")
    assert "Expired: since 01/07/2025, by 118/2025/NĐ-CP." in staff.get(watch.page_of(DEAD))
    assert "In force: in force until before 01/07/2025." in staff.get(f"{watch.page_of(DEAD)}?day=05/12/2021")


def test_where_the_portal_says_otherwise_both_are_shown(watch: Watch) -> None:
    with watch.database.writing("admin", "portal") as session:
        stored = session.get_one(Document, watch.id_of(ALIVE))
        stored.portal_status, stored.checked_on = Status.EXPIRED, date(2026, 11, 1)
        stored.expires_on = date(2027, 1, 1)
    page = watch.browser("staff").get(watch.page_of(ALIVE))
    assert "The portal says otherwise: Expired (checked on 01/11/2026)" in page
    assert "Partly expired: in force until before 01/01/2027." in page


def test_a_document_is_added_with_kind_and_issuer_from_its_number(watch: Watch) -> None:
    answer = watch.browser("leader").send(f"{HOME}documents/new", number="400/2026/nd-cp", in_force_from="15/11/2026")
    stored = watch.document("400/2026/NĐ-CP")
    assert (answer.status_code, answer.headers["Location"]) == (302, watch.page_of("400/2026/NĐ-CP"))
    assert (stored.kind, stored.issuer, stored.in_force_from) == ("Nghị định", "Chính phủ", date(2026, 11, 15))


def test_a_document_that_the_register_has_is_refused_and_nothing_typed_is_lost(watch: Watch) -> None:
    answer = watch.browser("leader").send(f"{HOME}documents/new", number=ALIVE, issued_on="09/06/2025", title="Tôi gõ")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "is in the register already" in page
    assert 'value="Tôi gõ"' in page or ">Tôi gõ</textarea>" in page


def test_two_documents_of_one_number_are_told(watch: Watch) -> None:
    leader, number = watch.browser("leader"), "12/2024/QĐ-UBND"
    for issuer in ("UBND tỉnh A", "UBND tỉnh B"):
        leader.send(f"{HOME}documents/new", number=number, issuer=issuer, issued_on="15/03/2024")
    page = leader.get(f"{HOME}?q={number}")
    assert len(numbers_in(page)) == 2
    address = re.search(r'href="(/regulations/documents/\d+)"', page[page.index("register") :])
    assert address is not None
    assert "Others have the same number" in leader.get(address[1])


def test_a_change_needs_a_reason_and_stands_in_the_audit_log(watch: Watch) -> None:
    leader, address = watch.browser("leader"), f"{watch.page_of('30/2020/NĐ-CP')}/edit"
    asked = {"number": "30/2020/NĐ-CP", "title": "Công tác văn thư", "in_force_from": "05/03/2020"}
    assert leader.send(address, **asked).status_code == 422
    assert leader.send(address, **asked, because="Công báo số 12").status_code == 302
    with watch.database.reading() as session:
        entry = session.exec(
            select(AuditEntry).where(AuditEntry.subject == "regulations_document", AuditEntry.actor == "leader")
        ).one()
    assert (entry.because, watch.document("30/2020/NĐ-CP").in_force_from) == ("Công báo số 12", date(2020, 3, 5))


def test_who_saves_after_somebody_else_is_told(watch: Watch) -> None:
    leader, address = watch.browser("leader"), f"{watch.page_of('30/2020/NĐ-CP')}/edit"
    version = re.search(r'name="version" value="(\w+)"', leader.get(address))
    assert version is not None
    asked = {"number": "30/2020/NĐ-CP", "because": "x", "version": version[1]}
    assert leader.send(address, **asked, title="Một").status_code == 302
    answer = leader.send(address, **asked, title="Hai")
    assert (answer.status_code, watch.document("30/2020/NĐ-CP").title) == (422, "Một")


def test_a_document_is_removed_with_a_reason(watch: Watch) -> None:
    leader, address = watch.browser("leader"), f"{watch.page_of('335/2026/NĐ-CP')}/remove"
    assert leader.send(address).status_code == 422
    assert leader.send(address, because="nhập nhầm").status_code == 302
    assert numbers_in(leader.get(f"{HOME}?q=335/2026/NĐ-CP")) == []


def test_relating_finds_the_other_document_by_its_number_in_any_spelling(watch: Watch) -> None:
    leader = watch.browser("leader")
    leader.send(f"{HOME}documents/new", number="400/2026/NĐ-CP", in_force_from="15/11/2026")
    address = f"{watch.page_of('400/2026/NĐ-CP')}/relate"
    sent = {"kind": "replaces", "other": "nghi dinh 30 / 2020/ND-CP", "because": "Điều 35"}
    assert leader.send(address, **sent).status_code == 302
    assert watch.relations("400/2026/NĐ-CP") == [("replaces", "30/2020/NĐ-CP", "")]
    assert "Expired: since 15/11/2026, by 400/2026/NĐ-CP" in leader.get(watch.page_of("30/2020/NĐ-CP"))


def test_relating_the_other_way_round_and_to_a_part(watch: Watch) -> None:
    leader = watch.browser("leader")
    sent = {"kind": "<amends", "other": ALIVE, "part": "khoản 2 Điều 3", "because": "thử"}
    assert leader.send(f"{watch.page_of('30/2020/NĐ-CP')}/relate", **sent).status_code == 302
    assert ("amends", "30/2020/NĐ-CP", "khoản 2 Điều 3") in watch.relations(ALIVE)


def test_words_that_fit_several_documents_are_a_question_and_an_unknown_number_is_told(watch: Watch) -> None:
    leader, address = watch.browser("leader"), f"{watch.page_of('30/2020/NĐ-CP')}/relate"
    several = leader.send(address, kind="amends", other="muc luong co so", because="thử")
    assert several.status_code == 422
    assert "documents fit. Choose the one that is meant." in several.get_data(as_text=True)
    chosen = leader.send(
        address, kind="amends", other="muc luong co so", other_id=watch.id_of("72/2018/NĐ-CP"), because="t"
    )
    assert chosen.status_code == 302
    assert watch.relations("30/2020/NĐ-CP") == [("amends", "72/2018/NĐ-CP", "")]
    unknown = leader.send(address, kind="amends", other="999/2026/NĐ-CP", because="thử")
    assert "is not in the register. Correct it, or add that document first." in unknown.get_data(as_text=True)


def test_a_relation_is_taken_back_with_a_reason(watch: Watch) -> None:
    leader = watch.browser("leader")
    address = re.search(r'href="(/regulations/relations/\d+/remove[^"]*)"', leader.get(watch.page_of("310/2026/NĐ-CP")))
    assert address is not None
    assert leader.send(address[1]).status_code == 422
    assert leader.send(address[1], because="nhầm").status_code == 302
    assert watch.relations("310/2026/NĐ-CP") == []


def concerns(session: RecordSession, document_id: int) -> list[tuple[int | None, int | None]]:
    stored = session.exec(select(Concern).where(Concern.document_id == document_id).order_by(Concern.id))
    return [(one.unit_id, one.procedure_id) for one in stored]


def test_whom_a_document_concerns_is_said_and_not_overwritten_unseen(watch: Watch) -> None:
    leader, address = watch.browser("leader"), f"{watch.page_of(ALIVE)}/concerns"
    unit = re.search(r'name="units" value="(\d+)"[^>]*><span>[^<]*Desk', leader.get(address))
    version = re.search(r'name="version" value="([^"]*)"', leader.get(address))
    assert unit is not None
    assert version is not None
    assert leader.send(address, units=unit[1], because="một cửa", version=version[1]).status_code == 302
    with watch.database.reading() as session:
        assert concerns(session, watch.id_of(ALIVE)) == [(int(unit[1]), None)]
    assert "Desk" in leader.get(watch.page_of(ALIVE))
    again = leader.send(address, because="trống", version=version[1])
    assert (again.status_code, "Somebody else has just changed whom it concerns" in again.text) == (422, True)


CSV = (
    "Số hiệu;Trích yếu;Ngày hiệu lực;Thay thế\n"
    "400/2026/NĐ-CP;Mới;15/11/2026;30/2020/NĐ-CP\n"
    "5/2026/NĐ-CP;Sai;32/01/2026;\n"
)


def test_an_import_is_tried_before_it_is_stored(watch: Watch) -> None:
    leader = watch.browser("leader")
    tried = send_files(leader, f"{HOME}import", "file", {"so.csv": CSV})
    page = leader.get(tried.headers["Location"])
    assert "1 added, 0 changed, 0 unchanged, 1 rows refused" in page
    assert "there is no such day" in page
    assert numbers_in(leader.get(f"{HOME}?q=400/2026")) == []
    assert leader.send(tried.headers["Location"]).status_code == 302
    assert watch.relations("400/2026/NĐ-CP") == [("replaces", "30/2020/NĐ-CP", "")]
    assert leader.ask(tried.headers["Location"]).status_code == 404


def test_somebody_elses_upload_is_not_found_and_no_list_is_an_error(watch: Watch) -> None:
    leader = watch.browser("leader")
    tried = send_files(leader, f"{HOME}import", "file", {"so.csv": CSV})
    assert watch.browser("admin").ask(tried.headers["Location"]).status_code == 404
    assert send_files(leader, f"{HOME}import", "file", {}).status_code == 422
    wrong = send_files(leader, f"{HOME}import", "file", {"so.csv": "a;b\n1;2\n"})
    assert leader.ask(wrong.headers["Location"]).status_code == 422


def test_who_has_read_a_document_is_seen_by_who_leads_and_everybody_confirms_only_for_himself(watch: Watch) -> None:
    leader, staff, page = watch.browser("leader"), watch.browser("staff"), watch.page_of(ALIVE)
    unit = re.search(r'name="units" value="(\d+)"[^>]*><span>[^<]*Desk', leader.get(f"{page}/concerns"))
    assert unit is not None
    leader.send(f"{page}/concerns", units=unit[1], because="một cửa")
    assert "You are asked to read it by" in staff.get(page)
    assert "Nguyễn Văn Ân" not in staff.get(page)
    seen = leader.get(page)
    assert "0 of 2 have read it" in seen
    assert "Nguyễn Văn Ân" in seen
    assert staff.send(f"{HOME}to-read/{watch.id_of(ALIVE)}", back="document").status_code in (302, 303)
    assert "You have read it on 23/11/2026" in staff.get(page)
    assert "1 of 2 have read it" in leader.get(page)
