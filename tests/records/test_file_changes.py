"""What people do to a file by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

import pytest
from sqlmodel import Session, select

from tracker.audit import AuditEntry
from tracker.database import Database, RecordSession
from tracker.messages import InputError
from tracker.records.delay_causes import DelayCause, DelayKind
from tracker.records.file_changes import correct_file, decide_cause, extend, hand_over, note_hand_over, say_cause
from tracker.records.hand_overs import hand_overs_of
from tracker.records.handled_files import HandledFile, Timeliness
from tracker.records.held_fields import held_in, held_of, hold, release
from tracker.records.lifecycle import Channel, FileStatus
from tracker.records.shown_values import field_title
from tracker.testing import Office

RECEIVED, DUE, TODAY = date(2026, 7, 6), date(2026, 7, 13), date(2026, 7, 31)
SUBJECT = "tracker_handled_file"


@dataclass
class Desk:
    """Three officials and one file, held by the first."""

    session: RecordSession
    officials: list[int]
    file: HandledFile


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    with database.writing("clerk") as session:
        office = Office(session)
        officials = [office.official(code) for code in ("A", "B", "C")]
        file = office.file(officials[0], RECEIVED, DUE, code="H23.14-1")
        yield Desk(session, [official.id for official in officials], file)


def entries(session: Session, after: int = 0) -> list[AuditEntry]:
    return list(session.exec(select(AuditEntry).where(AuditEntry.position > after).order_by(AuditEntry.position)))


def test_a_correction_changes_the_record_what_follows_from_it_and_holds_the_field(desk: Desk) -> None:
    correct_file(desk.session, desk.file, {"due_on": date(2026, 7, 15)}, because="the receipt says so", today=TODAY)
    assert (desk.file.deadline_on, desk.file.revision) == (date(2026, 7, 15), 2)
    held = held_of(desk.session, SUBJECT, desk.file.id)
    assert {name: field.because for name, field in held.items()} == {"due_on": "the receipt says so"}


def test_a_correction_is_one_entry_of_the_audit_log_that_tells_what_changed(desk: Desk) -> None:
    last = entries(desk.session)[-1].position
    correct_file(desk.session, desk.file, {"due_on": date(2026, 7, 15)}, because="the receipt says so", today=TODAY)
    of_the_file = [entry for entry in entries(desk.session, last) if entry.subject == SUBJECT]
    assert [(entry.before, entry.after) for entry in of_the_file] == [
        ('{"due_on":"2026-07-13","revision":1}', '{"due_on":"2026-07-15","revision":2}')
    ]


@pytest.mark.parametrize("field", ["id", "code", "batch_id", "revision", "deadline_on", "timeliness", "colour"])
def test_what_follows_from_the_record_cannot_be_corrected(desk: Desk, field: str) -> None:
    with pytest.raises(InputError, match=field):
        correct_file(desk.session, desk.file, {field: None}, because="tried", today=TODAY)
    assert desk.file.revision == 1


@pytest.mark.parametrize("field", ["due_on", "extended_due_on", "finished_on", "returned_on"])
def test_a_correction_to_a_day_before_the_receipt_is_refused_and_changes_nothing(desk: Desk, field: str) -> None:
    with pytest.raises(InputError, match="05/07/2026 lies before it"):
        correct_file(desk.session, desk.file, {field: date(2026, 7, 5)}, because="a slip", today=TODAY)
    assert (desk.file.due_on, desk.file.revision) == (DUE, 1)
    assert held_of(desk.session, SUBJECT, desk.file.id) == {}


@pytest.mark.parametrize("because", ["", " \n"])
def test_a_correction_without_a_reason_is_refused(desk: Desk, because: str) -> None:
    with pytest.raises(InputError, match=r"H23\.14-1: say why"):
        correct_file(desk.session, desk.file, {"due_on": date(2026, 7, 15)}, because, TODAY)
    assert (desk.file.due_on, desk.file.revision) == (DUE, 1)


@pytest.mark.parametrize("field", ["received_on", "finished_on", "returned_on", "status_on", "resumed_on"])
def test_a_correction_to_a_day_to_come_is_refused(desk: Desk, field: str) -> None:
    with pytest.raises(InputError, match=f"{field_title(field).id}: 01/08/2026 is yet to come, today is 31/07/2026"):
        correct_file(desk.session, desk.file, {field: date(2026, 8, 1)}, because="a slip", today=TODAY)
    assert desk.file.revision == 1
    correct_file(desk.session, desk.file, {"returned_on": TODAY}, because="seen", today=TODAY)
    assert desk.file.returned_on == TODAY


def test_a_correction_may_come_as_text(desk: Desk) -> None:
    told = {"finished_on": "2026-07-08", "finished_at": "09:30:00", "status": "finished", "channel": "post"}
    correct_file(desk.session, desk.file, told, because="the paper says so", today=TODAY)
    assert (desk.file.finished_on, desk.file.finished_at) == (date(2026, 7, 8), time(9, 30))
    assert (desk.file.status, desk.file.channel) == (FileStatus.FINISHED, Channel.POST)
    assert desk.file.timeliness == Timeliness.EARLY


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("finished_on", "08/07/2026"),
        ("finished_on", "20260708"),
        ("finished_on", 20260708),
        ("finished_on", True),
        ("received_on", None),
        ("status", "done"),
        ("status", None),
        ("paused_days", "3"),
        ("paused_days", 1.5),
        ("paused_days", -1),
        ("paused_days", 1001),
        ("handler_id", 99),
        ("procedure_id", 0),
        ("unit_id", 10**30),
    ],
)
def test_a_value_that_a_field_cannot_have_is_refused_with_the_field_and_changes_nothing(
    desk: Desk, field: str, value: object
) -> None:
    before = desk.file.model_dump()
    with pytest.raises(InputError, match=rf"H23\.14-1, {re.escape(field_title(field).id)}:"):
        correct_file(desk.session, desk.file, {field: value}, because="tried", today=TODAY)
    assert desk.file.model_dump() == before
    assert held_of(desk.session, SUBJECT, desk.file.id) == {}


def test_a_correction_from_which_nothing_can_be_derived_changes_nothing(desk: Desk) -> None:
    before = desk.file.model_dump()
    changes = {"due_on": date(2050, 12, 30), "paused_days": 9}
    with pytest.raises(InputError, match="calendar"):
        correct_file(desk.session, desk.file, changes, because="a slip", today=TODAY)
    assert desk.file.model_dump() == before


def test_a_field_held_twice_keeps_the_later_reason_and_can_be_released_once(desk: Desk) -> None:
    hold(desk.session, SUBJECT, desk.file.id, ["due_on"], because="first")
    hold(desk.session, SUBJECT, desk.file.id, ["due_on", "channel"], because="second")
    assert {name: one.because for name, one in held_in(desk.session, SUBJECT)[desk.file.id].items()} == {
        "due_on": "second",
        "channel": "second",
    }
    assert release(desk.session, SUBJECT, desk.file.id, "due_on")
    assert not release(desk.session, SUBJECT, desk.file.id, "due_on")
    assert set(held_of(desk.session, SUBJECT, desk.file.id)) == {"channel"}


def test_a_file_handed_over_is_held_by_the_next_official_from_that_day(desk: Desk) -> None:
    first, second, third = desk.officials
    hand_over(desk.session, desk.file, second, date(2026, 7, 10))
    hand_over(desk.session, desk.file, third, date(2026, 7, 14))
    assert desk.file.handler_id == third
    assert desk.file.overdue_holder_id == second
    correct_file(desk.session, desk.file, {"finished_on": date(2026, 7, 9)}, because="the paper says so", today=TODAY)
    assert desk.file.finisher_id == first
    assert "handler_id" in held_of(desk.session, SUBJECT, desk.file.id)


def test_a_hand_over_that_was_only_noted_later_gives_the_earlier_days_to_the_earlier_holder(desk: Desk) -> None:
    first, second, _ = desk.officials
    correct_file(desk.session, desk.file, {"finished_on": date(2026, 7, 9)}, because="the paper says so", today=TODAY)
    note_hand_over(desk.session, desk.file, second, date(2026, 7, 10))
    assert (desk.file.handler_id, desk.file.finisher_id) == (first, second)


def test_a_file_cannot_pass_to_who_holds_it_or_from_nobody(desk: Desk) -> None:
    with pytest.raises(InputError, match="only pass from one official to another"):
        hand_over(desk.session, desk.file, desk.officials[0], DUE)
    with pytest.raises(InputError, match="only pass from one official to another"):
        note_hand_over(desk.session, desk.file, desk.officials[0], DUE)
    correct_file(desk.session, desk.file, {"handler_id": None}, because="nobody knows", today=TODAY)
    with pytest.raises(InputError, match="only pass from one official to another"):
        hand_over(desk.session, desk.file, desk.officials[1], DUE)


def test_a_hand_over_before_the_receipt_is_refused(desk: Desk) -> None:
    with pytest.raises(InputError, match="was received on 06/07/2026"):
        hand_over(desk.session, desk.file, desk.officials[1], date(2026, 7, 5))
    with pytest.raises(InputError, match="was received on 06/07/2026"):
        note_hand_over(desk.session, desk.file, desk.officials[1], date(2026, 7, 5))


@pytest.mark.parametrize("on", [date(2026, 7, 10), date(2026, 7, 9)])
def test_a_hand_over_on_or_before_the_last_one_is_refused(desk: Desk, on: date) -> None:
    hand_over(desk.session, desk.file, desk.officials[1], date(2026, 7, 10))
    with pytest.raises(InputError, match="was handed over on 10/07/2026"):
        hand_over(desk.session, desk.file, desk.officials[2], on)
    assert len(hand_overs_of(desk.session)[desk.file.id]) == 1
    assert desk.file.handler_id == desk.officials[1]


def test_a_file_is_extended_once(desk: Desk) -> None:
    extend(desk.session, desk.file, date(2026, 7, 20), recorded_on=DUE)
    assert desk.file.deadline_on == date(2026, 7, 20)
    with pytest.raises(InputError, match="already extended to 20/07/2026"):
        extend(desk.session, desk.file, date(2026, 7, 27), recorded_on=DUE)


def test_an_extension_recorded_too_late_is_refused_and_the_right_one_taken(desk: Desk) -> None:
    with pytest.raises(InputError, match="on 13/07/2026; an extension recorded on 14/07/2026 is too late"):
        extend(desk.session, desk.file, date(2026, 7, 20), recorded_on=date(2026, 7, 14))
    assert (desk.file.extended_due_on, desk.file.revision) == (None, 1)
    extend(desk.session, desk.file, date(2026, 7, 20), recorded_on=DUE)
    assert desk.file.deadline_on == date(2026, 7, 20)


def test_an_extension_recorded_after_the_finish_is_refused(desk: Desk) -> None:
    correct_file(desk.session, desk.file, {"finished_on": date(2026, 7, 9)}, because="the paper says so", today=TODAY)
    with pytest.raises(InputError, match="on 09/07/2026; an extension recorded on 10/07/2026"):
        extend(desk.session, desk.file, date(2026, 7, 20), recorded_on=date(2026, 7, 10))
    assert desk.file.extended_due_on is None


def test_a_file_without_a_due_date_cannot_be_extended(desk: Desk) -> None:
    correct_file(desk.session, desk.file, {"due_on": None}, because="nobody appointed it", today=TODAY)
    with pytest.raises(InputError, match="no due date"):
        extend(desk.session, desk.file, date(2026, 7, 20), recorded_on=RECEIVED)
    assert desk.file.extended_due_on is None


def test_an_extension_that_leads_out_of_the_calendar_changes_nothing(desk: Desk) -> None:
    correct_file(desk.session, desk.file, {"paused_days": 1}, because="the applicant was asked", today=TODAY)
    with pytest.raises(InputError, match="calendar"):
        extend(desk.session, desk.file, date(2099, 1, 1), recorded_on=RECEIVED)
    assert (desk.file.extended_due_on, desk.file.revision) == (None, 2)


def test_an_extension_to_no_later_day_is_refused(desk: Desk) -> None:
    with pytest.raises(InputError, match="must be later than 13/07/2026"):
        extend(desk.session, desk.file, DUE, recorded_on=RECEIVED)


def test_a_cause_confirmed_as_objective_excuses_the_file_from_the_day_of_its_decision(desk: Desk) -> None:
    said = say_cause(desk.session, desk.file, " flood ", desk.officials[0], on=date(2026, 7, 20))
    assert (said.cause, desk.file.excused_on) == ("flood", None)
    decide_cause(desk.session, said, True, "lead", desk.officials[1], on=date(2026, 7, 22))
    assert desk.file.excused_on == date(2026, 7, 22)
    decide_cause(desk.session, said, False, "lead", desk.officials[1], on=date(2026, 7, 23))
    assert desk.file.excused_on is None


def test_the_first_of_two_confirmed_causes_excuses(desk: Desk) -> None:
    for cause, day in (("flood", 25), ("fire", 22)):
        said = DelayCause(file_id=desk.file.id, cause=cause, said_on=date(2026, 7, 20))
        desk.session.add(said)
        decide_cause(desk.session, said, True, "lead", None, on=date(2026, 7, day))
    assert desk.file.excused_on == date(2026, 7, 22)


def test_a_cause_must_say_something(desk: Desk) -> None:
    with pytest.raises(InputError, match="say what delayed"):
        say_cause(desk.session, desk.file, "  ", desk.officials[0], on=DUE)


@pytest.mark.parametrize("who", [0, 1, 2], ids=["held it on the due day", "holds it now", "said the cause"])
def test_nobody_decides_a_cause_of_his_own(desk: Desk, who: int) -> None:
    hand_over(desk.session, desk.file, desk.officials[1], on=date(2026, 7, 16))
    said = say_cause(desk.session, desk.file, "flood", desk.officials[0], on=date(2026, 7, 20))
    said.said_by_id = desk.officials[2]
    with pytest.raises(InputError, match="somebody who did not hold it"):
        decide_cause(desk.session, said, True, "lead", desk.officials[who], on=date(2026, 7, 22))
    assert (said.is_objective, desk.file.excused_on) == (None, None)


def test_nobody_who_ever_held_a_file_decides_its_cause(desk: Desk) -> None:
    first, second, third = desk.officials
    hand_over(desk.session, desk.file, second, on=date(2026, 7, 8))
    hand_over(desk.session, desk.file, third, on=date(2026, 7, 9))
    said = say_cause(desk.session, desk.file, "flood", third, on=date(2026, 7, 20))
    for former in (first, second):
        with pytest.raises(InputError, match="somebody who did not hold it"):
            decide_cause(desk.session, said, True, "lead", former, on=date(2026, 7, 22))
    assert (said.is_objective, desk.file.excused_on) == (None, None)


def test_a_cause_waits_for_its_decision_and_a_confirmed_one_leaves_nothing_to_explain(desk: Desk) -> None:
    first = say_cause(desk.session, desk.file, "flood", desk.officials[0], DUE + timedelta(days=1), DelayKind.WEATHER)
    with pytest.raises(InputError, match="given on 14/07/2026 and waits"):
        say_cause(desk.session, desk.file, "again", desk.officials[0], on=date(2026, 7, 20))
    decide_cause(desk.session, first, False, "lead", None, date(2026, 7, 21), reason=" no flood that day ")
    assert (first.kind, first.decision_reason) == (DelayKind.WEATHER, "no flood that day")
    second = say_cause(desk.session, desk.file, "the registry was down", desk.officials[0], on=date(2026, 7, 22))
    decide_cause(desk.session, second, True, "lead", None, on=date(2026, 7, 23))
    with pytest.raises(InputError, match="confirmed as objective on 23/07/2026"):
        say_cause(desk.session, desk.file, "more", desk.officials[0], on=date(2026, 7, 24))


def test_only_a_holder_of_an_overdue_file_says_why(desk: Desk) -> None:
    with pytest.raises(InputError, match="is not overdue"):
        say_cause(desk.session, desk.file, "flood", desk.officials[0], on=DUE)
    with pytest.raises(InputError, match="only who holds or held it"):
        say_cause(desk.session, desk.file, "flood", desk.officials[1], on=date(2026, 7, 20))


def test_a_cause_is_not_decided_before_it_was_given(desk: Desk) -> None:
    said = say_cause(desk.session, desk.file, "flood", desk.officials[0], on=date(2026, 7, 20))
    with pytest.raises(InputError, match="given on 20/07/2026 and cannot be decided on 19/07/2026"):
        decide_cause(desk.session, said, True, "lead", None, on=date(2026, 7, 19))
    decide_cause(desk.session, said, True, "lead", None, on=date(2026, 7, 20))
    assert desk.file.excused_on == date(2026, 7, 20)
