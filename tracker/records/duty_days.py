"""Duty days at the one-stop desk: who was assigned, who really served."""

from __future__ import annotations

import enum
from datetime import date

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from tracker.database import one_of
from tracker.messages import InputError
from tracker.staleness import ScoreDay


class Shift(enum.StrEnum):
    """The part of the day."""

    DAY = "day"
    MORNING = "morning"
    AFTERNOON = "afternoon"


class DutyState(enum.StrEnum):
    """What became of a duty day."""

    PLANNED = "planned"
    SERVED = "served"
    ABSENT = "absent"


class DutyDay(SQLModel, table=True):
    """One official assigned to one day. A substitute who served in his place earns the day."""

    __tablename__ = "tracker_duty_day"
    __table_args__ = (
        sa.UniqueConstraint("on", "official_id", "shift"),
        sa.CheckConstraint("substitute_id IS NULL OR substitute_id <> official_id", name="another_substitutes"),
        sa.Index("ix_tracker_duty_day_official", "official_id", "on", "state"),
        sa.Index("ix_tracker_duty_day_substitute", "substitute_id", "on", "state"),
    )

    id: int | None = Field(default=None, primary_key=True)
    official_id: int = Field(foreign_key="tracker_official.id", ondelete="RESTRICT")
    on: date
    shift: Shift = Field(default=Shift.DAY, sa_type=one_of(Shift, "shift"))
    state: DutyState = Field(default=DutyState.PLANNED, sa_type=one_of(DutyState, "state"))
    substitute_id: int | None = Field(default=None, foreign_key="tracker_official.id", ondelete="RESTRICT")
    batch_id: int | None = Field(default=None, foreign_key="tracker_import_batch.id", ondelete="SET NULL")

    @classmethod
    def score_days(cls, values: dict[str, object]) -> set[ScoreDay]:
        """A duty day counts for the official assigned and for the substitute."""
        on = values["on"]
        assert isinstance(on, date)
        officials = (values["official_id"], values["substitute_id"])
        return {(official_id, on) for official_id in officials if isinstance(official_id, int)}


def assign(session: Session, official_id: int, on: date, shift: Shift = Shift.DAY) -> DutyDay:
    """Plan a duty day. Raises InputError if the official has that shift already."""
    same = select(DutyDay).where(DutyDay.official_id == official_id, DutyDay.on == on, DutyDay.shift == shift)
    if session.exec(same).first() is not None:
        raise InputError("This official is on duty on %(day)s already. Choose another day or shift.", day=on)
    duty_day = DutyDay(official_id=official_id, on=on, shift=shift)
    session.add(duty_day)
    session.flush()
    return duty_day


def served(session: Session, duty_day: DutyDay, substitute_id: int | None = None) -> None:
    """Note that the day was served, by the official assigned or by a substitute."""
    if substitute_id == duty_day.official_id:
        raise InputError("An official cannot be his own substitute. Leave the substitute empty.")
    duty_day.state, duty_day.substitute_id = DutyState.SERVED, substitute_id
    session.add(duty_day)
    session.flush()


def missed(session: Session, duty_day: DutyDay) -> None:
    """Note that nobody served the day."""
    duty_day.state, duty_day.substitute_id = DutyState.ABSENT, None
    session.add(duty_day)
    session.flush()


def on_duty(session: Session, on: date) -> list[DutyDay]:
    """Return the duty days of that date."""
    return list(session.exec(select(DutyDay).where(DutyDay.on == on).order_by(col(DutyDay.id))))
