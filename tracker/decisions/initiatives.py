"""Initiatives: a good method or a shortened procedure, who found it, its evidence, and what can be measured of it."""

from __future__ import annotations

import enum
from datetime import date

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.database import one_of


class InitiativeKind(enum.StrEnum):
    """What was found: another way to work, or a shorter way through one procedure."""

    METHOD = "method"
    SHORTER_PROCEDURE = "shorter_procedure"


class Initiative(SQLModel, table=True):
    """One initiative, practised from a day on. `procedure_id` is the procedure that it shortens.

    `description` says what is done otherwise, `evidence` where that can be checked.
    """

    __tablename__ = "tracker_initiative"
    __table_args__ = (
        sa.CheckConstraint("kind = 'method' OR procedure_id IS NOT NULL", name="procedure_that_is_shorter"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: InitiativeKind = Field(default=InitiativeKind.METHOD, sa_type=one_of(InitiativeKind, "kind"))
    title: str = Field(max_length=300)
    procedure_id: int | None = Field(default=None, foreign_key="tracker_procedure.id", ondelete="RESTRICT", index=True)
    practised_from: date
    description: str = Field(sa_type=sa.Text)
    evidence: str = Field(sa_type=sa.Text)
    said_by: str
    said_on: date
    withdrawn_on: date | None = None


class InitiativePerson(SQLModel, table=True):
    """Who found it; several may have found it together."""

    __tablename__ = "tracker_initiative_person"
    __table_args__ = (sa.UniqueConstraint("initiative_id", "official_id"),)

    id: int | None = Field(default=None, primary_key=True)
    initiative_id: int = Field(foreign_key="tracker_initiative.id", ondelete="CASCADE")
    official_id: int = Field(foreign_key="tracker_official.id", ondelete="RESTRICT", index=True)
