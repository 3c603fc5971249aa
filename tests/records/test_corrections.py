"""Who says that a record is wrong, what is answered, and what an accepted correction does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

import pytest
from sqlmodel import select

from tests.stored_files import file_by_code
from tracker.database import Database, RecordSession
from tracker.messages import InputError
from tracker.records.absences import Absence
from tracker.records.corrections import (
    Claim,
    Correction,
    CorrectionKind,
    CorrectionState,
    Reply,
    answer,
    contest,
    contest_many,
    withdraw,
)
from tracker.records.duty_days import DutyState, assign
from tracker.records.file_changes import SUBJECT, hand_over
from tracker.records.handled_files import HandledFile, Timeliness
from tracker.records.held_fields import held_of
from tracker.records.lifecycle import FileStatus
from tracker.records.officials import Official
from tracker.records.postings import Posting
from tracker.records.training_records import TrainingRecord
from tracker.testing import Office

RECEIVED, DUE, TODAY = date(2026, 7, 6), date(2026, 7, 10), date(2026, 7, 20)
FINISHED_ON_FRIDAY = {"finished_on": DUE, "finished_at": time(9, 30), "status": FileStatus.FINISHED}


@dataclass
class Desk:
    """An official, a colleague and a late file of the first."""

    session: RecordSession
    office: Office
    official_id: int
    colleague_id: int
    file: HandledFile

    def contested(self, subject_id: int | None, **wanted: object) -> Correction:
        return contest(self.session, SUBJECT, subject_id, Claim(wanted, " the paper says so ", self.official_id, TODAY))

    def accept(self, correction: Correction) -> None:
        answer(self.session, correction, Reply(True, " seen ", "lead", self.colleague_id, TODAY))


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with database.writing("clerk") as session:
        office = Office(session)
        official, colleague = office.official("A"), office.official("B")
        file = office.file(official, RECEIVED, DUE, finished_on=date(2026, 7, 13))
        yield Desk(session, office, official.id, colleague.id, file)


def test_a_correction_says_what_the_record_should_be(desk: Desk) -> None:
    correction = desk.contested(desk.file.id, finished_on=DUE)
    assert correction.wanted_values == {"finished_on": "2026-07-10"}
    assert (correction.state, correction.reason) == (CorrectionState.OPEN, "the paper says so")


def test_an_accepted_correction_corrects_the_file_and_what_follows_from_it(desk: Desk) -> None:
    assert desk.file.timeliness == Timeliness.LATE
    correction = desk.contested(desk.file.id, **FINISHED_ON_FRIDAY)
    desk.accept(correction)
    assert (desk.file.finished_on, desk.file.finished_at, desk.file.status) == tuple(FINISHED_ON_FRIDAY.values())
    assert (desk.file.timeliness, desk.file.overdue_on) == (Timeliness.ON_TIME, None)
    assert (correction.state, correction.answer) == (CorrectionState.ACCEPTED, "seen")
    held = held_of(desk.session, SUBJECT, desk.file.id)
    assert {name: one.because for name, one in held.items()} == dict.fromkeys(FINISHED_ON_FRIDAY, "the paper says so")


def test_a_refused_correction_leaves_the_file(desk: Desk) -> None:
    correction = desk.contested(desk.file.id, **FINISHED_ON_FRIDAY)
    answer(desk.session, correction, Reply(False, "the stamp says Monday", "lead", None, TODAY))
    assert correction.state is CorrectionState.REFUSED
    assert (desk.file.finished_on, desk.file.revision) == (date(2026, 7, 13), 1)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"finished_on": "Friday"}, "Result ready: Friday is no value"),
        ({"finished_on": "2026-07-21"}, "21/07/2026 is yet to come"),
        ({"finished_on": "2026-07-03"}, "03/07/2026 lies before it"),
        ({"timeliness": 0}, "field timeliness cannot be corrected"),
        ({"handler_id": 99}, "no record with the number 99"),
    ],
)
def test_a_correction_that_the_file_cannot_take_stays_open(desk: Desk, wanted: dict[str, object], said: str) -> None:
    correction = desk.contested(desk.file.id, **wanted)
    with pytest.raises(InputError, match=said):
        desk.accept(correction)
    assert correction.state is CorrectionState.OPEN
    assert (desk.file.finished_on, desk.file.revision) == (date(2026, 7, 13), 1)


def test_a_correction_of_a_file_that_is_gone_can_only_be_refused(desk: Desk) -> None:
    correction = desk.contested(99, finished_on=DUE)
    with pytest.raises(InputError, match="no longer exists"):
        desk.accept(correction)
    answer(desk.session, correction, Reply(False, "it was a double", "lead", None, TODAY))
    assert correction.state is CorrectionState.REFUSED


@pytest.mark.parametrize("is_accepted", [True, False])
def test_a_correction_is_answered_once_with_a_reason(desk: Desk, is_accepted: bool) -> None:
    correction = desk.contested(desk.file.id, finished_on=DUE)
    with pytest.raises(InputError, match="Say why"):
        answer(desk.session, correction, Reply(is_accepted, "  ", "lead", None, TODAY))
    assert correction.state is CorrectionState.OPEN
    answer(desk.session, correction, Reply(is_accepted, " seen ", "lead", None, TODAY))
    assert (correction.answer, correction.answered_on) == ("seen", TODAY)
    with pytest.raises(InputError, match="answered on 20/07/2026 already"):
        answer(desk.session, correction, Reply(not is_accepted, "again", "lead", None, date(2026, 7, 21)))


def test_nobody_answers_his_own_correction(desk: Desk) -> None:
    correction = desk.contested(desk.file.id, finished_on=DUE)
    with pytest.raises(InputError, match="it is your own"):
        answer(desk.session, correction, Reply(True, "surely", "lead", desk.official_id, TODAY))
    assert correction.state is CorrectionState.OPEN


def test_a_correction_without_a_reason_is_refused(desk: Desk) -> None:
    with pytest.raises(InputError, match="Say what is wrong"):
        contest(desk.session, "tracker_duty_day", None, Claim({}, " ", desk.official_id, TODAY))


def test_who_asked_twice_about_one_record_is_told_of_the_first_request_and_may_take_it_back(desk: Desk) -> None:
    first = desk.contested(desk.file.id, finished_on=DUE)
    with pytest.raises(InputError, match="asked about the same record on 20/07/2026"):
        desk.contested(desk.file.id, channel="online")
    with pytest.raises(InputError, match="Only who asked"):
        withdraw(desk.session, first, desk.colleague_id, TODAY)
    withdraw(desk.session, first, desk.official_id, TODAY)
    assert (first.state, first.answered_by) == (CorrectionState.WITHDRAWN, None)
    with pytest.raises(InputError, match="taken back on 20/07/2026"):
        desk.accept(first)
    assert desk.contested(desk.file.id, channel="online").state is CorrectionState.OPEN


def test_a_file_that_is_somebody_elses_needs_its_holder_before_it_is_accepted(desk: Desk) -> None:
    correction = contest(
        desk.session,
        SUBJECT,
        desk.file.id,
        Claim({}, "not mine", desk.official_id, TODAY, kind=CorrectionKind.NOT_MINE),
    )
    with pytest.raises(InputError, match="Say whose record it is"):
        answer(desk.session, correction, Reply(True, "seen", "lead", None, TODAY))
    with pytest.raises(InputError, match="Say whose record it is"):
        answer(
            desk.session, correction, Reply(True, "seen", "lead", None, TODAY, values={"handler_id": desk.official_id})
        )
    answer(desk.session, correction, Reply(True, "seen", "lead", None, TODAY, values={"handler_id": desk.colleague_id}))
    assert (desk.file.handler_id, correction.granted_values) == (desk.colleague_id, {"handler_id": desk.colleague_id})


def test_the_answer_may_be_another_value_than_the_one_asked_for_and_both_stay_on_record(desk: Desk) -> None:
    correction = desk.contested(desk.file.id, finished_on=DUE)
    earlier = date(2026, 7, 9)
    answer(
        desk.session, correction, Reply(True, "the stamp says so", "lead", None, TODAY, values={"finished_on": earlier})
    )
    assert desk.file.finished_on == earlier
    told = (correction.stood_values, correction.wanted_values, correction.granted_values)
    assert [one["finished_on"] for one in told] == ["2026-07-13", "2026-07-10", "2026-07-09"]


def test_nobody_answers_about_a_file_that_he_holds_or_held_or_would_get(desk: Desk) -> None:
    third = desk.office.official("C")
    correction = desk.contested(desk.file.id, finished_on=DUE)
    hand_over(desk.session, desk.file, desk.colleague_id, date(2026, 7, 15))
    hand_over(desk.session, desk.file, third.id, date(2026, 7, 16))
    for holder in (desk.colleague_id, third.id):
        with pytest.raises(InputError, match="the record is, was or would be yours"):
            answer(desk.session, correction, Reply(True, "seen", "lead", holder, TODAY))
    other = contest(
        desk.session, SUBJECT, None, Claim({"code": "X", "handler_id": third.id}, "gone", desk.official_id, TODAY)
    )
    with pytest.raises(InputError, match="would be yours"):
        answer(desk.session, other, Reply(True, "seen", "lead", third.id, TODAY))


def test_a_missing_file_that_is_accepted_is_added_with_its_outcome_and_held(desk: Desk) -> None:
    wanted = {
        "code": "H23.14-9",
        "handler_id": desk.official_id,
        "received_on": RECEIVED,
        "due_on": DUE,
        "finished_on": date(2026, 7, 8),
    }
    correction = contest(desk.session, SUBJECT, None, Claim(wanted, "it is not listed", desk.official_id, TODAY))
    desk.accept(correction)
    file = file_by_code(desk.session, "H23.14-9")
    assert (file.status, file.timeliness, file.finisher_id) == (
        FileStatus.FINISHED,
        Timeliness.EARLY,
        desk.official_id,
    )
    assert correction.subject_id == file.id
    assert set(held_of(desk.session, SUBJECT, file.id)) == {"handler_id", "received_on", "due_on", "finished_on"}


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"code": "H23.14-9"}, "Handled by, Received must be known"),
        ({"code": "H23.14-000001", "received_on": "2026-07-06"}, "File H23.14-000001 is there already"),
        ({"code": "H23.14-9", "received_on": "2026-07-21"}, "21/07/2026 is yet to come"),
        ({"code": "H23.14-9", "received_on": "2026-07-06", "timeliness": 0}, "cannot be corrected by hand"),
    ],
)
def test_a_missing_file_that_cannot_be_stays_open(desk: Desk, wanted: dict[str, object], said: str) -> None:
    whose = {"handler_id": desk.official_id} if "received_on" in wanted else {}
    correction = contest(desk.session, SUBJECT, None, Claim({**wanted, **whose}, "gone", desk.official_id, TODAY))
    with pytest.raises(InputError, match=said):
        answer(desk.session, correction, Reply(True, "seen", "lead", None, TODAY))
    assert correction.state is CorrectionState.OPEN


def test_an_accepted_correction_of_a_duty_day_changes_it_and_holds_the_fields(desk: Desk) -> None:
    duty_day = assign(desk.session, desk.official_id, DUE)
    wanted = {"state": DutyState.SERVED, "substitute_id": desk.colleague_id}
    correction = contest(
        desk.session, "tracker_duty_day", duty_day.id, Claim(wanted, "he stood in", desk.official_id, TODAY)
    )
    with pytest.raises(InputError, match="would be yours"):
        desk.accept(correction)
    answer(desk.session, correction, Reply(True, "the roster says so", "lead", None, TODAY))
    assert (duty_day.state, duty_day.substitute_id) == (DutyState.SERVED, desk.colleague_id)
    assert set(held_of(desk.session, "tracker_duty_day", duty_day.id)) == {"state", "substitute_id"}


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"substitute_id": "own", "state": "served"}, "cannot be his own substitute"),
        ({"substitute_id": "other"}, "only a day that was served can have a substitute"),
        ({"on": "2026-07-21", "state": "served"}, "can only be planned"),
        ({"on": "2026-07-17"}, "Duty day of 17/07/2026 is there already"),
        ({"batch_id": 1}, "cannot be corrected by hand"),
    ],
)
def test_a_duty_day_that_cannot_be_so_stays_as_it_is(desk: Desk, wanted: dict[str, object], said: str) -> None:
    duty_day = assign(desk.session, desk.official_id, DUE)
    assign(desk.session, desk.official_id, date(2026, 7, 17))
    named = {"own": desk.official_id, "other": desk.colleague_id}
    asked = {field: named.get(str(value), value) for field, value in wanted.items()}
    correction = contest(desk.session, "tracker_duty_day", duty_day.id, Claim(asked, "so", desk.official_id, TODAY))
    with pytest.raises(InputError, match=said):
        answer(desk.session, correction, Reply(True, "seen", "lead", None, TODAY))
    assert (duty_day.on, duty_day.state, duty_day.substitute_id) == (DUE, DutyState.PLANNED, None)


def test_a_missing_course_and_a_missing_absence_are_added(desk: Desk) -> None:
    course = {"official_id": desk.official_id, "title": "Law", "starts_on": RECEIVED, "ends_on": DUE}
    away = {"official_id": desk.official_id, "starts_on": DUE, "kind": "sick"}
    for subject, wanted in (("tracker_training_record", course), ("tracker_absence", away)):
        desk.accept(contest(desk.session, subject, None, Claim(wanted, "not listed", desk.official_id, TODAY)))
    record = desk.session.exec(select(TrainingRecord)).one()
    assert (record.official_id, record.title, record.ends_on) == (desk.official_id, "Law", DUE)
    assert desk.session.exec(select(Absence)).one().starts_on == DUE


def test_a_course_cannot_end_before_it_begins(desk: Desk) -> None:
    record = TrainingRecord(official_id=desk.official_id, title="Law", starts_on=RECEIVED, ends_on=DUE)
    desk.session.add(record)
    desk.session.flush()
    correction = contest(
        desk.session,
        "tracker_training_record",
        record.id,
        Claim({"ends_on": "2026-07-05"}, "so", desk.official_id, TODAY),
    )
    with pytest.raises(InputError, match="ends on 05/07/2026, before it begins on 06/07/2026"):
        desk.accept(correction)
    assert record.ends_on == DUE


def test_several_files_asked_about_at_once_are_known_to_belong_together(desk: Desk) -> None:
    second = desk.office.file(desk.session.get_one(Official, desk.official_id), RECEIVED, DUE)
    asked = contest_many(
        desk.session,
        SUBJECT,
        [desk.file.id, second.id, desk.file.id],
        Claim(
            {"handler_id": desk.colleague_id},
            "all of the colleague",
            desk.official_id,
            TODAY,
            kind=CorrectionKind.NOT_MINE,
        ),
    )
    assert [one.bulk_id for one in asked] == [asked[0].id, asked[0].id]
    answer(desk.session, asked[0], Reply(True, "seen", "lead", None, TODAY))
    assert (desk.file.handler_id, second.handler_id) == (desk.colleague_id, desk.official_id)


def test_an_accepted_request_about_a_posting_is_answered_and_leaves_the_posting_to_who_keeps_the_officials(
    desk: Desk,
) -> None:
    posting = desk.session.exec(select(Posting).where(Posting.official_id == desk.official_id)).one()
    correction = contest(
        desk.session, "tracker_posting", posting.id, Claim({"position": "head"}, "so", desk.official_id, TODAY)
    )
    desk.accept(correction)
    assert (correction.state, posting.position) == (CorrectionState.ACCEPTED, "")
