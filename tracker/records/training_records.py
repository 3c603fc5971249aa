"""Training that an official finished."""

from __future__ import annotations

import enum
from datetime import date

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.database import one_of
from tracker.staleness import ScoreDay, months_to_year_end


class ContentGroup(enum.StrEnum):
    """The five content groups of Decree 171/2025/NĐ-CP."""

    POLITICAL_THEORY = "political_theory"
    DEFENCE_AND_SECURITY = "defence_and_security"
    STATE_MANAGEMENT = "state_management"
    JOB_POSITION = "job_position"
    DIGITAL_AND_INNOVATION = "digital_and_innovation"


class TrainingRecord(SQLModel, table=True):
    """One course of one official; it counts on its last day. Hours are lesson periods ("tiết"), in hundredths."""

    __tablename__ = "tracker_training_record"
    __table_args__ = (
        sa.UniqueConstraint("official_id", "title", "starts_on"),
        sa.CheckConstraint("ends_on >= starts_on", name="ends_after_it_begins"),
        sa.CheckConstraint("hours_hundredths >= 0", name="hours_hundredths"),
        sa.Index("ix_tracker_training_record_official", "official_id", "ends_on"),
    )

    id: int | None = Field(default=None, primary_key=True)
    official_id: int = Field(foreign_key="tracker_official.id", ondelete="RESTRICT")
    title: str = Field(max_length=300)
    content_group: ContentGroup | None = Field(
        default=None, sa_column=sa.Column(one_of(ContentGroup, "content_group"), nullable=True)
    )
    form: str | None = None
    starts_on: date
    ends_on: date
    hours_hundredths: int = 0
    result: str | None = None
    is_passed: bool = True
    certificate: str | None = None
    batch_id: int | None = Field(default=None, foreign_key="tracker_import_batch.id", ondelete="SET NULL")

    @classmethod
    def score_days(cls, values: dict[str, object]) -> set[ScoreDay]:
        """A course counts on its last day, and in the hours of the rest of that year."""
        official_id, ends_on = values["official_id"], values["ends_on"]
        assert isinstance(official_id, int)
        assert isinstance(ends_on, date)
        return {(official_id, month) for month in months_to_year_end(ends_on, ends_on)}
