"""What the office plans and asks: the yearly plan, what positions require, what officials hold, calendar addresses."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from plugins.training.kinds import Asks, QualificationKind
from plugins.training.models import LONGEST_NAME, LONGEST_NOTE, LONGEST_NUMBER, LONGEST_TITLE
from tracker.api import ContentGroup, OfficialKind, RankingGroup, one_of


class PlanItem(SQLModel, table=True):
    """One line of the training plan of a year: for an official, for a unit with all below it, or for everybody.

    `quarter` is 1 to 4, None for any time of the year.
    """

    __tablename__ = "training_plan_item"
    __table_args__ = (
        sa.CheckConstraint("year BETWEEN 2000 AND 2200", name="year"),
        sa.CheckConstraint("quarter IS NULL OR quarter BETWEEN 1 AND 4", name="quarter"),
        sa.CheckConstraint("official_id IS NULL OR unit_id IS NULL", name="for_one"),
        sa.CheckConstraint("hours_hundredths >= 0", name="hours_hundredths"),
        sa.CheckConstraint("title <> '' OR course_id IS NOT NULL", name="titled"),
    )

    id: int | None = Field(default=None, primary_key=True)
    year: int = Field(index=True)
    quarter: int | None = None
    official_id: int | None = Field(default=None, foreign_key="tracker_official.id", ondelete="RESTRICT", index=True)
    unit_id: int | None = Field(default=None, foreign_key="tracker_unit.id", ondelete="RESTRICT", index=True)
    content_group: ContentGroup | None = Field(
        default=None, sa_column=sa.Column(one_of(ContentGroup, "content_group"), nullable=True)
    )
    course_id: int | None = Field(default=None, foreign_key="training_course.id", ondelete="RESTRICT", index=True)
    title: str = Field(default="", max_length=LONGEST_TITLE)
    hours_hundredths: int = 0
    note: str = Field(default="", max_length=LONGEST_NOTE)


class Requirement(SQLModel, table=True):
    """What a position asks. It holds for postings that fit everything given here: unit, group, kind, position word.

    `every_years` says after how long a certificate or a content group has to be renewed, None for never.
    """

    __tablename__ = "training_requirement"
    __table_args__ = (
        sa.CheckConstraint("every_years IS NULL OR every_years BETWEEN 1 AND 50", name="every_years"),
        sa.CheckConstraint(
            "(asks = 'degree' AND degree <> '') OR (asks = 'certificate' AND certificate <> '')"
            " OR (asks = 'content_group' AND content_group IS NOT NULL)",
            name="asks_what",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int | None = Field(default=None, foreign_key="tracker_unit.id", ondelete="RESTRICT", index=True)
    ranking_group: RankingGroup | None = Field(
        default=None, sa_column=sa.Column(one_of(RankingGroup, "ranking_group"), nullable=True)
    )
    kind: OfficialKind | None = Field(default=None, sa_column=sa.Column(one_of(OfficialKind, "kind"), nullable=True))
    position: str = Field(default="", max_length=LONGEST_NAME)
    asks: Asks = Field(sa_type=one_of(Asks, "asks"))
    degree: str = Field(default="", max_length=LONGEST_NAME)
    certificate: str = Field(default="", max_length=LONGEST_TITLE)
    content_group: ContentGroup | None = Field(
        default=None, sa_column=sa.Column(one_of(ContentGroup, "content_group"), nullable=True)
    )
    every_years: int | None = None
    note: str = Field(default="", max_length=LONGEST_NOTE)


class Qualification(SQLModel, table=True):
    """What an official holds beside the courses that his training records tell of."""

    __tablename__ = "training_qualification"
    __table_args__ = (
        sa.UniqueConstraint("official_id", "title", "issued_on"),
        sa.CheckConstraint("expires_on IS NULL OR issued_on IS NULL OR expires_on >= issued_on", name="expires_after"),
    )

    id: int | None = Field(default=None, primary_key=True)
    official_id: int = Field(foreign_key="tracker_official.id", ondelete="RESTRICT")
    title: str = Field(max_length=LONGEST_TITLE)
    kind: QualificationKind = Field(default=QualificationKind.CERTIFICATE, sa_type=one_of(QualificationKind, "kind"))
    issued_on: date | None = None
    expires_on: date | None = None
    number: str = Field(default="", max_length=LONGEST_NUMBER)
    issuer: str = Field(default="", max_length=LONGEST_NAME)


class CalendarFeed(SQLModel, table=True):
    """The address of an official's calendar, by the digest of its secret; none of them can be told from the digest."""

    __tablename__ = "training_feed"
    __derived__: ClassVar[frozenset[str]] = frozenset({"last_used_on"})

    id: int | None = Field(default=None, primary_key=True)
    official_id: int = Field(foreign_key="tracker_official.id", ondelete="CASCADE", index=True)
    account_id: int = Field(foreign_key="tracker_account.id", ondelete="CASCADE", index=True)
    token_hash: str = Field(max_length=64, unique=True)
    created_at: datetime
    revoked_at: datetime | None = None
    last_used_on: date | None = None
