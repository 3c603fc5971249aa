"""Duty days: served of those assigned, and a day on a recorded absence was not assigned to serve."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.database import Database
from tracker.periods import parse_period
from tracker.plugins import Plugins
from tracker.records.absences import Absence, AbsenceKind
from tracker.records.duty_days import DutyDay, DutyState
from tracker.scoring.evidence import evidence_of
from tracker.scoring.measuring import CORE_MEASURE_SETS
from tracker.testing import Office, cards_by_code

QUARTER = parse_period("2026-Q3")
DAY = date(2026, 8, 5)
SERVED, ABSENT, PLANNED = DutyState.SERVED, DutyState.ABSENT, DutyState.PLANNED
Counts = dict[str, int]


def duty_of_a(
    database: Database, state: DutyState, has_substitute: bool = False, away: tuple[date, date | None] | None = None
) -> Counts:
    """Return the duty measures other than 0 of A, who had one duty day."""
    with database.writing("test") as session:
        office = Office(session)
        a, b = office.official("A"), office.official("B")
        if away is not None:
            session.add(Absence(official_id=a.id, starts_on=away[0], ends_on=away[1]))
        session.add(DutyDay(official_id=a.id, on=DAY, state=state, substitute_id=b.id if has_substitute else None))
        session.flush()
        measures = cards_by_code(session, Plugins([]), QUARTER)["A"].measures
        counts = {key.removeprefix("duty."): value for key, value in measures.items() if key.startswith("duty.")}
        for key, value in counts.items():
            records = evidence_of(session, CORE_MEASURE_SETS, f"duty.{key}", a.id, QUARTER, QUARTER.end)
            assert len(records) == value
        return {key: value for key, value in counts.items() if isinstance(value, int) and value}


@pytest.mark.parametrize(
    ("state", "has_substitute", "counts"),
    [
        (SERVED, False, {"assigned": 1, "served_oneself": 1}),
        (SERVED, True, {"assigned": 1, "given_away": 1}),
        (ABSENT, False, {"assigned": 1}),
        (ABSENT, True, {"assigned": 1}),
        (PLANNED, False, {}),
    ],
)
def test_a_duty_day_without_an_absence_is_assigned_whatever_became_of_it(
    database: Database, state: DutyState, has_substitute: bool, counts: Counts
) -> None:
    assert duty_of_a(database, state, has_substitute) == counts


@pytest.mark.parametrize("has_substitute", [False, True])
@pytest.mark.parametrize("state", [SERVED, ABSENT])
@pytest.mark.parametrize("away", [(DAY, DAY), (date(2026, 8, 1), date(2026, 8, 9)), (date(2026, 7, 1), None)])
def test_a_duty_day_on_an_absence_is_excused_unless_the_official_served_it(
    database: Database, state: DutyState, has_substitute: bool, away: tuple[date, date | None]
) -> None:
    served_it = state is SERVED and not has_substitute
    expected = {"assigned": 1, "served_oneself": 1} if served_it else {"excused": 1}
    assert duty_of_a(database, state, has_substitute, away) == expected


@pytest.mark.parametrize(
    "away", [(date(2026, 8, 6), date(2026, 8, 9)), (date(2026, 8, 1), date(2026, 8, 4)), (date(2026, 8, 6), None)]
)
def test_an_absence_on_other_days_excuses_nothing(database: Database, away: tuple[date, date | None]) -> None:
    assert duty_of_a(database, ABSENT, away=away) == {"assigned": 1}


@pytest.mark.parametrize("kind", list(AbsenceKind))
def test_every_kind_of_absence_excuses(database: Database, kind: AbsenceKind) -> None:
    with database.writing("test") as session:
        a = Office(session).official("A")
        session.add(Absence(official_id=a.id, kind=kind, starts_on=DAY, ends_on=DAY))
        session.add(DutyDay(official_id=a.id, on=DAY, state=ABSENT))
        session.flush()
        assert cards_by_code(session, Plugins([]), QUARTER)["A"].measures["duty.excused"] == 1


def test_leave_on_duty_days_costs_no_points_and_is_said(database: Database) -> None:
    with database.writing("test") as session:
        a = Office(session).official("A")
        session.add(Absence(official_id=a.id, starts_on=date(2026, 8, 10), ends_on=date(2026, 8, 14)))
        for day, state in ((3, SERVED), (5, SERVED), (11, ABSENT)):
            session.add(DutyDay(official_id=a.id, on=date(2026, 8, day), state=state))
        session.flush()
        card = cards_by_code(session, Plugins(["reward_rules"]), QUARTER)["A"]
    (line,) = (line for line in card.lines if line.rule.key == "reward_rules.duty_share")
    assert str(line.points.value) == "10.00"
    assert line.points.because.params["excused"] == 1
