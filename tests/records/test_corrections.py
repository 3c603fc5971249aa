"""Who says that a record is wrong, what is answered, and what an accepted correction does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

import pytest

from tracker.database import Database, RecordSession
from tracker.messages import InputError
from tracker.records.corrections import Correction, CorrectionState, answer, contest
from tracker.records.file_changes import SUBJECT
from tracker.records.handled_files import HandledFile, Timeliness
from tracker.records.held_fields import held_of
from tracker.records.lifecycle import FileStatus
from tracker.testing import Office

RECEIVED, DUE, TODAY = date(2026, 7, 6), date(2026, 7, 10), date(2026, 7, 20)
FINISHED_ON_FRIDAY = {"finished_on": DUE, "finished_at": time(9, 30), "status": FileStatus.FINISHED}


@dataclass
class Desk:
    """An official, a colleague and a late file of the first."""

    session: RecordSession
    official_id: int
    colleague_id: int
    file: HandledFile

    def contested(self, subject_id: int | None, **wanted: object) -> Correction:
        return contest(self.session, SUBJECT, subject_id, wanted, " the paper says so ", self.official_id, TODAY)

    def accept(self, correction: Correction) -> None:
        answer(self.session, correction, True, " seen ", "lead", self.colleague_id, TODAY)


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with database.writing("clerk") as session:
        office = Office(session)
        official, colleague = office.official("A"), office.official("B")
        file = office.file(official, RECEIVED, DUE, finished_on=date(2026, 7, 13))
        yield Desk(session, official.id, colleague.id, file)


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
    answer(desk.session, correction, False, "the stamp says Monday", "lead", None, TODAY)
    assert correction.state is CorrectionState.REFUSED
    assert (desk.file.finished_on, desk.file.revision) == (date(2026, 7, 13), 1)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({"finished_on": "Friday"}, "field finished_on: Friday is no value"),
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
    answer(desk.session, correction, False, "it was a double", "lead", None, TODAY)
    assert correction.state is CorrectionState.REFUSED


@pytest.mark.parametrize("subject", [SUBJECT, "tracker_duty_day"])
def test_a_missing_record_is_only_answered(desk: Desk, subject: str) -> None:
    correction = contest(desk.session, subject, None, {"on": DUE}, "I served", desk.official_id, TODAY)
    desk.accept(correction)
    assert correction.state is CorrectionState.ACCEPTED
    assert desk.file.revision == 1


@pytest.mark.parametrize("is_accepted", [True, False])
def test_a_correction_is_answered_once_with_a_reason(desk: Desk, is_accepted: bool) -> None:
    correction = desk.contested(desk.file.id, finished_on=DUE)
    with pytest.raises(InputError, match="Say why"):
        answer(desk.session, correction, is_accepted, "  ", "lead", None, TODAY)
    assert correction.state is CorrectionState.OPEN
    answer(desk.session, correction, is_accepted, " seen ", "lead", None, TODAY)
    assert (correction.answer, correction.answered_on) == ("seen", TODAY)
    with pytest.raises(InputError, match="answered on 20/07/2026 already"):
        answer(desk.session, correction, not is_accepted, "again", "lead", None, date(2026, 7, 21))


def test_nobody_answers_his_own_correction(desk: Desk) -> None:
    correction = desk.contested(desk.file.id, finished_on=DUE)
    with pytest.raises(InputError, match="it is your own"):
        answer(desk.session, correction, True, "surely", "lead", desk.official_id, TODAY)
    assert correction.state is CorrectionState.OPEN


def test_a_correction_without_a_reason_is_refused(desk: Desk) -> None:
    with pytest.raises(InputError, match="Say what is wrong"):
        contest(desk.session, "tracker_duty_day", None, {}, " ", desk.official_id, TODAY)
