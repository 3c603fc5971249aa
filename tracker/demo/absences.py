"""When the demo's officials are away, and who is there on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tracker.demo.people import ON_MATERNITY_LEAVE, DemoOfficial
from tracker.records.absences import AbsenceKind
from tracker.records.postings import RankingGroup
from tracker.workdays import Calendar


@dataclass(frozen=True, slots=True)
class DemoAbsence:
    """One absence, both days included."""

    official: str
    kind: AbsenceKind
    from_on: date
    to_on: date

    def overlaps(self, other: DemoAbsence) -> bool:
        """Whether a day belongs to both."""
        return self.from_on <= other.to_on and other.from_on <= self.to_on


_MATERNITY_DAYS_AGO = 240
_MATERNITY_LENGTH = timedelta(days=182)
_CLEAR_OF_NEW_YEAR = timedelta(days=14)

_BLOCKS_A_YEAR = 4
_WORKING_DAYS_A_YEAR = 250
_KINDS = (AbsenceKind.LEAVE, AbsenceKind.LEAVE, AbsenceKind.LEAVE, AbsenceKind.SICK)
_ON_MISSION = (RankingGroup.LEADER, RankingGroup.ORGANISATION)
_ATTEMPTS = 12


def maternity_leave(today: date, begins_on: date, calendar: Calendar) -> DemoAbsence:
    """Return the six months of leave that ended about two months ago.

    It begins well away from the day on which the story's year begins, so that the files handed over before it
    are received and finished in one year.
    """
    starts_on = today - timedelta(days=_MATERNITY_DAYS_AGO)
    if abs(starts_on - begins_on) < _CLEAR_OF_NEW_YEAR:
        starts_on = begins_on + _CLEAR_OF_NEW_YEAR
    starts_on = calendar.next_working(starts_on)
    return DemoAbsence(ON_MATERNITY_LEAVE, AbsenceKind.MATERNITY, starts_on, starts_on + _MATERNITY_LENGTH)


def short_absences(
    rng: Random,
    officials: Iterable[DemoOfficial],
    taken: Iterable[DemoAbsence],
    span: tuple[date, date],
    calendar: Calendar,
) -> list[DemoAbsence]:
    """Return leave, sickness and missions of one to four working days, clear of what is `taken`.

    No two of one ranking group are away at a time, maternity apart.
    """
    working_days = calendar.between(span[0] - timedelta(days=1), span[1])
    blocks = max(1, round(_BLOCKS_A_YEAR * working_days / _WORKING_DAYS_A_YEAR))
    taken, found = list(taken), list[DemoAbsence]()
    for official in officials:
        group = official.postings[-1].ranking_group
        kinds = (*_KINDS, AbsenceKind.MISSION) if group in _ON_MISSION else _KINDS
        colleagues = {other.code for other in officials if other.postings[-1].ranking_group is group}
        for _ in range(rng.randint(blocks - 1, blocks)):
            away = [*found, *(absence for absence in taken if absence.kind is not AbsenceKind.MATERNITY)]
            away = [absence for absence in away if absence.official in colleagues]
            away += [absence for absence in taken if absence.official == official.code]
            block = _free_block(rng, official.code, rng.choice(kinds), away, span, calendar)
            found += [block] if block else []
    return found


def _free_block(
    rng: Random, official: str, kind: AbsenceKind, away: list[DemoAbsence], span: tuple[date, date], calendar: Calendar
) -> DemoAbsence | None:
    eve = span[0] - timedelta(days=1)
    working_days = calendar.between(eve, span[1])
    for _ in range(_ATTEMPTS):
        from_on = calendar.add(eve, rng.randint(1, working_days))
        block = DemoAbsence(official, kind, from_on, calendar.add(from_on, rng.randint(0, 3)))
        if block.to_on <= span[1] and not any(block.overlaps(other) for other in away):
            return block
    return None


class Presence:
    """Who is at work on which day."""

    def __init__(self, absences: Iterable[DemoAbsence], posted_since: Mapping[str, date]) -> None:
        self._away = {
            (absence.official, absence.from_on + timedelta(days=day))
            for absence in absences
            for day in range((absence.to_on - absence.from_on).days + 1)
        }
        self._posted_since = posted_since

    def is_there(self, official: str, day: date) -> bool:
        """Whether the official works in the present posting on `day`."""
        return (official, day) not in self._away and self._posted_since[official] <= day
