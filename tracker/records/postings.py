"""Postings: where an official works, as what, from when to when."""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, or_, select

from tracker.database import one_of
from tracker.messages import InputError
from tracker.staleness import ScoreDay

OfficialColumn = sa.SQLColumnExpression[int] | sa.SQLColumnExpression[int | None]
DayColumn = sa.SQLColumnExpression[date]


class OfficialKind(enum.StrEnum):
    """By which law an official serves."""

    ELECTED_OFFICIAL = "elected_official"
    CIVIL_SERVANT = "civil_servant"
    PUBLIC_EMPLOYEE = "public_employee"
    PARTY_OR_ORGANISATION = "party_or_organisation"


class RankingGroup(enum.StrEnum):
    """With whom an official is compared: those with similar tasks."""

    DESK = "desk"
    SPECIALIST = "specialist"
    LEADER = "leader"
    ORGANISATION = "organisation"


class Posting(SQLModel, table=True):
    """One posting. `valid_to` is its last day, None while it lasts; of one official no two overlap."""

    __tablename__ = "tracker_posting"
    __table_args__ = (
        sa.CheckConstraint("working_time_percent BETWEEN 1 AND 100", name="working_time_percent"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ends_after_it_begins"),
    )

    id: int | None = Field(default=None, primary_key=True)
    official_id: int = Field(foreign_key="tracker_official.id", ondelete="RESTRICT", index=True)
    unit_id: int = Field(foreign_key="tracker_unit.id", ondelete="RESTRICT", index=True)
    position: str = ""
    kind: OfficialKind = Field(default=OfficialKind.CIVIL_SERVANT, sa_type=one_of(OfficialKind, "kind"))
    ranking_group: RankingGroup = Field(default=RankingGroup.SPECIALIST, sa_type=one_of(RankingGroup, "ranking_group"))
    is_key_official: bool = False
    working_time_percent: int = 100
    valid_from: date
    valid_to: date | None = None

    @classmethod
    def score_days(cls, values: dict[str, object]) -> set[ScoreDay]:
        """A posting counts in every period of its official."""
        official_id = values["official_id"]
        assert isinstance(official_id, int)
        return {(official_id, None)}


def add_posting(session: Session, posting: Posting) -> Posting:
    """Add a posting. Raises InputError if the official already has one on a day of it."""
    refuse_overlap(session, posting)
    session.add(posting)
    session.flush()
    return posting


def refuse_overlap(session: Session, posting: Posting, but: int | None = None) -> None:
    """Raise InputError if the official has another posting on a day of this one, apart from the one numbered `but`."""
    wanted = select(Posting).where(Posting.official_id == posting.official_id)
    wanted = wanted.where(_touches(posting.valid_from, posting.valid_to or date.max))
    if but is not None:
        wanted = wanted.where(col(Posting.id) != but)
    earlier = session.exec(wanted.order_by(col(Posting.valid_from))).first()
    if earlier is not None:
        raise InputError(
            "The posting from %(start)s overlaps the one from %(other)s as %(position)s. End that one first.",
            start=posting.valid_from,
            other=earlier.valid_from,
            position=earlier.position,
        )


def postings_of(session: Session, official_id: int) -> list[Posting]:
    """Return all postings of an official, the earliest first."""
    wanted = select(Posting).where(Posting.official_id == official_id)
    return list(session.exec(wanted.order_by(col(Posting.valid_from))))


def lasts_to(day: date | DayColumn, posting: type[Posting] = Posting) -> sa.ColumnElement[bool]:
    """Return, as a condition on postings, which ones have not ended before that day."""
    return or_(col(posting.valid_to).is_(None), col(posting.valid_to) >= day)


def runs_on(day: date | DayColumn, posting: type[Posting] = Posting) -> sa.ColumnElement[bool]:
    """Return, as a condition on postings, which ones hold on that day."""
    return sa.and_(col(posting.valid_from) <= day, lasts_to(day, posting))


def has_left(official_id: sa.SQLColumnExpression[int | None], on: date) -> sa.ColumnElement[bool]:
    """Return, as a condition, whether an official was posted and is no longer on that day.

    Who was never posted has not left: a list that only names him may come before the one with his posting.
    """
    posted = sa.exists().where(col(Posting.official_id) == official_id).correlate_except(Posting)
    return sa.and_(posted, sa.not_(posted.where(lasts_to(on))))


def who_left(on: date) -> sa.Select[int]:
    """Return a select of the officials who have left by that day, all of them at once."""
    official_id, last = col(Posting.official_id), sa.func.max(sa.func.coalesce(col(Posting.valid_to), date.max))
    return sa.select(official_id).group_by(official_id).having(last < on)


def end_of_service(postings: Sequence[Posting]) -> date | None:
    """Return the last day of the last of an official's postings, None while one lasts and where there is none."""
    days = [posting.valid_to for posting in postings]
    return None if None in days else max((day for day in days if day is not None), default=None)


def posting_to_show(postings: Sequence[Posting], on: date) -> Posting | None:
    """Return, of the postings of one official in their order, the one that `shown_posting` gives in SQL."""
    begun = [posting for posting in postings if posting.valid_from <= on]
    return begun[-1] if begun else next(iter(postings), None)


def shown_posting(
    official: sa.SQLColumnExpression[int | None], on: date, visible: sa.ColumnElement[bool] | None = None
) -> sa.ScalarSelect[int | None]:
    """Return the id of the posting that stands for an official on a day: the one that runs, else the last before that
    day, else the first after it; among those that are `visible`."""
    has_begun = col(Posting.valid_from) <= on
    wanted = sa.select(col(Posting.id)).where(col(Posting.official_id) == official)
    if visible is not None:
        wanted = wanted.where(visible)
    nearest = (has_begun.desc(), sa.case((has_begun, col(Posting.valid_from))).desc(), col(Posting.valid_from))
    return wanted.order_by(*nearest).limit(1).correlate_except(Posting).scalar_subquery()


def in_service_by_unit(session: Session, on: date) -> dict[int, int]:
    """Return how many officials are posted in each unit itself on that day."""
    counting = sa.select(col(Posting.unit_id), sa.func.count(sa.distinct(col(Posting.official_id))))
    rows = session.connection().execute(counting.where(runs_on(on)).group_by(col(Posting.unit_id)))
    return {row[0]: row[1] for row in rows}


class HeldPosting(NamedTuple):
    """What scoring needs of a posting."""

    official_id: int
    id: int
    unit_id: int
    ranking_group: RankingGroup
    valid_from: date
    valid_to: date | None
    working_time_percent: int


def postings_between(
    session: Session, start: date, end: date, officials: Collection[int] | None = None
) -> dict[int, list[HeldPosting]]:
    """Return, by official, the postings that hold on a day from `start` to `end`, the earliest first."""
    bound: dict[str, object] = {"start": start, "end": end}
    if officials is not None:
        bound["officials"] = list(officials)
    found: dict[int, list[HeldPosting]] = {}
    for row in session.connection().execute(_postings_between(of_everybody=officials is None), bound):
        posting = HeldPosting._make(row)
        found.setdefault(posting.official_id, []).append(posting)
    return found


def _touches(start: date | DayColumn, end: date | DayColumn) -> sa.ColumnElement[bool]:
    return lasts_to(start) & (col(Posting.valid_from) <= end)


@cache
def _postings_between(of_everybody: bool) -> sa.Select[*tuple[Any, ...]]:
    """Return the statement; to build it takes longer than to run it for one official."""
    touches = _touches(sa.bindparam("start", type_=sa.Date), sa.bindparam("end", type_=sa.Date))
    columns = [getattr(Posting, name) for name in HeldPosting._fields]
    wanted = sa.select(*columns).where(touches).order_by(col(Posting.valid_from))
    if of_everybody:
        return wanted
    return wanted.where(col(Posting.official_id).in_(sa.bindparam("officials", expanding=True)))
