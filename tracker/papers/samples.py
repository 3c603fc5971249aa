"""Invented papers, one of every shape: templates are tried with them when they are uploaded, and layouts in tests."""

from __future__ import annotations

from datetime import date

from tracker.papers.contents import (
    Annex,
    AnyPaper,
    Block,
    Certificate,
    Certificates,
    Column,
    Facts,
    Head,
    Paper,
    Paragraph,
    Person,
    Row,
    Run,
    Signature,
    Table,
)

SIGNED_ON = date(2026, 10, 5)
HEAD = Head(
    issuer=("ỦY BAN NHÂN DÂN", "XÃ MẪU"),
    number="Số: 123/QĐ-UBND",
    dated="Mẫu, ngày 05 tháng 10 năm 2026",
    superior=("TỈNH MẪU",),
)
SIGNED = Signature(("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "Nông Văn Mẫu")
COLUMNS = (
    Column("TT", 6, "center"),
    Column("Họ và tên", 30),
    Column("Chức danh", 30),
    Column("Điểm", 12, "center"),
    Column("Mức thưởng (đồng)", 22, "right"),
)


def sample_paper(kind: str, people: int = 3) -> Paper:
    """Return a paper of this kind in which nothing is empty, with a list of so many people."""
    listed = tuple(_person(number) for number in range(1, people + 1))
    rows = tuple(Row((one.order, one.name, one.position, one.points, one.amount)) for one in listed)
    total = f"{people}.000.000"
    table = Table(COLUMNS, (*rows, Row(("Tổng cộng", total), is_bold=True, spans=4)))
    return Paper(
        kind=kind,
        name="mau",
        head=HEAD,
        title="QUYẾT ĐỊNH",
        dated_on=SIGNED_ON,
        summary="Về việc khen thưởng công chức có thành tích trong quý III năm 2026",
        addressed_to=("Chủ tịch Ủy ban nhân dân xã Mẫu",),
        authority="CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ MẪU",
        bases=("Căn cứ Luật Thi đua, khen thưởng số 06/2022/QH15;", "Theo đề nghị của Văn phòng."),
        enacts="QUYẾT ĐỊNH:",
        body=_articles(),
        recipients=("- Như Điều 3;", "- Lưu: VT."),
        signatures=(Signature(("THƯ KÝ",), "Lê Thị Thử", "(Ký, ghi rõ họ tên)"), SIGNED),
        annexes=(
            Annex(
                "DANH SÁCH",
                (table,),
                "Cá nhân được tặng Giấy khen",
                "(Kèm theo Quyết định số 123/QĐ-UBND ngày 05 tháng 10 năm 2026)",
            ),
        ),
        facts=Facts(
            form="Giấy khen",
            period="quý III năm 2026",
            count=f"{people:02}",
            amount="1.000.000",
            total=total,
            total_in_words="Ba triệu đồng",
            fund="quỹ thi đua, khen thưởng",
            decision="Quyết định số 123/QĐ-UBND ngày 05 tháng 10 năm 2026",
        ),
        people=listed,
    )


def sample_certificates(kind: str = "certificate", people: int = 2) -> Certificates:
    """Return certificates in which nothing is empty, for so many people."""
    return Certificates(
        kind=kind,
        name="giay-khen-mau",
        head=HEAD,
        authority="CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ MẪU",
        enacts="TẶNG",
        title="GIẤY KHEN",
        decided="Quyết định số 123/QĐ-UBND ngày 05 tháng 10 năm 2026",
        dated_on=SIGNED_ON,
        pages=tuple(
            Certificate(one.name, one.position, "Đã có thành tích trong quý III năm 2026", one.amount, one.order)
            for one in (_person(number) for number in range(1, people + 1))
        ),
        signature=SIGNED,
    )


def samples() -> dict[str, AnyPaper]:
    """Return a paper of each shape, by its kind."""
    return {"decision": sample_paper("decision"), "certificate": sample_certificates()}


def _articles() -> tuple[Block, ...]:
    return (
        Paragraph((Run("Điều 1.", is_bold=True), Run(" Tặng Giấy khen cho 03 cá nhân (danh sách kèm theo)."))),
        Paragraph((Run("Trong đó"),), "heading"),
        Paragraph((Run("- một mục;", is_italic=True),), "item"),
        Table(COLUMNS[:2], (Row(("1", "Nông Thị Thử")),)),
        Paragraph((Run("Một dòng ở giữa"),), "centered"),
        Paragraph((Run("Ghi chú."),), "note"),
        Paragraph((Run("Điều 2.", is_bold=True), Run(" Quyết định này có hiệu lực kể từ ngày ký./."))),
    )


def _person(number: int) -> Person:
    return Person(
        order=str(number),
        name=f"Nông Thị Thử Nghiệm {number}",
        position="Công chức Tư pháp - Hộ tịch",
        unit="Trung tâm Phục vụ hành chính công",
        points="96,50",
        amount="1.000.000",
        merit="Có thành tích trong quý III năm 2026",
    )
