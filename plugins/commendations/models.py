"""What leaders enter: discipline, titles received before Tracker, and the money of the two funds."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from plugins.commendations.kinds import DisciplineKind, FundKind
from tracker.api import one_of

LONGEST_NUMBER, LONGEST_TEXT, LONGEST_TITLE = 60, 500, 60
FIRST_YEAR, LAST_YEAR = 2000, 2100
_YEAR = f"year BETWEEN {FIRST_YEAR} AND {LAST_YEAR}"


class Discipline(SQLModel, table=True):
    """One disciplinary measure: from when, and until when it holds, None where the decision does not say."""

    __tablename__ = "commendations_discipline"
    __table_args__ = (sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name="ends_after_it_begins"),)

    id: int | None = Field(default=None, primary_key=True)
    official_id: int = Field(foreign_key="tracker_official.id", ondelete="RESTRICT", index=True)
    kind: DisciplineKind = Field(sa_type=one_of(DisciplineKind, "kind"))
    from_on: date = Field(index=True)
    until_on: date | None = None
    number: str = Field(max_length=LONGEST_NUMBER)
    reason: str = Field(max_length=LONGEST_TEXT)


class PastTitle(SQLModel, table=True):
    """A title that somebody received for a year by a decision that Tracker does not have."""

    __tablename__ = "commendations_past_title"
    __table_args__ = (
        sa.UniqueConstraint("official_id", "title", "year"),
        sa.CheckConstraint(_YEAR, name="year"),
    )

    id: int | None = Field(default=None, primary_key=True)
    official_id: int = Field(foreign_key="tracker_official.id", ondelete="RESTRICT")
    title: str = Field(max_length=LONGEST_TITLE)
    year: int
    number: str = Field(default="", max_length=LONGEST_NUMBER)


class FundYear(SQLModel, table=True):
    """What a fund holds in a year: an amount in đồng, or the salaries of which the bonus fund is a share."""

    __tablename__ = "commendations_fund_year"
    __table_args__ = (
        sa.UniqueConstraint("fund", "year"),
        sa.CheckConstraint(_YEAR, name="year"),
        sa.CheckConstraint("(amount IS NULL) <> (salaries IS NULL)", name="amount_or_salaries"),
        sa.CheckConstraint("amount >= 0 AND salaries IS NULL OR salaries >= 0", name="not_below_0"),
    )

    id: int | None = Field(default=None, primary_key=True)
    fund: FundKind = Field(sa_type=one_of(FundKind, "fund"))
    year: int
    amount: int | None = Field(default=None, sa_type=sa.BigInteger)
    salaries: int | None = Field(default=None, sa_type=sa.BigInteger)
    source: str = Field(max_length=LONGEST_TEXT)
    entered_by: str


class FundEntry(SQLModel, table=True):
    """What a fund of a year paid without a decision in Tracker; a negative amount came back."""

    __tablename__ = "commendations_fund_entry"
    __table_args__ = (
        sa.CheckConstraint(_YEAR, name="year"),
        sa.CheckConstraint("amount <> 0", name="amount"),
        sa.Index("ix_commendations_fund_entry_fund_year", "fund", "year"),
    )

    id: int | None = Field(default=None, primary_key=True)
    fund: FundKind = Field(sa_type=one_of(FundKind, "fund"))
    year: int
    on: date
    amount: int = Field(sa_type=sa.BigInteger)
    subject: str = Field(max_length=LONGEST_TEXT)
    number: str = Field(default="", max_length=LONGEST_NUMBER)
    entered_by: str
