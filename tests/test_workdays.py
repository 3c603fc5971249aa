from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Date, Integer, MetaData, Table, delete, insert, literal
from sqlmodel import Session, SQLModel, col, create_engine, select

from tracker.messages import InputError
from tracker.workdays import (
    FIRST_DAY,
    LAST_DAY,
    SHIPPED_OVERRIDES,
    Calendar,
    CalendarDay,
    HolidayOverride,
    load_calendar,
    make_calendar,
    refresh_calendar,
    working_days_between,
)

PUBLISHED = make_calendar(SHIPPED_OVERRIDES)
ONE_DAY = timedelta(days=1)

days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
overrides = st.dictionaries(days, st.booleans(), max_size=60)
some = settings(max_examples=60, deadline=None)


def test_make_up_saturdays_are_worked():
    worked = [date(2024, 5, 4), date(2025, 4, 26), date(2026, 1, 10), date(2026, 8, 22), date(2019, 1, 5)]
    assert [PUBLISHED.is_working(day) for day in worked] == [True] * 5
    assert [day.weekday() for day in worked] == [5] * 5


def test_an_ordinary_saturday_and_sunday_are_off():
    assert not PUBLISHED.is_working(date(2026, 8, 15))
    assert not PUBLISHED.is_working(date(2026, 8, 16))


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 1, 2),
        *(date(2026, 2, day) for day in range(16, 21)),
        date(2026, 4, 27),
        date(2026, 8, 31),
        date(2026, 9, 1),
        date(2026, 9, 2),
        date(2026, 11, 24),
        date(2025, 5, 2),
        date(2024, 4, 29),
    ],
)
def test_published_holidays_swapped_and_substitute_days_are_off(day):
    assert day.weekday() < 5
    assert not PUBLISHED.is_working(day)


def test_the_24th_of_november_was_an_ordinary_day_before_2026():
    assert PUBLISHED.is_working(date(2025, 11, 24))


def test_the_first_working_days_of_2026_follow_the_dispatch_and_not_the_package_alone():
    alone = make_calendar({})
    assert (alone.is_working(date(2026, 1, 2)), alone.is_working(date(2026, 1, 10))) == (True, False)
    assert (PUBLISHED.is_working(date(2026, 1, 2)), PUBLISHED.is_working(date(2026, 1, 10))) == (False, True)


def test_an_override_wins_over_a_make_up_day_a_holiday_and_a_weekend():
    own = make_calendar({date(2026, 8, 22): False, date(2026, 9, 2): True, date(2026, 9, 6): True})
    assert [own.is_working(date(2026, *day)) for day in ((8, 22), (9, 2), (9, 6))] == [False, True, True]


def test_a_desk_open_on_saturdays_keeps_only_sundays_and_holidays_off():
    own = make_calendar({}, weekend=(6,))
    assert own.is_working(date(2026, 8, 15))
    assert not own.is_working(date(2026, 8, 16))
    assert not own.is_working(date(2027, 5, 1)), "Labour Day 2027 is a Saturday"


def test_tet_does_not_count_between_receipt_and_finish():
    assert PUBLISHED.between(date(2026, 2, 13), date(2026, 2, 23)) == 1
    assert PUBLISHED.add(date(2026, 2, 13), 1) == date(2026, 2, 23)


@pytest.mark.parametrize("outside", [FIRST_DAY - ONE_DAY, LAST_DAY + ONE_DAY, date.min, date.max])
def test_a_day_outside_the_calendar_is_named(outside):
    with pytest.raises(InputError, match=outside.strftime("%d/%m/%Y")):
        PUBLISHED.is_working(outside)
    with pytest.raises(InputError, match=outside.strftime("%d/%m/%Y")):
        PUBLISHED.between(date(2026, 1, 5), outside)


@pytest.mark.parametrize(("start", "count"), [(LAST_DAY, 1), (FIRST_DAY, -1), (date(2026, 1, 5), 100_000)])
def test_counting_beyond_the_calendar_names_the_start(start, count):
    with pytest.raises(InputError, match=start.strftime("%d/%m/%Y")):
        PUBLISHED.add(start, count)


def test_an_override_outside_the_calendar_is_named():
    with pytest.raises(InputError, match="02/01/2051"):
        make_calendar({date(2051, 1, 2): False})


def counted_day_by_day(calendar: Calendar, start: date, end: date) -> int:
    if end < start:
        return -counted_day_by_day(calendar, end, start)
    return sum(calendar.is_working(start + n * ONE_DAY) for n in range(1, (end - start).days + 1))


def stepped_day_by_day(calendar: Calendar, start: date, count: int) -> date:
    step = ONE_DAY if count > 0 else -ONE_DAY
    while count:
        start += step
        if calendar.is_working(start):
            count -= step.days
    return start


@given(overrides)
@some
def test_days_are_working_as_the_overrides_say_and_else_as_published(own):
    calendar, published = make_calendar(own), make_calendar({})
    window = [date(2024, 1, 1) + n * ONE_DAY for n in range(4 * 365)]
    assert [calendar.is_working(day) for day in window] == [own.get(day, published.is_working(day)) for day in window]


@given(overrides, days, days)
@some
def test_between_counts_as_a_loop_over_the_days_does_in_both_directions(own, start, end):
    calendar = make_calendar(own)
    assert calendar.between(start, end) == counted_day_by_day(calendar, start, end)
    assert calendar.between(end, start) == -calendar.between(start, end)


def test_between_a_saturday_and_the_next_monday_counts_monday_both_ways():
    assert PUBLISHED.between(date(2025, 6, 7), date(2025, 6, 9)) == 1
    assert PUBLISHED.between(date(2025, 6, 9), date(2025, 6, 7)) == -1


@given(overrides, days, st.integers(-300, 300))
@some
def test_adding_working_days_steps_as_a_loop_does_in_both_directions(own, start, count):
    calendar = make_calendar(own)
    assert calendar.add(start, count) == stepped_day_by_day(calendar, start, count)


@given(overrides, days, st.integers(1, 300))
@some
def test_the_days_added_are_the_days_counted(own, start, count):
    calendar = make_calendar(own)
    assert calendar.between(start, calendar.add(start, count)) == count


@given(overrides, days)
@some
def test_the_next_and_the_previous_working_day_are_the_nearest(own, day):
    calendar = make_calendar(own)
    after, before = calendar.next_working(day), calendar.previous_working(day)
    assert before <= day <= after
    assert calendar.is_working(before)
    assert calendar.is_working(after)
    assert calendar.between(before, after) == (0 if before == after else 1)


@pytest.fixture
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    tables = [SQLModel.metadata.tables[model.__tablename__] for model in (HolidayOverride, CalendarDay)]
    SQLModel.metadata.create_all(engine, tables=tables)
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_an_empty_calendar_asks_for_the_upgrade(session):
    session.exec(delete(CalendarDay))
    with pytest.raises(InputError, match="tracker db upgrade"):
        load_calendar(session)


def test_a_calendar_that_lacks_days_asks_for_the_upgrade(session):
    refresh_calendar(session)
    session.exec(delete(CalendarDay).where(col(CalendarDay.on) == date(2026, 5, 5)))
    with pytest.raises(InputError, match="tracker db upgrade"):
        load_calendar(session)


def test_the_stored_calendar_is_the_calendar_made_from_the_overrides(session):
    session.exec(delete(HolidayOverride))
    session.add_all(HolidayOverride(on=on, is_working=works) for on, works in SHIPPED_OVERRIDES.items())
    refresh_calendar(session)
    assert load_calendar(session) == PUBLISHED


def test_refreshing_tells_whether_a_day_changed(session):
    refresh_calendar(session)
    assert not refresh_calendar(session)
    session.add(HolidayOverride(on=date(2026, 5, 5), is_working=False, note="Flood"))
    assert refresh_calendar(session)
    assert not load_calendar(session).is_working(date(2026, 5, 5))
    assert not refresh_calendar(session)
    assert refresh_calendar(session, weekend=(6,))


def test_sql_counts_working_days_as_python_does_in_both_directions(session):
    refresh_calendar(session)
    calendar = load_calendar(session)
    near_tet = [date(2026, 2, 10) + n * ONE_DAY for n in range(18)]
    pairs = [(start, end) for start in near_tet for end in near_tet]
    spans = Table(
        "span",
        MetaData(),
        Column("id", Integer, primary_key=True),
        Column("start", Date),
        Column("end", Date),
        prefixes=["TEMPORARY"],
    )
    spans.create(session.connection())
    session.execute(insert(spans), [{"start": start, "end": end} for start, end in pairs])
    counted = session.execute(select(working_days_between(spans.c.start, spans.c.end)).order_by(spans.c.id))
    assert list(counted.scalars()) == [calendar.between(start, end) for start, end in pairs]


def test_sql_gives_no_count_where_a_date_is_missing_or_outside_the_calendar(session):
    refresh_calendar(session)
    known, missing, outside = literal(date(2026, 5, 5)), literal(None, Date()), literal(date(2060, 1, 1))
    assert session.execute(select(working_days_between(known, missing))).scalar_one() is None
    assert session.execute(select(working_days_between(missing, known))).scalar_one() is None
    assert session.execute(select(working_days_between(known, outside))).scalar_one() is None


def test_sql_counts_also_in_a_statement_that_reads_the_calendar_itself(session):
    refresh_calendar(session)
    on = col(CalendarDay.on)
    counted = session.execute(select(working_days_between(on, literal(date(2026, 5, 8)))).where(on == date(2026, 5, 4)))
    assert counted.scalars().all() == [4]
