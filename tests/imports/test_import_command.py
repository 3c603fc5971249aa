from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from sqlmodel import select

from tests.imports.office import everything, rows_of
from tracker.cli.main import tracker
from tracker.database import Database
from tracker.imports.batches import ImportBatch
from tracker.records.handled_files import HandledFile
from tracker.records.held_fields import hold

pytestmark = pytest.mark.usefixtures("office")

Run = Callable[..., Result]
WITHOUT_PLUGINS = {"TRACKER_PLUGINS__ENABLED": ""}
"""The office has no tables but the core's."""
EXPORT = (
    ("ỦY BAN NHÂN DÂN XÃ CHI LĂNG BẮC",),
    ("DANH SÁCH HỒ SƠ",),
    ("Từ ngày 01/10/2026 đến ngày 31/10/2026",),
    (),
    ("STT", "Mã hồ sơ", "Chủ hồ sơ", "Cán bộ thụ lý", "Ngày, tháng, năm", None, "Kết quả\ngiải quyết", "Trạng thái"),
    (None, None, None, None, "Nhận hồ sơ", "Hẹn trả kết quả", "Ngày kết thúc xử lý", None),
    ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"),
    (1, "H-1", "N.V.A", "Vũ Duy Thuyên", "15/10/2026 08:00:00", "22/10/2026", "19/10/2026", "Đã xử lý xong"),
    (2, "H-2", "P.T.B", "Lê Thị Nhài", "16/10/2026", "23/10/2026", None, "Đang xử lý"),
    (3, "H-3", "B.V.C", "Lê Thị Nhài", "31/02/2026", "23/10/2026", None, "Đang xử lý"),
    (4, "H-4", "T.T.D", "Phạm Xuân Lạng", "16/10/2026", "23/10/2026", None, "Đang xử lý"),
    ("Tổng cộng", "4 hồ sơ"),
    (None, "NGƯỜI LẬP BIỂU", None, None, None, "GIÁM ĐỐC"),
)


@pytest.fixture
def run(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `tracker import` with these words on the office's database."""
    monkeypatch.chdir(tmp_path)

    def run_command(*words: str) -> Result:
        environment = {"TRACKER_DATABASE__URL": database_url, "TRACKER_SITE__LANGUAGE": "en", **WITHOUT_PLUGINS}
        return CliRunner().invoke(tracker, ["--today", "2026-11-23", "import", *words], env=environment)

    return run_command


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return write(tmp_path / "export.xlsx", EXPORT)


def write(path: Path, rows: tuple[tuple[object, ...], ...]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_the_result_is_told_in_words_and_the_progress_apart(run: Run, export: Path) -> None:
    result = run("files", str(export))
    assert result.exit_code == 0, result.stderr
    assert "Stored as batch 1: of 4 rows 2 added" in result.stdout
    assert "31/02/2026" in result.stdout
    assert "Phạm Xuân Lạng" in result.stdout
    assert "Reading export.xlsx" in result.stderr
    assert "Storing" in result.stderr


def test_a_held_field_is_called_as_people_call_it(run: Run, export: Path, database: Database) -> None:
    run("files", str(export))
    with database.writing("CB05", because="to try it") as session:
        file = session.exec(select(HandledFile).where(HandledFile.code == "H-1")).one()
        file.finished_on = date(2026, 10, 20)
        hold(session, str(HandledFile.__tablename__), file.id or 0, ["finished_on"], because="decided")
    assert "H-1: “Result ready” is held at 20/10/2026, the list says 19/10/2026." in run("files", str(export)).stdout


def test_a_list_of_one_row_is_counted_in_the_singular(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "one.xlsx", (*EXPORT[:7], EXPORT[10]))
    assert "Question, 1 row: Nobody is known as" in run("files", str(path)).stdout
    write(path, EXPORT[:8])
    assert "Nothing was stored. Of 1 row 1 would be added" in run("files", str(path), "--dry-run").stdout
    assert "Stored as batch 1: of 1 row 1 added, 0 changed" in run("files", str(path)).stdout
    assert "Nothing new: of 1 row 1 unchanged" in run("files", str(path)).stdout
    assert "Batch 1 is undone: 1 record removed, 0 given back." in run("undo", "1").stdout


def test_json_stands_alone_on_standard_output(run: Run, export: Path) -> None:
    told = json.loads(run("files", str(export), "--json").stdout)
    problem, question = told["problems"][0], told["questions"][0]
    assert {key: told[key] for key in ("kind", "source", "batch", "dry_run", "rows", "added", "refused")} == {
        "kind": "files",
        "source": "default",
        "batch": 1,
        "dry_run": False,
        "rows": 4,
        "added": 2,
        "refused": 2,
    }
    assert (problem["row"], problem["column"], problem["value"]) == (10, "Ngày, tháng, năm / Nhận hồ sơ", "31/02/2026")
    assert (question["kind"], question["subject"], question["rows"]) == ("official", "Phạm Xuân Lạng", [11])
    assert told["changed"] == told["unchanged"] == told["held"] == 0
    assert told["disagreements"] == []


def test_the_same_export_again_says_that_nothing_is_new(run: Run, export: Path, database: Database) -> None:
    run("files", str(export))
    before = everything(database)
    result = run("files", str(export))
    assert result.exit_code == 0, result.stderr
    assert "Nothing new: of 4 rows 2 unchanged, 2 refused." in result.stdout
    assert everything(database) == before


def test_a_dry_run_stores_nothing(run: Run, export: Path, database: Database) -> None:
    before = everything(database)
    told = json.loads(run("files", str(export), "--dry-run", "--create-officials", "--json").stdout)
    assert (told["dry_run"], told["batch"], told["added"]) == (True, None, 3)
    assert everything(database) == before


def test_answers_given_once_are_remembered(run: Run, export: Path) -> None:
    first = json.loads(run("files", str(export), "--alias", "Phạm Xuân Lạng=CB01", "--json").stdout)
    again = json.loads(run("files", str(export), "--json").stdout)
    assert (first["added"], first["questions"]) == (3, [])
    assert (again["unchanged"], again["questions"]) == (3, [])


def test_the_faulty_rows_come_back_in_their_layout_and_can_be_mended(run: Run, export: Path, tmp_path: Path) -> None:
    errors = tmp_path / "errors.xlsx"
    run("files", str(export), "--errors", str(errors))
    sheet = openpyxl.load_workbook(errors).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet]
    codes = [row[1] for row in rows[6:]]
    assert codes == ["H-3", "H-4"]
    assert "31/02/2026" in str(rows[6][8])
    assert "Phạm Xuân Lạng" in str(rows[7][8])
    sheet.cell(7, 5, "20/10/2026")
    sheet.cell(8, 4, "CB01")
    sheet.parent.save(errors)
    assert json.loads(run("files", str(errors), "--json").stdout)["added"] == 2


def test_a_batch_is_taken_back_once_and_the_list_of_batches_says_so(run: Run, export: Path, database: Database) -> None:
    run("files", str(export))
    undone = run("undo", "1")
    assert undone.exit_code == 0
    assert "2 records removed" in undone.stdout
    (batch,) = json.loads(run("list", "--json").stdout)["batches"]
    assert (batch["id"], batch["added"], batch["filename"]) == (1, 2, "export.xlsx")
    assert batch["undone_at"] is not None
    assert "export.xlsx" in run("list").stdout
    assert "handled files" in run("list").stdout
    again = run("undo", "1")
    assert (again.exit_code, again.stdout) == (1, "")
    assert "undone already" in again.stderr
    with database.reading() as session:
        assert rows_of(session, HandledFile) == []


@pytest.mark.parametrize(
    ("content", "told"), [(b"", "is empty"), (b"%PDF-1.7 ", "is not a workbook"), (b"PK\x03\x04broken", "is damaged")]
)
def test_what_cannot_be_read_is_one_sentence_and_status_1(run: Run, tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "export.xlsx"
    path.write_bytes(content)
    result = run("files", str(path), "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert told in result.stderr
    assert "Traceback" not in result.stderr


def test_a_missing_file_is_status_1(run: Run) -> None:
    result = run("files", "nowhere.xlsx")
    assert result.exit_code == 1
    assert "nowhere.xlsx cannot be read: there is no such file or folder" in result.stderr


def test_a_list_of_which_nothing_can_be_accepted_is_status_1(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "export.xlsx", (*EXPORT[:7], EXPORT[9]))
    result = run("files", str(path), "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["refused"] == 1


@pytest.mark.parametrize("words", [("--map", "due"), ("--alias", "=CB01"), ("--date-order", "sideways"), ("--sheets",)])
def test_wrong_options_are_status_2(run: Run, export: Path, words: tuple[str, ...]) -> None:
    assert run("files", str(export), *words).exit_code == 2


@pytest.mark.parametrize("below", [(), (("Tổng cộng", "0 hồ sơ"),)])
def test_a_list_without_rows_is_said_to_have_none(run: Run, tmp_path: Path, below: tuple[tuple[str, ...], ...]) -> None:
    result = run("files", str(write(tmp_path / "export.xlsx", (*EXPORT[:7], *below))))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "below the headings of the sheet “Sheet” stands no record" in result.stderr


def test_dates_that_excel_exchanged_are_read_as_a_person_says(run: Run, tmp_path: Path, database: Database) -> None:
    rows = (("Mã hồ sơ", "Ngày tiếp nhận"), ("A-1", date(2026, 3, 4)), ("A-2", "25/04/2026"))
    path = write(tmp_path / "export.xlsx", rows)
    asked = json.loads(run("files", str(path), "--dry-run", "--json").stdout)
    assert (asked["questions"][0]["choices"], asked["refused"]) == (["as_shown", "exchanged"], 1)
    assert run("files", str(path), "--spreadsheet-dates", "exchanged").exit_code == 0
    with database.reading() as session:
        days = {one.code: one.received_on for one in session.exec(select(HandledFile))}
    assert days == {"A-1": date(2026, 4, 3), "A-2": date(2026, 4, 25)}
    again = json.loads(run("files", str(path), "--dry-run", "--json").stdout)
    assert again["questions"][0]["kind"] == "spreadsheet_dates"


def test_a_name_too_long_to_be_remembered_is_one_sentence(run: Run, export: Path) -> None:
    result = run("files", str(export), "--alias", f"{'x' * 201}=CB01")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "at most 200 characters" in result.stderr


def test_a_mapping_with_an_unknown_field_names_the_fields(run: Run, export: Path) -> None:
    result = run("files", str(export), "--map", "owner=Chủ hồ sơ")
    assert result.exit_code == 1
    assert "procedure_code" in result.stderr


KILLED = """
import os, signal, sys
import tracker.imports.storing.open_batch as storing
from tracker.cli.main import tracker

note, noted = storing.OpenBatch.note, []

def die_in_the_middle(self, table, changes):
    note(self, table, changes)
    noted.append(table)
    if len(noted) == 3:
        os.kill(os.getpid(), signal.SIGKILL)

storing.OpenBatch.note = die_in_the_middle
tracker(sys.argv[1:])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_an_import_killed_half_way_leaves_nothing_and_runs_again(
    run: Run, tmp_path: Path, database: Database, database_url: str
) -> None:
    header = ("Mã hồ sơ", "Cán bộ thụ lý", "Ngày tiếp nhận", "Đơn vị")
    rows = tuple((f"H-{number}", "CB01", "15/10/2026", "Phòng Kinh tế") for number in range(3500))
    path = write(tmp_path / "long.xlsx", (header, *rows))
    before = everything(database)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, "--today", "2026-11-23", "import", "files", str(path)],
        env={**os.environ, "TRACKER_DATABASE__URL": database_url, **WITHOUT_PLUGINS},
        capture_output=True,
        check=False,
    )
    assert killed.returncode == -9
    assert everything(database) == before
    assert run("files", str(path)).exit_code == 0
    with database.reading() as session:
        assert len(rows_of(session, HandledFile)) == 3500
        (batch,) = session.exec(select(ImportBatch)).all()
    assert batch.added == 3500
