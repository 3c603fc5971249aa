"""For whom a course is: everybody, or some units, ranking groups and kinds of posting."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from plugins.training.models import Course, CourseAudience
from tracker.api import OfficialKind, Posting, RankingGroup, RecordSession, Unit, runs_on

Part = tuple[int | None, RankingGroup | None, OfficialKind | None]


@dataclass(frozen=True, slots=True)
class Audience:
    """Those for whom a course is: whoever belongs to one of these, everybody if there are none.

    A unit stands for itself and all below it.
    """

    units: frozenset[int] = frozenset()
    ranking_groups: frozenset[RankingGroup] = frozenset()
    kinds: frozenset[OfficialKind] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.units or self.ranking_groups or self.kinds)


EVERYBODY = Audience()


def audience_of(session: Session, course_id: int) -> Audience:
    """Return for whom a course is."""
    return audiences_of(session, [course_id]).get(course_id, EVERYBODY)


def audiences_of(session: Session, course_ids: Collection[int]) -> dict[int, Audience]:
    """Return for whom courses are, by course; one that is for everybody is left out."""
    rows: dict[int, list[CourseAudience]] = {}
    for row in session.exec(select(CourseAudience).where(col(CourseAudience.course_id).in_(course_ids))):
        rows.setdefault(row.course_id, []).append(row)
    return {course_id: _audience(parts) for course_id, parts in rows.items()}


def set_audience(session: RecordSession, course_id: int, audience: Audience) -> None:
    """Say for whom a course is from now on; who is registered stays so."""
    wanted = set(_parts(audience))
    for row in session.exec(select(CourseAudience).where(CourseAudience.course_id == course_id)).all():
        part = (row.unit_id, row.ranking_group, row.kind)
        if part in wanted:
            wanted.remove(part)
        else:
            session.delete(row)
    for unit_id, group, kind in sorted(wanted, key=str):
        session.add(CourseAudience(course_id=course_id, unit_id=unit_id, ranking_group=group, kind=kind))
    session.flush()


def is_for(official: int, on: date) -> sa.ColumnElement[bool]:
    """Return, as a condition on courses, whether one is for an official as he is posted on that day."""
    row = CourseAudience
    named = sa.exists().where(col(row.course_id) == col(Course.id)).correlate(Course)
    among = sa.or_(
        col(row.unit_id).in_(_units_of(official, on)),
        sa.exists().where(_posted(official, on), col(Posting.ranking_group) == col(row.ranking_group)).correlate(row),
        sa.exists().where(_posted(official, on), col(Posting.kind) == col(row.kind)).correlate(row),
    )
    return sa.or_(sa.not_(named), named.where(among))


def those_of(session: Session, course_id: int, on: date, officials: Collection[int] | None = None) -> set[int]:
    """Return the officials, or those of them, who are in service on that day and for whom the course is."""
    wanted = sa.select(col(Posting.official_id)).where(runs_on(on), fits(audience_of(session, course_id)))
    if officials is not None:
        wanted = wanted.where(col(Posting.official_id).in_(officials))
    return {row[0] for row in session.connection().execute(wanted)}


def fits(audience: Audience) -> sa.ColumnElement[bool]:
    """Return, as a condition on postings, which ones belong to an audience."""
    if not audience:
        return sa.true()
    return sa.or_(
        col(Posting.unit_id).in_(_with_those_below(audience.units)),
        col(Posting.ranking_group).in_(audience.ranking_groups),
        col(Posting.kind).in_(audience.kinds),
    )


def _with_those_below(units: Collection[int]) -> sa.Select[int]:
    """Return a select of these units and all below them, in one look for all of them."""
    tree = sa.select(col(Unit.id).label("id")).where(col(Unit.id).in_(units)).cte("audience_units", recursive=True)
    below = sa.select(col(Unit.id)).join(tree, col(Unit.parent_id) == tree.c.id)
    return sa.select(tree.union(below).c.id)


def _posted(official: int, on: date) -> sa.ColumnElement[bool]:
    return sa.and_(col(Posting.official_id) == official, runs_on(on))


def _units_of(official: int, on: date) -> sa.Select[int]:
    """Return a select of the units in which an official is posted on a day, and of all above them."""
    tree = sa.select(col(Posting.unit_id).label("id")).where(_posted(official, on)).cte("own_units", recursive=True)
    above = sa.select(col(Unit.parent_id)).join(tree, col(Unit.id) == tree.c.id)
    # Not UNION ALL, which would never end on a unit that stands above itself.
    return sa.select(tree.union(above.where(col(Unit.parent_id).is_not(None))).c.id)


def _audience(parts: Collection[CourseAudience]) -> Audience:
    return Audience(
        frozenset(one.unit_id for one in parts if one.unit_id is not None),
        frozenset(one.ranking_group for one in parts if one.ranking_group is not None),
        frozenset(one.kind for one in parts if one.kind is not None),
    )


def _parts(audience: Audience) -> Iterator[Part]:
    for unit_id in audience.units:
        yield unit_id, None, None
    for group in audience.ranking_groups:
        yield None, group, None
    for kind in audience.kinds:
        yield None, None, kind
