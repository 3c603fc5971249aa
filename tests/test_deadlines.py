from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.deadlines import Due, Duration, DurationUnit, OfficeHours, Pause, PausePolicy, due_date, shifted_due
from tracker.messages import InputError
from tracker.workdays import SHIPPED_OVERRIDES, Calendar, make_calendar

CALENDAR = make_calendar(SHIPPED_OVERRIDES)
OFFICE = OfficeHours()
ONE_DAY = timedelta(days=1)

# In November 2026 the 2nd, 9th, 16th and 23rd are Mondays, and Tuesday the 24th is a holiday.
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = (date(2026, 11, day) for day in range(2, 9))
NEXT_MONDAY, NEXT_TUESDAY, NEXT_WEDNESDAY, NEXT_THURSDAY = (date(2026, 11, day) for day in range(9, 13))

days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
overrides = st.dictionaries(days, st.booleans(), max_size=60)
times = st.none() | st.times().map(lambda at: at.replace(second=0, microsecond=0))
some = settings(max_examples=60, deadline=None)


def working_days(amount: int) -> Duration:
    return Duration(amount, DurationUnit.WORKING_DAY)


def calendar_days(amount: int) -> Duration:
    return Duration(amount, DurationUnit.DAY)


def hours(amount: int) -> Duration:
    return Duration(amount, DurationUnit.HOUR)


def due(received_on, duration, received_at=None, *, late_counts=False, pauses=(), policy=PausePolicy.PAUSE):
    return due_date(
        received_on,
        received_at,
        duration,
        calendar=CALENDAR,
        office_hours=OFFICE,
        late_receipt_counts_next_day=late_counts,
        pauses=pauses,
        policy=policy,
    )


def test_the_day_of_receipt_is_not_counted():
    assert due(MONDAY, working_days(1)) == Due(TUESDAY)
    assert due(MONDAY, working_days(5)) == Due(NEXT_MONDAY)
    assert due(MONDAY, calendar_days(3)) == Due(THURSDAY)


def test_weekends_and_holidays_do_not_count_as_working_days():
    assert due(date(2026, 11, 20), working_days(2)) == Due(date(2026, 11, 25))
    assert due(date(2026, 2, 13), working_days(1)) == Due(date(2026, 2, 23)), "Tết lies between"
    assert due(date(2026, 8, 21), working_days(1)) == Due(date(2026, 8, 22)), "a make-up Saturday is worked"


def test_calendar_days_that_end_on_a_day_off_move_to_the_next_working_day():
    assert due(MONDAY, calendar_days(5)) == Due(NEXT_MONDAY)
    assert due(MONDAY, calendar_days(22)) == Due(date(2026, 11, 25))
    assert due(MONDAY, calendar_days(7)) == Due(NEXT_MONDAY)


def test_a_receipt_on_a_day_off_counts_as_received_on_the_next_working_day():
    assert due(SATURDAY, working_days(1)) == Due(NEXT_TUESDAY)
    assert due(SATURDAY, calendar_days(2)) == Due(NEXT_WEDNESDAY)
    assert due(SUNDAY, hours(1), time(16, 0)) == Due(NEXT_MONDAY, time(8, 30))


def test_a_late_receipt_counts_as_received_on_the_next_working_day_only_where_the_procedure_says_so():
    assert due(FRIDAY, working_days(1), time(15, 1), late_counts=True) == Due(NEXT_TUESDAY)
    assert due(FRIDAY, working_days(1), time(15, 1), late_counts=False) == Due(NEXT_MONDAY)
    assert due(FRIDAY, working_days(1), time(15, 0), late_counts=True) == Due(NEXT_MONDAY)
    assert due(FRIDAY, working_days(1), None, late_counts=True) == Due(NEXT_MONDAY)


def test_a_late_receipt_on_a_day_off_is_not_moved_twice():
    assert due(SATURDAY, working_days(0), time(16, 0), late_counts=True) == Due(NEXT_MONDAY)


def test_the_hour_after_which_a_receipt_is_late_belongs_to_the_office():
    early_office = OfficeHours(late_receipt=time(10, 0))
    found = due_date(
        MONDAY,
        time(10, 30),
        working_days(0),
        calendar=CALENDAR,
        office_hours=early_office,
        late_receipt_counts_next_day=True,
    )
    assert found == Due(TUESDAY)


def test_a_same_day_procedure_is_due_on_the_day_of_receipt_or_received_late_on_the_next_working_day():
    assert due(FRIDAY, working_days(0), time(9, 0), late_counts=True) == Due(FRIDAY)
    assert due(FRIDAY, working_days(0), time(15, 30), late_counts=True) == Due(NEXT_MONDAY)
    assert due(SATURDAY, working_days(0)) == Due(NEXT_MONDAY)


@pytest.mark.parametrize(
    ("received_at", "amount", "expected"),
    [
        (time(8, 0), 2, Due(MONDAY, time(10, 0))),
        (time(10, 30), 2, Due(MONDAY, time(14, 30))),
        (time(7, 30), 4, Due(MONDAY, time(11, 30))),
        (time(11, 30), 1, Due(MONDAY, time(14, 30))),
        (time(12, 15), 1, Due(MONDAY, time(14, 30))),
        (time(6, 0), 1, Due(MONDAY, time(8, 30))),
        (time(16, 0), 1, Due(MONDAY, time(17, 0))),
        (time(16, 0), 2, Due(TUESDAY, time(8, 30))),
        (time(20, 0), 1, Due(TUESDAY, time(8, 30))),
        (time(9, 0), 8, Due(TUESDAY, time(9, 30))),
        (time(7, 30), 15, Due(TUESDAY, time(17, 0))),
        (time(7, 30), 0, Due(MONDAY, time(7, 30))),
        (None, 1, Due(TUESDAY, time(8, 30))),
    ],
)
def test_hours_run_inside_office_hours(received_at, amount, expected):
    assert due(MONDAY, hours(amount), received_at) == expected


def test_hours_run_over_the_weekend_and_after_a_late_receipt_from_the_next_opening():
    assert due(FRIDAY, hours(2), time(16, 0)) == Due(NEXT_MONDAY, time(8, 30))
    assert due(FRIDAY, hours(2), time(16, 0), late_counts=True) == Due(NEXT_MONDAY, time(9, 30))


def test_a_pause_moves_the_due_date_by_the_working_days_paused():
    pause = Pause(TUESDAY, THURSDAY)
    assert due(MONDAY, working_days(3), pauses=[pause]) == Due(NEXT_MONDAY)
    assert due(MONDAY, calendar_days(3), pauses=[pause]) == Due(NEXT_MONDAY)
    assert due(MONDAY, hours(8), time(9, 0), pauses=[pause]) == Due(THURSDAY, time(9, 30))


def test_a_pause_over_a_weekend_only_moves_nothing():
    assert due(FRIDAY, working_days(2), pauses=[Pause(FRIDAY, SUNDAY)]) == Due(NEXT_TUESDAY)


def test_a_restart_counts_the_whole_duration_anew_after_the_last_pause():
    pauses = [Pause(WEDNESDAY, THURSDAY), Pause(TUESDAY, TUESDAY)]
    assert due(MONDAY, working_days(3), pauses=pauses, policy=PausePolicy.RESTART) == Due(NEXT_TUESDAY)
    assert due(MONDAY, working_days(3), pauses=[Pause(TUESDAY, SATURDAY)], policy=PausePolicy.RESTART) == Due(
        NEXT_THURSDAY
    )
    assert due(MONDAY, hours(8), time(9, 0), pauses=[Pause(MONDAY, TUESDAY)], policy=PausePolicy.RESTART) == Due(
        THURSDAY, time(8, 0)
    )


@pytest.mark.parametrize("policy", PausePolicy)
def test_a_file_that_still_waits_has_no_due_date(policy):
    assert due(MONDAY, working_days(3), pauses=[Pause(TUESDAY, None)], policy=policy) is None


@pytest.mark.parametrize("policy", PausePolicy)
@pytest.mark.parametrize("ended_on", [NEXT_MONDAY, None])
def test_a_pause_that_begins_after_the_due_date_does_not_save_an_overdue_file(policy, ended_on):
    assert due(MONDAY, working_days(1), pauses=[Pause(WEDNESDAY, ended_on)], policy=policy) == Due(TUESDAY)


def test_a_pause_that_begins_on_the_due_date_still_counts():
    assert due(MONDAY, working_days(1), pauses=[Pause(TUESDAY, WEDNESDAY)]) == Due(WEDNESDAY)


def test_pauses_that_overlap_count_once():
    pauses = [Pause(TUESDAY, FRIDAY), Pause(WEDNESDAY, THURSDAY), Pause(THURSDAY, NEXT_MONDAY)]
    assert due(MONDAY, working_days(3), pauses=pauses) == due(
        MONDAY, working_days(3), pauses=[Pause(TUESDAY, NEXT_MONDAY)]
    )


def test_the_part_of_a_pause_before_the_receipt_does_not_count():
    assert due(WEDNESDAY, working_days(1), pauses=[Pause(MONDAY, TUESDAY)]) == Due(THURSDAY)
    assert due(WEDNESDAY, working_days(1), pauses=[Pause(MONDAY, THURSDAY)]) == Due(FRIDAY)


@pytest.mark.parametrize("amount", [-1, 10_001])
def test_a_duration_that_cannot_be_is_refused(amount):
    with pytest.raises(InputError, match=str(amount)):
        working_days(amount)


@pytest.mark.parametrize(
    "shifts",
    [
        (),
        ((time(11, 30), time(7, 30)),),
        ((time(7, 30), time(7, 30)),),
        ((time(7, 30), time(13, 30)), (time(11, 30), time(17, 0))),
    ],
)
def test_office_hours_out_of_order_are_refused(shifts):
    with pytest.raises(InputError, match="Office hours"):
        OfficeHours(shifts)


def test_a_pause_that_ends_before_it_begins_is_refused():
    with pytest.raises(InputError, match="03/11/2026 to 02/11/2026"):
        Pause(TUESDAY, MONDAY)


def test_a_first_due_date_is_shifted_by_the_working_days_paused():
    assert shifted_due(FRIDAY, MONDAY, 2, None, PausePolicy.PAUSE, CALENDAR) == NEXT_TUESDAY
    assert shifted_due(FRIDAY, MONDAY, 0, None, PausePolicy.PAUSE, CALENDAR) == FRIDAY


def test_a_first_due_date_is_counted_anew_from_the_end_of_the_last_pause():
    assert shifted_due(WEDNESDAY, MONDAY, 3, FRIDAY, PausePolicy.RESTART, CALENDAR) == NEXT_TUESDAY
    assert shifted_due(WEDNESDAY, MONDAY, 3, SATURDAY, PausePolicy.RESTART, CALENDAR) == NEXT_WEDNESDAY
    assert shifted_due(WEDNESDAY, MONDAY, 0, None, PausePolicy.RESTART, CALENDAR) == WEDNESDAY


def received_day(calendar: Calendar, on: date, at: time | None, late_counts: bool) -> date:
    if late_counts and at is not None and at > time(15, 0):
        on += ONE_DAY
    while not calendar.is_working(on):
        on += ONE_DAY
    return on


def due_day_by_day(calendar: Calendar, received: date, duration: Duration) -> date:
    on, left = received, duration.amount
    while left:
        on += ONE_DAY
        if duration.unit is DurationUnit.DAY or calendar.is_working(on):
            left -= 1
    while not calendar.is_working(on):
        on += ONE_DAY
    return on


def derived(calendar, received_on, received_at, duration, late_counts, **pauses):
    return due_date(
        received_on,
        received_at,
        duration,
        calendar=calendar,
        office_hours=OFFICE,
        late_receipt_counts_next_day=late_counts,
        **pauses,
    )


durations = st.builds(Duration, st.integers(0, 60), st.sampled_from([DurationUnit.WORKING_DAY, DurationUnit.DAY]))


@given(overrides, days, times, durations, st.booleans())
@some
def test_days_are_counted_as_a_loop_over_the_days_does(own, received_on, received_at, duration, late_counts):
    calendar = make_calendar(own)
    received = received_day(calendar, received_on, received_at, late_counts)
    found = derived(calendar, received_on, received_at, duration, late_counts)
    assert found == Due(due_day_by_day(calendar, received, duration))


def due_minute_by_minute(calendar: Calendar, received_on: date, received_at: time | None, amount: int) -> datetime:
    now = datetime.combine(received_on, received_at or time(23, 59))
    left = amount * 60
    while left:
        is_open = any(opened <= now.time() < closed for opened, closed in OFFICE.shifts)
        if is_open and calendar.is_working(now.date()):
            left -= 1
        now += timedelta(minutes=1)
    return now


@given(overrides, days, times, st.integers(1, 20))
@some
def test_hours_are_counted_as_a_loop_over_the_minutes_does(own, received_on, received_at, amount):
    calendar = make_calendar(own)
    if not calendar.is_working(received_on):
        received_at = time(0, 0)
    expected = due_minute_by_minute(calendar, received_on, received_at, amount)
    found = derived(calendar, received_on, received_at, hours(amount), False)
    assert found == Due(expected.date(), expected.time())


def paused_working_days(calendar: Calendar, received: date, due_on: date, pauses: list[Pause]) -> set[date]:
    """Return the working days after the receipt on which the file waited, in the pauses that began in time."""
    waited = set()
    for pause in pauses:
        length = (pause.ended_on - pause.started_on).days if pause.started_on <= due_on else 0
        waited |= {pause.started_on + n * ONE_DAY for n in range(1, length + 1)}
    return {day for day in waited if day > received and calendar.is_working(day)}


@given(overrides, days, st.integers(0, 30), st.lists(st.tuples(st.integers(-5, 60), st.integers(0, 20)), max_size=5))
@some
def test_each_working_day_paused_moves_the_due_date_once(own, received_on, amount, spans):
    calendar = make_calendar(own)
    received = received_day(calendar, received_on, None, False)
    starts = [(received + offset * ONE_DAY, length * ONE_DAY) for offset, length in spans]
    pauses = [Pause(start, start + length) for start, length in starts]
    expected, waited = due_day_by_day(calendar, received, working_days(amount)), -1
    while waited != (waited := len(paused_working_days(calendar, received, expected, pauses))):
        expected = due_day_by_day(calendar, received, working_days(amount + waited))
    assert derived(calendar, received_on, None, working_days(amount), False, pauses=pauses) == Due(expected)


@given(overrides, days, st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.sampled_from(PausePolicy))
@some
def test_a_first_due_date_shifts_to_where_the_whole_count_leads(own, received_on, amount, began, length, policy):
    calendar = make_calendar(own)
    received = calendar.next_working(received_on)
    first = calendar.add(received, amount)
    started_on = min(received + began * ONE_DAY, first)
    pause = Pause(started_on, started_on + length * ONE_DAY)
    found = derived(calendar, received, None, working_days(amount), False, pauses=[pause], policy=policy)
    paused_days = calendar.between(pause.started_on, pause.ended_on)
    assert found == Due(shifted_due(first, received, paused_days, pause.ended_on, policy, calendar))
