from __future__ import annotations

import threading
from datetime import date, time

import pytest
from sqlmodel import col, select

from tests.imports.office import (
    DONE,
    HEADINGS,
    OPEN,
    TODAY,
    bring_in,
    code_of,
    everything,
    file,
    look_at,
    prepared,
    rows_of,
    said,
)
from tracker.audit import AuditEntry, verify
from tracker.database import Database
from tracker.imports.batches import ImportBatch, ImportChange
from tracker.imports.checking.dates import DateOrder
from tracker.imports.importing import store
from tracker.imports.results import Counts, Disagreement
from tracker.messages import InputError
from tracker.records.aliases import Alias, add_alias
from tracker.records.file_changes import correct_file, hand_over
from tracker.records.handled_files import HandledFile, Timeliness
from tracker.records.held_fields import HeldField
from tracker.records.lifecycle import Channel, FileStatus
from tracker.records.officials import Official
from tracker.records.postings import Posting
from tracker.records.procedures import Procedure
from tracker.records.units import Unit, UnitKind
from tracker.staleness import StaleMark

pytestmark = pytest.mark.usefixtures("office")


def changed(row: tuple[str, ...], **cells: str) -> tuple[str, ...]:
    keys = ("code", "handler", "received", "due", "finished", "returned", "status")
    return tuple(cells.get(key, cell) for key, cell in zip(keys, row, strict=True))


def test_files_are_stored_with_what_follows_from_them(database: Database) -> None:
    result = bring_in(database, [DONE, OPEN])
    assert result.counts == Counts(added=2)
    stored = file(database)
    assert (stored.received_on, stored.received_at) == (date(2026, 10, 15), time(8))
    assert (stored.finished_on, stored.finished_at) == (date(2026, 10, 19), time(15))
    assert stored.status is FileStatus.FINISHED
    assert stored.channel is Channel.COUNTER
    assert code_of(database, stored.handler_id) == code_of(database, stored.finisher_id) == "CB01"
    assert (stored.deadline_on, stored.timeliness) == (date(2026, 10, 22), Timeliness.EARLY)
    assert (stored.revision, stored.batch_id) == (1, result.batch_id)


def test_the_same_list_again_changes_nothing_at_all(database: Database) -> None:
    bring_in(database, [DONE, OPEN])
    before = everything(database)
    again = bring_in(database, [DONE, OPEN])
    assert again.counts == Counts(unchanged=2)
    assert again.batch_id is None
    assert everything(database) == before


def test_a_changed_file_is_written_over_and_counted_as_revised(database: Database) -> None:
    bring_in(database, [DONE, OPEN])
    result = bring_in(database, [changed(DONE, finished="23/10/2026"), OPEN])
    assert result.counts == Counts(changed=1, unchanged=1)
    stored = file(database)
    assert (stored.finished_on, stored.finished_at) == (date(2026, 10, 23), None)
    assert (stored.timeliness, stored.revision, stored.batch_id) == (Timeliness.LATE, 2, result.batch_id)
    assert file(database, "H-2").revision == 1


def test_a_batch_keeps_what_it_overwrote(database: Database) -> None:
    bring_in(database, [DONE])
    result = bring_in(database, [changed(DONE, due="26/10/2026")])
    with database.reading() as session:
        (change,) = session.exec(select(ImportChange).where(ImportChange.batch_id == result.batch_id)).all()
    assert change.before == '{"batch_id":1,"due_on":"2026-10-22"}'
    assert change.after == '{"due_on":"2026-10-26"}'


def test_one_audit_entry_stands_for_a_batch_and_the_chain_holds(database: Database) -> None:
    with database.reading() as session:
        before = len(rows_of(session, AuditEntry))
    result = bring_in(database, [DONE, OPEN])
    with database.reading() as session:
        entries = session.exec(select(AuditEntry).order_by(col(AuditEntry.position))).all()
        batch = session.get_one(ImportBatch, result.batch_id)
        assert verify(session) is None
    (entry,) = entries[before:]
    assert (entry.action, entry.subject, entry.actor) == ("import", "tracker_import_batch", "clerk")
    assert batch.digest in (entry.after or "")
    assert '"added":2' in (entry.after or "")


def test_a_file_that_changes_hands_marks_the_scores_of_both_officials(database: Database) -> None:
    bring_in(database, [DONE])
    with database.writing("test") as session:
        for mark in rows_of(session, StaleMark):
            session.delete(mark)
    bring_in(database, [changed(DONE, handler="CB02")])
    with database.reading() as session:
        marks = {(mark.official_id, mark.month) for mark in session.exec(select(StaleMark))}
    assert marks == {(1, date(2026, 10, 1)), (2, date(2026, 10, 1))}


def test_a_missing_column_never_empties_a_field(database: Database) -> None:
    bring_in(database, [DONE])
    result = bring_in(database, [("H-1", "15/10/2026 08:00")], ("Mã hồ sơ", "Ngày tiếp nhận"))
    assert result.counts == Counts(unchanged=1)
    assert file(database).due_on == date(2026, 10, 22)


def test_an_empty_cell_empties_nothing_while_the_status_agrees(database: Database) -> None:
    bring_in(database, [DONE])
    result = bring_in(database, [changed(DONE, handler="", due="")])
    assert result.counts == Counts(unchanged=1)


def test_an_empty_channel_leaves_a_file_online_and_makes_a_new_one_a_file_of_the_counter(database: Database) -> None:
    headings = (*HEADINGS, "Hình thức nộp")
    bring_in(database, [(*DONE, "Trực tuyến")], headings)
    result = bring_in(database, [(*DONE, ""), (*OPEN, "")], headings)
    assert result.counts == Counts(added=1, unchanged=1)
    assert file(database).channel is Channel.ONLINE
    assert file(database, "H-2").channel is Channel.COUNTER


def test_a_file_that_its_source_reopens_loses_its_finish(database: Database) -> None:
    bring_in(database, [DONE])
    bring_in(database, [changed(DONE, finished="", status="Đang xử lý")])
    reopened = file(database)
    assert (reopened.finished_on, reopened.finished_at, reopened.finisher_id) == (None, None, None)
    assert reopened.status is FileStatus.PROCESSING


def test_a_withdrawn_file_ends_on_the_day_that_its_list_gives(database: Database) -> None:
    bring_in(database, [changed(OPEN, finished="20/11/2026", status="Rút hồ sơ")])
    withdrawn = file(database, "H-2")
    assert (withdrawn.status, withdrawn.status_on) == (FileStatus.WITHDRAWN, date(2026, 11, 20))
    assert (withdrawn.finished_on, withdrawn.overdue_on) == (None, None)


def test_a_corrected_field_is_held_and_the_disagreement_is_told(database: Database) -> None:
    bring_in(database, [DONE])
    with database.writing("leader") as session:
        stored = session.exec(select(HandledFile)).one()
        correct_file(
            session,
            stored,
            {"finished_on": date(2026, 10, 18), "finished_at": None},
            "misread",
            today=date(2026, 12, 31),
        )
    result = bring_in(database, [changed(DONE, due="23/10/2026")])
    assert result.counts == Counts(changed=1, held=1)
    assert result.disagreements[0] == Disagreement("H-1", "finished_on", "2026-10-18", "2026-10-19")
    held = file(database)
    assert (held.finished_on, held.due_on) == (date(2026, 10, 18), date(2026, 10, 23))
    with database.reading() as session:
        fields = {held.field: held.disagreement for held in session.exec(select(HeldField))}
    assert fields["finished_on"] == "2026-10-19"


def test_a_held_field_on_which_the_list_agrees_again_is_no_longer_told(database: Database) -> None:
    bring_in(database, [DONE])
    with database.writing("leader") as session:
        correct_file(
            session,
            session.exec(select(HandledFile)).one(),
            {"due_on": date(2026, 10, 26)},
            "typing error",
            today=date(2026, 12, 31),
        )
    bring_in(database, [DONE])
    before = everything(database)
    bring_in(database, [DONE])
    assert everything(database) == before
    assert bring_in(database, [changed(DONE, due="26/10/2026")]).disagreements == ()
    with database.reading() as session:
        assert session.exec(select(HeldField)).one().disagreement is None


def test_a_handed_over_file_keeps_its_holder(database: Database) -> None:
    bring_in(database, [OPEN])
    with database.writing("leader") as session:
        hand_over(session, session.exec(select(HandledFile)).one(), 1, date(2026, 11, 20))
    result = bring_in(database, [OPEN])
    assert result.disagreements == (Disagreement("H-2", "handler_id", "CB01", "CB02"),)
    assert code_of(database, file(database, "H-2").handler_id) == "CB01"


def test_an_official_is_found_by_name_whatever_the_capitals(database: Database) -> None:
    bring_in(database, [changed(DONE, handler="VŨ DUY THUYÊN"), changed(OPEN, handler="Le Thi Nhai")])
    assert code_of(database, file(database).handler_id) == "CB01"
    assert code_of(database, file(database, "H-2").handler_id) == "CB02"


def test_a_name_with_other_diacritics_is_another_person(database: Database) -> None:
    result = bring_in(database, [changed(DONE, handler="Lê Thị Nhãi"), OPEN])
    assert result.counts == Counts(added=1, refused=1)
    (question,) = result.questions
    assert question.rows == (2,)
    assert '--alias "Lê Thị Nhãi=CODE"' in said([question.message])
    assert "--create-officials" in said([question.message])


def test_of_two_officials_of_one_name_none_is_guessed(database: Database) -> None:
    with database.writing("test") as session:
        session.add(Official(code="CB03", full_name="Lê Thị Nhài"))
    result = bring_in(database, [changed(DONE, handler="Lê Thị Nhài"), OPEN])
    assert result.counts == Counts(added=1, refused=1)
    (question,) = result.questions
    assert (question.kind, question.subject) == ("official", "Lê Thị Nhài")
    assert [choice.value for choice in question.choices] == ["CB02", "CB03"]
    assert "CB02, CB03" in said([question.message])


def test_an_answer_by_alias_is_remembered_for_its_source_only(database: Database) -> None:
    row = changed(DONE, handler="nhai.lt")
    assert bring_in(database, [row], source="one-stop", aliases={"nhai.lt": "CB02"}).counts == Counts(added=1)
    assert bring_in(database, [row], source="one-stop").counts == Counts(unchanged=1)
    assert code_of(database, file(database).handler_id) == "CB02"
    assert bring_in(database, [row], source="elsewhere").counts == Counts(refused=1)


def test_an_alias_for_nobody_names_the_codes(database: Database) -> None:
    with pytest.raises(InputError, match="CB01, CB02"):
        bring_in(database, [DONE], aliases={"someone": "CB99"})


def test_a_login_that_passed_on_means_its_holder_on_the_day_of_receipt(database: Database) -> None:
    with database.writing("test") as session:
        add_alias(session, "default", "desk1", 1)
        add_alias(session, "default", "desk1", 2, since=date(2026, 11, 1))
    bring_in(database, [changed(DONE, handler="desk1"), changed(OPEN, handler="desk1")])
    assert code_of(database, file(database).handler_id) == "CB01"
    assert code_of(database, file(database, "H-2").handler_id) == "CB02"


def test_a_login_in_brackets_tells_namesakes_apart(database: Database) -> None:
    with database.writing("test") as session:
        session.add(Official(code="CB03", full_name="Lê Thị Nhài"))
        session.flush()
        add_alias(session, "default", "nhai2", 3)
    bring_in(database, [changed(DONE, handler="Lê Thị Nhài (nhai2)")])
    assert code_of(database, file(database).handler_id) == "CB03"


def test_an_official_whom_the_list_only_names_is_added_and_can_be_ranked(database: Database) -> None:
    result = bring_in(database, [changed(DONE, handler="Trần Đăng Vị"), OPEN], create_officials=True)
    assert result.counts == Counts(added=2)
    assert "Trần Đăng Vị" in said(result.notes)
    with database.reading() as session:
        added = session.exec(select(Official).where(Official.full_name == "Trần Đăng Vị")).one()
        posting = session.exec(select(Posting).where(Posting.official_id == added.id)).one()
    assert added.code == "Trần Đăng Vị"
    assert (posting.unit_id, posting.valid_from) == (1, date(2026, 10, 15))
    assert bring_in(database, [changed(DONE, handler="Trần Đăng Vị")]).counts == Counts(unchanged=1)


def test_a_bare_name_is_no_third_person_where_the_list_has_two_with_logins(database: Database) -> None:
    rows = [
        changed(DONE, handler="Bùi Thị Ngà (nga1)"),
        changed(OPEN, handler="Bùi Thị Ngà (nga2)"),
        changed(OPEN, code="H-3", handler="Bùi Thị Ngà"),
    ]
    result = bring_in(database, rows, create_officials=True)
    assert result.counts == Counts(added=2, refused=1)
    assert [choice.value for choice in result.questions[0].choices] == ["Bùi Thị Ngà (nga1)", "Bùi Thị Ngà (nga2)"]


def test_an_unknown_unit_and_procedure_are_added_and_said(database: Database) -> None:
    headings = (*HEADINGS, "Đơn vị", "Mã TTHC", "Tên thủ tục")
    row = (*DONE, "Phòng Kinh tế", "1.001193", "Đăng ký khai sinh")
    result = bring_in(database, [row], headings)
    assert "Phòng Kinh tế" in said(result.notes)
    assert "1 procedure without a published duration" in said(result.notes)
    with database.reading() as session:
        unit = session.exec(select(Unit).where(Unit.name == "Phòng Kinh tế")).one()
        procedure = session.exec(select(Procedure)).one()
    assert (unit.code, unit.kind, unit.parent_id) == ("PKT", UnitKind.DIVISION, 1)
    assert (procedure.code, procedure.name) == ("1.001193", "Đăng ký khai sinh")
    stored = file(database)
    assert (stored.unit_id, stored.procedure_id) == (unit.id, procedure.id)


def test_a_procedure_known_by_name_gets_the_code_that_a_list_has(database: Database) -> None:
    bring_in(database, [(*DONE, "Đăng ký khai sinh")], (*HEADINGS, "Tên thủ tục"))
    bring_in(database, [(*DONE, "1.001193", "Đăng ký khai sinh")], (*HEADINGS, "Mã TTHC", "Tên thủ tục"))
    with database.reading() as session:
        assert session.exec(select(Procedure)).one().code == "1.001193"


def test_the_hand_over_stands_for_a_finish_that_the_list_does_not_give(database: Database) -> None:
    headings = ("Mã hồ sơ", "Ngày tiếp nhận", "Ngày trả kết quả")
    result = bring_in(database, [("H-1", "15/10/2026", "19/10/2026")], headings)
    assert file(database).finished_on == date(2026, 10, 19)
    assert file(database).status is FileStatus.RETURNED
    assert "stands for the finish" in said(result.notes)


def test_that_the_hand_over_is_no_finish_is_remembered_for_the_source(database: Database) -> None:
    headings = ("Mã hồ sơ", "Ngày tiếp nhận", "Ngày trả kết quả")
    bring_in(database, [("H-1", "15/10/2026", "19/10/2026")], headings, returned_is_finish=False)
    bring_in(database, [("H-2", "15/10/2026", "19/10/2026")], headings)
    assert file(database).finished_on is None
    assert file(database, "H-2").finished_on is None
    assert file(database, "H-2").returned_on == date(2026, 10, 19)


def test_a_list_without_status_does_not_take_back_that_a_file_was_handed_over(database: Database) -> None:
    bring_in(database, [changed(DONE, returned="20/10/2026", status="Đã trả kết quả")])
    headings = ("Mã hồ sơ", "Ngày tiếp nhận", "Ngày kết thúc xử lý")
    bring_in(database, [("H-1", "15/10/2026", "18/10/2026")], headings)
    assert (file(database).finished_on, file(database).status) == (date(2026, 10, 18), FileStatus.RETURNED)


def test_a_hand_over_does_not_move_a_finish_that_is_known(database: Database) -> None:
    bring_in(database, [DONE])
    bring_in(database, [("H-1", "15/10/2026", "30/10/2026")], ("Mã hồ sơ", "Ngày tiếp nhận", "Ngày trả kết quả"))
    stored = file(database)
    assert (stored.finished_on, stored.returned_on) == (date(2026, 10, 19), date(2026, 10, 30))


EXTENDED = (*HEADINGS, "Gia hạn đến ngày")


def test_an_extension_that_comes_in_before_the_due_date_counts_from_today(database: Database) -> None:
    bring_in(database, [(*OPEN, "18/12/2026")], EXTENDED)
    stored = file(database, "H-2")
    assert (stored.extension_recorded_on, stored.deadline_on) == (TODAY, date(2026, 12, 18))
    again = bring_in(database, [(*OPEN, "18/12/2026")], EXTENDED, today=date(2026, 12, 5))
    assert again.counts == Counts(unchanged=1)


def test_an_extension_of_unknown_day_does_not_count_and_is_said(database: Database) -> None:
    result = bring_in(database, [(*DONE, "30/10/2026")], EXTENDED)
    stored = file(database)
    assert (stored.extended_due_on, stored.extension_recorded_on) == (date(2026, 10, 30), None)
    assert stored.deadline_on == date(2026, 10, 22)
    assert "1 file was extended" in said(result.notes)


def test_an_extension_with_its_day_counts_from_that_day(database: Database) -> None:
    bring_in(database, [(*OPEN, "18/12/2026", "20/11/2026")], (*EXTENDED, "Ngày xin lỗi"), today=date(2027, 1, 4))
    assert file(database, "H-2").extension_recorded_on == date(2026, 11, 20)
    assert file(database, "H-2").deadline_on == date(2026, 12, 18)


def test_a_dry_run_says_the_same_and_stores_nothing(database: Database) -> None:
    bring_in(database, [DONE])
    before = everything(database)
    rows = [changed(DONE, due="23/10/2026"), changed(OPEN, handler="Trần Đăng Vị")]
    seen = look_at(database, rows, create_officials=True, aliases={"x": "CB01"}, mapping={"due": "Ngày hẹn trả"})
    assert everything(database) == before
    stored = bring_in(database, rows, create_officials=True)
    assert seen.is_dry_run
    assert seen.counts == stored.counts == Counts(added=1, changed=1)
    assert seen.notes == stored.notes


def test_a_mapping_is_remembered_until_it_is_forgotten(database: Database) -> None:
    headings = ("Mã hồ sơ", "Ngày tiếp nhận", "Cột bảy")
    row = ("H-1", "15/10/2026", "22/10/2026")
    bring_in(database, [row], headings, mapping={"due": "Cột bảy"})
    bring_in(database, [("H-2", "16/10/2026", "23/10/2026")], headings)
    assert file(database, "H-2").due_on == date(2026, 10, 23)
    bring_in(database, [("H-3", "16/10/2026", "23/10/2026")], headings, mapping={"due": ""})
    assert file(database, "H-3").due_on is None
    bring_in(database, [("H-4", "16/10/2026", "23/10/2026")], headings)
    assert file(database, "H-4").due_on is None


def test_a_list_without_a_remembered_column_is_read_by_its_own_headings(database: Database) -> None:
    bring_in(
        database, [("H-1", "15/10/2026", "22/10/2026")], ("Mã hồ sơ", "Ngày tiếp nhận", "Cột"), mapping={"due": "Cột"}
    )
    result = bring_in(database, [("H-2", "15/10/2026", "23/10/2026")], ("Mã hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả"))
    assert file(database, "H-2").due_on == date(2026, 10, 23)
    assert "there is no heading “Cột”" in said(result.notes)
    with pytest.raises(InputError, match="Cột"):
        bring_in(database, [DONE], mapping={"due": "Cột"})


def test_rows_whose_dates_read_two_ways_wait_for_an_answer_that_is_remembered(database: Database) -> None:
    headings, row = ("Mã hồ sơ", "Ngày tiếp nhận"), ("H-1", "03/04/2026")
    asked = bring_in(database, [row], headings)
    assert asked.counts == Counts(refused=1)
    assert asked.questions[0].kind == "date_order"
    assert "--date-order day-first" in said([asked.questions[0].message])
    bring_in(database, [row], headings, date_order=DateOrder.MONTH_FIRST)
    assert file(database).received_on == date(2026, 3, 4)
    bring_in(database, [("H-2", "05/06/2026")], headings)
    assert file(database, "H-2").received_on == date(2026, 5, 6)


@pytest.mark.parametrize(
    ("row", "headings", "cure"),
    [
        (("H" * 121, "15/10/2026"), ("Mã hồ sơ", "Ngày tiếp nhận"), "at most 120"),
        (changed(DONE, received="15/10/2005", due="22/10/2005"), HEADINGS, "holiday calendar"),
        (("H-9", "15/10/2026", "1001"), ("Mã hồ sơ", "Ngày tiếp nhận", "Số ngày tạm dừng"), "up to 1000"),
        (("H-9", "15/10/2026", "1,5"), ("Mã hồ sơ", "Ngày tiếp nhận", "Số ngày tạm dừng"), "whole number"),
    ],
)
def test_a_row_that_fits_no_record_is_refused_and_the_others_stored(
    database: Database, row: tuple[str, ...], headings: tuple[str, ...], cure: str
) -> None:
    good = [{"Mã hồ sơ": "H-8", "Ngày tiếp nhận": "23/10/2026"}.get(heading, "") for heading in headings]
    result = bring_in(database, [row, good], headings)
    assert result.counts == Counts(added=1, refused=1)
    assert result.problems[0].row == 2
    assert cure in said([result.problems[0].message])


def test_two_imports_of_one_list_at_the_same_time_store_it_once(database: Database) -> None:
    rows = [changed(DONE, code=f"H-{number}") for number in range(300)]
    ready = [prepared(database, rows), prepared(database, rows)]
    results: list[Counts] = []
    threads = [
        threading.Thread(target=lambda one=one: results.append(store(database, one, today=TODAY, actor="clerk").counts))
        for one in ready
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results, key=lambda counts: counts.added) == [Counts(unchanged=300), Counts(added=300)]
    with database.reading() as session:
        assert {stored.revision for stored in session.exec(select(HandledFile))} == {1}
        assert len(rows_of(session, ImportBatch)) == 1
        assert verify(session) is None


def test_an_alias_given_twice_is_kept_once(database: Database) -> None:
    for _ in range(2):
        bring_in(database, [changed(DONE, handler="nhai.lt")], aliases={"nhai.lt": "CB02"})
    with database.reading() as session:
        assert len(rows_of(session, Alias)) == 1


@pytest.mark.parametrize("column", [1, 2])
def test_the_login_of_one_official_with_the_name_of_another_is_nobody(database: Database, column: int) -> None:
    headings = ("Mã hồ sơ", "Cán bộ thụ lý", "Người tiếp nhận", "Ngày tiếp nhận")
    row = ["H-1", "", "", "16/11/2026"]
    row[column] = "Lê Thị Nhài (CB01)"
    result = bring_in(database, [row], headings)
    (problem,) = result.problems
    assert problem.column == headings[column]
    assert "Vũ Duy Thuyên (CB01), the name that of Lê Thị Nhài (CB02)" in said([problem.message])


def test_a_person_who_says_whom_login_and_name_mean_is_believed(database: Database) -> None:
    headings = ("Mã hồ sơ", "Cán bộ thụ lý", "Ngày tiếp nhận")
    text = "Lê Thị Nhài (CB01)"
    result = bring_in(database, [("H-1", text, "16/11/2026")], headings, aliases={text: "CB01"})
    assert result.counts == Counts(added=1)


def test_a_finish_after_today_is_stored_and_told_with_its_row(database: Database) -> None:
    result = bring_in(database, [OPEN, ("H-1", "CB01", "15/10/2026", "", "25/12/2026", "", "Đã xử lý xong")])
    assert result.counts == Counts(added=2)
    assert "row 3: 25/12/2026" in said(result.notes)
    assert "row 2" not in said(result.notes)
    assert file(database).finished_on == date(2026, 12, 25)


def test_an_import_tells_the_planner_of_the_files_that_it_brought(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL looks through its indexes by itself")
    bring_in(database, [DONE, OPEN])
    with database.reading() as session:
        told = session.connection().exec_driver_sql("SELECT tbl FROM sqlite_stat1").scalars()
        assert "tracker_handled_file" in set(told)
