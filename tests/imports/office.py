"""A small commune whose lists are imported, and everything that its database holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from tracker.database import Database
from tracker.imports.checking.fields import ImportKind
from tracker.imports.importing import prepare, preview, store
from tracker.imports.prepared import Order, Prepared
from tracker.imports.results import ImportResult
from tracker.messages import Message, translate
from tracker.records.handled_files import HandledFile
from tracker.records.officials import Official
from tracker.records.units import Unit, UnitKind

TODAY = date(2026, 11, 23)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
HEADINGS = (
    *("Mã hồ sơ", "Cán bộ thụ lý", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý", "Ngày trả kết quả"),
    "Trạng thái",
)
DONE = ("H-1", "CB01", "15/10/2026 08:00", "22/10/2026", "19/10/2026 15:00", "", "Đã xử lý xong")
OPEN = ("H-2", "CB02", "16/11/2026", "30/11/2026", "", "", "Đang xử lý")

Cells = Sequence[object]


def fill(database: Database) -> None:
    """Put the commune and two officials into the database."""
    with database.writing("test") as session:
        session.add(Unit(code="XA", name="Xã Chi Lăng Bắc", kind=UnitKind.COMMUNE))
        session.add(Official(code="CB01", full_name="Vũ Duy Thuyên"))
        session.add(Official(code="CB02", full_name="Lê Thị Nhài"))


def list_of(rows: Sequence[Cells], headings: Cells = HEADINGS) -> bytes:
    """Return a list as separated text."""
    return "\n".join(";".join(str(cell) for cell in row) for row in (headings, *rows)).encode()


def prepared(
    database: Database, rows: Sequence[Cells], headings: Cells = HEADINGS, kind: str = "files", **said: object
) -> Prepared:
    order = Order(ImportKind(kind), f"{kind}.csv", **said)  # type: ignore[arg-type]
    return prepare(database, list_of(rows, headings), order, zone=ZONE)


def bring_in(
    database: Database,
    rows: Sequence[Cells],
    headings: Cells = HEADINGS,
    kind: str = "files",
    today: date = TODAY,
    **said: object,
) -> ImportResult:
    """Import the rows and return what that did."""
    return store(database, prepared(database, rows, headings, kind, **said), today=today, actor="clerk")


def look_at(
    database: Database, rows: Sequence[Cells], headings: Cells = HEADINGS, kind: str = "files", **said: object
) -> ImportResult:
    """Say what importing the rows would do."""
    return preview(database, prepared(database, rows, headings, kind, **said), today=TODAY)


def file(database: Database, code: str = "H-1") -> HandledFile:
    with database.reading() as session:
        return session.exec(select(HandledFile).where(col(HandledFile.code) == code)).one()


def code_of(database: Database, official_id: int | None) -> str | None:
    with database.reading() as session:
        return session.get_one(Official, official_id).code if official_id else None


def rows_of(session: Session, table: type[SQLModel]) -> list[SQLModel]:
    return list(session.exec(select(table)).all())


def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table."""
    with database.engine.connect() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(sa.select(table))), key=repr)
            for name, table in SQLModel.metadata.tables.items()
            if name.startswith("tracker_") and name != "tracker_calendar_day"
        }


def said(messages: Sequence[Message]) -> str:
    """Return the messages in English, one a line."""
    return "\n".join(translate(told, "en") for told in messages)
