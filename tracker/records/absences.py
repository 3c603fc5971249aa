"""Absences: leave, maternity, study and missions, for which targets are pro-rated."""

from __future__ import annotations

import enum
from collections.abc import Collection
from datetime import date
from functools import cache

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col

from tracker.database import one_of
from tracker.records.postings import DayColumn, OfficialColumn
from tracker.staleness import ScoreDay, months_to_year_end


class AbsenceKind(enum.StrEnum):
    """Why an official is away."""

    LEAVE = "leave"
    SICK = "sick"
    MATERNITY = "maternity"
    STUDY = "study"
    MISSION = "mission"
    OTHER = "other"


class Absence(SQLModel, table=True):
    """One absence, both days included; `ends_on` is None while nobody knows."""

    __tablename__ = "tracker_absence"
    __table_args__ = (
        sa.UniqueConstraint("official_id", "starts_on"),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_it_begins"),
    )

    id: int | None = Field(default=None, primary_key=True)
    official_id: int = Field(foreign_key="tracker_official.id", ondelete="RESTRICT")
    kind: AbsenceKind = Field(default=AbsenceKind.LEAVE, sa_type=one_of(AbsenceKind, "kind"))
    starts_on: date
    ends_on: date | None = None
    batch_id: int | None = Field(default=None, foreign_key="tracker_import_batch.id", ondelete="SET NULL")

    @classmethod
    def score_days(cls, values: dict[str, object]) -> set[ScoreDay]:
        """An absence counts on its days, and in the share of the year that was worked up to any later day."""
        official_id, starts_on, ends_on = values["official_id"], values["starts_on"], values["ends_on"]
        assert isinstance(official_id, int)
        assert isinstance(starts_on, date)
        if not isinstance(ends_on, date):
            return {(official_id, None)}
        return {(official_id, month) for month in months_to_year_end(starts_on, ends_on)}


def is_absent(official: OfficialColumn, day: date | DayColumn) -> sa.ColumnElement[bool]:
    """Return, as a condition, whether an official has a recorded absence on a day."""
    there = sa.exists().where(col(Absence.official_id) == official, col(Absence.starts_on) <= day, _lasts_to(day))
    return there.correlate_except(Absence)


def absences_between(
    session: Session, start: date, end: date, officials: Collection[int] | None = None
) -> dict[int, list[Absence]]:
    """Return, by official, the absences that touch a day from `start` to `end`."""
    bound: dict[str, object] = {"start": start, "end": end}
    if officials is not None:
        bound["officials"] = list(officials)
    found: dict[int, list[Absence]] = {}
    for absence in session.scalars(_absences_between(of_everybody=officials is None), bound):
        found.setdefault(absence.official_id, []).append(absence)
    return found


def _lasts_to(day: date | DayColumn) -> sa.ColumnElement[bool]:
    return sa.or_(col(Absence.ends_on).is_(None), col(Absence.ends_on) >= day)


@cache
def _absences_between(of_everybody: bool) -> sa.Select[Absence]:
    """Return the statement; to build it takes longer than to run it for one official."""
    start, end = sa.bindparam("start", type_=sa.Date), sa.bindparam("end", type_=sa.Date)
    touching = (
        sa.select(Absence)
        .where(col(Absence.starts_on) <= end)
        .where(_lasts_to(start))
        .order_by(col(Absence.official_id), col(Absence.starts_on))
    )
    if of_everybody:
        return touching
    return touching.where(col(Absence.official_id).in_(sa.bindparam("officials", expanding=True)))
