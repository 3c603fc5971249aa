"""Importing through the browser: the wizard step by step, the batches, and taking one back."""

from __future__ import annotations

import io
import re
import time
import zipfile
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from sqlmodel import col, select
from werkzeug.test import TestResponse

from tests.web.conftest import Browser, Site
from tracker.imports.batches import ImportBatch
from tracker.imports.checking.fields import ImportKind
from tracker.imports.importing import prepare, store
from tracker.imports.prepared import Order
from tracker.imports.sources import ImportSource
from tracker.imports.uploads.uploads import ImportUpload, UploadState, begin
from tracker.records.absences import Absence
from tracker.records.aliases import Alias
from tracker.records.duty_days import DutyDay
from tracker.records.file_changes import correct_file
from tracker.records.handled_files import HandledFile
from tracker.records.officials import Official
from tracker.records.procedures import Procedure
from tracker.records.training_records import TrainingRecord

HEADINGS = (
    "Mã hồ sơ",
    "Cán bộ thụ lý",
    "Chủ hồ sơ",
    "Ngày tiếp nhận",
    "Ngày hẹn trả",
    "Ngày kết thúc xử lý",
    "Trạng thái",
)
GOOD = ("N-1", "CB01", "Bà Kín", "15/10/2026 08:00", "22/10/2026", "19/10/2026", "Đã xử lý xong")
WRONG = ("N-2", "CB01", "", "31/09/2026", "22/10/2026", "", "Đang xử lý")
TODAY = date(2026, 11, 23)
UNKNOWN = ("N-3", "N.V. Tuấn", "", "16/11/2026", "30/11/2026", "", "Đang xử lý")


def list_of(*rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS) -> bytes:
    """Return a list as separated text."""
    return "\n".join(";".join(row) for row in (headings, *rows)).encode()


def send_list(
    browser: Browser, content: bytes, filename: str = "list.csv", kind: str = "files", source: str = "Cổng tỉnh"
) -> TestResponse:
    sent = {"kind": kind, "new_source": source, "file": (io.BytesIO(content), filename)}
    return browser.client.post("/imports/new", data=sent, content_type="multipart/form-data")


def upload(browser: Browser, content: bytes, filename: str = "list.csv", kind: str = "files") -> str:
    """Upload a list and return the address of its wizard."""
    answer = send_list(browser, content, filename, kind)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return answer.headers["Location"].removesuffix("/columns")


def check(browser: Browser, wizard: str, **changed: str) -> str:
    """Choose the columns as they are offered, but for those that change, and return the page of the check."""
    columns = {name.replace("-", "_"): value for name, value in offered(browser.get(f"{wizard}/columns")).items()}
    chosen = {name.replace("_", "-"): value for name, value in {**columns, **changed}.items()}
    answer = browser.client.post(f"{wizard}/columns", data={**chosen, "then": "check"})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return settled(browser, wizard)


def offered(page: str) -> dict[str, str]:
    """Return the field that is chosen for each column."""
    selects = re.findall(r'name="(column-\d+)">(.*?)</select>', page, re.S)
    return {name: "".join(re.findall(r'value="([^"]*)" selected', options)) for name, options in selects}


def settled(browser: Browser, wizard: str) -> str:
    """Return the page of the step at which the upload is, once nobody works on it."""
    for _ in range(200):
        if browser.ask(f"{wizard}/progress").headers.get("HX-Refresh"):
            return browser.get(browser.ask(wizard).headers["Location"])
        time.sleep(0.05)
    raise AssertionError("the work has not ended")


def stored(browser: Browser, content: bytes, kind: str = "files") -> str:
    """Bring a list in and return the page that says so."""
    wizard = upload(browser, content, kind=kind)
    check(browser, wizard)
    assert browser.send(f"{wizard}/store").status_code == 302
    return settled(browser, wizard)


def answer(browser: Browser, wizard: str, page: str, **answers: object) -> str:
    run = re.search(r'name="run" value="(\d+)"', page)
    assert run is not None
    sent = {
        name.replace("_", "-", 1) if name.startswith("official") else name: value for name, value in answers.items()
    }
    assert browser.client.post(f"{wizard}/answers", data={"run": run[1], **sent}).status_code == 302
    return settled(browser, wizard)


def codes(site: Site) -> set[str]:
    with site.database.reading() as session:
        return {code for code in session.exec(select(HandledFile.code)) if code.startswith("N-")}


def uploads(site: Site) -> list[ImportUpload]:
    with site.database.reading() as session:
        return list(session.exec(select(ImportUpload).order_by(col(ImportUpload.id))))


def test_only_who_may_import_comes_into_the_wizard_and_an_auditor_sees_the_batches(site: Site) -> None:
    admin = site.browser("admin")
    stored(admin, list_of(GOOD))
    for name in ("staff", "leader"):
        assert site.browser(name).ask("/imports/").status_code == 403
    auditor = site.browser("auditor")
    assert "list.csv" in auditor.get("/imports/")
    assert "N-1" in auditor.get("/imports/1")
    assert "Take this batch back" not in auditor.get("/imports/1")
    for address in ("/imports/new", "/imports/uploads/1", "/imports/uploads/1/stored", "/imports/1/undo"):
        assert auditor.ask(address).status_code == 403, address


def test_a_list_goes_through_the_four_steps_and_nothing_is_stored_before_the_last(site: Site) -> None:
    admin = site.browser("admin")
    wizard = upload(admin, list_of(GOOD, WRONG))
    columns = admin.get(f"{wizard}/columns")
    assert "Bà Kín" not in columns
    assert "Never read" in columns
    assert offered(columns)["column-3"] == "received"
    page = check(admin, wizard)
    assert "1 row is good" in page
    assert "1 row to mend" in page
    assert "31/09/2026" in page
    assert "Nothing is written into the records yet." in admin.get(f"{wizard}/store")
    assert codes(site) == set()
    admin.send(f"{wizard}/store")
    page = settled(admin, wizard)
    assert "Stored as batch 1: 1 added, 0 changed." in page
    assert codes(site) == {"N-1"}


def test_the_faulty_rows_come_as_a_workbook_that_can_be_mended_and_imported(site: Site) -> None:
    admin = site.browser("admin")
    wizard = upload(admin, list_of(GOOD, WRONG))
    check(admin, wizard)
    admin.send(f"{wizard}/store")
    settled(admin, wizard)
    book = openpyxl.load_workbook(io.BytesIO(admin.ask(f"{wizard}/errors.xlsx").data))
    sheet = book.active
    assert [sheet.cell(2, 1).value, sheet.max_row] == ["N-2", 2]
    sheet.cell(2, 4).value = "30/09/2026"
    mended = io.BytesIO()
    book.save(mended)
    again = upload(admin, mended.getvalue(), "mended.xlsx")
    assert "1 row is good" in check(admin, again)


def test_sending_the_last_step_twice_stores_once(site: Site) -> None:
    admin = site.browser("admin")
    wizard = upload(admin, list_of(GOOD))
    check(admin, wizard)
    first, second = admin.send(f"{wizard}/store"), admin.send(f"{wizard}/store")
    assert (first.status_code, second.status_code) == (302, 302)
    settled(admin, wizard)
    with site.database.reading() as session:
        assert len(session.exec(select(ImportBatch)).all()) == 1


def test_a_name_nobody_knows_is_asked_and_the_answer_is_remembered_for_the_source(site: Site) -> None:
    admin = site.browser("admin")
    wizard = upload(admin, list_of(GOOD, UNKNOWN))
    page = check(admin, wizard)
    assert "Nobody is known as “N.V. Tuấn”. Say who it is, or that it is a new official." in page
    page = answer(admin, wizard, page, official_0="CB02")
    assert "2 rows are good" in page
    assert "“N.V. Tuấn” is Nguyễn Văn Ân (CB02)" in page
    admin.send(f"{wizard}/store")
    settled(admin, wizard)
    with site.database.reading() as session:
        assert session.exec(select(Alias.name, Alias.source)).one() == ("N.V. Tuấn", "Cổng tỉnh")
    later = upload(admin, list_of(UNKNOWN))
    assert "1 row is good" in check(admin, later)


def test_an_answer_can_be_taken_back_and_a_new_official_is_added(site: Site) -> None:
    admin = site.browser("admin")
    wizard = upload(admin, list_of(UNKNOWN))
    page = answer(admin, wizard, check(admin, wizard), official_0="CB02")
    page = answer(admin, wizard, page, forget="N.V. Tuấn")
    assert "1 row waits for an answer" in page
    page = answer(admin, wizard, page, official_0="+")
    assert "“N.V. Tuấn” is a new official" in page
    admin.send(f"{wizard}/store")
    settled(admin, wizard)
    with site.database.reading() as session:
        assert session.exec(select(Official).where(Official.code == "N.V. Tuấn")).one()


def test_namesakes_are_told_apart_by_where_they_work(site: Site) -> None:
    with site.database.writing("test") as session:
        session.add(Official(code="CB77", full_name="Phạm Thị Hà"))
    admin = site.browser("admin")
    wizard = upload(admin, list_of(("N-7", "Phạm Thị Hà", *GOOD[2:])))
    page = check(admin, wizard)
    assert "“Phạm Thị Hà” may be CB01, CB77. Say who it is." in page
    assert "Phạm Thị Hà (CB01) ·" in page
    page = answer(admin, wizard, page, official_0="CB77")
    assert "1 row is good" in page


def test_dates_that_can_be_read_two_ways_are_asked_once_for_the_list(site: Site) -> None:
    admin = site.browser("admin")
    wizard = upload(admin, list_of(("N-8", "CB01", "", "03/04/2026", "05/04/2026", "", "Đang xử lý")))
    page = check(admin, wizard)
    assert page.count('name="date_order"') == 2
    answer(admin, wizard, page, date_order="month_first")
    admin.send(f"{wizard}/store")
    settled(admin, wizard)
    with site.database.reading() as session:
        assert session.exec(select(HandledFile.received_on).where(HandledFile.code == "N-8")).one() == date(2026, 3, 4)


def test_a_hand_over_stands_for_the_finish_unless_somebody_says_otherwise(site: Site) -> None:
    headings = (*HEADINGS[:5], "Ngày trả kết quả", "Trạng thái")
    admin = site.browser("admin")
    wizard = upload(
        admin,
        list_of(("N-9", "CB01", "", "15/10/2026", "22/10/2026", "19/10/2026", "Đã trả kết quả"), headings=headings),
    )
    page = check(admin, wizard)
    assert page.count("stands for the finish, which the list does not give") == 1
    page = answer(admin, wizard, page, returned_is_finish="no")
    assert "does not stand for a finish" in page
    admin.send(f"{wizard}/store")
    settled(admin, wizard)
    with site.database.reading() as session:
        assert session.exec(select(HandledFile.finished_on).where(HandledFile.code == "N-9")).one() is None
        assert session.exec(select(ImportSource.returned_is_finish)).one() is False


def test_answers_to_an_older_check_are_not_taken(site: Site) -> None:
    admin = site.browser("admin")
    wizard = upload(admin, list_of(UNKNOWN))
    check(admin, wizard)
    refused = admin.client.post(
        f"{wizard}/answers",
        data={"run": "0", "official-0": "CB02"},
        headers={"Referer": f"http://localhost{wizard}/check"},
    )
    assert refused.headers["Location"].endswith("/check")
    assert "This list was checked again in the meantime" in admin.get(f"{wizard}/check")


def test_columns_can_be_remembered_and_a_field_chosen_twice_is_told_with_the_choices_kept(site: Site) -> None:
    headings = ("Số", "Người làm", "Chủ hồ sơ", "Ngày vào", "Hạn", "Xong", "Thế nào")
    admin = site.browser("admin")
    wizard = upload(admin, list_of(GOOD, headings=headings))
    assert "No column was found for" in admin.get(f"{wizard}/columns")
    chosen = {
        "column-0": "code",
        "column-1": "handler",
        "column-3": "received",
        "column-4": "received",
        "column-5": "finished",
        "column-6": "status",
    }
    refused = admin.client.post(f"{wizard}/columns", data={**chosen, "then": "check"})
    assert refused.status_code == 422
    page = refused.get_data(as_text=True)
    assert "is chosen for the columns “Ngày vào” and “Hạn”" in page
    assert offered(page)["column-1"] == "handler"
    saved = admin.client.post(f"{wizard}/columns", data={**chosen, "column-4": "due", "then": "remember"})
    assert saved.status_code == 302
    later = upload(admin, list_of(GOOD, headings=headings))
    page = admin.get(f"{later}/columns")
    assert offered(page)["column-4"] == "due"
    assert "Remembered" in page
    assert "1 row is good" in check(admin, later)


def test_a_second_person_goes_on_where_the_first_left(site: Site) -> None:
    admin = site.browser("admin")
    wizard = upload(admin, list_of(GOOD))
    assert "Columns to choose" in site.browser("admin").get("/imports/")
    check(admin, wizard)
    other = site.browser("admin")
    assert "Checked, not stored" in other.get("/imports/")
    assert other.ask(wizard).headers["Location"].endswith("/check")
    other.send(f"{wizard}/store")
    assert "The list is stored" in settled(admin, wizard)
    assert "Not stored yet" not in other.get("/imports/")


def test_work_that_a_stopped_server_left_is_told_and_can_be_done_again(site: Site) -> None:
    admin = site.browser("admin")
    wizard = upload(admin, list_of(GOOD))
    check(admin, wizard)
    with site.database.writing("test") as session:
        lost = session.exec(select(ImportUpload)).one()
        assert begin(session, lost.id or 0, UploadState.CHECKING) is not None
        lost.changed_at = session.change.at - timedelta(minutes=5)
        session.add(lost)
    assert "Interrupted" in admin.get("/imports/")
    assert "The work was interrupted." in admin.get(f"{wizard}/check")
    admin.send(f"{wizard}/check")
    assert "1 row is good" in settled(admin, wizard)


def test_what_is_given_up_leaves_the_list_of_uploads(site: Site) -> None:
    admin = site.browser("admin")
    wizard = upload(admin, list_of(GOOD))
    assert admin.send(f"{wizard}/give-up").status_code == 302
    page = admin.get("/imports/")
    assert "was given up; nothing of it was stored" in page
    assert "Not stored yet" not in page
    assert admin.ask(wizard).headers["Location"].endswith("/imports/")


def packed(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/", 1).replace("__", "."), content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "filename", "told"),
    [
        (b"", "list.xlsx", "is empty. Export it again."),
        (b"\x89PNG\r\n\x1a\n", "list.xlsx", "is not a workbook"),
        (b"<html><table><tr><td>Ma</td></tr></table></html>", "list.xls", "is a web page"),
        (packed(word__document__xml=b"x"), "list.xlsx", "is not a workbook"),
        (b"PK\x03\x04 and then nothing", "list.xlsx", "is damaged or incomplete"),
        (packed(xl__workbook__xml=b"", **{f"part{n}": b"" for n in range(2001)}), "list.xlsx", "is made of 2002 parts"),
        (b"\n\n\n", "list.csv", "is empty"),
    ],
    ids=["empty", "picture", "page", "zip", "cut", "bomb", "blank"],
)
def test_a_file_that_is_no_list_is_refused_with_one_sentence(
    site: Site, content: bytes, filename: str, told: str
) -> None:
    answer = send_list(site.browser("admin"), content, filename)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert told in page
    assert 'value="Cổng tỉnh"' in page
    assert uploads(site) == []


def test_a_file_without_name_or_source_is_asked_for(site: Site) -> None:
    answer = send_list(site.browser("admin"), b"", "", source="")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Choose the file." in page
    assert "Say where the list comes from." in page


def test_a_name_of_a_file_that_is_a_path_is_cut_to_its_end(site: Site) -> None:
    upload(site.browser("admin"), list_of(GOOD), "../thư mục/xuất.csv")
    assert uploads(site)[0].filename == "xuất.csv"


@pytest.mark.parametrize(
    ("kind", "list_text", "table"),
    [
        ("officials", "Mã cán bộ;Họ và tên;Đơn vị\nCB90;Đoàn Văn Mười;Desk", Official),
        ("procedures", "Mã TTHC;Tên thủ tục;Thời hạn giải quyết\n2.000900;Thủ tục mới;5 ngày làm việc", Procedure),
        ("duty", "Ngày trực;Cán bộ trực;Trạng thái\n16/11/2026;CB01;Đã trực", DutyDay),
        (
            "training",
            "Mã cán bộ;Họ và tên;Tên khóa học;Từ ngày\nCB01;Phạm Thị Hà;Kỹ năng số;10/10/2026",
            TrainingRecord,
        ),
        ("absences", "Mã cán bộ;Họ và tên;Từ ngày;Loại nghỉ\nCB01;Phạm Thị Hà;10/10/2026;Nghỉ phép", Absence),
    ],
)
def test_every_kind_of_list_goes_through(site: Site, kind: str, list_text: str, table: type[Official]) -> None:
    admin = site.browser("admin")

    def count() -> int:
        with site.database.reading() as session:
            return len(session.exec(select(table)).all())

    before = count()
    page = stored(admin, list_text.encode(), kind)
    assert "Stored as batch 1: 1 added" in page
    assert count() == before + 1
    assert "Added" in admin.get("/imports/1")
    assert admin.ask("/imports/1?xlsx=1").status_code == 200
    assert admin.send("/imports/1/undo").status_code == 302
    assert count() == before
    assert "This batch was undone" in admin.get("/imports/1")


def test_a_batch_shows_each_record_before_and_after_and_in_a_workbook(site: Site) -> None:
    admin = site.browser("admin")
    stored(admin, list_of(GOOD))
    stored(admin, list_of((*GOOD[:4], "23/10/2026", *GOOD[5:])))
    page = admin.get("/imports/2")
    assert re.search(r"Due date:</span> <del>22/10/2026</del> → <ins>23/10/2026</ins>", page)
    sheet = openpyxl.load_workbook(io.BytesIO(admin.ask("/imports/2?xlsx=1").data)).active
    assert [cell.value for cell in sheet[2]] == [
        "N-1",
        "Handled files",
        "Changed",
        "Due date: 22/10/2026",
        "Due date: 23/10/2026",
    ]
    assert "N-1" not in admin.get("/imports/2?what=added")


def test_the_first_list_needs_a_source_and_is_offered_one(site: Site) -> None:
    admin = site.browser("admin")
    page = admin.get("/imports/new")
    label = re.search(r'<label for="f-new_source">(.*?)</label>', page)
    assert label is not None
    assert label[1] == "Name of a new source"
    assert 'name="new_source" value="One-stop software"' in page
    assert 'id="f-source"' not in page
    upload(admin, list_of(GOOD))
    page = admin.get("/imports/new")
    assert 'value="Cổng tỉnh" selected' in page
    assert 'name="new_source" value=""' in page
    assert 'Name of a new source <span class="muted reg">(optional)</span>' in page


def test_a_held_field_stays_and_what_the_list_says_is_shown(site: Site) -> None:
    admin = site.browser("admin")
    stored(admin, list_of(GOOD))
    with site.database.writing("leader") as session:
        file = session.exec(select(HandledFile).where(HandledFile.code == "N-1")).one()
        correct_file(session, file, {"due_on": date(2026, 10, 26)}, "counted wrongly", TODAY)
    page = stored(admin, list_of((*GOOD[:4], "23/10/2026", "20/10/2026", GOOD[6])))
    for shown in (page, admin.get("/imports/2")):
        assert "Held fields that the list wants to change" in shown
        assert "26/10/2026" in shown
        assert "23/10/2026" in shown


def test_a_batch_that_came_by_command_shows_the_held_fields_too(site: Site) -> None:
    admin = site.browser("admin")
    stored(admin, list_of(GOOD))
    with site.database.writing("leader") as session:
        file = session.exec(select(HandledFile).where(HandledFile.code == "N-1")).one()
        correct_file(session, file, {"due_on": date(2026, 10, 26)}, "counted wrongly", TODAY)
    content = list_of((*GOOD[:4], "23/10/2026", "20/10/2026", GOOD[6]))
    order = Order(ImportKind.FILES, "by-command.csv", source="Cổng tỉnh")
    prepared = prepare(site.database, content, order, zone=ZoneInfo("Asia/Ho_Chi_Minh"))
    result = store(site.database, prepared, today=TODAY, actor="clerk")
    page = admin.get(f"/imports/{result.batch_id}")
    assert "Held fields that the list wants to change" in page
    assert "26/10/2026" in page
    assert "23/10/2026" in page


def test_a_batch_shows_numbers_kept_in_hundredths_as_people_write_them(site: Site) -> None:
    admin = site.browser("admin")
    headings = ("Mã cán bộ", "Tên lớp", "Từ ngày", "Số tiết")
    stored(admin, list_of(("CB01", "Kỹ năng số", "20/10/2026", "8,25"), headings=headings), kind="training")
    assert "<dt>Lesson periods</dt><dd>8.25</dd>" in admin.get("/imports/1")
    headings = ("Mã TTHC", "Tên TTHC", "Thời hạn", "Trọng số")
    stored(admin, list_of(("1.001193", "Đăng ký khai sinh", "5 ngày làm việc", "1,5"), headings=headings), "procedures")
    assert "<del>1</del> → <ins>1.5</ins>" in admin.get("/imports/2")


def test_taking_back_says_first_what_goes_and_refuses_what_was_worked_on(site: Site) -> None:
    admin = site.browser("admin")
    stored(admin, list_of(GOOD))
    assert "1 record that the batch added is removed." in admin.get("/imports/1/undo")
    assert codes(site) == {"N-1"}
    with site.database.writing("leader") as session:
        file = session.exec(select(HandledFile).where(HandledFile.code == "N-1")).one()
        correct_file(session, file, {"due_on": date(2026, 10, 26)}, "counted wrongly", TODAY)
    page = admin.get("/imports/1/undo")
    assert "It cannot be taken back as a whole" in page
    assert "N-1" in page
    refused = admin.send("/imports/1/undo")
    assert refused.status_code == 409
    assert "cannot be undone: 1 of its records changed since" in refused.get_data(as_text=True)
    assert codes(site) == {"N-1"}


def test_the_batches_are_searched_filtered_and_exported(site: Site) -> None:
    admin = site.browser("admin")
    stored(admin, list_of(GOOD))
    assert "/imports/1" in admin.get("/imports/?q=LIST&kind=files&undone=no")
    assert "/imports/1" not in admin.get("/imports/?kind=duty")
    sheet = openpyxl.load_workbook(io.BytesIO(admin.ask("/imports/?xlsx=1").data)).active
    assert sheet["C2"].value == "list.csv"


def test_the_same_list_again_makes_no_batch(site: Site) -> None:
    admin = site.browser("admin")
    stored(admin, list_of(GOOD))
    assert "Nothing had to be stored" in stored(admin, list_of(GOOD))


def test_a_list_without_a_good_row_is_not_stored(site: Site) -> None:
    admin = site.browser("admin")
    wizard = upload(admin, list_of(WRONG))
    assert "No row could be accepted" in check(admin, wizard)
    assert admin.send(f"{wizard}/store").status_code == 400
    assert uploads(site)[0].state is UploadState.CHECKED
