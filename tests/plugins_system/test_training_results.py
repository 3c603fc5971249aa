"""What comes of a session on both databases: attendance, results with their training records, certificates, outside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import select

from plugins.training.attendance import attendance_of, note_attendance
from plugins.training.certificates import MOST_BYTES, add_certificate, certificates_of, remove_certificate
from plugins.training.kinds import OrganiserState, Presence, Result
from plugins.training.models import Certificate, CourseSession
from plugins.training.outside import note_answer, send_list
from plugins.training.registrations import withdraw
from plugins.training.results import Finished, note_result, take_result_back
from plugins.training.sessions import cancel_session, change_session, sittings_of
from tests.conftest import FilledBy
from tests.plugins_system.training_school import FIRST, SECOND, TWO_DAYS, School, fill_school, why
from tracker.audit import AuditEntry, verify
from tracker.records.held_fields import HeldField
from tracker.records.training_records import ContentGroup, TrainingRecord
from tracker.staleness import StaleMark
from tracker.testing.office import Office

AFTER = date(2026, 8, 24)
PDF = "application/pdf"


@pytest.fixture
def school(filled_by: FilledBy) -> Iterator[School]:
    """A commune with a session of two places on 20 and 21 August; three are registered, CB01 and CB02 have a place."""
    school = School(filled_by(fill_school))
    with school.writing():
        school.held(2, course=school.course(content_group=ContentGroup.JOB_POSITION))
        school.nominates("CB01", "CB02", "CB03")
    yield school
    with school.database.reading() as session:
        assert verify(session) is None


def records(school: School) -> list[TrainingRecord]:
    return list(school.session.exec(select(TrainingRecord)))


def day_ids(school: School) -> list[int]:
    held = school.the_session()
    assert held.id is not None
    return [day.id for day in sittings_of(school.session, [held.id])[held.id] if day.id is not None]


def cell(school: School, code: str, day: int) -> tuple[int, int]:
    return school.registration(code).id or 0, day_ids(school)[day]


def test_the_sheet_holds_who_was_there_on_which_day_and_can_be_corrected(school: School) -> None:
    with school.writing(SECOND):
        held, admin = school.the_session(), school.viewer("admin")
        assert school.on_the_sheet() == ["CB01", "CB02"]
        first, second = cell(school, "CB01", 0), cell(school, "CB01", 1)
        wanted = {first: Presence.PRESENT, second: Presence.ABSENT, cell(school, "CB02", 0): None}
        assert note_attendance(school.session, held, wanted, admin) == 2
        assert note_attendance(school.session, held, {first: Presence.PRESENT, second: None}, admin) == 1
        assert attendance_of(school.session, held.id or 0) == {first: Presence.PRESENT}


def test_no_attendance_of_days_to_come_of_who_waits_nor_of_oneself(school: School) -> None:
    with school.writing(FIRST):
        held, admin = school.the_session(), school.viewer("admin")

        def note(code: str, day: int, who: str = "admin") -> str:
            state = {cell(school, code, day): Presence.PRESENT}
            return why(lambda: note_attendance(school.session, held, state, school.viewer(who)))

        assert note("CB01", 1) == "21/08/2026 has not come yet. Note the attendance on the day."
        assert "open it again" in note("CB03", 0)
        assert "nobody decides his own case" in note("CB01", 0, "CB01")
        assert attendance_of(school.session, held.id or 0) == {}
        state = {cell(school, "CB02", 0): Presence.PRESENT}
        note_attendance(school.session, held, state, admin)
        told = why(lambda: change_session(school.session, held, {}, TWO_DAYS[1:], admin))
        assert told.startswith("Attendance is noted for 20/08/2026, so this day stays.")


def test_a_result_writes_the_training_record_that_counts_and_imports_leave_alone(school: School) -> None:
    with school.writing(AFTER):
        school.finishes("CB01", certificate_number="12/CN", certificate_on=SECOND)
        (record,) = records(school)
        assert record.official_id == school.official("CB01")
        assert (record.title, record.form, record.content_group) == ("Land law", "Tập trung", ContentGroup.JOB_POSITION)
        assert (record.starts_on, record.ends_on, record.hours_hundredths) == (FIRST, SECOND, 1600)
        assert (record.is_passed, record.certificate) == (True, "12/CN")
        assert school.registration("CB01").record_id == record.id
        held = school.session.exec(select(HeldField.field).where(HeldField.subject == "tracker_training_record"))
        assert {"is_passed", "hours_hundredths", "certificate"} <= set(held)
        marks = school.session.exec(select(StaleMark.official_id)).all()
        assert school.official("CB01") in marks


def test_who_did_not_pass_has_a_record_without_hours_that_count_and_who_was_absent_none(school: School) -> None:
    with school.writing(AFTER):
        school.finishes("CB01", Result.FAILED)
        school.finishes("CB02", Result.ABSENT)
        (record,) = records(school)
        assert (record.official_id, record.is_passed) == (school.official("CB01"), False)
        assert school.registration("CB02").record_id is None


def test_a_corrected_result_corrects_the_record_with_its_reason(school: School) -> None:
    with school.writing(AFTER):
        school.finishes("CB01", Result.FAILED)
        assert "say why the result changes" in why(lambda: school.finishes("CB01"))
        school.finishes("CB01", because="The test was marked wrongly", hours_hundredths=1200)
        (record,) = records(school)
        assert (record.is_passed, record.hours_hundredths) == (True, 1200)
        held = select(HeldField.because).where(HeldField.field == "is_passed")
        assert school.session.exec(held).one() == "The test was marked wrongly"
        school.finishes("CB01", Result.ABSENT, because="Another person of that name")
        assert records(school) == []
        assert school.registration("CB01").record_id is None


def test_a_result_taken_back_takes_its_record_along(school: School) -> None:
    with school.writing(AFTER):
        school.finishes("CB01")
        one, admin = school.registration("CB01"), school.viewer("admin")
        assert "say why" in why(lambda: take_result_back(school.session, one, " ", admin))
        take_result_back(school.session, one, "Not marked yet", admin)
        assert (records(school), one.result, one.record_id) == ([], None, None)
        assert "has no result" in why(lambda: take_result_back(school.session, one, "Again", admin))


def test_a_record_that_a_list_brought_before_is_corrected_not_doubled(school: School) -> None:
    with school.writing(AFTER):
        office = Office(school.session)
        listed = office.training_record(office.official_with("CB01"), FIRST, hours=8, is_passed=False)
        school.finishes("CB01", because="The list was early", hours_hundredths=1600)
        assert [one.id for one in records(school)] == [listed.id]
        assert (listed.is_passed, listed.hours_hundredths) == (True, 1600)
        assert school.registration("CB01").record_id == listed.id


def test_a_record_that_somebody_removed_by_hand_is_written_anew(school: School) -> None:
    with school.writing(AFTER):
        school.finishes("CB01")
        school.session.connection().execute(sa.delete(TrainingRecord))
        school.session.expire_all()
        assert school.registration("CB01").record_id is None
        school.finishes("CB01", because="It was removed by mistake")
        assert len(records(school)) == 1


def test_results_wait_for_the_last_day_and_for_an_approved_place(school: School) -> None:
    with school.writing(FIRST):
        assert "The course ends on 21/08/2026" in why(lambda: school.finishes("CB01"))
    with school.writing(AFTER):
        assert "Phạm Thị 3 has no approved place" in why(lambda: school.finishes("CB03"))
        own, actor = school.registration("CB01"), school.viewer("CB01")
        told = why(lambda: note_result(school.session, own, Finished(Result.PASSED), "", actor))
        assert "nobody decides his own case" in told
        assert records(school) == []


def test_a_session_with_results_keeps_its_days_and_is_not_cancelled(school: School) -> None:
    with school.writing(AFTER):
        school.finishes("CB01")
        held, admin = school.the_session(), school.viewer("admin")
        for told in (
            why(lambda: cancel_session(school.session, held, "Error", admin)),
            why(lambda: change_session(school.session, held, {}, TWO_DAYS[:1], admin)),
        ):
            assert told.startswith("Results of the session on 20/08/2026 are noted")


def test_a_certificate_is_kept_once_and_the_audit_log_has_its_digest_only(school: School) -> None:
    content = b"%PDF-1.7 certificate"
    with school.writing(AFTER):
        one = school.registration("CB01")
        told = why(lambda: add_certificate(school.session, one, "cn.pdf", PDF, content))
        assert told == "Phạm Thị 1 has not passed this course. Note the result first."
        school.finishes("CB01")
        kept = add_certificate(school.session, one, "cn.pdf", PDF, content)
        assert add_certificate(school.session, one, "again.pdf", PDF, content).id == kept.id
    with school.writing():
        assert one.id is not None
        (stored,) = certificates_of(school.session, [one.id])[one.id]
        assert (stored.file_name, stored.size) == ("cn.pdf", len(content))
        certificate = school.session.get_one(Certificate, stored.id)
        assert certificate.content == content
        logged = select(AuditEntry.after).where(AuditEntry.subject == "training_certificate")
        (entry,) = school.session.exec(logged)
        assert entry is not None
        assert certificate.sha256 in entry
        assert "content" not in entry
        assert "say why" in why(lambda: remove_certificate(school.session, certificate, ""))
        remove_certificate(school.session, certificate, "Of somebody else")
        assert certificates_of(school.session, [one.id]) == {}


@pytest.mark.parametrize(
    ("kind", "content", "said"),
    [
        ("text/html", b"<script>", "send a PDF, JPEG or PNG file"),
        (PDF, b"", "is empty or larger than 5 MB"),
        (PDF, b"%PDF" + bytes(MOST_BYTES), "is empty or larger than 5 MB"),
    ],
)
def test_a_wrong_file_is_no_certificate(school: School, kind: str, content: bytes, said: str) -> None:
    with school.writing(AFTER):
        school.finishes("CB01")
        one = school.registration("CB01")
        assert said in why(lambda: add_certificate(school.session, one, "cn.pdf", kind, content))


def outside_session(school: School) -> CourseSession:
    """Open a session that the province holds, with one place, a seated and a waiting official."""
    held = school.held(1, course=school.course(title="Provincial course", is_outside=True))
    school.the_session = lambda: held  # type: ignore[method-assign]
    school.nominates("CB04", "CB05")
    return held


def test_whom_the_organiser_outside_declines_leaves_his_place_to_who_waits(school: School) -> None:
    with school.writing():
        outside_session(school)
        four, leader = school.registration("CB04"), school.viewer("leader")
        send_list(school.session, [four], "15/UBND-VX", school.today, leader)
        assert (four.organiser_state, four.organiser_document) == (OrganiserState.SENT, "15/UBND-VX")
        moves = note_answer(school.session, [four], OrganiserState.DECLINED, "20/TCT", school.today, leader)
        five = school.registration("CB05")
        assert moves.up == (five.id,)
        assert school.seated() == ["CB05"]
        assert school.told("CB04")[0] == "The organiser has no place for you: Provincial course on 20/08/2026"
        assert school.told("CB05")[0] == "You have a place now: Provincial course on 20/08/2026"
        note_answer(school.session, [five], OrganiserState.CONFIRMED, "21/TCT", school.today, leader)
        assert school.told("CB05")[0] == "The organiser confirms your place: Provincial course on 20/08/2026"


def test_who_looks_after_an_outside_course_is_told_of_somebody_who_withdraws_after_the_list_was_sent(
    school: School,
) -> None:
    with school.writing():
        outside_session(school)
        four, five = school.registration("CB04"), school.registration("CB05")
        withdraw(school.session, five, "Ill", school.viewer("CB05"))
        assert school.told("admin") == []
        send_list(school.session, [four], "15/UBND-VX", school.today, school.viewer("leader"))
        withdraw(school.session, four, "Ill", school.viewer("CB04"))
        assert school.told("admin") == [
            "Phạm Thị 4 withdrew, whom the organiser was sent: Provincial course on 20/08/2026. Tell the organiser."
        ]


def test_only_approved_places_of_outside_courses_are_sent(school: School) -> None:
    with school.writing():
        leader = school.viewer("leader")
        own = school.registration("CB01")
        told = why(lambda: send_list(school.session, [own], "1/UBND", school.today, leader))
        assert told == "Land law is held by the commune itself. Nobody outside confirms it."
        outside_session(school)
        waits, seated = school.registration("CB05"), school.registration("CB04")
        assert "has no approved place" in why(
            lambda: send_list(school.session, [seated, waits], "1/UBND", school.today, leader)
        )
        assert "has not come yet" in why(lambda: send_list(school.session, [seated], "1/UBND", FIRST, leader))
        assert seated.organiser_state is OrganiserState.NOT_SENT
