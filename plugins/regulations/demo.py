"""What the demo shows of this plugin: own documents in alarm, a task to mend one, and who has read the new decree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlmodel import col, select

from plugins.regulations.demands import ask_to_read
from plugins.regulations.local_documents import change_local_document, keep_scan
from plugins.regulations.models import Concern, Document, LocalDocument
from plugins.regulations.readings import confirm_reading
from plugins.regulations.register import load_register
from plugins.regulations.repairs import open_repair
from plugins.regulations.resolution import Register
from plugins.regulations.scanning import scan_content
from tracker.api import Message, Official, Posting, RecordSession, counting, runs_on, staff_accounts

counted = counting("regulations")
DECREE, CIRCULAR = "118/2025/NĐ-CP", "03/2025/TT-VPCP"
ASKED_BEFORE = 14
DAYS_TO_MEND = 14


@dataclass(frozen=True, slots=True)
class OwnText:
    """A document of the demo's commune: its file, what people call it, what it says, whether it is being mended."""

    file: str
    title: str
    text: str
    is_being_mended: bool = False


OWN_TEXTS = (
    OwnText(
        "quy-che-mot-cua.txt",
        "Quy chế hoạt động Bộ phận Một cửa (QĐ 14/QĐ-UBND)",
        "Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15;\n"
        "Căn cứ Nghị định số 61/2018/NĐ-CP về thực hiện cơ chế một cửa, một cửa liên thông;\n"
        "Căn cứ Nghị định số 30/2020/NĐ-CP về công tác văn thư;\n"
        "Khoản 2 Điều 5. Công chức tiếp nhận hồ sơ theo Điều 17 Nghị định số 61/2018/NĐ-CP.",
    ),
    OwnText(
        "mau-phieu-hen-tra.txt",
        "Mẫu phiếu hẹn trả kết quả (MC-03)",
        "Giấy tiếp nhận hồ sơ và hẹn trả kết quả.\n"
        "(Ban hành theo Thông tư số 01/2018/TT-VPCP và Nghị định 61/2018/NĐ-CP)",
        is_being_mended=True,
    ),
    OwnText(
        "quy-che-van-thu.txt",
        "Quy chế công tác văn thư",
        "Căn cứ Nghị định số 30/2020/NĐ-CP về công tác văn thư;\n"
        "Theo Công văn số 215/UBND-VP của Ủy ban nhân dân tỉnh về lập hồ sơ công việc.",
    ),
)


def add_demo(session: RecordSession, today: date) -> Message:
    """Add own documents that cite what is no longer in force, a task, and readings; returns what was added."""
    people = _people(session, today)
    register, at = load_register(session), session.change.at
    kept = [_keep(session, own, register, today, at) for own in OWN_TEXTS]
    for number, (own, document) in enumerate(zip(OWN_TEXTS, kept, strict=True)):
        if not people:
            break
        who = people[number % len(people)]
        change_local_document(session, document, own.title, who)
        if own.is_being_mended:
            open_repair(session, document, who, today + timedelta(days=DAYS_TO_MEND), today)
    _ask_and_read(session, today, at)
    return counted(
        "%(count)s document of the office, some with citations to be mended",
        "%(count)s documents of the office, some with citations to be mended",
        count=len(kept),
    )


def _people(session: RecordSession, today: date) -> Sequence[int]:
    wanted = select(Official.id).join(Posting, col(Posting.official_id) == col(Official.id)).where(runs_on(today))
    return [id for id in session.exec(wanted.order_by(col(Official.code))) if id is not None]


def _keep(session: RecordSession, own: OwnText, register: Register, today: date, at: datetime) -> LocalDocument:
    scanned = scan_content(Path(own.file), own.text.encode(), register, today)
    return keep_scan(session, own.file, scanned, at)


def _ask_and_read(session: RecordSession, today: date, at: datetime) -> None:
    """Ask whom the new decree and its circular concern to read them; of those who are asked every other one has."""
    unit = _unit_of_staff(session, today)
    for number, asked_on in ((DECREE, today - timedelta(days=ASKED_BEFORE)), (CIRCULAR, today)):
        document = session.exec(select(Document).where(Document.number == number)).first()
        if document is None or document.id is None or unit is None:
            continue
        session.add(Concern(document_id=document.id, unit_id=unit))
        session.flush()
        for demand in ask_to_read(session, asked_on, [document.id])[1::2]:
            confirm_reading(session, document, demand.official_id, at, demand.due_on if number == DECREE else today)


def _unit_of_staff(session: RecordSession, today: date) -> int | None:
    """Return the unit of the first official who can sign in and say that he has read something."""
    officials = [account.official_id for account in staff_accounts(session, today)]
    posted = select(Posting.unit_id).where(runs_on(today), col(Posting.official_id).in_(officials))
    return session.exec(posted.order_by(col(Posting.id))).first()
