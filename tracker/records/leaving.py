"""What officials leave behind when they leave: files in work, duty planned later, questions that wait for an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.records.correction_states import CorrectionState
from tracker.records.corrections import Correction
from tracker.records.delay_causes import DelayCause
from tracker.records.duty_days import DutyDay, DutyState
from tracker.records.handled_files import HandledFile
from tracker.records.postings import who_left


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """How much one official leaves behind: files in work, duty planned after the last day and on which day next, and
    what was asked or said and waits for an answer."""

    files: int = 0
    duty_days: int = 0
    next_duty: date | None = None
    corrections: int = 0
    causes: int = 0

    def __bool__(self) -> bool:
        return bool(self.files or self.duty_days or self.corrections or self.causes)


def left_behind(session: Session, last_days: Mapping[int, date]) -> dict[int, LeftBehind]:
    """Return what these officials leave behind who serve to these days, by official; who leaves nothing is left out."""
    if not last_days:
        return {}
    handler, asker, teller = col(HandledFile.handler_id), col(Correction.said_by_id), col(DelayCause.said_by_id)
    files = _counted(session, handler, in_work() & handler.in_(last_days))
    corrections = _counted(session, asker, asker.in_(last_days) & (col(Correction.state) == CorrectionState.OPEN))
    causes = _counted(session, teller, teller.in_(last_days) & col(DelayCause.is_objective).is_(None))
    duty = _planned_after(session, last_days)
    found = {
        one: LeftBehind(files[one], len(duty[one]), min(duty[one], default=None), corrections[one], causes[one])
        for one in last_days
    }
    return {one: left for one, left in found.items() if left}


def in_work() -> sa.ColumnElement[bool]:
    """Return, as a condition on files, whether somebody has to work on them; an index finds those files."""
    return col(HandledFile.finished_on).is_(None) & col(HandledFile.ended_on).is_(None)


def held_by_who_left(on: date) -> sa.ColumnElement[bool]:
    """Return, as a condition on files, whether they are in work with an official who has left by that day."""
    return in_work() & col(HandledFile.handler_id).in_(who_left(on))


def _counted(
    session: Session, official: sa.SQLColumnExpression[int | None] | sa.Column[int], where: sa.ColumnElement[bool]
) -> Counter[int]:
    rows = session.connection().execute(sa.select(official, sa.func.count()).where(where).group_by(official))
    return Counter({one: number for one, number in rows if one is not None})


def _planned_after(session: Session, last_days: Mapping[int, date]) -> dict[int, list[date]]:
    wanted = sa.select(col(DutyDay.official_id), col(DutyDay.on)).where(
        col(DutyDay.official_id).in_(last_days),
        col(DutyDay.state) == DutyState.PLANNED,
        col(DutyDay.on) > min(last_days.values()),
    )
    found: dict[int, list[date]] = {one: [] for one in last_days}
    for one, on in session.connection().execute(wanted):
        if on > last_days[one]:
            found[one].append(on)
    return found
