"""Initiatives: a good method or a shortened procedure, who found it, its evidence, and what can be measured of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Field, Session, SQLModel, col, select

from tracker.database import one_of
from tracker.records.initiative_kinds import InitiativeKind
from tracker.records.officials import Official
from tracker.records.searching import BYTE_ORDER, folded

LONGEST_TITLE = 300


class Initiative(SQLModel, table=True):
    """One initiative, practised from a day on. `procedure_id` is the procedure that it shortens.

    `description` says what is done otherwise, `evidence` where that can be checked. `said_by` is the account that
    proposed it.
    """

    __tablename__ = "tracker_initiative"
    __derived__: ClassVar[frozenset[str]] = frozenset({"search_text"})
    __table_args__ = (
        sa.CheckConstraint("kind = 'method' OR procedure_id IS NOT NULL", name="procedure_that_is_shorter"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: InitiativeKind = Field(default=InitiativeKind.METHOD, sa_type=one_of(InitiativeKind, "kind"))
    title: str = Field(max_length=LONGEST_TITLE)
    procedure_id: int | None = Field(default=None, foreign_key="tracker_procedure.id", ondelete="RESTRICT", index=True)
    practised_from: date
    description: str = Field(sa_type=sa.Text)
    evidence: str = Field(sa_type=sa.Text)
    said_by: str
    said_on: date
    withdrawn_on: date | None = None
    search_text: str = Field(default="", sa_type=BYTE_ORDER)


@event.listens_for(Initiative, "before_insert")
@event.listens_for(Initiative, "before_update")
def _derive(_mapper: object, _connection: object, initiative: Initiative) -> None:
    initiative.search_text = folded(initiative.title)


class InitiativePerson(SQLModel, table=True):
    """Who found it; several may have found it together."""

    __tablename__ = "tracker_initiative_person"
    __table_args__ = (sa.UniqueConstraint("initiative_id", "official_id"),)

    id: int | None = Field(default=None, primary_key=True)
    initiative_id: int = Field(foreign_key="tracker_initiative.id", ondelete="CASCADE")
    official_id: int = Field(foreign_key="tracker_official.id", ondelete="RESTRICT", index=True)


def finders_of(session: Session, initiatives: Collection[int]) -> dict[int, list[Official]]:
    """Return who found each of these initiatives, in the order of their names."""
    found: dict[int, list[Official]] = {one: [] for one in initiatives}
    wanted = select(InitiativePerson.initiative_id, Official).join(Official)
    wanted = wanted.where(col(InitiativePerson.initiative_id).in_(initiatives))
    for initiative_id, official in session.exec(wanted.order_by(col(Official.name_order), col(Official.id))):
        found[initiative_id].append(official)
    return found
