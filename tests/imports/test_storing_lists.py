from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, col, select

from tests.imports.office import DONE, HEADINGS, OPEN, TODAY, bring_in, everything, file, look_at, rows_of, said
from tracker.audit import verify
from tracker.database import Database
from tracker.deadlines import DurationUnit
from tracker.imports.results import Counts, Disagreement, ImportResult
from tracker.records.absences import Absence, AbsenceKind
from tracker.records.aliases import Alias, add_alias
from tracker.records.corrected_values import NEEDED
from tracker.records.correction_states import CorrectionKind
from tracker.records.corrections import Claim, Reply, answer, contest
from tracker.records.duty_days import DutyDay, DutyState, Shift, assign
from tracker.records.held_fields import hold
from tracker.records.officials import Official
from tracker.records.postings import OfficialKind, Posting, RankingGroup
from tracker.records.procedures import Procedure, ProcedureTerm
from tracker.records.record_changes import add_record
from tracker.records.training_records import ContentGroup, TrainingRecord
from tracker.records.units import Unit, UnitKind

pytestmark = pytest.mark.usefixtures("office")

PEOPLE = ("Mã cán bộ", "Họ và tên", "Đơn vị", "Chức vụ", "Từ ngày", "Tên đăng nhập")
DEFAULTS = ("Phòng Kinh tế", "Công chức địa chính", "15/03/2026", "vi.td")


def postings_of(database: Database, code: str) -> list[tuple[str, date, date | None]]:
    with database.reading() as session:
        official = session.exec(select(Official).where(Official.code == code)).one()
        mine = session.exec(
            select(Posting).where(Posting.official_id == official.id).order_by(col(Posting.valid_from))
        ).all()
    return [(posting.position, posting.valid_from, posting.valid_to) for posting in mine]


def said_of(result: ImportResult) -> str:
    return said([problem.message for problem in result.problems])


def people(database: Database, *rows: tuple[str, ...], today: date = TODAY) -> Counts:
    return bring_in(database, rows, PEOPLE, "officials", today=today).counts


def test_an_official_comes_with_his_posting_unit_and_login(database: Database) -> None:
    assert people(database, ("CB10", "Trần Đăng Vị", *DEFAULTS)) == Counts(added=1)
    with database.reading() as session:
        official = session.exec(select(Official).where(Official.code == "CB10")).one()
        posting = session.exec(select(Posting).where(Posting.official_id == official.id)).one()
        unit = session.get_one(Unit, posting.unit_id)
        alias = session.exec(select(Alias)).one()
    assert (unit.name, unit.kind, unit.parent_id) == ("Phòng Kinh tế", UnitKind.DIVISION, 1)
    assert (posting.kind, posting.ranking_group) == (OfficialKind.CIVIL_SERVANT, RankingGroup.SPECIALIST)
    assert (alias.key, alias.official_id) == ("vi.td", official.id)
    bring_in(database, [(*DONE[:1], "vi.td", *DONE[2:])])
    assert file(database).handler_id == official.id


def test_the_same_officials_again_change_nothing(database: Database) -> None:
    row = ("CB10", "Trần Đăng Vị", *DEFAULTS)
    people(database, row)
    before = everything(database)
    assert people(database, row) == Counts(unchanged=1)
    assert everything(database) == before


def test_another_unit_ends_the_earlier_posting_the_day_before(database: Database) -> None:
    people(database, ("CB10", "Trần Đăng Vị", *DEFAULTS))
    people(database, ("CB10", "Trần Đăng Vị", "Trung tâm", "Viên chức tiếp nhận", "20/09/2026", "vi.td"))
    assert postings_of(database, "CB10") == [
        ("Công chức địa chính", date(2026, 3, 15), date(2026, 9, 19)),
        ("Viên chức tiếp nhận", date(2026, 9, 20), None),
    ]


UNDATED = ("Mã cán bộ", "Họ và tên", "Đơn vị", "Chức vụ", "Loại", "Nhóm xếp hạng")


def test_a_list_without_days_leaves_the_postings_that_it_repeats(database: Database) -> None:
    people(database, ("CB10", "Trần Đăng Vị", *DEFAULTS))
    before = everything(database)
    row = ("CB10", "Trần Đăng Vị", *DEFAULTS[:2], "Công chức", "Chuyên môn")
    assert bring_in(database, [row], UNDATED, "officials").counts == Counts(unchanged=1)
    assert everything(database) == before


@pytest.mark.parametrize(
    "said",
    [
        ("Trung tâm", "Công chức địa chính", "Công chức", "Chuyên môn"),
        ("Phòng Kinh tế", "Phó Chủ tịch", "Công chức", "Chuyên môn"),
        ("Phòng Kinh tế", "Công chức địa chính", "Viên chức", "Chuyên môn"),
        ("Phòng Kinh tế", "Công chức địa chính", "Công chức", "Một cửa"),
    ],
)
def test_a_list_without_days_does_not_change_a_posting_but_asks_since_when(
    database: Database, said: tuple[str, ...]
) -> None:
    people(database, ("CB10", "Trần Đăng Vị", *DEFAULTS))
    before = everything(database)
    result = bring_in(database, [("CB10", "Trần Đăng Vị", *said)], UNDATED, "officials")
    assert result.counts == Counts(refused=1)
    assert "since 15/03/2026" in said_of(result)
    assert everything(database) == before


def test_an_empty_first_day_is_asked_for_in_its_column(database: Database) -> None:
    people(database, ("CB10", "Trần Đăng Vị", *DEFAULTS))
    row = ("CB10", "Trần Đăng Vị", "Trung tâm", "Viên chức tiếp nhận", "", "")
    result = bring_in(database, [row], PEOPLE, "officials")
    assert [problem.column for problem in result.problems] == ["Từ ngày"]


def test_a_move_that_is_known_to_come_does_not_make_the_present_posting_a_change(database: Database) -> None:
    people(database, ("CB10", "Trần Đăng Vị", *DEFAULTS))
    people(database, ("CB10", "Trần Đăng Vị", "Trung tâm", "Viên chức tiếp nhận", "15/12/2026", ""))
    row = ("CB10", "Trần Đăng Vị", *DEFAULTS[:2], "", "")
    assert bring_in(database, [row], UNDATED, "officials").counts == Counts(unchanged=1)


def test_two_rows_of_one_official_are_two_postings_in_any_order(database: Database) -> None:
    older = ("CB10", "Trần Đăng Vị", "Văn phòng", "Văn thư", "15/01/2025", "")
    newer = ("CB10", "Trần Đăng Vị", *DEFAULTS)
    people(database, newer, older)
    assert postings_of(database, "CB10") == [
        ("Văn thư", date(2025, 1, 15), date(2026, 3, 14)),
        ("Công chức địa chính", date(2026, 3, 15), None),
    ]
    assert people(database, older, newer) == Counts(unchanged=2)


def test_postings_that_overlap_are_refused(database: Database) -> None:
    headings = (*PEOPLE, "Đến ngày")
    first = ("CB10", "Trần Đăng Vị", "Văn phòng", "Văn thư", "15/01/2025", "", "31/12/2026")
    bring_in(database, [("CB10", "Trần Đăng Vị", *DEFAULTS, "")], headings, "officials")
    result = bring_in(database, [first], headings, "officials")
    assert result.counts == Counts(refused=1)
    assert "overlaps" in said([result.problems[0].message])


def test_a_list_by_which_somebody_leaves_says_what_he_leaves_behind(database: Database) -> None:
    headings = ("Mã cán bộ", "Họ và tên", "Chức vụ", "Từ ngày", "Đến ngày")
    stays, leaves = ("CB02", "Lê Thị Nhài", "Văn thư", "01/01/2026", ""), ("CB02", "Lê Thị Nhài", "", "", "30/11/2026")
    assert bring_in(database, [stays], headings, "officials").notes == ()
    bring_in(database, [OPEN])
    with database.writing("test") as session:
        assign(session, file(database, "H-2").handler_id or 0, date(2026, 12, 1))
    told = said(look_at(database, [leaves], headings, "officials").notes)
    assert told.startswith("Lê Thị Nhài (CB02) leaves on 30/11/2026 with files in work: 1, duty days planned later: 1,")
    assert "leaves on 30/11/2026" in said(bring_in(database, [leaves], headings, "officials").notes)
    assert bring_in(database, [leaves], headings, "officials").notes == ()


def test_an_official_whom_files_only_named_gets_his_code_and_posting(database: Database) -> None:
    bring_in(database, [(*DONE[:1], "Trần Đăng Vị", *DONE[2:])], create_officials=True)
    assert people(database, ("CB10", "Trần Đăng Vị", *DEFAULTS)) == Counts(changed=1)
    assert postings_of(database, "CB10") == [("Công chức địa chính", date(2026, 3, 15), None)]


def test_a_login_that_passes_on_belongs_to_its_new_holder_from_his_first_day(database: Database) -> None:
    people(database, ("CB10", "Trần Đăng Vị", *DEFAULTS))
    people(database, ("CB11", "Hoàng Văn Thược", "Phòng Kinh tế", "Văn thư", "20/10/2026", "vi.td"))
    with database.reading() as session:
        aliases = session.exec(select(Alias).order_by(col(Alias.valid_from))).all()
    assert [(alias.official_id, alias.valid_to) for alias in aliases] == [(3, date(2026, 10, 19)), (4, None)]


def test_two_rows_that_say_different_things_of_one_official_are_not_both_taken(database: Database) -> None:
    headings = ("Mã cán bộ", "Họ và tên", "Điện thoại")
    rows = [("CB01", "Vũ Duy Thuyên", "0000 111"), ("CB01", "Vũ Duy Thuyên", "0000 222")]
    result = bring_in(database, rows, headings, "officials")
    assert result.counts == Counts(changed=1, refused=1)
    assert "Row 2" in said([result.problems[0].message])


def test_a_login_of_another_day_refuses_the_whole_row(database: Database) -> None:
    people(database, ("CB10", "Trần Đăng Vị", *DEFAULTS))
    people(database, ("CB11", "Hoàng Văn Thược", "Phòng Kinh tế", "Văn thư", "20/10/2026", "vi.td"))
    row = ("CB12", "Lê Văn Mận", "Phòng Kinh tế", "Văn thư", "20/09/2026", "vi.td")
    assert people(database, row) == Counts(refused=1)
    with database.reading() as session:
        assert session.exec(select(Official).where(Official.code == "CB12")).first() is None


def test_a_kind_that_nobody_knows_is_refused_with_the_words_that_are(database: Database) -> None:
    result = bring_in(database, [("CB10", "Trần Đăng Vị", "khách")], ("Mã cán bộ", "Họ và tên", "Loại"), "officials")
    assert result.counts == Counts(refused=1)
    assert "Cán bộ, Công chức" in said([result.problems[0].message])


def test_a_held_field_of_an_official_is_kept(database: Database) -> None:
    with database.writing("test") as session:
        hold(session, "tracker_official", 1, ["full_name"], "spelling")
    result = bring_in(database, [("CB01", "Vũ Duy Thuyến")], ("Mã cán bộ", "Họ và tên"), "officials")
    assert result.disagreements == (Disagreement("CB01", "full_name", "Vũ Duy Thuyên", "Vũ Duy Thuyến"),)
    with database.reading() as session:
        assert session.get_one(Official, 1).full_name == "Vũ Duy Thuyên"


PROCEDURES = ("Mã TTHC", "Tên thủ tục", "Thời hạn giải quyết", "Hệ số")


def test_a_published_duration_gives_the_files_their_deadline(database: Database) -> None:
    bring_in(
        database,
        [("H-1", "15/10/2026", "1.001193", "Đăng ký khai sinh")],
        ("Mã hồ sơ", "Ngày tiếp nhận", "Mã TTHC", "Tên thủ tục"),
    )
    assert file(database).deadline_on is None
    result = bring_in(database, [("1.001193", "Đăng ký khai sinh", "3 ngày làm việc", "")], PROCEDURES, "procedures")
    assert result.counts == Counts(changed=1)
    assert file(database).deadline_on == date(2026, 10, 20)
    with database.reading() as session:
        term = session.exec(select(ProcedureTerm)).one()
    assert (term.amount, term.unit, term.weight_hundredths, term.weight_is_set) == (
        3,
        DurationUnit.WORKING_DAY,
        150,
        False,
    )


def test_a_new_term_holds_from_its_day_and_takes_over_what_is_not_said(database: Database) -> None:
    bring_in(database, [("1.001193", "Đăng ký khai sinh", "3 ngày", "2")], PROCEDURES, "procedures")
    headings = ("Mã TTHC", "Tên thủ tục", "Thời hạn giải quyết", "Hiệu lực từ")
    row = ("1.001193", "Đăng ký khai sinh", "1 ngày làm việc", "15/07/2026")
    assert bring_in(database, [row], headings, "procedures").counts == Counts(changed=1)
    assert bring_in(database, [row], headings, "procedures").counts == Counts(unchanged=1)
    with database.reading() as session:
        terms = session.exec(select(ProcedureTerm).order_by(col(ProcedureTerm.valid_from))).all()
        assert len(rows_of(session, Procedure)) == 1
    assert [(term.amount, term.weight_hundredths, term.weight_is_set) for term in terms] == [
        (3, 200, True),
        (1, 200, True),
    ]


def test_a_procedure_twice_in_one_list_names_the_first_row(database: Database) -> None:
    row = ("1.001193", "Đăng ký khai sinh", "3 ngày", "2")
    result = bring_in(database, [row, row], PROCEDURES, "procedures")
    assert result.counts == Counts(added=1, refused=1)
    assert "row 2" in said([result.problems[0].message])


DUTY = ("Ngày", "Ca", "Mã cán bộ", "Cán bộ trực", "Trạng thái", "Người trực thay")


def test_duty_days_are_stored_with_their_substitutes(database: Database) -> None:
    rows = [
        ("23/11/2026", "Sáng", "CB01", "", "Dự kiến", ""),
        ("23/11/2026", "Chiều", "", "Lê Thị Nhài", "Vắng", ""),
        ("24/11/2026", "", "CB01", "", "", "Lê Thị Nhài"),
    ]
    assert bring_in(database, rows, DUTY, "duty").counts == Counts(added=3)
    with database.reading() as session:
        days = session.exec(select(DutyDay).order_by(col(DutyDay.id))).all()
        assert verify(session) is None
    assert [(day.official_id, day.shift, day.state, day.substitute_id) for day in days] == [
        (1, Shift.MORNING, DutyState.PLANNED, None),
        (2, Shift.AFTERNOON, DutyState.ABSENT, None),
        (1, Shift.DAY, DutyState.SERVED, 2),
    ]
    assert bring_in(database, rows, DUTY, "duty").counts == Counts(unchanged=3)
    rows[0] = ("23/11/2026", "Sáng", "CB01", "", "Đã trực", "")
    assert bring_in(database, rows, DUTY, "duty").counts == Counts(changed=1, unchanged=2)


def test_an_unknown_shift_is_answered_with_the_shifts_as_a_person_writes_them(database: Database) -> None:
    result = bring_in(database, [("23/11/2026", "Khuya", "CB01", "", "Đã trực", "")], DUTY, "duty")
    assert "Write one of: Cả ngày, Sáng, Chiều." in said_of(result)
    assert [(problem.column, problem.value) for problem in result.problems] == [("Ca", "Khuya")]


def test_the_problem_of_a_row_names_the_column_that_is_wrong(database: Database) -> None:
    headings = ("Mã cán bộ", "Tên khóa học", "Từ ngày", "Đến ngày", "Số tiết", "Nhóm nội dung")
    rows = [
        ("CB01", "Kỹ năng số", "15/06/2026", "13/06/2026", "", ""),
        ("CB01", "Kỹ năng số", "16/06/2026", "", "20000", ""),
        ("CB01", "Kỹ năng số", "17/06/2026", "", "", "bơi lội"),
        ("CB01", "x" * 301, "18/06/2026", "", "", ""),
    ]
    result = bring_in(database, rows, headings, "training")
    columns = [problem.column for problem in result.problems]
    assert columns == ["Đến ngày", "Số tiết", "Nhóm nội dung", "Tên khóa học"]


@pytest.mark.parametrize(("field", "length"), [(0, 61), (1, 201), (5, 201)])
def test_what_is_longer_than_its_record_holds_is_a_problem_of_its_cell(
    database: Database, field: int, length: int
) -> None:
    row = ["CB10", "Trần Đăng Vị", *DEFAULTS]
    row[field] = "x" * length
    result = bring_in(database, [row], PEOPLE, "officials")
    assert [problem.column for problem in result.problems] == [PEOPLE[field]]


@pytest.mark.parametrize("name", ["Lê Thị Nhài", "Le Thi Nhai", "nhai.lt"])
@pytest.mark.parametrize(
    ("kind", "headings", "rest"),
    [
        ("duty", ("Ngày", "Mã cán bộ", "Cán bộ trực"), ("23/11/2026",)),
        ("training", ("Từ ngày", "Tên khóa học", "Mã cán bộ", "Họ và tên"), ("15/06/2026", "Kỹ năng số")),
        ("absences", ("Từ ngày", "Loại nghỉ", "Mã cán bộ", "Họ và tên"), ("15/06/2026", "Nghỉ ốm")),
    ],
)
def test_the_code_of_one_official_with_the_name_of_another_is_nobody(
    database: Database, name: str, kind: str, headings: tuple[str, ...], rest: tuple[str, ...]
) -> None:
    with database.writing("test") as session:
        add_alias(session, "default", "nhai.lt", 2)
    result = bring_in(database, [(*rest, "CB01", name)], headings, kind)
    assert result.counts == Counts(refused=1)
    (problem,) = result.problems
    assert (problem.column, problem.value) == ("Mã cán bộ", "CB01")
    told = said_of(result)
    assert "Vũ Duy Thuyên (CB01)" in told
    assert "Lê Thị Nhài (CB02)" in told
    assert f"“Mã cán bộ” or “{headings[-1]}”" in told


@pytest.mark.parametrize(
    "name", ["Vũ Duy Thuyên", "VU DUY THUYEN", "Vũ Thuyên", "thuyen.vd", "Vũ Duy Thuyên (thuyen.vd)", "Đinh Văn Xoan"]
)
def test_a_code_stands_beside_any_name_that_may_be_its_officials(database: Database, name: str) -> None:
    with database.writing("test") as session:
        add_alias(session, "default", "thuyen.vd", 1)
    result = bring_in(database, [("23/11/2026", "CB01", name)], ("Ngày", "Mã cán bộ", "Cán bộ trực"), "duty")
    assert result.counts == Counts(added=1)


def test_a_spelling_that_is_exactly_anothers_is_anothers(database: Database) -> None:
    with database.writing("test") as session:
        session.add(Official(code="CB03", full_name="Vũ Duy Thuyến"))
    result = bring_in(database, [("23/11/2026", "CB01", "Vũ Duy Thuyến")], ("Ngày", "Mã cán bộ", "Cán bộ trực"), "duty")
    assert "Vũ Duy Thuyến (CB03)" in said_of(result)


def test_two_rows_for_one_duty_day_must_say_the_same(database: Database) -> None:
    rows = [("23/11/2026", "Sáng", "CB01", "", state, "") for state in ("Đã trực", "Đã trực", "Vắng")]
    result = bring_in(database, rows, DUTY, "duty")
    assert result.counts == Counts(added=1, unchanged=1, refused=1)
    assert "Row 2" in said([result.problems[0].message])


def test_nobody_substitutes_for_himself(database: Database) -> None:
    result = bring_in(database, [("23/11/2026", "", "CB01", "", "", "Vũ Duy Thuyên")], DUTY, "duty")
    assert result.counts == Counts(refused=1)


def test_an_unknown_official_on_duty_is_a_question(database: Database) -> None:
    result = bring_in(database, [("23/11/2026", "", "", "Phạm Xuân Lạng", "", "")], DUTY, "duty")
    assert result.counts == Counts(refused=1)
    assert result.questions[0].subject == "Phạm Xuân Lạng"
    added = bring_in(
        database, [("23/11/2026", "", "CB13", "Phạm Xuân Lạng", "", "")], DUTY, "duty", create_officials=True
    )
    assert added.counts == Counts(added=1)
    with database.reading() as session:
        assert session.exec(select(Official).where(Official.code == "CB13")).one().full_name == "Phạm Xuân Lạng"


def test_a_refused_row_adds_no_official(database: Database) -> None:
    row = ("23/11/2026", "nửa đêm", "", "Phạm Xuân Lạng", "", "")
    result = bring_in(database, [row], DUTY, "duty", create_officials=True)
    assert result.counts == Counts(refused=1)
    with database.reading() as session:
        assert len(rows_of(session, Official)) == 2


@pytest.mark.parametrize(
    ("kind", "headings", "row"),
    [
        ("duty", ("Ngày", "Mã cán bộ", "Trạng thái"), ("30/11/2026", "CB01", "Đã trực")),
        ("training", ("Từ ngày", "Tên khóa học", "Mã cán bộ"), ("30/11/2026", "Kỹ năng số", "CB01")),
        (
            "training",
            ("Từ ngày", "Tên khóa học", "Mã cán bộ", "Đến ngày"),
            ("16/11/2026", "Kỹ năng số", "CB01", "30/11/2026"),
        ),
    ],
)
def test_what_is_said_to_have_happened_after_today_is_stored_and_told(
    database: Database, kind: str, headings: tuple[str, ...], row: tuple[str, ...]
) -> None:
    result = bring_in(database, [row], headings, kind)
    assert result.counts == Counts(added=1)
    assert "row 2: 30/11/2026" in said(result.notes)


@pytest.mark.parametrize(
    ("kind", "headings", "row"),
    [
        ("duty", ("Ngày", "Mã cán bộ", "Trạng thái"), ("30/11/2026", "CB01", "Dự kiến")),
        ("absences", ("Từ ngày", "Mã cán bộ"), ("30/11/2026", "CB01")),
    ],
)
def test_what_is_planned_may_lie_ahead(
    database: Database, kind: str, headings: tuple[str, ...], row: tuple[str, ...]
) -> None:
    assert bring_in(database, [row], headings, kind).notes == ()


def test_training_is_stored_by_official_course_and_first_day(database: Database) -> None:
    headings = ("Mã cán bộ", "Tên khóa học", "Nhóm nội dung", "Từ ngày", "Đến ngày", "Số tiết", "Kết quả")
    row = ("CB01", "Kỹ năng số", "Chuyển đổi số", "15/06/2026", "17/06/2026", "12,5", "Không đạt")
    assert bring_in(database, [row], headings, "training").counts == Counts(added=1)
    assert bring_in(database, [row], headings, "training").counts == Counts(unchanged=1)
    with database.reading() as session:
        record = session.exec(select(TrainingRecord)).one()
    assert (record.content_group, record.ends_on) == (ContentGroup.DIGITAL_AND_INNOVATION, date(2026, 6, 17))
    assert (record.hours_hundredths, record.is_passed) == (1250, False)


def test_an_absence_may_end_later_than_was_known(database: Database) -> None:
    headings = ("Mã cán bộ", "Loại nghỉ", "Từ ngày", "Đến ngày")
    assert bring_in(database, [("CB01", "Nghỉ ốm", "15/06/2026", "")], headings, "absences").counts == Counts(added=1)
    row = ("CB01", "Nghỉ ốm", "15/06/2026", "19/06/2026")
    assert bring_in(database, [row], headings, "absences").counts == Counts(changed=1)
    with database.reading() as session:
        absence = session.exec(select(Absence)).one()
    assert (absence.kind, absence.ends_on) == (AbsenceKind.SICK, date(2026, 6, 19))


def test_the_first_list_of_an_empty_database_makes_the_commune(empty_commune: Database) -> None:
    bring_in(
        empty_commune, [(*DONE, "Phòng Kinh tế")], (*HEADINGS, "Đơn vị"), create_officials=True, site_name="Xã Tân Lập"
    )
    with empty_commune.reading() as session:
        units = {unit.name: unit for unit in session.exec(select(Unit))}
    assert units["Xã Tân Lập"].kind is UnitKind.COMMUNE
    assert units["Phòng Kinh tế"].parent_id == units["Xã Tân Lập"].id


@pytest.fixture
def empty_commune(database: Database) -> Database:
    with database.writing("test") as session:
        session.connection().execute(sa.text("DELETE FROM tracker_official"))
        session.connection().execute(sa.text("DELETE FROM tracker_unit"))
    return database


COURSES = ("Mã cán bộ", "Tên lớp", "Từ ngày", "Đến ngày")
AWAY = ("Mã cán bộ", "Loại", "Từ ngày", "Đến ngày")
TAKEN_BACK = [
    pytest.param(DutyDay, "duty", DUTY, ("20/10/2026", "Sáng", "CB01", "", "Đã trực", ""), id="duty"),
    pytest.param(TrainingRecord, "training", COURSES, ("CB01", "Kỹ năng số", "20/10/2026", "21/10/2026"), id="course"),
    pytest.param(Absence, "absences", AWAY, ("CB01", "Nghỉ phép", "20/10/2026", "21/10/2026"), id="absence"),
]


def decide_not_mine(database: Database, table: type[SQLModel]) -> None:
    """Accept that the only record of a kind, of the first official, is the second one's."""
    with database.writing("lead") as session:
        (row,) = rows_of(session, table)
        subject, id = str(table.__tablename__), getattr(row, "id", None)
        asked = contest(
            session, subject, id, Claim({"official_id": 2}, "he did it", 1, TODAY, kind=CorrectionKind.NOT_MINE)
        )
        answer(session, asked, Reply(True, "the register says so", "lead", None, TODAY))


@pytest.mark.parametrize(("table", "kind", "headings", "row"), TAKEN_BACK)
def test_what_was_found_not_to_be_somebodys_is_not_added_again_and_the_import_says_why(
    database: Database, table: type[SQLModel], kind: str, headings: tuple[str, ...], row: tuple[str, ...]
) -> None:
    bring_in(database, [row], headings, kind)
    decide_not_mine(database, table)
    before = everything(database)
    for result in (look_at(database, [row], headings, kind), bring_in(database, [row], headings, kind)):
        assert result.counts == Counts(unchanged=1)
        assert "was found not to be Vũ Duy Thuyên's by decision of lead on 23/11/2026" in said(result.notes)
        assert "row 2: " in said(result.notes)
    assert everything(database) == before


@pytest.mark.parametrize(("table", "kind", "headings", "row"), TAKEN_BACK)
def test_what_was_taken_back_and_added_by_hand_again_is_imported_as_before(
    database: Database, table: type[SQLModel], kind: str, headings: tuple[str, ...], row: tuple[str, ...]
) -> None:
    bring_in(database, [row], headings, kind)
    decide_not_mine(database, table)
    with database.writing("lead") as session:
        (other,) = rows_of(session, table)
        values = {name: getattr(other, name) for name in NEEDED[table]} | {"official_id": 1}
        more = {"shift": Shift.MORNING} if table is DutyDay else {}
        add_record(session, table, values | more, "it was hers after all", TODAY)
    result = bring_in(database, [row], headings, kind)
    assert result.notes == ()
    assert result.counts.rows == 1
    with database.reading() as session:
        assert len(rows_of(session, table)) == 2


def test_a_duty_day_whose_day_was_corrected_is_not_added_on_the_old_day_again(database: Database) -> None:
    row = ("20/10/2026", "Sáng", "CB01", "", "Đã trực", "")
    bring_in(database, [row], DUTY, "duty")
    with database.writing("lead") as session:
        asked = contest(session, "tracker_duty_day", 1, Claim({"on": date(2026, 10, 21)}, "a day later", 1, TODAY))
        answer(session, asked, Reply(True, "the register says so", "lead", None, TODAY))
    result = bring_in(database, [row, ("22/10/2026", "Sáng", "CB01", "", "", "")], DUTY, "duty")
    assert result.counts == Counts(added=1, unchanged=1)
    assert "Duty day of 20/10/2026 of Vũ Duy Thuyên was corrected by decision of lead" in said(result.notes)
    with database.reading() as session:
        assert {day.on for day in session.exec(select(DutyDay))} == {date(2026, 10, 21), date(2026, 10, 22)}
