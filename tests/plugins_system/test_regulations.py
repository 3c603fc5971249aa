"""The register of legal documents on both databases: what it ships with, changes and their reasons, imports, scans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from plugins.regulations.importing import Plan, plan_import, store_import
from plugins.regulations.list_fields import FIELDS
from plugins.regulations.local_documents import keep_scan
from plugins.regulations.models import Document, DocumentRelation, LocalCitation, LocalDocument
from plugins.regulations.register import (
    add_document,
    change_document,
    documents_like,
    load_register,
    relate,
    relations_of,
    remove_document,
    unrelate,
)
from plugins.regulations.scan import scan
from plugins.regulations.scanning import scan_file
from plugins.regulations.validity import Relation, Status, validity_on
from tests.conftest import FilledBy
from tests.plugins_system.conftest import fill_register
from tracker.api.lists import ListAnswers, ReadList, read_list
from tracker.audit import AuditEntry, verify
from tracker.backup.restoring import has_records
from tracker.database import Database, RecordSession
from tracker.imports.reading.limits import Limits
from tracker.messages import InputError, translate

TODAY = date(2026, 11, 23)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
HEADINGS = (
    *("STT", "Số hiệu", "Trích yếu", "Cơ quan ban hành", "Ngày ban hành", "Ngày hiệu lực", "Ngày hết hiệu lực"),
    *("Tình trạng", "Thay thế", "Sửa đổi, bổ sung", "Nguồn"),
)
Cells = Sequence[object]


@pytest.fixture
def register(filled_by: FilledBy) -> Database:
    """A database with the tables of the plugin, and the documents that it ships with."""
    return filled_by(fill_register)


def status(database: Database, number: str, day: date = TODAY) -> str | None:
    with database.reading() as session:
        loaded = load_register(session)
    (entry,) = (one for one in loaded.entries.values() if one.number == number)
    found = validity_on(entry, day)
    return None if found is None else found.status.value


def document(session: RecordSession, number: str) -> Document:
    return session.exec(select(Document).where(Document.number == number)).one()


def test_the_register_begins_with_the_documents_that_every_commune_cites(register: Database) -> None:
    before, after = date(2025, 6, 30), date(2025, 7, 1)
    assert [status(register, "61/2018/NĐ-CP", day) for day in (before, after)] == ["partly expired", "expired"]
    assert [status(register, "118/2025/NĐ-CP", day) for day in (before, after)] == ["not yet in force", "in force"]
    assert status(register, "118/2025/NĐ-CP") == status(register, "06/2022/QH15") == "partly expired"
    assert status(register, "152/2025/NĐ-CP", date(2027, 3, 1)) == "expired"
    assert status(register, "335/2025/NĐ-CP") == status(register, "335/2026/NĐ-CP") == "in force"


def test_each_shipped_document_says_how_sure_it_is(register: Database) -> None:
    with register.reading() as session:
        documents = session.exec(select(Document)).all()
    assert len(documents) > 30
    assert all(one.confidence for one in documents)
    assert all(one.number_key and one.kind and one.search_text for one in documents)


def test_shipped_documents_are_no_records_of_anybody(register: Database) -> None:
    with register.reading() as session:
        assert not has_records(session.connection())
    with register.writing("admin", "sổ") as session:
        add_document(session, Document(number="1/2026/NĐ-CP"))
    with register.reading() as session:
        assert has_records(session.connection())


def test_a_change_stands_in_the_audit_log_with_its_reason(register: Database) -> None:
    with register.writing("admin", "Công báo số 12") as session:
        change_document(session, document(session, "30/2020/NĐ-CP"), {"in_force_from": date(2020, 3, 5)})
    with register.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.subject == "regulations_document")).one()
        assert verify(session) is None
    assert (entry.because, entry.before, entry.after) == (
        "Công báo số 12",
        '{"in_force_from":null}',
        '{"in_force_from":"2020-03-05"}',
    )


@pytest.mark.parametrize("because", [None, "", "  "])
def test_nothing_is_changed_without_a_reason(register: Database, because: str | None) -> None:
    with register.writing("admin", because) as session:
        one, other = document(session, "30/2020/NĐ-CP"), document(session, "61/2018/NĐ-CP")
        (relation,) = session.exec(select(DocumentRelation).where(DocumentRelation.to_id == other.id).limit(1))
        for change in (
            lambda: change_document(session, one, {"title": "Văn thư"}),
            lambda: relate(session, one, Relation.AMENDS, other),
            lambda: unrelate(session, relation),
            lambda: remove_document(session, one),
        ):
            with pytest.raises(InputError, match="Say why"):
                change()


def test_one_number_may_name_two_documents_if_issuer_or_date_tell_them_apart(register: Database) -> None:
    number = "12/2024/QĐ-UBND"
    with register.writing("admin", "sổ") as session:
        add_document(session, Document(number=number, issuer="UBND tỉnh A", issued_on=date(2024, 3, 15)))
        add_document(session, Document(number=number, issuer="UBND tỉnh B", issued_on=date(2024, 3, 15)))
        for same in (Document(number=number), Document(number="12/2024/QD-UBND", issuer="Ủy ban nhân dân tỉnh A")):
            assert documents_like(session, same)
        again = Document(number=number, issuer="Ủy ban nhân dân tỉnh A", issued_on=date(2024, 3, 15))
        with pytest.raises(InputError, match="is in the register already"):
            add_document(session, again)
    with register.reading() as session:
        (finding,) = scan("Theo Quyết định 12/2024/QĐ-UBND", load_register(session), TODAY)
    assert (finding.status, len(finding.meant)) == ("ambiguous", 2)


def test_a_document_that_cannot_be_is_refused(register: Database) -> None:
    with register.writing("admin", "sổ") as session:
        ends = Document(number="1/QĐ-TTg", in_force_from=date(2026, 7, 1), expires_on=date(2026, 6, 1))
        with pytest.raises(InputError, match="needs a number or a title"):
            add_document(session, Document())
        with pytest.raises(InputError, match="before it enters into force on 01/07/2026"):
            add_document(session, ends)


def test_a_relation_is_stored_once_and_a_part_of_a_document_ends_no_whole_one(register: Database) -> None:
    with register.writing("admin", "Công báo") as session:
        new = add_document(session, Document(number="400/2026/NĐ-CP", in_force_from=date(2026, 11, 1)))
        old = document(session, "30/2020/NĐ-CP")
        first = relate(session, new, Relation.ABROGATES, old, "khoản 2  Điều 3")
        assert relate(session, new, Relation.ABROGATES, old, "khoản 2 Điều 3").id == first.id
        with pytest.raises(InputError, match="cannot do that to itself"):
            relate(session, new, Relation.AMENDS, new)
    assert status(register, "30/2020/NĐ-CP") == "partly expired"
    with register.writing("admin", "Công báo") as session:
        relate(session, document(session, "400/2026/NĐ-CP"), Relation.REPLACES, document(session, "30/2020/NĐ-CP"))
    assert status(register, "30/2020/NĐ-CP") == "expired"
    with register.writing("admin", "nhầm") as session:
        remove_document(session, document(session, "400/2026/NĐ-CP"))
        assert relations_of(session, document(session, "30/2020/NĐ-CP")) == []
    assert status(register, "30/2020/NĐ-CP") == "in force"


def workbook(path: Path, rows: Sequence[Cells], headings: Cells = HEADINGS) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["ỦY BAN NHÂN DÂN XÃ"], ["DANH MỤC VĂN BẢN"], headings, *rows):
        sheet.append(list(row))
    book.save(path)
    return path


def read(path: Path, answers: ListAnswers | None = None) -> ReadList:
    return read_list(path, FIELDS, zone=ZONE, limits=Limits(), answers=answers)


def brought_in(register: Database, path: Path, today: date = TODAY) -> Plan:
    with register.writing("admin", f"import {path.name}") as session:
        plan = plan_import(session, read(path), today)
        store_import(session, plan)
    return plan


def counts(plan: Plan) -> tuple[int, int, int, int, int]:
    return len(plan.added), len(plan.changed), plan.unchanged, len(plan.named), len(plan.links)


DECREE = (1, "400/2026/NĐ-CP", "Một cửa", "Chính phủ", "01/10/2026", "15/11/2026", "", "Còn hiệu lực")
REPLACES = (*DECREE, "Nghị định số 118/2025/NĐ-CP, 399/2020/NĐ-CP", "khoản 2 Điều 3 Nghị định 30/2020/NĐ-CP", "x.vn")


def test_an_imported_register_says_what_replaces_what(register: Database, tmp_path: Path) -> None:
    path = workbook(tmp_path / "so.xlsx", [REPLACES])
    assert counts(brought_in(register, path)) == (1, 0, 0, 1, 3)
    assert status(register, "118/2025/NĐ-CP", date(2026, 11, 14)) == "partly expired"
    assert status(register, "118/2025/NĐ-CP") == status(register, "399/2020/NĐ-CP") == "expired"
    assert status(register, "30/2020/NĐ-CP") == "partly expired"
    with register.reading() as session:
        stored, named = document(session, "400/2026/NĐ-CP"), document(session, "399/2020/NĐ-CP")
        parts = session.exec(select(DocumentRelation.part).where(DocumentRelation.from_id == stored.id)).all()
    assert (stored.kind, stored.portal_status, stored.checked_on) == ("Nghị định", Status.IN_FORCE, TODAY)
    assert (named.kind, named.issuer, named.title) == ("Nghị định", "Chính phủ", "")
    assert sorted(parts) == ["", "", "khoản 2 Điều 3"]


def test_a_register_imported_again_changes_nothing(register: Database, tmp_path: Path) -> None:
    path = workbook(tmp_path / "so.xlsx", [REPLACES])
    brought_in(register, path)
    with register.reading() as session:
        before = session.exec(sa.select(sa.func.count()).select_from(AuditEntry)).one()  # type: ignore[call-overload]
    assert counts(brought_in(register, path, date(2026, 12, 1))) == (0, 0, 1, 0, 0)
    with register.reading() as session:
        assert session.exec(sa.select(sa.func.count()).select_from(AuditEntry)).one() == before  # type: ignore[call-overload]


def test_planning_writes_nothing(register: Database, tmp_path: Path) -> None:
    path = workbook(tmp_path / "so.xlsx", [REPLACES, (2, "61/2018/NĐ-CP", "Cơ chế một cửa")])
    with register.reading() as session:
        plan = plan_import(session, read(path), TODAY)
        assert counts(plan) == (1, 1, 0, 1, 3)
        assert not session.dirty
        assert document(session, "61/2018/NĐ-CP").title != "Cơ chế một cửa"


def test_an_empty_cell_and_a_missing_column_empty_nothing(register: Database, tmp_path: Path) -> None:
    brought_in(register, workbook(tmp_path / "so.xlsx", [REPLACES]))
    again = workbook(tmp_path / "ngan.xlsx", [("400/2026/NĐ-CP", "")], ("Số hiệu", "Trích yếu"))
    assert counts(brought_in(register, again)) == (0, 0, 1, 0, 0)


def test_a_document_that_was_only_named_is_completed(register: Database, tmp_path: Path) -> None:
    brought_in(register, workbook(tmp_path / "so.xlsx", [REPLACES]))
    whole = (1, "399/2020/NĐ-CP", "Văn bản cũ", "Chính phủ", "03/04/2020", "20/05/2020")
    assert counts(brought_in(register, workbook(tmp_path / "cu.xlsx", [whole]))) == (0, 1, 0, 0, 0)
    with register.reading() as session:
        assert document(session, "399/2020/NĐ-CP").issued_on == date(2020, 4, 3)


def test_two_provinces_may_have_one_number_and_a_third_row_of_it_is_a_question(
    register: Database, tmp_path: Path
) -> None:
    number = "12/2024/QĐ-UBND"
    rows = [
        (1, number, "A", "UBND tỉnh A", "15/03/2024"),
        (2, number, "B", "UBND tỉnh B", "15/03/2024"),
        (3, number, "C"),
        (4, number, "A", "Ủy ban nhân dân tỉnh A", "15/03/2024"),
    ]
    plan = brought_in(register, workbook(tmp_path / "so.xlsx", rows))
    assert counts(plan)[:3] == (2, 0, 0)
    assert [(one.row, translate(one.message, "en")) for one in plan.problems] == [
        (6, "The register has several documents of this number. Give the issuer and the date as well."),
        (7, "The document stands in row 4 already. Keep the row that is right."),
    ]


@pytest.mark.parametrize(
    ("row", "column", "told"),
    [
        ((1, "5/2026/NĐ-CP", "", "", "32/01/2026"), "Ngày ban hành", "there is no such day"),
        ((1, "5/2026/NĐ-CP", "", "", "", "", "", "Đang bàn"), "Tình trạng", "Write one of: Chưa có hiệu lực, Còn"),
        ((1, "5/2026/NĐ-CP và 6/2026/NĐ-CP"), "Số hiệu", "Give each of them a row"),
        ((1, "5/2026/NĐ-CP", "", "", "", "01/07/2026", "01/06/2026"), "Ngày hết hiệu lực", "01/07/2026"),
        ((1, "5/2026/NĐ-CP", "", "", "", "", "", "", "nghị định cũ"), "Thay thế", "names no document"),
        ((1, "5/2026/NĐ-CP", "", "", "", "", "", "", "5/2026/NĐ-CP"), "Thay thế", "to itself"),
        ((1, "5/2026/NĐ-CP", "", "", "", "", "", "", "Luật Lạ năm 1999"), "Thay thế", "Add it first"),
        ((1, "x" * 101), "Số hiệu", "more than 100 characters"),
        ((1, "", "", "Chính phủ", "01/07/2026"), "Số hiệu", "is missing"),
    ],
)
def test_a_wrong_row_is_refused_with_its_cure_and_the_others_go_in(
    register: Database, tmp_path: Path, row: Cells, column: str, told: str
) -> None:
    plan = brought_in(register, workbook(tmp_path / "so.xlsx", [row, DECREE]))
    ((problem,), (added,)) = plan.problems, plan.added
    assert (problem.row, problem.column, added.row) == (4, column, 5)
    assert told in translate(problem.message, "en")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Chưa có hiệu lực", Status.NOT_YET),
        ("CÒN HIỆU LỰC", Status.IN_FORCE),
        ("Hết hiệu lực 1 phần", Status.PARTLY_EXPIRED),
        ("Đã sửa đổi", Status.PARTLY_EXPIRED),
        ("Hết hiệu lực toàn bộ", Status.EXPIRED),
        ("Không còn phù hợp", Status.EXPIRED),
        ("Ngưng hiệu lực", Status.SUSPENDED),
        ("Chưa xác định", None),
    ],
)
def test_portals_have_several_words_for_one_status(
    register: Database, tmp_path: Path, said: str, meant: Status | None
) -> None:
    brought_in(register, workbook(tmp_path / "so.xlsx", [(1, "5/2026/NĐ-CP", "", "", "", "", "", said)]))
    with register.reading() as session:
        assert document(session, "5/2026/NĐ-CP").portal_status is meant


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("Nghị định số 5/2026/ND-CP", "5/2026/NĐ-CP"),
        ("05/2026/NĐ – CP", "05/2026/NĐ-CP"),
        ("18-KL/TW", "18-KL/TW"),
        ("QĐ2338-BTP", "QĐ2338-BTP"),
    ],
)
def test_a_number_is_stored_as_it_should_be_written(
    register: Database, tmp_path: Path, written: str, number: str
) -> None:
    brought_in(register, workbook(tmp_path / "so.xlsx", [(1, written, "Thử")]))
    with register.reading() as session:
        assert document(session, number).title == "Thử"


def test_documents_of_the_last_century_have_their_dates(register: Database, tmp_path: Path) -> None:
    rows = [(1, "24/CP", "Cũ", "Chính phủ", date(1993, 3, 18), "18/03/1993")]
    brought_in(register, workbook(tmp_path / "so.xlsx", rows))
    with register.reading() as session:
        stored = document(session, "24/CP")
    assert (stored.issued_on, stored.in_force_from) == (date(1993, 3, 18), date(1993, 3, 18))


def test_a_law_without_a_number_is_known_by_its_title(register: Database, tmp_path: Path) -> None:
    path = workbook(tmp_path / "so.xlsx", [(1, "", "Luật Hộ tịch", "Quốc hội", "20/11/2014", "01/01/2016")])
    assert counts(brought_in(register, path)) == (1, 0, 0, 0, 0)
    assert counts(brought_in(register, path)) == (0, 0, 1, 0, 0)
    with register.reading() as session:
        (finding,) = scan("Căn cứ Luật Hộ tịch năm 2014", load_register(session), TODAY)
    assert finding.status == "in force"


def test_a_separated_text_is_read_as_well(register: Database, tmp_path: Path) -> None:
    path = tmp_path / "so.csv"
    path.write_text("Số, ký hiệu;Tên văn bản;Bị thay thế bởi\n7/2020/NĐ-CP;Cũ;8/2026/NĐ-CP\n", encoding="utf-8")
    assert counts(brought_in(register, path)) == (1, 0, 0, 1, 1)
    with register.reading() as session:
        relation = session.exec(select(DocumentRelation).order_by(col(DocumentRelation.id).desc())).first()
        assert relation is not None
        ends = (document(session, "8/2026/NĐ-CP").id, document(session, "7/2020/NĐ-CP").id)
    assert (relation.from_id, relation.to_id, relation.kind) == (*ends, Relation.REPLACES)


def test_what_a_document_of_the_commune_cites_is_kept_and_made_anew_when_it_changes(
    register: Database, tmp_path: Path
) -> None:
    path = tmp_path / "qd.txt"
    for text, cited in (("Theo 61/2018/NĐ-CP.", ["61/2018/NĐ-CP"]), ("Theo Luật Hộ tịch năm 2014.", [""]), ("", [])):
        path.write_text(text, encoding="utf-8")
        for _ in range(2):
            with register.writing("admin", "scan") as session:
                scanned = scan_file(path, load_register(session), TODAY)
                keep_scan(session, "qd.txt", scanned, register.clock())
            with register.reading() as session:
                assert [one.number for one in session.exec(select(LocalCitation))] == cited
                assert len(session.exec(select(LocalDocument)).all()) == 1
