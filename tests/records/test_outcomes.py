"""What becomes of a file: each sentence of the definition, one case."""

from __future__ import annotations

from datetime import date, time

import pytest
from sqlmodel import select

from tracker.database import Database
from tracker.deadlines import DurationUnit
from tracker.records.deriving import Basis, derive
from tracker.records.hand_overs import HandOver
from tracker.records.handled_files import DERIVED, HandledFile, Timeliness
from tracker.records.lifecycle import FileStatus
from tracker.records.outcomes import Outcome, outcome_of, outcome_on
from tracker.records.procedures import ProcedureTerm, Terms
from tracker.records.working_time import WorkingTime, WorkingTimes
from tracker.testing import Office
from tracker.workdays import SHIPPED_OVERRIDES, make_calendar

CALENDAR = make_calendar(SHIPPED_OVERRIDES)
RECEIVED, DUE = date(2026, 7, 6), date(2026, 7, 13)  # two Mondays
LATER = date(2026, 9, 30)


def basis(terms: list[ProcedureTerm] | None = None, pause_policy: str = "pause") -> Basis:
    held = {1: terms} if terms else {}
    return Basis(CALENDAR, Terms(held), WorkingTimes([(date.min, WorkingTime(pause_policy=pause_policy))]))


def derived(
    terms: list[ProcedureTerm] | None = None, pause_policy: str = "pause", hand_overs=(), excused_on=None, **values
) -> HandledFile:
    """Return a file received on 6 July and due on 13 July 2026 with what follows from its record."""
    recorded = {"received_on": RECEIVED, "due_on": DUE, "handler_id": 1, "status": FileStatus.PROCESSING, **values}
    file = HandledFile(code="H23.14-1", **recorded)
    following = derive(file.model_dump(), basis(terms, pause_policy), hand_overs, excused_on)
    assert set(following) == DERIVED
    for name, value in following.items():
        setattr(file, name, value)
    return file


def finished(on: date, **values) -> HandledFile:
    return derived(finished_on=on, status=FileStatus.FINISHED, **values)


def test_a_file_finished_before_its_due_date_is_early() -> None:
    file = finished(date(2026, 7, 12))
    assert outcome_on(file, LATER) is Outcome.EARLY
    assert file.timeliness == Timeliness.EARLY
    assert file.overdue_on is None


def test_a_file_finished_on_its_due_date_is_on_time() -> None:
    file = finished(DUE)
    assert outcome_on(file, LATER) is Outcome.ON_TIME
    assert file.overdue_on is None


def test_a_file_finished_after_its_due_date_is_overdue_from_the_day_after_it() -> None:
    file = finished(date(2026, 7, 14))
    assert outcome_on(file, LATER) is Outcome.OVERDUE
    assert (file.timeliness, file.overdue_on) == (Timeliness.LATE, date(2026, 7, 14))


def test_a_file_in_work_past_its_due_date_is_overdue() -> None:
    assert outcome_on(derived(), date(2026, 7, 14)) is Outcome.OVERDUE


def test_a_file_in_work_on_its_due_date_is_open() -> None:
    assert outcome_on(derived(), DUE) is Outcome.OPEN


def test_a_file_without_any_due_date_has_no_deadline() -> None:
    assert outcome_on(derived(due_on=None), LATER) is Outcome.NO_DEADLINE
    file = finished(DUE, due_on=None)
    assert outcome_on(file, LATER) is Outcome.NO_DEADLINE
    assert (file.timeliness, file.allowed_days, file.saved_days) == (Timeliness.NO_DEADLINE, None, None)


def test_a_missing_due_date_is_derived_from_the_procedure() -> None:
    term = ProcedureTerm(procedure_id=1, amount=3)
    assert derived([term], due_on=None, procedure_id=1).deadline_on == date(2026, 7, 9)


def test_an_appointed_due_date_wins_over_the_published_duration() -> None:
    term = ProcedureTerm(procedure_id=1, amount=3)
    assert derived([term], procedure_id=1).deadline_on == DUE


def test_hours_run_inside_office_hours_and_a_late_receipt_counts_as_the_next_day() -> None:
    term = ProcedureTerm(procedure_id=1, amount=4, unit=DurationUnit.HOUR, late_receipt_counts_next_day=True)
    at_half_past_nine = derived([term], due_on=None, procedure_id=1, received_at=time(9, 30))
    assert at_half_past_nine.deadline_on == RECEIVED
    late = derived([term], due_on=None, procedure_id=1, received_at=time(15, 1))
    assert late.deadline_on == date(2026, 7, 7)


@pytest.mark.parametrize("status", [FileStatus.WITHDRAWN, FileStatus.REFUSED])
def test_a_file_withdrawn_or_refused_by_its_due_date_has_no_outcome(status: FileStatus) -> None:
    file = derived(status=status, status_on=DUE)
    assert outcome_on(file, LATER) is Outcome.NONE
    assert outcome_on(file, date(2026, 7, 12)) is Outcome.OPEN
    assert (file.ended_on, file.overdue_on) == (DUE, None)


@pytest.mark.parametrize("status", [FileStatus.WITHDRAWN, FileStatus.REFUSED])
def test_a_file_withdrawn_or_refused_after_its_due_date_is_overdue(status: FileStatus) -> None:
    file = derived(status=status, status_on=date(2026, 7, 14))
    assert outcome_on(file, LATER) is Outcome.OVERDUE
    assert file.overdue_on == date(2026, 7, 14)


def test_a_file_withdrawn_on_a_day_that_nobody_noted_ended_when_it_was_received() -> None:
    file = derived(status=FileStatus.WITHDRAWN)
    assert (file.ended_on, file.overdue_on) == (RECEIVED, None)


def test_an_extension_recorded_by_the_first_due_date_moves_it() -> None:
    file = derived(extended_due_on=date(2026, 7, 20), extension_recorded_on=DUE)
    assert (file.deadline_on, file.overdue_on) == (date(2026, 7, 20), date(2026, 7, 21))


def test_an_extension_recorded_after_the_first_due_date_changes_nothing() -> None:
    assert derived(extended_due_on=date(2026, 7, 20), extension_recorded_on=date(2026, 7, 14)).deadline_on == DUE


def test_an_extension_of_which_nobody_says_when_it_was_recorded_changes_nothing() -> None:
    assert derived(extended_due_on=date(2026, 7, 20)).deadline_on == DUE


def test_an_extension_to_an_earlier_day_changes_nothing() -> None:
    assert derived(extended_due_on=date(2026, 7, 8), extension_recorded_on=RECEIVED).deadline_on == DUE


def test_an_extension_recorded_after_the_finish_changes_nothing() -> None:
    extended = {"extended_due_on": date(2026, 7, 20), "extension_recorded_on": date(2026, 7, 10)}
    assert finished(date(2026, 7, 9), **extended).deadline_on == DUE


def test_paused_working_days_move_the_due_date() -> None:
    assert derived(paused_days=5).deadline_on == date(2026, 7, 20)


def test_where_a_pause_starts_the_clock_anew_the_whole_duration_runs_from_the_day_of_resuming() -> None:
    file = derived(pause_policy="restart", paused_days=2, resumed_on=date(2026, 7, 15))
    assert file.deadline_on == date(2026, 7, 22)


@pytest.mark.parametrize("policy", ["pause", "restart"])
def test_a_pause_that_began_after_the_due_date_leaves_the_file_overdue(policy: str) -> None:
    # 13 working days before 20 July the pause began: on 1 July.
    waited = {"received_on": date(2026, 6, 3), "due_on": date(2026, 6, 10), "paused_days": 13}
    resumed = derived(**waited, pause_policy=policy, resumed_on=date(2026, 7, 20))
    assert (resumed.deadline_on, resumed.overdue_on) == (date(2026, 6, 10), date(2026, 6, 11))
    since = {"status": FileStatus.SUPPLEMENT, "status_on": date(2026, 7, 1)}
    still = derived(**waited, **since, pause_policy=policy)
    assert (still.deadline_on, still.overdue_on) == (date(2026, 6, 10), date(2026, 6, 11))


@pytest.mark.parametrize("resumed_on", [date(2026, 7, 17), date(2026, 7, 18), date(2026, 7, 19)])
def test_a_pause_that_began_on_the_due_date_moves_it(resumed_on: date) -> None:
    file = derived(paused_days=4, resumed_on=resumed_on)
    assert (file.deadline_on, file.overdue_on) == (date(2026, 7, 17), date(2026, 7, 18))
    begun_a_day_later = derived(paused_days=3, resumed_on=resumed_on)
    assert begun_a_day_later.overdue_on == date(2026, 7, 14)


def test_a_pause_between_the_first_and_the_extended_due_date_moves_the_extended_one() -> None:
    extended = {"extended_due_on": date(2026, 7, 20), "extension_recorded_on": DUE}
    file = derived(**extended, paused_days=2, resumed_on=date(2026, 7, 17))
    assert file.deadline_on == date(2026, 7, 22)


@pytest.mark.parametrize("status", [FileStatus.SUPPLEMENT, FileStatus.PAYMENT, FileStatus.STOPPED])
def test_a_file_that_waits_since_before_its_due_date_is_open(status: FileStatus) -> None:
    assert outcome_on(derived(status=status, status_on=DUE), LATER) is Outcome.OPEN
    assert outcome_on(derived(status=status), LATER) is Outcome.OPEN


def test_a_file_that_waits_since_after_its_due_date_is_overdue() -> None:
    file = derived(status=FileStatus.SUPPLEMENT, status_on=date(2026, 7, 14))
    assert outcome_on(file, LATER) is Outcome.OVERDUE


def test_a_finish_after_the_day_looked_at_has_not_happened_yet() -> None:
    file = finished(date(2026, 7, 10))
    assert outcome_on(file, date(2026, 7, 9)) is Outcome.OPEN
    assert outcome_on(finished(date(2026, 8, 3)), date(2026, 7, 20)) is Outcome.OVERDUE


def test_a_finish_counts_for_the_holder_at_the_finish_and_lateness_for_the_holder_on_the_due_day() -> None:
    passed = [
        HandOver(from_official_id=1, to_official_id=2, on=DUE),
        HandOver(from_official_id=2, to_official_id=3, on=date(2026, 7, 14)),
    ]
    file = finished(date(2026, 7, 15), handler_id=3, hand_overs=passed)
    assert (file.overdue_holder_id, file.finisher_id) == (2, 3)


def test_a_hand_over_after_the_finish_does_not_take_the_finish_along() -> None:
    passed = [HandOver(from_official_id=1, to_official_id=2, on=date(2026, 7, 11))]
    assert finished(date(2026, 7, 10), handler_id=2, hand_overs=passed).finisher_id == 1


def test_a_confirmed_cause_excuses_only_a_file_that_is_overdue() -> None:
    confirmed = date(2026, 8, 1)
    assert finished(date(2026, 7, 14), excused_on=confirmed).excused_on == confirmed
    assert finished(DUE, excused_on=confirmed).excused_on is None


def test_working_days_saved_run_from_the_finish_to_the_due_date_and_holidays_are_not_saved() -> None:
    file = finished(date(2026, 7, 8))
    assert (file.allowed_days, file.saved_days) == (5, 3)
    before_tet = finished(date(2026, 2, 11), received_on=date(2026, 2, 9), due_on=date(2026, 2, 24))
    assert (before_tet.allowed_days, before_tet.saved_days) == (6, 4)


def test_days_saved_are_counted_against_the_published_duration_not_a_generous_appointment() -> None:
    term = ProcedureTerm(procedure_id=1, amount=3)
    file = finished(date(2026, 7, 8), terms=[term], procedure_id=1)
    assert (file.deadline_on, file.allowed_days, file.saved_days) == (DUE, 3, 1)


def test_no_more_days_are_saved_than_were_allowed() -> None:
    file = finished(RECEIVED, due_on=date(2026, 7, 7), paused_days=9)
    assert (file.allowed_days, file.saved_days) == (1, 1)


def test_a_file_of_one_day_done_by_its_published_day_saved_that_day_once() -> None:
    term = ProcedureTerm(procedure_id=1, amount=1)
    at_once = finished(RECEIVED, terms=[term], procedure_id=1, due_on=RECEIVED)
    assert (at_once.timeliness, at_once.allowed_days, at_once.saved_days) == (Timeliness.ON_TIME, 1, 1)
    next_day = finished(date(2026, 7, 7), terms=[term], procedure_id=1, due_on=None)
    assert (next_day.timeliness, next_day.allowed_days, next_day.saved_days) == (Timeliness.ON_TIME, 1, 1)


@pytest.mark.parametrize(("amount", "saved"), [(1, 0), (0, None)])
def test_a_file_of_one_day_or_less_done_on_its_extended_day_saved_nothing(amount: int, saved: int | None) -> None:
    term, later = ProcedureTerm(procedure_id=1, amount=amount), date(2026, 7, 20)
    extended = {"due_on": None, "extended_due_on": later, "extension_recorded_on": RECEIVED}
    file = finished(later, terms=[term], procedure_id=1, **extended)
    assert (file.timeliness, file.allowed_days, file.saved_days) == (Timeliness.ON_TIME, amount, saved)
    appointed = finished(DUE, terms=[term], procedure_id=1)
    assert (appointed.timeliness, appointed.allowed_days, appointed.saved_days) == (Timeliness.ON_TIME, amount, saved)


def test_a_file_that_allows_no_day_and_is_done_on_the_spot_has_none_to_save() -> None:
    term = ProcedureTerm(procedure_id=1, amount=0)
    file = finished(RECEIVED, terms=[term], procedure_id=1, due_on=None)
    assert (file.timeliness, file.allowed_days, file.saved_days) == (Timeliness.ON_TIME, 0, 0)


def test_neither_an_extension_nor_a_pause_is_time_that_can_be_saved() -> None:
    extended = finished(date(2026, 7, 14), extended_due_on=date(2026, 7, 20), extension_recorded_on=DUE)
    assert (extended.timeliness, extended.allowed_days, extended.saved_days) == (Timeliness.EARLY, 5, 0)
    paused = finished(date(2026, 7, 14), paused_days=5)
    assert (paused.timeliness, paused.allowed_days, paused.saved_days) == (Timeliness.EARLY, 5, 4)


def test_the_weight_is_that_of_the_term_on_the_day_of_receipt() -> None:
    terms = [
        ProcedureTerm(procedure_id=1, amount=5, weight_hundredths=150),
        ProcedureTerm(procedure_id=1, amount=5, weight_hundredths=250, valid_from=date(2026, 7, 7)),
    ]
    assert derived(terms, procedure_id=1).weight_hundredths == 150
    assert derived(terms, procedure_id=1, received_on=date(2026, 7, 7)).weight_hundredths == 250
    assert derived().weight_hundredths == 100


CASES = {
    "early": {"finished_on": date(2026, 7, 10)},
    "on time": {"finished_on": DUE},
    "late": {"finished_on": date(2026, 7, 20)},
    "open": {},
    "no deadline": {"due_on": None},
    "finished without a deadline": {"due_on": None, "finished_on": DUE},
    "withdrawn": {"status": FileStatus.WITHDRAWN, "status_on": date(2026, 7, 9)},
    "withdrawn late": {"status": FileStatus.WITHDRAWN, "status_on": date(2026, 7, 17)},
    "withdrawn without a deadline": {"status": FileStatus.REFUSED, "status_on": DUE, "due_on": None},
    "waiting": {"status": FileStatus.SUPPLEMENT, "status_on": date(2026, 7, 9)},
    "waiting late": {"status": FileStatus.STOPPED, "status_on": date(2026, 7, 16)},
}


@pytest.mark.parametrize("as_of", [date(2026, 7, 8), DUE, date(2026, 7, 15), LATER])
def test_the_database_and_python_tell_the_same_outcome(database: Database, as_of: date) -> None:
    with database.writing("test") as session:
        office = Office(session)
        official = office.official()
        for name, values in CASES.items():
            office.file(official, RECEIVED, **{"due_on": DUE, "code": name, **values})
        told = session.exec(select(HandledFile.code, outcome_of(as_of))).all()
        files = session.exec(select(HandledFile)).all()
    assert len(told) == len(CASES)
    assert dict(told) == {file.code: outcome_on(file, as_of).value for file in files}
