"""The demo's duty days: two key officials at the desk every working day."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from tracker.demo.absences import Presence
from tracker.records.duty_days import DutyState, Shift
from tracker.workdays import Calendar

OFFICIALS_A_DAY = 2
_SUBSTITUTED = 4
_MISSED = 2


@dataclass(frozen=True, slots=True)
class DemoDuty:
    """One official's duty day; where there is a substitute, he is the one who served."""

    official: str
    on: date
    shift: Shift
    state: DutyState
    substitute: str | None = None


def duty_days(
    rng: Random, rota: Sequence[str], span: tuple[date, date], today: date, presence: Presence, calendar: Calendar
) -> list[DemoDuty]:
    """Return two duty days for every working day of the span, served before today, planned from today on.

    The officials take turns; who is away waits. A few served by a substitute, two nobody served.
    """
    turns = deque(rota)
    days: list[DemoDuty] = []
    day = calendar.next_working(span[0])
    while day <= span[1]:
        state = DutyState.SERVED if day < today else DutyState.PLANNED
        for official in _next_two(turns, day, presence):
            days.append(DemoDuty(official, day, Shift.DAY, state))
        day = calendar.add(day, 1)
    past = [number for number, duty in enumerate(days) if duty.state is DutyState.SERVED]
    unusual = rng.sample(past, min(len(past) // 4, _SUBSTITUTED + _MISSED))
    for number in unusual[:_MISSED]:
        days[number] = replace(days[number], state=DutyState.ABSENT)
    for number in unusual[_MISSED:]:
        days[number] = replace(days[number], substitute=_substitute(rng, days, number, rota, presence))
    return days


def _next_two(turns: deque[str], day: date, presence: Presence) -> list[str]:
    """Take the first two in the queue who are there, and put them at its end."""
    on_duty = [official for official in turns if presence.is_there(official, day)][:OFFICIALS_A_DAY]
    for official in on_duty:
        turns.remove(official)
        turns.append(official)
    return on_duty


def _substitute(rng: Random, days: list[DemoDuty], number: int, rota: Sequence[str], presence: Presence) -> str:
    on = days[number].on
    busy = {duty.official for duty in days if duty.on == on} | {duty.substitute for duty in days if duty.on == on}
    return rng.choice([official for official in rota if official not in busy and presence.is_there(official, on)])


def planned_until(today: date) -> date:
    """Return the last day for which duty is planned: two weeks ahead."""
    return today + timedelta(days=14)
