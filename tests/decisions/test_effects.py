"""What an initiative changed: which files each side counts, and that every number agrees with a slow count."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

import pytest
from sqlmodel import Session, select

from tests.slow.offices import PROCEDURES, in_random_offices
from tracker.database import Database, RecordSession
from tracker.decisions.effects import FEWEST_FILES, LONGEST_SPAN, Effect, Side, effect_of
from tracker.decisions.initiatives import Initiative
from tracker.records.handled_files import HandledFile, Timeliness
from tracker.records.lifecycle import WITHDRAWN_OR_REFUSED
from tracker.records.procedures import ProcedureTerm
from tracker.testing import Office, said
from tracker.workdays import Calendar, load_calendar

START, TODAY = date(2026, 9, 1), date(2026, 11, 23)
ONE_DAY = timedelta(days=1)


def shorter(procedure_id: int | None, practised_from: date = START) -> Initiative:
    """Return an initiative that shortens a procedure."""
    return Initiative(
        title="One form for two papers",
        procedure_id=procedure_id,
        practised_from=practised_from,
        description="-",
        evidence="-",
        said_by="test",
        said_on=TODAY,
    )


def measured(session: Session, procedure_id: int | None, practised_from: date = START, today: date = TODAY) -> Effect:
    effect = effect_of(session, shorter(procedure_id, practised_from), today)
    assert effect is not None
    return effect


def told(effect: Effect) -> list[str | None]:
    return [said(one) for one, _ in effect.told]


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    """An office in which records can be added."""
    with database.writing("test") as session:
        yield Office(session)


def finished(office: Office, procedure_id: int | None, received_on: date, days: int, **values: object) -> HandledFile:
    """Add a file that took so many working days."""
    finished_on = office.calendar.add(received_on, days)
    return office.file(None, received_on, finished_on=finished_on, procedure_id=procedure_id, **values)


def test_both_sides_are_as_long_as_it_was_practised_on_days_that_are_over(office: Office) -> None:
    procedure = office.procedure().id
    effect = measured(office.session, procedure, today=date(2026, 9, 11))
    assert (effect.before.first, effect.before.last) == (date(2026, 8, 22), date(2026, 8, 31))
    assert (effect.after.first, effect.after.last, effect.days) == (START, date(2026, 9, 10), 10)


def test_a_side_has_at_most_ninety_days(office: Office) -> None:
    effect = measured(office.session, office.procedure().id, date(2026, 1, 5))
    assert effect.days == LONGEST_SPAN == 90
    assert effect.after.last == date(2026, 4, 4)
    assert effect.before.first == date(2025, 10, 7)


def test_nothing_is_measured_without_a_procedure_or_before_a_day_is_over(office: Office) -> None:
    procedure = office.procedure().id
    assert effect_of(office.session, shorter(None), TODAY) is None
    assert effect_of(office.session, shorter(procedure, TODAY), TODAY) is None
    assert effect_of(office.session, shorter(procedure, TODAY - ONE_DAY), TODAY) is not None


def test_a_file_begun_in_the_old_way_and_finished_in_the_new_one_is_on_neither_side(office: Office) -> None:
    procedure = office.procedure().id
    finished(office, procedure, date(2026, 8, 31), 2)
    effect = measured(office.session, procedure)
    assert (effect.before.files, effect.before.unfinished) == (0, 1)
    assert (effect.after.files, effect.after.unfinished) == (0, 0)


def test_pauses_are_no_working_days_of_the_office(office: Office) -> None:
    procedure = office.procedure().id
    finished(office, procedure, date(2026, 9, 7), 6, paused_days=4, resumed_on=date(2026, 9, 14))
    finished(office, procedure, date(2026, 9, 7), 1, paused_days=3, resumed_on=date(2026, 9, 8))
    assert measured(office.session, procedure).after.by_days == {2: 1, 0: 1}


def test_a_withdrawn_file_is_neither_finished_nor_unfinished(office: Office) -> None:
    procedure = office.procedure().id
    office.withdrawn_file(office.official(), date(2026, 9, 7), procedure_id=procedure)
    office.open_file(office.official("CB02"), date(2026, 9, 7), procedure_id=procedure)
    after = measured(office.session, procedure).after
    assert (after.files, after.unfinished) == (0, 1)


def test_an_even_number_of_files_has_the_middle_of_two_as_its_median() -> None:
    assert Side(START, START, {1: 1, 4: 1}).median == Decimal("2.5")
    assert Side(START, START, {1: 1, 4: 2}).median == 4
    assert Side(START, START, {}).median is None


def test_below_ten_files_on_a_side_nothing_is_said(office: Office) -> None:
    procedure = office.procedure().id
    for number in range(FEWEST_FILES):
        finished(office, procedure, date(2026, 7, 6) + number * ONE_DAY, 5)
        if number:
            finished(office, procedure, date(2026, 9, 7) + number * ONE_DAY, 2)
    effect = measured(office.session, procedure)
    assert (effect.is_enough, effect.saved) == (False, None)
    assert told(effect) == ["Too few files to say: 10 before and 9 after it."]
    finished(office, procedure, date(2026, 9, 7), 3)
    effect = measured(office.session, procedure)
    assert effect.saved == 3
    assert told(effect) == [
        "Median working days from receipt to finish: 5 before, 2 after.",
        "Files counted: 10 before, 10 after, within 83 days on each side.",
        "Early or on time: 100.00% before, 100.00% after.",
    ]
    assert all(speaks_for for _, speaks_for in effect.told)


def test_a_slower_median_does_not_speak_for_it() -> None:
    before, after = (Side(START, TODAY, {days: FEWEST_FILES}) for days in (3, 4))
    effect = Effect(before, after)
    assert effect.saved == -1
    assert [speaks_for for _, speaks_for in effect.told] == [False, True]


def test_a_change_of_the_published_time_within_the_days_is_named(office: Office) -> None:
    procedure = office.procedure().id
    assert measured(office.session, procedure).terms_from is None
    assert procedure is not None
    for valid_from in (date(2026, 10, 1), date(2026, 12, 1)):
        office.session.add(ProcedureTerm(procedure_id=procedure, amount=3, valid_from=valid_from))
    assert measured(office.session, procedure).terms_from == date(2026, 10, 1)


def test_every_number_agrees_with_a_slow_count(database: Database) -> None:
    in_random_offices(database, _agrees, sqlite=40, postgresql=6)


def _agrees(session: RecordSession, chance: random.Random) -> None:
    files, calendar = session.exec(select(HandledFile)).all(), load_calendar(session)
    for procedure_id in PROCEDURES:
        start = date(2026, 6, 1) + timedelta(chance.randrange(150))
        today = start + timedelta(chance.choice([1, 20, 60, 150]))
        effect = measured(session, procedure_id, start, today)
        of_procedure = [file for file in files if file.procedure_id == procedure_id]
        for side in (effect.before, effect.after):
            _agrees_with(
                side, [one for one in of_procedure if side.first <= one.received_on <= side.last], calendar, today
            )


def _agrees_with(side: Side, received: list[HandledFile], calendar: Calendar, today: date) -> None:
    in_side = [one for one in received if one.finished_on is not None and one.finished_on <= side.last]
    took = [_working_days(calendar, one) for one in in_side]
    assert side.by_days == Counter(took)
    assert side.median == (Decimal(str(median(took))) if took else None)
    gone = [
        one
        for one in received
        if one.finished_on is None
        and one.status in WITHDRAWN_OR_REFUSED
        and (one.status_on or one.received_on) <= side.last
    ]
    assert side.unfinished == len(received) - len(in_side) - len(gone)
    late = [one for one in in_side if one.timeliness == Timeliness.LATE and not _is_excused(one, today)]
    in_time = [one for one in in_side if one.timeliness in (Timeliness.EARLY, Timeliness.ON_TIME)]
    assert (side.in_time, side.due) == (len(in_time), len(in_time) + len(late))


def _working_days(calendar: Calendar, file: HandledFile) -> int:
    """Count the working days from receipt to finish one after the other."""
    assert file.finished_on is not None
    length = (file.finished_on - file.received_on).days
    worked = sum(calendar.is_working(file.received_on + number * ONE_DAY) for number in range(1, length + 1))
    return max(worked - file.paused_days, 0)


def _is_excused(file: HandledFile, today: date) -> bool:
    return file.excused_on is not None and file.excused_on <= today
