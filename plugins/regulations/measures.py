"""Whether officials read in time what they were asked to read: counts and a share that rules can read."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col

from plugins.regulations.watch_models import ReadingDemand
from tracker.api import Absence, Measure, MeasureSet, MeasureValues, Period, Posting, Records, runs_on, sentences

_ = sentences("regulations")
ASKED, IN_TIME, SHARE = "regulations.to_read", "regulations.read_by_then", "regulations.read_in_time"


def _counted(period: Period, as_of: date) -> sa.ColumnElement[bool]:
    """Return which demands count: those due in the period, of officials who were in service and there on that day.

    Who was away on the day is not charged with it; where he read it in time all the same, it counts.
    """
    one = ReadingDemand
    due = col(one.due_on)
    served = sa.exists().where(col(Posting.official_id) == col(one.official_id), runs_on(due))
    lasts = sa.or_(col(Absence.ends_on).is_(None), col(Absence.ends_on) >= due)
    away = sa.exists().where(col(Absence.official_id) == col(one.official_id), col(Absence.starts_on) <= due, lasts)
    fair = sa.or_(_in_time(), ~away.correlate_except(Absence))
    return sa.and_(due.between(period.start, as_of), served.correlate_except(Posting), fair)


def _in_time() -> sa.ColumnElement[bool]:
    return sa.func.coalesce(col(ReadingDemand.read_on) <= col(ReadingDemand.due_on), sa.false())


def count_readings(session: Session, officials: Collection[int] | None, period: Period, as_of: date) -> MeasureValues:
    """Count what officials were to read by a day in the period, and what of it they had read by then."""
    official = col(ReadingDemand.official_id)
    in_time = sa.func.sum(sa.case((_in_time(), 1), else_=0))
    counts = sa.select(official, sa.func.count(), in_time).where(_counted(period, as_of)).group_by(official)
    if officials is not None:
        counts = counts.where(official.in_(officials))
    found = {who: (int(asked), int(read)) for who, asked, read in session.connection().execute(counts)}
    return {
        ASKED: {who: asked for who, (asked, _read) in found.items()},
        IN_TIME: {who: read for who, (_asked, read) in found.items()},
        SHARE: {who: share_of(read, asked) for who, (asked, read) in found.items()},
    }


def share_of(read: int, asked: int) -> Decimal:
    """Return which part of what was asked for was read: 1 where it was all."""
    return Decimal(read) / asked


def demands_behind(official_id: int, period: Period, as_of: date) -> Records:
    """Return what an official was to read by a day in the period."""
    mine = col(ReadingDemand.official_id) == official_id
    return sa.select(ReadingDemand).where(_counted(period, as_of) & mine).order_by(col(ReadingDemand.due_on))


def read_behind(official_id: int, period: Period, as_of: date) -> Records:
    """Return what he had read by that day."""
    return demands_behind(official_id, period, as_of).where(_in_time())


READINGS = MeasureSet(
    "regulations",
    [
        Measure(
            ASKED,
            _("Documents to read"),
            direction="neither",
            evidence=demands_behind,
            about=_(
                "Legal documents that the official was to read by a day in the period, without those for which he was "
                "away on that day."
            ),
        ),
        Measure(
            IN_TIME,
            _("Documents read in time"),
            evidence=read_behind,
            about=_("Those of them that he said he has read by that day."),
        ),
        Measure(
            SHARE,
            _("Share of documents read in time"),
            decimals=2,
            default=None,
            evidence=demands_behind,
            about=_("Documents read in time, divided by those to be read in the period; nothing where there was none."),
        ),
    ],
    count_readings,
)
