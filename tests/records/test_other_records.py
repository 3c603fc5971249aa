"""Procedures' dated terms, duty days."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.database import Database
from tracker.deadlines import Duration, DurationUnit
from tracker.messages import InputError
from tracker.records.duty_days import DutyState, Shift, assign, missed, on_duty, served
from tracker.records.procedures import (
    Procedure,
    ProcedureTerm,
    guessed_weight,
    load_terms,
)
from tracker.testing import Office

DAY = date(2026, 7, 6)


def test_a_term_holds_from_its_day_on_and_the_first_one_before_it(database: Database) -> None:
    with database.writing("test") as session:
        procedure = Procedure(code="1.001193", name="Đăng ký khai sinh")
        session.add(procedure)
        session.flush()
        for valid_from, amount in ((date(2026, 7, 1), 3), (date(2026, 1, 1), 5)):
            session.add(ProcedureTerm(procedure_id=procedure.id, valid_from=valid_from, amount=amount))
        session.flush()
        terms = load_terms(session)
        days = (date(2025, 1, 1), date(2026, 6, 30), date(2026, 7, 1))
        assert [terms.on(procedure.id, day).amount for day in days] == [5, 5, 3]
        assert terms.on(None, DAY) is None
        assert terms.on(99, DAY) is None


@pytest.mark.parametrize(
    ("amount", "unit", "weight"),
    [
        (None, DurationUnit.WORKING_DAY, 100),
        (1, DurationUnit.WORKING_DAY, 100),
        (40, DurationUnit.HOUR, 100),
        (3, DurationUnit.WORKING_DAY, 150),
        (7, DurationUnit.DAY, 200),
        (15, DurationUnit.WORKING_DAY, 300),
        (30, DurationUnit.WORKING_DAY, 450),
        (31, DurationUnit.WORKING_DAY, 600),
    ],
)
def test_a_weight_is_first_guessed_from_the_duration(amount: int | None, unit: DurationUnit, weight: int) -> None:
    assert guessed_weight(None if amount is None else Duration(amount, unit)) == weight


def test_a_duty_day_is_served_by_the_official_or_by_a_substitute_or_missed(database: Database) -> None:
    with database.writing("test") as session:
        office = Office(session)
        official, substitute = office.official("A").id, office.official("B").id
        duty_day = assign(session, official, DAY)
        assert duty_day.state is DutyState.PLANNED
        served(session, duty_day, substitute)
        assert (duty_day.state, duty_day.substitute_id) == (DutyState.SERVED, substitute)
        missed(session, duty_day)
        assert (duty_day.state, duty_day.substitute_id) == (DutyState.ABSENT, None)
        served(session, duty_day)
        assert (duty_day.state, duty_day.substitute_id) == (DutyState.SERVED, None)
        assert on_duty(session, DAY) == [duty_day]
        assert on_duty(session, date(2026, 7, 7)) == []


def test_an_official_has_each_shift_of_a_day_once_and_is_not_his_own_substitute(database: Database) -> None:
    with database.writing("test") as session:
        official = Office(session).official().id
        morning = assign(session, official, DAY, Shift.MORNING)
        assign(session, official, DAY, Shift.AFTERNOON)
        with pytest.raises(InputError, match="on duty on 06/07/2026 already"):
            assign(session, official, DAY, Shift.MORNING)
        with pytest.raises(InputError, match="his own substitute"):
            served(session, morning, official)
        assert morning.state is DutyState.PLANNED
