"""The history of a record: was, now, because; by hand and by imports, in the words of the reader."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from sqlmodel import select

from tests.stored_files import file_by_code
from tracker.accounts.accounts import add_account
from tracker.database import Database
from tracker.history import history_of
from tracker.imports.checking.fields import ImportKind
from tracker.imports.importing import prepare, store
from tracker.imports.prepared import Order
from tracker.imports.undoing.undo import undo
from tracker.messages import translate
from tracker.records.file_changes import SUBJECT, correct_file, hand_over
from tracker.records.handled_files import HandledFile
from tracker.records.outcome_steps import outcome_steps
from tracker.records.procedures import ProcedureTerm
from tracker.records.shown_values import FieldChange, shown_changes, wanted_value
from tracker.records.training_records import TrainingRecord
from tracker.testing import Office

RECEIVED, DUE, TODAY = date(2026, 7, 6), date(2026, 7, 13), date(2026, 7, 31)
HEADINGS = ("Mã hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày có kết quả")


def told(change: FieldChange) -> tuple[str, object, object]:
    return translate(change.title, "en"), change.before, change.after


def imported(database: Database, folder: Path, *rows: tuple[str, str, str, str]) -> int:
    """Import files and return the number of the batch."""
    path = folder / "files.xlsx"
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    for row in rows:
        book.active.append(row)
    book.save(path)
    order = Order(ImportKind.FILES, path.name, source="one-stop")
    prepared = prepare(database, path, order, zone=ZoneInfo("Asia/Ho_Chi_Minh"))
    result = store(database, prepared, today=TODAY, actor="clerk")
    assert result.batch_id is not None, result.problems
    return result.batch_id


def test_a_correction_by_hand_is_told_with_was_now_because_and_who(database: Database) -> None:
    with database.writing("lead", "the receipt says so") as session:
        office = Office(session)
        official, other = office.official("A", "Phạm Thị Hà"), office.official("B", "Bùi Đức Ước")
        add_account(session, "lead", other.id)
        file = office.file(official, RECEIVED, DUE)
        correct_file(session, file, {"due_on": date(2026, 7, 15)}, "the receipt says so", TODAY)
        hand_over(session, file, other.id, date(2026, 7, 8))
        entries = history_of(session, SUBJECT, file.id)
    changes = [told(change) for entry in entries if not entry.is_new for change in entry.changes]
    assert changes == [
        ("Handled by", "Phạm Thị Hà", "Bùi Đức Ước"),
        ("Due date", DUE, date(2026, 7, 15)),
    ]
    assert {entry.actor for entry in entries} == {"Bùi Đức Ước"}
    assert {entry.because for entry in entries} == {"the receipt says so"}
    assert [entry.is_new for entry in entries] == [False, False, True]


def test_what_nobody_reads_is_no_history(database: Database) -> None:
    with database.writing("clerk") as session:
        file = Office(session).file(None, RECEIVED, DUE)
        entries = history_of(session, SUBJECT, file.id)
    assert len(entries) == 1
    fields = {change.field for change in entries[0].changes}
    assert "received_on" in fields
    assert not fields & {"id", "revision", "deadline_on", "weight_hundredths", "batch_id"}


def test_an_import_and_its_undoing_are_part_of_the_history_of_a_file(database: Database, tmp_path: Path) -> None:
    imported(database, tmp_path, ("H23.14-7", "06/07/2026", "13/07/2026", ""))
    second = imported(database, tmp_path, ("H23.14-7", "06/07/2026", "13/07/2026", "09/07/2026"))
    undo(database, second, actor="admin")
    with database.reading() as session:
        file = file_by_code(session, "H23.14-7")
        entries = history_of(session, SUBJECT, file.id)
    finish = [told(change) for entry in entries for change in entry.changes if change.field == "finished_on"]
    assert sorted(finish, key=str) == [
        ("Result ready", None, date(2026, 7, 9)),
        ("Result ready", date(2026, 7, 9), None),
    ]
    assert {str(entry.because.id) for entry in entries if entry.because} == {
        "Import of %(file)s",
        "The import of %(file)s was taken back",
    }
    assert {entry.actor for entry in entries} == {"clerk", "admin"}


def test_an_imported_course_is_told_once_though_it_is_noted_twice(database: Database, tmp_path: Path) -> None:
    with database.writing("test") as session:
        Office(session).official("A", "Phạm Thị Hà")
    path = tmp_path / "training.xlsx"
    book = openpyxl.Workbook()
    book.active.append(("Mã cán bộ", "Họ và tên", "Tên khóa học", "Từ ngày", "Đến ngày", "Số tiết"))
    book.active.append(("A", "Phạm Thị Hà", "Luật", "13/07/2026", "15/07/2026", "12"))
    book.save(path)
    order = Order(ImportKind.TRAINING, path.name, source="training")
    prepared = prepare(database, path, order, zone=ZoneInfo("Asia/Ho_Chi_Minh"))
    stored = store(database, prepared, today=TODAY, actor="clerk")
    assert stored.counts.added == 1, stored
    with database.reading() as session:
        record = session.exec(select(TrainingRecord)).one()
        entries = history_of(session, "tracker_training_record", record.id)
    assert len(entries) == 1
    values = {translate(change.title, "en"): change.after for change in entries[0].changes}
    assert (values["Official"], values["Lesson periods"]) == ("Phạm Thị Hà", 12)


def steps(database: Database, file: HandledFile, today: date = TODAY) -> list[tuple[str, date | None, str]]:
    with database.reading() as session:
        found = outcome_steps(session, file, today)
    return [(translate(one.title, "en"), one.on, translate(one.about, "en") if one.about else "") for one in found]


def test_an_outcome_is_told_step_by_step(database: Database) -> None:
    with database.writing("test") as session:
        office = Office(session)
        procedure = office.procedure(5)
        file = office.file(None, RECEIVED, None, finished_on=date(2026, 7, 9), procedure_id=procedure.id)
    assert steps(database, file) == [
        ("Received", RECEIVED, ""),
        ("Published term", DUE, "working days: 5"),
        ("Due", DUE, "the day to hold"),
        ("Result ready", date(2026, 7, 9), "Early, working days before the due date: 2"),
    ]


@pytest.mark.parametrize(
    ("recorded", "step"),
    [
        (date(2026, 7, 10), ("Extended to", date(2026, 7, 20), "recorded on 10/07/2026, in time")),
        (
            date(2026, 7, 14),
            ("Extended to", date(2026, 7, 20), "does not count: recorded on 14/07/2026, after the first due date"),
        ),
        (None, ("Extended to", date(2026, 7, 20), "does not count: nobody knows when it was recorded")),
    ],
)
def test_an_extension_says_whether_it_counts(
    database: Database, recorded: date | None, step: tuple[str, date, str]
) -> None:
    with database.writing("test") as session:
        file = Office(session).file(
            None, RECEIVED, DUE, extended_due_on=date(2026, 7, 20), extension_recorded_on=recorded
        )
    assert steps(database, file)[3] == step


def test_pauses_days_off_and_lateness_are_steps(database: Database) -> None:
    with database.writing("test") as session:
        file = Office(session).file(None, date(2026, 7, 5), DUE, paused_days=2, resumed_on=date(2026, 7, 10))
    assert steps(database, file)[1:] == [
        ("Counted from", RECEIVED, "received on a day off, so it counts as the next working day's"),
        ("Published term", None, "no procedure is noted"),
        ("Appointed due date", DUE, "the appointed day counts"),
        ("Pauses", date(2026, 7, 10), "working days waiting for the applicant: 2; moves the due date"),
        ("Due", date(2026, 7, 15), "the day to hold"),
        ("Today", TODAY, "Overdue, working days after the due date: 12"),
    ]


def test_a_number_that_is_kept_in_hundredths_is_told_as_itself(database: Database) -> None:
    with database.reading() as session:
        kept = ({"weight_hundredths": 100}, {"weight_hundredths": 150})
        changes = shown_changes(session, ProcedureTerm, [kept])[0]
        wanted = wanted_value(session, TrainingRecord, "hours_hundredths", "850")
    assert [told(change) for change in changes] == [("Weight", Decimal(1), Decimal("1.5"))]
    assert wanted == Decimal("8.5")


def test_a_choice_of_yes_or_no_that_is_kept_as_text_is_told_as_such(database: Database) -> None:
    with database.reading() as session:
        assert wanted_value(session, TrainingRecord, "is_passed", "true") is True
        assert wanted_value(session, TrainingRecord, "is_passed", "false") is False
