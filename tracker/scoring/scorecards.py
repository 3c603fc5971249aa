"""Scorecards: what one official earned in one period, and every number that it came from."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from tracker.database import one_of
from tracker.records.postings import RankingGroup


class Scorecard(SQLModel, table=True):
    """One official in one period: the posting used, measures and lines as JSON, the total in hundredths, the rank.

    `total_hundredths` is None where no rule could give points; `rank` is None outside a large enough ranking group.
    `audit_position` is the last change of the records that the card takes into account.
    """

    __tablename__ = "tracker_scorecard"
    __audited__ = False
    __table_args__ = (sa.UniqueConstraint("period", "official_id"),)

    id: int | None = Field(default=None, primary_key=True)
    official_id: int = Field(foreign_key="tracker_official.id", ondelete="RESTRICT", index=True)
    period: str = Field(max_length=30)
    as_of: date
    posting_id: int | None = Field(default=None, foreign_key="tracker_posting.id", ondelete="SET NULL")
    ranking_group: RankingGroup | None = Field(
        default=None, sa_column=sa.Column(one_of(RankingGroup, "ranking_group"), nullable=True)
    )
    total_hundredths: int | None = None
    reachable_hundredths: int = 0
    rank: int | None = None
    ranked_among: int = 0
    measures: str = Field(sa_type=sa.Text)
    lines: str = Field(sa_type=sa.Text)
    scored_at: datetime
    audit_position: int


class ScoredPeriod(SQLModel, table=True):
    """What the scorecards of a period share, as JSON: the rules, and the sentences that the lines fill in.

    `tracker.scoring.stored_lines` writes and reads it.
    """

    __tablename__ = "tracker_scored_period"
    __audited__ = False

    period: str = Field(max_length=30, primary_key=True)
    rules: str = Field(sa_type=sa.Text)
    sentences: str = Field(sa_type=sa.Text)


class RecomputedCard(SQLModel, table=True):
    """What an official of a closed period has by today's records, under the settings frozen at its closing.

    `closed_hundredths` is what he was closed with, without what stands there to adjust earlier periods; `differences`
    says, as JSON, which rules give other points now. Awards are judged by the posting, group, reachable points and rank
    of today's records, by `judged_hundredths`, which is the total with what adjusts earlier periods on the closed card,
    and by the `measures`, None where they are as on that card. `audit_position` is the last change of the records that
    is taken into account.
    """

    __tablename__ = "tracker_recomputed_card"
    __audited__ = False
    __table_args__ = (sa.UniqueConstraint("period", "official_id"),)

    id: int | None = Field(default=None, primary_key=True)
    official_id: int = Field(foreign_key="tracker_official.id", ondelete="RESTRICT", index=True)
    period: str = Field(max_length=30)
    total_hundredths: int | None = None
    closed_hundredths: int | None = None
    differences: str = Field(sa_type=sa.Text)
    posting_id: int | None = Field(default=None, foreign_key="tracker_posting.id", ondelete="SET NULL")
    ranking_group: RankingGroup | None = Field(
        default=None, sa_column=sa.Column(one_of(RankingGroup, "ranking_group"), nullable=True)
    )
    judged_hundredths: int | None = None
    reachable_hundredths: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    rank: int | None = None
    ranked_among: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    measures: str | None = Field(default=None, sa_type=sa.Text)
    audit_position: int


class ScoreChange(SQLModel, table=True):
    """A total that moved: before, after, and the audit entry that caused it; None where only time passed.

    `also_positions` are the other entries, as a JSON list, that touched everybody since the total was given before.
    """

    __tablename__ = "tracker_score_change"
    __audited__ = False

    id: int | None = Field(default=None, primary_key=True)
    official_id: int = Field(foreign_key="tracker_official.id", ondelete="RESTRICT", index=True)
    period: str = Field(max_length=30, index=True)
    before_hundredths: int | None = None
    after_hundredths: int | None = None
    audit_position: int | None = None
    also_positions: str | None = Field(default=None, sa_type=sa.Text)
    changed_at: datetime
