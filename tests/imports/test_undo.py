from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import SQLModel, select

from tests.imports.office import DONE, HEADINGS, OPEN, bring_in, everything, file, rows_of
from tracker.audit import AuditEntry, verify
from tracker.database import Database
from tracker.imports.batches import ImportBatch
from tracker.imports.undoing.undo import Undone, undo
from tracker.messages import InputError
from tracker.records.absences import Absence
from tracker.records.aliases import Alias
from tracker.records.duty_days import DutyDay
from tracker.records.file_changes import correct_file, extend, hand_over, say_cause
from tracker.records.handled_files import HandledFile
from tracker.records.officials import Official
from tracker.records.postings import Posting
from tracker.records.procedures import Procedure, ProcedureTerm
from tracker.records.training_records import TrainingRecord
from tracker.records.units import Unit
from tracker.staleness import StaleMark

pytestmark = pytest.mark.usefixtures("office")

RECORDS: tuple[type[SQLModel], ...] = (
    *(Unit, Official, Posting, Alias, Procedure, ProcedureTerm),
    *(HandledFile, DutyDay, TrainingRecord, Absence),
)
LATER = (*DONE[:3], "26/10/2026", *DONE[4:])


def records(database: Database) -> dict[str, list[dict[str, object]]]:
    """Return all records; how often one was revised does not count."""
    with database.reading() as session:
        return {
            str(table.__tablename__): [row.model_dump(exclude={"revision"}) for row in rows_of(session, table)]
            for table in RECORDS
        }


def take_back(database: Database, batch_id: int | None) -> Undone:
    assert batch_id is not None
    return undo(database, batch_id, actor="clerk")


def test_an_undone_batch_leaves_the_records_as_they_were(database: Database) -> None:
    bring_in(database, [DONE])
    before = records(database)
    batch_id = bring_in(database, [LATER, OPEN]).batch_id
    assert take_back(database, batch_id) == Undone(2, removed=1, given_back=1, staying=())
    assert records(database) == before
    assert file(database).revision == 3


def test_what_a_file_reopened_lost_is_given_back_with_its_times(database: Database) -> None:
    bring_in(database, [DONE])
    before = records(database)
    batch_id = bring_in(database, [(*DONE[:4], "", "", "Yêu cầu bổ sung")]).batch_id
    take_back(database, batch_id)
    assert records(database) == before


def test_an_undo_is_audited_and_marks_the_scores(database: Database) -> None:
    batch_id = bring_in(database, [DONE]).batch_id
    with database.writing("test") as session:
        for mark in rows_of(session, StaleMark):
            session.delete(mark)
    take_back(database, batch_id)
    with database.reading() as session:
        (entry,) = [one for one in session.exec(select(AuditEntry)) if one.action == "undo"]
        assert (entry.subject_id, entry.actor) == ("1", "clerk")
        marks = {(mark.official_id, mark.month) for mark in session.exec(select(StaleMark))}
        assert session.get_one(ImportBatch, batch_id).undone_at is not None
        assert verify(session) is None
    assert (1, date(2026, 10, 1)) in marks


def test_a_batch_is_undone_once(database: Database) -> None:
    batch_id = bring_in(database, [DONE]).batch_id
    take_back(database, batch_id)
    with pytest.raises(InputError, match="was undone already"):
        take_back(database, batch_id)


def test_there_is_nothing_to_undo_in_a_batch_that_never_was(database: Database) -> None:
    with pytest.raises(InputError, match="tracker import list"):
        take_back(database, 7)


def test_an_undone_list_can_be_imported_again(database: Database) -> None:
    first = bring_in(database, [DONE, OPEN])
    take_back(database, first.batch_id)
    again = bring_in(database, [DONE, OPEN])
    assert again.counts == first.counts
    assert take_back(database, again.batch_id).removed == 2


def test_a_later_batch_is_undone_first(database: Database) -> None:
    before = records(database)
    first = bring_in(database, [DONE]).batch_id
    second = bring_in(database, [LATER]).batch_id
    with pytest.raises(InputError, match=r"1 of its records changed since.*H-1"):
        take_back(database, first)
    take_back(database, second)
    take_back(database, first)
    assert records(database) == before


def hand_work(name: str, database: Database) -> None:
    with database.writing("leader") as session:
        stored = session.exec(select(HandledFile).where(HandledFile.code == "H-2")).one()
        if name == "corrected":
            correct_file(session, stored, {"due_on": date(2026, 12, 1)}, "typing error", today=date(2026, 12, 31))
        elif name == "corrected to what it was":
            correct_file(session, stored, {"due_on": stored.due_on}, "confirmed", today=date(2026, 12, 31))
        elif name == "handed over":
            hand_over(session, stored, 1, date(2026, 11, 20))
        elif name == "extended":
            extend(session, stored, date(2026, 12, 10), date(2026, 11, 20))
        else:
            say_cause(session, stored, "flood", 2, date(2026, 12, 2))


@pytest.mark.parametrize("work", ["corrected", "corrected to what it was", "handed over", "extended", "explained"])
def test_a_batch_is_left_whole_if_somebody_worked_on_one_of_its_files(database: Database, work: str) -> None:
    batch_id = bring_in(database, [DONE, OPEN]).batch_id
    hand_work(work, database)
    before = everything(database)
    with pytest.raises(InputError, match="H-2"):
        take_back(database, batch_id)
    assert everything(database) == before


def test_a_field_held_before_the_batch_does_not_stand_in_its_way(database: Database) -> None:
    bring_in(database, [DONE])
    with database.writing("leader") as session:
        correct_file(
            session,
            session.exec(select(HandledFile)).one(),
            {"due_on": date(2026, 10, 27)},
            "typing error",
            today=date(2026, 12, 31),
        )
    before = records(database)
    batch_id = bring_in(database, [(*LATER[:1], "CB02", *LATER[2:])]).batch_id
    take_back(database, batch_id)
    assert records(database) == before


def test_what_was_added_along_the_way_goes_with_its_batch(database: Database) -> None:
    before = records(database)
    row = (*DONE[:1], "Trần Đăng Vị", *DONE[2:], "Phòng Kinh tế", "1.001193")
    batch_id = bring_in(database, [row], (*HEADINGS, "Đơn vị", "Mã TTHC"), create_officials=True).batch_id
    assert take_back(database, batch_id).staying == ()
    assert records(database) == before


def test_what_was_added_along_the_way_stays_where_others_name_it(database: Database) -> None:
    headings = (*HEADINGS, "Đơn vị", "Mã TTHC")
    first = (*DONE[:1], "Trần Đăng Vị", *DONE[2:], "Phòng Kinh tế", "1.001193")
    batch_id = bring_in(database, [first], headings, create_officials=True).batch_id
    bring_in(database, [(*OPEN[:1], "Trần Đăng Vị", *OPEN[2:])])
    assert take_back(database, batch_id).staying == ("Trần Đăng Vị", "PKT")
    with database.reading() as session:
        assert len(rows_of(session, Posting)) == 1
        assert rows_of(session, Procedure) == []
        assert len(rows_of(session, HandledFile)) == 1


LISTS = {
    "officials": (
        ("Mã cán bộ", "Họ và tên", "Đơn vị", "Chức vụ", "Từ ngày", "Tên đăng nhập"),
        ("CB02", "Lê Thị Nhài", "Trung tâm", "Chuyên viên", "20/09/2026", "nhai.lt"),
        ("CB10", "Trần Đăng Vị", "Phòng Kinh tế", "Địa chính", "15/03/2026", "vi.td"),
    ),
    "procedures": (
        ("Mã TTHC", "Tên thủ tục", "Thời hạn giải quyết"),
        ("1.001193", "Đăng ký khai sinh", "2 ngày làm việc"),
        ("1.000656", "Đăng ký khai tử", "1 ngày làm việc"),
    ),
    "duty": (("Ngày", "Cán bộ trực", "Trạng thái"), ("23/11/2026", "CB01", "Đã trực"), ("24/11/2026", "CB02", "")),
    "training": (
        ("Cán bộ", "Tên khóa học", "Từ ngày", "Số tiết"),
        ("CB01", "Kỹ năng số", "15/06/2026", "12"),
        ("CB02", "Kỹ năng số", "15/06/2026", "8"),
    ),
    "absences": (
        ("Cán bộ", "Loại nghỉ", "Từ ngày", "Đến ngày"),
        ("CB01", "Nghỉ ốm", "15/06/2026", "17/06/2026"),
        ("CB02", "Nghỉ phép", "16/06/2026", ""),
    ),
}
EARLIER = {
    "officials": ("CB02", "Lê Thị Nhài", "Văn phòng", "Văn thư", "15/01/2026", ""),
    "procedures": ("1.001193", "Đăng ký khai sinh", "5 ngày làm việc"),
    "duty": ("23/11/2026", "CB01", "Dự kiến"),
    "training": ("CB01", "Kỹ năng số", "15/06/2026", "10"),
    "absences": ("CB01", "Nghỉ phép", "15/06/2026", ""),
}


@pytest.mark.parametrize("kind", LISTS)
def test_every_kind_of_list_can_be_undone(database: Database, kind: str) -> None:
    headings, *rows = LISTS[kind]
    bring_in(database, [(*OPEN, "1.001193")], (*HEADINGS, "Mã TTHC"))
    bring_in(database, [EARLIER[kind]], headings, kind)
    before = records(database)
    result = bring_in(database, rows, headings, kind)
    assert (result.counts.added, result.counts.changed) == (1, 1)
    assert records(database) != before
    take_back(database, result.batch_id)
    assert records(database) == before
    with database.reading() as session:
        assert verify(session) is None


def test_an_official_whom_files_name_is_not_taken_back(database: Database) -> None:
    headings, _, row = LISTS["officials"]
    batch_id = bring_in(database, [row], headings, "officials").batch_id
    bring_in(database, [(*DONE[:1], "CB10", *DONE[2:])])
    before = everything(database)
    with pytest.raises(InputError, match="CB10"):
        take_back(database, batch_id)
    assert everything(database) == before
