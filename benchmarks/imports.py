"""How long the import of a 100,000-row workbook takes, beside openpyxl with one ORM select and insert a row.

Run `uv run python -m benchmarks.imports`. Every round measures both, each in a process of its own into a fresh
database; the usual way is measured on a tenth of the rows. Printed are the paired ratio for as many rows, and the
peak memory of the import.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from zoneinfo import ZoneInfo

import openpyxl
from rich.console import Console
from rich.table import Table
from sqlmodel import Session, select
from xlsxwriter import Workbook  # type: ignore[import-untyped]

from tracker.database import Database
from tracker.imports.fields import ImportKind
from tracker.imports.importing import prepare, store
from tracker.imports.prepared import Order
from tracker.migrate import upgrade
from tracker.records.handled_files import HandledFile
from tracker.records.lifecycle import Channel, FileStatus
from tracker.records.officials import Official
from tracker.records.procedures import Procedure
from tracker.workdays import refresh_calendar

ROWS, TENTH = 100_000, 10
GOAL_RATIO, GOAL_MEGABYTES = 10, 300
TODAY = date(2026, 11, 23)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
HEADINGS = (
    *("Mã hồ sơ", "Mã TTHC", "Tên thủ tục hành chính", "Lĩnh vực", "Hình thức nộp", "Đơn vị tiếp nhận"),
    *("Người tiếp nhận", "Cán bộ thụ lý", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày kết thúc xử lý", "Trạng thái"),
)
OFFICIALS, PROCEDURES = 60, 200


def main() -> None:
    """Measure in paired rounds and print the ratio and the peak memory; the hidden options run one side once."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--side", choices=["import", "usual"], help=argparse.SUPPRESS)
    options.add_argument("--workbook", type=Path, help=argparse.SUPPRESS)
    options.add_argument("--database", type=Path, help=argparse.SUPPRESS)
    said = options.parse_args()
    if said.side:
        measured = import_workbook if said.side == "import" else import_as_usual
        print(json.dumps(measure(measured, said.workbook, said.database)))
        return
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), said.rounds)


def compare(folder: Path, rounds: int) -> None:
    whole, tenth, ready = folder / "files.xlsx", folder / "tenth.xlsx", folder / "ready.db"
    write_workbook(whole, ROWS)
    write_workbook(tenth, ROWS // TENTH)
    make_database(ready)
    ours, usual = [], []
    for _ in range(rounds):
        ours.append(run("import", whole, ready))
        usual.append(run("usual", tenth, ready))
    print_table(ours, usual)


def run(side: str, workbook: Path, ready: Path) -> dict[str, float]:
    """Run one side in a process of its own, into a copy of the empty database."""
    database = ready.with_name("measured.db")
    for path in ready.parent.glob("measured.db*"):
        path.unlink()
    shutil.copy(ready, database)
    command = [sys.executable, "-m", "benchmarks.imports", "--side", side]
    command += ["--workbook", str(workbook), "--database", str(database)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def measure(measured: object, workbook: Path, path: Path) -> dict[str, float]:
    assert callable(measured)
    database = Database(f"sqlite:///{path.as_posix()}", lambda: datetime.now(UTC))
    began = perf_counter()
    measured(database, workbook)
    seconds = perf_counter() - began
    with database.reading() as session:
        rows = len(session.exec(select(HandledFile.code)).all())
    database.close()
    return {"seconds": seconds, "rows": rows, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def import_workbook(database: Database, workbook: Path) -> None:
    order = Order(ImportKind.FILES, workbook.name)
    prepared = prepare(database, workbook, order, zone=ZONE)
    store(database, prepared, today=TODAY, actor="benchmark")


def import_as_usual(database: Database, workbook: Path) -> None:
    """Read with openpyxl; for each row select the file by its code, and add or change the object."""
    sheet = openpyxl.load_workbook(workbook, read_only=True).active
    assert sheet is not None
    channels = {"Trực tuyến": Channel.ONLINE, "Trực tiếp": Channel.COUNTER}
    with database.writing("benchmark") as session:
        officials = {official.full_name: official.id for official in session.exec(select(Official))}
        procedures = {procedure.code: procedure.id for procedure in session.exec(select(Procedure))}
        for cells in sheet.iter_rows(min_row=2, values_only=True):
            code = str(cells[0])
            file = session.exec(select(HandledFile).where(HandledFile.code == code)).first()
            if file is None:
                file = HandledFile(code=code, received_on=TODAY)
            file.procedure_id = procedures[str(cells[1])]
            file.channel = channels[str(cells[4])]
            file.receiver_id, file.handler_id = officials[str(cells[6])], officials[str(cells[7])]
            received, due = moment(cells[8]), moment(cells[9])
            assert received is not None
            assert due is not None
            file.received_on, file.received_at = received.date(), received.time()
            file.due_on, file.due_at = due.date(), due.time()
            finished = moment(cells[10])
            file.finished_on = finished.date() if finished else None
            file.status = FileStatus.FINISHED if finished else FileStatus.PROCESSING
            session.add(file)


def moment(cell: object) -> datetime | None:
    return datetime.strptime(str(cell), "%d/%m/%Y %H:%M:%S").replace(tzinfo=ZONE) if cell else None


def make_database(path: Path) -> None:
    """Make a database with officials and procedures, and no file yet."""
    database = Database(f"sqlite:///{path.as_posix()}", lambda: datetime.now(UTC))
    upgrade(database)
    with database.writing("benchmark") as session:
        refresh_calendar(session)
        session.add_all(Official(code=f"CB{n:03d}", full_name=official_name(n)) for n in range(OFFICIALS))
        session.add_all(Procedure(code=procedure_code(n), name=procedure_name(n)) for n in range(PROCEDURES))
    database.close()


def write_workbook(path: Path, rows: int) -> None:
    with Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Danh sách hồ sơ")
        sheet.write_row(0, 0, HEADINGS)
        for number, cells in enumerate(list_of_files(rows), start=1):
            for column, cell in enumerate(cells):
                sheet.write_string(number, column, cell)


def list_of_files(rows: int) -> Iterator[tuple[str, ...]]:
    random = Random(2026)
    for number in range(rows):
        received = datetime(2026, 1, 5, 7, 30, tzinfo=ZONE) + timedelta(
            days=random.randrange(280), seconds=random.randrange(30_000)
        )
        due = received + timedelta(days=random.randrange(1, 20))
        finished = received + timedelta(days=random.randrange(20), seconds=60) if random.random() < 0.95 else None
        procedure = random.randrange(PROCEDURES)
        yield (
            f"H23.14-{received:%y%m%d}-{number:06d}",
            procedure_code(procedure),
            procedure_name(procedure),
            f"Lĩnh vực {procedure % 12}",
            "Trực tuyến" if random.random() < 0.6 else "Trực tiếp",
            f"Phòng số {procedure % 5}",
            official_name(random.randrange(OFFICIALS)),
            official_name(random.randrange(OFFICIALS)),
            f"{received:%d/%m/%Y %H:%M:%S}",
            f"{due:%d/%m/%Y} 17:00:00",
            f"{finished:%d/%m/%Y %H:%M:%S}" if finished else "",
            "Đã xử lý xong" if finished else "Đang xử lý",
        )


def official_name(number: int) -> str:
    return f"Cán bộ thứ {number}"


def procedure_code(number: int) -> str:
    return f"1.{number:06d}"


def procedure_name(number: int) -> str:
    return f"Thủ tục hành chính về việc thứ {number} của công dân tại xã"


def print_table(ours: list[dict[str, float]], usual: list[dict[str, float]]) -> None:
    ratios = [theirs["seconds"] * TENTH / mine["seconds"] for mine, theirs in zip(ours, usual, strict=True)]
    assert all(mine["rows"] == ROWS for mine in ours)
    assert all(theirs["rows"] == ROWS // TENTH for theirs in usual)
    table = Table(title=f"{ROWS:,} rows x {len(HEADINGS)} columns, .xlsx into SQLite, {len(ours)} paired rounds")
    for heading in ("", "median", "best", "worst", "goal"):
        table.add_column(heading, justify="right")
    mine = [measured["seconds"] for measured in ours]
    theirs = [measured["seconds"] for measured in usual]
    memory = [measured["megabytes"] for measured in ours]
    table.add_row("import (s)", f"{median(mine):.1f}", f"{min(mine):.1f}", f"{max(mine):.1f}", "")
    table.add_row("usual way, a tenth (s)", f"{median(theirs):.1f}", f"{min(theirs):.1f}", f"{max(theirs):.1f}", "")
    table.add_row("ratio", f"{median(ratios):.1f}", f"{max(ratios):.1f}", f"{min(ratios):.1f}", f">= {GOAL_RATIO}")
    table.add_row(
        "peak memory (MB)", f"{median(memory):.0f}", f"{min(memory):.0f}", f"{max(memory):.0f}", f"< {GOAL_MEGABYTES}"
    )
    Console().print(table)


if __name__ == "__main__":
    main()
