"""The row “files handled” of a sheet, counted from the records.

Each file is a product with the weight of its procedure. Of an official in a period these are the files that he finished
in it, and those whose first overdue day lies in it while he held them, unless a cause was confirmed as objective. Of
them, those still in work on the last day are not done; each of the second kind that has ended is late once. So a file
is late in one period only, and what is confirmed as objective leaves both sides and stays visible.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.api import HandledFile, Period, Records

Condition = sa.ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class FilesHandled:
    """The files of one official in one period: how many, and their converted units in hundredths.

    `delays` are those of them that became overdue and have ended, `delays_excused` those of these with a confirmed
    objective cause; `late_units` are without them.
    """

    assigned: int = 0
    done: int = 0
    delays: int = 0
    delays_excused: int = 0
    assigned_units: int = 0
    done_units: int = 0
    late_units: int = 0


def _finished(official: sa.ColumnElement[int], period: Period, as_of: date) -> Condition:
    return sa.and_(col(HandledFile.finished_on).between(period.start, as_of), col(HandledFile.finisher_id) == official)


def _overdue(official: sa.ColumnElement[int], period: Period, as_of: date) -> Condition:
    return sa.and_(
        col(HandledFile.overdue_on).between(period.start, as_of), col(HandledFile.overdue_holder_id) == official
    )


def _excused(as_of: date) -> Condition:
    return sa.func.coalesce(col(HandledFile.excused_on) <= as_of, sa.false())


def _ended(as_of: date) -> Condition:
    return sa.func.coalesce(col(HandledFile.ended_on) <= as_of, sa.false())


def files_behind(official_id: int, period: Period, as_of: date) -> Records:
    """Return the files of the row, by their codes: those counted and those excused."""
    official = sa.literal(official_id)
    wanted = sa.or_(_finished(official, period, as_of), _overdue(official, period, as_of))
    return sa.select(HandledFile).where(wanted).order_by(col(HandledFile.code))


def files_handled(session: Session, officials: Collection[int], period: Period, as_of: date) -> dict[int, FilesHandled]:
    """Return the files of these officials in a period as they stood on a day, in one statement.

    Who has none is left out.
    """
    holder = sa.union_all(
        _of_holder(HandledFile.finisher_id, HandledFile.finished_on, officials, period, as_of),
        _of_holder(HandledFile.overdue_holder_id, HandledFile.overdue_on, officials, period, as_of),
    ).subquery()
    # A file that he finished late stands in both parts, and is one.
    once = sa.select(holder.c.official, holder.c.file).distinct().subquery()
    rows = sa.select(once.c.official, *_counts(once.c.official, period, as_of)).join(
        HandledFile, col(HandledFile.id) == once.c.file
    )
    found = session.connection().execute(rows.group_by(once.c.official))
    return {row[0]: FilesHandled(*(int(value or 0) for value in row[1:])) for row in found}


def _of_holder(
    holder: object, on: object, officials: Collection[int], period: Period, as_of: date
) -> sa.Select[int | None, int | None]:
    official, day = col(holder), col(on)
    wanted: sa.Select[int | None, int | None] = sa.select(official.label("official"), col(HandledFile.id).label("file"))
    return wanted.where(day.between(period.start, as_of), official.in_(officials))


def _counts(official: sa.ColumnElement[int], period: Period, as_of: date) -> list[sa.ColumnElement[int | None]]:
    finished, overdue = _finished(official, period, as_of), _overdue(official, period, as_of)
    finished, overdue = sa.func.coalesce(finished, sa.false()), sa.func.coalesce(overdue, sa.false())
    excused, ended = _excused(as_of), _ended(as_of)
    is_product = sa.or_(finished, sa.and_(overdue, ~excused))
    is_done = sa.or_(finished, sa.and_(overdue, ~excused, ended))
    is_late = sa.and_(overdue, ended)
    weight = col(HandledFile.weight_hundredths)
    return [
        _sum(is_product, 1),
        _sum(is_done, 1),
        _sum(sa.and_(is_late, is_product), 1),
        _sum(sa.and_(is_late, is_product, excused), 1),
        _sum(is_product, weight),
        _sum(is_done, weight),
        _sum(sa.and_(is_late, ~excused), weight),
    ]


def _sum(condition: Condition, value: int | sa.SQLColumnExpression[int]) -> sa.ColumnElement[int | None]:
    return sa.func.sum(sa.case((condition, value), else_=0))
