"""Uploads on their way into the records: what is seen of them, what is said of them, and who works on them."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

import tracker.imports
from tests.conftest import NOW
from tests.imports.office import DONE, HEADINGS, OPEN, TODAY, ZONE, fill, list_of, rows_of
from tracker.database import Database
from tracker.imports.batches import ImportBatch
from tracker.imports.checking.dates import DateOrder
from tracker.imports.checking.fields import ImportKind
from tracker.imports.kept_results import KeptResult, load_result
from tracker.imports.reading.limits import Limits
from tracker.imports.sources import ImportSource, known_source
from tracker.imports.uploads import runs, wording
from tracker.imports.uploads.column_choices import Standing, choose_columns, column_choices
from tracker.imports.uploads.runs import Workplace, check_upload, store_upload
from tracker.imports.uploads.seen_sheets import SeenSheet, first_list, look
from tracker.imports.uploads.uploads import (
    DAYS_KEPT,
    ImportUpload,
    Part,
    Said,
    UploadPart,
    UploadState,
    abandon,
    add_upload,
    begin,
    is_interrupted,
    keep_said,
    part_of,
    said_of,
)
from tracker.messages import InputError, Message, translate
from tracker.records.handled_files import HandledFile
from tracker.records.officials import Official

UNKNOWN = ("H-3", "N.V. Tuấn", "16/11/2026", "30/11/2026", "", "", "Đang xử lý")
UNKNOWN_TOO = ("H-4", "Hoàng Thị Lạ", "16/11/2026", "30/11/2026", "", "", "Đang xử lý")
WRONG = ("H-5", "CB01", "31/09/2026", "30/11/2026", "", "", "Đang xử lý")
NO_SOURCE = ImportSource(name="s", kind="files")


class Clock:
    """A clock that a test sets forward."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> object:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(database_url: str, clock: Clock) -> Iterator[Database]:
    """A database with two officials, and a clock that can be set forward."""
    database = Database(database_url, clock)  # type: ignore[arg-type]
    fill(database)
    yield database
    database.close()


@pytest.fixture
def place(database: Database) -> Workplace:
    return Workplace(database, ZONE, Limits(), "Xã Thử", TODAY, "clerk", "en")


def uploaded(database: Database, *rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS) -> int:
    """Upload a list of files and return its id."""
    content = list_of(rows, headings)
    with database.writing("clerk") as session:
        upload = ImportUpload(
            kind="files",
            source="Cổng tỉnh",
            filename="list.csv",
            size=len(content),
            uploaded_by="clerk",
            uploaded_at=session.change.at,
            changed_at=session.change.at,
        )
        return add_upload(session, upload, content)


def say(database: Database, upload_id: int, **what: object) -> None:
    with database.writing("clerk") as session:
        upload = session.get_one(ImportUpload, upload_id)
        keep_said(session, upload, said_of(upload).model_copy(update=what))


def work(place: Workplace, upload_id: int, state: UploadState) -> ImportUpload:
    """Check or store an upload, and return it as it stands then."""
    with place.database.writing("clerk") as session:
        run = begin(session, upload_id, state)
    assert run is not None
    {UploadState.CHECKING: check_upload, UploadState.STORING: store_upload}[state](place, upload_id, run)
    return upload_of(place.database, upload_id)


def upload_of(database: Database, upload_id: int) -> ImportUpload:
    with database.reading() as session:
        return session.get_one(ImportUpload, upload_id)


def checked(place: Workplace, upload_id: int) -> KeptResult:
    upload = work(place, upload_id, UploadState.CHECKING)
    assert upload.state is UploadState.CHECKED
    assert upload.result is not None
    return load_result(upload.result)


def codes(database: Database) -> list[str]:
    with database.reading() as session:
        return sorted(session.exec(select(HandledFile.code)))


def seen(headings: tuple[str, ...], *rows: tuple[str, ...], kind: ImportKind = ImportKind.FILES) -> SeenSheet:
    (sheet,) = look(list_of(rows, headings), "list.csv", kind, {}, Limits())
    return sheet


def fields(sheet: SeenSheet, said: Said, known: ImportSource = NO_SOURCE) -> dict[str, str | None]:
    choices = column_choices(sheet, ImportKind.FILES, said, known, ZONE)
    return {choice.column.heading.written: choice.field for choice in choices}


def test_a_check_says_what_would_be_stored_and_writes_nothing(place: Workplace, database: Database) -> None:
    result = checked(place, uploaded(database, DONE, WRONG, UNKNOWN))
    assert (result.counts.added, result.counts.refused) == (1, 2)
    assert (result.faulty_rows, result.asked_rows) == (1, 1)
    (problem,) = result.problems
    assert (problem.row, problem.column, problem.value) == (3, "Ngày tiếp nhận", "31/09/2026")
    assert translate(result.questions[0].question.message, "en").startswith("Nobody is known as “N.V. Tuấn”. Say who")
    assert codes(database) == []


def test_an_upload_is_stored_with_its_batch_and_its_list_is_no_longer_kept(
    place: Workplace, database: Database
) -> None:
    upload_id = uploaded(database, DONE, WRONG)
    checked(place, upload_id)
    upload = work(place, upload_id, UploadState.STORING)
    assert upload.state is UploadState.STORED
    assert codes(database) == ["H-1"]
    with database.reading() as session:
        assert session.get_one(ImportBatch, upload.batch_id).actor == "clerk"
        assert part_of(session, upload_id, Part.LIST) is None
        assert part_of(session, upload_id, Part.ERRORS) is not None


def test_of_two_who_store_at_once_one_does(place: Workplace, database: Database) -> None:
    upload_id = uploaded(database, DONE)
    checked(place, upload_id)
    with database.writing("clerk") as session:
        run = begin(session, upload_id, UploadState.STORING)
        assert begin(session, upload_id, UploadState.STORING) is None
    assert run is not None
    store_upload(place, upload_id, run)
    store_upload(place, upload_id, run)
    with database.reading() as session:
        assert len(rows_of(session, ImportBatch)) == 1
    with database.writing("clerk") as session:
        assert begin(session, upload_id, UploadState.STORING) is None


def test_a_run_that_was_overtaken_leaves_nothing_behind(place: Workplace, database: Database, clock: Clock) -> None:
    upload_id = uploaded(database, DONE)
    with database.writing("clerk") as session:
        lost = begin(session, upload_id, UploadState.CHECKING)
        assert begin(session, upload_id, UploadState.CHECKING) is None
    clock.now += timedelta(minutes=1)
    assert lost is not None
    assert is_interrupted(upload_of(database, upload_id), clock.now)
    checked(place, upload_id)
    before = upload_of(database, upload_id)
    check_upload(place, upload_id, lost)
    store_upload(place, upload_id, lost)
    assert upload_of(database, upload_id) == before
    assert codes(database) == []


def test_storing_that_was_interrupted_can_be_begun_again_from_the_check(
    place: Workplace, database: Database, clock: Clock
) -> None:
    upload_id = uploaded(database, DONE)
    checked(place, upload_id)
    with database.writing("clerk") as session:
        begin(session, upload_id, UploadState.STORING)
    clock.now += timedelta(minutes=5)
    checked(place, upload_id)
    assert work(place, upload_id, UploadState.STORING).state is UploadState.STORED
    assert codes(database) == ["H-1"]


def test_a_name_is_answered_and_remembered_and_of_two_unknown_ones_only_the_new_official_is_added(
    place: Workplace, database: Database
) -> None:
    upload_id = uploaded(database, DONE, UNKNOWN, UNKNOWN_TOO)
    say(database, upload_id, new_officials=("Hoàng Thị Lạ",))
    result = checked(place, upload_id)
    assert [asked.question.subject for asked in result.questions] == ["N.V. Tuấn"]
    assert result.counts.added == 2
    say(database, upload_id, aliases={"N.V. Tuấn": "CB02"})
    assert checked(place, upload_id).counts.added == 3
    work(place, upload_id, UploadState.STORING)
    with database.reading() as session:
        assert sorted(session.exec(select(Official.code))) == ["CB01", "CB02", "Hoàng Thị Lạ"]
    assert checked(place, uploaded(database, UNKNOWN)).questions == []


def test_an_open_name_keeps_its_rows_out_although_another_one_is_added(place: Workplace, database: Database) -> None:
    upload_id = uploaded(database, UNKNOWN, UNKNOWN_TOO)
    say(database, upload_id, new_officials=("Hoàng Thị Lạ",))
    checked(place, upload_id)
    work(place, upload_id, UploadState.STORING)
    assert codes(database) == ["H-4"]


def test_an_ambiguous_date_is_asked_and_read_as_answered(place: Workplace, database: Database) -> None:
    row = ("H-6", "CB01", "03/04/2026", "", "", "", "Đang xử lý")
    upload_id = uploaded(database, row)
    (asked,) = checked(place, upload_id).questions
    assert asked.question.kind == "date_order"
    assert "--" not in translate(asked.question.message, "en")
    say(database, upload_id, date_order=DateOrder.MONTH_FIRST)
    checked(place, upload_id)
    work(place, upload_id, UploadState.STORING)
    with database.reading() as session:
        assert session.exec(select(HandledFile.received_on)).one().month == 3


def test_a_list_that_cannot_be_read_fails_with_its_reason_and_can_be_checked_again(
    place: Workplace, database: Database
) -> None:
    upload_id = uploaded(database, DONE)
    narrow = replace(place, limits=Limits(max_rows=1))
    upload = work(narrow, upload_id, UploadState.CHECKING)
    assert upload.state is UploadState.FAILED
    assert "at most" in str(upload.sentence)
    assert checked(place, upload_id).counts.added == 1


def test_what_was_given_up_is_gone_with_its_list_and_a_stored_one_cannot_be_given_up(
    place: Workplace, database: Database
) -> None:
    given_up, kept = uploaded(database, DONE), uploaded(database, DONE)
    checked(place, kept)
    work(place, kept, UploadState.STORING)
    with database.writing("clerk") as session:
        abandon(session, session.get_one(ImportUpload, given_up))
        assert part_of(session, given_up, Part.LIST) is None
        with pytest.raises(InputError, match="Undo its batch instead"):
            abandon(session, session.get_one(ImportUpload, kept))


def test_an_upload_that_nobody_stores_is_removed_after_some_days_and_a_stored_one_is_kept(
    place: Workplace, database: Database, clock: Clock
) -> None:
    left, stored = uploaded(database, OPEN), uploaded(database, DONE)
    checked(place, stored)
    work(place, stored, UploadState.STORING)
    clock.now += timedelta(days=DAYS_KEPT + 1)
    latest = uploaded(database, OPEN)
    with database.reading() as session:
        assert sorted(session.exec(select(ImportUpload.id))) == [stored, latest]
        assert left not in set(session.exec(select(UploadPart.upload_id)))


def test_progress_and_signs_of_life_are_written_down_while_a_run_goes_on(
    place: Workplace, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "_SECONDS_BETWEEN_LOOKS", 0.01)
    upload_id = uploaded(database, DONE)
    with database.writing("clerk") as session:
        run = begin(session, upload_id, UploadState.CHECKING)
    assert run is not None
    clock.now += timedelta(seconds=20)
    with runs._told_progress(place, upload_id, run) as progress:
        progress(Message("half of it"))
        wait_until(lambda: "half of it" in (upload_of(database, upload_id).sentence or ""))
    assert upload_of(database, upload_id).changed_at == clock.now


def wait_until(is_so: Callable[[], bool]) -> None:
    for _ in range(500):
        if is_so():
            return
        runs.threading.Event().wait(0.01)
    raise AssertionError("it never was so")


def test_headings_are_seen_with_examples_but_nothing_of_the_applicant() -> None:
    sheet = seen(("Mã hồ sơ", "Chủ hồ sơ", "Ngày tiếp nhận"), ("H-1", "Ông Nguyễn Văn Kín", "15/10/2026"))
    assert [column.samples for column in sheet.columns] == [("H-1",), (), ("15/10/2026",)]
    choices = column_choices(sheet, ImportKind.FILES, Said(), NO_SOURCE, ZONE)
    assert [choice.standing for choice in choices] == [Standing.AUTOMATIC, Standing.APPLICANT, Standing.AUTOMATIC]
    assert (sheet.is_list, sheet.header_row, sheet.rows) == (True, 1, 1)


def test_a_column_that_does_not_look_like_its_field_is_to_be_checked() -> None:
    sheet = seen(("Mã hồ sơ", "Ngày tiếp nhận", "Trạng thái"), ("H-1", "hôm qua", "Đang xử lý"))
    choices = column_choices(sheet, ImportKind.FILES, Said(), NO_SOURCE, ZONE)
    assert [choice.standing for choice in choices] == [Standing.AUTOMATIC, Standing.DOUBTFUL, Standing.AUTOMATIC]


def test_a_list_with_unknown_headings_can_be_mapped_by_hand(place: Workplace, database: Database) -> None:
    headings = ("Số", "Người", "Vào", "Hạn", "Xong", "Trả", "Thế nào")
    sheet = seen(headings, DONE, OPEN)
    assert not sheet.is_list
    chosen = dict(enumerate(("code", "handler", "received", "due", "finished", "", "status")))
    told = choose_columns(sheet, ImportKind.FILES, chosen, Said())
    upload_id = uploaded(database, DONE, OPEN, headings=headings)
    say(database, upload_id, **told.model_dump())
    assert checked(place, upload_id).counts.added == 2


def test_a_column_that_was_left_out_is_not_read_and_remembered_as_left_out(
    place: Workplace, database: Database
) -> None:
    sheet = seen(HEADINGS, DONE)
    chosen = {at: key or "" for at, key in enumerate(fields(sheet, Said()).values())}
    told = choose_columns(sheet, ImportKind.FILES, {**chosen, 3: ""}, Said())
    assert (told.left_out, set(told.mapping.values())) == (("Ngày hẹn trả",), {""})
    upload_id = uploaded(database, DONE)
    say(database, upload_id, **told.model_dump())
    checked(place, upload_id)
    work(place, upload_id, UploadState.STORING)
    with database.reading() as session:
        assert session.exec(select(HandledFile.due_on)).one() is None
        known = known_source(session, "Cổng tỉnh", "files")
    assert fields(sheet, Said(), known)["Ngày hẹn trả"] is None
    assert fields(sheet, Said(), known)["Mã hồ sơ"] == "code"


def test_a_remembered_heading_that_a_list_lacks_keeps_no_field_from_its_usual_column() -> None:
    known = ImportSource(name="s", kind="files", mapping='{"received":"Vào sổ ngày","status":"Xong chưa"}')
    sheet = seen(("Mã hồ sơ", "Ngày tiếp nhận", "Xong chưa"), ("H-1", "15/10/2026", "Đang xử lý"))
    assert fields(sheet, Said(), known) == {"Mã hồ sơ": "code", "Ngày tiếp nhận": "received", "Xong chưa": "status"}


def test_a_field_chosen_twice_or_missing_is_told() -> None:
    sheet = seen(HEADINGS, DONE)
    with pytest.raises(InputError, match="Leave one of them out"):
        choose_columns(sheet, ImportKind.FILES, {0: "code", 2: "received", 3: "received"}, Said())
    with pytest.raises(InputError, match="No column is chosen for Received on"):
        choose_columns(sheet, ImportKind.FILES, {0: "code", 2: ""}, Said())


def test_of_several_sheets_the_first_list_that_is_shown_is_read(xlsx: Callable[..., bytes]) -> None:
    content = xlsx(Bìa=[["Báo cáo tháng 10"]], Hồ_sơ=[HEADINGS, DONE])
    sheets = look(content, "list.xlsx", ImportKind.FILES, {}, Limits())
    assert [sheet.is_list for sheet in sheets] == [False, True]
    assert first_list(sheets).name == "Hồ_sơ"
    content = xlsx(Bìa=[["Báo cáo tháng 10"]], Hồ_sơ=[("Mã hồ sơ", "Ngày TN", "Trạng thái"), DONE])
    assert first_list(look(content, "list.xlsx", ImportKind.FILES, {}, Limits())).name == "Hồ_sơ"


def test_no_sentence_of_an_import_names_an_option_of_a_command_on_a_page() -> None:
    folder = Path(tracker.imports.__file__).parent
    modules = [path for path in folder.rglob("*.py") if path.name != "wording.py"]
    nodes = [node for path in modules for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    calls = [node for node in nodes if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "counted"]
    plurals = {ast.literal_eval(call.args[0]): str(ast.literal_eval(call.args[1])) for call in calls}
    naming_options = {text for text in texts if re.search(r"(?<!-)--[a-z]|`tracker", text)} - set(plurals.values())
    assert naming_options
    on_page = {text: wording.on_page(Message(text, plural=plurals.get(text))) for text in naming_options}
    assert naming_options == {text for text, shown in on_page.items() if shown.id != text}
    assert not [text for text, shown in on_page.items() if "--" in f"{shown.id}{shown.plural}"]


def test_a_list_in_an_old_font_is_refused_as_soon_as_it_is_brought(xlsx: Callable[..., bytes]) -> None:
    old = [["M· hå s¬", "Ngµy tiÕp nhËn"], ["H-1", "15/10/2026"]]
    with pytest.raises(InputError, match="old font"):
        look(xlsx(T1=old), "list.xlsx", ImportKind.FILES, {}, Limits())
    good = [["Mã hồ sơ", "Ngày tiếp nhận"], ["H-1", "15/10/2026"]]
    seen = look(xlsx(T1=old, T2=good), "list.xlsx", ImportKind.FILES, {}, Limits())
    assert first_list(seen).name == "T2"


def test_a_sheet_with_a_second_list_in_another_order_does_not_keep_another_sheet_from_being_read(
    xlsx: Callable[..., bytes],
) -> None:
    good = [["Mã hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả"], ["H-1", "15/10/2026", "22/10/2026"]]
    two = [*good, ["Mã hồ sơ", "Ngày hẹn trả", "Ngày tiếp nhận"], ["H-2", "22/10/2026", "15/10/2026"]]
    seen = look(xlsx(T1=good, T2=two), "list.xlsx", ImportKind.FILES, {}, Limits())
    assert [(one.name, one.columns[0].samples) for one in seen] == [("T1", ("H-1",)), ("T2", ("H-1",))]
