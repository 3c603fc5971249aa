"""Rating sheets: what was typed, what was signed, every step, and what rules out or widens a level."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from plugins.rating.kinds import Ground, Level, Part, Source, State
from plugins.rating.regimes import REGIMES, Regime
from tracker.api import Message, OfficialKind, Period, RankingGroup, one_of, parse_period

LONGEST_TITLE, LONGEST_NOTE, LONGEST_TEXT, LONGEST_NUMBER, LONGEST_KEY = 300, 500, 4000, 100, 40
MOST_PRODUCTS = 10_000


class RatingSheet(SQLModel, table=True):
    """The rating of one official for one period: a month or quarter that is monitored, or a year.

    `regime` is the key of its rules; unit, kind and ranking group are those of his posting at the opening. `version`
    counts its steps: who acts says which one he saw. `own_*` is what the official signed. Points are in hundredths:
    those of the general criteria and of the results, and the score; of a year, the score that the monitoring gives.
    `level` only a year has: `level_by_score` is the one that it reached, `level` the one that was given, with
    `level_because` where they differ. The `paper_*` is that of the level above which rated him, or which made it final.
    """

    __tablename__ = "rating_sheet"
    __table_args__ = (
        sa.UniqueConstraint("official_id", "period"),
        sa.CheckConstraint("ends_on >= starts_on", name="ends_after_it_begins"),
        sa.CheckConstraint("own_level BETWEEN 0 AND 3", name="own_level"),
        sa.CheckConstraint("level_by_score BETWEEN 0 AND 3", name="level_by_score"),
        sa.CheckConstraint("level BETWEEN 0 AND 3", name="level"),
        sa.CheckConstraint("(state = 'final') = (final_at IS NOT NULL)", name="final_at"),
        sa.Index("ix_rating_sheet_period", "period", "state"),
        sa.Index("ix_rating_sheet_days", "starts_on", "ends_on"),
    )

    id: int | None = Field(default=None, primary_key=True)
    official_id: int = Field(foreign_key="tracker_official.id", ondelete="RESTRICT")
    period: str = Field(max_length=30)
    starts_on: date
    ends_on: date
    regime: str = Field(max_length=LONGEST_KEY)
    unit_id: int = Field(foreign_key="tracker_unit.id", ondelete="RESTRICT", index=True)
    kind: OfficialKind = Field(sa_type=one_of(OfficialKind, "kind"))
    ranking_group: RankingGroup = Field(sa_type=one_of(RankingGroup, "ranking_group"))
    state: State = Field(default=State.OPEN, sa_type=one_of(State, "state"), index=True)
    version: int = 1
    opened_on: date
    own_level: int | None = None
    own_hundredths: int | None = None
    own_text: str = Field(default="", sa_type=sa.Text)
    own_at: datetime | None = None
    own_by: str | None = None
    general_hundredths: int | None = None
    results_hundredths: int | None = None
    score_hundredths: int | None = None
    level_by_score: int | None = None
    level: int | None = None
    level_because: str = Field(default="", max_length=LONGEST_NOTE)
    rated_text: str = Field(default="", sa_type=sa.Text)
    rated_at: datetime | None = None
    rated_by: str | None = None
    final_at: datetime | None = None
    final_by: str | None = None
    paper_number: str = Field(default="", max_length=LONGEST_NUMBER)
    paper_on: date | None = None

    @classmethod
    def score_days(cls, values: dict[str, object]) -> set[tuple[object, object]]:
        """A sheet counts for its official on the last day of its period."""
        return {(values["official_id"], values["ends_on"])}

    @property
    def about(self) -> Period:
        """The period that it is about."""
        return parse_period(self.period)

    @property
    def is_of_year(self) -> bool:
        """Whether it rates a year; else it monitors a part of one."""
        return self.about.grain == "year"

    @property
    def rules(self) -> Regime:
        """The rules that it follows."""
        return REGIMES[self.regime]

    @property
    def is_of_leader(self) -> bool:
        """Whether the official is also judged by what leaders are judged by."""
        return self.ranking_group is RankingGroup.LEADER

    @property
    def is_signed(self) -> bool:
        """Whether a leader has signed it, so that its score stands."""
        return self.state in SIGNED

    @property
    def score(self) -> Decimal | None:
        """The score, None where there is none yet, or none by these rules."""
        return None if self.score_hundredths is None else Decimal(self.score_hundredths) / 100

    @property
    def given_level(self) -> Level | None:
        """The level that was given for the year."""
        return None if self.level is None else Level(self.level)


SIGNED = (State.RATED, State.FINAL)


class RatingMark(SQLModel, table=True):
    """One criterion of a sheet, as it stood when the sheet was opened: what the official and his leader gave for it.

    In hundredths of a point, of a percent for those of leaders. `text` is a message as JSON.
    """

    __tablename__ = "rating_mark"
    __table_args__ = (
        sa.UniqueConstraint("sheet_id", "key"),
        sa.CheckConstraint("own_hundredths BETWEEN 0 AND most_hundredths", name="own_hundredths"),
        sa.CheckConstraint("given_hundredths BETWEEN 0 AND most_hundredths", name="given_hundredths"),
    )

    id: int | None = Field(default=None, primary_key=True)
    sheet_id: int = Field(foreign_key="rating_sheet.id", ondelete="CASCADE")
    key: str = Field(max_length=LONGEST_KEY)
    part: Part = Field(sa_type=one_of(Part, "part"))
    place: int
    text: str = Field(sa_type=sa.Text)
    most_hundredths: int
    own_hundredths: int | None = None
    given_hundredths: int | None = None
    own_note: str = Field(default="", max_length=LONGEST_NOTE)
    given_note: str = Field(default="", max_length=LONGEST_NOTE)

    @property
    def told(self) -> Message:
        """What is asked."""
        return Message.from_json(json.loads(self.text))


class RatingProduct(SQLModel, table=True):
    """One product or task, or several equal ones, of a sheet: how many were assigned and done, and what went wrong.

    `factor_hundredths` converts one of them into the common unit. Of the failures and delays, those with a confirmed
    objective cause do not count. The row of files is counted from the records: its converted units stand beside it,
    late ones among the finished, and only what failed in quality is typed.
    """

    __tablename__ = "rating_product"
    __table_args__ = (
        sa.CheckConstraint("factor_hundredths > 0", name="factor_hundredths"),
        sa.CheckConstraint("assigned >= 0 AND done BETWEEN 0 AND assigned", name="done"),
        sa.CheckConstraint("failures_excused BETWEEN 0 AND failures", name="failures_excused"),
        sa.CheckConstraint("delays_excused BETWEEN 0 AND delays", name="delays_excused"),
        sa.CheckConstraint("(source = 'files') = (assigned_units IS NOT NULL)", name="units_of_files"),
        sa.Index(
            "ix_rating_product_files",
            "sheet_id",
            unique=True,
            sqlite_where=sa.text("source = 'files'"),
            postgresql_where=sa.text("source = 'files'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    sheet_id: int = Field(foreign_key="rating_sheet.id", ondelete="CASCADE", index=True)
    source: Source = Field(default=Source.HAND, sa_type=one_of(Source, "source"))
    title: str = Field(default="", max_length=LONGEST_TITLE)
    factor_hundredths: int = 100
    assigned: int = 0
    done: int = 0
    failures: int = 0
    failures_excused: int = 0
    delays: int = 0
    delays_excused: int = 0
    excused_because: str = Field(default="", max_length=LONGEST_NOTE)
    assigned_units: int | None = None
    done_units: int | None = None
    late_units: int | None = None


class RatingStep(SQLModel, table=True):
    """One step of a sheet: which version it made, by which account, when, in a sentence, and why.

    `signed` is what a signature stands under, as JSON (see `plugins.rating.signing`), None for other steps.
    """

    __tablename__ = "rating_step"
    __table_args__ = (sa.UniqueConstraint("sheet_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    sheet_id: int = Field(foreign_key="rating_sheet.id", ondelete="RESTRICT")
    version: int
    at: datetime
    account: str
    told: str = Field(sa_type=sa.Text)
    because: str | None = Field(default=None, sa_type=sa.Text)
    signed: str | None = Field(default=None, sa_type=sa.Text)

    @property
    def message(self) -> Message:
        """What was done."""
        return Message.from_json(json.loads(self.told))


class RatingComment(SQLModel, table=True):
    """What somebody else said of a sheet: the meeting of the division, the Party committee, a colleague."""

    __tablename__ = "rating_comment"

    id: int | None = Field(default=None, primary_key=True)
    sheet_id: int = Field(foreign_key="rating_sheet.id", ondelete="RESTRICT", index=True)
    at: datetime
    account: str
    said_by: str = Field(max_length=LONGEST_TITLE)
    text: str = Field(sa_type=sa.Text)


class RatingGround(SQLModel, table=True):
    """Why an official has not completed his tasks of a year, whatever he scored: what was found, by which paper."""

    __tablename__ = "rating_ground"
    __table_args__ = (sa.UniqueConstraint("official_id", "year", "ground"),)

    id: int | None = Field(default=None, primary_key=True)
    official_id: int = Field(foreign_key="tracker_official.id", ondelete="RESTRICT")
    year: int = Field(index=True)
    ground: Ground = Field(sa_type=one_of(Ground, "ground"))
    reason: str = Field(max_length=LONGEST_NOTE)
    paper_number: str = Field(max_length=LONGEST_NUMBER)
    paper_on: date


class RatingWiderQuota(SQLModel, table=True):
    """The larger share of excellent that an agency with outstanding results may have in a year, why and by what."""

    __tablename__ = "rating_wider_quota"
    __table_args__ = (sa.UniqueConstraint("unit_id", "year"),)

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="tracker_unit.id", ondelete="RESTRICT")
    year: int = Field(index=True)
    reason: str = Field(max_length=LONGEST_NOTE)
    paper_number: str = Field(max_length=LONGEST_NUMBER)
    paper_on: date
