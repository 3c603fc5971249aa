"""What is still contested while a period waits to be closed: corrections not answered, causes not decided."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.records.correction_states import CorrectionState
from tracker.records.corrections import Correction
from tracker.records.delay_causes import DelayCause
from tracker.records.handled_files import HandledFile


class Contests(NamedTuple):
    """How many corrections wait for an answer, and how many causes of delay to be decided."""

    corrections: int
    causes: int

    @property
    def total(self) -> int:
        """How many contests are open."""
        return self.corrections + self.causes


def open_contests(session: Session) -> Contests:
    """Return how much is contested and not answered, whatever the period of the record."""
    corrections = sa.select(sa.func.count()).select_from(Correction).where(_is_open())
    causes = sa.select(sa.func.count()).select_from(DelayCause).where(_is_undecided())
    counts = (session.connection().execute(one).scalar_one() for one in (corrections, causes))
    return Contests(*counts)


def open_contests_by_official(session: Session) -> dict[int, int]:
    """Return, by official, how many of his corrections and causes of delay are not answered."""
    asked: sa.Select[int | None] = sa.select(col(Correction.said_by_id).label("who")).where(_is_open())
    late: sa.Select[int | None] = (
        sa.select(sa.func.coalesce(col(HandledFile.overdue_holder_id), col(HandledFile.handler_id)).label("who"))
        .join(DelayCause, col(DelayCause.file_id) == col(HandledFile.id))
        .where(_is_undecided())
    )
    each = sa.union_all(asked, late).subquery()
    wanted = sa.select(each.c.who, sa.func.count()).where(each.c.who.is_not(None)).group_by(each.c.who)
    return {row[0]: row[1] for row in session.connection().execute(wanted)}


def _is_open() -> sa.ColumnElement[bool]:
    return col(Correction.state) == CorrectionState.OPEN


def _is_undecided() -> sa.ColumnElement[bool]:
    return col(DelayCause.is_objective).is_(None)
