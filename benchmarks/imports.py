"""How long the import of a 100,000-row workbook takes, beside openpyxl with one ORM select and insert a row.

Run `uv run python -m benchmarks.imports`. Every round measures all ways, each in a process of its own into a fresh
database; the ways by objects are measured on a tenth of the rows, and scaled. One of them writes through the session
of Tracker, which audits each row; the other through a bare session, which leaves that out, and like the first leaves
out deadlines, unknown units, held fields and whatever an undo needs.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter, process_time
from zoneinfo import ZoneInfo

import openpyxl
from sqlmodel import Session, select
from xlsxwriter import Workbook

from benchmarks.measuring import show, verdict
from tracker.cli.memory import collect_rarely
from tracker.database import Database
from tracker.imports.checking.fields import ImportKind
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
CHANNELS = {"Trực tuyến": Channel.ONLINE, "Trực tiếp": Channel.COUNTER}

Figures = dict[str, float]


def main() -> None:
    """Measure in paired rounds and print the ratio and the peak memory; the hidden options run one side once."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    options.add_argument("--workbook", type=Path, help=argparse.SUPPRESS)
    options.add_argument("--database", type=Path, help=argparse.SUPPRESS)
    said = options.parse_args()
    if said.way:
        print(json.dumps(measure(WAYS[said.way], said.workbook, said.database)))
        return
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), said.rounds)


def compare(folder: Path, rounds: int) -> None:
    whole, tenth, ready = folder / "files.xlsx", folder / "tenth.xlsx", folder / "ready.db"
    write_workbook(whole, ROWS)
    write_workbook(tenth, ROWS // TENTH)
    make_database(ready)
    measured: dict[str, list[Figures]] = {way: [] for way in WAYS}
    for _ in range(rounds):
        for way, figures in measured.items():
            figures.append(run(way, whole if way == "import" else tenth, ready))
    tell(measured, rounds)


def run(way: str, workbook: Path, ready: Path) -> Figures:
    """Run one way in a process of its own, into a copy of the empty database."""
    database = ready.with_name("measured.db")
    for path in ready.parent.glob("measured.db*"):
        path.unlink()
    shutil.copy(ready, database)
    command = [sys.executable, "-m", "benchmarks.imports", "--way", way]
    command += ["--workbook", str(workbook), "--database", str(database)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: Figures = json.loads(done.stdout)
    return figures


def measure(way: Callable[[Database, Path], None], workbook: Path, path: Path) -> Figures:
    database = Database(f"sqlite:///{path.as_posix()}", lambda: datetime.now(UTC))
    began, worked = perf_counter(), process_time()
    way(database, workbook)
    seconds, cpu = perf_counter() - began, process_time() - worked
    with database.reading() as session:
        rows = len(session.exec(select(HandledFile.code)).all())
    database.close()
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "cpu": cpu, "rows": rows, "megabytes": megabytes}


def import_workbook(database: Database, workbook: Path) -> None:
    collect_rarely()
    prepared = prepare(database, workbook, Order(ImportKind.FILES, workbook.name), zone=ZONE)
    store(database, prepared, today=TODAY, actor="benchmark")


def by_audited_objects(database: Database, workbook: Path) -> None:
    with database.writing("benchmark") as session:
        write_objects(session, workbook)


def by_bare_objects(database: Database, workbook: Path) -> None:
    with Session(database.engine.execution_options(tracker_writes=True)) as session:
        write_objects(session, workbook)
        session.commit()


def write_objects(session: Session, workbook: Path) -> None:
    """Read with openpyxl; for each row select the file by its code, and add or change the object."""
    sheet = openpyxl.load_workbook(workbook, read_only=True).active
    assert sheet is not None
    officials = {official.full_name: official.id for official in session.exec(select(Official))}
    procedures = {procedure.code: procedure.id for procedure in session.exec(select(Procedure))}
    for cells in sheet.iter_rows(min_row=2, values_only=True):
        code = str(cells[0])
        file = session.exec(select(HandledFile).where(HandledFile.code == code)).first()
        if file is None:
            file = HandledFile(code=code, received_on=TODAY)
        received, due, finished = moment(cells[8]), moment(cells[9]), moment(cells[10])
        assert received is not None
        assert due is not None
        file.procedure_id = procedures[str(cells[1])]
        file.channel = CHANNELS[str(cells[4])]
        file.receiver_id, file.handler_id = officials[str(cells[6])], officials[str(cells[7])]
        file.received_on, file.received_at = received.date(), received.time()
        file.due_on, file.due_at = due.date(), due.time()
        file.finished_on, file.finished_at = (finished.date(), finished.time()) if finished else (None, None)
        file.status = FileStatus.FINISHED if finished else FileStatus.PROCESSING
        session.add(file)


WAYS: dict[str, Callable[[Database, Path], None]] = {
    "import": import_workbook,
    "audited": by_audited_objects,
    "bare": by_bare_objects,
}


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


def tell(measured: dict[str, list[Figures]], rounds: int) -> None:
    ours = measured["import"]
    assert all(figures["rows"] == ROWS for figures in ours)
    seconds = median(figures["seconds"] for figures in ours)
    megabytes = max(figures["megabytes"] for figures in ours)
    rows = [("read, checked and stored", f"{seconds:.1f} s, {ROWS / seconds:,.0f} rows/s", "", "")]
    for way, words, goal in (
        ("bare", "openpyxl, ORM select and insert a row, not audited", GOAL_RATIO),
        ("audited", "openpyxl, ORM select and insert a row, audited", None),
    ):
        theirs = measured[way]
        assert all(figures["rows"] == ROWS // TENTH for figures in theirs)
        scaled = median(figures["seconds"] for figures in theirs) * TENTH
        ratio = median(one["seconds"] * TENTH / mine["seconds"] for mine, one in zip(ours, theirs, strict=True))
        cpu = median(one["cpu"] * TENTH / mine["cpu"] for mine, one in zip(ours, theirs, strict=True))
        told = (f">= {goal}x", verdict(ratio, least=goal)) if goal else ("", "")
        rows.append((words, f"{scaled:.0f} s, {ratio:.1f}x as long ({cpu:.1f}x the CPU time)", *told))
    rows.append(
        ("peak memory", f"{megabytes:.0f} MB", f"< {GOAL_MEGABYTES} MB", verdict(megabytes, most=GOAL_MEGABYTES))
    )
    show(f"Import of {ROWS:,} rows x {len(HEADINGS)} columns (.xlsx) into SQLite, {rounds} paired rounds", rows)


if __name__ == "__main__":
    main()
