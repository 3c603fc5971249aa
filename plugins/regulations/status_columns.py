"""How documents stand on a day as columns of a statement, to list and to filter fifty thousand of them.

It is the rule of `validity.validity_on`, said to the database; a test holds the two against each other.
"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col

from plugins.regulations.models import Document, DocumentRelation
from plugins.regulations.scan import UNKNOWN
from plugins.regulations.validity import ENDING, IN_PART, Relation, Status

Column = sa.ColumnElement[str]
Day = sa.SQLColumnExpression[date | None]
GONE = {Status.IN_FORCE: 0, Status.PARTLY_EXPIRED: 1, Status.SUSPENDED: 2, Status.EXPIRED: 3}


def standings(day: date) -> sa.Subquery:
    """Return the `status` of every document on the day and its end, if known: the first day without force, by `id`."""
    effects, one = _effects(), Document
    ends = _earlier(col(one.expires_on), effects.c.ends)
    facts = sa.select(
        *(col(one.id), ends.label("ends"), col(one.in_force_from), col(one.issued_on), col(one.title)),
        *(col(one.portal_status), col(one.checked_on), effects.c.suspended, effects.c.touched),
    )
    known = facts.outerjoin(effects, effects.c.to_id == col(one.id)).subquery()
    found = _by_dates(known, day).label("found")
    dated = sa.select(known, found).subquery()
    return sa.select(dated.c.id, dated.c.ends, _with_the_portal(dated, day).label("status")).subquery()


def _effects() -> sa.Subquery:
    """Return the first days on which others end, suspend or touch a document, by `to_id`."""
    doing, by = DocumentRelation, aliased(Document)
    is_of_all = col(doing.part) == ""
    kind, from_day = col(doing.kind), col(by.in_force_from)
    touches = sa.or_(kind.in_(IN_PART), sa.and_(sa.not_(is_of_all), kind.in_([*ENDING, Relation.SUSPENDS])))
    return (
        sa.select(
            col(doing.to_id),
            _first(sa.and_(is_of_all, kind.in_(ENDING)), from_day).label("ends"),
            _first(sa.and_(is_of_all, kind == Relation.SUSPENDS), from_day).label("suspended"),
            _first(touches, from_day).label("touched"),
        )
        .join(by, col(by.id) == col(doing.from_id))
        .where(kind.in_([*ENDING, *IN_PART, Relation.SUSPENDS]))
        .group_by(col(doing.to_id))
        .subquery()
    )


def _first(condition: sa.ColumnElement[bool], day: Day) -> sa.ColumnElement[date | None]:
    return sa.func.min(sa.case((condition, day)))


def _earlier(one: Day, other: Day) -> sa.ColumnElement[date | None]:
    return sa.case((one.is_(None), other), (other.is_(None), one), (other < one, other), else_=one)


def _by_dates(known: sa.Subquery, day: date) -> Column:
    """Return what follows from the dates; NULL if they say nothing of this day."""
    of, on = known.c, sa.literal(day, sa.Date)
    return sa.case(
        (of.ends <= on, Status.EXPIRED.value),
        (of.in_force_from > on, Status.NOT_YET.value),
        (of.suspended <= on, Status.SUSPENDED.value),
        (of.touched <= on, Status.PARTLY_EXPIRED.value),
        (sa.and_(of.in_force_from.is_(None), of.ends.is_(None)), sa.null()),
        else_=Status.IN_FORCE.value,
    )


def _with_the_portal(dated: sa.Subquery, day: date) -> Column:
    of, on = dated.c, sa.literal(day, sa.Date)
    said = sa.cast(of.portal_status, sa.String)
    presumed = sa.case(
        (of.issued_on > on, Status.NOT_YET.value),
        (sa.or_(of.title != "", of.issued_on.is_not(None)), Status.IN_FORCE.value),
        else_=UNKNOWN,
    )
    knows_more = sa.and_(
        of.ends.is_(None), sa.or_(of.checked_on.is_(None), of.checked_on <= on), _gone(said) > _gone(of.found)
    )
    return sa.case(
        (sa.and_(said.is_(None), of.found.is_(None)), presumed),
        (said.is_(None), of.found),
        (of.found.is_(None), said),
        (knows_more, said),
        else_=of.found,
    )


def _gone(status: sa.ColumnElement[str]) -> sa.ColumnElement[int | None]:
    """Return how far a document has gone on its way to the archive; NULL for one that is not in force yet."""
    return sa.case({kind.value: place for kind, place in GONE.items()}, value=status)
